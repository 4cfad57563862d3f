use grad::differentiable;

#[differentiable(wrt(width, width))]
fn area(width: f64, height: f64) -> f64 {
    width * height
}

#[differentiable(partials(x = 2.0 * x, x = x + x))]
fn square(x: f64) -> f64 {
    x * x
}

fn main() {}
