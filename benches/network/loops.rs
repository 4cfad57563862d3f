//! The same network, written with loops over numbers.

use grad::differentiable;

use super::{Case, Gradient};

#[differentiable]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[differentiable(wrt(w1, b1, w2, b2))]
fn loss(x: &[f64], y: &[f64], w1: &[f64], b1: &[f64], w2: &[f64], b2: f64) -> f64 {
    let (inputs, hidden) = (x.len() / y.len(), b1.len());
    let mut sum = 0.0;
    for n in 0..y.len() {
        let mut h = b1.to_vec();
        for i in 0..inputs {
            let input = x[n * inputs + i];
            for j in 0..hidden {
                h[j] += input * w1[i * hidden + j];
            }
        }
        let mut z = b2;
        for j in 0..hidden {
            z += w2[j] * sigmoid(h[j]);
        }
        let error = sigmoid(z) - y[n];
        sum += error * error;
    }
    sum / y.len() as f64
}

type Weights = (Vec<f64>, Vec<f64>, Vec<f64>, f64);

fn slices(case: &Case) -> [&[f64]; 5] {
    let [x, y, w1, w2] = [&case.x, &case.y, &case.w1, &case.w2].map(|array| array.as_slice().expect("is contiguous"));
    [x, y, w1, case.b1.as_slice().expect("is contiguous"), w2]
}

pub fn value(case: &Case) -> f64 {
    let [x, y, w1, b1, w2] = slices(case);
    loss(x, y, w1, b1, w2, case.b2[0])
}

pub fn gradient(case: &Case) -> (f64, Weights) {
    let [x, y, w1, b1, w2] = slices(case);
    loss_grad(x, y, w1, b1, w2, case.b2[0])
}

pub fn flat(case: &Case) -> Gradient {
    let (value, (w1, b1, w2, b2)) = gradient(case);
    (value, w1.into_iter().chain(b1).chain(w2).chain([b2]).collect())
}
