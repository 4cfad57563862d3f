use std::cell::RefCell;

use grad::differentiable;

#[differentiable(constant(out))]
fn stored(x: f64, out: &mut [f64]) -> f64 {
    out[0] = x * x;
    out[0]
}

#[differentiable(constant(total))]
fn added(x: f64, total: &RefCell<f64>) -> f64 {
    *total.borrow_mut() += x;
    x * x
}

fn main() {
    stored_grad(1.0, &mut [0.0]);
    added_grad(1.0, &RefCell::new(0.0));
}
