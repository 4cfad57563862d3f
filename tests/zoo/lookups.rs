//! Indices that are looked up: in tables, and among active values. They steer, and carry no derivative.

use grad::differentiable;

use crate::harness::{number, numbers, positive};

/// Where it falls in the table, by bisection.
#[differentiable(constant(times))]
fn interpolated(times: &[f64], values: &[f64], t: f64) -> f64 {
    let i = times.partition_point(|&time| time < t).clamp(1, times.len() - 1);
    let w = (t - times[i - 1]) / (times[i] - times[i - 1]);
    (1.0 - w) * values[i - 1] + w * w * values[i]
}

#[differentiable(constant(times))]
fn searched(times: &[f64], t: f64) -> f64 {
    let i = match times.binary_search_by(|time| time.partial_cmp(&t).unwrap()) {
        Ok(i) => i,
        Err(i) => i,
    };
    if i < times.len() { (times[i] - t) * t } else { t.sin() }
}

#[differentiable(constant(times))]
fn from_the_left(times: &[f64], values: &[f64], t: f64) -> f64 {
    if let Some(i) = times.iter().position(|&time| time > t) {
        values[i] * t
    } else {
        let last = values.len() - 1;
        values[last] * t * t
    }
}

#[differentiable]
fn from_the_right(x: &[f64], y: f64) -> f64 {
    match x.iter().rposition(|&x| x < y) {
        Some(i) if i > 0 => x[i] * x[i - 1],
        Some(_) => x[0] * y,
        None => y,
    }
}

/// The largest, the last of them, and the smallest, the first of them.
#[differentiable]
fn spread(x: &[f64]) -> f64 {
    let top = (0..x.len()).max_by(|&a, &b| x[a].total_cmp(&x[b])).unwrap();
    let low = (0..x.len()).rev().min_by(|&a, &b| x[a].partial_cmp(&x[b]).unwrap()).unwrap_or(0);
    (x[top] - x[low]) * x[0]
}

#[differentiable]
fn of_those_above(x: &[f64], limit: f64) -> f64 {
    let count = x.iter().filter(|x| **x > limit).count().max(1);
    x.iter().map(|x| x * limit).sum::<f64>() / grad::detach(count as f64)
}

/// Indices in the order of active values.
#[differentiable]
fn median(x: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[a].partial_cmp(&x[b]).unwrap());
    let middle = order.len() / 2;
    if order.len() % 2 == 1 { x[order[middle]] } else { 0.5 * (x[order[middle - 1]] + x[order[middle]]) }
}

/// In another order in each trip.
#[differentiable]
fn sorted_again(x: &[f64], rate: f64) -> f64 {
    let mut state = x.to_vec();
    let mut order: Vec<usize> = (0..x.len()).collect();
    let mut sum = 0.0;
    for k in 0..3 {
        order.sort_unstable_by(|a, b| state[*a].total_cmp(&state[*b]));
        let (low, high) = (order[0], order[order.len() - 1]);
        state[low] = (state[high] * rate).sin() + k as f64;
        sum += state[high] * state[low] * state[order[k % order.len()]];
    }
    sum
}

/// Constants in an order that depends on an active value.
#[differentiable]
fn turned(x: f64) -> f64 {
    let mut weights = vec![3.0, 1.0, 2.0];
    weights.sort_by(|a, b| (a * x).total_cmp(&(b * x)));
    weights[0] * x + weights[1] * x * x
}

const TIMES: [f64; 5] = [-2.0, -0.5, 0.25, 1.0, 3.0];

#[test]
fn in_tables() {
    zoo!(
        interpolated, interpolated_grad, interpolated_grad_into, interpolated_vjp:
        = &TIMES, &numbers(5), number()
    );
    zoo!(searched, searched_grad, searched_grad_into, searched_vjp: = &TIMES, number());
    zoo!(
        from_the_left, from_the_left_grad, from_the_left_grad_into, from_the_left_vjp:
        = &TIMES, &numbers(5), 2.0 * number()
    );
}

#[test]
fn among_active_values() {
    for n in [0, 1, 2, 6] {
        zoo!(
            from_the_right, from_the_right_grad, from_the_right_grad_into, from_the_right_vjp:
            &numbers(n), number()
        );
        zoo!(
            of_those_above, of_those_above_grad, of_those_above_grad_into, of_those_above_vjp:
            &numbers(n), positive()
        );
    }
    for n in [1, 2, 6] {
        zoo!(spread, spread_grad, spread_grad_into, spread_vjp: &numbers(n));
        zoo!(median, median_grad, median_grad_into, median_vjp: &numbers(n));
        zoo!(sorted_again, sorted_again_grad, sorted_again_grad_into, sorted_again_vjp: &numbers(n), number());
    }
    zoo!(turned, turned_grad, turned_grad_into, turned_vjp: number());
}
