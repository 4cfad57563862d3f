use grad::differentiable;
use ndarray::Array3;

#[differentiable]
fn rows(x: &Array3<f64>) -> f64 {
    let mut sum = 0.0;
    for row in x.rows() {
        sum += row.sum();
    }
    sum
}

#[differentiable]
fn indices(x: &Array3<f64>) -> f64 {
    let mut sum = 0.0;
    for ((i, _, _), v) in x.indexed_iter() {
        sum += v * i as f64;
    }
    sum
}

fn main() {}
