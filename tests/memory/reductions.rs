//! Sums over data: nothing is saved per data point, whatever becomes of the sum.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{close, inputs, same_for_few_and_many, targets};

#[differentiable(wrt(rate))]
fn sum_of_squares(rate: f64, xs: &[f64], ys: &[f64]) -> f64 {
    let mut loss = 0.0;
    for (x, y) in xs.iter().zip(ys) {
        loss += ((rate * x).exp() - y).powi(2);
    }
    loss
}

#[test]
fn a_plain_sum() {
    same_for_few_and_many(|n| {
        let (xs, ys) = (inputs(n), targets(n));
        let ((_, d_rate), used) = used_by(|| sum_of_squares_grad(0.8, &xs, &ys));
        let each = |(x, y): (&f64, &f64)| 2.0 * ((0.8 * x).exp() - y) * x * (0.8 * x).exp();
        close(d_rate, xs.iter().zip(&ys).map(each).sum(), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn root_of_the_mean(rate: f64, xs: &[f64], ys: &[f64]) -> f64 {
    let mut loss = 0.0;
    for i in 0..xs.len() {
        loss += ((rate * xs[i]).exp() - ys[i]).powi(2);
    }
    (loss / xs.len() as f64).sqrt()
}

#[test]
fn the_root_of_a_mean() {
    same_for_few_and_many(|n| {
        let (xs, ys) = (inputs(n), targets(n));
        let ((value, d_rate), used) = used_by(|| root_of_the_mean_grad(0.8, &xs, &ys));
        let each = |(x, y): (&f64, &f64)| ((0.8 * x).exp() - y) * x * (0.8 * x).exp();
        close(d_rate, xs.iter().zip(&ys).map(each).sum::<f64>() / (n as f64 * value), n);
        used
    });
}

#[test]
fn a_pullback_that_waits_holds_no_more() {
    same_for_few_and_many(|n| {
        let (xs, ys) = (inputs(n), targets(n));
        let ((value, d_rate), used) = used_by(|| {
            let (value, pullback) = root_of_the_mean_vjp(0.8, &xs, &ys);
            (value, pullback(2.0))
        });
        let each = |(x, y): (&f64, &f64)| ((0.8 * x).exp() - y) * x * (0.8 * x).exp();
        close(d_rate, 2.0 * xs.iter().zip(&ys).map(each).sum::<f64>() / (n as f64 * value), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn log_of_the_sum(rate: f64, xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += (rate * x).exp();
    }
    sum.ln()
}

/// The inputs are evenly spread, so the sum is that of a geometric series.
#[test]
fn the_logarithm_of_a_sum() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| log_of_the_sum_grad(2.0, &xs));
        let gap = 1.0 / n as f64;
        close(value, (gap.exp() * 2.0_f64.exp_m1() / (2.0 * gap).exp_m1()).ln(), n);
        close(d_rate, 0.5 * gap - 1.0 / (-2.0_f64).exp_m1() + gap / (-2.0 * gap).exp_m1(), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn weighted_mean(rate: f64, xs: &[f64]) -> f64 {
    let mut weights = 0.0;
    let mut sum = 0.0;
    for x in xs {
        let weight = (rate * x).exp();
        weights += weight;
        sum += weight * x;
    }
    sum / weights
}

/// The mean moves by the variance.
fn variance(rate: f64, xs: &[f64], mean: f64) -> f64 {
    let weights: f64 = xs.iter().map(|x| (rate * x).exp()).sum();
    xs.iter().map(|x| (rate * x).exp() * (x - mean).powi(2)).sum::<f64>() / weights
}

#[test]
fn several_sums() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((mean, d_rate), used) = used_by(|| weighted_mean_grad(1.3, &xs));
        close(d_rate, variance(1.3, &xs, mean), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn weighted_mean_by_pair(rate: f64, xs: &[f64]) -> f64 {
    let (mut weights, mut sum) = (0.0, 0.0);
    for &x in xs {
        let weight = (rate * x).exp();
        (weights, sum) = (weights + weight, sum + weight * x);
    }
    sum / weights
}

#[test]
fn several_sums_assigned_at_once() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((mean, d_rate), used) = used_by(|| weighted_mean_by_pair_grad(1.3, &xs));
        close(d_rate, variance(1.3, &xs, mean), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn weighted_mean_in_an_array(rate: f64, xs: &[f64]) -> f64 {
    let mut sums = [0.0; 2];
    for x in xs {
        let weight = (rate * x).exp();
        sums[0] += weight;
        sums[1] += weight * x;
    }
    sums[1] / sums[0]
}

#[test]
fn several_sums_in_an_array() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((mean, d_rate), used) = used_by(|| weighted_mean_in_an_array_grad(1.3, &xs));
        close(d_rate, variance(1.3, &xs, mean), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn spread(rate: f64, xs: &[f64]) -> f64 {
    let n = xs.len() as f64;
    let mut sum = 0.0;
    for x in xs {
        sum += (rate * x).exp();
    }
    let mean = sum / n;
    let mut squares = 0.0;
    for x in xs {
        squares += ((rate * x).exp() - mean).powi(2);
    }
    squares / n
}

#[test]
fn a_sum_that_the_next_loop_uses() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((_, d_rate), used) = used_by(|| spread_grad(0.8, &xs));
        let mean = xs.iter().map(|x| (0.8 * x).exp()).sum::<f64>() / n as f64;
        let each = |x: &f64| 2.0 * ((0.8 * x).exp() - mean) * x * (0.8 * x).exp();
        close(d_rate, xs.iter().map(each).sum::<f64>() / n as f64, n);
        used
    });
}

#[differentiable(wrt(rate))]
fn with_a_penalty(rate: f64, xs: &[f64]) -> f64 {
    let mut loss = 0.5 * rate * rate;
    for x in xs {
        loss -= (1.0 + (rate * x).exp()).ln();
    }
    loss.abs().sqrt()
}

#[test]
fn a_sum_that_starts_with_something_active_and_takes_away() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| with_a_penalty_grad(0.8, &xs));
        let slope = 0.8 - xs.iter().map(|x| x / (1.0 + (-0.8 * x).exp())).sum::<f64>();
        // The loss is negative.
        close(d_rate, -slope / (2.0 * value), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn by_hand(rate: f64, xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut i = 0;
    while i < xs.len() {
        sum = sum + (rate * xs[i]).exp();
        i += 1;
    }
    sum.ln()
}

#[test]
fn a_while_loop_with_an_index() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| by_hand_grad(0.8, &xs));
        close(d_rate, xs.iter().map(|x| x * (0.8 * x).exp()).sum::<f64>() / value.exp(), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn in_single_precision(rate: f32, xs: &[f32]) -> f32 {
    let mut sum = 0.0;
    for x in xs {
        sum += (rate * x).exp();
    }
    (sum / xs.len() as f32).ln()
}

/// The rounding is that of sums in single precision.
#[test]
fn single_precision() {
    same_for_few_and_many(|n| {
        let xs: Vec<f32> = inputs(n).iter().map(|x| *x as f32).collect();
        let ((_, d_rate), used) = used_by(|| in_single_precision_grad(0.8, &xs));
        let wide = |x: &f32| (f64::from(*x), (0.8 * f64::from(*x)).exp());
        let sum: f64 = xs.iter().map(|x| wide(x).1).sum();
        let expected = xs.iter().map(|x| wide(x).0 * wide(x).1).sum::<f64>() / sum;
        let rounding = f64::from(f32::EPSILON) * n as f64;
        assert!((f64::from(d_rate) - expected).abs() <= rounding, "{d_rate} instead of {expected}");
        used
    });
}

/// What the trips read changes later: they cannot be run again.
#[differentiable(wrt(rate))]
fn changed_after_its_sums(rate: f64, xs: &[f64]) -> f64 {
    let mut state = [rate, 2.0];
    let mut sums = [0.0; 2];
    for x in xs {
        sums[0] += (state[0] * x).exp();
        sums[1] += (state[0] * x).sin();
    }
    state[0] = 100.0;
    sums[0] / sums[1] + state[1]
}

#[differentiable(wrt(rate))]
fn changed_after_its_variables(rate: f64, xs: &[f64]) -> f64 {
    let mut state = [rate, 2.0];
    let (mut over, mut under) = (0.0, 0.0);
    for x in xs {
        over += (state[0] * x).exp();
        under += (state[0] * x).sin();
    }
    state[0] = 100.0;
    over / under + state[1]
}

#[differentiable(wrt(rate))]
fn with_a_table_that_changes(rate: f64, xs: &[f64]) -> f64 {
    let mut table = [1.0, 2.0];
    table[1] = 3.0;
    let (mut over, mut under) = (0.0, 0.0);
    for x in xs {
        over += (rate * table[0] * x).exp();
        under += (rate * table[0] * x).sin();
    }
    table[0] = 100.0;
    over / under + table[0]
}

#[test]
fn what_the_trips_read_changes_later() {
    let xs = inputs(20);
    let sum = |of: fn(f64, f64) -> f64| xs.iter().map(|x| of(0.8 * x, *x)).sum::<f64>();
    let (over, under) = (sum(|y, _| y.exp()), sum(|y, _| y.sin()));
    let (d_over, d_under) = (sum(|y, x| x * y.exp()), sum(|y, x| x * y.cos()));
    let expected = (d_over - over / under * d_under) / under;
    close(changed_after_its_variables_grad(0.8, &xs).1, expected, 40);
    close(with_a_table_that_changes_grad(0.8, &xs).1, expected, 40);
    close(changed_after_its_sums_grad(0.8, &xs).1, expected, 40);
}

/// Sums by kind, some of them in a branch or an inner loop, beside one in a variable.
#[differentiable(wrt(rate))]
fn by_kind(rate: f64, xs: &[f64], kinds: &[usize]) -> f64 {
    let mut sums = [1.0, 0.0, 0.0];
    let mut all = 0.0;
    for (x, kind) in xs.iter().zip(kinds) {
        let y = (rate * x).exp();
        sums[*kind] += y;
        if *x > 0.5 {
            sums[2] -= y * x;
        }
        for k in 0..2 {
            sums[k] += 0.5 * y;
        }
        all += y.ln() * x;
    }
    sums[0] * sums[1] + sums[2] * all
}

#[test]
fn sums_by_kind() {
    let xs = inputs(20);
    let kinds: Vec<usize> = (0..20).map(|i| i % 3 / 2).collect();
    let ((value, slope), _) = used_by(|| by_kind_grad(0.8, &xs, &kinds));
    let (mut sums, mut slopes, mut all, mut d_all) = ([1.0, 0.0, 0.0], [0.0; 3], 0.0, 0.0);
    for (x, kind) in xs.iter().zip(&kinds) {
        let (y, d_y) = ((0.8 * x).exp(), x * (0.8 * x).exp());
        for k in 0..2 {
            let times = if k == *kind { 1.5 } else { 0.5 };
            sums[k] += times * y;
            slopes[k] += times * d_y;
        }
        if *x > 0.5 {
            sums[2] -= y * x;
            slopes[2] -= d_y * x;
        }
        all += 0.8 * x * x;
        d_all += x * x;
    }
    close(value, sums[0] * sums[1] + sums[2] * all, 40);
    close(slope, slopes[0] * sums[1] + sums[0] * slopes[1] + slopes[2] * all + sums[2] * d_all, 100);
}

/// The sums are looked at on the way.
#[differentiable(wrt(rate))]
fn running(rate: f64, xs: &[f64]) -> f64 {
    let mut sums = [0.0; 2];
    for x in xs {
        sums[0] += (rate * x).exp();
        sums[1] += sums[0] * sums[0];
    }
    sums[1]
}

#[test]
fn sums_that_are_looked_at() {
    let xs = inputs(20);
    let (mut sum, mut d_sum, mut expected) = (0.0, 0.0, 0.0);
    for x in &xs {
        sum += (0.8 * x).exp();
        d_sum += x * (0.8 * x).exp();
        expected += 2.0 * sum * d_sum;
    }
    close(running_grad(0.8, &xs).1, expected, 40);
}
