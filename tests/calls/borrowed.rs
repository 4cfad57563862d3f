//! Calls with borrowed constants that do not live as long as the pullback.

use grad::differentiable;

use crate::agrees::agrees;

#[differentiable]
fn power(x: f64, list: &[i32]) -> f64 {
    x.powi(list[0]) * f64::from(list[1])
}

#[differentiable]
fn named<'a>(x: f64, name: &'a str, other: &'a str) -> f64 {
    if name < other { x * name.len() as f64 } else { x * x }
}

#[differentiable(constant(weights))]
fn weighted(x: f64, weights: &[f64]) -> f64 {
    x * x * weights[0] + x * weights[1]
}

#[differentiable]
fn of_a_local(x: f64, n: i32) -> f64 {
    let list = vec![n, 3];
    let array = [2.0, f64::from(n)];
    power(x, &list) + weighted(x, &array)
}

#[differentiable]
fn of_a_temporary(x: f64, text: &str) -> f64 {
    power(x, &[text.len() as i32, 2]) + named(x * x, &text.to_uppercase(), text) + weighted(x, &vec![1.0, 2.0])
}

#[differentiable]
fn of_an_owned_argument(x: f64, list: Vec<i32>, name: String) -> f64 {
    power(x * 2.0, &list) + named(x, &name, "m") + power(x, &list[1..])
}

#[differentiable]
fn of_a_changed_local(x: f64, n: i32) -> f64 {
    let mut list = vec![n, 3];
    let a = power(x, &list);
    list[1] = 5;
    a + power(x, &list)
}

/// The factors are behind a reference.
#[differentiable(constant(weights))]
fn factors_behind_references(x: f64, weights: &[f64]) -> f64 {
    let first = *weights.first().unwrap_or(&1.0);
    let largest = weights.iter().fold(0.0, |a: f64, b| a.max(*b));
    x * first + x * x * largest
}

#[test]
fn borrowed() {
    agrees(|x: f64| of_a_local(x, 3), |x: f64| of_a_local_grad(x, 3), |x: f64| of_a_local_vjp(x, 3), &[0.5, -1.5]);
    agrees(
        |x: f64| of_a_temporary(x, "abc"),
        |x: f64| of_a_temporary_grad(x, "abc"),
        |x: f64| of_a_temporary_vjp(x, "abc"),
        &[0.5, -1.5],
    );
    agrees(
        |x: f64| of_an_owned_argument(x, vec![2, 3, 4], "long".to_owned()),
        |x: f64| of_an_owned_argument_grad(x, vec![2, 3, 4], "long".to_owned()),
        |x: f64| of_an_owned_argument_vjp(x, vec![2, 3, 4], "long".to_owned()),
        &[0.5, -1.5],
    );
    agrees(
        |x: f64| of_a_changed_local(x, 2),
        |x: f64| of_a_changed_local_grad(x, 2),
        |x: f64| of_a_changed_local_vjp(x, 2),
        &[0.5, -1.5],
    );
    let weights = [0.5, 2.0, 1.5];
    agrees(
        |x: f64| factors_behind_references(x, &weights),
        |x: f64| factors_behind_references_grad(x, &weights),
        |x: f64| factors_behind_references_vjp(x, &weights),
        &[0.5, -1.5],
    );
}
