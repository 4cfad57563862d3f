//! Graphs as JSON, there and back.

use grad::differentiable;
use grad::graph::Graph;

use crate::by_name::FUNCTIONS;

#[differentiable(graph)]
fn logarithm(x: f64) -> f64 {
    x.ln() - (x - 1.0).sqrt()
}

fn there_and_back(graph: &Graph) -> Graph {
    let text = serde_json::to_string(graph).expect("a graph is written");
    serde_json::from_str(&text).expect("and read again")
}

#[test]
fn all_of_a_graph_comes_back() {
    for function in FUNCTIONS {
        let point: Vec<f64> = (0_u8..).map(|i| 0.3 + f64::from(i) / 7.0).take(function.arguments.len()).collect();
        let graph = (function.graph)(&point);
        assert_eq!(there_and_back(&graph), graph);
    }
}

/// JSON has no NaN: it is written as text.
#[test]
fn numbers_that_are_not_finite_come_back() {
    let graph = logarithm_graph(0.0);
    let back = there_and_back(&graph);
    assert_eq!(back.to_string(), graph.to_string());
    assert_eq!(back.node("t1").and_then(|node| node.value.number()), Some(f64::NEG_INFINITY));
    assert!(back.value().is_nan());
}
