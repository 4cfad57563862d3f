use grad::differentiable;

#[differentiable(partials(x = y * output / x))]
fn power(x: f64, y: f64) -> f64 {
    x.powf(y)
}

fn main() {}
