//! Structs: one node with a summary, like arrays.

use grad::{Differentiable, differentiable};

use crate::expect::{cotangents, holds_together, same_as_gradient, same_bits};

#[derive(Differentiable, Clone, Debug)]
struct Line {
    slope: f64,
    offset: f64,
}

#[derive(Differentiable, Clone)]
struct Model {
    lines: Vec<Line>,
    #[constant]
    power: i32,
    scale: f64,
}

#[differentiable(graph)]
fn at(line: &Line, x: f64) -> f64 {
    line.slope * x + line.offset
}

#[differentiable(graph)]
fn model(model: &Model, x: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..model.lines.len() {
        sum += at(&model.lines[i], x).powi(model.power);
    }
    sum * model.scale
}

/// Some way leaves nothing, which says nothing of its type.
#[differentiable(graph)]
fn perhaps(x: f64, there: bool) -> f64 {
    let found = if there { Some(x * x) } else { None };
    found.unwrap_or(3.0 * x)
}

#[differentiable(graph)]
fn built(x: f64, y: f64) -> f64 {
    let mut line = Line { slope: x * y, offset: y };
    line.offset += x;
    line.slope * 3.0 + line.offset.sin()
}

#[test]
fn numbers_are_those_of_the_gradient() {
    let line = Line { slope: 2.0, offset: -1.0 };
    let (value, (d_line, d_x)) = at_grad(&line, 0.75);
    let graph = at_graph(&line, 0.75);
    same_bits("value", graph.value(), value);
    same_bits("x", graph.input("x").and_then(grad::graph::Node::cotangent).expect("a number"), d_x);
    assert_eq!(cotangents(&graph, "line"), [d_line.slope, d_line.offset]);
    assert!(graph.nodes.iter().any(|node| node.operation == "line.slope"));
    holds_together(&graph);

    let (value, (d_x, d_y)) = built_grad(0.3, 1.7);
    same_as_gradient(&built_graph(0.3, 1.7), value, &[d_x, d_y]);
}

#[test]
fn structs_that_are_nested_and_handed_on() {
    let lines = vec![Line { slope: 2.0, offset: -1.0 }, Line { slope: -0.5, offset: 0.25 }];
    let point = Model { lines, power: 3, scale: 0.5 };
    let (value, (d_model, d_x)) = model_grad(&point, 0.75);
    let graph = model_graph(&point, 0.75);
    same_bits("value", graph.value(), value);
    same_bits("x", graph.input("x").and_then(grad::graph::Node::cotangent).expect("a number"), d_x);
    let expected: Vec<f64> =
        d_model.lines.iter().flat_map(|line| [line.slope, line.offset]).chain([d_model.scale]).collect();
    assert_eq!(cotangents(&graph, "model"), expected);
    assert!(graph.to_svg().contains("in at"));
    holds_together(&graph);
}

#[test]
fn nothing_on_one_way() {
    for (there, value, slope) in [(true, 4.0, 4.0), (false, 6.0, 3.0)] {
        same_as_gradient(&perhaps_graph(2.0, there), value, &[slope]);
    }
}
