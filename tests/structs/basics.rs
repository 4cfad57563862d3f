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
    pub order: Vec<usize>,
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
        order: vec![2, 0],
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

/// A struct that is put together and taken apart.
#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Point {
    pub x: f64,
    pub y: f64,
    pub steps: u32,
}

#[derive(Clone, Debug, Differentiable)]
pub struct Pair(pub usize, pub f64, pub Point, pub [f64; 2]);

floats_of!(Point Pair);

pub fn point() -> Point {
    Point { x: number(), y: number(), steps: 3 }
}

#[differentiable]
fn literal(radius: f64, angle: f64) -> f64 {
    let x = radius * angle.cos();
    let point = Point { x, y: radius * angle.sin(), steps: 2 };
    point.x.hypot(3.0) * point.y + point.x / f64::from(point.steps)
}

#[differentiable]
fn update_syntax(p: Point, scale: f64) -> f64 {
    let q = Point { y: scale * p.x, ..p };
    let r = Point { x: q.x * q.y, steps: 5, ..q };
    p.x * r.x + r.y * q.y / r.steps as f64
}

#[differentiable]
fn default_base(a: f64) -> f64 {
    let base = Point { x: 1.0, y: 2.0, steps: 1 };
    let q = Point { x: a * a, ..base };
    q.x * q.y * base.x
}

#[differentiable]
fn destructuring(p: Point, q: &Params) -> f64 {
    let Point { x, y: height, .. } = p;
    let Params { rate, weights, layer: Layer { slope, bias, .. }, count, .. } = q;
    let mut sum = 0.0;
    for i in 0..*count {
        sum += weights[i] * x;
    }
    sum * rate + slope * bias * height
}

#[differentiable]
fn tuple_struct(p: Pair, a: f64) -> f64 {
    let q = Pair(p.0, a * p.1, p.2, [p.3[1], a]);
    let Pair(n, first, point, rest) = q;
    first * point.x + rest[0] * rest[1] + n as f64 * p.3[0]
}

#[differentiable]
fn nested_literal(a: f64, b: f64) -> f64 {
    let pair = Pair(2, a * b, Point { x: a, y: b, steps: 1 }, [a, b * b]);
    pair.1 * pair.2.y + pair.3[1] * pair.2.x
}

#[differentiable]
fn writes(a: f64, b: f64) -> f64 {
    let mut p = Point { x: a, y: 1.0, steps: 0 };
    for i in 0..3 {
        p.x += b * p.y;
        p.y *= p.x;
        p.steps += 1;
        if i == 1 {
            p.y = a - p.y;
        }
    }
    p.x * p.y / f64::from(p.steps)
}

#[differentiable]
fn writes_through_reference(p: &mut Params, a: f64) -> f64 {
    p.rate *= a;
    p.weights[0] = p.rate * p.center[1];
    p.layer.slope -= a * p.layer.bias;
    let mut layers = p.layers.clone();
    layers.push(Layer { slope: a, index: 1, bias: p.rate });
    p.layers[0].bias += p.weights[1];
    p.count += 1;
    p.center = [a, p.center[0], p.rate];
    let layer = &mut p.layers[1];
    layer.slope = layer.slope * layer.bias;
    layers[2].slope * layers[2].bias * p.layers[0].bias * layers[0].bias + p.layers[1].slope
}

#[differentiable]
fn starts_as_a_constant(xs: &[f64]) -> f64 {
    let mut state = Point { x: 0.0, y: 1.0, steps: 0 };
    for x in xs {
        state.y *= *x;
        state.x += state.y;
        state.steps += 1;
    }
    state.x * state.y + state.steps as f64
}

#[differentiable]
fn branches(p: Point, a: f64) -> f64 {
    let q = if p.steps > 2 && a > 0.0 {
        Point { x: a * p.x, ..p }
    } else if a < -1.0 {
        p
    } else {
        Point { x: p.y, y: p.x, steps: 7 }
    };
    q.x * q.x * q.y
}

#[test]
fn structs_are_put_together_and_taken_apart() {
    zoo!(literal, literal_grad, literal_grad_into, literal_vjp: positive(), number());
    zoo!(update_syntax, update_syntax_grad, update_syntax_grad_into, update_syntax_vjp: point(), number());
    zoo!(default_base, default_base_grad, default_base_grad_into, default_base_vjp: number());
    zoo!(destructuring, destructuring_grad, destructuring_grad_into, destructuring_vjp: point(), &params());
    zoo!(tuple_struct, tuple_struct_grad, tuple_struct_grad_into, tuple_struct_vjp: pair(), number());
    zoo!(nested_literal, nested_literal_grad, nested_literal_grad_into, nested_literal_vjp: number(), number());
}

fn pair() -> Pair {
    Pair(3, number(), point(), array())
}

#[test]
fn fields_are_written() {
    zoo!(writes, writes_grad, writes_grad_into, writes_vjp: number(), number());
    zoo!(
        writes_through_reference, writes_through_reference_grad, writes_through_reference_grad_into, writes_through_reference_vjp:
        &mut params(), number()
    );
    for n in [0, 1, 4] {
        zoo!(
            starts_as_a_constant, starts_as_a_constant_grad, starts_as_a_constant_grad_into, starts_as_a_constant_vjp:
            &numbers(n)
        );
    }
    zoo!(branches, branches_grad, branches_grad_into, branches_vjp: point(), number());
}

/// What is moved when it is handed on.
#[derive(Clone, Debug, Differentiable)]
pub struct Kept {
    pub list: Vec<f64>,
    pub scale: f64,
}

#[differentiable]
fn weight(kept: &Kept) -> f64 {
    kept.scale * kept.list.iter().map(|a| a * a).sum::<f64>()
}

#[differentiable]
fn squares(list: Vec<f64>) -> f64 {
    list.iter().map(|a| a * a).sum()
}

#[differentiable]
fn base_after_a_call(x: f64, y: f64) -> f64 {
    let kept = Kept { list: vec![x, y], scale: y };
    let w = weight(&kept);
    let first = kept.list[0] * kept.scale;
    let other = if w > 1.0 { Kept { scale: x * w, ..kept } } else { Kept { list: vec![w], ..kept } };
    weight(&other) * w * first
}

#[differentiable]
fn base_in_a_loop(x: f64, y: f64) -> f64 {
    let mut kept = Kept { list: vec![x, y], scale: y };
    let mut sum = 0.0;
    for i in 0..3 {
        let w = weight(&kept).sin();
        sum += w * kept.scale;
        kept = if i == 1 { Kept { scale: w, ..kept } } else { Kept { scale: kept.scale * x, ..kept } };
    }
    sum * weight(&kept)
}

#[differentiable]
fn parts_moved(x: f64, y: f64) -> f64 {
    let kept = Kept { list: vec![x, y], scale: y };
    let w = weight(&kept);
    let Kept { list, scale } = kept;
    let other = Kept { list: vec![w, x], scale: y };
    let product = other.list[1] * w;
    squares(list) * scale * w + squares(other.list) * product
}

#[test]
fn parts_that_are_moved() {
    for _ in 0..3 {
        zoo!(base_after_a_call, base_after_a_call_grad, base_after_a_call_grad_into, base_after_a_call_vjp: number(), number());
        zoo!(base_in_a_loop, base_in_a_loop_grad, base_in_a_loop_grad_into, base_in_a_loop_vjp: number(), number());
        zoo!(parts_moved, parts_moved_grad, parts_moved_grad_into, parts_moved_vjp: number(), number());
    }
}
