//! GMM: each point is done with, forward and backward, before the next.

use std::f64::consts::PI;

use crate::gmm::log_wishart_constant;

/// For `alphas`, `means` and `icfs`.
pub type Gradient = (Vec<f64>, Vec<f64>, Vec<f64>);

/// The value, and what it owes to `alphas`, `means` and `icfs`.
pub fn gmm(alphas: &[f64], means: &[f64], icfs: &[f64], x: &[f64], d: usize, gamma: f64, m: u32) -> (f64, Gradient) {
    let k = alphas.len();
    let factors = Factors::unpack(alphas, icfs, d);
    let mut d_alphas = vec![0.0; k];
    let mut d_means = vec![0.0; k * d];
    let mut d_factors = vec![0.0; k * d * d];

    let mut centered = vec![0.0; k * d];
    let mut products = vec![0.0; k * d];
    let mut terms = vec![0.0; k];
    let mut log_likelihood = 0.0;
    for point in x.chunks_exact(d) {
        for j in 0..k {
            let (vector, matrix) = (j * d..(j + 1) * d, j * d * d..(j + 1) * d * d);
            let centered = &mut centered[vector.clone()];
            for ((centered, x), mean) in centered.iter_mut().zip(point).zip(&means[vector.clone()]) {
                *centered = x - mean;
            }
            let square = square_of_product(&factors.matrices[matrix], centered, &mut products[vector]);
            terms[j] = factors.log_weights[j] - 0.5 * square;
        }
        log_likelihood += replace_by_softmax(&mut terms);
        for j in 0..k {
            let (vector, matrix) = (j * d..(j + 1) * d, j * d * d..(j + 1) * d * d);
            d_alphas[j] += terms[j];
            go_back(
                &factors.matrices[matrix.clone()],
                &centered[vector.clone()],
                &products[vector.clone()],
                terms[j],
                &mut d_factors[matrix],
                &mut d_means[vector],
            );
        }
    }

    let n = (x.len() / d) as f64;
    let mut shares = alphas.to_vec();
    let normalization = -0.5 * n * d as f64 * (2.0 * PI).ln() - n * replace_by_softmax(&mut shares);
    let mut d_icfs = vec![0.0; icfs.len()];
    let prior = factors.go_back(icfs, gamma, m, &d_alphas, &d_factors, &mut d_icfs);
    for (d_alpha, share) in d_alphas.iter_mut().zip(&shares) {
        *d_alpha -= n * share;
    }
    let value = normalization + log_likelihood + (prior - k as f64 * log_wishart_constant(d, gamma, m));
    (value, (d_alphas, d_means, d_icfs))
}

/// The triangular matrices row by row, and `alpha` plus the logarithm of the determinant of each.
struct Factors {
    d: usize,
    matrices: Vec<f64>,
    log_weights: Vec<f64>,
}

impl Factors {
    fn unpack(alphas: &[f64], icfs: &[f64], d: usize) -> Factors {
        let mut matrices = vec![0.0; alphas.len() * d * d];
        let mut log_weights = alphas.to_vec();
        let components = icfs.chunks_exact(d * (d + 1) / 2).zip(matrices.chunks_exact_mut(d * d));
        for ((icf, matrix), log_weight) in components.zip(&mut log_weights) {
            let (diagonal, mut below) = icf.split_at(d);
            *log_weight += diagonal.iter().sum::<f64>();
            for (column, q) in diagonal.iter().enumerate() {
                matrix[column * d + column] = q.exp();
                let (now, later) = below.split_at(d - 1 - column);
                below = later;
                for (row, l) in now.iter().enumerate() {
                    matrix[(column + 1 + row) * d + column] = *l;
                }
            }
        }
        Factors { d, matrices, log_weights }
    }

    /// Brings what is owed to the matrices back to `icfs`, adds what the prior owes to them, and returns the prior
    /// without its constant.
    fn go_back(
        &self,
        icfs: &[f64],
        gamma: f64,
        m: u32,
        d_log_weights: &[f64],
        d_matrices: &[f64],
        d_icfs: &mut [f64],
    ) -> f64 {
        let (d, m) = (self.d, f64::from(m));
        let square = gamma * gamma;
        let components = self.matrices.chunks_exact(d * d).zip(d_matrices.chunks_exact(d * d)).zip(d_log_weights);
        let icf_len = d * (d + 1) / 2;
        let mut prior = 0.0;
        for ((icf, d_icf), ((matrix, d_matrix), d_log_weight)) in
            icfs.chunks_exact(icf_len).zip(d_icfs.chunks_exact_mut(icf_len)).zip(components)
        {
            let (mut diagonal, mut below, mut log_determinant) = (0.0, 0.0, 0.0);
            let mut next = d;
            for column in 0..d {
                let q = matrix[column * d + column];
                log_determinant += icf[column];
                diagonal += q * q;
                d_icf[column] = d_log_weight - m + q * (d_matrix[column * d + column] + square * q);
                for row in column + 1..d {
                    let l = icf[next];
                    below += l * l;
                    d_icf[next] = d_matrix[row * d + column] + square * l;
                    next += 1;
                }
            }
            prior += 0.5 * gamma * gamma * (diagonal + below) - m * log_determinant;
        }
        prior
    }
}

/// `|Q c|^2`; leaves `Q c` in `product`.
#[inline]
fn square_of_product(q: &[f64], centered: &[f64], product: &mut [f64]) -> f64 {
    let d = centered.len();
    let mut sum = 0.0;
    for ((row, q), y) in q.chunks_exact(d).enumerate().zip(product) {
        *y = q[..=row].iter().zip(centered).map(|(q, c)| q * c).sum();
        sum += *y * *y;
    }
    sum
}

/// Where the value owes `share` to `-|Q (x - mean)|^2 / 2`.
///
/// Not inlined, because the compiler knows of arguments only that those written do not overlap with the others.
#[inline(never)]
fn go_back(q: &[f64], centered: &[f64], product: &[f64], share: f64, d_q: &mut [f64], d_mean: &mut [f64]) {
    let d = centered.len();
    for (row, y) in product.iter().enumerate() {
        let d_y = share * y;
        let (start, columns) = (row * d, row + 1);
        let (q, d_q) = (&q[start..start + columns], &mut d_q[start..start + columns]);
        let (centered, d_mean) = (&centered[..columns], &mut d_mean[..columns]);
        for i in 0..columns {
            d_q[i] -= d_y * centered[i];
            d_mean[i] += d_y * q[i];
        }
    }
}

/// Returns `ln(sum exp v)`, and leaves its derivatives in `v`.
#[inline]
fn replace_by_softmax(v: &mut [f64]) -> f64 {
    let max = v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for v in &mut *v {
        *v = (*v - max).exp();
        sum += *v;
    }
    for v in v {
        *v /= sum;
    }
    max + sum.ln()
}
