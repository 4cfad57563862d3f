//! The network that is trained.

use fastrand::Rng;
use grad::{Differentiable, differentiable};
use ndarray::{Array1, Array2};

/// Two layers of sigmoids.
#[derive(Clone, Debug, Differentiable)]
pub struct Network {
    hidden: Array2<f64>,
    hidden_bias: Array1<f64>,
    output: Array2<f64>,
    output_bias: Array1<f64>,
}

#[differentiable]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// How sure the network is that each row of `points` is of the first kind.
#[differentiable]
pub fn predict(network: &Network, points: &Array2<f64>) -> Array2<f64> {
    let h = (points.dot(&network.hidden) + &network.hidden_bias).mapv(sigmoid);
    (h.dot(&network.output) + &network.output_bias).mapv(sigmoid)
}

/// The mean cross-entropy of the predictions.
#[differentiable(wrt(network))]
pub fn loss(network: &Network, points: &Array2<f64>, kinds: &Array2<f64>) -> f64 {
    let p: Array2<f64> = predict(network, points);
    let likelihood = kinds * &p.ln() + (1.0 - kinds) * (1.0 - &p).ln();
    -likelihood.sum() / points.nrows() as f64
}

impl Network {
    /// Weights from -1 to 1.
    pub fn random(hidden: usize, random: &mut Rng) -> Self {
        let mut weight = || 2.0 * random.f64() - 1.0;
        Self {
            hidden: Array2::from_shape_simple_fn((2, hidden), &mut weight),
            hidden_bias: Array1::from_shape_simple_fn(hidden, &mut weight),
            output: Array2::from_shape_simple_fn((hidden, 1), &mut weight),
            output_bias: Array1::from_shape_simple_fn(1, &mut weight),
        }
    }
}
