//! The user's names and ours do not get in each other's way.

use grad::differentiable;

use crate::expect::same_as_gradient;

/// Names that the recorder's code, the rules and the companions use.
#[differentiable(graph)]
fn clashes(recorder: f64, graph: f64, limits: f64, frame: f64, d: f64, output: f64, x: f64) -> f64 {
    let a = recorder * graph;
    let b = limits / frame;
    let n = d.powf(output);
    let number = a.max(b);
    let seed = number * x.ln();
    let value = seed + n;
    value
}

/// In the order that the rule's own names have the other way round.
#[differentiable(graph)]
fn swapped(b: f64, a: f64) -> f64 {
    let y = b / a;
    let x = a.atan2(b);
    x * y
}

#[differentiable(graph)]
pub fn generic<const N: usize>(x: [f64; N], scale: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..N {
        sum += x[i] * scale;
    }
    sum
}

macro_rules! written_by_a_macro {
    ($name:ident, $x:ident) => {
        #[differentiable(graph)]
        fn $name($x: f64) -> f64 {
            let y = 2.0 * $x;
            y * $x
        }
    };
}

written_by_a_macro!(from_a_macro, y);

#[differentiable(graph, standalone)]
fn alone(x: f64) -> f64 {
    x.cos() * x
}

/// Constants that cannot be printed, and tests on them.
pub struct Opaque {
    factor: f64,
    on: bool,
}

#[differentiable(graph, constant(model))]
fn with_constants(x: f64, model: &Opaque, count: usize, label: &str) -> f64 {
    let scale = model.factor * count as f64;
    if model.on && label.len() > 2 { scale * x } else { x }
}

#[test]
fn numbers_are_those_of_the_gradient() {
    let (value, (a, b, c, d, e, f, g)) = clashes_grad(1.1, 2.2, 3.3, 4.4, 5.5, 0.6, 7.7);
    same_as_gradient(&clashes_graph(1.1, 2.2, 3.3, 4.4, 5.5, 0.6, 7.7), value, &[a, b, c, d, e, f, g]);
    let (value, (b, a)) = swapped_grad(0.3, 0.7);
    same_as_gradient(&swapped_graph(0.3, 0.7), value, &[b, a]);
    let (value, y) = from_a_macro_grad(1.5);
    same_as_gradient(&from_a_macro_graph(1.5), value, &[y]);
    let (value, x) = alone_grad(1.5);
    same_as_gradient(&alone_graph(1.5), value, &[x]);
    for on in [true, false] {
        let model = Opaque { factor: 0.5, on };
        let (value, x) = with_constants_grad(1.5, &model, 3, "abc");
        same_as_gradient(&with_constants_graph(1.5, &model, 3, "abc"), value, &[x]);
    }
    assert_eq!(generic_graph([1.0, 2.0, 3.0], 0.5).value(), generic([1.0, 2.0, 3.0], 0.5));
}

#[test]
fn constants_are_marked() {
    let graph = with_constants_graph(1.5, &Opaque { factor: 0.5, on: true }, 3, "abc");
    let shown: Vec<_> = graph.inputs().map(|node| (node.name.as_str(), node.is_active())).collect();
    assert_eq!(shown, [("x", true), ("model", false), ("count", false), ("label", false)]);
    let scale = graph.node("scale").expect("it is there");
    assert_eq!(scale.value.number(), Some(1.5));
    assert!(!scale.is_active());
}
