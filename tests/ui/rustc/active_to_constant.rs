use grad::differentiable;

#[differentiable(constant(scale))]
fn scaled(x: f64, scale: f64) -> f64 {
    x * scale
}

#[differentiable]
fn squared(x: f64) -> f64 {
    scaled(x, 2.0 * x)
}

struct Line;

impl Line {
    #[differentiable(wrt(x))]
    fn at(x: f64, slope: f64) -> f64 {
        x * slope
    }
}

#[differentiable]
fn product(x: f64, y: f64) -> f64 {
    Line::at(x, y)
}

fn main() {
    squared_grad(1.0);
    product_grad(1.0, 2.0);
}
