use grad::differentiable;
use ndarray::Array1;

#[differentiable]
fn f(x: &Array1<f64>, scale: f64) -> f64 {
    x.mapv(|v| (v * scale).sin()).sum()
}

fn main() {}
