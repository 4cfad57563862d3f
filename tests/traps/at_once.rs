//! Sums in loops within loops: each trip is gone back through right after it, where its cotangent is known.

use grad::differentiable;

use crate::harness::{number, numbers};

#[differentiable]
fn potential(x: f64, y: f64, depth: f64) -> f64 {
    let r2 = (x - y).powi(2) + 1.0;
    depth * (1.0 / r2 - (1.0 / r2).sqrt())
}

/// Pairs, with branches, skipped ones, calls, and what the outer trip computes for the inner ones.
#[differentiable]
fn energy(xs: &[f64], weights: &[f64], depth: f64) -> f64 {
    let mut energy = 0.0;
    for i in 0..xs.len() {
        let own = weights[0] * xs[i].sin();
        for j in 0..xs.len() {
            if j == i {
                continue;
            }
            energy += potential(xs[i], xs[j], depth);
            if j < i {
                energy -= (own * xs[j]).exp() * weights[1] / (2.0 + j as f64);
            }
        }
        energy += own.cos();
    }
    energy
}

#[test]
fn pairs() {
    for n in [0, 1, 2, 4] {
        zoo!(energy, energy_grad, energy_grad_into, energy_vjp: &numbers(n), &numbers(2), number());
    }
}

/// Three loops, the innermost over a part, and one that is not a sum.
#[differentiable]
fn triples(xs: &[f64], ys: &[f64], factor: f64) -> f64 {
    let mut total = factor;
    for i in 0..xs.len() {
        for j in 0..i {
            let mut product = 1.0;
            for y in &ys[..j] {
                product *= 1.5 + y;
            }
            for y in &ys[j..] {
                total += (xs[i] * xs[j] * y * product).sin() * factor;
            }
        }
    }
    total
}

#[test]
fn loops_three_deep() {
    for n in [0, 1, 2, 4] {
        zoo!(triples, triples_grad, triples_grad_into, triples_vjp: &numbers(n), &numbers(4), number());
    }
}

/// The trips of the outer loop have an array of their own, whose cotangent is only there going back.
#[differentiable]
fn with_an_array_of_its_own(xs: &[f64], ys: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        let powers = [1.0, *x, x * x];
        for (i, power) in powers.iter().enumerate() {
            for y in ys {
                sum += (power * y).tanh() * (1.0 + i as f64);
            }
        }
    }
    sum
}

#[test]
fn array_of_the_outer_trip() {
    for n in [0, 1, 2, 4] {
        zoo!(
            with_an_array_of_its_own, with_an_array_of_its_own_grad, with_an_array_of_its_own_grad_into,
            with_an_array_of_its_own_vjp: &numbers(n), &numbers(3)
        );
    }
}

/// The sum is looked at in between, or used with something else afterwards: its cotangent is not known.
#[differentiable]
fn not_only_a_sum(xs: &[f64], ys: &[f64], factor: f64) -> f64 {
    let mut sum = 0.0;
    let mut other = 0.0;
    for x in xs {
        for y in ys {
            sum += (x * y).exp();
            other += (x - y).cos() * factor;
        }
        sum = 0.5 * sum + x;
    }
    for x in xs {
        for y in ys {
            other += (x * y + factor).sin().powi(2);
        }
    }
    sum * other + other
}

#[test]
fn sums_that_are_used() {
    for n in [0, 1, 2, 4] {
        zoo!(
            not_only_a_sum, not_only_a_sum_grad, not_only_a_sum_grad_into, not_only_a_sum_vjp:
            &numbers(n), &numbers(3), number()
        );
    }
}

/// What is returned is the sum, but a copy of the argument is changed in between.
#[differentiable]
fn of_a_copy(xs: &[f64], rounds: usize) -> f64 {
    let mut work = xs.to_vec();
    let mut sum = 0.0;
    for round in 0..rounds {
        for i in 0..work.len() {
            for x in xs {
                sum += (work[i] * x).sin() / (1.5 + round as f64);
            }
            work[i] = work[i].cos() * xs[0];
        }
    }
    sum
}

#[test]
fn copy_that_changes() {
    for rounds in [0, 1, 3] {
        zoo!(of_a_copy, of_a_copy_grad, of_a_copy_grad_into, of_a_copy_vjp: &numbers(3), =rounds);
    }
}

/// A multiple of the sum is the result: the factor is known before the loop, or is not.
#[differentiable]
fn mean(xs: &[f64], ys: &[f64], factor: f64) -> f64 {
    let mut sum = 0.0;
    let mut count = 0;
    for x in xs {
        for y in ys {
            sum += (x * y).cosh().ln();
        }
        count += 1;
    }
    0.5 * (factor + 2.0) * sum / (count * ys.len()).max(1) as f64
}

#[differentiable]
fn negative_mean(xs: &[f64], ys: &[f64], factor: f64) -> f64 {
    let mut sum = 0.0;
    for (i, x) in xs.iter().enumerate() {
        for y in &ys[i % 2..] {
            sum += (x * y + factor).sin().exp();
        }
    }
    let n = xs.len() as f64 + 1.0;
    -(sum / n) * factor.cos()
}

/// The factor changes in the loop, or depends on the sum.
#[differentiable]
fn no_mean(xs: &[f64], ys: &mut [f64], factor: f64) -> f64 {
    let mut sum = 0.0;
    let mut scale = factor;
    for x in xs {
        for i in 0..ys.len() {
            sum += (x * ys[i]).sin().exp();
        }
        scale *= 0.5 + x * x;
    }
    ys[0] = scale;
    sum * ys[0] * ys[1] * (0.1 * sum).cos()
}

#[test]
fn multiples_of_sums() {
    for n in [0, 1, 2, 4] {
        zoo!(mean, mean_grad, mean_grad_into, mean_vjp: &numbers(n), &numbers(3), number());
        zoo!(
            negative_mean, negative_mean_grad, negative_mean_grad_into, negative_mean_vjp:
            &numbers(n), &numbers(3), number()
        );
        zoo!(no_mean, no_mean_grad, no_mean_grad_into, no_mean_vjp: &numbers(n), &mut numbers(2), number());
    }
}
