//! Folds whose state is a struct that starts as a constant.

use std::ops::Add;

use grad::{Differentiable, differentiable};

use crate::harness::{LENGTHS, number, numbers};

#[derive(Clone, Copy, Debug, Differentiable)]
struct Complex {
    re: f64,
    im: f64,
}

#[differentiable]
impl Add for Complex {
    type Output = Complex;
    fn add(self, other: Complex) -> Complex {
        Complex { re: self.re + other.re, im: self.im + other.im }
    }
}

/// By an operator.
#[differentiable]
fn sum(all: &[Complex]) -> Complex {
    all.iter().fold(Complex { re: 0.5, im: 0.0 }, |sum, one| sum + *one)
}

#[differentiable]
fn summed(x: f64, y: f64) -> f64 {
    let sum = sum(&[Complex { re: x, im: y }, Complex { re: x * y, im: 1.0 }]);
    sum.re * sum.im
}

/// By another struct for each item.
#[differentiable]
fn walked(xs: &[f64], k: f64) -> f64 {
    let last =
        xs.iter().fold(Complex { re: 1.0, im: 0.0 }, |at, x| Complex { re: at.re + x * k, im: at.im + at.re * x });
    last.re * last.im * k
}

#[test]
fn constant_starts() {
    zoo!(summed, summed_grad, summed_grad_into, summed_vjp: number(), number());
    for n in LENGTHS {
        zoo!(walked, walked_grad, walked_grad_into, walked_vjp: &numbers(n), number());
    }
}
