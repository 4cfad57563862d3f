//! Fields read and written, literals, update syntax, destructuring.

use grad::{Differentiable, differentiable};

use crate::floats_of;
use crate::harness::{array, number, numbers, positive};

/// With everything in it.
#[derive(Clone, Debug, Differentiable)]
pub struct Params {
    pub rate: f64,
    pub count: usize,
    pub weights: Vec<f64>,
    pub center: [f64; 3],
    pub pair: (f64, f64),
    #[constant]
    pub step: f64,
    pub layer: Layer,
    pub layers: Vec<Layer>,
    pub on: bool,
}

#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Layer {
    pub slope: f64,
    pub index: usize,
    pub bias: f64,
}

floats_of!(Params Layer);

pub fn layer() -> Layer {
    Layer { slope: number(), index: fastrand::usize(..3), bias: number() }
}

pub fn params() -> Params {
    Params {
        rate: positive(),
        count: fastrand::usize(1..4),
        weights: numbers(4),
        center: array(),
        pair: (number(), number()),
        step: number(),
        layer: layer(),
        layers: vec![layer(), layer()],
        on: fastrand::bool(),
    }
}

#[differentiable]
fn reads(p: &Params, x: f64) -> f64 {
    p.rate.ln() * x + p.weights[1] * p.center[2] + p.pair.0 * p.pair.1 * p.layer.slope + p.layers[1].bias
}

#[differentiable]
fn reads_by_value(p: Params, x: f64) -> f64 {
    p.rate * x + p.weights[p.layer.index] * p.layer.bias
}

#[differentiable]
fn constant_members(p: &Params, x: f64) -> f64 {
    let n = p.count;
    let mut sum = p.step * x * p.rate;
    for i in 0..p.count {
        sum += p.weights[i] / n as f64;
    }
    if p.on { sum * p.step } else { sum / (2 * p.count + 1) as f64 }
}

#[differentiable]
fn loops(p: &Params, xs: &[f64]) -> f64 {
    let mut h = 0.0;
    for (i, x) in xs.iter().enumerate() {
        for layer in &p.layers {
            h = (layer.slope * x + layer.bias + h).tanh();
        }
        h += p.weights[i % p.weights.len()] * p.rate;
    }
    h * p.center.iter().sum::<f64>()
}

#[test]
fn fields_are_read() {
    zoo!(reads, reads_grad, reads_grad_into, reads_vjp: &params(), number());
    zoo!(reads_by_value, reads_by_value_grad, reads_by_value_grad_into, reads_by_value_vjp: params(), number());
    zoo!(constant_members, constant_members_grad, constant_members_grad_into, constant_members_vjp: &params(), number());
    for n in [0, 1, 5] {
        zoo!(loops, loops_grad, loops_grad_into, loops_vjp: &params(), &numbers(n));
    }
}
