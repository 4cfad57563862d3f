//! What every function of the corpus is held to.

use std::fmt::Debug;

use grad::check::{Checker, Function, Point, Real};

/// How far from a point finite differences look. Branches and kinks of the corpus are farther away than this.
const REACH: f64 = 0.02;

/// Checks a function's companions at some points:
/// - `f_grad` and `f_vjp` return the value that the function returns, bit for bit,
/// - the gradient agrees with finite differences,
/// - the pullback of 1 is the gradient, and that of -2 is -2 times the gradient.
#[track_caller]
pub fn agrees<P, V, B>(
    f: impl Function<P, Output = V> + Copy,
    f_grad: impl Function<P, Output = (V, P::Gradient)> + Copy,
    f_vjp: impl Function<P, Output = (V, B)> + Copy,
    points: &[P],
) where
    P: Point + Debug,
    V: Real + Seed + Debug,
    B: FnOnce(V) -> P::Gradient,
{
    assert!(!points.is_empty(), "no points to check at");
    for &point in points {
        let value = { f }.call_at(point);
        let (grad_value, gradient) = { f_grad }.call_at(point);
        let (vjp_value, pullback) = { f_vjp }.call_at(point);
        assert!(value.same_bits(grad_value), "the value at {point:?}: {value:?}, with the gradient {grad_value:?}");
        assert!(value.same_bits(vjp_value), "the value at {point:?}: {value:?}, with the pullback {vjp_value:?}");

        Checker::new().largest_step(REACH).gradient(f, f_grad, point).assert();

        let gradient = P::flatten(gradient);
        let once = P::flatten(pullback(V::ONE));
        let (_, pullback) = { f_vjp }.call_at(point);
        let twice = P::flatten(pullback(V::MINUS_TWO));
        // Other factors in other places: a few roundings of the largest part.
        let tolerance = 16.0 * V::EPSILON * gradient.iter().fold(0.0, |largest: f64, part| largest.max(part.abs()));
        for ((gradient, once), twice) in gradient.iter().zip(once).zip(twice) {
            assert!((gradient - once).abs() <= tolerance, "at {point:?}: {gradient} from f_grad, {once} from f_vjp");
            assert!(
                (-2.0 * gradient - twice).abs() <= 2.0 * tolerance,
                "at {point:?}: the pullback of -2 is {twice}, the gradient {gradient}"
            );
        }
    }
}

/// What pullbacks are called with.
pub trait Seed: Copy {
    const ONE: Self;
    const MINUS_TWO: Self;
    const EPSILON: f64;

    fn same_bits(self, other: Self) -> bool;
}

impl Seed for f32 {
    const ONE: f32 = 1.0;
    const MINUS_TWO: f32 = -2.0;
    const EPSILON: f64 = f32::EPSILON as f64;

    fn same_bits(self, other: f32) -> bool {
        self.to_bits() == other.to_bits()
    }
}

impl Seed for f64 {
    const ONE: f64 = 1.0;
    const MINUS_TWO: f64 = -2.0;
    const EPSILON: f64 = f64::EPSILON;

    fn same_bits(self, other: f64) -> bool {
        self.to_bits() == other.to_bits()
    }
}
