//! How many elements an array has is known to rustc alone.

use grad::differentiable;

#[differentiable]
fn difference(a: [f64; 3], b: [f64; 3]) -> f64 {
    let d = std::array::from_fn(|i| a[i] - b[i]);
    norm(d)
}

#[differentiable]
fn handed_on(a: [f64; 3]) -> f64 {
    norm(std::array::from_fn(|i| a[i] * a[i]))
}

#[differentiable]
fn part(x: &[f64]) -> f64 {
    norm(x[..3].try_into().unwrap())
}

#[differentiable]
fn norm(d: [f64; 3]) -> f64 {
    d[0] * d[0] + d[1] + d[2]
}

fn main() {}
