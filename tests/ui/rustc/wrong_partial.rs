// Derivatives given by hand are checked like any other code of the user's.
use grad::differentiable;

#[differentiable(partials(x = 2.0 * z))]
fn square(x: f64) -> f64 {
    x * x
}

fn main() {
    square_grad(1.0);
}
