use grad::differentiable;

#[differentiable(constant(y), partials(x = y * output / x, y = output * x.ln()))]
fn power(x: f64, y: f64) -> f64 {
    x.powf(y)
}

fn main() {}
