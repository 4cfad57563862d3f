//! What people fit to data: as much memory for few data points as for many.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{all_close, close, inputs, labels, same_for_few_and_many};

fn rows(n: usize) -> Vec<[f64; 3]> {
    inputs(n).into_iter().map(|x| [x, (7.0 * x).sin(), (11.0 * x).cos()]).collect()
}

#[differentiable(wrt(weights, bias))]
fn logistic(weights: &[f64], bias: f64, rows: &[[f64; 3]], labels: &[bool]) -> f64 {
    let mut loss = 0.0;
    for (row, &label) in rows.iter().zip(labels) {
        let mut score = bias;
        for (w, x) in weights.iter().zip(row) {
            score += w * x;
        }
        let sign = if label { -1.0 } else { 1.0 };
        loss += (sign * score).exp().ln_1p();
    }
    loss / rows.len() as f64
}

#[differentiable(wrt(weights, bias))]
fn logistic_by_chain(weights: &[f64], bias: f64, rows: &[[f64; 3]], labels: &[bool]) -> f64 {
    let loss: f64 = rows
        .iter()
        .zip(labels)
        .map(|(row, &label)| {
            let score = bias + weights.iter().zip(row).map(|(w, x)| w * x).sum::<f64>();
            let sign = if label { -1.0 } else { 1.0 };
            (sign * score).exp().ln_1p()
        })
        .sum();
    loss / rows.len() as f64
}

const WEIGHTS: [f64; 3] = [0.3, -0.7, 0.4];
const BIAS: f64 = 0.2;

/// Each row pulls with how far its probability is off.
fn logistic_slopes(rows: &[[f64; 3]], labels: &[bool]) -> [f64; 4] {
    let mut slopes = [0.0; 4];
    for (row, label) in rows.iter().zip(labels) {
        let score = BIAS + WEIGHTS[0] * row[0] + WEIGHTS[1] * row[1] + WEIGHTS[2] * row[2];
        let off = 1.0 / (1.0 + (-score).exp()) - f64::from(u8::from(*label));
        for j in 0..3 {
            slopes[j] += off * row[j];
        }
        slopes[3] += off;
    }
    slopes.map(|slope| slope / rows.len() as f64)
}

#[test]
fn logistic_regression() {
    same_for_few_and_many(|n| {
        let (rows, labels) = (rows(n), labels(n));
        let ((_, (d_weights, d_bias)), used) = used_by(|| logistic_grad(&WEIGHTS, BIAS, &rows, &labels));
        let expected = logistic_slopes(&rows, &labels);
        all_close(&d_weights, &expected[..3], n);
        close(d_bias, expected[3], n);
        used
    });
}

#[test]
fn logistic_regression_into_buffers() {
    same_for_few_and_many(|n| {
        let (rows, labels) = (rows(n), labels(n));
        let (mut d_weights, mut d_bias) = ([0.0; 3], 0.0);
        let (_, used) = used_by(|| logistic_grad_into(&WEIGHTS, BIAS, &rows, &labels, &mut d_weights, &mut d_bias));
        let expected = logistic_slopes(&rows, &labels);
        all_close(&d_weights, &expected[..3], n);
        close(d_bias, expected[3], n);
        used
    });
}

#[test]
fn logistic_regression_by_chain() {
    same_for_few_and_many(|n| {
        let (rows, labels) = (rows(n), labels(n));
        let (mut d_weights, mut d_bias) = ([0.0; 3], 0.0);
        let into = || logistic_by_chain_grad_into(&WEIGHTS, BIAS, &rows, &labels, &mut d_weights, &mut d_bias);
        let (_, used) = used_by(into);
        let expected = logistic_slopes(&rows, &labels);
        all_close(&d_weights, &expected[..3], n);
        close(d_bias, expected[3], n);
        used
    });
}

const KINDS: usize = 3;

#[differentiable]
fn log_sum_exp(terms: &[f64]) -> f64 {
    let mut top = f64::NEG_INFINITY;
    for &term in terms {
        top = top.max(term);
    }
    let mut sum = 0.0;
    for &term in terms {
        sum += (term - top).exp();
    }
    top + sum.ln()
}

#[differentiable]
fn log_density(mean: &[f64; 2], log_precision: f64, point: &[f64; 2]) -> f64 {
    let (dx, dy) = (point[0] - mean[0], point[1] - mean[1]);
    log_precision - 0.5 * log_precision.exp() * (dx * dx + dy * dy)
}

/// The likelihood of a Gaussian mixture, but for a constant.
#[differentiable(constant(points))]
fn mixture(
    log_weights: &[f64; KINDS],
    means: &[[f64; 2]; KINDS],
    log_precisions: &[f64; KINDS],
    points: &[[f64; 2]],
) -> f64 {
    let mut total = 0.0;
    for point in points {
        let mut terms = [0.0; KINDS];
        for k in 0..KINDS {
            terms[k] = log_weights[k] + log_density(&means[k], log_precisions[k], point);
        }
        total += log_sum_exp(&terms);
    }
    total - points.len() as f64 * log_sum_exp(log_weights)
}

/// The same with slices, and a vector for each point.
#[differentiable(constant(points))]
fn mixture_of_any_size(log_weights: &[f64], means: &[[f64; 2]], log_precisions: &[f64], points: &[[f64; 2]]) -> f64 {
    let mut total = 0.0;
    for point in points {
        let mut terms = vec![0.0; log_weights.len()];
        for k in 0..terms.len() {
            terms[k] = log_weights[k] + log_density(&means[k], log_precisions[k], point);
        }
        total += log_sum_exp(&terms);
    }
    total - points.len() as f64 * log_sum_exp(log_weights)
}

const LOG_WEIGHTS: [f64; KINDS] = [0.1, -0.4, 0.3];
const MEANS: [[f64; 2]; KINDS] = [[0.1, 0.2], [0.8, -0.3], [0.4, 0.9]];
const LOG_PRECISIONS: [f64; KINDS] = [0.5, 1.2, -0.3];

fn points(n: usize) -> Vec<[f64; 2]> {
    inputs(n).into_iter().map(|x| [x, (7.0 * x).sin()]).collect()
}

struct Slopes {
    log_weights: [f64; KINDS],
    means: [[f64; 2]; KINDS],
    log_precisions: [f64; KINDS],
}

/// Each point belongs to each kind with a probability; with that it pulls.
fn mixture_slopes(points: &[[f64; 2]]) -> Slopes {
    let total: f64 = LOG_WEIGHTS.iter().map(|weight| weight.exp()).sum();
    let mut slopes = Slopes {
        log_weights: LOG_WEIGHTS.map(|weight| -(points.len() as f64) * weight.exp() / total),
        means: [[0.0; 2]; KINDS],
        log_precisions: [0.0; KINDS],
    };
    for point in points {
        let distances: [f64; KINDS] =
            std::array::from_fn(|k| (point[0] - MEANS[k][0]).powi(2) + (point[1] - MEANS[k][1]).powi(2));
        let precisions = LOG_PRECISIONS.map(f64::exp);
        let densities: [f64; KINDS] =
            std::array::from_fn(|k| LOG_WEIGHTS[k].exp() * precisions[k] * (-0.5 * precisions[k] * distances[k]).exp());
        let all: f64 = densities.iter().sum();
        for k in 0..KINDS {
            let part = densities[k] / all;
            slopes.log_weights[k] += part;
            slopes.log_precisions[k] += part * (1.0 - 0.5 * precisions[k] * distances[k]);
            for j in 0..2 {
                slopes.means[k][j] += part * precisions[k] * (point[j] - MEANS[k][j]);
            }
        }
    }
    slopes
}

#[test]
fn gaussian_mixture() {
    same_for_few_and_many(|n| {
        let points = points(n);
        let ((_, (d_log_weights, d_means, d_log_precisions)), used) =
            used_by(|| mixture_grad(&LOG_WEIGHTS, &MEANS, &LOG_PRECISIONS, &points));
        let expected = mixture_slopes(&points);
        all_close(&d_log_weights, &expected.log_weights, n);
        all_close(d_means.as_flattened(), expected.means.as_flattened(), n);
        all_close(&d_log_precisions, &expected.log_precisions, n);
        used
    });
}

/// The function itself allocates for each point, so its gradient may do so too.
#[test]
fn gaussian_mixture_of_any_size() {
    let beside_the_result = |n: usize| {
        let points = points(n);
        let ((_, (d_log_weights, d_means, d_log_precisions)), used) =
            used_by(|| mixture_of_any_size_grad(&LOG_WEIGHTS, &MEANS, &LOG_PRECISIONS, &points));
        let expected = mixture_slopes(&points);
        all_close(&d_log_weights, &expected.log_weights, n);
        all_close(d_means.as_flattened(), expected.means.as_flattened(), n);
        all_close(&d_log_precisions, &expected.log_precisions, n);
        used.beside_the_result()
    };
    assert_eq!(beside_the_result(100), beside_the_result(10_000));
}

#[differentiable(wrt(weights))]
fn softmax(weights: &[[f64; 3]; KINDS], rows: &[[f64; 3]], kinds: &[usize]) -> f64 {
    let mut loss = 0.0;
    for (row, &kind) in rows.iter().zip(kinds) {
        let mut scores = [0.0; KINDS];
        for k in 0..KINDS {
            for j in 0..3 {
                scores[k] += weights[k][j] * row[j];
            }
        }
        let sum: f64 = scores.iter().map(|score| score.exp()).sum();
        loss += sum.ln() - scores[kind];
    }
    loss / rows.len() as f64
}

#[test]
fn softmax_classifier() {
    const WEIGHTS: [[f64; 3]; KINDS] = [[0.3, -0.7, 0.4], [0.1, 0.2, -0.5], [-0.6, 0.8, 0.2]];
    same_for_few_and_many(|n| {
        let rows = rows(n);
        let kinds: Vec<usize> = (0..KINDS).cycle().take(n).collect();
        let ((_, d_weights), used) = used_by(|| softmax_grad(&WEIGHTS, &rows, &kinds));
        let mut expected = [[0.0; 3]; KINDS];
        for (row, &kind) in rows.iter().zip(&kinds) {
            let odds = WEIGHTS.map(|of| (of[0] * row[0] + of[1] * row[1] + of[2] * row[2]).exp());
            let sum: f64 = odds.iter().sum();
            for k in 0..KINDS {
                let off = odds[k] / sum - f64::from(u8::from(k == kind));
                for j in 0..3 {
                    expected[k][j] += off * row[j] / n as f64;
                }
            }
        }
        all_close(d_weights.as_flattened(), expected.as_flattened(), n);
        used
    });
}
