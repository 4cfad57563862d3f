//! Mixtures of Gaussians.

use std::path::Path;

use fastrand::Rng;

use super::around_zero;
use super::numbers::Numbers;

pub struct Gmm {
    pub alphas: Vec<f64>,
    pub means: Vec<f64>,
    pub icfs: Vec<f64>,
    pub x: Vec<f64>,
    pub d: usize,
    pub gamma: f64,
    pub m: u32,
}

/// # Panics
/// If the file does not hold what it should.
pub fn read(file: &Path) -> Gmm {
    let mut numbers = Numbers::of(file);
    let [d, k, n] = [(); 3].map(|()| numbers.count());
    Gmm {
        alphas: numbers.floats(k),
        means: numbers.floats(k * d),
        icfs: numbers.floats(k * d * (d + 1) / 2),
        x: numbers.floats(n * d),
        d,
        gamma: numbers.float(),
        m: u32::try_from(numbers.count()).expect("a small count"),
    }
}

/// Points around the means, so that several components have a share in most of them.
pub fn synthetic(d: usize, k: usize, n: usize, random: &mut Rng) -> Gmm {
    let alphas = around_zero(random, 1.0, k);
    let means = around_zero(random, 1.0, k * d);
    let icfs = around_zero(random, 0.5, k * d * (d + 1) / 2);
    let noise = around_zero(random, 2.0, n * d);
    let x = noise.chunks_exact(d).zip(means.chunks_exact(d).cycle());
    let x = x.flat_map(|(noise, mean)| noise.iter().zip(mean).map(|(noise, mean)| noise + mean)).collect();
    Gmm { alphas, means, icfs, x, d, gamma: 1.2, m: 2 }
}
