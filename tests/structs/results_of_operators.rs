//! What operators of the file give goes on as what it is, without its type being written: bound to a name, called methods on, looped over and folded.

use std::ops::{Add, Mul, Neg, Sub};

use grad::{Differentiable, differentiable};

use crate::floats_of;
use crate::harness::{number, numbers, positive};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct V {
    a: f64,
    b: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Camera {
    r: V,
    f: f64,
}

floats_of!(V Camera);

#[differentiable]
impl Add for V {
    type Output = V;

    fn add(self, o: V) -> V {
        V { a: self.a + o.a, b: self.b + o.b }
    }
}

#[differentiable]
impl Sub for V {
    type Output = Self;

    fn sub(self, o: V) -> Self::Output {
        V { a: self.a - o.a, b: self.b - o.b }
    }
}

#[differentiable]
impl Mul<f64> for V {
    type Output = V;

    fn mul(self, s: f64) -> V {
        V { a: self.a * s, b: self.b * s }
    }
}

#[differentiable]
impl Mul<V> for f64 {
    type Output = V;

    fn mul(self, v: V) -> V {
        V { a: self * v.a, b: self * v.b * 1.5 }
    }
}

/// The product of two of them is a number.
#[differentiable]
impl Mul<V> for V {
    type Output = f64;

    fn mul(self, o: V) -> f64 {
        self.a * o.a + self.b * o.b
    }
}

#[differentiable]
impl Neg for V {
    type Output = Self;

    fn neg(self) -> Self {
        V { a: -self.a, b: 2.0 * self.b }
    }
}

#[differentiable]
impl V {
    fn turned(self) -> V {
        V { a: -self.b, b: self.a }
    }

    fn dot(self, o: V) -> f64 {
        self.a * o.a + self.b * o.b
    }
}

#[differentiable]
impl Camera {
    fn axis(&self) -> V {
        let axis = self.r - self.r.turned();
        axis.turned() + -self.r
    }
}

#[differentiable]
fn bound(a: V, s: f64) -> f64 {
    let a = a - -a;
    let b = a.turned() - s * a;
    let c = (a + b).turned() - b;
    c.dot(b) + c.a
}

#[differentiable]
fn looped(p: V, q: V, s: f64) -> f64 {
    let mut sum = p;
    let mid = p + q;
    for v in [p, q, mid] {
        sum = sum + v.turned() + s * v;
    }
    for v in [mid, sum] {
        sum = sum - v;
    }
    (sum.turned() + mid).dot(q)
}

#[differentiable]
fn folded(x: &[f64], s: f64) -> f64 {
    let v = x.chunks_exact(2).map(|c| V { a: c[0], b: c[1] }).fold(V { a: 0.0, b: 0.0 }, |s, v| s + v);
    let w = x.chunks_exact(2).map(|c| V { a: c[1], b: c[0] * s }).fold(V { a: 0.0, b: 1.0 }, |s: V, v: V| v - s);
    v.dot(w) * v.a
}

#[differentiable]
fn numbers_of(p: V, q: V) -> f64 {
    let product: f64 = p * q;
    let axis = Camera { r: p, f: product }.axis();
    axis.dot(q) * product + (p - q).a.sin()
}

fn vector() -> V {
    V { a: number(), b: positive() }
}

#[test]
fn go_on_as_what_they_are() {
    zoo!(bound, bound_grad, bound_grad_into, bound_vjp: vector(), number());
    zoo!(looped, looped_grad, looped_grad_into, looped_vjp: vector(), vector(), number());
    for n in [0, 2, 6, 7] {
        zoo!(folded, folded_grad, folded_grad_into, folded_vjp: &numbers(n), number());
    }
    zoo!(numbers_of, numbers_of_grad, numbers_of_grad_into, numbers_of_vjp: vector(), vector());
}
