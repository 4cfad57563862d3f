//! Means, sums of rows and columns, extremes, and other names of operations.

use grad::differentiable;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Vector3};

use super::draw::{fixed, matrix, vector};
use crate::harness::number;

#[differentiable]
fn means(m: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
    let rows = m.row_sum() + m.row_mean();
    let columns = m.column_sum() * 2.0 + m.column_mean();
    m.mean() * v.mean() + rows.norm_squared() + columns.dot(v)
}

#[differentiable]
fn extremes(m: &Matrix3<f64>, v: &Vector3<f64>) -> f64 {
    v.max() * m.min() + m.amax() * v.amin() + (m * v).max()
}

#[differentiable]
fn named_otherwise(m: &Matrix3<f64>, v: &Vector3<f64>, k: f64) -> f64 {
    let n = m.scale(k).add_scalar(v[0]) + m.adjoint().unscale(v[1]);
    n.abs().sum() + v.magnitude() * n.tr_mul(v).magnitude_squared() + m.tr_mul(&n).trace()
}

#[differentiable]
fn positive_definite(a: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
    let p = a * a.transpose() + DMatrix::identity(3, 3);
    let x = p.clone().cholesky().unwrap().solve(v);
    x.norm_squared() + p.cholesky().expect("positive definite").solve(a).sum()
}

/// The decomposition never looks at the upper triangle.
#[differentiable]
fn of_the_lower_triangle(a: &Matrix2<f64>, x: f64) -> f64 {
    let p = Matrix2::new(a[(0, 0)] * a[(0, 0)] + 4.0, a[(0, 1)], a[(1, 0)], 5.0 + x * x);
    p.cholesky().unwrap().solve(a).norm_squared()
}

#[differentiable]
fn listed(x: f64, y: f64) -> f64 {
    let v = Vector3::from([x, y * y, 1.0]);
    v.norm() + Vector3::from_row_slice(&[y, x * y, x]).dot(&v)
}

#[test]
fn sums() {
    for (n, m) in [(1, 1), (2, 3), (3, 1)] {
        zoo!(means, means_grad, means_grad_into, means_vjp: &matrix(n, m), &vector(n));
    }
    zoo!(extremes, extremes_grad, extremes_grad_into, extremes_vjp: &fixed(), &fixed());
}

#[test]
fn other_names() {
    zoo!(named_otherwise, named_otherwise_grad, named_otherwise_grad_into, named_otherwise_vjp: &fixed(), &fixed(), number());
    zoo!(listed, listed_grad, listed_grad_into, listed_vjp: number(), number());
}

#[test]
fn solved() {
    zoo!(positive_definite, positive_definite_grad, positive_definite_grad_into, positive_definite_vjp: &matrix(3, 3), &vector(3));
    zoo!(of_the_lower_triangle, of_the_lower_triangle_grad, of_the_lower_triangle_grad_into, of_the_lower_triangle_vjp: &(fixed::<2, 2>() * 0.5), number());
}

/// Of equal elements the last one is the largest, the first one the smallest, as with `max` and `min` of two numbers; zero has no sign.
#[test]
fn ties() {
    #[differentiable]
    fn largest(v: &Vector3<f64>) -> f64 {
        v.max()
    }
    #[differentiable]
    fn smallest(v: &Vector3<f64>) -> f64 {
        v.min()
    }
    #[differentiable]
    fn largest_absolute(v: &Vector3<f64>) -> f64 {
        v.amax()
    }
    let v = Vector3::new(2.0, 2.0, 2.0);
    assert_eq!(largest_grad(&v), (2.0, Vector3::new(0.0, 0.0, 1.0)));
    assert_eq!(smallest_grad(&v), (2.0, Vector3::new(1.0, 0.0, 0.0)));
    assert_eq!(largest_absolute_grad(&Vector3::new(-2.0, 1.0, 0.5)), (2.0, Vector3::new(-1.0, 0.0, 0.0)));
    assert_eq!(largest_absolute_grad(&Vector3::zeros()), (0.0, Vector3::zeros()));
}
