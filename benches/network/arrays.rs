//! The network, written with arrays.

use grad::differentiable;
use ndarray::{Array1, Array2};

use super::{Case, Gradient};

#[differentiable]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[differentiable(wrt(w1, b1, w2, b2))]
fn loss(
    x: &Array2<f64>,
    y: &Array2<f64>,
    w1: &Array2<f64>,
    b1: &Array1<f64>,
    w2: &Array2<f64>,
    b2: &Array1<f64>,
) -> f64 {
    let h = (x.dot(w1) + b1).mapv(sigmoid);
    let p = (h.dot(w2) + b2).mapv(sigmoid);
    let error = p - y;
    (&error * &error).sum() / x.nrows() as f64
}

pub type Weights = (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>);

pub fn value(case: &Case) -> f64 {
    loss(&case.x, &case.y, &case.w1, &case.b1, &case.w2, &case.b2)
}

pub fn gradient(case: &Case) -> (f64, Weights) {
    loss_grad(&case.x, &case.y, &case.w1, &case.b1, &case.w2, &case.b2)
}

pub fn flat(case: &Case) -> Gradient {
    flattened(gradient(case))
}

pub fn flattened((value, (w1, b1, w2, b2)): (f64, Weights)) -> Gradient {
    (value, w1.iter().chain(&b1).chain(&w2).chain(&b2).copied().collect())
}
