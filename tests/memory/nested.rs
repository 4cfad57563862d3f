//! Sums over data in loops within loops.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{close, inputs, same_for, same_for_few_and_many};

#[differentiable(wrt(rate))]
fn of_all_pairs(rate: f64, xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        for j in 0..i {
            sum += (rate * xs[i] * xs[j]).exp();
        }
    }
    sum.ln()
}

#[test]
fn pairs() {
    same_for(10, 300, |n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| of_all_pairs_grad(0.8, &xs));
        let mut slope = 0.0;
        for (i, x) in xs.iter().enumerate() {
            slope += xs[..i].iter().map(|other| x * other * (0.8 * x * other).exp()).sum::<f64>();
        }
        close(d_rate, slope / value.exp(), n * n);
        used
    });
}

fn grid(n: usize) -> Vec<[f64; 3]> {
    inputs(n).into_iter().map(|x| [x, x * x, 1.0 - x]).collect()
}

#[differentiable(wrt(rate))]
fn over_a_grid(rate: f64, grid: &[[f64; 3]]) -> f64 {
    let mut sum = 0.0;
    for row in grid {
        for x in row {
            sum += (rate * x).exp();
        }
    }
    sum.ln()
}

#[test]
fn rows_and_columns() {
    same_for_few_and_many(|n| {
        let grid = grid(n);
        let ((value, d_rate), used) = used_by(|| over_a_grid_grad(0.8, &grid));
        let all = grid.as_flattened();
        close(d_rate, all.iter().map(|x| x * (0.8 * x).exp()).sum::<f64>() / value.exp(), 3 * n);
        used
    });
}

#[differentiable(wrt(rate))]
fn row_by_row(rate: f64, grid: &[[f64; 3]]) -> f64 {
    let mut total = 0.0;
    for row in grid {
        let mut sum = 0.0;
        for j in 0..row.len() {
            sum += (rate * row[j]).exp();
        }
        total += sum;
    }
    total.ln()
}

#[test]
fn a_sum_of_sums() {
    same_for_few_and_many(|n| {
        let grid = grid(n);
        let ((value, d_rate), used) = used_by(|| row_by_row_grad(0.8, &grid));
        let all = grid.as_flattened();
        close(d_rate, all.iter().map(|x| x * (0.8 * x).exp()).sum::<f64>() / value.exp(), 3 * n);
        used
    });
}

#[differentiable(wrt(rate))]
fn by_row(rate: f64, grid: &[[f64; 3]]) -> f64 {
    let mut total = 0.0;
    for row in grid {
        let mut sum = 0.0;
        for x in row {
            sum += (rate * x).exp();
        }
        total += sum.ln();
    }
    total / grid.len() as f64
}

#[test]
fn something_of_the_sum_of_each_row() {
    same_for_few_and_many(|n| {
        let grid = grid(n);
        let ((_, d_rate), used) = used_by(|| by_row_grad(0.8, &grid));
        let each = |row: &[f64; 3]| {
            let of = |term: fn(f64, f64) -> f64| row.iter().map(|x| term(*x, (0.8 * x).exp())).sum::<f64>();
            of(|x, weight| x * weight) / of(|_, weight| weight)
        };
        close(d_rate, grid.iter().map(each).sum::<f64>() / n as f64, n);
        used
    });
}

#[differentiable(wrt(decay))]
fn of_series(decay: f64, series: &[f64], length: usize) -> f64 {
    let mut loss = 0.0;
    for one in series.chunks_exact(length) {
        let mut state = 1.0;
        for x in one {
            state = decay * state * x;
        }
        loss += state;
    }
    loss
}

/// Within a series the states are needed, from one series to the next nothing is: as much memory as for one series.
#[test]
fn what_a_trip_saves_is_gone_after_it() {
    const LENGTH: usize = 5;
    same_for_few_and_many(|n| {
        let series = inputs(n);
        let ((value, d_decay), used) = used_by(|| of_series_grad(0.9, &series, LENGTH));
        // Each is a product with the factor `decay` in it as often as a series is long.
        close(d_decay, LENGTH as f64 * value / 0.9, n);
        assert!(used.peak >= 8 * LENGTH, "the states of one series are saved: {used:?}");
        used
    });
}
