//! The filter.

use grad::differentiable;
use nalgebra::{Matrix2, Vector2};

/// The negative log-likelihood of a measurement, on average; `push` and `sensor` are logarithms of standard deviations.
#[differentiable(wrt(push, sensor))]
pub fn likelihood(push: f64, sensor: f64, measurements: &[f64]) -> f64 {
    let moves = Matrix2::new(1.0, 1.0, 0.0, 1.0);
    let sees = Vector2::new(1.0, 0.0);
    let pushes = Matrix2::new(0.25, 0.5, 0.5, 1.0);
    let noise = pushes * (2.0 * push).exp();

    let mut state: Vector2<f64> = Vector2::new(0.0, 1.0);
    let mut covariance: Matrix2<f64> = Matrix2::new(1.0, 0.0, 0.0, 1.0);
    let mut sum = 0.0;
    for measurement in measurements {
        // Where the car should be.
        state = moves * state;
        covariance = moves * covariance * moves.transpose() + noise;
        // How far the measurement is from that.
        let surprise = measurement - state[0];
        let variance = covariance[(0, 0)] + (2.0 * sensor).exp();
        sum += 0.5 * (surprise * surprise / variance + variance.ln());
        // What it tells.
        let gain = covariance * sees / variance;
        state += gain * surprise;
        covariance -= gain * gain.transpose() * variance;
    }
    sum / measurements.len() as f64
}
