//! What arrays tell of their lengths, as bounds and as shapes, where the way back needs it too.

use grad::differentiable;
use ndarray::{Array1, Array2, Array3, ArrayD, Axis};

use crate::draw::{matrix, vector};

#[differentiable]
fn by_shape(x: &Array2<f64>) -> f64 {
    let s = x.shape();
    let mut sum = 0.0;
    for i in 0..s[0] {
        for j in 0..s[1] {
            sum += x[[i, j]].sin() * x[[i, 0]];
        }
    }
    sum
}

/// The lengths of a local, which is another array later.
#[differentiable]
fn of_a_local(x: &Array2<f64>, k: &Array1<f64>) -> f64 {
    let s = x.shape();
    let mut y = Array2::<f64>::zeros((s[1], s[0]));
    for i in 0..s[0] {
        for j in 0..s[1] {
            y[[j, i]] = x[[i, j]] * k[0];
        }
    }
    let t = y.shape().to_owned();
    let n = (t[0] * s.len()) as f64;
    let mut sum = 0.0;
    for i in 0..t[1] {
        for j in 0..t[0] {
            sum += y[[j, i]] * y[[j, i]] / n;
        }
    }
    y = y.dot(x);
    sum + y.sum()
}

#[differentiable]
fn by_pattern(x: &Array2<f64>) -> f64 {
    let &[n, m] = x.shape() else { unreachable!() };
    let mut sum = 0.0;
    for i in 0..n {
        for j in 0..m {
            sum += x[[i, j]].powi(3);
        }
    }
    sum
}

#[differentiable]
fn in_other_ways(x: &Array2<f64>) -> f64 {
    if x.is_empty() {
        return 1.0;
    }
    let (n, m) = x.dim();
    let (d, len) = (x.raw_dim(), x.len_of(Axis(1)));
    let mut y = Array2::<f64>::zeros(d);
    for i in 0..n {
        for j in 0..len {
            y[[i, j]] = x[[i, j]] * x[[n - 1, m - 1]];
        }
    }
    let mut lengths = 0.0;
    for (axis, len) in x.shape().iter().enumerate() {
        lengths += y.sum_axis(Axis(axis)).sum() * *len as f64;
    }
    let z = Array2::from_shape_fn(y.dim(), |(i, j)| y[[i, j]] * x[[i, 0]]);
    z.sum() + lengths / (x.len() * x.ndim()) as f64
}

#[differentiable]
fn of_three_axes(x: &Array3<f64>) -> f64 {
    let s = x.shape();
    let mut sum = 0.0;
    for i in 0..s[0] {
        for j in 0..s[1] {
            for k in 0..s[2] {
                sum += x[[i, j, k]] * x[[i, 0, k]];
            }
        }
    }
    sum
}

#[differentiable]
fn of_any_axes(x: &ArrayD<f64>) -> f64 {
    let s = x.shape();
    let mut sum = 0.0;
    for i in 0..s[0] {
        for j in 0..s[1] {
            sum += x[[i, j]] * x[[0, j]];
        }
    }
    sum
}

#[test]
fn lengths() {
    for (n, m) in [(0, 0), (1, 2), (3, 2)] {
        zoo!(by_shape, by_shape_grad, by_shape_grad_into, by_shape_vjp: &matrix(n, m));
        zoo!(of_a_local, of_a_local_grad, of_a_local_grad_into, of_a_local_vjp: &matrix(n, m), &vector(1));
        zoo!(by_pattern, by_pattern_grad, by_pattern_grad_into, by_pattern_vjp: &matrix(n, m));
        zoo!(in_other_ways, in_other_ways_grad, in_other_ways_grad_into, in_other_ways_vjp: &matrix(n, m));
        let cube = || matrix(n, m).insert_axis(Axis(2));
        zoo!(of_three_axes, of_three_axes_grad, of_three_axes_grad_into, of_three_axes_vjp: &cube());
        zoo!(of_any_axes, of_any_axes_grad, of_any_axes_grad_into, of_any_axes_vjp: &matrix(n, m).into_dyn());
    }
}
