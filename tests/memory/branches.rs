//! Sums over data that depend on what the data are: which way a trip went need not be remembered if the trip is gone
//! back through at once.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{close, inputs, labels, same_for_few_and_many, targets};

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[differentiable(wrt(w))]
fn cross_entropy(w: f64, xs: &[f64], labels: &[bool]) -> f64 {
    let mut loss = 0.0;
    for (x, &label) in xs.iter().zip(labels) {
        let p = 1.0 / (1.0 + (-w * x).exp());
        loss += if label { -p.ln() } else { -(1.0 - p).ln() };
    }
    loss / xs.len() as f64
}

fn cross_entropy_slope(w: f64, xs: &[f64], labels: &[bool]) -> f64 {
    let each = |(x, label): (&f64, &bool)| (sigmoid(w * x) - f64::from(u8::from(*label))) * x;
    xs.iter().zip(labels).map(each).sum::<f64>() / xs.len() as f64
}

#[test]
fn one_of_two_terms() {
    same_for_few_and_many(|n| {
        let (xs, labels) = (inputs(n), labels(n));
        let ((_, d_w), used) = used_by(|| cross_entropy_grad(1.7, &xs, &labels));
        close(d_w, cross_entropy_slope(1.7, &xs, &labels), n);
        used
    });
}

#[differentiable(wrt(w))]
fn cross_entropy_in_arms(w: f64, xs: &[f64], labels: &[bool]) -> f64 {
    let mut loss = 0.0;
    for (x, &label) in xs.iter().zip(labels) {
        let p = 1.0 / (1.0 + (-w * x).exp());
        if label {
            loss -= p.ln();
        } else {
            loss -= (1.0 - p).ln();
        }
    }
    loss / xs.len() as f64
}

#[test]
fn added_in_either_arm() {
    same_for_few_and_many(|n| {
        let (xs, labels) = (inputs(n), labels(n));
        let ((_, d_w), used) = used_by(|| cross_entropy_in_arms_grad(1.7, &xs, &labels));
        close(d_w, cross_entropy_slope(1.7, &xs, &labels), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn robust(rate: f64, xs: &[f64], ys: &[f64]) -> f64 {
    let mut loss = 0.0;
    for (x, y) in xs.iter().zip(ys) {
        let miss = ((rate * x).exp() - y).abs();
        if miss < 0.5 {
            loss += 0.5 * miss * miss;
        } else {
            loss += 0.5 * (miss - 0.25);
        }
    }
    loss / xs.len() as f64
}

#[test]
fn a_condition_on_what_is_active() {
    same_for_few_and_many(|n| {
        let (xs, ys) = (inputs(n), targets(n));
        let ((_, d_rate), used) = used_by(|| robust_grad(0.8, &xs, &ys));
        let each = |(x, y): (&f64, &f64)| ((0.8 * x).exp() - y).clamp(-0.5, 0.5) * x * (0.8 * x).exp();
        close(d_rate, xs.iter().zip(&ys).map(each).sum::<f64>() / n as f64, n);
        used
    });
}

#[differentiable(wrt(rate))]
fn of_the_chosen(rate: f64, xs: &[f64], chosen: &[bool]) -> f64 {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        if !chosen[i] {
            continue;
        }
        sum += (rate * xs[i]).exp();
    }
    sum.ln()
}

#[differentiable(wrt(rate))]
fn of_the_chosen_in_an_arm(rate: f64, xs: &[f64], chosen: &[bool]) -> f64 {
    let mut sum = 0.0;
    for (x, &chosen) in xs.iter().zip(chosen) {
        if chosen {
            sum += (rate * x).exp();
        }
    }
    sum.ln()
}

fn slope_of_the_chosen(rate: f64, xs: &[f64], chosen: &[bool]) -> f64 {
    let of = |term: fn(f64, f64) -> f64| -> f64 {
        xs.iter().zip(chosen).filter(|(_, chosen)| **chosen).map(|(x, _)| term(*x, (rate * x).exp())).sum()
    };
    of(|x, weight| x * weight) / of(|_, weight| weight)
}

#[test]
fn some_are_skipped() {
    same_for_few_and_many(|n| {
        let (xs, chosen) = (inputs(n), labels(n));
        let ((_, d_rate), used) = used_by(|| of_the_chosen_in_an_arm_grad(0.8, &xs, &chosen));
        close(d_rate, slope_of_the_chosen(0.8, &xs, &chosen), n);
        used
    });
}

#[test]
fn some_are_skipped_by_continue() {
    same_for_few_and_many(|n| {
        let (xs, chosen) = (inputs(n), labels(n));
        let ((_, d_rate), used) = used_by(|| of_the_chosen_grad(0.8, &xs, &chosen));
        close(d_rate, slope_of_the_chosen(0.8, &xs, &chosen), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn by_kind(rate: f64, xs: &[f64], kinds: &[u8]) -> f64 {
    let mut sum = 0.0;
    for (x, kind) in xs.iter().zip(kinds) {
        sum += match kind {
            0 => (rate * x).exp(),
            1 => (rate * x).sin(),
            _ => continue,
        };
    }
    sum.sqrt()
}

#[test]
fn a_term_for_each_kind() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let kinds: Vec<u8> = (0..3).cycle().take(n).collect();
        let ((value, d_rate), used) = used_by(|| by_kind_grad(0.8, &xs, &kinds));
        let each = |(x, kind): (&f64, &u8)| match kind {
            0 => x * (0.8 * x).exp(),
            1 => x * (0.8 * x).cos(),
            _ => 0.0,
        };
        close(d_rate, xs.iter().zip(&kinds).map(each).sum::<f64>() / (2.0 * value), n);
        used
    });
}

#[differentiable(wrt(rate))]
fn of_valid_data(rate: f64, xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for &x in xs {
        if x < 0.0 {
            return f64::INFINITY;
        }
        sum += (rate * x).exp();
    }
    sum.ln()
}

#[test]
fn a_way_out_that_is_not_taken() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_rate), used) = used_by(|| of_valid_data_grad(0.8, &xs));
        close(d_rate, xs.iter().map(|x| x * (0.8 * x).exp()).sum::<f64>() / value.exp(), n);
        used
    });
}
