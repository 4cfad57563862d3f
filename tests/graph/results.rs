//! Functions that give something other than one float: their graph takes the seeds that their pullback takes.

use grad::differentiable;
use grad::graph::{Graph, Limits, Node, Value};

use crate::expect::{cotangents, holds_together, same_bits};

#[differentiable(graph)]
fn polar(x: f64, y: f64) -> (f64, f64) {
    let radius = (x * x + y * y).sqrt();
    (radius, y.atan2(x) / radius)
}

#[differentiable(graph)]
fn powers(x: f64, n: usize) -> Vec<f64> {
    let mut powers = vec![1.0];
    for i in 1..n {
        powers.push(powers[i - 1] * x);
    }
    powers
}

/// `x (x W)` for a row: the first step of the lecture's minibatch, with arrays.
#[differentiable(graph)]
fn row_times(x: [f64; 3], w: [[f64; 2]; 3]) -> [f64; 2] {
    let mut row = [0.0; 2];
    for i in 0..3 {
        for j in 0..2 {
            row[j] += x[i] * w[i][j];
        }
    }
    row
}

#[differentiable(graph)]
fn subtract(x: &[f64], y: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        out[i] = out[i] * 0.5 + x[i] * y[i];
    }
}

#[differentiable(graph)]
fn with_buffer(x: f64, buffer: &mut [f64; 2]) -> f64 {
    buffer[1] = buffer[0] * x;
    buffer[1] + x
}

#[differentiable(graph, wrt(x))]
fn constant_beside(x: f64, u: f64) -> (f64, f64, f64) {
    (u, x, x * u)
}

fn number(graph: &Graph, name: &str) -> f64 {
    graph.input(name).and_then(Node::cotangent).expect("a number")
}

fn outputs(graph: &Graph) -> Vec<f64> {
    let values = graph.outputs.iter().flat_map(|output| match &graph.nodes[output.node].value {
        Value::Number(number) => vec![*number],
        Value::Array(summary) => summary.first.clone(),
        other => panic!("{other:?}"),
    });
    values.collect()
}

#[test]
fn numbers_are_those_of_the_pullback() {
    for limits in [Limits::new(), Limits::new().trips(1), Limits::new().trips(0)] {
        let (value, pullback) = polar_vjp(1.5, -0.5);
        let (d_x, d_y) = pullback((2.0, -3.0));
        let graph = polar_graph_with(limits, 1.5, -0.5, (2.0, -3.0));
        assert_eq!(outputs(&graph), [value.0, value.1]);
        same_bits("x", number(&graph, "x"), d_x);
        same_bits("y", number(&graph, "y"), d_y);
        holds_together(&graph);

        let seed = vec![1.0, -2.0, 0.5, 3.0];
        let (value, pullback) = powers_vjp(0.7, 4);
        let graph = powers_graph_with(limits, 0.7, 4, seed.clone());
        assert_eq!(outputs(&graph), value);
        same_bits("x", number(&graph, "x"), pullback(seed));
        holds_together(&graph);

        let (x, w) = ([1.0, -2.0, 0.3], [[0.5, 1.0], [2.0, -1.0], [0.25, 4.0]]);
        let (value, pullback) = row_times_vjp(x, w);
        let (d_x, d_w) = pullback([1.0, 10.0]);
        let graph = row_times_graph_with(limits, x, w, [1.0, 10.0]);
        assert_eq!(outputs(&graph), value);
        assert_eq!((cotangents(&graph, "x"), cotangents(&graph, "w")), (d_x.to_vec(), d_w.concat()));
        holds_together(&graph);
    }
}

#[test]
fn arguments_that_change_are_results_too() {
    for limits in [Limits::new(), Limits::new().trips(1), Limits::new().trips(0)] {
        let (x, y) = ([3.0, 4.0], [1.0, -2.0]);
        let mut out = [10.0, 20.0];
        let graph = subtract_graph_with(limits, &x, &y, &mut out, vec![1.0, 10.0]);
        assert_eq!(out, [8.0, 2.0]);
        assert_eq!(outputs(&graph), out);
        // By hand: the seed times the other factor, and half of the seed.
        assert_eq!(cotangents(&graph, "x"), [1.0, -20.0]);
        assert_eq!(cotangents(&graph, "y"), [3.0, 40.0]);
        assert_eq!(cotangents(&graph, "out"), [0.5, 5.0]);
    }
    let mut buffer = [2.0, 7.0];
    let graph = with_buffer_graph(3.0, &mut buffer);
    // What has an `f_grad` has its graph: what the buffer holds in the end is not asked for.
    assert_eq!(outputs(&graph), [9.0]);
    assert_eq!(buffer, [2.0, 6.0]);
    assert_eq!(number(&graph, "x"), 2.0 + 1.0);
    assert_eq!(cotangents(&graph, "buffer"), [3.0, 0.0]);
    holds_together(&graph);
}

#[test]
fn a_result_that_is_used_again_keeps_its_seed() {
    let graph = constant_beside_graph(2.0, 5.0, (7.0, 1.0, 10.0));
    assert_eq!(outputs(&graph), [5.0, 2.0, 10.0]);
    assert_eq!(number(&graph, "x"), 51.0);
    let seeds: Vec<Option<f64>> = graph.outputs.iter().map(|output| output.seed.number()).collect();
    assert_eq!(seeds, [Some(7.0), Some(1.0), Some(10.0)]);
    assert_eq!(graph.without_influence().len(), 0);
}

#[test]
fn the_table_shows_all_results() {
    let text = polar_graph(3.0, 4.0, (1.0, 0.0)).to_string();
    assert!(text.starts_with(&format!("polar(x, y) = (5, {})\n", 4.0_f64.atan2(3.0) / 5.0)), "{text}");
    assert_eq!(text.matches("(result)").count(), 2, "{text}");
}

#[test]
#[should_panic(expected = "the seed for `out` has another length")]
fn a_seed_of_another_length_is_told() {
    subtract_graph(&[1.0], &[1.0], &mut [0.0], vec![1.0, 2.0]);
}
