use grad::differentiable;

#[differentiable(wrt = x)]
fn area(x: f64, y: f64) -> f64 {
    x * y
}

#[differentiable(wrt(x) constant(y))]
fn volume(x: f64, y: f64, z: f64) -> f64 {
    x * y * z
}

#[differentiable(vjp = )]
fn length(x: f64, y: f64) -> f64 {
    x.hypot(y)
}

fn main() {}
