//! Arrays: one node with a summary, and a new one after each change.

use grad::differentiable;
use grad::graph::{Graph, Limits, Value};

use crate::expect::{cotangents, holds_together, same_as_gradient, same_bits};

#[differentiable(graph)]
fn stores(x: f64, n: usize) -> f64 {
    let mut a = vec![x; n];
    for i in 1..n {
        a[i] = a[i - 1] * x;
    }
    a[n - 1] + a[0]
}

#[differentiable(graph)]
fn updates(x: f64, y: f64) -> f64 {
    let mut a = [x, y, x * y];
    a[1] += x;
    a.swap(0, 2);
    a[2] -= y * y;
    let mut list = vec![a[0]];
    list.push(a[1]);
    list.extend_from_slice(&a[1..]);
    let mut copy = list.clone();
    copy.reverse();
    copy[0] * list[1] + copy[3] * list[2]
}

#[differentiable(graph)]
fn rows(matrix: &[[f64; 2]], pair: (f64, f64)) -> f64 {
    let mut sum = pair.0;
    for row in matrix {
        sum += row[0] * row[1] * pair.1;
    }
    sum
}

#[differentiable(graph)]
fn single(x: f32, y: f32) -> f32 {
    let scaled = x * 0.1;
    (scaled + y).tanh()
}

#[differentiable(graph)]
fn widened(x: f32) -> f64 {
    let wide = x as f64;
    wide * wide + 0.1
}

#[test]
fn numbers_are_those_of_the_gradient() {
    for limits in [Limits::new(), Limits::new().trips(1), Limits::new().trips(0)] {
        for (x, y) in [(1.5, 0.5), (-0.3, 2.0)] {
            for n in [1, 2, 4, 9] {
                let (value, d_x) = stores_grad(x, n);
                same_as_gradient(&stores_graph_with(limits, x, n), value, &[d_x]);
            }
            let (value, (d_x, d_y)) = updates_grad(x, y);
            same_as_gradient(&updates_graph_with(limits, x, y), value, &[d_x, d_y]);
        }
        let (value, (d_matrix, d_pair)) = rows_grad(&[[1.0, 2.0], [3.0, -4.0]], (0.5, 0.25));
        let graph = rows_graph_with(limits, &[[1.0, 2.0], [3.0, -4.0]], (0.5, 0.25));
        same_bits("rows", graph.value(), value);
        assert_eq!(cotangents(&graph, "matrix"), d_matrix.concat());
        assert_eq!(cotangents(&graph, "pair"), [d_pair.0, d_pair.1]);
        holds_together(&graph);
    }
}

#[test]
fn floats_of_both_types_are_recorded_exactly() {
    let (value, (d_x, d_y)) = single_grad(1.5, -0.25);
    let graph = single_graph(1.5, -0.25);
    same_bits("value", graph.nodes[graph.outputs[0].node].value.number().expect("a number"), f64::from(value));
    for (name, expected) in [("x", d_x), ("y", d_y)] {
        let input = graph.input(name).expect("it is there");
        same_bits(name, input.cotangent().expect("a number"), f64::from(expected));
        assert!(input.single);
    }
    // The literal is the `f32` nearest to a tenth.
    let tenth = graph.nodes.iter().find(|node| node.operation == "0.1").and_then(|node| node.value.number());
    assert_eq!(tenth, Some(f64::from(0.1_f32)));
    let (value, d_x) = widened_grad(0.3);
    let graph = widened_graph(0.3);
    same_bits("widened", graph.value(), value);
    same_bits("x", graph.input("x").and_then(grad::graph::Node::cotangent).expect("a number"), f64::from(d_x));
}

fn versions(graph: &Graph, name: &str) -> Vec<(Vec<f64>, Vec<f64>)> {
    let arrays = graph.nodes.iter().filter(|node| node.name == name);
    let pair = |node: &grad::graph::Node| match (&node.value, &node.cotangent) {
        (Value::Array(value), Some(Value::Array(cotangent))) => Some((value.first.clone(), cotangent.first.clone())),
        _ => None,
    };
    arrays.filter_map(pair).collect()
}

/// `a = [x, x, x]`, then `a[i] = a[i - 1] x`: by hand, with `x = 2` and the result `a[2] + a[0]`.
#[test]
fn each_change_is_a_version_with_its_own_cotangent() {
    let graph = stores_graph(2.0, 3);
    let expected = [
        (vec![2.0, 2.0, 2.0], vec![5.0, 0.0, 0.0]),
        (vec![2.0, 4.0, 2.0], vec![1.0, 2.0, 0.0]),
        (vec![2.0, 4.0, 8.0], vec![1.0, 0.0, 1.0]),
    ];
    assert_eq!(versions(&graph, "a"), expected);
}

#[test]
fn parts_are_named_as_they_are_written() {
    let text = rows_graph(&[[1.0, 2.0]], (0.5, 0.25)).to_string();
    assert!(text.contains("sum = pair.0 "), "{text}");
    assert!(text.contains(" = pair.1 "), "{text}");
    assert!(text.contains(" = matrix[0][1] "), "{text}");
}

#[test]
fn a_long_array_is_summarised() {
    let data: Vec<[f64; 2]> = (0..50).map(|i| [f64::from(i), 1.0]).collect();
    let graph = rows_graph(&data, (0.0, 1.0));
    let Some(Value::Array(summary)) = graph.input("matrix").map(|node| &node.value) else { panic!("no array") };
    assert_eq!((summary.len, summary.smallest, summary.largest, summary.zeros), (100, 0.0, 49.0, 1));
    assert!(summary.first.len() < 20);
}
