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
