//! Arrays of `ndarray`: at most one for each intermediate that the derivative needs.

use grad::differentiable;
use ndarray::{Array1, Array2, Axis, array};

use super::counting::used_by;

const SAMPLES: usize = 1000;
const HIDDEN: usize = 16;

#[differentiable]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[differentiable(wrt(w1, b1, w2, b2))]
fn network(
    x: &Array2<f64>,
    y: &Array2<f64>,
    w1: &Array2<f64>,
    b1: &Array1<f64>,
    w2: &Array2<f64>,
    b2: &Array1<f64>,
) -> f64 {
    let h = (x.dot(w1) + b1).mapv(sigmoid);
    let p = (h.dot(w2) + b2).mapv(sigmoid);
    let error = p - y;
    (&error * &error).sum()
}

/// The derivative needs the hidden layer and its slopes, the error, and the slopes of the output.
#[test]
fn a_network_keeps_what_its_derivative_needs() {
    let x = Array2::from_shape_fn((SAMPLES, 2), |(n, i)| (n * (i + 1)) as f64 / SAMPLES as f64 - 0.5);
    let y = x.sum_axis(Axis(1)).insert_axis(Axis(1));
    let w1 = Array2::from_shape_fn((2, HIDDEN), |(i, j)| (i as f64 - 0.5) * j as f64 / 8.0);
    let w2 = Array2::from_shape_fn((HIDDEN, 1), |(j, _)| 0.25 - j as f64 / 32.0);
    let (b1, b2) = (Array1::zeros(HIDDEN), array![0.1]);
    let ((value, (d_w1, d_b1, d_w2, d_b2)), used) = used_by(|| network_grad(&x, &y, &w1, &b1, &w2, &b2));
    assert_eq!(value, network(&x, &y, &w1, &b1, &w2, &b2));

    // By hand.
    let h = (x.dot(&w1) + &b1).mapv(sigmoid);
    let p = (h.dot(&w2) + &b2).mapv(sigmoid);
    let d_p = 2.0 * (&p - &y) * &p * (1.0 - &p);
    let d_h = d_p.dot(&w2.t()) * &h * (1.0 - &h);
    let close = |a: &Array2<f64>, b: &Array2<f64>| (a - b).iter().all(|difference| difference.abs() < 1e-9);
    assert!(close(&d_w1, &x.t().dot(&d_h)) && close(&d_w2, &h.t().dot(&d_p)));
    assert!(close(&d_b1.insert_axis(Axis(0)), &d_h.sum_axis(Axis(0)).insert_axis(Axis(0))));
    assert!((d_b2[0] - d_p.sum()).abs() < 1e-9);

    if cfg!(feature = "__no-passes") {
        // The pass `take` is what uses memory again.
        return;
    }
    // Fewer than four arrays of the size of the hidden layer at once: its values, its slopes, and what it is owed, which becomes what the sum before it is owed.
    let layer = SAMPLES * HIDDEN * size_of::<f64>();
    assert!(used.peak < 4 * layer, "{} bytes at once", used.peak);

    // The two sums become slopes, the hidden layer, the prediction becomes the error, its square; what the square, the error and the hidden layer are owed; four results.
    let arrays = 8 + 4;
    // A product of matrices allocates room for its blocks.
    let (_, product) = used_by(|| x.dot(&w1));
    let room = 5 * (product.allocations - 1);
    assert!(used.allocations <= arrays + room, "{} allocations", used.allocations);
}
