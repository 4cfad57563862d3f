//! Which of two slopes to believe when a function seems to have one at small steps and another one
//! at large steps.
//!
//! Either the function bends between the two scales (it has short waves, or a kink nearby): then
//! the slope at small steps is the derivative. Or it moves in steps: then its slope at small steps
//! leaves the jumps out.

use alloc::vec::Vec;

use super::real::Precision;
use super::tableau::Limit;

/// A stretch of the argument, and the function's overall slope along it.
pub struct Stretch {
    pub low: f64,
    pub high: f64,
    pub slope: f64,
}

/// Places along the stretch to look at.
const PLACES: usize = 16;

/// The golden ratio, less one: its multiples, less their whole part, fill the interval from 0 to 1
/// evenly.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Whether `near`, the slope at small steps, leaves out jumps by which the function moves along
/// `stretch`.
///
/// By the mean value theorem a function without jumps has the stretch's overall slope somewhere on
/// it. So the slopes at small steps in many places must lie around it, and not all at the same
/// distance.
pub fn jumps(f: &mut dyn FnMut(f64) -> f64, stretch: &Stretch, near: Limit, far: Limit, argument: Precision) -> bool {
    let mut slopes = Vec::with_capacity(PLACES);
    let mut changes = Vec::with_capacity(PLACES);
    let mut place = 0.5;
    for _ in 0..PLACES {
        place += GOLDEN;
        if place >= 1.0 {
            place -= 1.0;
        }
        let x = argument.round(stretch.low + place * (stretch.high - stretch.low));
        // Well below the step at which the slope was found, so that a jump is seldom met by chance.
        let step = (near.step / 8.0).max(16.0 * argument.epsilon() * x.abs());
        let wide = central_slope(f, x, step, argument);
        let narrow = central_slope(f, x, step / 2.0, argument);
        if wide.is_finite() && narrow.is_finite() {
            slopes.push(narrow);
            changes.push((wide - narrow).abs());
        }
    }
    if slopes.len() < PLACES / 2 {
        return false;
    }
    slopes.sort_unstable_by(f64::total_cmp);
    changes.sort_unstable_by(f64::total_cmp);
    let (quarter, half) = (slopes.len() / 4, slopes.len() / 2);
    let spread = slopes[slopes.len() - 1 - quarter] - slopes[quarter];
    let missed = (slopes[half] - stretch.slope).abs();
    // If halving the step moves the slopes by as much as near and far differ, then near is a chance
    // of rounding errors.
    let chance = changes[half] > 0.5 * (near.value - far.value).abs();
    chance || missed > spread + 0.5 * (near.value - stretch.slope).abs()
}

fn central_slope(f: &mut dyn FnMut(f64) -> f64, x: f64, step: f64, argument: Precision) -> f64 {
    let left = argument.round(x - step);
    let right = argument.round(x + step);
    (f(right) - f(left)) / (right - left)
}
