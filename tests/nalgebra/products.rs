//! Products, norms, inverses.

use grad::{Differentiable, differentiable};
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, SMatrix, SVector, Vector3};

use super::draw::{fixed, fixed_positive, matrix, vector};

#[differentiable]
fn fixed_products(a: &SMatrix<f64, 2, 3>, x: &SVector<f64, 3>) -> f64 {
    let y = a * x;
    y.dot(&y)
}

#[differentiable]
fn products(a: &DMatrix<f64>, b: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    let y = a * b * x;
    y.norm_squared()
}

#[differentiable]
fn gram(a: &SMatrix<f64, 2, 3>) -> f64 {
    let g = a.transpose() * a;
    g.trace() + (&g * &g).sum()
}

#[differentiable]
fn norms(x: &Vector3<f64>, y: &Vector3<f64>) -> f64 {
    let c = x.cross(y);
    c.norm() * x.dot(y) / y.norm_squared()
}

#[differentiable]
fn inverse(a: &Matrix2<f64>, x: &SVector<f64, 2>) -> f64 {
    let i = a.try_inverse().unwrap();
    let y = i * x;
    y.norm()
}

#[differentiable]
fn steps(a: &Matrix3<f64>, x: &Vector3<f64>, n: usize) -> f64 {
    let mut y = x.clone();
    for _ in 0..n {
        y = a * &y;
        y /= y.norm_squared() + 1.0;
    }
    y.dot(x)
}

#[differentiable]
fn at_the_origin(x: &Vector3<f64>) -> f64 {
    x.norm()
}

#[derive(Clone, Debug, Differentiable)]
struct Affine {
    matrix: Matrix2<f64>,
    offset: SVector<f64, 2>,
}

#[differentiable(wrt(affine))]
fn members(affine: &Affine, x: &SVector<f64, 2>) -> f64 {
    let y = &affine.matrix * x + &affine.offset;
    y.norm_squared()
}

#[test]
fn products_and_norms() {
    zoo!(fixed_products, fixed_products_grad, fixed_products_grad_into, fixed_products_vjp: &fixed(), &fixed());
    zoo!(products, products_grad, products_grad_into, products_vjp: &matrix(2, 3), &matrix(3, 2), &vector(2));
    zoo!(gram, gram_grad, gram_grad_into, gram_vjp: &fixed());
    zoo!(norms, norms_grad, norms_grad_into, norms_vjp: &fixed_positive(), &fixed());
    let a = Matrix2::identity() * 3.0 + fixed::<2, 2>() * 0.25;
    zoo!(inverse, inverse_grad, inverse_grad_into, inverse_vjp: &a, &fixed());
    for n in [0, 1, 3] {
        zoo!(steps, steps_grad, steps_grad_into, steps_vjp: &fixed(), &fixed(), =n);
    }
}

#[test]
fn the_norm_of_nothing_is_level() {
    assert_eq!(at_the_origin_grad(&Vector3::zeros()), (0.0, Vector3::zeros()));
}

#[test]
fn structs_of_matrices() {
    let affine = Affine { matrix: fixed(), offset: fixed() };
    let x = fixed();
    let (value, gradient) = members_grad(&affine, &x);
    assert_eq!(value, members(&affine, &x));
    // The gradient of |y|² is 2 y xᵀ and 2 y.
    let y = affine.matrix * x + affine.offset;
    assert!((gradient.matrix - y * x.transpose() * 2.0).norm() < 1e-13);
    assert!((gradient.offset - y * 2.0).norm() < 1e-13);
}
