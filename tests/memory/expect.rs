//! What the tests here have in common.

use super::counting::Used;

/// Numbers between 0 and 1, evenly spread.
pub fn inputs(n: usize) -> Vec<f64> {
    (0..n).map(|i| (i as f64 + 0.5) / n as f64).collect()
}

/// Something to fit to at each of the inputs.
pub fn targets(n: usize) -> Vec<f64> {
    inputs(n).iter().map(|x| 1.5 + 0.4 * (9.0 * x).sin()).collect()
}

/// Yes and no, at each of the inputs.
pub fn labels(n: usize) -> Vec<bool> {
    inputs(n).iter().map(|x| (40.0 * x).sin() > 0.3).collect()
}

/// The same with few data points and with many: as many allocations, and as many bytes beside the result.
#[track_caller]
pub fn same_for_few_and_many(used: impl Fn(usize) -> Used) {
    same_for(100, 10_000, used);
}

/// The same for two numbers of data points.
#[track_caller]
pub fn same_for(few: usize, many: usize, used: impl Fn(usize) -> Used) {
    let (of_few, of_many) = (used(few), used(many));
    assert_eq!(
        (of_few.beside_the_result(), of_few.allocations),
        (of_many.beside_the_result(), of_many.allocations),
        "(bytes, allocations) with {few} data points, and with {many}",
    );
}

/// The same number, up to the rounding in a sum of so many terms.
#[track_caller]
pub fn close(got: f64, expected: f64, terms: usize) {
    let rounding = 16.0 * f64::EPSILON * (terms as f64 + 1.0) * expected.abs().max(1.0);
    assert!((got - expected).abs() <= rounding, "{got} instead of {expected}");
}

/// The same for all of them.
#[track_caller]
pub fn all_close(got: &[f64], expected: &[f64], terms: usize) {
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(expected) {
        close(*got, *expected, terms);
    }
}

/// One allocation for so many floats a trip at most.
#[track_caller]
pub fn one_allocation(used: Used, trips: usize, floats: usize) {
    assert_eq!(used.allocations, 1, "{used:?}");
    assert!(used.peak <= 8 * floats * trips, "{} bytes a trip", used.peak / trips);
}
