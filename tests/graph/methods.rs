//! Methods and members of traits: `self` is an argument like any other.

use grad::{Differentiable, differentiable};

use crate::expect::{cotangents, holds_together, same_as_gradient, same_bits};

#[derive(Differentiable, Clone, Debug)]
struct Line {
    slope: f64,
    offset: f64,
}

impl Line {
    #[differentiable(graph)]
    fn at(&self, x: f64) -> f64 {
        self.slope * x + self.offset
    }

    #[differentiable]
    fn squared(&self, x: f64) -> f64 {
        self.at(x) * self.at(x)
    }
}

trait Curve {
    #[differentiable(graph)]
    fn height(&self, x: f64) -> f64;

    #[differentiable]
    fn steepness(&self, x: f64) -> f64;
}

impl Curve for Line {
    #[differentiable(graph)]
    fn height(&self, x: f64) -> f64 {
        (self.slope * x).exp() + self.offset
    }

    #[differentiable]
    fn steepness(&self, x: f64) -> f64 {
        self.slope * self.slope * x
    }
}

#[differentiable(graph)]
fn all(slope: f64, x: f64) -> f64 {
    let line = Line { slope, offset: 0.5 };
    line.at(x) + line.squared(x) * line.height(x) - line.steepness(x)
}

#[differentiable(graph, constant(curve))]
fn any<C: Curve + Differentiable>(curve: &C, x: f64) -> f64 {
    curve.height(x) * curve.steepness(x)
}

#[test]
fn numbers_are_those_of_the_gradient() {
    let (value, (d_slope, d_x)) = all_grad(0.3, 1.7);
    same_as_gradient(&all_graph(0.3, 1.7), value, &[d_slope, d_x]);

    let line = Line { slope: 2.0, offset: -1.0 };
    let (graph, (value, d_x)) = (any_graph(&line, 0.75), any_grad(&line, 0.75));
    same_bits("value", graph.value(), value);
    same_bits("x", graph.input("x").and_then(grad::graph::Node::cotangent).expect("a number"), d_x);
    holds_together(&graph);
}

#[test]
fn of_methods_themselves() {
    let line = Line { slope: 2.0, offset: -1.0 };
    for (graph, (value, (d_line, d_x))) in [
        (line.at_graph(0.75), line.at_grad(0.75)),
        (line.at_graph_with(grad::graph::Limits::new().depth(0), 0.75), line.at_grad(0.75)),
        (line.height_graph(0.75), line.height_grad(0.75)),
    ] {
        same_bits("value", graph.value(), value);
        same_bits("x", graph.input("x").and_then(grad::graph::Node::cotangent).expect("a number"), d_x);
        assert_eq!(cotangents(&graph, "self"), [d_line.slope, d_line.offset]);
        holds_together(&graph);
    }
}
