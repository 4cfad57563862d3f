//! One function by several paths.

use grad::{check, differentiable};
use other::g;

#[differentiable]
fn f(x: f64) -> f64 {
    g(x) * other::g(x * x) + ::other::g(2.0 * x)
}

#[test]
fn gradients() {
    for x in [0.6, 1.3, -0.7] {
        check::gradient(f, f_grad, x).assert();
    }
}
