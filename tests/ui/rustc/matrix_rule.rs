//! Members of unknown type are taken for matrices where they are used as such; what has no rule does not compile.

use grad::{Differentiable, differentiable};
use ndarray::Array1;

#[derive(Clone, Differentiable)]
struct Point {
    x: f64,
}

#[derive(Clone, Differentiable)]
struct Model {
    weights: Array1<f64>,
    point: Point,
}

#[differentiable]
fn f(model: &Model, x: &Array1<f64>) -> f64 {
    (&model.point * x).sum() + model.weights.mapv(|w| w * w).sum()
}

fn main() {}
