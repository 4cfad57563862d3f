// A result that cannot be differentiated is one error: the body that makes it is not to blame.
use grad::differentiable;

#[differentiable]
fn sum_and_product(x: f64, y: f64) -> (f64, f64) {
    (x + y, x * y)
}

#[differentiable]
fn root(x: f64) -> Option<f64> {
    Some(x.sqrt())
}

#[differentiable]
fn both(x: f64, y: f64) -> [f64; 2] {
    [x, y]
}

fn main() {
    sum_and_product(1.0, 2.0);
    root(1.0);
    both(1.0, 2.0);
}
