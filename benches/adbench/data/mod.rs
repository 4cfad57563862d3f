//! What the objectives are computed on: the suite's own files, or numbers made up in their sizes.

pub mod ba;
pub mod gmm;
pub mod hand;
pub mod lstm;
mod numbers;

use std::path::PathBuf;

use fastrand::Rng;

/// The folder that holds the suite's `data` and `reference`, if there is one.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os("ADBENCH_DATA").map(PathBuf::from)
}

/// A number at most `spread` away from `middle`.
fn near(random: &mut Rng, middle: f64, spread: f64) -> f64 {
    middle + spread * (2.0 * random.f64() - 1.0)
}

/// As many numbers, at most `spread` away from zero.
fn around_zero(random: &mut Rng, spread: f64, count: usize) -> Vec<f64> {
    (0..count).map(|_| near(random, 0.0, spread)).collect()
}
