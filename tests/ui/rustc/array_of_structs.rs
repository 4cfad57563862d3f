//! An array is filled element by element, and there must be something in it before.

use grad::{Differentiable, differentiable};

#[derive(Clone, Copy, Differentiable)]
struct Affine {
    m: f64,
    t: f64,
}

#[differentiable]
fn compose(a: Affine, b: Affine) -> Affine {
    Affine { m: a.m * b.m, t: a.m * b.t + a.t }
}

#[differentiable]
fn all(x: &[Affine; 3], y: Affine) -> [Affine; 3] {
    std::array::from_fn(|i| compose(x[i], y))
}

fn main() {}
