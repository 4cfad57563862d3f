use grad::differentiable;
use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1};

#[differentiable]
fn energy(x: &ArrayView1<f64>) -> f64 {
    x.dot(x)
}

#[differentiable]
fn by_reference(x: &Array1<f64>) -> f64 {
    energy(&x.view())
}

fn double(mut x: ArrayViewMut1<f64>) {
    x *= 2.0;
}

#[differentiable]
fn to_be_changed(x: &Array2<f64>) -> f64 {
    let mut y = x.clone();
    double(y.row_mut(0));
    y.sum()
}

fn not_annotated(x: ArrayView1<f64>) -> f64 {
    x.sum()
}

#[differentiable]
fn holds_constant(x: &Array2<f64>) -> f64 {
    constant(x.row(0), x[[0, 0]]) + not_annotated(x.row(1))
}

#[differentiable(constant(data))]
fn constant(data: ArrayView1<f64>, y: f64) -> f64 {
    data.sum() * y
}

fn main() {}
