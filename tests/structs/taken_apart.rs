//! Patterns that borrow what they name, `ref`, or take the rest of an array by value; sums and products of generic floats; operators of tuple structs that are
//! made where they are used.

use std::ops::{Add, Mul};

use grad::{Differentiable, differentiable};
use num_traits::Float;

use crate::floats_of;
use crate::harness::{array, number, numbers, positives};

#[derive(Clone, Debug, Differentiable)]
pub struct Point {
    pub x: f64,
    pub y: f64,
    pub z: f64,
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Pair(f64, f64);

floats_of! { Point }

impl Add for Pair {
    type Output = Pair;
    #[differentiable]
    fn add(self, other: Pair) -> Pair {
        Pair(self.0 + other.0, self.1 * other.1)
    }
}

impl Mul<f64> for Pair {
    type Output = Pair;
    #[differentiable]
    fn mul(self, factor: f64) -> Pair {
        Pair(self.0 * factor, self.1 - factor)
    }
}

#[differentiable]
fn borrowed(point: &Point) -> f64 {
    let Point { x: ref a, ref y, z } = *point;
    let ref square = point.x * y;
    let mut copy = point.clone();
    let twice = &mut copy.x;
    *twice *= 2.0;
    let Point { x: ref b, .. } = copy;
    a * y * z + square.sin() + b * *square
}

#[differentiable]
fn rest_of_an_array(x: [f64; 4]) -> f64 {
    let [first, middle @ .., last] = x;
    let mut product = first;
    for v in middle {
        product *= v;
    }
    product * last + middle[1] + middle.iter().sum::<f64>() * first
}

#[differentiable]
fn with_operators(x: f64, y: f64) -> f64 {
    let a = Pair(x, y);
    let b = (a + a * x) * y + Pair(y, 2.0);
    b.0 * b.1
}

#[differentiable]
fn norm<T: Float + std::iter::Sum>(x: &[T]) -> T {
    let products = x.iter().zip(x.iter().skip(1)).map(|(&a, &b)| a * b).sum::<T>();
    let total: T = x.iter().copied().sum();
    x.iter().map(|&v| v * v).sum::<T>().sqrt() + products * total
}

#[differentiable]
fn product<T: Float + std::iter::Product>(x: &[T]) -> T {
    x.iter().map(|&v| v + T::one()).product::<T>()
}

#[test]
fn patterns() {
    let point = || Point { x: number(), y: number(), z: number() };
    zoo!(borrowed, borrowed_grad, borrowed_grad_into, borrowed_vjp: &point());
    zoo!(rest_of_an_array, rest_of_an_array_grad, rest_of_an_array_grad_into, rest_of_an_array_vjp: array());
}

#[test]
fn operators() {
    zoo!(with_operators, with_operators_grad, with_operators_grad_into, with_operators_vjp: number(), number());
}

#[test]
fn generic_sums() {
    for n in [1, 2, 5] {
        zoo!(norm, norm_grad, norm_grad_into, norm_vjp: &positives(n));
        zoo!(product, product_grad, product_grad_into, product_vjp: &numbers(n));
    }
    assert_eq!(product_grad(&[1.0_f32, 2.0]), (6.0, vec![3.0, 2.0]));
}
