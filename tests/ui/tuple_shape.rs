use grad::differentiable;

fn sum_and_product(x: f64, y: f64) -> (f64, f64) {
    (x + y, x * y)
}

#[differentiable]
fn ratio(x: f64, y: f64) -> f64 {
    let (sum, product) = sum_and_product(x, y);
    sum / product
}

#[differentiable]
fn chosen(x: f64, y: f64) -> f64 {
    let pair = if x > y { (x, y) } else { sum_and_product(x, y) };
    pair.0 - pair.1
}

fn main() {
    sum_and_product(1.0, 2.0);
    ratio_grad(1.0, 2.0);
    chosen_grad(1.0, 2.0);
}
