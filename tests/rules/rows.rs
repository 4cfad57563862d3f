//! The rows of test points, with the derivatives in closed form as a textbook has them.
//!
//! A row reads `rule(arguments) = [derivatives] at [points], in f64 [more points];`. Points on kinks and on the edge of
//! a domain are for `tests/kinks.rs`. The closed forms do without differences of nearly equal numbers: `1 - x²` is
//! `(-x).mul_add(x, 1.0)`, which rounds once.

use std::f64::consts::{LN_2, LOG2_E, LOG10_E};
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use grad::check::Checker;
use grad::differentiable;

use super::Signature;
use super::agree::assert_agree;

macro_rules! rows {
    ($($name:ident $args:tt = $exact:tt at $points:tt $(, in f64 $far:tt)? $(, steps up to $step:literal)?;)+) => {
        /// The rules that have a row.
        pub const ROWS: &[Signature] = &[$(signature!($name $args)),+];
        $(
            #[allow(deprecated)]
            mod $name {
                use super::*;

                closed_form!($args $exact);
                const CHECKER: Checker = Checker::new()$(.largest_step($step))?;
                test_rule!(in_f64, f64, $name $args, CHECKER, $points);
                $(test_rule!(far_out_in_f64, f64, $name $args, CHECKER, $far);)?
                test_rule!(in_f32, f32, $name $args, CHECKER, $points);
            }
        )+
    };
}

macro_rules! signature {
    ($name:ident($($arg:ident),+)) => { (stringify!($name), &[$(stringify!($arg)),+]) };
}

macro_rules! closed_form {
    (($($arg:ident),+) [$($exact:expr),+]) => {
        #[allow(unused_variables)]
        fn exact($($arg: f64),+) -> [f64; [$(stringify!($arg)),+].len()] {
            [$($exact),+]
        }
    };
}

rows! {
    // Operators.
    neg(x) = [-1.0] at [(0.0) (1.5) (-2.5) (1e6) (1e-6)], in f64 [(1e300)];
    add(a, b) = [1.0, 1.0] at [(1.0, 2.0) (0.0, 0.0) (-3.5, 0.25) (1e3, 1e-3)], in f64 [(1e200, 1e200)];
    sub(a, b) = [1.0, -1.0] at [(1.0, 2.0) (0.0, 0.0) (-3.5, 0.25) (1e3, 1e-3)], in f64 [(1e200, 3e200)];
    mul(a, b) = [b, a]
        at [(1.5, -2.0) (0.0, 3.0) (0.0, 0.0) (1.0, 7.0) (7.0, -1.0) (1e6, 1e-6)], in f64 [(1e150, 1e-150)];
    div(a, b) = [1.0 / b, -a / (b * b)]
        at [(1.0, 2.0) (0.0, -3.0) (-7.0, 1.0) (7.0, -1.0) (0.3, 1e-4) (5.0, 1e4)], in f64 [(2e-150, 1e100)];
    rem(a, b) = [1.0, -(a / b).trunc()]
        at [(7.5, 2.0) (-7.5, 2.0) (7.5, -2.0) (-7.5, -2.0) (0.5, 2.0) (0.0, 3.0) (100.3, 0.7)], in f64 [(1e6, 7.7)];

    // Powers and roots.
    powf(x, p) = [p * ((p - 1.0) * x.ln()).exp(), (p * x.ln()).exp() * x.ln()]
        at [
            (2.0, 3.0) (0.5, -1.5) (1.0, 2.0) (2.0, 0.0) (1.0, 0.0) (3.0, 1.0) (4.0, 0.5) (3.0, -1.0) (1e-3, 0.5)
            (1e3, 2.5) (1e-4, 1.0)
        ],
        in f64 [(1e-30, 0.5) (1e100, 0.7)];
    sqrt(x) = [0.5 / x.sqrt()] at [(1.0) (2.0) (0.3) (1e-6) (1e6)], in f64 [(1e-200) (1e200)];
    cbrt(x) = [1.0 / (3.0 * x.abs().powf(2.0 / 3.0))]
        at [(1.0) (2.0) (-0.3) (1e-6) (-1e-6) (1e6)], in f64 [(-1e-15) (1e15)];
    recip(x) = [-1.0 / (x * x)] at [(1.0) (-2.0) (0.3) (1e-3) (-1e3)], in f64 [(1e-100) (1e100)];
    hypot(x, y) = [x / (x * x + y * y).sqrt(), y / (x * x + y * y).sqrt()]
        at [(3.0, 4.0) (-3.0, 4.0) (1.0, -1e-2) (0.0, 2.0) (2.0, 0.0) (1e-4, 1e-4) (50.0, 1.0)],
        in f64 [(1e150, -1e150) (1e-150, 1e-150)];

    // Exponentials and logarithms.
    exp(x) = [x.exp()] at [(0.0) (1.0) (-2.5) (1e-6) (20.0) (-20.0)], in f64 [(300.0) (-300.0)];
    exp2(x) = [(x * LN_2).exp() * LN_2] at [(0.0) (1.0) (-2.5) (1e-6) (20.0) (-20.0)], in f64 [(100.0) (-100.0)];
    exp_m1(x) = [x.exp_m1() + 1.0] at [(0.0) (1.0) (-2.5) (1e-6) (20.0)], in f64 [(300.0) (1e-200)];
    ln(x) = [1.0 / x] at [(1.0) (2.5) (0.3) (1e-6) (1e6)], in f64 [(1e-300) (1e300)];
    log2(x) = [LOG2_E / x] at [(1.0) (2.5) (0.3) (1e-6) (1e6)], in f64 [(1e-300) (1e300)];
    log10(x) = [LOG10_E / x] at [(1.0) (2.5) (0.3) (1e-6) (1e6)], in f64 [(1e-300) (1e300)];
    ln_1p(x) = [1.0 / (1.0 + x)] at [(0.0) (1.5) (-0.5) (1e-6) (-0.999) (1e6)], in f64 [(-0.999999) (1e300)];
    log(x, base) = [1.0 / (x * base.ln()), -x.ln() / (base * base.ln() * base.ln())]
        at [(8.0, 2.0) (0.3, 10.0) (5.0, 0.5) (1.0, 3.0) (1e-4, 7.0) (1e4, 1.5)], in f64 [(1e100, 2.0) (3.0, 1e-5)];

    // Trigonometric and hyperbolic functions and their inverses.
    sin(x) = [x.cos()] at [(0.0) (0.5) (-2.0) (3.0) (1e-6) (30.0)], in f64 [(1e4) (1e-200)];
    cos(x) = [-x.sin()] at [(0.0) (0.5) (-2.0) (3.0) (1e-3) (30.0)], in f64 [(1e4)];
    tan(x) = [1.0 / (x.cos() * x.cos())] at [(0.0) (0.5) (-2.0) (3.0) (1e-6) (1.5) (-1.5)], in f64 [(30.0) (1.57)];
    asin(x) = [1.0 / (-x).mul_add(x, 1.0).sqrt()]
        at [(0.0) (0.5) (-0.7) (1e-6) (0.99) (-0.99)], in f64 [(0.999999) (-0.999999)];
    acos(x) = [-1.0 / (-x).mul_add(x, 1.0).sqrt()]
        at [(0.0) (0.5) (-0.7) (1e-6) (0.99) (-0.99)], in f64 [(0.999999) (-0.999999)];
    atan(x) = [1.0 / x.mul_add(x, 1.0)] at [(0.0) (0.5) (-2.0) (1e-6) (30.0)], in f64 [(-1e6) (1e-200)];
    atan2(y, x) = [x / (x * x + y * y), -y / (x * x + y * y)]
        at [
            (1.0, 2.0) (1.0, -2.0) (-1.0, 2.0) (-1.0, -2.0) (0.0, 1.0) (1.0, 0.0) (-2.0, 0.0) (1e-3, -1.0) (1.0, 1e-3)
            (1e-4, 1e-4)
        ],
        in f64 [(1e150, 1e150) (1e-150, -1e-150)];
    sinh(x) = [x.cosh()] at [(0.0) (0.5) (-2.0) (1e-6) (20.0) (-20.0)], in f64 [(300.0) (1e-200)];
    cosh(x) = [x.sinh()] at [(0.0) (0.5) (-2.0) (1e-3) (20.0) (-20.0)], in f64 [(300.0)];
    tanh(x) = [1.0 / (x.cosh() * x.cosh())] at [(0.0) (0.5) (-2.0) (1e-6)], in f64 [(3.0) (1e-200)];
    asinh(x) = [1.0 / x.mul_add(x, 1.0).sqrt()] at [(0.0) (0.5) (-2.0) (1e-6) (1e3)], in f64 [(1e6) (1e-200)];
    acosh(x) = [1.0 / x.mul_add(x, -1.0).sqrt()] at [(1.5) (2.0) (1.01) (1e3)], in f64 [(1.000001) (1e6)];
    atanh(x) = [1.0 / (-x).mul_add(x, 1.0)]
        at [(0.0) (0.5) (-0.7) (1e-6) (0.99) (-0.99)], in f64 [(0.999999) (-0.999999)];

    // Piecewise functions.
    abs(x) = [if x < 0.0 { -1.0 } else { 1.0 }] at [(1.0) (-2.5) (1e-6) (-1e6)], in f64 [(-1e-200) (1e200)];
    signum(x) = [0.0] at [(1.0) (-2.5) (1e-3) (-1e6)];
    copysign(x, s) = [if (x < 0.0) == (s < 0.0) { 1.0 } else { -1.0 }, 0.0]
        at [(2.5, 3.0) (2.5, -1.0) (-2.5, 1.0) (-2.5, -4.0) (0.5, -1e-3) (-1e-3, 7.0)];
    max(a, b) = [if a > b { 1.0 } else { 0.0 }, if a > b { 0.0 } else { 1.0 }]
        at [(1.0, 2.0) (2.0, 1.0) (-3.0, -2.9) (0.5, 0.0) (-0.5, 0.0) (1e6, -1e6)];
    min(a, b) = [if a < b { 1.0 } else { 0.0 }, if a < b { 0.0 } else { 1.0 }]
        at [(1.0, 2.0) (2.0, 1.0) (-3.0, -2.9) (0.5, 0.0) (-0.5, 0.0) (1e6, -1e6)];
    clamp(x, low, high) = [
            if x > low && x < high { 1.0 } else { 0.0 },
            if x < low { 1.0 } else { 0.0 },
            if x > high { 1.0 } else { 0.0 }
        ]
        at [(0.5, 0.0, 2.0) (-0.5, 0.0, 2.0) (2.5, 0.0, 2.0) (-3.0, -4.0, -2.0) (7.0, -4.0, -2.0)], steps up to 0.4;
    abs_sub(a, b) = [if a > b { 1.0 } else { 0.0 }, if a > b { -1.0 } else { 0.0 }]
        at [(1.0, 2.0) (2.0, 1.0) (-3.0, -2.9) (0.5, 0.0) (-0.5, 0.0)];
    floor(x) = [0.0] at [(0.5) (-1.7) (100.3)];
    ceil(x) = [0.0] at [(0.5) (-1.7) (100.3)];
    round(x) = [0.0] at [(0.3) (-1.7) (100.3)];
    round_ties_even(x) = [0.0] at [(0.3) (-1.7) (100.3)];
    trunc(x) = [0.0] at [(0.5) (-1.7) (100.3)];
    fract(x) = [1.0] at [(0.5) (-1.7) (100.3) (1e-3)];
    rem_euclid(a, b) = [1.0, -a.div_euclid(b)]
        at [(7.5, 2.0) (-7.5, 2.0) (7.5, -2.0) (-7.5, -2.0) (0.5, 2.0) (-0.5, 2.0) (100.3, 0.7)], in f64 [(1e6, 7.7)];
    div_euclid(a, b) = [0.0, 0.0] at [(7.5, 2.0) (-7.5, 2.0) (7.5, -2.0) (0.5, 2.0)];

    // The rest.
    mul_add(a, b, c) = [b, a, 1.0] at [(1.5, -2.0, 0.5) (0.0, 3.0, 1.0) (1.0, 1.0, 0.0) (2.0, -1.0, 1e3)];
    midpoint(a, b) = [0.5, 0.5] at [(1.0, 2.0) (-3.0, 0.0) (1e3, -1e3)], in f64 [(1e200, 3e200)];
    to_degrees(x) = [180.0 / std::f64::consts::PI] at [(0.0) (1.0) (-2.5) (1e3) (1e-6)];
    to_radians(x) = [std::f64::consts::PI / 180.0] at [(0.0) (45.0) (-2.5) (1e3) (1e-6)];
}
