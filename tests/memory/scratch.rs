//! Buffers that are declared before a loop and filled anew in each trip: they are no state, and nothing is saved of them.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{all_close, inputs, same_for_few_and_many, targets};

const D: usize = 4;

#[differentiable]
fn subtract(d: usize, x: &[f64], y: &[f64], out: &mut [f64]) {
    for i in 0..d {
        out[i] = x[i] - y[i];
    }
}

/// Lower triangular: the diagonal, then column by column what is below it.
#[differentiable]
fn triangular_times(d: usize, diagonal: &[f64], below: &[f64], x: &[f64], out: &mut [f64]) {
    for i in 0..d {
        out[i] = diagonal[i] * x[i];
    }
    let mut at = 0;
    for i in 0..d {
        for j in i + 1..d {
            out[j] = out[j] + below[at] * x[i];
            at += 1;
        }
    }
}

#[differentiable]
fn squared_norm(d: usize, x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..d {
        sum += x[i] * x[i];
    }
    sum
}

#[differentiable(wrt(mean, diagonal, below))]
fn spread(n: usize, d: usize, x: &[f64], mean: &[f64], diagonal: &[f64], below: &[f64]) -> f64 {
    let mut centred = vec![0.0; d];
    let mut scaled = vec![0.0; d];
    let mut total = 0.0;
    for i in 0..n {
        subtract(d, &x[i * d..], mean, &mut centred);
        triangular_times(d, diagonal, below, &centred, &mut scaled);
        total += squared_norm(d, &scaled);
    }
    total
}

/// Two sums: the trips are run again.
#[differentiable(wrt(mean))]
fn moments(x: &[f64], mean: &[f64]) -> f64 {
    let mut centred = [0.0; D];
    let (mut second, mut fourth) = (0.0, 0.0);
    for row in x.chunks_exact(D) {
        for (j, out) in centred.iter_mut().enumerate() {
            *out = row[j] - mean[j];
        }
        for z in &centred {
            second += z * z;
            fourth += z.powi(4);
        }
    }
    fourth / (second * second)
}

#[test]
fn nothing_is_saved_of_them() {
    let mean = inputs(D);
    let (diagonal, below) = (inputs(D), targets(D * (D - 1) / 2));
    same_for_few_and_many(|n| {
        let x: Vec<f64> = (0..n * D).map(|i| (i as f64 * 0.7).sin()).collect();
        let (mut d_mean, mut d_diagonal, mut d_below) = (vec![0.0; D], vec![0.0; D], vec![0.0; below.len()]);
        let (_, used) = used_by(|| {
            spread_grad_into(n, D, &x, &mean, &diagonal, &below, &mut d_mean, &mut d_diagonal, &mut d_below)
        });
        // With F the triangular matrix: -2 FᵀF times the sum of what is centred.
        let mut matrix = [[0.0; D]; D];
        let mut below = below.iter();
        for i in 0..D {
            matrix[i][i] = diagonal[i];
            for row in matrix.iter_mut().skip(i + 1) {
                row[i] = *below.next().unwrap();
            }
        }
        let sum: Vec<f64> = (0..D).map(|j| (0..n).map(|i| x[i * D + j] - mean[j]).sum()).collect();
        let times: Vec<f64> = (0..D).map(|i| (0..D).map(|j| matrix[i][j] * sum[j]).sum()).collect();
        let expected: Vec<f64> = (0..D).map(|j| -2.0 * (0..D).map(|i| matrix[i][j] * times[i]).sum::<f64>()).collect();
        all_close(&d_mean, &expected, 10 * n);
        used
    });
}

#[test]
fn nor_where_trips_are_run_again() {
    let mean = inputs(D);
    same_for_few_and_many(|n| {
        let x: Vec<f64> = (0..n * D).map(|i| (i as f64 * 0.7).sin()).collect();
        let mut d_mean = vec![0.0; D];
        let (_, used) = used_by(|| moments_grad_into(&x, &mean, &mut d_mean));
        let z = |i: usize, j: usize| x[i * D + j] - mean[j];
        let each = |j: usize, power: i32| (0..n).map(|i| z(i, j).powi(power)).sum::<f64>();
        let all = |power| (0..D).map(|j| each(j, power)).sum::<f64>();
        let expected: Vec<f64> =
            (0..D).map(|j| -4.0 * each(j, 3) / all(2).powi(2) + 4.0 * all(4) * each(j, 1) / all(2).powi(3)).collect();
        all_close(&d_mean, &expected, 10 * n);
        used
    });
}
