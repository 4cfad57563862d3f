//! The network that is trained: a multilayer perceptron on plain numbers.

#![allow(clippy::too_many_arguments, reason = "each weight is an argument of its own, as on paper")]

use fastrand::Rng;
use grad::differentiable;

/// How many weights and biases the network has.
pub const SIZE: usize = 10;

/// What one input, three hidden units and one output make of `x`:
/// `v1 tanh(w1 x + b1) + v2 tanh(w2 x + b2) + v3 tanh(w3 x + b3) + c`
#[differentiable]
fn predict(x: f64, w1: f64, b1: f64, w2: f64, b2: f64, w3: f64, b3: f64, v1: f64, v2: f64, v3: f64, c: f64) -> f64 {
    let h1 = (w1 * x + b1).tanh();
    let h2 = (w2 * x + b2).tanh();
    let h3 = (w3 * x + b3).tanh();
    v1 * h1 + v2 * h2 + v3 * h3 + c
}

/// The squared error of the prediction. The data is given, the weights are what we look for:
/// `(predict(x) - y)^2`
#[differentiable(constant(x, y))]
fn loss(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
    w3: f64,
    b3: f64,
    v1: f64,
    v2: f64,
    v3: f64,
    c: f64,
) -> f64 {
    let error = predict(x, w1, b1, w2, b2, w3, b3, v1, v2, v3, c) - y;
    error.powi(2)
}

/// The weights and biases, in the order of the arguments above.
pub struct Network([f64; SIZE]);

impl Network {
    /// Weights from -1 to 1.
    pub fn random(random: &mut Rng) -> Self {
        Self([(); SIZE].map(|()| 2.0 * random.f64() - 1.0))
    }

    /// Forward and backprop: the loss on one sample, and its gradient.
    pub fn loss_and_gradient(&self, x: f64, y: f64) -> (f64, [f64; SIZE]) {
        let [w1, b1, w2, b2, w3, b3, v1, v2, v3, c] = self.0;
        let (value, gradient) = loss_grad(x, y, w1, b1, w2, b2, w3, b3, v1, v2, v3, c);
        (value, gradient.into())
    }

    /// A step of this length against the gradient.
    pub fn descend(&mut self, gradient: &[f64; SIZE], length: f64) {
        for (weight, slope) in self.0.iter_mut().zip(gradient) {
            *weight -= length * slope;
        }
    }
}
