//! Members behind a `Box`: structs and enums that hold themselves.

use grad::{Differentiable, Floats, differentiable};

use crate::floats_of;
use crate::harness::{number, numbers};

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Layer {
    weights: Vec<f64>,
    bias: f64,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Model {
    first: Box<Layer>,
    rest: Vec<Box<Layer>>,
    steps: usize,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Node {
    weight: f64,
    next: Option<Box<Node>>,
}

/// A tree.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub enum Expression {
    Constant(f64),
    Variable,
    Sum(Box<Expression>, Box<Expression>),
    Product { left: Box<Expression>, right: Box<Expression> },
    Sine(Box<Expression>),
}

floats_of!(Layer Model Node Expression);

impl Layer {
    #[differentiable]
    fn at(&self, x: f64) -> f64 {
        self.weights.iter().map(|weight| weight * x).sum::<f64>() + self.bias * x.sin()
    }
}

#[differentiable]
fn biased(layer: &Layer, x: f64) -> f64 {
    layer.bias * x
}

impl Model {
    #[differentiable]
    fn at(&self, x: f64) -> f64 {
        let mut h = self.first.at(x) + self.first.bias * self.first.weights[0];
        for layer in &self.rest {
            h = layer.at(h) + biased(layer, x);
        }
        h * self.steps as f64 + biased(&self.first, h)
    }
}

#[differentiable]
fn modelled(model: &Model, x: f64) -> f64 {
    model.at(x) * model.first.bias
}

#[differentiable]
fn changed(model: &mut Model, x: f64) -> f64 {
    model.first.bias *= x;
    for layer in model.rest.iter_mut() {
        layer.weights[0] += x * layer.bias;
    }
    model.at(x)
}

impl Node {
    #[differentiable]
    fn at(&self, x: f64) -> f64 {
        match &self.next {
            Some(next) => next.at(x * self.weight) * x,
            None => self.weight * x.cos(),
        }
    }
}

#[differentiable]
fn listed(node: &Node, x: f64) -> f64 {
    node.at(x)
}

impl Expression {
    #[differentiable]
    fn at(&self, x: f64) -> f64 {
        match self {
            Expression::Constant(value) => *value,
            Expression::Variable => x,
            Expression::Sum(left, right) => left.at(x) + right.at(x),
            Expression::Product { left, right } => left.at(x) * right.at(x),
            Expression::Sine(of) => of.at(x).sin(),
        }
    }
}

#[differentiable]
fn computed(expression: &Expression, x: f64) -> f64 {
    expression.at(x)
}

fn layer() -> Layer {
    Layer { weights: numbers(2), bias: number() }
}

fn model(n: usize) -> Model {
    Model { first: Box::new(layer()), rest: (0..n).map(|_| Box::new(layer())).collect(), steps: 2 }
}

fn list(n: usize) -> Node {
    Node { weight: number(), next: (n > 0).then(|| Box::new(list(n - 1))) }
}

/// `(c + x) * sin(c * x)`
fn tree() -> Expression {
    let [constant, other] = [(); 2].map(|()| Box::new(Expression::Constant(number())));
    let variable = || Box::new(Expression::Variable);
    Expression::Product {
        left: Box::new(Expression::Sum(constant, variable())),
        right: Box::new(Expression::Sine(Box::new(Expression::Product { left: other, right: variable() }))),
    }
}

#[test]
fn behind_a_box() {
    for n in [0, 1, 2, 4] {
        zoo!(modelled, modelled_grad, modelled_grad_into, modelled_vjp: &model(n), number());
        zoo!(changed, changed_grad, changed_grad_into, changed_vjp: &mut model(n), number());
        zoo!(listed, listed_grad, listed_grad_into, listed_vjp: &list(n), number());
    }
    zoo!(computed, computed_grad, computed_grad_into, computed_vjp: &tree(), number());
}

#[test]
fn moves_along_its_tangent() {
    let mut node = Node { weight: 1.0, next: Some(Box::new(Node { weight: 2.0, next: None })) };
    let (value, (gradient, _)) = listed_grad(&node, 0.5);
    assert_eq!(value, 2.0 * 0.5_f64.cos() * 0.5);
    assert_eq!(gradient.floats().count(), 2);
    assert_eq!(gradient.next.as_ref().unwrap().weight, 0.5_f64.cos() * 0.5);
    let step = gradient.next.as_ref().unwrap().weight;
    node.add_scaled(-2.0, &gradient);
    assert_eq!(node.next.unwrap().weight, 2.0 - 2.0 * step);
}
