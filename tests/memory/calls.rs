//! Sums over data whose terms come from other annotated functions.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{all_close, close, inputs, same_for_few_and_many, targets};

#[differentiable]
fn model(rate: f64, shift: f64, x: f64) -> f64 {
    (rate * x).exp() + shift
}

#[differentiable]
fn squared_miss(rate: f64, shift: f64, x: f64, y: f64) -> f64 {
    (model(rate, shift, x) - y).powi(2)
}

#[differentiable(wrt(rate, shift))]
fn root_mean_square(rate: f64, shift: f64, xs: &[f64], ys: &[f64]) -> f64 {
    let mut loss = 0.0;
    for (&x, &y) in xs.iter().zip(ys) {
        loss += squared_miss(rate, shift, x, y);
    }
    (loss / xs.len() as f64).sqrt()
}

#[differentiable(wrt(rate, shift))]
fn root_mean_square_by_chain(rate: f64, shift: f64, xs: &[f64], ys: &[f64]) -> f64 {
    let sum = xs.iter().zip(ys).map(|(x, y)| squared_miss(rate, shift, *x, *y)).sum::<f64>();
    (sum / xs.len() as f64).sqrt()
}

/// The slopes of both.
fn slopes(rate: f64, shift: f64, xs: &[f64], ys: &[f64], value: f64) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for (x, y) in xs.iter().zip(ys) {
        let miss = (rate * x).exp() + shift - y;
        sums[0] += miss * x * (rate * x).exp();
        sums[1] += miss;
    }
    sums.map(|sum| sum / (xs.len() as f64 * value))
}

#[test]
fn of_numbers() {
    same_for_few_and_many(|n| {
        let (xs, ys) = (inputs(n), targets(n));
        let ((value, (d_rate, d_shift)), used) = used_by(|| root_mean_square_grad(0.8, 0.1, &xs, &ys));
        all_close(&[d_rate, d_shift], &slopes(0.8, 0.1, &xs, &ys, value), n);
        assert_eq!(used.allocations, 0);
        used
    });
}

#[test]
fn in_a_chain() {
    same_for_few_and_many(|n| {
        let (xs, ys) = (inputs(n), targets(n));
        let ((value, (d_rate, d_shift)), used) = used_by(|| root_mean_square_by_chain_grad(0.8, 0.1, &xs, &ys));
        all_close(&[d_rate, d_shift], &slopes(0.8, 0.1, &xs, &ys, value), n);
        assert_eq!(used.allocations, 0);
        used
    });
}

#[differentiable]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    sum
}

#[differentiable(wrt(weights))]
fn of_scores(weights: &[f64], rows: &[f64]) -> f64 {
    let width = weights.len();
    let mut sum = 0.0;
    for i in 0..rows.len() / width {
        sum += dot(weights, &rows[i * width..(i + 1) * width]).exp();
    }
    sum.ln()
}

/// For each weight the mean of what it is multiplied with, weighted by the scores.
fn slopes_of_scores(weights: &[f64], rows: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut slopes = vec![0.0; weights.len()];
    for row in rows.chunks_exact(weights.len()) {
        let score = weights.iter().zip(row).map(|(w, x)| w * x).sum::<f64>().exp();
        sum += score;
        for (slope, x) in slopes.iter_mut().zip(row) {
            *slope += score * x;
        }
    }
    slopes.iter_mut().for_each(|slope| *slope /= sum);
    slopes
}

#[test]
fn of_parts_of_slices() {
    same_for_few_and_many(|n| {
        let (weights, rows) = ([0.3, -0.2, 0.5], inputs(3 * n));
        let mut d_weights = [0.0; 3];
        let (_, used) = used_by(|| of_scores_grad_into(&weights, &rows, &mut d_weights));
        all_close(&d_weights, &slopes_of_scores(&weights, &rows), n);
        used
    });
}

#[differentiable(wrt(parameters))]
fn of_two_parts_of_one(parameters: &[f64], rows: &[f64]) -> f64 {
    let width = parameters.len() / 2;
    let mut sum = 0.0;
    for row in rows.chunks_exact(width) {
        sum += dot(&parameters[..width], row) * dot_of_three(&parameters[..width], &parameters[width..], row);
    }
    sum
}

#[differentiable]
fn dot_of_three(a: &[f64], b: &[f64], c: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * b[i] * c[i];
    }
    sum
}

/// Each part has a part of the cotangent: no sum of its own, which would have to be made in each trip.
#[test]
fn of_parts_that_lie_apart() {
    same_for_few_and_many(|n| {
        let (parameters, rows) = ([0.3, -0.2, 0.5, 0.7], inputs(2 * n));
        let mut d = [0.0; 4];
        let (_, used) = used_by(|| of_two_parts_of_one_grad_into(&parameters, &rows, &mut d));
        let mut expected = [0.0; 4];
        let [a, b, c, e] = parameters;
        for row in rows.chunks_exact(2) {
            let (one, other) = (a * row[0] + b * row[1], a * c * row[0] + b * e * row[1]);
            let each = [
                other * row[0] + one * c * row[0],
                other * row[1] + one * e * row[1],
                one * a * row[0],
                one * b * row[1],
            ];
            for (sum, term) in expected.iter_mut().zip(each) {
                *sum += term;
            }
        }
        all_close(&d, &expected, 4 * n);
        used
    });
}

#[differentiable(wrt(weights))]
fn of_scores_of_chunks(weights: &[f64], rows: &[f64]) -> f64 {
    let mut sum = 0.0;
    for row in rows.chunks_exact(3) {
        sum += dot(weights, row).exp();
    }
    sum.ln()
}

#[test]
fn of_chunks_of_slices() {
    same_for_few_and_many(|n| {
        let (weights, rows) = ([0.3, -0.2, 0.5], inputs(3 * n));
        let mut d_weights = [0.0; 3];
        let (_, used) = used_by(|| of_scores_of_chunks_grad_into(&weights, &rows, &mut d_weights));
        all_close(&d_weights, &slopes_of_scores(&weights, &rows), n);
        used
    });
}

#[differentiable]
fn scores(weights: &[f64], row: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        out[i] = (weights[i] * row[i]).sin();
    }
}

#[differentiable(wrt(weights))]
fn of_filled_buffers(weights: &[f64], rows: &[f64]) -> f64 {
    let mut sum = 0.0;
    for row in rows.chunks_exact(3) {
        let mut out = [0.0; 3];
        scores(weights, row, &mut out);
        sum += (out[0] + out[1] * out[2]).exp();
    }
    sum.ln()
}

#[test]
fn that_fill_buffers() {
    same_for_few_and_many(|n| {
        let (weights, rows) = ([0.3, -0.2, 0.5], inputs(3 * n));
        let mut d_weights = [0.0; 3];
        let (value, used) = used_by(|| of_filled_buffers_grad_into(&weights, &rows, &mut d_weights));
        let mut expected = [0.0; 3];
        for row in rows.chunks_exact(3) {
            let s: Vec<f64> = (0..3).map(|i| (weights[i] * row[i]).sin()).collect();
            let c: Vec<f64> = (0..3).map(|i| row[i] * (weights[i] * row[i]).cos()).collect();
            let term = (s[0] + s[1] * s[2]).exp();
            expected[0] += term * c[0];
            expected[1] += term * c[1] * s[2];
            expected[2] += term * s[1] * c[2];
        }
        all_close(&d_weights, &expected.map(|sum| sum / value.exp()), n);
        used
    });
}

#[differentiable]
fn power_series(x: f64, terms: usize) -> f64 {
    let mut term = 1.0;
    let mut sum = 0.0;
    for i in 0..terms {
        sum += term;
        term *= x / (i as f64 + 1.0);
    }
    sum
}

#[differentiable(wrt(rate))]
fn of_series(rate: f64, xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += power_series(rate * x, 30);
    }
    sum.ln()
}

/// The function that is called saves its terms: one allocation for each call, which is gone when the call has been gone back through.
#[test]
fn that_save_something_themselves() {
    let used = |n: usize| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| of_series_grad(0.8, &xs));
        // Thirty terms of it are the exponential function.
        close(d_rate, xs.iter().map(|x| x * (0.8 * x).exp()).sum::<f64>() / value.exp(), n);
        used
    };
    let (few, many) = (used(100), used(10_000));
    assert!(few.peak > 0);
    assert_eq!(few.peak, many.peak);
    assert!(many.allocations <= 10_000);
}

#[differentiable(wrt(rate))]
fn two_sums(rate: f64, xs: &[f64]) -> f64 {
    let mut weights = 0.0;
    let mut sum = 0.0;
    for &x in xs {
        let weight = model(rate, 0.0, x);
        weights += weight;
        sum += weight * x;
    }
    sum / weights
}

#[test]
fn for_several_sums() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((mean, d_rate), used) = used_by(|| two_sums_grad(1.3, &xs));
        let weights: f64 = xs.iter().map(|x| (1.3 * x).exp()).sum();
        let variance = xs.iter().map(|x| (1.3 * x).exp() * (x - mean).powi(2)).sum::<f64>() / weights;
        close(d_rate, variance, n);
        assert_eq!(used.allocations, 0);
        used
    });
}

#[differentiable]
fn decayed(x: f64, rates: &[f64]) -> f64 {
    let mut x = x;
    for rate in rates {
        x -= 0.1 * (rate * x).sin();
    }
    x
}

#[differentiable(constant(rates))]
fn sum_of_decayed(xs: &[f64], rates: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut last = 0.0;
    for x in xs {
        last = decayed(*x + 0.01 * last, rates);
        sum += last;
    }
    sum
}

/// However many calls there are, what their loops save is in one place: the allocations of a few calls are those of many, but for
/// what the one place takes to grow.
#[test]
fn that_save_into_the_same_store() {
    let rates = inputs(7);
    let allocations = [16, 256].map(|n| {
        let xs = inputs(n);
        let ((_, slopes), used) = used_by(|| sum_of_decayed_grad(&xs, &rates));
        // Backwards through the chain rule, by hand.
        let mut states = vec![0.0];
        let mut factors = Vec::new();
        for x in &xs {
            let (mut state, mut factor) = (x + 0.01 * states[states.len() - 1], 1.0);
            for rate in &rates {
                factor *= 1.0 - 0.1 * (rate * state).cos() * rate;
                state -= 0.1 * (rate * state).sin();
            }
            states.push(state);
            factors.push(factor);
        }
        let mut owed = 0.0;
        let mut expected = vec![0.0; n];
        for i in (0..n).rev() {
            expected[i] = (1.0 + 0.01 * owed) * factors[i];
            owed = expected[i];
        }
        all_close(&slopes, &expected, n * rates.len());
        used.allocations
    });
    assert!(allocations[1] <= allocations[0] + 8, "{allocations:?}");
}

/// The first trips tell how much all of them will save: no room is made for twice as much, as a vector that grows does it.
#[test]
fn with_room_for_what_they_save() {
    let rates = inputs(7);
    for n in [65, 300, 500] {
        let xs = inputs(n);
        let (_, used) = used_by(|| sum_of_decayed_grad(&xs, &rates));
        // Seven numbers for each call, and where they end.
        let saved = 8 * (7 + 1) * n;
        let beside = used.beside_the_result();
        assert!(
            beside >= saved && beside < saved + saved / 5 + 1000,
            "{n} trips: {beside} bytes, {saved} of them saved"
        );
    }
}
