//! Functions of the libraries that are not known.

use grad::differentiable;
use ndarray::{Array1, Array2, Zip};

#[differentiable]
fn zipped(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let mut sum = 0.0;
    Zip::from(x).and(y).for_each(|x, y| sum += x * y);
    sum
}

#[differentiable]
fn solved(a: &nalgebra::DMatrix<f64>, b: &nalgebra::DVector<f64>) -> f64 {
    a.clone().qr().solve(b).unwrap().norm()
}

#[differentiable]
fn iterated(x: &Array1<f64>) -> f64 {
    x.iter().map(|v| v * v).sum()
}

#[differentiable]
fn own(x: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for row in x.rows() {
        sum += row.sum() * row.sum();
    }
    sum
}

fn main() {}
