//! Arrays that are computed and do not matter: what has no influence must not poison the gradient.

use grad::differentiable;

use crate::harness::{LENGTHS, numbers};

#[differentiable]
fn logarithms_not_used(xs: &[f64]) -> f64 {
    let mut v = vec![0.0; xs.len()];
    let mut sum = 0.0;
    for i in 0..xs.len() {
        v[i] = xs[i].ln();
        sum += xs[i] * xs[i];
    }
    sum
}

#[differentiable]
fn logarithms_used_for_their_number(xs: &[f64]) -> f64 {
    let logarithms: Vec<f64> = xs.iter().map(|x| x.ln()).collect();
    let mut sum = 0.0;
    for i in 0..logarithms.len() {
        sum += xs[i] * xs[i];
    }
    sum
}

/// The slope of the logarithm is infinite at zero, and zero times infinity is not a number.
#[test]
fn unused_array_of_infinite_slopes() {
    let xs = [0.0, 3.0, -1.0];
    let expected = (10.0, vec![0.0, 6.0, -2.0]);
    assert_eq!(logarithms_not_used_grad(&xs), expected);
    assert_eq!(logarithms_used_for_their_number_grad(&xs), expected);
    for n in LENGTHS {
        zoo!(
            logarithms_not_used, logarithms_not_used_grad, logarithms_not_used_grad_into, logarithms_not_used_vjp:
            &numbers(n)
        );
    }
}

#[differentiable]
fn one_root_used(xs: &[f64], k: usize) -> f64 {
    let mut roots = vec![0.0; xs.len()];
    for i in 0..xs.len() {
        roots[i] = xs[i].sqrt();
    }
    roots[k]
}

/// The rule for a root at zero: nothing comes of it where nothing is asked.
#[test]
fn used_and_unused_roots_in_one_array() {
    assert_eq!(one_root_used_grad(&[0.0, 4.0, 0.0], 1), (2.0, vec![0.0, 0.25, 0.0]));
    assert_eq!(one_root_used_grad(&[0.0, 4.0], 0), (0.0, vec![f64::INFINITY, 0.0]));
}

#[differentiable]
fn guarded_in_the_loop(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        if *x > 0.0 {
            sum += x * x.ln();
        }
    }
    sum
}

#[differentiable]
fn filtered(xs: &[f64]) -> f64 {
    xs.iter().filter(|x| **x > 0.0).map(|x| x * x.ln()).sum()
}

#[test]
fn rounds_that_are_skipped() {
    let xs = [0.0, 1.0, -2.0, 0.0];
    assert_eq!(guarded_in_the_loop_grad(&xs), (0.0, vec![0.0, 1.0, 0.0, 0.0]));
    assert_eq!(filtered_grad(&xs), (0.0, vec![0.0, 1.0, 0.0, 0.0]));
}

#[differentiable]
fn overwritten_before_its_use(xs: &[f64], y: f64) -> f64 {
    let mut v = vec![0.0; xs.len()];
    for i in 0..xs.len() {
        v[i] = xs[i].sqrt();
        v[i] = y * y;
    }
    v.iter().sum()
}

#[test]
fn overwritten_before_it_is_read() {
    assert_eq!(overwritten_before_its_use_grad(&[0.0, 0.0], 3.0), (18.0, (vec![0.0, 0.0], 12.0)));
}

#[differentiable(wrt(x))]
#[expect(unused_variables, reason = "that is the point")]
fn another_parameter(x: f64, u: f64) -> f64 {
    u
}

#[differentiable(wrt(x))]
fn an_argument_or_another(x: f64, u: f64, one: bool) -> (f64, f64) {
    let first = if one { x * u } else { u };
    (first, u)
}

/// A seed for a constant result goes nowhere.
#[test]
fn results_that_are_constant_parameters() {
    assert_eq!(another_parameter_grad(2.0, 3.0), (3.0, 0.0));
    for (one, gradient) in [(true, 3.0), (false, 0.0)] {
        let (value, pullback) = an_argument_or_another_vjp(2.0, 3.0, one);
        assert_eq!(value, (if one { 6.0 } else { 3.0 }, 3.0));
        assert_eq!(pullback((1.0, 5.0)), gradient);
    }
}
