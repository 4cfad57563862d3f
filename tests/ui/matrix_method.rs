use grad::differentiable;
use ndarray::{Array1, Array2, Axis};

#[differentiable]
fn f(x: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let z = x.dot(y);
    (&z % 2.0).sum() + x.std(1.0) + z.product()
}

#[differentiable]
fn in_any_order(x: &Array2<f64>) -> f64 {
    x.fold(0.0, |sum, v| sum + v)
}

#[differentiable]
fn in_chunks(x: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for part in x.axis_chunks_iter(Axis(0), 2) {
        sum += part.sum();
    }
    sum + x.broadcast((2, 2, 2)).unwrap().sum()
}

#[differentiable]
fn made(x: &[f64]) -> f64 {
    let a = Array2::from_shape_vec((2, 2), x.to_vec()).unwrap();
    let b: Array2<f64> = Array2::from_diag(&ndarray::Array1::from_vec(x.to_vec()));
    a.sum() + b.sum()
}

#[differentiable]
fn of_nalgebra(x: &nalgebra::Matrix2<f64>) -> f64 {
    let mut y = x.clone();
    y.swap_rows(0, 1);
    y.column_mut(1).norm() + y.variance()
}

fn main() {}
