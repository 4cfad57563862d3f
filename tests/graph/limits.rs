//! What is beyond a limit is summarised, and the summary says so.

use grad::differentiable;
use grad::graph::{Kind, Limits};

#[differentiable(graph)]
fn power(x: f64, n: usize) -> f64 {
    let mut product = 1.0;
    for _ in 0..n {
        product *= x;
    }
    product
}

#[differentiable(graph)]
fn nested(x: f64) -> f64 {
    let mut sum = x;
    for i in 0..5 {
        for j in 0..7 {
            sum += x * (i + j) as f64;
        }
    }
    sum
}

#[test]
fn the_rest_of_a_loop_is_one_node() {
    let graph = power_graph_with(Limits::new().trips(3), 1.01, 1000);
    let summaries: Vec<_> = graph.nodes.iter().filter(|node| node.kind == Kind::Summary).collect();
    assert_eq!(summaries.len(), 1);
    assert_eq!(summaries[0].operation, "997 more trips");
    assert_eq!(summaries[0].value.number(), Some(power(1.01, 1000)));
    assert_eq!(summaries[0].cotangent(), Some(1.0));
    // There is no one number that says how it depends on what it is made of.
    let at = graph.nodes.iter().position(|node| node.kind == Kind::Summary).expect("it is there");
    assert!(graph.arguments(at).count() >= 2);
    assert!(graph.arguments(at).all(|edge| edge.local.is_none() && edge.product.is_none()));
}

#[test]
fn the_number_of_nodes_is_limited() {
    let graph = nested_graph_with(Limits::new().trips(100).nodes(40), 1.5);
    assert!(graph.nodes.len() < 60, "{} nodes", graph.nodes.len());
    assert_eq!(graph.value(), nested(1.5));
    let all = nested_graph_with(Limits::new().trips(100).nodes(1_000_000), 1.5);
    assert!(all.nodes.iter().all(|node| node.kind != Kind::Summary));
    assert!(all.nodes.len() > 70);
}

#[test]
fn a_million_trips_are_no_trouble() {
    let graph = power_graph(1.0, 1_000_000);
    assert!(graph.nodes.len() < 20);
    assert!(graph.to_string().contains("999996 more trips"));
}
