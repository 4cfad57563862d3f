//! Loops: each trip is shown, up to a limit.

use grad::differentiable;
use grad::graph::{Graph, GroupKind, Limits};

use crate::expect::{cotangents, holds_together, same_as_gradient, same_bits};

#[differentiable(graph)]
fn pendulum(angle: f64, speed: f64, steps: usize) -> f64 {
    let mut angle = angle;
    let mut speed = speed;
    for _ in 0..steps {
        speed -= 0.01 * angle.sin();
        angle += 0.01 * speed;
    }
    angle
}

#[differentiable(graph)]
fn newton(x: f64, start: f64) -> f64 {
    let mut root = start;
    let mut trips = 0;
    while (root * root - x).abs() > 1e-9 {
        root = 0.5 * (root + x / root);
        trips += 1;
        if trips > 5 {
            break;
        }
    }
    root
}

/// Leaves two loops at once, in one of several ways.
#[differentiable(graph)]
fn search(x: f64, y: f64) -> f64 {
    let mut sum = x;
    'outer: for i in 1..6 {
        for j in 1..6 {
            if sum > 40.0 {
                return sum.ln();
            }
            if sum * y > 20.0 * i as f64 {
                break 'outer;
            }
            sum += x * (i * j) as f64;
        }
        if i == 4 {
            continue;
        }
        sum *= y;
    }
    sum * sum
}

/// Goes back through each trip at once: only a sum is carried.
#[differentiable(graph, wrt(weights, bias))]
fn loss(weights: &[f64], bias: f64, rows: &[[f64; 2]], targets: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (row, target) in rows.iter().zip(targets) {
        let mut output = bias;
        for j in 0..weights.len() {
            output += weights[j] * row[j];
        }
        sum += (output - target).powi(2).exp();
    }
    sum.sqrt()
}

/// Two sums: the loop back runs each trip forward again.
#[differentiable(graph, wrt(a, b))]
fn ratio(a: f64, b: f64, data: &[f64]) -> f64 {
    let mut over = 0.0;
    let mut under = 1.0;
    for value in data {
        let e = (a * value).exp();
        over += e.sin() * b;
        under += e;
    }
    over / under
}

/// The same, with its sums in an array.
#[differentiable(graph, wrt(a, b))]
fn ratio_in_an_array(a: f64, b: f64, data: &[f64]) -> f64 {
    let mut sums = [0.0; 2];
    for x in data {
        sums[0] += (a * x).exp();
        sums[1] -= (b * x).exp();
    }
    sums[0] / sums[1]
}

#[differentiable(graph)]
fn chain(values: &[f64], scale: f64) -> f64 {
    values.iter().filter(|value| **value > 0.0).map(|value| (value * scale).sin()).sum::<f64>()
}

const ROWS: [[f64; 2]; 3] = [[1.0, 2.0], [0.3, -0.4], [-0.5, 0.6]];
const TARGETS: [f64; 3] = [0.5, 0.1, -0.2];
const WEIGHTS: [f64; 2] = [0.25, -0.35];

fn wide() -> Limits {
    Limits::new().trips(100)
}

#[test]
fn numbers_are_those_of_the_gradient() {
    for limits in [Limits::new(), Limits::new().trips(0), Limits::new().trips(1), wide()] {
        for steps in [0, 1, 3, 10] {
            let (value, (d_angle, d_speed)) = pendulum_grad(1.0, 0.5, steps);
            same_as_gradient(&pendulum_graph_with(limits, 1.0, 0.5, steps), value, &[d_angle, d_speed]);
        }
        for (x, start) in [(2.0, 1.0), (2.0, 1e4), (9.0, 3.0)] {
            let (value, (d_x, d_start)) = newton_grad(x, start);
            same_as_gradient(&newton_graph_with(limits, x, start), value, &[d_x, d_start]);
        }
        for (x, y) in [(0.1, 0.2), (1.0, 1.5), (3.0, 0.9), (0.5, -2.0)] {
            let (value, (d_x, d_y)) = search_grad(x, y);
            same_as_gradient(&search_graph_with(limits, x, y), value, &[d_x, d_y]);
        }
        let (value, (d_a, d_b)) = ratio_grad(0.3, 0.7, &[0.1, -0.5, 2.0, 0.3, 0.2]);
        let graph = ratio_graph_with(limits, 0.3, 0.7, &[0.1, -0.5, 2.0, 0.3, 0.2]);
        same_as_gradient(&graph, value, &[d_a, d_b]);
    }
}

#[test]
fn sums_over_data_have_the_gradients_numbers() {
    for limits in [Limits::new().trips(0), Limits::new().trips(2), wide()] {
        let (value, (d_weights, d_bias)) = loss_grad(&WEIGHTS, 0.1, &ROWS, &TARGETS);
        let graph = loss_graph_with(limits, &WEIGHTS, 0.1, &ROWS, &TARGETS);
        same_bits("loss", graph.value(), value);
        same_bits("bias", graph.input("bias").and_then(grad::graph::Node::cotangent).expect("a number"), d_bias);
        assert_eq!(cotangents(&graph, "weights"), d_weights);
        holds_together(&graph);

        let values = [0.5, -1.0, 2.0, 0.25];
        let (value, (d_values, d_scale)) = chain_grad(&values, 0.7);
        let graph = chain_graph_with(limits, &values, 0.7);
        same_bits("chain", graph.value(), value);
        same_bits("scale", graph.input("scale").and_then(grad::graph::Node::cotangent).expect("a number"), d_scale);
        assert_eq!(cotangents(&graph, "values"), d_values);
        holds_together(&graph);
    }
}

/// What a loop that goes back at once records is scaled when it is known with what: `d sqrt(s)/d(each trip) = 1 / (2 sqrt(s))`.
#[test]
fn sums_in_an_array_have_the_gradients_numbers() {
    let data = [0.3, -0.8, 1.2];
    let (value, (da, db)) = ratio_in_an_array_grad(0.7, -0.4, &data);
    let graph = ratio_in_an_array_graph(0.7, -0.4, &data);
    same_as_gradient(&graph, value, &[da, db]);
    holds_together(&graph);
    // What the quotient rule gives.
    let of = |rate: f64| -> (f64, f64) {
        (data.iter().map(|x| (rate * x).exp()).sum(), data.iter().map(|x| x * (rate * x).exp()).sum())
    };
    let ((top, d_top), (bottom, d_bottom)) = (of(0.7), of(-0.4));
    assert!((da + d_top / bottom).abs() < 1e-14 && (db - top * d_bottom / (bottom * bottom)).abs() < 1e-14);
}

#[test]
fn trips_that_go_back_at_once_have_their_final_cotangents() {
    let graph = loss_graph_with(wide(), &WEIGHTS, 0.1, &ROWS, &TARGETS);
    let expected = 1.0 / (2.0 * graph.value());
    let sums: Vec<f64> = graph
        .nodes
        .iter()
        .filter(|node| node.name == "sum" && node.is_active())
        .filter_map(grad::graph::Node::cotangent)
        .collect();
    assert_eq!(sums.len(), 3);
    for sum in sums {
        assert!((sum - expected).abs() <= 1e-15, "found {sum}, expected {expected}");
    }
}

fn loops(graph: &Graph) -> Vec<(&str, usize, usize)> {
    let loops = graph.groups.iter().filter(|group| group.kind == GroupKind::Loop);
    loops.map(|group| (group.label.as_str(), group.trips, group.shown)).collect()
}

#[test]
fn trips_are_counted() {
    assert_eq!(loops(&pendulum_graph(1.0, 0.5, 10)), [("for _ in 0..steps", 10, 4)]);
    assert_eq!(loops(&pendulum_graph_with(wide(), 1.0, 0.5, 10)), [("for _ in 0..steps", 10, 10)]);
    assert_eq!(loops(&pendulum_graph(1.0, 0.5, 0)), [("for _ in 0..steps", 0, 0)]);
    let trips = pendulum_graph(1.0, 0.5, 3).groups.iter().filter(|group| group.kind == GroupKind::Trip).count();
    assert_eq!(trips, 3);
}

/// By hand: in each trip `angle' = angle + 0.01 (speed - 0.01 sin(angle))`, and the cotangents of the trips before follow from it.
#[test]
fn cotangents_of_trips_are_the_chain_rules() {
    let graph = pendulum_graph_with(wide(), 1.0, 0.5, 2);
    let angles: Vec<_> = graph.nodes.iter().filter(|node| node.name == "angle").collect();
    assert_eq!(angles.len(), 3);
    assert_eq!(angles[2].cotangent(), Some(1.0));
    let between = angles[1].value.number().expect("a number");
    let expected = 1.0 - 0.0001 * between.cos();
    let found = angles[1].cotangent().expect("a number");
    assert!((found - expected).abs() < 1e-15, "found {found}, expected {expected}");
}

#[rustfmt::skip]
#[differentiable(graph)]
fn in_one_line(x: f64) -> f64 {
    let mut sums = [0.0; 2];
    for i in 0..2 { for _ in 0..i { sums[i] += x; } }
    sums[0] + sums[1]
}

#[test]
fn a_loop_is_called_what_stands_before_its_brace() {
    let graph = in_one_line_graph(2.0);
    let labels: Vec<&str> = graph.groups.iter().map(|group| group.label.as_str()).collect();
    assert_eq!(labels, ["for i in 0..2", "trip 1", "for _ in 0..i", "trip 2", "for _ in 0..i", "trip 1"]);
}

/// An element that is read again and again, and sums whose cotangent is known from the start.
#[differentiable(graph)]
fn sums_in_order(x: &[f64], y: &[f64]) -> f64 {
    let mut energy = x[0] * x[0] + x[1] / x[0];
    for (i, a) in x.iter().enumerate() {
        for b in y {
            energy += (a * b).sin().exp() * x[1] + x[0] * b / (1.0 + i as f64);
        }
    }
    energy / 3.0
}

#[test]
fn sums_are_taken_in_the_same_order() {
    // Sums of such numbers depend on their order.
    for n in 1..20 {
        let x: Vec<f64> = (0..3).map(|i| 0.1 * f64::from(n) + 0.7 * f64::from(i * n).sin()).collect();
        let y: Vec<f64> = (0..4).map(|i| 1.3 * f64::from(i + n).cos()).collect();
        let graph = sums_in_order_graph(&x, &y);
        let (value, (d_x, d_y)) = sums_in_order_grad(&x, &y);
        same_bits("value", graph.value(), value);
        assert_eq!(cotangents(&graph, "x"), d_x);
        assert_eq!(cotangents(&graph, "y"), d_y);
    }
}
