//! Functions of the standard library that nobody can put an attribute on.

use grad::differentiable;

#[differentiable]
fn put_before(x: &[f64]) -> f64 {
    std::iter::once(&x[3]).chain(&x[..3]).map(|v| v.exp()).sum()
}

#[differentiable]
fn repeated(x: &[f64]) -> f64 {
    let v: Vec<f64> = std::iter::repeat_n(x[0], 3).collect();
    v.iter().product()
}

#[differentiable]
fn one_after_another(x: &[f64]) -> f64 {
    let p: Vec<f64> = std::iter::successors(Some(x[0]), |p| Some(p * 0.5)).take(4).collect();
    p.iter().zip(x).map(|(p, v)| p * v).sum()
}

fn main() {}
