//! Systems of linear equations.

use grad::differentiable;
use nalgebra::{DMatrix, DVector, Matrix2, SMatrix, Vector2, Vector3};

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

/// What may not be there is matched.
#[differentiable]
fn if_regular(a: &Matrix2<f64>, b: &Vector2<f64>) -> f64 {
    let Some(inverse) = a.try_inverse() else { return b.norm_squared() };
    match a.lu().solve(b) {
        Some(x) => (inverse * b).dot(&x),
        None => 0.0,
    }
}

#[differentiable]
fn if_dynamic_is_regular(a: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    if let Some(inverse) = a.clone().try_inverse() {
        let x = &inverse * b;
        x.norm() * inverse[(0, 0)]
    } else {
        b.norm_squared()
    }
}

#[test]
fn matched() {
    zoo!(if_regular, if_regular_grad, if_regular_grad_into, if_regular_vjp: &(fixed::<2, 2>() + SMatrix::identity() * 8.0), &fixed());
    zoo!(
        if_dynamic_is_regular, if_dynamic_is_regular_grad, if_dynamic_is_regular_grad_into, if_dynamic_is_regular_vjp:
        &regular(3), &vector(3)
    );
    let b = Vector2::new(3.0, 4.0);
    let (value, (d_a, d_b)) = if_regular_grad(&Matrix2::new(1.0, 2.0, 2.0, 4.0), &b);
    assert_eq!((value, d_a, d_b), (25.0, Matrix2::zeros(), b * 2.0));
    let (value, (d_a, d_b)) = if_dynamic_is_regular_grad(&DMatrix::zeros(2, 2), &DVector::from_vec(vec![3.0, 4.0]));
    assert_eq!((value, d_a, d_b.as_slice()), (25.0, DMatrix::zeros(2, 2), b.map(|v| v * 2.0).as_slice()));
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
