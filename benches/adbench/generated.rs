//! The generated gradients, called as a user would, with the same results as the ones by hand.

use crate::ba::{reprojection_error_vjp, weight_error_grad};
use crate::by_hand::ba::Rows;
use crate::by_hand::gmm::Gradient;
use crate::data::ba::Observation;
use crate::data::gmm::Gmm;
use crate::data::hand::Hand;
use crate::data::lstm::Lstm;
use crate::gmm::gmm_grad;
use crate::hand::{hand_complicated_grad, hand_complicated_residuals_vjp, hand_grad, hand_residuals_vjp};
use crate::lstm::lstm_grad;

pub fn gmm(data: &Gmm) -> (f64, Gradient) {
    gmm_grad(&data.alphas, &data.means, &data.icfs, &data.x, data.d, data.gamma, data.m)
}

pub fn lstm(data: &Lstm) -> (f64, (Vec<f64>, Vec<f64>)) {
    lstm_grad(&data.main, &data.extra, &data.hidden, &data.cell, &data.text, data.b)
}

/// Returns the two numbers, and writes their rows of the Jacobian: one run forward, and its pullback for each.
#[inline]
pub fn reprojection_error(observation: &Observation, rows: &mut Rows) -> [f64; 2] {
    let &Observation { camera, point, weight, feature } = observation;
    let (value, pullback) = reprojection_error_vjp(camera, point, weight, feature);
    write_row(pullback.clone()([1.0, 0.0]), &mut rows[0]);
    write_row(pullback([0.0, 1.0]), &mut rows[1]);
    value
}

#[inline]
fn write_row((camera, point, weight): ([f64; 11], [f64; 3], f64), row: &mut [f64; 15]) {
    row[..11].copy_from_slice(&camera);
    row[11..14].copy_from_slice(&point);
    row[14] = weight;
}

pub fn weight_error(weight: f64) -> (f64, f64) {
    weight_error_grad(weight)
}

pub fn hand(data: &Hand) -> (f64, Vec<f64>) {
    hand_grad(&data.theta, &data.model, &data.measured)
}

pub fn hand_complicated(data: &Hand) -> (f64, (Vec<f64>, Vec<f64>)) {
    hand_complicated_grad(&data.theta, &data.us, &data.model, &data.measured)
}

/// What the residuals, times `seed`, owe to `theta`, then `us`.
pub fn hand_pullback(data: &Hand, seed: &[f64]) -> Vec<f64> {
    let mut residuals = vec![0.0; seed.len()];
    if data.us.is_empty() {
        let ((), pullback) = hand_residuals_vjp(&data.theta, &data.model, &data.measured, &mut residuals);
        let (theta, _) = pullback(seed.to_vec());
        theta
    } else {
        let ((), pullback) =
            hand_complicated_residuals_vjp(&data.theta, &data.us, &data.model, &data.measured, &mut residuals);
        let (theta, us, _) = pullback(seed.to_vec());
        [theta, us].concat()
    }
}
