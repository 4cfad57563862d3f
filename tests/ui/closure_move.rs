use grad::differentiable;

#[differentiable]
fn product(x: &[f64]) -> f64 {
    let mut total = 1.0;
    let mut include = move |a: f64| {
        total *= a;
        total
    };
    include(x[0]);
    include(x[1])
}

#[differentiable]
fn handed_on(x: &[f64]) -> f64 {
    let mut total = 1.0;
    x.iter().for_each(move |a| total *= a);
    total * x[0]
}

fn main() {
    product_grad(&[1.0, 2.0]);
    handed_on_grad(&[1.0, 2.0]);
}
