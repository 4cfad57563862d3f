//! The gradient by hand.

use ndarray::{Axis, Zip};

use super::arrays::{Weights, flattened};
use super::{Case, Gradient};

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

pub fn gradient(case: &Case) -> (f64, Weights) {
    let Case { x, y, w1, b1, w2, b2 } = case;
    let count = x.nrows() as f64;
    let mut h = x.dot(w1);
    h += b1;
    h.mapv_inplace(sigmoid);
    let mut p = h.dot(w2);
    p += b2;
    p.mapv_inplace(sigmoid);
    let mut sum = 0.0;
    // What `p` owes takes its place.
    Zip::from(&mut p).and(y).for_each(|p, y| {
        let error = *p - y;
        sum += error * error;
        *p = 2.0 / count * error * *p * (1.0 - *p);
    });
    let d_w2 = h.t().dot(&p);
    let d_b2 = p.sum_axis(Axis(0));
    let mut d_h = p.dot(&w2.t());
    Zip::from(&mut d_h).and(&h).for_each(|d, h| *d *= h * (1.0 - h));
    (sum / count, (x.t().dot(&d_h), d_h.sum_axis(Axis(0)), d_w2, d_b2))
}

pub fn flat(case: &Case) -> Gradient {
    flattened(gradient(case))
}
