use grad::differentiable;
use ndarray::{Array2, Zip};

#[differentiable]
fn zipped(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    Zip::from(x).and(y).for_each(|x, y| sum += x * y);
    sum
}

#[differentiable]
fn mapped(x: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    let mut y = x.clone();
    y.map_inplace(|y| sum += *y);
    sum
}

fn main() {}
