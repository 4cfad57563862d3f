// The attribute is forgotten, or the companion does not come without being asked for.
use grad::differentiable;

fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn cube(x: f64) -> f64 {
    x * x * x
}

fn main() {
    square_grad(1.0);
    cube_jvp(1.0, 1.0);
    cube(1.0);
    square(1.0);
}
