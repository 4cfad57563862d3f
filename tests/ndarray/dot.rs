//! `dot` of vectors and matrices.

use grad::differentiable;
use ndarray::{Array1, Array2, Axis};

use crate::draw::{matrix, vector};
use crate::harness::number;

#[differentiable]
fn vectors(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let p = x.dot(y);
    p * p + x.dot(x)
}

#[differentiable]
fn matrix_vector(a: &Array2<f64>, x: &Array1<f64>) -> f64 {
    let y = a.dot(x);
    y.dot(&y)
}

#[differentiable]
fn vector_matrix(x: &Array1<f64>, a: &Array2<f64>) -> f64 {
    let y = x.dot(a);
    (&y * &y).sum()
}

#[differentiable]
pub fn matrices(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let c = a.dot(b);
    (&c * &c).sum()
}

#[differentiable]
fn quadratic(a: Array2<f64>, x: Array1<f64>) -> f64 {
    x.dot(&a.dot(&x)) / 2.0
}

#[differentiable]
fn gram(a: &Array2<f64>) -> f64 {
    let g = a.t().dot(a);
    let h = a.dot(&a.t());
    (&g * &g).sum() - (&h * &h * &h).sum()
}

#[differentiable]
fn outer(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let column = x.view().insert_axis(Axis(1));
    let row = y.view().insert_axis(Axis(0));
    let o = column.dot(&row);
    let p = &column * &row;
    (&o * &p * &o).sum()
}

#[differentiable(wrt(b))]
fn constant_left(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let c = a.dot(b);
    (&c * &c).sum()
}

#[differentiable(wrt(a))]
fn constant_right(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let c = a.dot(&b.t());
    (&c * &c).sum()
}

#[test]
fn products() {
    zoo!(vectors, vectors_grad, vectors_grad_into, vectors_vjp: &vector(3), &vector(3));
    zoo!(matrix_vector, matrix_vector_grad, matrix_vector_grad_into, matrix_vector_vjp: &matrix(2, 3), &vector(3));
    zoo!(vector_matrix, vector_matrix_grad, vector_matrix_grad_into, vector_matrix_vjp: &vector(2), &matrix(2, 3));
    zoo!(matrices, matrices_grad, matrices_grad_into, matrices_vjp: &matrix(2, 3), &matrix(3, 2));
    zoo!(quadratic, quadratic_grad, quadratic_grad_into, quadratic_vjp: matrix(3, 3), vector(3));
    zoo!(gram, gram_grad, gram_grad_into, gram_vjp: &matrix(2, 3));
    zoo!(outer, outer_grad, outer_grad_into, outer_vjp: &vector(2), &vector(3));
    let a = matrix(2, 3);
    zoo!(constant_left, constant_left_grad, constant_left_grad_into, constant_left_vjp: =&a, &matrix(3, 2));
    zoo!(constant_right, constant_right_grad, constant_right_grad_into, constant_right_vjp: &matrix(2, 3), =&a);
    for n in [0, 1] {
        zoo!(vectors, vectors_grad, vectors_grad_into, vectors_vjp: &vector(n), &vector(n));
        zoo!(matrices, matrices_grad, matrices_grad_into, matrices_vjp: &matrix(n, 3), &matrix(3, n));
    }
}

#[differentiable]
fn square_with_its_own_transpose(x: &Array2<f64>, a: f64) -> f64 {
    let z = x * a;
    let right = z.dot(&z.t());
    let w = x * x;
    let left = w.t().dot(&w);
    (right * left).mapv(|v| v.sin()).sum()
}

/// Both operands are of one place, which nobody uses afterwards; it is square, so that nothing tells if one of them is turned.
#[test]
fn with_its_own_transpose() {
    zoo!(
        square_with_its_own_transpose, square_with_its_own_transpose_grad, square_with_its_own_transpose_grad_into,
        square_with_its_own_transpose_vjp: &matrix(3, 3), number()
    );
}
