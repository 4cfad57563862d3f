//! Matrices made of functions of indices, and parts that are changed.

use grad::differentiable;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix2x3, Matrix3, RowVector3, SMatrix, Vector3, vector};

use super::draw::{fixed, matrix, vector};
use crate::harness::{number, numbers, positive};

#[differentiable]
fn made(x: f64, n: usize, m: usize) -> f64 {
    let a = DMatrix::from_fn(n, m, |i, j| (x * (i + 2 * j) as f64).sin());
    let b = DVector::from_fn(m, |i, _| x.powi(i as i32 + 1));
    let c = SMatrix::<f64, 2, 3>::from_fn(|row: usize, column| if row > column { x } else { x * x });
    (a * b).norm_squared() + c.sum() + Matrix3::from_fn(|i, j| x / (1 + i * j) as f64).trace()
}

/// Names of the user's own that are those of ours.
#[differentiable]
fn names(x: f64, made: f64, i: usize) -> f64 {
    let a = Matrix2::from_fn(|j, k| made * (i + j) as f64 + x * k as f64);
    let value = a.determinant();
    let mut rows = Matrix2::from_fn(|_, _| value);
    rows.row_mut(i).copy_from(&a.row(1));
    rows.norm_squared() + value
}

#[differentiable]
fn listed(x: f64, y: f64) -> f64 {
    let a = Matrix2::new(x, y, -y * x, x);
    let b = Matrix2x3::new(1.0, x, y, 2.0, x * y, -1.0);
    let c = a * b;
    c.norm_squared() + a.determinant() + c[(1, 2)]
}

/// Put together of columns, rows, one number or a diagonal.
#[differentiable]
fn of_parts(x: &Vector3<f64>, y: &Vector3<f64>, z: &DVector<f64>) -> f64 {
    let a = Matrix3::from_columns(&[*x, x + y, y * 2.0]);
    let b = Matrix3::from_rows(&[x.transpose(), y.transpose(), (x - y).transpose()]);
    let c = DMatrix::from_columns(&[z.clone(), z * x[0]]);
    let columns = [z * y[1], z.clone(), z * z[0]];
    let d = DMatrix::from_columns(&columns);
    (a * b).norm_squared() + a.determinant() + (c.transpose() * d).norm()
}

#[differentiable]
fn of_one(x: f64, v: &Vector3<f64>, n: usize) -> f64 {
    let a = Matrix3::from_diagonal(v) * x + Matrix3::from_element(x);
    let b = DMatrix::from_diagonal(&DVector::from_element(n, x * x)) * DMatrix::from_element(n, n, x);
    (a * v).dot(&Vector3::repeat(x)) + b.sum()
}

#[differentiable]
fn by_macros(x: f64, y: f64) -> f64 {
    let m = nalgebra::matrix![x, 2.0, y; 3.0, x * y, y.sin()];
    let v = vector![x, 1.0, y * y];
    (m * v).norm_squared() + (m.transpose() * nalgebra::vector![y, x]).dot(&v)
}

#[differentiable]
fn of_slices(x: &[f64]) -> f64 {
    let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
    DVector::from_row_slice(x).dot(&DVector::from_column_slice(&squares))
}

#[differentiable]
fn summed(points: &[Vector3<f64>], by: &Matrix3<f64>) -> f64 {
    let sum: Vector3<f64> = points.iter().sum();
    sum.norm_squared() + points.iter().map(|p| by * p).sum::<Vector3<f64>>().dot(&sum)
}

#[differentiable]
fn zipped(a: &DMatrix<f64>, b: &DMatrix<f64>, k: f64) -> f64 {
    let c = a.zip_map(b, |x, y| x * y.sin() + k * x);
    let d = (a + b).zip_map(&c, |x, _| x * x);
    c.norm_squared() + d.sum()
}

#[differentiable]
fn set(m: &Matrix3<f64>, v: &Vector3<f64>, w: RowVector3<f64>) -> f64 {
    let mut n = m.clone();
    n.set_column(1, v);
    n.set_row(2, &w);
    n.set_column(0, &(n * v));
    n.determinant() + n.norm_squared()
}

#[differentiable]
fn parts(m: &DMatrix<f64>, small: &Matrix2<f64>, v: &DVector<f64>, x: f64) -> f64 {
    let mut n = m.clone();
    n.fixed_view_mut::<2, 2>(1, 0).copy_from(small);
    n.view_mut((0, 1), (1, 2)).fill(x * x);
    for j in 0..n.ncols() {
        let column = n.column(j) * x + v;
        n.column_mut(j).copy_from(&column);
    }
    n.row_mut(0).fill(v[0]);
    n.rows_mut(1, 1).copy_from(&m.rows(0, 1));
    n.fixed_columns_mut::<1>(2).copy_from(&m.fixed_columns::<1>(0));
    n.norm_squared() + n[(1, 1)] * n[(2, 2)]
}

/// What starts as a constant.
#[differentiable]
fn stacked(v: &[f64], n: usize) -> f64 {
    let mut a = DMatrix::zeros(n, n);
    for j in 0..n {
        let column = DVector::from_fn(n, |i, _| v[j] * i as f64 + v[i]);
        a.set_column(j, &column);
    }
    a.norm_squared() + a.sum()
}

#[differentiable]
fn of_another_shape(m: &Matrix3<f64>, v: &DVector<f64>) -> f64 {
    let mut n = m.clone();
    n.set_column(1, v);
    n.sum()
}

#[test]
fn made_by_indices() {
    for (n, m) in [(0, 0), (1, 1), (0, 2), (2, 3)] {
        zoo!(made, made_grad, made_grad_into, made_vjp: positive(), =n, =m);
    }
    for i in [0, 1] {
        zoo!(names, names_grad, names_grad_into, names_vjp: number(), number(), =i);
    }
    zoo!(listed, listed_grad, listed_grad_into, listed_vjp: number(), number());
    zoo!(of_parts, of_parts_grad, of_parts_grad_into, of_parts_vjp: &fixed(), &fixed(), &vector(4));
    zoo!(by_macros, by_macros_grad, by_macros_grad_into, by_macros_vjp: number(), number());
    for n in [0, 1, 3] {
        zoo!(of_one, of_one_grad, of_one_grad_into, of_one_vjp: number(), &fixed(), =n);
        zoo!(of_slices, of_slices_grad, of_slices_grad_into, of_slices_vjp: &numbers(n));
        let points = || (0..n).map(|_| fixed()).collect::<Vec<Vector3<f64>>>();
        zoo!(summed, summed_grad, summed_grad_into, summed_vjp: &points(), &fixed());
        zoo!(zipped, zipped_grad, zipped_grad_into, zipped_vjp: &matrix(n, 2), &matrix(n, 2), number());
        zoo!(stacked, stacked_grad, stacked_grad_into, stacked_vjp: &numbers(n), =n);
    }
}

#[test]
fn changed_parts() {
    zoo!(set, set_grad, set_grad_into, set_vjp: &fixed(), &fixed(), fixed());
    zoo!(parts, parts_grad, parts_grad_into, parts_vjp: &matrix(3, 3), &fixed(), &vector(3), positive());
}

#[test]
#[should_panic(expected = "a part of another shape")]
fn shapes_that_do_not_fit() {
    of_another_shape_grad(&Matrix3::identity(), &DVector::zeros(4));
}
