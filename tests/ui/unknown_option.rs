use grad::differentiable;

#[differentiable(with_respect_to(x))]
fn area(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {}
