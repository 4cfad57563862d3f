//! Sums over data by iterator chains save nothing per data point either.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{close, inputs, labels, same_for_few_and_many, targets};

#[differentiable(wrt(rate))]
fn zipped(rate: f64, xs: &[f64], ys: &[f64]) -> f64 {
    let mean = xs.iter().zip(ys).map(|(x, y)| ((rate * x).exp() - y).powi(2)).sum::<f64>() / xs.len() as f64;
    mean.sqrt()
}

#[test]
fn zip_map_sum() {
    same_for_few_and_many(|n| {
        let (xs, ys) = (inputs(n), targets(n));
        let ((value, d_rate), used) = used_by(|| zipped_grad(0.8, &xs, &ys));
        let mut slope = 0.0;
        for (x, y) in xs.iter().zip(&ys) {
            slope += ((0.8 * x).exp() - y) * x * (0.8 * x).exp();
        }
        close(d_rate, slope / (n as f64 * value), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn numbered(rate: f64, xs: &[f64]) -> f64 {
    let sum: f64 = (0..xs.len()).map(|i| (rate * xs[i]).exp() / (1 + i % 2) as f64).sum();
    sum.ln()
}

#[test]
fn map_over_a_range() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| numbered_grad(0.8, &xs));
        let mut slope = 0.0;
        for (i, x) in xs.iter().enumerate() {
            slope += x * (0.8 * x).exp() * if i % 2 == 0 { 1.0 } else { 0.5 };
        }
        close(d_rate, slope / value.exp(), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn enumerated(rate: f64, xs: &[f64]) -> f64 {
    xs.iter().enumerate().map(|(i, x)| if i % 2 == 0 { (rate * x).exp() } else { (rate * x).sin() }).sum::<f64>().sqrt()
}

#[test]
fn enumerate_map_sum() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| enumerated_grad(0.8, &xs));
        let mut slope = 0.0;
        for (i, x) in xs.iter().enumerate() {
            slope += x * if i % 2 == 0 { (0.8 * x).exp() } else { (0.8 * x).cos() };
        }
        close(d_rate, slope / (2.0 * value), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn folded(rate: f64, xs: &[f64]) -> f64 {
    xs.iter().fold(0.0, |sum, x| sum + (rate * x).exp()).ln()
}

#[test]
fn fold() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| folded_grad(0.8, &xs));
        close(d_rate, xs.iter().map(|x| x * (0.8 * x).exp()).sum::<f64>() / value.exp(), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn filtered(rate: f64, xs: &[f64], chosen: &[bool]) -> f64 {
    let terms = xs.iter().zip(chosen).filter(|(_, chosen)| **chosen);
    terms.map(|(x, _)| (rate * x).exp()).sum::<f64>().ln()
}

#[test]
fn filter_map_sum() {
    same_for_few_and_many(|n| {
        let (xs, chosen) = (inputs(n), labels(n));
        let ((value, d_rate), used) = used_by(|| filtered_grad(0.8, &xs, &chosen));
        let mut slope = 0.0;
        for i in 0..n {
            if chosen[i] {
                slope += xs[i] * (0.8 * xs[i]).exp();
            }
        }
        close(d_rate, slope / value.exp(), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn of_neighbours(rate: f64, xs: &[f64]) -> f64 {
    xs.windows(2).map(|pair| (rate * (pair[0] + pair[1])).exp()).sum::<f64>().ln()
}

#[test]
fn windows_map_sum() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| of_neighbours_grad(0.8, &xs));
        let mut slope = 0.0;
        for i in 1..n {
            let both = xs[i - 1] + xs[i];
            slope += both * (0.8 * both).exp();
        }
        close(d_rate, slope / value.exp(), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn paired(rate: f64, xs: &[f64]) -> f64 {
    xs.chunks_exact(2).map(|pair| (rate * pair[0] * pair[1]).exp()).sum::<f64>().ln()
}

#[test]
fn chunks_map_sum() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| paired_grad(0.8, &xs));
        let mut slope = 0.0;
        for i in 0..n / 2 {
            let product = xs[2 * i] * xs[2 * i + 1];
            slope += product * (0.8 * product).exp();
        }
        close(d_rate, slope / value.exp(), n);
        used
    });
}
