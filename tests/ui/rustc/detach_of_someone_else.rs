// Only `grad::detach` stops a gradient.
use grad::differentiable;

fn detach(x: f64) -> f64 {
    2.0 * x
}

#[differentiable]
fn scaled(x: f64) -> f64 {
    x * detach(x)
}

fn main() {
    detach(1.0);
    scaled_grad(1.0);
}
