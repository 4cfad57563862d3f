//! Calls: with a graph of its own the callee is drawn into the caller's, without one it is a step.

use grad::differentiable;
use grad::graph::{Graph, GroupKind, Limits, Value};

use crate::expect::same_as_gradient;

mod inner {
    use grad::differentiable;

    #[differentiable(graph)]
    pub fn softplus(v: f64) -> f64 {
        let e = v.exp();
        (1.0 + e).ln()
    }

    /// Without a graph.
    #[differentiable]
    pub fn plain(v: f64, w: f64) -> f64 {
        v * w.sin()
    }

    #[differentiable(graph, partials(v = output * (1.0 - output)))]
    pub fn sigmoid(v: f64) -> f64 {
        1.0 / (1.0 + (-v).exp())
    }

    #[differentiable(vjp = cube_rule)]
    pub fn cube(x: f64) -> f64 {
        x * x * x
    }

    fn cube_rule(x: f64) -> (f64, impl FnOnce(f64) -> f64) {
        (x * x * x, move |seed| 3.0 * x * x * seed)
    }
}

use inner::{cube, plain, sigmoid, softplus};

struct Model;

impl Model {
    #[differentiable(graph)]
    fn half(x: f64) -> f64 {
        let h = 0.5 * x;
        h * h
    }

    #[differentiable(graph)]
    fn whole(x: f64, y: f64) -> f64 {
        Self::half(x) + Model::half(y) * x
    }
}

#[differentiable(graph, constant(n), vjp = weighted_rule)]
fn weighted(x: f64, n: usize, recorder: f64) -> f64 {
    x * recorder * n as f64
}

fn weighted_rule(x: f64, n: usize, recorder: f64) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
    let n_f = n as f64;
    (weighted(x, n, recorder), move |d: f64| (d * recorder * n_f, d * x * n_f))
}

#[differentiable(graph, vjp = doubled_rule)]
fn doubled(x: &mut [f64], by: f64) -> Vec<f64> {
    x.iter_mut().for_each(|x| *x *= 2.0 * by);
    vec![by; 2]
}

#[allow(clippy::type_complexity)]
fn doubled_rule(x: &mut [f64], by: f64) -> (Vec<f64>, impl FnOnce(Vec<f64>, Vec<f64>) -> (Vec<f64>, f64) + use<>) {
    let before = x.to_vec();
    (doubled(x, by), move |value: Vec<f64>, left: Vec<f64>| {
        let d_by = value.iter().sum::<f64>() + before.iter().zip(&left).map(|(x, seed)| 2.0 * x * seed).sum::<f64>();
        (left.iter().map(|seed| seed * 2.0 * by).collect(), d_by)
    })
}

/// The value and what is left in the argument are results with seeds of their own; the input keeps what it held.
#[test]
fn a_rule_of_arrays_is_one_step() {
    let graph = doubled_graph(&mut [1.0, 3.0], 0.5, vec![1.0, 2.0], vec![-1.0, 4.0]);
    let of = |node: usize| {
        let array = |value: &Value| match value {
            Value::Array(summary) => summary.first.clone(),
            Value::Number(number) => vec![*number],
            other => panic!("{other:?}"),
        };
        let node = &graph.nodes[node];
        (array(&node.value), node.cotangent.as_ref().map(array).expect("a cotangent"))
    };
    let outputs: Vec<_> = graph.outputs.iter().map(|output| of(output.node)).collect();
    assert_eq!(outputs, [(vec![0.5, 0.5], vec![1.0, 2.0]), (vec![1.0, 3.0], vec![-1.0, 4.0])]);
    // 1 + 2 from the value, and 2 (1 (-1) + 3 (4)) from the array.
    assert_eq!((of(0), of(1)), ((vec![1.0, 3.0], vec![-1.0, 4.0]), (vec![0.5], vec![25.0])));
}

#[differentiable(graph)]
fn calls_weighted(x: f64, y: f64) -> f64 {
    weighted(x, 3, y) * y
}

#[differentiable(graph)]
fn net(x: f64, w: f64) -> f64 {
    let h = sigmoid(w * x);
    softplus(h) + plain(h, w) * cube(x)
}

#[differentiable(graph)]
fn twice(x: f64) -> f64 {
    plain(x, x) + softplus(softplus(x))
}

#[differentiable(graph)]
fn power(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

#[differentiable(graph)]
fn in_a_loop(x: f64, n: usize) -> f64 {
    let mut state = x;
    for _ in 0..n {
        state = softplus(state * x);
    }
    state
}

#[differentiable(graph)]
fn fill(x: f64, out: &mut [f64]) {
    for i in 0..out.len() {
        out[i] = out[i] * x;
    }
}

#[differentiable(graph)]
fn buffers(x: f64, y: f64) -> f64 {
    let mut buffer = [x, y, 2.0];
    fill(x * y, &mut buffer);
    buffer[0] + buffer[1] * buffer[2]
}

#[differentiable(graph)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    sum
}

#[differentiable(graph)]
fn norm(x: f64, y: f64) -> f64 {
    let v = vec![x, y];
    dot(&v, &v).sqrt()
}

const fn third(x: f64) -> f64 {
    x / 3.0
}

#[differentiable(graph)]
const fn cubic(x: f64, y: f64) -> f64 {
    let s = x * y;
    s * s * x + third(2.0)
}

fn calls(graph: &Graph) -> Vec<&str> {
    let calls = graph.groups.iter().filter(|group| group.kind == GroupKind::Call);
    calls.map(|group| group.label.as_str()).collect()
}

#[test]
fn numbers_are_those_of_the_gradient() {
    for limits in [Limits::new(), Limits::new().depth(0), Limits::new().depth(1), Limits::new().nodes(6)] {
        for (x, y) in [(1.0, 0.5), (-0.3, 1.7), (0.0, -2.0)] {
            let (value, (d_x, d_y)) = net_grad(x, y);
            same_as_gradient(&net_graph_with(limits, x, y), value, &[d_x, d_y]);
            let (value, (d_x, d_y)) = Model::whole_grad(x, y);
            same_as_gradient(&Model::whole_graph_with(limits, x, y), value, &[d_x, d_y]);
            let (value, d_x) = twice_grad(x);
            same_as_gradient(&twice_graph_with(limits, x), value, &[d_x]);
            let (value, d_x) = power_grad(x, 4);
            same_as_gradient(&power_graph_with(limits, x, 4), value, &[d_x]);
            let (value, d_x) = in_a_loop_grad(x, 7);
            same_as_gradient(&in_a_loop_graph_with(limits, x, 7), value, &[d_x]);
            let (value, (d_x, d_y)) = buffers_grad(x, y);
            same_as_gradient(&buffers_graph_with(limits, x, y), value, &[d_x, d_y]);
            let (value, (d_x, d_y)) = norm_grad(x, y);
            same_as_gradient(&norm_graph_with(limits, x, y), value, &[d_x, d_y]);
            let (value, (d_x, d_y)) = cubic_grad(x, y);
            same_as_gradient(&cubic_graph_with(limits, x, y), value, &[d_x, d_y]);
        }
    }
}

#[test]
fn a_callee_with_a_graph_is_drawn_as_a_group() {
    let graph = net_graph(1.0, 0.5);
    assert_eq!(calls(&graph), ["sigmoid", "softplus"]);
    let e = graph.nodes.iter().find(|node| node.name == "e").expect("softplus is looked into");
    assert_eq!(e.group.map(|group| graph.groups[group].label.as_str()), Some("softplus"));
    // What the call gives has the caller's name.
    assert_eq!(graph.node("h").map(|node| node.operation.as_str()), Some("sigmoid"));
    assert_eq!(calls(&power_graph(2.0, 3)), ["power", "power", "power"]);
    assert_eq!(calls(&Model::whole_graph(2.0, 3.0)), ["half", "half"]);
}

#[test]
fn a_callee_without_one_is_a_step() {
    let graph = net_graph(1.0, 0.5);
    let at = graph.nodes.iter().position(|node| node.operation == "plain").expect("the call is there");
    let h = graph.node("h").and_then(|node| node.value.number()).expect("a number");
    let slopes: Vec<f64> = graph.arguments(at).filter_map(|edge| edge.local).collect();
    // d(v sin w) = sin w dv + v cos w dw
    for (found, expected) in slopes.iter().zip([0.5_f64.sin(), h * 0.5_f64.cos()]) {
        assert!((found - expected).abs() < 1e-15, "found {found}, expected {expected}");
    }
    assert_eq!(slopes.len(), 2);
}

#[test]
fn a_function_with_a_hand_written_rule_is_a_step() {
    let (value, (d_x, d_recorder)) = weighted_grad(3.0, 2, 0.5);
    let graph = weighted_graph(3.0, 2, 0.5);
    same_as_gradient(&graph, value, &[d_x, d_recorder]);
    assert_eq!(graph.node("n").map(grad::graph::Node::is_active), Some(false));
    assert_eq!(graph.nodes[graph.outputs[0].node].operation, "weighted");
    let (value, (d_x, d_y)) = calls_weighted_grad(3.0, 0.25);
    same_as_gradient(&calls_weighted_graph(3.0, 0.25), value, &[d_x, d_y]);
}

#[test]
fn calls_beyond_the_depth_are_steps() {
    let graph = net_graph_with(Limits::new().depth(0), 1.0, 0.5);
    assert!(calls(&graph).is_empty());
    assert!(graph.nodes.iter().any(|node| node.operation == "softplus"));
    assert_eq!(calls(&power_graph_with(Limits::new().depth(2), 2.0, 5)).len(), 2);
}
