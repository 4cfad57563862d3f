//! Loops whose trips all add to one and the same element of a gradient.

use grad::differentiable;

use crate::harness::{number, numbers};

/// Without a trip, the element need not exist.
#[differentiable]
fn weighted(weights: &[f64], xs: &[f64], at: usize, n: usize) -> f64 {
    let mut product = 1.0;
    for i in 0..n {
        product *= 1.0 + weights[at] * xs[i];
    }
    product
}

#[test]
fn no_trip_and_no_element() {
    assert_eq!(weighted_grad(&[2.0], &[3.0], 7, 0), (1.0, (vec![0.0], vec![0.0])));
    for n in [0, 1, 2, 5] {
        zoo!(weighted, weighted_grad, weighted_grad_into, weighted_vjp: &numbers(3), &numbers(5), =1, =n);
    }
}

/// The element is changed by trips of the outer loop, and read and added to by those of the inner one.
#[differentiable]
fn changed_between(xs: &[f64], state: &mut [f64], rounds: usize) -> f64 {
    let mut sum = 0.0;
    for round in 0..rounds {
        for (i, x) in xs.iter().enumerate() {
            sum += (state[0] * x).sin() + state[1] * state[0] * sum;
            if i == round {
                state[1] += x * x;
            }
        }
        state[0] *= sum.cos();
    }
    sum
}

#[test]
fn element_changed_by_the_outer_loop() {
    for rounds in [0, 1, 2, 3] {
        zoo!(
            changed_between, changed_between_grad, changed_between_grad_into, changed_between_vjp:
            &numbers(3), &mut numbers(2), =rounds
        );
    }
}

/// Several sums of which none is the loop's only one, and an element of a part.
#[differentiable]
fn line(coefficients: &[f64], xs: &[f64], factor: f64) -> f64 {
    let (mut over, mut under) = (0.0, factor);
    let part = &coefficients[1..];
    for x in xs {
        over += (coefficients[0] + part[0] * x).exp() * part[0];
        under += (part[1] * x).cos() * coefficients[0];
    }
    over / under
}

#[test]
fn elements_of_a_part() {
    for n in [0, 1, 2, 6] {
        zoo!(line, line_grad, line_grad_into, line_vjp: &numbers(3), &numbers(n), number());
    }
}

/// One element through two names, read by a trip after it was added to.
#[differentiable]
fn two_names(values: &[f64], xs: &[f64]) -> f64 {
    let mut state = values.to_vec();
    let mut sum = 0.0;
    for x in xs {
        for i in 0..3 {
            sum += state[0] * state[0] * x * state[i];
        }
        state[2] = sum.sin() * state[0];
    }
    sum
}

#[test]
fn element_with_two_names() {
    for n in [0, 1, 2, 4] {
        zoo!(two_names, two_names_grad, two_names_grad_into, two_names_vjp: &numbers(3), &numbers(n));
    }
}
