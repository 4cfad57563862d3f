//! Enums with payloads: the derive, `match`, `if let`, and what is made inside.

use grad::{Differentiable, differentiable};

use crate::floats_of;
use crate::harness::{array, number, numbers, positive};

/// Every kind of variant.
#[derive(Clone, Debug, Differentiable)]
pub enum Shape {
    Empty,
    Circle { r: f64 },
    Rect(f64, f64),
    Polygon { corners: Vec<[f64; 2]>, name: String },
    Regular(u32, f64),
}

floats_of!(Shape);

pub fn shapes() -> Vec<Shape> {
    vec![
        Shape::Empty,
        Shape::Circle { r: positive() },
        Shape::Rect(number(), number()),
        Shape::Polygon { corners: vec![array(), array(), array()], name: "p".to_owned() },
        Shape::Regular(5, positive()),
    ]
}

impl Shape {
    #[differentiable]
    fn area(&self, scale: f64) -> f64 {
        match self {
            Shape::Empty => 0.0,
            Shape::Circle { r } => 3.0 * r * r * scale,
            Self::Rect(w, h) => w * h * scale.powi(2),
            Shape::Polygon { corners, .. } => {
                let mut sum = 0.0;
                for i in 0..corners.len() {
                    let j = (i + 1) % corners.len();
                    sum += corners[i][0] * corners[j][1] - corners[j][0] * corners[i][1];
                }
                0.5 * sum * scale
            }
            Shape::Regular(n, side) => *n as f64 * side * side / scale,
        }
    }
}

#[differentiable]
fn by_reference(shape: &Shape, x: f64) -> f64 {
    match shape {
        Shape::Circle { r } if *r > 1.0 => r.ln() * x,
        Shape::Circle { r: radius } => radius * x * x,
        Shape::Rect(w, _) | Shape::Regular(_, w) => w.sin() * x,
        _ => x * x,
    }
}

#[differentiable]
fn by_value(shape: Shape, x: f64) -> f64 {
    let area = match shape {
        Shape::Circle { r } => r * r,
        Shape::Rect(w, h) => w * h,
        Shape::Polygon { corners, .. } => corners.iter().map(|c| c[0] * c[1]).sum(),
        _ => 1.0,
    };
    area * x
}

#[differentiable]
fn if_let(shape: &Shape, x: f64) -> f64 {
    let mut y = x;
    if let Shape::Rect(w, h) = shape {
        y *= w / h.exp();
    }
    if let Shape::Circle { r } = shape { y * r } else { y * y }
}

#[differentiable]
fn calls(shape: &Shape, x: f64) -> f64 {
    let half = 0.5 * x;
    shape.area(half) * Shape::area(shape, x) + if_let(shape, half)
}

#[differentiable]
fn makes(x: f64, y: f64) -> f64 {
    let shape = if x > y { Shape::Circle { r: x * 2.0 } } else { Shape::Rect(x, y * y) };
    let other = Shape::Regular(3, x * y);
    shape.area(y) + other.area(x)
}

#[differentiable]
fn in_loops(shapes: &[Shape], scale: f64) -> f64 {
    let mut total = 0.0;
    for (i, shape) in shapes.iter().enumerate() {
        total += match shape {
            Shape::Circle { r } => r * scale,
            Shape::Rect(w, h) => w * h * total,
            Shape::Regular(n, side) => {
                let mut power = 1.0;
                for _ in 0..*n {
                    power *= side;
                }
                power
            }
            _ => i as f64 * scale,
        };
        total += shape.area(scale);
    }
    total
}

#[test]
fn enums_are_matched() {
    for shape in shapes() {
        zoo!(by_reference, by_reference_grad, by_reference_grad_into, by_reference_vjp: &shape.clone(), number());
        zoo!(by_value, by_value_grad, by_value_grad_into, by_value_vjp: shape.clone(), number());
        zoo!(if_let, if_let_grad, if_let_grad_into, if_let_vjp: &shape.clone(), number());
        zoo!(calls, calls_grad, calls_grad_into, calls_vjp: &shape.clone(), positive());
    }
    zoo!(makes, makes_grad, makes_grad_into, makes_vjp: positive(), positive());
}
