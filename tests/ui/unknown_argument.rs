use grad::differentiable;

#[differentiable(wrt(width, hight))]
fn area(width: f64, height: f64) -> f64 {
    width * height
}

#[differentiable(constant(depth))]
fn perimeter(width: f64, height: f64) -> f64 {
    2.0 * (width + height)
}

#[differentiable(partials(width = height, height = width, depth = 1.0))]
fn table(width: f64, height: f64) -> f64 {
    width * height
}

fn main() {}
