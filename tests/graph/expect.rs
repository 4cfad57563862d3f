//! What must be true of every graph.

use grad::graph::{Graph, Kind, Node, Value};

/// `NaN` equals itself here, and `-0` is not `0`.
#[track_caller]
pub fn same_bits(what: &str, found: f64, expected: f64) {
    assert_eq!(found.to_bits(), expected.to_bits(), "{what}: found {found}, expected {expected}");
}

/// The value and the cotangents of all numbers among the inputs are those of `f_grad`, bit for bit.
#[track_caller]
pub fn same_as_gradient(graph: &Graph, value: f64, gradient: &[f64]) {
    let name = &graph.function;
    same_bits(name, graph.value(), value);
    let inputs: Vec<&Node> = graph.nodes.iter().filter(|node| node.kind == Kind::Input).collect();
    assert_eq!(inputs.len(), gradient.len(), "{name}");
    for (input, expected) in inputs.iter().zip(gradient) {
        let found = input.cotangent().unwrap_or_else(|| panic!("{name}: no number for {}", input.name));
        same_bits(&format!("{name}: {}", input.name), found, *expected);
    }
    holds_together(graph);
}

/// Edges lead forward, and the chain rule holds at every number.
#[track_caller]
pub fn holds_together(graph: &Graph) {
    let name = &graph.function;
    for edge in &graph.edges {
        assert!(edge.from < edge.to, "{name}: an edge leads back, from {} to {}", edge.from, edge.to);
        let (Some(local), Some(product)) = (edge.local, edge.product) else { continue };
        let Some(owed) = graph.nodes[edge.to].cotangent() else { continue };
        close(&format!("{name}: {owed} * {local}"), product, owed * local, product.abs());
    }
    for (at, node) in graph.nodes.iter().enumerate() {
        let Some(cotangent) = node.cotangent() else { continue };
        let products: Vec<f64> = graph.uses(at).filter_map(|edge| edge.product).collect();
        if graph.outputs.iter().any(|output| output.node == at) || products.len() != graph.uses(at).count() {
            continue;
        }
        let size = products.iter().map(|product| product.abs()).fold(0.0, f64::max);
        close(&format!("{name}: {}, the sum of {products:?}", node.name), cotangent, products.iter().sum(), size);
    }
}

/// Up to what rounding does to numbers of that size.
#[track_caller]
fn close(what: &str, found: f64, expected: f64, size: f64) {
    let fine = (found - expected).abs() <= 1e-12 * size || found.to_bits() == expected.to_bits();
    assert!(fine || found.is_nan() || expected.is_nan(), "{what}: found {found}, expected {expected}");
}

/// The last node of that name: its value and its cotangent.
#[track_caller]
pub fn numbers(graph: &Graph, name: &str) -> (f64, f64) {
    let node = graph.node(name).unwrap_or_else(|| panic!("no {name} in\n{graph}"));
    (node.value.number().expect("a number"), node.cotangent().expect("a number"))
}

/// All that is shown of an array's cotangent.
#[track_caller]
pub fn cotangents(graph: &Graph, name: &str) -> Vec<f64> {
    match graph.input(name).and_then(|node| node.cotangent.clone()) {
        Some(Value::Array(summary)) => summary.first,
        other => panic!("no array {name}, but {other:?}"),
    }
}
