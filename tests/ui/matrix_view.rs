use grad::differentiable;
use ndarray::{Array1, Array2, ArrayView1};

#[differentiable]
fn energy(x: ArrayView1<f64>) -> f64 {
    x.dot(&x)
}

#[differentiable]
fn of_whole(x: &Array1<f64>) -> f64 {
    energy(x.view())
}

#[differentiable]
fn of_rows(x: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for row in x.rows() {
        sum += energy(row);
    }
    sum
}

fn main() {}
