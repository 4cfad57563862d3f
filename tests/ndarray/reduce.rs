//! Sums and means.

use grad::differentiable;
use ndarray::{Array1, Array2, Axis};

use crate::draw::{matrix, vector};

#[differentiable]
fn sums(x: &Array2<f64>) -> f64 {
    x.sum() * x.mapv(f64::sin).sum()
}

#[differentiable]
fn means(x: &Array2<f64>) -> f64 {
    let m = x.mean().unwrap();
    let d = x - m;
    (&d * &d).mean().expect("is not empty")
}

#[differentiable]
fn along_axes(x: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let rows = x.sum_axis(Axis(0));
    let columns = x.mean_axis(Axis(1)).unwrap();
    (&rows * y).sum() * columns.dot(&columns)
}

#[differentiable]
fn softmax(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let e = x.exp();
    let s = e.sum_axis(Axis(1)).insert_axis(Axis(1));
    let p = &e / &s;
    -(y * &p.ln()).sum()
}

#[differentiable]
fn product_of_the_sum(x: &Array1<f64>) -> f64 {
    let s = x.sum();
    if s > 0.0 { s * s } else { -s.sin() }
}

#[test]
fn reductions() {
    zoo!(sums, sums_grad, sums_grad_into, sums_vjp: &matrix(2, 3));
    zoo!(means, means_grad, means_grad_into, means_vjp: &matrix(2, 3));
    zoo!(along_axes, along_axes_grad, along_axes_grad_into, along_axes_vjp: &matrix(2, 3), &vector(3));
    zoo!(product_of_the_sum, product_of_the_sum_grad, product_of_the_sum_grad_into, product_of_the_sum_vjp: &vector(3));
    zoo!(softmax, softmax_grad, softmax_grad_into, softmax_vjp: &matrix(2, 3), &matrix(2, 3));
    zoo!(sums, sums_grad, sums_grad_into, sums_vjp: &matrix(0, 3));
}

#[test]
#[should_panic(expected = "called `Option::unwrap()` on a `None` value")]
fn the_mean_of_nothing() {
    means_grad(&matrix(0, 3));
}
