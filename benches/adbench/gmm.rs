//! GMM: the log posterior of a mixture of Gaussians, with one number as the result.

use std::f64::consts::PI;

use grad::differentiable;

/// The log posterior of `k` Gaussians in `d` dimensions, given the points `x` (`d` numbers each).
///
/// `means` holds `d` numbers per component, `icfs` the inverse covariance factors: `d` logarithms of the diagonal of a
/// lower triangular matrix, then what is below its diagonal, column by column. `gamma` and `m` describe the prior.
#[differentiable(constant(x, gamma))]
pub fn gmm(alphas: &[f64], means: &[f64], icfs: &[f64], x: &[f64], d: usize, gamma: f64, m: u32) -> f64 {
    let k = alphas.len();
    let icf_len = icfs.len() / k;
    let mut factors = vec![0.0; k * d * d];
    let mut log_weights = vec![0.0; k];
    for j in 0..k {
        let icf = &icfs[j * icf_len..(j + 1) * icf_len];
        unpack(icf, d, &mut factors[j * d * d..(j + 1) * d * d]);
        log_weights[j] = alphas[j] + icf[..d].iter().sum::<f64>();
    }

    let mut log_likelihood = 0.0;
    for point in x.chunks_exact(d) {
        let terms: Vec<f64> = (0..k)
            .map(|j| {
                let mean = &means[j * d..(j + 1) * d];
                let factor = &factors[j * d * d..(j + 1) * d * d];
                log_weights[j] - 0.5 * squared_distance(point, mean, factor)
            })
            .collect();
        log_likelihood += log_sum_exp(&terms);
    }

    let n = (x.len() / d) as f64;
    let normalization = -0.5 * n * d as f64 * (2.0 * PI).ln() - n * log_sum_exp(alphas);
    normalization + log_likelihood + log_prior(icfs, k, d, gamma, m)
}

/// Writes out the lower triangular matrix, row by row.
#[differentiable]
fn unpack(icf: &[f64], d: usize, matrix: &mut [f64]) {
    let mut next = d;
    for column in 0..d {
        matrix[column * d + column] = icf[column].exp();
        for row in column + 1..d {
            matrix[row * d + column] = icf[next];
            next += 1;
        }
    }
}

/// `|Q (x - mean)|^2`, `Q` being lower triangular.
#[differentiable(constant(x))]
fn squared_distance(x: &[f64], mean: &[f64], q: &[f64]) -> f64 {
    let d = x.len();
    let mut sum = 0.0;
    for row in 0..d {
        let q_row = &q[row * d..row * d + row + 1];
        let y: f64 = q_row.iter().zip(x).zip(mean).map(|((q, x), mean)| q * (x - mean)).sum();
        sum += y * y;
    }
    sum
}

/// `ln(sum exp v)`, for numbers of any size.
#[differentiable]
fn log_sum_exp(v: &[f64]) -> f64 {
    let max = v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = v.iter().map(|v| (v - max).exp()).sum();
    max + sum.ln()
}

/// The log density of the Wishart distribution at each of the inverse covariances.
#[differentiable(constant(gamma))]
fn log_prior(icfs: &[f64], k: usize, d: usize, gamma: f64, m: u32) -> f64 {
    let mut sum = 0.0;
    for icf in icfs.chunks_exact(icfs.len() / k) {
        let log_determinant: f64 = icf[..d].iter().sum();
        let diagonal: f64 = icf[..d].iter().map(|q| q.exp().powi(2)).sum();
        let below: f64 = icf[d..].iter().map(|l| l * l).sum();
        sum += 0.5 * gamma * gamma * (diagonal + below) - f64::from(m) * log_determinant;
    }
    sum - k as f64 * log_wishart_constant(d, gamma, m)
}

pub fn log_wishart_constant(d: usize, gamma: f64, m: u32) -> f64 {
    let degrees = d as u32 + m + 1;
    let scale = f64::from(degrees) * d as f64 * (gamma.ln() - 0.5 * 2.0_f64.ln());
    scale - log_multivariate_gamma_of_half(degrees, d)
}

/// The logarithm of the multivariate gamma function of `degrees / 2`.
fn log_multivariate_gamma_of_half(degrees: u32, d: usize) -> f64 {
    let factors: f64 = (0..d as u32).map(|u| log_gamma_of_half(degrees - u)).sum();
    0.25 * (d * (d - 1)) as f64 * PI.ln() + factors
}

/// The logarithm of the gamma function of `twice / 2`: from that of 1 or 1/2 upwards, by `gamma(a + 1) = a gamma(a)`.
fn log_gamma_of_half(twice: u32) -> f64 {
    let start = if twice.is_multiple_of(2) { 0.0 } else { 0.5 * PI.ln() };
    let first = 2 - twice % 2;
    start + (first..twice).step_by(2).map(|twice| (0.5 * f64::from(twice)).ln()).sum::<f64>()
}
