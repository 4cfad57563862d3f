//! Systems of linear equations.

use grad::differentiable;
use nalgebra::{DMatrix, DVector, SMatrix, Vector3};

use super::draw::{fixed, matrix, vector};

#[differentiable]
fn solved(a: &SMatrix<f64, 3, 3>, b: &Vector3<f64>) -> f64 {
    let x = a.lu().solve(b).unwrap();
    x.dot(&x) + x.dot(b)
}

/// Generalised least squares by its normal equations.
#[differentiable]
fn least_squares(a: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let normal = a.transpose() * a;
    let right = a.transpose() * y;
    let x = normal.clone().lu().solve(&right).expect("not singular");
    let rest = a * &x - y;
    rest.norm_squared()
}

#[differentiable(wrt(b))]
fn with_a_constant_matrix(a: &DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
    let x = a.clone().lu().solve(b).unwrap();
    x.component_mul(&x).sum()
}

/// Far from singular.
fn regular(n: usize) -> DMatrix<f64> {
    matrix(n, n) + DMatrix::identity(n, n) * 8.0
}

#[test]
fn systems() {
    zoo!(solved, solved_grad, solved_grad_into, solved_vjp: &(fixed::<3, 3>() + SMatrix::identity() * 8.0), &fixed());
    zoo!(
        least_squares, least_squares_grad, least_squares_grad_into, least_squares_vjp:
        &(matrix(5, 2) + DMatrix::from_fn(5, 2, |i, j| 3.0 * f64::from(i == j))), &vector(5)
    );
    let a = regular(3);
    zoo!(
        with_a_constant_matrix, with_a_constant_matrix_grad, with_a_constant_matrix_grad_into,
        with_a_constant_matrix_vjp: =&a, &matrix(3, 2)
    );
}

#[test]
#[should_panic(expected = "called `Option::unwrap()` on a `None` value")]
fn singular_systems_panic_as_in_the_function() {
    solved_grad(&SMatrix::zeros(), &fixed());
}
