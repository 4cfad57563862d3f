//! Rows, columns, slices, elements.

use grad::differentiable;
use ndarray::{Array1, Array2, ArrayView1, Axis, s};

use crate::draw::{matrix, vector};
use crate::harness::number;

#[differentiable]
fn rows_and_columns(x: &Array2<f64>, i: usize) -> f64 {
    let row = x.row(i);
    let column = x.column(1);
    row.dot(&row) * column.sum() + (&row * 2.0).sum()
}

#[differentiable]
fn slices(x: &Array2<f64>, n: usize) -> f64 {
    let a = x.slice(s![.., 1..]);
    let b = x.slice(s![..n, ..2]);
    (&a * &a).sum() * b.sum()
}

#[differentiable]
fn elements(x: &Array2<f64>, y: &Array1<f64>, i: usize) -> f64 {
    x[[0, i]] * y[i] + x[(1, 0)] * x[[0, i]]
}

#[differentiable]
fn turned(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let z = &x.t() * y;
    z.row(0).sum() * z.t().column(1).dot(&z.index_axis(Axis(0), 1))
}

#[differentiable]
fn copies(x: &Array2<f64>) -> f64 {
    let mut y = x.clone();
    y *= x;
    let row = y.row(0).to_owned();
    let z = x.view();
    (&row * &z).sum()
}

#[differentiable]
fn elements_written(x: &Array1<f64>, a: f64) -> f64 {
    let mut y = x.to_owned();
    y[0] = a * x[1];
    y[1] += a;
    y[2] *= a;
    y.dot(x)
}

#[differentiable]
fn filled(x: &Array1<f64>, a: f64) -> f64 {
    let mut y = Array1::zeros(3);
    for i in 0..3 {
        y[i] = x[i] * a;
    }
    y.dot(x)
}

#[differentiable]
fn elements_in_a_loop(x: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.nrows() {
        for j in 0..x.ncols() {
            sum += x[[i, j]].sin() * (i + 1) as f64;
        }
    }
    sum * sum
}

#[differentiable]
fn of_views(x: ArrayView1<'_, f64>, y: ArrayView1<f64>) -> f64 {
    (&x * &y).sum() + x.dot(&y) * x[0]
}

#[test]
fn parts() {
    zoo!(rows_and_columns, rows_and_columns_grad, rows_and_columns_grad_into, rows_and_columns_vjp: &matrix(2, 3), =1);
    zoo!(slices, slices_grad, slices_grad_into, slices_vjp: &matrix(3, 3), =2);
    zoo!(elements, elements_grad, elements_grad_into, elements_vjp: &matrix(2, 3), &vector(3), =2);
    zoo!(turned, turned_grad, turned_grad_into, turned_vjp: &matrix(2, 3), &matrix(3, 2));
    zoo!(copies, copies_grad, copies_grad_into, copies_vjp: &matrix(2, 3));
    zoo!(elements_written, elements_written_grad, elements_written_grad_into, elements_written_vjp: &vector(3), number());
    zoo!(filled, filled_grad, filled_grad_into, filled_vjp: &vector(3), number());
    zoo!(elements_in_a_loop, elements_in_a_loop_grad, elements_in_a_loop_grad_into, elements_in_a_loop_vjp: &matrix(2, 3));
}

#[test]
fn views_as_arguments() {
    let (x, y) = (vector(3), vector(3));
    let (value, (d_x, d_y)) = of_views_grad(x.view(), y.view());
    assert_eq!(value, of_views(x.view(), y.view()));
    let f = |n: &[f64]| of_views(ArrayView1::from(&n[..3]), ArrayView1::from(&n[3..]));
    let claimed: Vec<f64> = d_x.iter().chain(&d_y).copied().collect();
    let point: Vec<f64> = x.iter().chain(&y).copied().collect();
    grad::check::gradient_of(f, &point, &claimed).assert();
    let (mut into_x, mut into_y) = (d_x.clone(), d_y.clone());
    of_views_grad_into(x.view(), y.view(), &mut into_x, &mut into_y);
    assert_eq!((into_x, into_y), (&d_x * 2.0, &d_y * 2.0));
    let (_, pullback) = of_views_vjp(x.view(), y.view());
    assert_eq!(pullback(1.0), (d_x, d_y));
}
