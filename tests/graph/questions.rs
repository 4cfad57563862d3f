//! What a graph answers.

use grad::differentiable;
use grad::graph::{Graph, Limits, Phase};

#[differentiable(graph)]
fn risky(x: f64, y: f64) -> f64 {
    let difference = x - y;
    let root = difference.sqrt();
    let log = root.ln();
    log * x
}

#[differentiable(graph)]
fn drops(x: f64, y: f64, z: f64, w: f64) -> f64 {
    let unused = y * 3.0;
    let shut = (x - 100.0).max(0.0) * w;
    let _ = unused;
    x * x + shut + z.floor()
}

#[differentiable(graph)]
fn cancels(x: f64) -> f64 {
    let a = 3.0 * x;
    let b = 3.0 * x;
    a - b
}

#[differentiable(graph)]
fn grows(x: f64, n: usize) -> f64 {
    let mut y = x;
    for _ in 0..n {
        y = y * y;
    }
    y
}

#[differentiable(graph)]
fn steep(x: f64) -> f64 {
    let big = 1e6 * x;
    let small = 1e-6 * big;
    -small
}

fn idle(graph: &Graph) -> Vec<&str> {
    graph.without_influence().iter().map(|node| node.name.as_str()).collect()
}

#[test]
fn the_first_value_that_is_not_finite() {
    let graph = risky_graph(1.0, 2.0);
    let found = graph.first_non_finite().expect("a NaN");
    assert_eq!((found.name.as_str(), found.operation.as_str(), found.phase), ("root", "sqrt", Phase::Forward));
    assert!(found.number.is_nan());
    let line = u32::try_from(
        include_str!("questions.rs").lines().position(|line| line.contains("difference.sqrt()")).expect("it is there")
            + 1,
    );
    assert_eq!(Ok(found.line), line);
    assert!(graph.nodes[found.node.expect("it is shown")].value.number().is_some_and(f64::is_nan));
    assert!(graph.to_string().contains("the first value that is not finite: NaN at root, line"));

    // At zero the logarithm is the first.
    let graph = risky_graph(1.0, 1.0);
    let found = graph.first_non_finite().expect("an infinity");
    assert_eq!((found.name.as_str(), found.number), ("log", f64::NEG_INFINITY));
    assert_eq!(risky_graph(2.0, 1.0).first_non_finite(), None);
}

/// The value of a square root at zero is fine; the cotangent of what it is made of is not.
#[test]
fn the_first_cotangent_that_is_not_finite() {
    #[differentiable(graph)]
    fn distance(x: f64, y: f64) -> f64 {
        let square = x * x + y * y;
        square.sqrt()
    }
    let graph = distance_graph(0.0, 0.0);
    let found = graph.first_non_finite().expect("an infinity");
    assert_eq!((found.name.as_str(), found.phase, found.number), ("square", Phase::Backward, f64::INFINITY));
}

#[test]
fn a_trip_that_is_not_shown_is_looked_at_too() {
    let graph = grows_graph_with(Limits::new().trips(2), 10.0, 12);
    let found = graph.first_non_finite().expect("an infinity");
    assert_eq!((found.node, found.name.as_str(), found.number), (None, "y", f64::INFINITY));
    assert!(found.line > 0);
}

#[test]
fn inputs_without_influence() {
    assert_eq!(idle(&drops_graph(1.0, 2.0, 3.5, 4.0)), ["y", "z", "w"]);
    assert_eq!(idle(&drops_graph(101.0, 2.0, 3.5, 4.0)), ["y", "z"]);
    // Two influences that cancel are influences.
    assert_eq!(cancels_graph(2.0).input("x").and_then(grad::graph::Node::cotangent), Some(0.0));
    assert!(idle(&cancels_graph(2.0)).is_empty());
}

#[test]
fn largest_and_smallest_slope() {
    let graph = steep_graph(3.0);
    let name = |edge: Option<&grad::graph::Edge>| graph.nodes[edge.expect("there are edges").to].name.as_str();
    assert_eq!(name(graph.largest_slope()), "big");
    assert_eq!(name(graph.smallest_slope()), "small");
    assert_eq!(graph.largest_slope().and_then(|edge| edge.local), Some(1e6));
}
