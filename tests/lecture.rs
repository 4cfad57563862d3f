//! The lecture's functions: values, gradients, pullbacks and the values on the way.

#[macro_use]
#[path = "../examples/lecture/list.rs"]
mod list;

#[path = "../examples/lecture/by_name.rs"]
mod by_name;
#[path = "../examples/lecture/cases.rs"]
mod cases;
#[path = "../examples/lecture/functions.rs"]
mod functions;
#[path = "../benches/lecture/hand_written.rs"]
mod hand_written;
#[path = "../examples/lecture/tails.rs"]
mod tails;
#[path = "../examples/lecture/walk_through.rs"]
mod walk_through;

use by_name::{FUNCTIONS, function};
use cases::CASES;
use fastrand::Rng;
use walk_through::walk_through;

macro_rules! by_name {
    ($($f:ident, $grad:ident, $vjp:ident, $graph:ident: $($x:ident),+;)*) => {
        /// The value from `f_vjp`, and what its pullback makes of the seed.
        #[allow(unused_parens, clippy::similar_names)]
        fn pullback(name: &str, point: &[f64], seed: f64) -> (f64, Vec<f64>) {
            match (name, point) {
                $((stringify!($f), &[$($x),+]) => {
                    let (value, pullback) = functions::$vjp($($x),+);
                    let ($($x),+) = pullback(seed);
                    (value, vec![$($x),+])
                })*
                _ => panic!("no pullback for {name}"),
            }
        }

        /// The value and the gradient as the benchmark's hand-written code has them.
        #[allow(unused_parens, clippy::similar_names)]
        fn by_hand(name: &str, point: &[f64]) -> (f64, Vec<f64>) {
            match (name, point) {
                $((stringify!($f), &[$($x),+]) => {
                    let (value, ($($x),+)) = hand_written::$f($($x),+);
                    (value, vec![$($x),+])
                })*
                _ => panic!("nothing written by hand for {name}"),
            }
        }
    };
}

for_every_function!(by_name);

/// How far a result may be from the exact one, relative to its size.
const TOLERANCE: f64 = 1e-12;

#[track_caller]
fn assert_close(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() <= TOLERANCE * expected.abs(), "{what}: found {found}, expected {expected}");
}

/// `NaN` equals itself here, and `-0` is not `0`.
#[track_caller]
fn assert_same_bits(what: &str, found: f64, expected: f64) {
    assert_eq!(found.to_bits(), expected.to_bits(), "{what}: found {found}, expected {expected}");
}

/// The points of the lecture and random ones, with the name of the function to try there.
fn points() -> Vec<(&'static str, Vec<f64>)> {
    let mut random = Rng::with_seed(3);
    let mut points: Vec<_> = CASES.iter().map(|case| (case.name, case.point.to_vec())).collect();
    for function in FUNCTIONS {
        for _ in 0..100 {
            let point = function.arguments.iter();
            let point = point.map(|_| 4.0 * random.f64() - 2.0).collect();
            points.push((function.name, point));
        }
    }
    points
}

#[test]
fn every_function_has_a_case() {
    for function in FUNCTIONS {
        assert!(CASES.iter().any(|case| case.name == function.name), "no case for {}", function.name);
    }
}

#[test]
fn values_and_gradients_are_the_lectures() {
    for case in CASES {
        let function = function(case.name);
        let (value, gradient) = (function.gradient)(case.point);
        assert_close(case.formula, value, case.value);
        assert_eq!(gradient.len(), case.gradient.len(), "{}", case.name);
        for ((argument, found), expected) in function.arguments.iter().zip(gradient).zip(case.gradient) {
            assert_close(&format!("{}: d_{argument}", case.name), found, *expected);
        }
    }
}

#[test]
fn values_on_the_way_and_their_cotangents_are_the_lectures() {
    let mut checked = 0;
    for case in CASES.iter().filter(|case| !case.steps.is_empty()) {
        let boxes = walk_through(case.name, case.point).unwrap_or_else(|| panic!("no walk through {}", case.name));
        for step in case.steps {
            let computed = boxes
                .iter()
                .find(|computed| computed.name == step.name)
                .unwrap_or_else(|| panic!("no {} in {}", step.name, case.name));
            let what = format!("{}: {}", case.name, computed.equation());
            assert_close(&what, computed.forward, step.forward);
            if let Some(cotangent) = step.cotangent {
                assert_close(&format!("{what}, cotangent"), computed.cotangent, cotangent);
            }
            checked += 1;
        }
    }
    assert!(checked > 0, "the cases have no steps");
}

#[test]
fn walk_throughs_end_in_the_value_and_begin_with_the_gradient() {
    let mut walks = 0;
    for (name, point) in points() {
        let Some(boxes) = walk_through(name, &point) else {
            continue;
        };
        walks += 1;
        let (value, gradient) = (function(name).gradient)(&point);
        let result = boxes.last().expect("there is a result");
        assert_close(name, result.forward, value);
        assert_same_bits(name, result.cotangent, 1.0);
        for ((computed, at), d) in boxes.iter().zip(point).zip(gradient) {
            assert_same_bits(name, computed.forward, at);
            assert_same_bits(name, computed.cotangent, d);
        }
    }
    assert!(walks > 500, "only {walks} walk-throughs");
}

#[test]
fn the_value_is_the_functions_own_bit_for_bit() {
    for (name, point) in points() {
        let function = function(name);
        let expected = (function.value)(&point);
        let (value, _) = (function.gradient)(&point);
        assert_same_bits(&format!("{name}_grad at {point:?}"), value, expected);
        let (value, _) = pullback(name, &point, 1.0);
        assert_same_bits(&format!("{name}_vjp at {point:?}"), value, expected);
    }
}

#[test]
fn the_pullback_of_one_is_the_gradient_bit_for_bit() {
    for (name, point) in points() {
        let function = function(name);
        let (_, gradient) = (function.gradient)(&point);
        let (_, cotangents) = pullback(name, &point, 1.0);
        assert_eq!(gradient.len(), cotangents.len());
        for (cotangent, d) in cotangents.into_iter().zip(gradient) {
            assert_same_bits(&format!("{name} at {point:?}"), cotangent, d);
        }
    }
}

/// A seed that is a power of two only shifts exponents, so nothing is rounded differently.
#[test]
fn the_pullback_of_a_power_of_two_is_the_gradient_times_it_bit_for_bit() {
    for (name, point) in points() {
        let function = function(name);
        let (_, gradient) = (function.gradient)(&point);
        for seed in [4.0, -0.5] {
            let (_, cotangents) = pullback(name, &point, seed);
            for (cotangent, d) in cotangents.into_iter().zip(&gradient) {
                // Adding 0 makes a 0 of -0: which of them comes out is not promised.
                assert_same_bits(&format!("{name} at {point:?}, seed {seed}"), cotangent + 0.0, seed * d + 0.0);
            }
        }
    }
}

/// Rounding makes a sum of cotangents differ a little from the scaled sum, so the terms that
/// cancel count for the size of the result: the largest gradient stands for them.
#[test]
fn the_pullback_scales_with_its_seed() {
    for (name, point) in points() {
        let function = function(name);
        let (_, gradient) = (function.gradient)(&point);
        let size = gradient.iter().fold(0.0, |size: f64, d| size.max(d.abs()));
        for seed in [0.3, -17.9, 1e-6, 0.0] {
            let (_, cotangents) = pullback(name, &point, seed);
            for (cotangent, d) in cotangents.into_iter().zip(&gradient) {
                assert!(
                    (cotangent - seed * d).abs() <= TOLERANCE * seed.abs() * size,
                    "{name} at {point:?}, seed {seed}: found {cotangent}, expected {}",
                    seed * d
                );
            }
        }
    }
}

/// What the benchmark measures against does the same work, and the two were written
/// independently.
#[test]
fn gradients_agree_with_those_written_by_hand() {
    for (name, point) in points() {
        let (value, gradient) = (function(name).gradient)(&point);
        let (expected_value, expected) = by_hand(name, &point);
        assert_close(name, value, expected_value);
        let size = expected.iter().fold(0.0, |size: f64, d| size.max(d.abs()));
        for (found, expected) in gradient.into_iter().zip(expected) {
            assert!(
                (found - expected).abs() <= TOLERANCE * size,
                "{name} at {point:?}: found {found}, expected {expected}"
            );
        }
    }
}
