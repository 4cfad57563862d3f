//! Rows, columns, blocks and elements.

use grad::differentiable;
use nalgebra::{DMatrix, DVector, Matrix3, Matrix4, SMatrix, SVector, Vector3};

use super::draw::{fixed, fixed_positive, matrix, vector};

#[differentiable]
fn columns(a: &Matrix3<f64>, x: &Vector3<f64>, i: usize) -> f64 {
    let c = a.column(i);
    let r = a.row(1).transpose();
    c.dot(x) * r.norm() + a.column(2)[1] * (a * c).sum()
}

#[differentiable]
fn blocks(a: &DMatrix<f64>, b: &SMatrix<f64, 3, 4>) -> f64 {
    let c = a.view((1, 0), (2, 3));
    let d = a.rows(0, 2);
    let e = b.fixed_view::<2, 2>(1, 1) * b.fixed_rows::<2>(0);
    let f = b.fixed_columns::<2>(1).transpose() * b.columns(1, 2);
    (c.component_mul(&d)).sum() * e.norm_squared() + f.sum()
}

#[differentiable]
fn elements(a: &SMatrix<f64, 2, 3>, b: &SMatrix<f64, 2, 3>) -> f64 {
    let mut sum = 0.0;
    for (i, (x, y)) in a.iter().zip(b).enumerate() {
        sum += x.sin() * y * (i + 1) as f64;
    }
    for column in a.column_iter() {
        sum += column.norm_squared() * column[1];
    }
    for (row, other) in a.row_iter().zip(b.row_iter()) {
        sum *= row.dot(&other) + 2.0;
    }
    sum + a.iter().map(|v| v.exp()).sum::<f64>()
}

#[differentiable]
fn changed(a: &DMatrix<f64>, s: f64) -> f64 {
    let mut b = a.clone();
    for v in b.iter_mut() {
        *v *= v.cos();
    }
    b.apply(|v| *v *= s);
    b.zip_apply(a, |x, y| *x += y * s);
    let c = b.map(|v| v * s + v * v);
    let mut d = DMatrix::zeros(2, 3);
    d.copy_from(&c);
    d.component_mul(a).sum()
}

#[differentiable(wrt(x))]
fn with_constants(x: &Vector3<f64>, data: &SMatrix<f64, 3, 5>) -> f64 {
    let mut loss = 0.0;
    let first = data.column(0);
    for column in data.column_iter() {
        let y = x.dot(&column) * x.dot(&first);
        loss += y * y;
    }
    loss + x.dot(&data.column(1))
}

#[differentiable]
fn unit(x: &Vector3<f64>, y: &Vector3<f64>) -> f64 {
    let u = x.normalize();
    u.dot(y) + u.cross(y).norm_squared()
}

#[differentiable]
fn volume(a: &Matrix3<f64>) -> f64 {
    a.determinant().sin()
}

#[differentiable]
fn volume_of_four(a: &Matrix4<f64>) -> f64 {
    a.determinant() * a.diagonal().sum()
}

#[differentiable]
fn volume_of_any(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    a.determinant() * x.norm()
}

#[differentiable]
fn made(x: f64, y: f64, v: &Vector3<f64>) -> f64 {
    let u = Vector3::new(x, x * y, 2.0);
    let squares: Vec<f64> = v.iter().map(|v| v * v * x).collect();
    let w = DVector::from_vec(squares);
    u.dot(v) * w.norm() + u.cross(v)[0]
}

#[test]
fn parts() {
    zoo!(made, made_grad, made_grad_into, made_vjp: 0.5, 2.0, &fixed());
    zoo!(columns, columns_grad, columns_grad_into, columns_vjp: &fixed(), &fixed(), =2);
    zoo!(blocks, blocks_grad, blocks_grad_into, blocks_vjp: &matrix(3, 3), &fixed());
    zoo!(elements, elements_grad, elements_grad_into, elements_vjp: &fixed(), &fixed());
    zoo!(changed, changed_grad, changed_grad_into, changed_vjp: &matrix(2, 3), 0.5);
    let data = fixed();
    zoo!(with_constants, with_constants_grad, with_constants_grad_into, with_constants_vjp: &fixed(), =&data);
}

#[test]
fn functions_of_one() {
    zoo!(unit, unit_grad, unit_grad_into, unit_vjp: &fixed_positive(), &fixed());
    zoo!(volume, volume_grad, volume_grad_into, volume_vjp: &fixed());
    zoo!(volume_of_four, volume_of_four_grad, volume_of_four_grad_into, volume_of_four_vjp: &fixed());
    for n in [1, 2, 5] {
        zoo!(volume_of_any, volume_of_any_grad, volume_of_any_grad_into, volume_of_any_vjp: &matrix(n, n), &vector(3));
    }
}

#[test]
fn the_determinant_of_a_singular_matrix_has_a_slope() {
    // The cofactors of diag(1, 2, 3, 0): all zero but that of the last element, which is 6.
    let a = Matrix4::from_diagonal(&SVector::from([1.0, 2.0, 3.0, 0.0]));
    let (value, d_a) = volume_of_four_grad(&a);
    assert_eq!(value, 0.0);
    let mut expected = Matrix4::zeros();
    expected[(3, 3)] = 36.0;
    assert_eq!(d_a, expected);
}
