//! Methods of a user's own types that are named as those of floats, arrays, iterators, `Option`s and matrices are, and do something else.

use grad::{Differentiable, differentiable};

use crate::floats_of;
use crate::harness::{number, numbers};

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Pair {
    first: f64,
    rest: Vec<f64>,
}

#[differentiable]
impl Pair {
    fn max(&self, other: f64) -> f64 {
        self.first - other * self.rest[0]
    }

    fn exp(&self) -> f64 {
        self.first * self.first
    }

    fn sum(&self) -> f64 {
        3.0 * self.first * self.rest[1]
    }

    fn dot(&self, other: &Pair) -> f64 {
        self.first * other.rest[0] * other.rest[0]
    }

    fn first(&self) -> f64 {
        self.first + 2.0 * self.rest[1]
    }

    fn get(&self, index: usize) -> f64 {
        self.first * self.rest[index]
    }

    fn map(&self, by: f64) -> f64 {
        self.first * by
    }

    fn iter(&self) -> Vec<f64> {
        vec![self.first * self.first, self.rest[0]]
    }

    fn to_vec(&self) -> Vec<f64> {
        vec![self.rest[0] * self.first, self.first]
    }

    fn as_ref(&self) -> Pair {
        Pair { first: 2.0 * self.first, rest: self.to_vec() }
    }

    fn to_owned(&self) -> Pair {
        Pair { first: self.first * self.rest[0], rest: self.iter() }
    }

    fn push(&mut self, item: f64) {
        self.first += item * item;
    }

    fn swap(&mut self, i: usize, j: usize) {
        self.first += self.rest[i] * self.rest[j];
    }

    fn clear(&mut self) {
        self.first *= self.rest[1];
    }
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Around {
    pair: Pair,
}

fn pair_of(x: &[f64]) -> Pair {
    Pair { first: x[0] * x[1], rest: vec![x[1], x[0] * x[2]] }
}

#[differentiable]
fn of_floats(x: &[f64]) -> f64 {
    let pair = Pair { first: x[0] * x[1], rest: vec![x[1], x[0] * x[2]] };
    pair.max(x[2]) * pair.exp() + pair.dot(&pair)
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Side {
    from: f64,
    to: f64,
}

#[differentiable]
impl Side {
    fn len(&self) -> f64 {
        self.to - self.from
    }
}

floats_of!(Side);

#[differentiable]
fn of_a_length(side: &Side, height: f64) -> f64 {
    side.len() * height
}

#[differentiable]
fn of_arrays(x: &[f64]) -> f64 {
    let pair = Pair { first: x[0] * x[1], rest: vec![x[1], x[0] * x[2]] };
    let listed = pair.to_vec();
    let mut total = pair.sum() * pair.first() + pair.get(1) + listed[0] * listed[1];
    for v in pair.iter() {
        total += v * pair.map(v);
    }
    total
}

#[differentiable]
fn of_references(x: &[f64]) -> f64 {
    let pair = Pair { first: x[0] * x[1], rest: vec![x[1], x[0] * x[2]] };
    let seen = pair.as_ref();
    let owned = pair.to_owned();
    seen.first * seen.rest[1] + owned.first * owned.rest[0]
}

#[differentiable]
fn changing(x: &[f64]) -> f64 {
    let mut around = Around { pair: Pair { first: x[0] * x[1], rest: vec![x[1], x[0] * x[2]] } };
    around.pair.push(x[0]);
    around.pair.swap(0, 1);
    around.pair.clear();
    around.pair.first * around.pair.rest[1]
}

#[test]
fn own_length() {
    zoo!(of_a_length, of_a_length_grad, of_a_length_grad_into, of_a_length_vjp: &Side { from: number(), to: number() }, number());
}

#[test]
fn own_methods_with_usual_names() {
    for _ in 0..4 {
        zoo!(of_floats, of_floats_grad, of_floats_grad_into, of_floats_vjp: &numbers(3));
        zoo!(of_arrays, of_arrays_grad, of_arrays_grad_into, of_arrays_vjp: &numbers(3));
        zoo!(of_references, of_references_grad, of_references_grad_into, of_references_vjp: &numbers(3));
        zoo!(changing, changing_grad, changing_grad_into, changing_vjp: &numbers(3));
    }
    // 2 · 3 and what stands beside it: (6 - 5 · 3) · 36 + 6 · 9
    assert_eq!(pair_of(&[2.0, 3.0, 5.0]).max(5.0), -9.0);
    assert_eq!(of_floats_grad(&[2.0, 3.0, 5.0]).0, -270.0);
}
