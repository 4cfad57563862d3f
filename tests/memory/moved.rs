//! What is moved in the user's text is not copied, neither going forward nor going back; a few numbers that a call keeps need no allocation.

use grad::differentiable;

use super::counting::{Used, used_by};
use super::expect::{all_close, inputs};

#[differentiable]
fn shifted(xs: &[f64], by: f64) -> (Vec<f64>, Vec<f64>) {
    let above: Vec<f64> = xs.iter().map(|x| x + by).collect();
    let below: Vec<f64> = xs.iter().map(|x| x - by).collect();
    let (first, second) = (above, below);
    (first, second)
}

#[test]
fn two_vectors() {
    let xs = inputs(100);
    let ((_, (d_xs, d_by)), used) = used_by(|| {
        let (values, pullback) = shifted_vjp(&xs, 0.5);
        (values, pullback((vec![1.0; 100], vec![0.25; 100])))
    });
    all_close(&d_xs, &[1.25; 100], 1);
    assert_eq!(d_by, 75.0);
    // Without passes the steps that the pass `moved` leaves out copy.
    if !cfg!(feature = "__no-passes") {
        assert_eq!(used.allocations, 5, "the values, the seeds and the gradient");
    }
}

#[differentiable]
fn square(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        sum += xs[i] * xs[i];
    }
    sum
}

#[differentiable]
fn distort(k: f64, point: &mut [f64]) {
    let radius = square(point);
    point[0] *= 1.0 + k * radius;
    point[1] *= 1.0 + k * radius;
}

#[differentiable]
fn distorted(k: f64, x: f64, y: f64) -> f64 {
    let mut point = [x, y];
    distort(k, &mut point);
    point[0] * point[1]
}

#[test]
fn a_slice_of_two_numbers() {
    let (k, x, y) = (0.1, 0.75, -1.5);
    let ((_, gradient), used) = used_by(|| distorted_grad(k, x, y));
    assert_eq!(used, Used::NOTHING);
    // x y (1 + k r)², where r = x² + y²
    let r: f64 = x * x + y * y;
    let l = 1.0 + k * r;
    let expected = [2.0 * x * y * l * r, y * l * l + 4.0 * k * x * x * y * l, x * l * l + 4.0 * k * x * y * y * l];
    all_close(&[gradient.0, gradient.1, gradient.2], &expected, 4);
    let mut point = [x, y];
    let ((), pullback) = distort_vjp(k, &mut point);
    let seed = vec![1.0, 0.0];
    let ((d_k, d_point), used) = used_by(|| pullback.clone()(seed));
    assert_eq!(used, Used::NOTHING, "the seed becomes the gradient");
    all_close(&[d_k, d_point[0], d_point[1]], &[x * r, l + 2.0 * k * x * x, 2.0 * k * x * y], 4);
}
