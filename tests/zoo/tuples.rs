//! Tuples that are kept as a whole, handed on, and taken apart in the list of arguments.

use grad::{Differentiable, differentiable};

use crate::harness::{array, number, numbers, positive};

#[differentiable]
fn distance(point: (f64, f64)) -> f64 {
    point.0.hypot(point.1)
}

#[differentiable]
fn from_parts(x: f64, y: f64) -> f64 {
    distance((x, y * x)) + distance((2.0 * y, 1.0))
}

#[differentiable]
fn area((width, height): (f64, f64)) -> f64 {
    width * width * height
}

#[differentiable]
fn rotated([x, y]: [f64; 2], by: f64) -> [f64; 2] {
    let (sin, cos) = by.sin_cos();
    [x * cos - y * sin, x * sin + y * cos]
}

#[differentiable]
fn mixed(&[a, b]: &[f64; 2], ((c, d), mut e): ((f64, f64), f64), [f, ..]: &[f64; 3]) -> f64 {
    e *= a;
    (a * a + b * c).sin() * d + e * f
}

#[differentiable]
fn of_patterns(x: f64, y: f64) -> f64 {
    let [u, v] = rotated([x, 1.0], y);
    area((u, v * y)) + mixed(&[u, y], ((x, v), u), &[y, 0.0, 1.0])
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

#[differentiable]
fn between(Point { x, y }: Point, &Point { x: other, .. }: &Point) -> f64 {
    x * y - other * x
}

#[differentiable]
fn of_points(x: f64, y: f64) -> f64 {
    between(Point { x, y }, &Point { x: x * y, y })
}

#[differentiable]
fn weighted(pair: ([f64; 2], f64)) -> f64 {
    let (values, weight) = pair;
    values[0] * weight + values[1] / weight
}

#[differentiable]
fn of_weighted(x: f64, y: f64) -> f64 {
    weighted(([x, x * y], y)) + weighted(([1.0, y], 2.0))
}

/// In a vector, which is gone through afterwards.
#[differentiable]
fn collected(x: &[f64], rate: f64) -> f64 {
    let mut pairs = Vec::new();
    for a in x {
        pairs.push((*a, a * a * rate));
    }
    let mut sum = 0.0;
    for i in 0..pairs.len() {
        sum += pairs[i].0 * pairs[pairs.len() - 1 - i].1;
    }
    sum
}

#[differentiable]
fn in_array(x: f64, y: f64) -> f64 {
    let mut pairs = [(x, y), (y * y, x), (1.0, 2.0)];
    pairs[2] = (x * pairs[0].1, pairs[1].0);
    pairs[0].1 *= 3.0;
    pairs[0].1 * pairs[1].0 + pairs[2].0 * pairs[2].1 + distance(pairs[1])
}

#[differentiable]
fn slopes(x: &[f64]) -> Vec<(f64, f64)> {
    x.windows(2).map(|pair| (pair[0], pair[1] - pair[0])).collect()
}

#[differentiable]
fn of_slopes(x: &[f64]) -> f64 {
    let slopes = slopes(x);
    let mut sum = 0.0;
    for (at, slope) in &slopes {
        sum += at * slope * slope;
    }
    sum + slopes.iter().map(|(at, slope)| at - slope).sum::<f64>()
}

#[test]
fn handed_on() {
    zoo!(distance, distance_grad, distance_grad_into, distance_vjp: (positive(), number()));
    zoo!(from_parts, from_parts_grad, from_parts_grad_into, from_parts_vjp: positive(), positive());
    zoo!(of_weighted, of_weighted_grad, of_weighted_grad_into, of_weighted_vjp: number(), positive());
}

#[test]
fn taken_apart_as_arguments() {
    zoo!(area, area_grad, area_grad_into, area_vjp: (number(), number()));
    zoo_vjp!(rotated, rotated_vjp: array::<2>(), number());
    zoo!(mixed, mixed_grad, mixed_grad_into, mixed_vjp: &array::<2>(), ((number(), number()), number()), &array::<3>());
    zoo!(of_patterns, of_patterns_grad, of_patterns_grad_into, of_patterns_vjp: number(), number());
    zoo!(of_points, of_points_grad, of_points_grad_into, of_points_vjp: number(), number());
}

#[test]
fn in_arrays_and_vectors() {
    zoo!(in_array, in_array_grad, in_array_grad_into, in_array_vjp: positive(), positive());
    for n in [0, 1, 2, 5] {
        zoo!(collected, collected_grad, collected_grad_into, collected_vjp: &numbers(n), number());
        zoo_vjp!(slopes, slopes_vjp: &numbers(n));
        zoo!(of_slopes, of_slopes_grad, of_slopes_grad_into, of_slopes_vjp: &numbers(n));
    }
}

/// A tuple with an array in it is the state of a loop, and gets new values as a whole.
#[differentiable]
fn state_of_a_loop(x: &[f64], k: f64) -> f64 {
    let mut state = ([k, 0.5], k);
    for a in x {
        let (mut pair, scale) = state;
        pair[0] *= a;
        state = ([pair[1] * scale, pair[0]], scale + a);
    }
    state.0[0] * state.1 + state.0[1]
}

#[differentiable]
fn best_part(x: &[f64]) -> f64 {
    let mut best = (vec![x[0]], x[0] * x[0]);
    for w in x.windows(2) {
        let score = w[0] * w[1];
        if score > best.1 {
            best = (w.to_vec(), score);
        }
    }
    best.0.iter().sum::<f64>() * best.1
}

#[differentiable]
fn while_it_grows(x: &[f64]) -> f64 {
    let mut state = (vec![x[0]], x[1]);
    while state.0.len() < 4 {
        let (mut list, last) = state;
        list.push(last * x[0]);
        state = (list, last + x[1]);
        if state.1 > 4.0 {
            break;
        }
    }
    let (list, last) = state;
    list.iter().sum::<f64>() * last
}

#[differentiable]
fn folded_state(x: &[f64], k: f64) -> f64 {
    let (list, product) = x.iter().fold((vec![k], 1.0), |(mut list, product), a| {
        list.push(a * product);
        (list, product * a)
    });
    list.iter().sum::<f64>() * product
}

#[differentiable]
fn scanned_state(x: &[f64], k: f64) -> f64 {
    x.iter()
        .scan(([k, 1.0], k), |state, a| {
            *state = ([state.1, state.0[0] * a], *a);
            Some(state.1 * state.0[1])
        })
        .sum()
}

#[differentiable]
fn changed_by_a_closure(x: &[f64], k: f64) -> f64 {
    let mut state = ([k, k * k], k);
    let mut go = |a: f64| {
        state = ([state.0[1] * a, state.1], a);
    };
    for a in x {
        go(*a);
    }
    state.0[0] * state.1 + state.0[1]
}

#[test]
fn states() {
    for n in [0, 1, 2, 5] {
        zoo!(state_of_a_loop, state_of_a_loop_grad, state_of_a_loop_grad_into, state_of_a_loop_vjp: &numbers(n), number());
        zoo!(folded_state, folded_state_grad, folded_state_grad_into, folded_state_vjp: &numbers(n), number());
        zoo!(scanned_state, scanned_state_grad, scanned_state_grad_into, scanned_state_vjp: &numbers(n), number());
        zoo!(
            changed_by_a_closure, changed_by_a_closure_grad, changed_by_a_closure_grad_into, changed_by_a_closure_vjp:
            &numbers(n), number()
        );
        zoo!(best_part, best_part_grad, best_part_grad_into, best_part_vjp: &numbers(n + 1));
        zoo!(while_it_grows, while_it_grows_grad, while_it_grows_grad_into, while_it_grows_vjp: &numbers(n + 2));
    }
}
