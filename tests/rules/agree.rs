//! When a derivative counts as right.

use grad::check::{Checker, Function, Point, Real, Slope};

/// A float type, seen from the tests.
pub trait Number: Real {
    /// How far a derivative may be from its closed form, relative to it: a few units in the last place, since both
    /// are computed in a few steps.
    const CLOSE: f64;
    /// A finite difference whose error is larger than this, relative to the derivative, tests nothing.
    const SHARP: f64;
}

impl Number for f64 {
    const CLOSE: f64 = 64.0 * f64::EPSILON;
    const SHARP: f64 = 1e-4;
}

impl Number for f32 {
    const CLOSE: f64 = 64.0 * f32::EPSILON as f64;
    const SHARP: f64 = 0.1;
}

/// Panics unless the gradient at the point is that of finite differences and that of the closed form.
///
/// A point at which finite differences cannot tell is a fault of the test: it must move.
#[track_caller]
pub fn assert_agree<V: Number, P: Point>(
    what: &str,
    checker: Checker,
    f: impl Function<P, Output = V>,
    f_grad: impl Function<P, Output = (V, P::Gradient)>,
    point: P,
    exact: &[f64],
) {
    let report = checker.gradient(f, f_grad, point);
    assert!(report.passed(), "{what}: {report}");
    assert_eq!(report.entries().len(), exact.len(), "{what}: one closed form for each argument");
    for (entry, &exact) in report.entries().iter().zip(exact) {
        let slope = match entry.slope {
            Slope::Smooth(slope) | Slope::OneSided(_, slope) => slope,
            // The report has passed, so one of them admits the claimed derivative.
            Slope::TwoScales { near, far } => {
                [near, far].into_iter().find(|slope| slope.admits(entry.claimed)).unwrap()
            }
            _ => panic!("{what}: no derivative to compare with at this point\n{report}"),
        };
        let size = if exact == 0.0 { 1.0 } else { exact.abs() };
        assert!(slope.error <= V::SHARP * size, "{what}: finite differences are too coarse here\n{report}");
        assert!(
            (entry.claimed - exact).abs() <= V::CLOSE * exact.abs(),
            "{what}, argument {}: the derivative is {:?}, its closed form {exact:?}",
            entry.index,
            entry.claimed,
        );
    }
}
