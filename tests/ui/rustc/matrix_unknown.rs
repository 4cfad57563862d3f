//! Functions of the libraries that are not known.

use grad::differentiable;
use ndarray::{Array1, Array2, Axis, Zip, concatenate, stack};

#[differentiable]
fn concatenated(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    concatenate![Axis(0), *x, *y].sum()
}

#[differentiable]
fn stacked(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let z: Array2<f64> = stack(Axis(0), &[x.view(), y.view()]).unwrap();
    z.sum()
}

#[differentiable]
fn zipped(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let mut sum = 0.0;
    Zip::from(x).and(y).for_each(|x, y| sum += x * y);
    sum
}

#[differentiable]
fn solved(a: &nalgebra::DMatrix<f64>, b: &nalgebra::DVector<f64>) -> f64 {
    a.clone().lu().solve(b).unwrap().norm()
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
