//! Smooth functions whose derivatives are known in closed form, at points of all sizes.

use std::cell::Cell;
use std::f64::consts::TAU;

use grad_runtime::check::{Checker, Slope, derivative, slope};

/// A function with its derivative, and the largest argument for which both are finite, not zero and
/// not lost in rounding.
struct Case {
    name: &'static str,
    f: fn(f64) -> f64,
    f32: fn(f32) -> f32,
    derivative: fn(f64) -> f64,
    largest: f64,
    negative: bool,
}

macro_rules! case {
    ($name:literal, |$x:ident| $f:expr, $derivative:expr, up to $largest:expr, negative: $negative:expr) => {
        Case {
            name: $name,
            f: |$x| $f,
            f32: |$x| $f,
            derivative: |$x| $derivative,
            largest: $largest,
            negative: $negative,
        }
    };
}

fn cases() -> Vec<Case> {
    vec![
        case!("x", |x| x, 1.0 + 0.0 * x, up to 1e9, negative: true),
        case!("x²", |x| x * x, 2.0 * x, up to 1e9, negative: true),
        case!("x³", |x| x * x * x, 3.0 * x * x, up to 1e9, negative: true),
        case!("1/x", |x| x.recip(), -1.0 / (x * x), up to 1e9, negative: true),
        case!("sqrt", |x| x.sqrt(), 0.5 / x.sqrt(), up to 1e9, negative: false),
        case!("cbrt", |x| x.cbrt(), x.cbrt() / (3.0 * x), up to 1e9, negative: true),
        case!("ln", |x| x.ln(), x.recip(), up to 1e9, negative: false),
        case!("exp", |x| x.exp(), x.exp(), up to 50.0, negative: true),
        case!("sin", |x| x.sin(), x.cos(), up to 1e9, negative: true),
        case!("sinh", |x| x.sinh(), x.cosh(), up to 50.0, negative: true),
        case!("tanh", |x| x.tanh(), x.cosh().powi(-2), up to 3.0, negative: true),
        case!("atan", |x| x.atan(), (1.0 + x * x).recip(), up to 50.0, negative: true),
        case!("asinh", |x| x.asinh(), (1.0 + x * x).sqrt().recip(), up to 1e9, negative: true),
        case!("exp_m1", |x| x.exp_m1(), x.exp(), up to 50.0, negative: false),
        case!("ln_1p", |x| x.ln_1p(), (1.0 + x).recip(), up to 1e9, negative: false),
        case!("x sin x", |x| x * x.sin(), x.sin() + x * x.cos(), up to 1e9, negative: true),
    ]
}

/// Arguments from 1e-8 to 1e8, none of them round.
fn magnitudes() -> impl Iterator<Item = f64> {
    (-8..=8).flat_map(|power| [1.0, 3.7].map(|digits| digits * 10.0_f64.powi(power) * 1.000_123))
}

impl Case {
    fn points(&self) -> impl Iterator<Item = f64> {
        let signs: &[f64] = if self.negative { &[1.0, -1.0] } else { &[1.0] };
        magnitudes().filter(|&x| x <= self.largest).flat_map(|x| signs.iter().map(move |sign| sign * x))
    }
}

#[test]
fn right_derivatives_pass_and_wrong_ones_fail_at_all_magnitudes() {
    for case in cases() {
        for x in case.points() {
            let right = (case.derivative)(x);
            let Slope::Smooth(estimate) = slope(case.f, x) else {
                panic!("{} at {x:e} is smooth", case.name);
            };
            let context = format!("{} at {x:e}: {right:e}, {estimate:?}", case.name);
            assert!(estimate.admits(right), "{context}");
            assert!(!estimate.admits(right * (1.0 + 1e-6)), "{context}");
            assert!(!estimate.admits(right * (1.0 - 1e-6)), "{context}");
        }
    }
}

#[test]
fn single_precision_has_larger_errors_but_is_sound() {
    for case in cases() {
        // Beyond about 1e4, angles in f32 are too coarse for the waves of a sine.
        for x in case.points().filter(|x| x.abs() < 1e4) {
            #[expect(clippy::cast_possible_truncation, reason = "an f32 point is what is wanted")]
            let x = x as f32;
            let right = (case.derivative)(f64::from(x));
            let estimate = derivative(case.f32, x);
            let context = format!("{} at {x:e}: {right:e}, {estimate:?}", case.name);
            assert!(estimate.admits(right), "{context}");
            assert!(!estimate.admits(right * 1.03), "{context}");
            assert!(estimate.error > 1e-9 * right.abs(), "{context}");
        }
    }
}

#[test]
fn mixed_precision_goes_by_the_coarser() {
    #[expect(clippy::cast_possible_truncation, reason = "an f32 value is what is wanted")]
    let rounded = |x: f64| x.sin() as f32;
    let single_value = derivative(rounded, 0.8);
    let single_argument = derivative(|x: f32| f64::from(x).sin(), 0.8_f32);
    for (estimate, x) in [(single_value, 0.8), (single_argument, f64::from(0.8_f32))] {
        assert!(estimate.admits(x.cos()), "{estimate:?}");
    }
    assert!(single_value.error > 1e-7 && single_value.error < 1e-3, "{single_value:?}");
    // The samples are sharp, but the derivative of an f32 argument is itself an f32.
    assert!(single_argument.error < 1e-5, "{single_argument:?}");
    for x in [0.1_f32, 0.8, 1.5, -2.7] {
        let estimate = derivative(|x: f32| f64::from(x).exp(), x);
        let rounded = f64::from(x.exp());
        assert!(estimate.admits(rounded), "{x}: {rounded}, {estimate:?}");
    }
}

#[test]
fn zero_is_a_point_like_any_other() {
    type Function = fn(f64) -> f64;
    let at_zero: [(Function, f64); 6] = [
        (|x| x.sin(), 1.0),
        (|x| x.cos(), 0.0),
        (|x| (1e6 * x).sin(), 1e6),
        (|x| 1.0 + 1e-6 * x, 1e-6),
        (|x| x * x * x, 0.0),
        (|_| 3.0, 0.0),
    ];
    for (index, (f, right)) in at_zero.into_iter().enumerate() {
        let estimate = derivative(f, 0.0);
        assert!(estimate.admits(right), "function {index}: {estimate:?}");
        let wrong = right + 1e-6 * right.abs().max(1e-6);
        assert!(!estimate.admits(wrong), "function {index}: {estimate:?}");
    }
}

#[test]
fn scales_far_below_the_argument_are_found() {
    let x = 1.000_123_f64;
    for frequency in [1e2, 1e4, 1e6] {
        let right = frequency * (frequency * x).cos();
        let estimate = derivative(|x: f64| (frequency * x).sin(), x);
        assert!(estimate.admits(right), "{frequency:e}: {right:e}, {estimate:?}");
        assert!(!estimate.admits(right * (1.0 + 1e-6)), "{frequency:e}: {right:e}, {estimate:?}");
    }
    // A wave that is small but steep decides over the slope at large steps.
    let estimate = derivative(|x: f64| x + 1e-6 * (1e8 * x).sin(), x);
    let right = 1.0 + 1e2 * (1e8 * x).cos();
    assert!((estimate.value / right - 1.0).abs() < 1e-4, "{right:e}, {estimate:?}");
    assert!(!estimate.admits(1.0), "{estimate:?}");
}

#[test]
fn waves_in_step_with_the_samples_are_not_mistaken_for_flat() {
    for power in 0..24 {
        // All whole numbers, and all multiples of a negative power of two, look alike to it.
        let frequency = TAU * 2.0_f64.powi(power);
        let estimate = derivative(|x: f64| (frequency * x).sin(), 0.0);
        assert!(estimate.admits(frequency), "{frequency:e}: {estimate:?}");
        assert!(estimate.error < 1e-6 * frequency, "{frequency:e}: {estimate:?}");
    }
}

#[test]
fn the_error_grows_with_noise_and_covers_it() {
    let mut last = 0.0;
    for size in [0.0, 1e-12, 1e-9, 1e-6] {
        let noisy = |x: f64| x.sin() + size * noise(x);
        for step in 0..200_u32 {
            let x = 0.1 + 0.013 * f64::from(step);
            let estimate = derivative(noisy, x);
            assert!(estimate.admits(x.cos()), "noise {size:e} at {x}: {estimate:?}");
            assert!(estimate.error < 1e-11 + 1e3 * size, "noise {size:e} at {x}: {estimate:?}");
        }
        let error = derivative(noisy, 0.7).error;
        assert!(error > last, "noise {size:e}: {error:e}");
        last = error;
    }
}

/// A number between -1 and 1 that changes wildly with every bit of `x`.
fn noise(x: f64) -> f64 {
    let mut bits = x.to_bits().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits ^= bits >> 29;
    f64::from_bits(0x3ff0_0000_0000_0000 | bits >> 12) * 2.0 - 3.0
}

#[test]
fn cancellation_inside_the_function_is_noise() {
    // The sum loses digits, and only the samples can tell.
    let x = 0.7_f64;
    for (lost, least, most) in [(1e2, 1e-13, 1e-9), (1e5, 1e-10, 1e-6), (1e8, 1e-7, 1e-3)] {
        let estimate = match slope(|x: f64| (x.sin() + lost) - lost, x) {
            Slope::Smooth(estimate) => estimate,
            // On a step of the rounded sum the function stands still.
            Slope::TwoScales { near, far } if near.admits(0.0) => far,
            other => panic!("{lost:e}: {other:?}"),
        };
        assert!(estimate.admits(x.cos()), "{lost:e}: {estimate:?}");
        assert!((least..most).contains(&estimate.error), "{lost:e}: {estimate:?}");
    }
}

#[test]
fn a_careful_gradient_near_zero_may_have_rounding_of_its_own() {
    for x in [3.3e-4_f64, 1e-5, 1e-7] {
        // The derivative is close to 1/2, but the quotient rule loses digits on the way.
        let claimed = (x * x.exp() - x.exp_m1()) / (x * x);
        let exact = 0.5 + x / 3.0 + x * x / 8.0 + x * x * x / 30.0;
        assert!((claimed - exact).abs() > 1e-14, "the test needs a rounded gradient at {x:e}");
        let estimate = derivative(|x: f64| x.exp_m1() / x, x);
        assert!(estimate.admits(exact), "{x:e}: {estimate:?}");
        assert!(estimate.admits(claimed), "{x:e}: {claimed:e}, {estimate:?}");
        assert!(!estimate.admits(exact * (1.0 + 1e-6)), "{x:e}: {estimate:?}");
    }
}

#[test]
fn tiny_and_huge_arguments_do_not_overflow() {
    for x in [1e-300, 1e-160, 1e160, 1e300, f64::MAX, -f64::MAX, f64::MIN_POSITIVE, 1e-310] {
        let identity = derivative(|x: f64| x, x);
        assert!(identity.admits(1.0) && !identity.admits(1.0 + 1e-6), "{x:e}: {identity:?}");
        let half = derivative(|x: f64| 0.5 * x, x);
        assert!(half.admits(0.5) && !half.admits(1.0), "{x:e}: {half:?}");
    }
    let square = derivative(|x: f64| x * x, 1e-300);
    assert!(square.admits(2e-300), "{square:?}");
}

#[test]
fn steps_stay_as_near_as_promised() {
    let farthest = Cell::new(0.0_f64);
    let calls = Cell::new(0);
    let spy = |center: f64| {
        let (farthest, calls) = (&farthest, &calls);
        farthest.set(0.0);
        calls.set(0);
        move |x: f64| {
            farthest.set(farthest.get().max((x - center).abs()));
            calls.set(calls.get() + 1);
            x.sin()
        }
    };
    for x in [0.0, 1e-8, 0.3, -5.0, 1e6] {
        let _ = slope(spy(x), x);
        assert!(farthest.get() < x.abs().max(1.0), "{x}: {}", farthest.get());
        assert!((100..400).contains(&calls.get()), "{x}: {} calls", calls.get());

        let _ = Checker::new().largest_step(1e-3).slope(spy(x), x);
        assert!(farthest.get() < 1e-3, "{x}: {}", farthest.get());
    }
}

#[test]
#[should_panic(expected = "positive and finite")]
fn a_step_of_zero_is_refused() {
    let _ = Checker::new().largest_step(0.0);
}
