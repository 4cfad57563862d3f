//! Every function of the lecture.

use fastrand::Rng;

use crate::by_name::{FUNCTIONS, function};
use crate::cases::CASES;
use crate::expect::{numbers, same_as_gradient, same_bits};

/// The points of the lecture and random ones.
pub fn points() -> Vec<(&'static str, Vec<f64>)> {
    let mut random = Rng::with_seed(5);
    let mut points: Vec<_> = CASES.iter().map(|case| (case.name, case.point.to_vec())).collect();
    for function in FUNCTIONS {
        for _ in 0..50 {
            let point = function.arguments.iter().map(|_| 4.0 * random.f64() - 2.0).collect();
            points.push((function.name, point));
        }
    }
    points
}

#[test]
fn values_and_cotangents_are_those_of_the_gradient() {
    for (name, point) in points() {
        let function = function(name);
        let (value, gradient) = (function.gradient)(&point);
        same_as_gradient(&(function.graph)(&point), value, &gradient);
    }
}

#[test]
fn inputs_are_in_order_and_hold_the_point() {
    for (name, point) in points() {
        let function = function(name);
        let graph = (function.graph)(&point);
        let inputs: Vec<_> = graph.inputs().collect();
        assert_eq!(inputs.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), function.arguments);
        for (input, at) in inputs.iter().zip(&point) {
            same_bits(name, input.value.number().expect("a number"), *at);
        }
    }
}

#[test]
fn values_on_the_way_are_the_lectures() {
    let mut checked = 0;
    for case in CASES {
        let graph = (function(case.name).graph)(case.point);
        for step in case.steps {
            let (forward, cotangent) = numbers(&graph, step.name);
            let close = |found: f64, expected: f64| (found - expected).abs() <= 1e-12 * expected.abs();
            assert!(close(forward, step.forward), "{}: {} is {forward}", case.name, step.name);
            if let Some(expected) = step.cotangent {
                assert!(close(cotangent, expected), "{}: the cotangent of {} is {cotangent}", case.name, step.name);
            }
            checked += 1;
        }
    }
    assert!(checked > 10, "only {checked} steps");
}

/// At `t = s + z` both slopes are one, at `p = 3x` the slope is three, at the rectifier it is open or shut.
#[test]
fn local_derivatives_are_the_lectures() {
    let slope = |point: &[f64], of: &str| {
        let graph = (function("relu_square").graph)(point);
        let at = graph.nodes.iter().position(|node| node.name == of).expect("the step is there");
        graph.arguments(at).filter_map(|edge| edge.local).collect::<Vec<f64>>()
    };
    let open = [1.0, 0.0, -2.0];
    assert_eq!(slope(&open, "p"), [3.0]);
    assert_eq!(slope(&open, "q"), [1.0]);
    assert_eq!(slope(&open, "r"), [1.0, -1.0]);
    assert_eq!(slope(&open, "s"), [6.0]);
    assert_eq!(slope(&open, "t"), [1.0, 1.0]);
    assert_eq!(slope(&[-1.0, 2.0, 3.0], "q"), [0.0]);
}
