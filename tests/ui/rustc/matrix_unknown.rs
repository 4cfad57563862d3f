//! Functions of the libraries that are not known.

use grad::differentiable;

#[differentiable]
fn solved(a: &nalgebra::DMatrix<f64>, b: &nalgebra::DVector<f64>) -> f64 {
    a.clone().qr().solve(b).unwrap().norm()
}

fn main() {}
