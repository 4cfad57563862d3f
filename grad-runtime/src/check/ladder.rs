//! Samples of a function at falling steps, from a step as large as the point down to the point's
//! last digits.

use alloc::vec::Vec;

use super::real::Precision;

/// The function on both sides of the point, at one step. A side is absent where the function is not
/// finite.
pub struct Rung {
    pub left: Option<Sample>,
    pub right: Option<Sample>,
}

/// The function at one distance from the point.
#[derive(Clone, Copy)]
pub struct Sample {
    /// The distance that the floats really have, after rounding.
    pub step: f64,
    pub value: f64,
}

/// The factor between a step and the next. Steps that halve would let the rounding errors of
/// neighbouring rungs repeat each other, and look smaller than they are.
const RATIO: f64 = 1.7;

/// The first step over the largest one. Below 1, so that a positive argument stays positive; and a
/// fraction with many binary digits, so that sums do not come out exact that are not exact in
/// general.
const FIRST: f64 = 0.73;

/// Samples `f` around `x`, from coarse to fine.
pub fn descend(f: &mut dyn FnMut(f64) -> f64, x: f64, argument: Precision, largest_step: f64) -> Vec<Rung> {
    let epsilon = argument.epsilon();
    // Around zero floats are dense, and nothing tells the scale of the function: twice the digits
    // give room.
    let smallest = if x == 0.0 { epsilon * epsilon * largest_step } else { 4.0 * epsilon * x.abs() };
    let smallest = smallest.max(argument.min_positive());

    let mut rungs = Vec::new();
    let mut step = FIRST * largest_step;
    while step >= smallest {
        rungs.push(rung(f, x, step, argument));
        step /= RATIO;
    }
    rungs
}

fn rung(f: &mut dyn FnMut(f64) -> f64, x: f64, step: f64, argument: Precision) -> Rung {
    // First away from zero: there floats are spaced most widely, so that the distance to the
    // rounded node is one that the other side has as well, and the nodes lie symmetrically.
    let outer = argument.round(if x < 0.0 { x - step } else { x + step });
    let distance = if outer.is_finite() { outer - x } else { step.copysign(x) };
    let inner = argument.round(x - distance);
    let (left, right) = if x < 0.0 { (outer, inner) } else { (inner, outer) };
    Rung { left: sample(f, left, x - left), right: sample(f, right, right - x) }
}

fn sample(f: &mut dyn FnMut(f64) -> f64, node: f64, step: f64) -> Option<Sample> {
    // Next to the largest floats a step leads to infinity, where nobody asked for the function.
    if !node.is_finite() {
        return None;
    }
    let value = f(node);
    value.is_finite().then_some(Sample { step, value })
}
