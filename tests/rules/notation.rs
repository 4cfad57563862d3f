//! One operation, written in the ways that Rust has for it.
//!
//! A line reads `test(arguments) in [types]: expression => [derivatives in closed form] at [points];`.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use grad::check::Checker;
use grad::differentiable;

use super::agree::assert_agree;

macro_rules! written {
    ($($test:ident $args:tt in [$($t:ident)+]: $f:expr => $exact:tt at $points:tt;)+) => {
        $(
            #[test]
            fn $test() {
                $(written_in!($t, $args, $f, $exact, $points);)+
            }
        )+
    };
}

macro_rules! written_in {
    ($t:ident, ($($arg:ident),+), $f:expr, [$($exact:expr),+], [$($point:tt)+]) => {{
        #[differentiable]
        fn f($($arg: $t),+) -> $t {
            $f
        }
        #[allow(unused_variables)]
        let exact = |$($arg: f64),+| [$($exact),+];
        let check = |$($arg: $t),+| {
            let exact = exact($(f64::from($arg)),+);
            let point = ($($arg,)+);
            let what = format!("{} at {point:?} in {}", stringify!($f), stringify!($t));
            assert_agree(&what, Checker::new(), f, f_grad, point, &exact);
        };
        $(check $point;)+
    }};
}

// Operators.
written! {
    minus(a) in [f64 f32]: -a => [-1.0] at [(0.0) (2.5)];
    minus_minus(a) in [f64 f32]: -(-a) => [1.0] at [(0.0) (2.5)];
    plus(a, b) in [f64 f32]: a + b => [1.0, 1.0] at [(1.0, -2.5)];
    plus_literal(a) in [f64 f32]: a + 2.0 => [1.0] at [(1.5)];
    literal_plus(a) in [f64 f32]: 2.0 + a => [1.0] at [(1.5)];
    less(a, b) in [f64 f32]: a - b => [1.0, -1.0] at [(1.0, -2.5)];
    less_literal(a) in [f64 f32]: a - 2.0 => [1.0] at [(1.5)];
    literal_less(a) in [f64 f32]: 2.0 - a => [-1.0] at [(1.5)];
    times(a, b) in [f64 f32]: a * b => [b, a] at [(1.0, -2.5) (0.0, 3.0) (0.0, 0.0)];
    times_literal(a) in [f64 f32]: a * 2.5 => [2.5] at [(1.5)];
    literal_times(a) in [f64 f32]: -2.5 * a => [-2.5] at [(1.5)];
    zero_times(a) in [f64 f32]: 0.0 * a => [0.0] at [(1.5)];
    times_itself(a) in [f64 f32]: a * a => [2.0 * a] at [(1.5) (-2.0)];
    over(a, b) in [f64 f32]: a / b => [1.0 / b, -a / (b * b)] at [(1.0, -2.5) (0.0, 3.0) (-7.0, 0.01)];
    over_literal(a) in [f64 f32]: a / -2.5 => [-0.4] at [(1.5)];
    literal_over(b) in [f64 f32]: 2.5 / b => [-2.5 / (b * b)] at [(1.5) (-0.01)];
    one_over(b) in [f64 f32]: 1.0 / b => [-1.0 / (b * b)] at [(1.5) (-0.01)];
    minus_one_over(b) in [f64 f32]: -1.0 / b => [1.0 / (b * b)] at [(1.5) (-0.01)];
    zero_over(b) in [f64 f32]: 0.0 / b => [0.0] at [(1.5) (-2.0)];
    over_itself(a) in [f64 f32]: a / a => [0.0] at [(1.5) (-2.0)];
    modulo(a, b) in [f64 f32]: a % b => [1.0, -(a / b).trunc()] at [(7.5, 2.0) (-7.5, 2.0) (7.5, -2.0) (0.5, 2.0)];
    modulo_literal(a) in [f64 f32]: a % 2.0 => [1.0] at [(7.5) (-7.5)];
    literal_modulo(b) in [f64 f32]: 7.5 % b => [-(7.5 / b).trunc()] at [(2.0) (-2.0) (9.0)];
    brackets(a, b) in [f64 f32]: (a - (b - 1.0)) * -(2.0 - a) => [2.0 * a - b - 1.0, 2.0 - a] at [(1.5, -2.5)];
    compound_assignment(a, b) in [f64 f32]: {
        let mut c = a;
        c += b;
        c *= a;
        c -= 1.0;
        c /= b;
        c %= 10.0;
        c
    } => [(2.0 * a + b) / b, (1.0 - a * a) / (b * b)] at [(1.5, 2.0) (-2.0, 0.5)];
}

// Methods and associated functions.
written! {
    operators_as_methods(a, b) in [f64 f32]: a.mul(b).add(a).sub(b.neg()).div(b).rem(100.0)
        => [1.0 + 1.0 / b, -a / (b * b)] at [(1.5, 2.0) (3.0, -0.5)];
    literal_exponent(x) in [f64 f32]: x.powf(2.5) => [2.5 * x * x.sqrt()] at [(0.3) (2.0)];
    whole_exponent_of_a_negative_base(x) in [f64 f32]: x.powf(3.0) => [3.0 * x * x] at [(-2.0) (2.0)];
    negative_exponent_of_a_negative_base(x) in [f64 f32]: x.powf(-2.0) => [-2.0 / (x * x * x)] at [(-2.0) (0.5)];
    literal_base(x) in [f64]: 2.0_f64.powf(x) => [x.exp2() * 2.0_f64.ln()] at [(0.3) (-2.0) (0.0)];
    literal_base_in_f32(x) in [f32]: 2.0_f32.powf(x) => [x.exp2() * 2.0_f64.ln()] at [(0.3) (-2.0) (0.0)];
    base_one(x) in [f64]: 1.0_f64.powf(x) => [0.0] at [(0.3) (-2.0)];
    base_zero(x) in [f64]: 0.0_f64.powf(x) => [0.0] at [(0.3) (2.0)];
    literal_logarithm_base(x) in [f64 f32]: x.log(2.0) => [1.0 / (x * 2.0_f64.ln())] at [(0.3) (5.0)];
    logarithm_of_a_literal(x) in [f64]: 2.0_f64.log(x) => [-2.0_f64.ln() / (x * x.ln() * x.ln())] at [(0.3) (5.0)];
    logarithm_of_a_literal_in_f32(x) in [f32]: 2.0_f32.log(x) => [-2.0_f64.ln() / (x * x.ln() * x.ln())] at [(0.3) (5.0)];
    literal_sign(x) in [f64 f32]: x.copysign(-1.0) => [-x.signum()] at [(0.3) (-5.0)];
    sign_of_a_literal(x) in [f64]: 2.0_f64.copysign(x) => [0.0] at [(0.3) (-5.0)];
    literal_abscissa(x) in [f64 f32]: x.atan2(2.0) => [2.0 / (x * x + 4.0)] at [(0.3) (-5.0) (0.0)];
    literal_ordinate(x) in [f64]: 2.0_f64.atan2(x) => [-2.0 / (x * x + 4.0)] at [(0.3) (-5.0) (0.0)];
    literal_ordinate_in_f32(x) in [f32]: 2.0_f32.atan2(x) => [-2.0 / (x * x + 4.0)] at [(0.3) (-5.0) (0.0)];
    zero_ordinate(x) in [f64]: 0.0_f64.atan2(x) => [0.0] at [(0.3)];
    literal_leg(x) in [f64 f32]: x.hypot(0.0) => [x.signum()] at [(0.3) (-5.0)];
    max_as_function(a, b) in [f64]: f64::max(a, b) => [f64::from(a > b), f64::from(a < b)] at [(1.0, 2.0) (2.0, 1.0)];
    max_as_function_in_f32(a, b) in [f32]: f32::max(a, b) => [f64::from(a > b), f64::from(a < b)] at [(1.0, 2.0) (2.0, 1.0)];
    primitive(a, b) in [f64]: std::primitive::f64::min(a, b) => [f64::from(a < b), f64::from(a > b)] at [(1.0, 2.0) (2.0, 1.0)];
    in_angle_brackets(a) in [f64]: <f64>::sin(a) => [a.cos()] at [(0.5)];
    all_literals_but_one(a) in [f64]: f64::clamp(a, -1.0, 1.0) => [f64::from(a.abs() < 1.0)] at [(0.5) (-2.0) (2.0)];
    chained(x) in [f64 f32]: x.sin().exp().sqrt() => [0.5 * x.cos() * (0.5 * x.sin()).exp()] at [(0.5) (-2.0)];
    sine_and_cosine(x) in [f64 f32]: { let (s, c) = x.sin_cos(); s * c } => [(2.0 * x).cos()] at [(0.5) (-2.0) (0.0)];
    sine_alone(x) in [f64 f32]: x.sin_cos().0 => [x.cos()] at [(0.5) (-2.0)];
    cosine_alone(x) in [f64]: f64::sin_cos(x).1 => [-x.sin()] at [(0.5) (-2.0)];
    sine_and_cosine_assigned(x) in [f64 f32]: { let (s, c); (s, c) = x.sin_cos(); s - c } => [x.cos() + x.sin()] at [(0.5) (-2.0)];
}
