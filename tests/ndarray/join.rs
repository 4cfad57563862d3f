//! Arrays that are put together.

use grad::differentiable;
use ndarray::{Array1, Array2, Axis, array, concatenate, stack};

use crate::draw::{matrix, vector};
use crate::harness::{number, numbers};

#[differentiable]
fn end_to_end(x: &Array1<f64>, y: &Array1<f64>, weights: &Array1<f64>) -> f64 {
    let all = concatenate![Axis(0), *x, *y, *x];
    (&all * &all).dot(weights)
}

#[differentiable]
fn side_by_side(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let wide = concatenate(Axis(1), &[x.view(), y.view()]).unwrap();
    wide.t().dot(&wide).mapv(|v| v.sin()).sum()
}

#[differentiable]
fn rows_stacked(x: &Array1<f64>, y: &Array1<f64>, a: f64) -> f64 {
    let scaled = y * a;
    let rows = stack![Axis(0), *x, scaled];
    rows.dot(x).mapv(|v| v * v).sum()
}

#[differentiable]
fn columns_stacked(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let columns = stack(Axis(1), &[x.view(), y.view(), x.view()]).expect("of one length");
    let sums = columns.sum_axis(Axis(1));
    sums.dot(&columns.column(1))
}

/// A bias as one more column of ones.
#[differentiable(wrt(weights))]
fn with_ones(x: &Array2<f64>, weights: &Array2<f64>) -> f64 {
    let ones = Array2::ones((x.nrows(), 1));
    let bias = concatenate![Axis(0), *weights, weights.row(0).insert_axis(Axis(0))];
    let inputs = concatenate![Axis(1), *x, ones];
    inputs.dot(&bias).mapv(|v| v.tanh()).sum()
}

#[differentiable]
fn one_alone(x: &Array1<f64>) -> f64 {
    let same = concatenate![Axis(0), *x];
    same.dot(x)
}

#[differentiable]
fn rows_listed(x: f64, y: f64) -> Array2<f64> {
    let a = array![[x * y, x, 1.0], [y.sin(), 1.0, 2.0]];
    let square = a.dot(&a.t()) * x;
    square + array![[x, 0.0], [y, 1.0]]
}

#[differentiable]
fn filled(x: f64, xs: &[f64]) -> f64 {
    let a = Array1::from_iter(xs.iter().map(|v| v * v * x));
    let b = Array1::from_elem(xs.len(), x);
    let c = Array2::from_elem((xs.len(), 2), x * x);
    a.dot(&b) + c.sum() + b.dot(&c).sum()
}

/// What may not be there.
#[differentiable]
fn means(x: &Array1<f64>) -> f64 {
    let mean = x.mean().unwrap_or(1.0);
    if let Some(again) = x.mean() { again * mean + x.sum() } else { 3.0 * mean }
}

#[test]
fn made_of_numbers() {
    zoo_vjp!(rows_listed, rows_listed_vjp: number(), number());
    for n in [0, 1, 2, 5] {
        zoo!(filled, filled_grad, filled_grad_into, filled_vjp: number(), &numbers(n));
        zoo!(means, means_grad, means_grad_into, means_vjp: &vector(n));
    }
}

#[test]
fn put_together() {
    for (n, m) in [(0, 0), (1, 0), (2, 3)] {
        let weights = vector(2 * n + m);
        zoo!(end_to_end, end_to_end_grad, end_to_end_grad_into, end_to_end_vjp: &vector(n), &vector(m), &weights.clone());
    }
    zoo!(side_by_side, side_by_side_grad, side_by_side_grad_into, side_by_side_vjp: &matrix(3, 2), &matrix(3, 1));
    zoo!(rows_stacked, rows_stacked_grad, rows_stacked_grad_into, rows_stacked_vjp: &vector(3), &vector(3), number());
    zoo!(columns_stacked, columns_stacked_grad, columns_stacked_grad_into, columns_stacked_vjp: &vector(3), &vector(3));
    let x = matrix(4, 2);
    zoo!(with_ones, with_ones_grad, with_ones_grad_into, with_ones_vjp: =&x, &matrix(2, 3));
    zoo!(one_alone, one_alone_grad, one_alone_grad_into, one_alone_vjp: &vector(3));
}

#[test]
#[should_panic(expected = "incompatible shapes")]
fn lengths_that_do_not_fit_panic_as_in_the_function() {
    side_by_side_grad(&matrix(3, 2), &matrix(2, 2));
}

#[test]
#[should_panic(expected = "incompatible shapes")]
fn rows_of_other_lengths_panic_as_in_the_function() {
    columns_stacked_grad(&vector(3), &vector(2));
}
