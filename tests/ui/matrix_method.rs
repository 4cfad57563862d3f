use grad::differentiable;
use ndarray::{Array1, Array2};

#[differentiable]
fn f(x: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let mut z = x.dot(y);
    z.zip_mut_with(y, |z, y| *z += y);
    (&z % 2.0).sum() + x.std(1.0) + z.product()
}

#[differentiable]
fn g(x: &nalgebra::Matrix2<f64>) -> f64 {
    let c = x.column(0).into_owned();
    c.norm()
}

fn main() {}
