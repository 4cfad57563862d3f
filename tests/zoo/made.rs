//! Arrays that are made element by element or of other lists, and arrays that a fold carries.

use grad::differentiable;

use crate::harness::{number, numbers};

#[differentiable]
fn plus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] + b[0], a[1] + b[1].sin(), a[2] * b[2]]
}

#[differentiable]
fn folded_by_name(x: &[f64], s: f64) -> f64 {
    let v = x.chunks_exact(3).map(|c| [c[0] * c[1], c[1], c[2]]).fold([0.5; 3], plus);
    let w = x.chunks_exact(3).map(|c| [c[0] * s, c[2], s]).fold([s, 1.0, 2.0], plus);
    v[0] * v[1] * v[2] + w[1] * w[2]
}

#[test]
fn folds() {
    for n in [0, 3, 6, 11] {
        zoo!(folded_by_name, folded_by_name_grad, folded_by_name_grad_into, folded_by_name_vjp: &numbers(n), number());
    }
}
