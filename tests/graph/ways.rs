//! Branches: the graph shows the way that was taken.

use grad::differentiable;
use grad::graph::{Graph, GroupKind};

use crate::expect::same_as_gradient;

#[differentiable(graph)]
fn piecewise(x: f64, y: f64) -> f64 {
    let mut s = x * y;
    if x > y {
        let q = s.sin();
        s = q * q;
    }
    s + x
}

#[differentiable(graph)]
fn early(x: f64) -> f64 {
    if x < 0.0 {
        return 0.5 * x;
    }
    let root = x.sqrt();
    if root > 3.0 {
        return root.ln();
    }
    root * x
}

#[differentiable(graph)]
fn chosen(x: f64, kind: u32) -> f64 {
    let scale = match kind {
        0 => 2.0 * x,
        1 | 2 => x.exp(),
        _ => 1.0,
    };
    scale * x
}

#[differentiable(graph)]
fn chain(x: f64, y: f64) -> f64 {
    let (a, b) = if x > 1.0 {
        (x * y, y)
    } else if y > 1.0 {
        (y.ln(), x * x)
    } else {
        (0.0, x)
    };
    a + 3.0 * b
}

/// A logarithm that is computed on every way and used on one: at zero nothing is owed to it.
#[differentiable(graph)]
fn entropy(x: f64) -> f64 {
    let l = x.ln();
    if x > 0.0 { x * l } else { 0.0 }
}

/// Nothing in the arm owes anything to values from outside.
#[differentiable(graph)]
fn steps_only(x: f64) -> f64 {
    let mut y = x;
    if x > 0.0 {
        let whole = x.floor();
        let twice = whole * 2.0;
        y += twice;
    }
    y
}

fn branches(graph: &Graph) -> Vec<&str> {
    let branches = graph.groups.iter().filter(|group| group.kind == GroupKind::Branch);
    branches.map(|group| group.label.as_str()).collect()
}

#[test]
fn numbers_are_those_of_the_gradient() {
    for (x, y) in [(1.5, 0.5), (0.5, 1.5), (-2.0, -3.0), (1.0, 1.0), (0.2, 0.1)] {
        let (value, (d_x, d_y)) = piecewise_grad(x, y);
        same_as_gradient(&piecewise_graph(x, y), value, &[d_x, d_y]);
        let (value, (d_x, d_y)) = chain_grad(x, y);
        same_as_gradient(&chain_graph(x, y), value, &[d_x, d_y]);
        let (value, d_x) = steps_only_grad(x);
        same_as_gradient(&steps_only_graph(x), value, &[d_x]);
    }
    for x in [-1.5, 0.0, 2.0, 16.0, f64::NAN] {
        let (value, d_x) = early_grad(x);
        same_as_gradient(&early_graph(x), value, &[d_x]);
        let (value, d_x) = entropy_grad(x);
        same_as_gradient(&entropy_graph(x), value, &[d_x]);
        for kind in 0..4 {
            let (value, d_x) = chosen_grad(x, kind);
            same_as_gradient(&chosen_graph(x, kind), value, &[d_x]);
        }
    }
}

#[test]
fn the_way_that_was_taken_is_there_and_no_other() {
    assert_eq!(branches(&piecewise_graph(1.5, 0.5)), ["if x > y: yes"]);
    assert!(piecewise_graph(1.5, 0.5).node("q").is_some());
    assert_eq!(branches(&piecewise_graph(0.5, 1.5)), ["if x > y: no"]);
    assert!(piecewise_graph(0.5, 1.5).node("q").is_none());
    assert_eq!(branches(&chosen_graph(1.0, 2)), ["match kind: 1 | 2"]);
    assert_eq!(branches(&early_graph(16.0)), ["if x < 0.0: no", "if root > 3.0: yes"]);
}

#[test]
fn conditions_say_what_held() {
    let graph = chain_graph(0.5, 1.5);
    let held: Vec<_> = graph.guards.iter().map(|guard| (guard.text.as_str(), guard.held)).collect();
    assert_eq!(held, [("x > 1.0", false), ("y > 1.0", true)]);
    let (name, node) = &graph.guards[1].arguments[0];
    assert_eq!((name.as_str(), graph.nodes[*node].name.as_str()), ("y", "y"));
}

/// Cotangents inside of the arm: `y + 2 floor(x)`.
#[test]
fn an_arm_that_owes_nothing_still_has_its_cotangents() {
    let graph = steps_only_graph(1.5);
    assert_eq!(graph.node("whole").and_then(grad::graph::Node::cotangent), Some(2.0));
    assert_eq!(graph.node("twice").and_then(grad::graph::Node::cotangent), Some(1.0));
}

#[differentiable(graph)]
fn another_name_after_a_branch(x: f64, first: bool) -> f64 {
    let mut y = x;
    let chosen = if first {
        y *= x;
        x
    } else {
        y
    };
    let sum = y + {
        let again = y;
        again
    };
    chosen + sum
}

/// `x + 2 x`: what a copy hands on is not what the branch hands on.
#[test]
fn another_name_hands_nothing_back_itself() {
    let graph = another_name_after_a_branch_graph(3.0, false);
    same_as_gradient(&graph, 9.0, &[3.0]);
    let products: Vec<Option<f64>> = graph.uses(0).map(|edge| edge.product).collect();
    assert_eq!(products, [Some(2.0), Some(1.0)]);
}
