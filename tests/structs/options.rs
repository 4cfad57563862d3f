//! `Option`s of floats, of references, of structs: taken, made, unwrapped.

use grad::{Differentiable, differentiable};

use crate::floats_of;
use crate::harness::{number, numbers, positive};

floats_of!(Point Layer);

#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Debug, Differentiable)]
pub struct Layer {
    pub weight: f64,
    pub bias: Option<f64>,
    pub scales: Option<Vec<f64>>,
    #[constant]
    pub limit: Option<usize>,
}

#[differentiable]
fn matched(bias: Option<f64>, x: f64) -> f64 {
    match bias {
        Some(b) if b > 0.0 => b.ln() * x,
        Some(b) => b * x,
        None => x * x,
    }
}

#[differentiable]
fn by_reference(bias: &Option<f64>, x: f64) -> f64 {
    let mut y = x;
    if let Some(b) = bias {
        y += b * b;
    }
    match bias {
        Some(b) => y * *b,
        None => y,
    }
}

#[differentiable]
fn made(x: f64, y: f64) -> f64 {
    let scale = if x > y { Some(x * y) } else { None };
    let other = Some(y.sin());
    let sum = match (scale, other) {
        (Some(a), Some(b)) => a * b,
        (None, Some(b)) => b * x,
        _ => 0.0,
    };
    match scale {
        Some(s) => s * sum,
        None => sum,
    }
}

#[differentiable]
fn unwrapped(a: Option<f64>, b: Option<f64>, x: f64) -> f64 {
    let y = a.unwrap_or(2.0) * x + b.unwrap_or(x * x);
    let z = if a.is_some() { a.unwrap() * x } else { 1.0 };
    y * z + b.unwrap_or_else(|| x.exp()) - a.unwrap_or_default()
}

#[differentiable]
fn adapted(a: Option<f64>, x: f64) -> f64 {
    let scaled = a.map(|v| v * x);
    let chained = scaled.and_then(|v| if v > 0.0 { Some(v.ln()) } else { None });
    let either = chained.or(Some(x * 3.0));
    scaled.map_or(x, |v| v * v) + either.unwrap() + a.map(f64::sin).map_or_else(|| x, |v| v / x)
}

#[differentiable]
fn vectors(scales: &Option<Vec<f64>>, x: f64) -> f64 {
    let mut sum = match scales {
        Some(scales) => scales.iter().map(|s| s * x).sum::<f64>(),
        None => x,
    };
    if let Some(s) = scales
        && s.len() > 1
    {
        sum += s[1] * s[0];
    }
    sum * scales.as_ref().map_or(1.0, |s| s[0])
}

#[differentiable]
fn structs(point: Option<Point>, x: f64) -> f64 {
    match point {
        Some(Point { x: a, y }) if a > y => a * y * x,
        Some(p) => p.x * x,
        None => x.cos(),
    }
}

impl Layer {
    #[differentiable]
    fn forward(&self, x: f64) -> f64 {
        let mut y = self.weight * x + self.bias.unwrap_or(0.0);
        if let Some(scales) = &self.scales {
            for s in scales {
                y = (y * s).tanh();
            }
        }
        match self.limit {
            Some(n) if n > 1 => y / n as f64,
            _ => y,
        }
    }
}

#[differentiable]
fn layers(layers: &[Layer], x: f64) -> f64 {
    let mut h = x;
    for layer in layers {
        h = layer.forward(h);
        if let Some(b) = layer.bias {
            h += b * x;
        }
    }
    h
}

#[differentiable]
fn best(xs: &[f64], y: f64) -> f64 {
    let mut best = None;
    for x in xs {
        best = match best {
            Some(b) if b > *x => Some(b),
            _ => Some(*x),
        };
    }
    let mut last: Option<f64> = None;
    for x in xs {
        if *x > 0.0 {
            last = Some(x * y);
        } else if let Some(l) = last {
            last = Some(l * x);
        }
    }
    best.unwrap_or(y) * y + last.unwrap_or(0.0)
}

fn layer(bias: Option<f64>, scales: Option<Vec<f64>>) -> Layer {
    Layer { weight: number(), bias, scales, limit: Some(fastrand::usize(1..4)) }
}

#[test]
fn options_are_matched() {
    for some in [false, true] {
        let draw = || some.then(number);
        zoo!(matched, matched_grad, matched_grad_into, matched_vjp: draw(), number());
        zoo!(by_reference, by_reference_grad, by_reference_grad_into, by_reference_vjp: &draw(), number());
        zoo!(unwrapped, unwrapped_grad, unwrapped_grad_into, unwrapped_vjp: draw(), Some(number()), number());
        zoo!(unwrapped, unwrapped_grad, unwrapped_grad_into, unwrapped_vjp: draw(), None::<f64>, number());
        zoo!(adapted, adapted_grad, adapted_grad_into, adapted_vjp: some.then(positive), positive());
        let point = || some.then(|| Point { x: number(), y: number() });
        zoo!(structs, structs_grad, structs_grad_into, structs_vjp: point(), number());
        zoo!(vectors, vectors_grad, vectors_grad_into, vectors_vjp: &some.then(|| numbers(3)), number());
    }
    zoo!(made, made_grad, made_grad_into, made_vjp: number(), number());
    for n in [0, 1, 5] {
        zoo!(best, best_grad, best_grad_into, best_vjp: &numbers(n), number());
    }
    let all = || vec![layer(None, None), layer(Some(number()), None), layer(None, Some(numbers(2))), layer(Some(number()), Some(numbers(1)))];
    zoo!(layers, layers_grad, layers_grad_into, layers_vjp: &all(), number());
}
