use grad::differentiable;
use ndarray::{Array1, Zip};

#[differentiable]
fn folded(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    Zip::from(x).and(y).fold(0.0, |sum, x, y| sum + x * y)
}

fn main() {}
