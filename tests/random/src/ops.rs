//! The float methods that programs call: values by the standard library, derivatives from the
//! textbook.
//!
//! Nothing here is shared with the macro, whose rule table this one checks. Every partial comes
//! with a *scale*: a bound on its size that a sensible formula's rounding error is proportional to.
//! It exceeds the partial itself where the usual formula cancels, as `1 - y * y` does for `tanh`.

use crate::ast::Float;

/// A method of `f32` and `f64`.
#[derive(Debug)]
pub struct Method {
    pub name: &'static str,
    pub arity: usize,
    /// How the generator keeps the arguments inside the domain, most of the time.
    pub domain: Domain,
    in_f64: fn(&[f64]) -> f64,
    in_f32: fn(&[f64]) -> f64,
    local: fn(Float, &[f64]) -> Local,
}

/// Where a method is defined and tame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Domain {
    Any,
    /// Grows so fast that the argument should be bounded.
    Bounded,
    Positive,
    NonNegative,
    NonZero,
    /// -1 to 1
    Unit,
    AboveOne,
    AboveMinusOne,
    /// The second argument is not zero.
    Divisor,
    /// Both positive, the second one not 1.
    Logarithm,
    /// A positive base.
    Power,
    /// The second argument at most the third.
    Clamp,
}

/// The derivative of one operation at one point.
#[derive(Clone, Debug)]
pub struct Local {
    /// Partial and scale for each argument.
    pub partials: Vec<(f64, f64)>,
    /// Which smooth piece the point lies on, where there are several.
    pub piece: i64,
    /// How far the point is from the next piece, relative to the numbers compared.
    pub gap: f64,
}

impl Local {
    pub fn smooth(partials: &[f64]) -> Local {
        Local::piecewise(partials, 0, f64::INFINITY)
    }

    fn scaled(partial: f64, scale: f64) -> Local {
        Local { partials: vec![(partial, scale)], piece: 0, gap: f64::INFINITY }
    }

    pub fn piecewise(partials: &[f64], piece: i64, gap: f64) -> Local {
        Local { partials: partials.iter().map(|&p| (p, p.abs())).collect(), piece, gap }
    }
}

impl Method {
    /// The value in the arithmetic of `float`; the arguments are numbers of that type.
    pub fn value(&self, float: Float, args: &[f64]) -> f64 {
        match float {
            Float::F64 => (self.in_f64)(args),
            Float::F32 => (self.in_f32)(args),
        }
    }

    pub fn local(&self, float: Float, args: &[f64]) -> Local {
        (self.local)(float, args)
    }

    pub fn find(name: &str) -> &'static Method {
        METHODS.iter().find(|method| method.name == name).expect("a method of the table")
    }
}

/// How far apart two compared numbers are, relative to their size.
pub fn relative_gap(a: f64, b: f64) -> f64 {
    (a - b).abs() / a.abs().max(b.abs())
}

/// 0, 1 or -1, whatever the sign of the zero.
fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// The sign bit as a number.
fn sign_bit(x: f64) -> f64 {
    if x.is_sign_negative() { -1.0 } else { 1.0 }
}

/// A step function: flat, its value telling the piece, steps at the numbers `n + offset`.
fn steps(x: f64, value: f64, offset: f64, partial: f64) -> Local {
    let from_step = x - offset - (x - offset).round();
    Local::piecewise(&[partial], value as i64, from_step.abs() / x.abs().max(1.0))
}

/// `x / y` in the arithmetic of `float`.
fn quotient(float: Float, x: f64, y: f64) -> f64 {
    match float {
        Float::F64 => x / y,
        Float::F32 => f64::from(x as f32 / y as f32),
    }
}

/// The derivative of `x % y` is `(1, -trunc(x / y))`.
pub fn remainder(float: Float, x: f64, y: f64) -> Local {
    let quotient = quotient(float, x, y);
    Local::piecewise(&[1.0, -quotient.trunc()], quotient.trunc() as i64, relative_gap(quotient, quotient.round()))
}

/// As `remainder`, the quotient rounded so that the remainder is not negative.
fn remainder_euclid(float: Float, x: f64, y: f64) -> Local {
    let q = x.div_euclid(y);
    let quotient = quotient(float, x, y);
    // Where x / y rounds to a whole number without being one, the whole quotient depends on who
    // computes it.
    let unclear = quotient.fract() == 0.0 && x % y != 0.0;
    let by_y = if unclear { f64::NAN } else { -q };
    Local::piecewise(&[1.0, by_y], q as i64, relative_gap(quotient, quotient.round()))
}

/// The derivative of `x.powi(n)`, whose repeated multiplication loses a rounding per factor.
pub fn powi(x: f64, n: i64) -> Local {
    let partial = if n == 0 { 0.0 } else { n as f64 * x.powi(n as i32 - 1) };
    Local::scaled(partial, partial.abs() * (1.0 + n.unsigned_abs() as f64))
}

fn powf(x: f64, p: f64) -> Local {
    if x == 0.0 && p == 0.0 {
        return Local::smooth(&[0.0, 0.0]);
    }
    let by_x = if p == 0.0 { 0.0 } else { p * x.powf(p - 1.0) };
    // At 0 the limit of x^p ln x; below 0 there is none.
    let by_p = if x == 0.0 && p > 0.0 { 0.0 } else { x.powf(p) * x.ln() };
    // p - 1 is rounded, and the power turns its absolute error into a relative one.
    let spread = if x == 0.0 { 1.0 } else { 1.0 + p.abs().max(1.0) * x.abs().ln().abs() };
    Local { partials: vec![(by_x, by_x.abs() * spread), (by_p, by_p.abs())], piece: 0, gap: f64::INFINITY }
}

fn logarithm(x: f64, base: f64) -> Local {
    let (ln_x, ln_base) = (x.ln(), base.ln());
    Local::smooth(&[1.0 / (x * ln_base), -ln_x / (ln_base * ln_base * base)])
}

fn hypot(x: f64, y: f64) -> Local {
    let h = x.hypot(y);
    Local::smooth(&if h == 0.0 { [0.0, 0.0] } else { [x / h, y / h] })
}

fn atan2(y: f64, x: f64) -> Local {
    let square = x * x + y * y;
    let partials = if square == 0.0 { [0.0, 0.0] } else { [x / square, -y / square] };
    // The cut along the negative x axis.
    let piece = if x < 0.0 { sign_bit(y) as i64 } else { 0 };
    Local::piecewise(&partials, piece, if x < 0.0 { y.abs() } else { f64::INFINITY })
}

/// A tie goes to the second argument, a NaN to the other one.
fn max(a: f64, b: f64) -> Local {
    let first = a > b || b.is_nan();
    select(first, a, b)
}

/// A tie goes to the first argument, a NaN to the other one.
fn min(a: f64, b: f64) -> Local {
    let first = a <= b || b.is_nan();
    select(first, a, b)
}

fn select(first: bool, a: f64, b: f64) -> Local {
    let partials = if first { [1.0, 0.0] } else { [0.0, 1.0] };
    Local::piecewise(&partials, i64::from(first), relative_gap(a, b))
}

/// On a bound the value still comes from inside.
fn clamp(x: f64, low: f64, high: f64) -> Local {
    let gap = relative_gap(x, low).min(relative_gap(x, high));
    if x < low {
        Local::piecewise(&[0.0, 1.0, 0.0], 1, gap)
    } else if x > high {
        Local::piecewise(&[0.0, 0.0, 1.0], 2, gap)
    } else {
        Local::piecewise(&[1.0, 0.0, 0.0], 0, gap)
    }
}

fn copysign(x: f64, s: f64) -> Local {
    let partial = sign(x) * sign_bit(s);
    Local::piecewise(&[partial, 0.0], (2.0 * sign(x) + sign_bit(s)) as i64, x.abs().min(s.abs()))
}

/// `1 - x²` without cancellation.
fn one_minus_square(x: f64) -> f64 {
    (1.0 - x) * (1.0 + x)
}

fn inverse_sine(x: f64, direction: f64) -> Local {
    let rest = one_minus_square(x);
    let partial = direction / rest.sqrt();
    Local::scaled(partial, partial.abs() * (1.0 + x * x / rest.abs()))
}

fn atanh(x: f64) -> Local {
    let rest = one_minus_square(x);
    Local::scaled(1.0 / rest, (1.0 + x * x / rest.abs()) / rest.abs())
}

fn acosh(x: f64) -> Local {
    let rest = (x - 1.0) * (x + 1.0);
    let partial = 1.0 / rest.sqrt();
    Local::scaled(partial, partial.abs() * (1.0 + x * x / rest.abs()))
}

fn tanh(x: f64) -> Local {
    // 1 - y² loses what is left of it where y is close to 1.
    Local::scaled(x.cosh().powi(-2), 1.0)
}

fn exp_m1(x: f64) -> Local {
    // y + 1 cancels for a very negative x.
    Local::scaled(x.exp(), x.exp() + 1.0)
}

macro_rules! one {
    ($name:ident, $domain:ident, |$float:pat_param, $x:ident| $local:expr) => {
        Method {
            name: stringify!($name),
            arity: 1,
            domain: Domain::$domain,
            in_f64: |a| f64::$name(a[0]),
            in_f32: |a| f64::from(f32::$name(a[0] as f32)),
            local: |$float, a| {
                let $x = a[0];
                $local
            },
        }
    };
    ($name:ident, $domain:ident, |$x:ident| $partial:expr) => {
        one!($name, $domain, |_, $x| Local::smooth(&[$partial]))
    };
}

macro_rules! two {
    ($name:ident, $domain:ident, |$float:pat_param, $x:ident, $y:ident| $local:expr) => {
        Method {
            name: stringify!($name),
            arity: 2,
            domain: Domain::$domain,
            in_f64: |a| f64::$name(a[0], a[1]),
            in_f32: |a| f64::from(f32::$name(a[0] as f32, a[1] as f32)),
            local: |$float, a| {
                let ($x, $y) = (a[0], a[1]);
                $local
            },
        }
    };
}

macro_rules! three {
    ($name:ident, $domain:ident, |$x:ident, $y:ident, $z:ident| $local:expr) => {
        Method {
            name: stringify!($name),
            arity: 3,
            domain: Domain::$domain,
            in_f64: |a| f64::$name(a[0], a[1], a[2]),
            in_f32: |a| f64::from(f32::$name(a[0] as f32, a[1] as f32, a[2] as f32)),
            local: |_, a| {
                let ($x, $y, $z) = (a[0], a[1], a[2]);
                $local
            },
        }
    };
}

/// Every method that programs call; `powi` and `sin_cos` have shapes of their own.
pub static METHODS: [Method; 43] = [
    one!(sin, Any, |x| x.cos()),
    one!(cos, Any, |x| -x.sin()),
    one!(tanh, Any, |_, x| tanh(x)),
    one!(exp, Bounded, |x| x.exp()),
    one!(ln, Positive, |x| 1.0 / x),
    one!(sqrt, NonNegative, |x| 0.5 / x.sqrt()),
    two!(max, Any, |_, a, b| max(a, b)),
    two!(min, Any, |_, a, b| min(a, b)),
    one!(abs, Any, |_, x| Local::piecewise(&[sign(x)], sign(x) as i64, x.abs())),
    one!(recip, NonZero, |x| -1.0 / (x * x)),
    three!(mul_add, Any, |a, b, _c| Local::smooth(&[b, a, 1.0])),
    two!(powf, Power, |_, x, p| powf(x, p)),
    two!(hypot, Any, |_, x, y| hypot(x, y)),
    two!(atan2, Any, |_, y, x| atan2(y, x)),
    three!(clamp, Clamp, |x, low, high| clamp(x, low, high)),
    one!(tan, Any, |x| 1.0 / (x.cos() * x.cos())),
    one!(atan, Any, |x| 1.0 / (1.0 + x * x)),
    one!(asin, Unit, |_, x| inverse_sine(x, 1.0)),
    one!(acos, Unit, |_, x| inverse_sine(x, -1.0)),
    one!(sinh, Bounded, |x| x.cosh()),
    one!(cosh, Bounded, |x| x.sinh()),
    one!(asinh, Any, |x| 1.0 / x.hypot(1.0)),
    one!(acosh, AboveOne, |_, x| acosh(x)),
    one!(atanh, Unit, |_, x| atanh(x)),
    one!(exp2, Bounded, |x| x.exp2() * std::f64::consts::LN_2),
    one!(exp_m1, Bounded, |_, x| exp_m1(x)),
    one!(ln_1p, AboveMinusOne, |x| 1.0 / (1.0 + x)),
    one!(log2, Positive, |x| 1.0 / (x * std::f64::consts::LN_2)),
    one!(log10, Positive, |x| 1.0 / (x * std::f64::consts::LN_10)),
    two!(log, Logarithm, |_, x, base| logarithm(x, base)),
    one!(cbrt, NonZero, |x| 1.0 / (3.0 * x.cbrt() * x.cbrt())),
    one!(to_degrees, Any, |_x| 180.0 / std::f64::consts::PI),
    one!(to_radians, Any, |_x| std::f64::consts::PI / 180.0),
    two!(copysign, Any, |_, x, s| copysign(x, s)),
    one!(signum, Any, |_, x| Local::piecewise(&[0.0], sign_bit(x) as i64, x.abs())),
    one!(floor, Any, |_, x| steps(x, x.floor(), 0.0, 0.0)),
    one!(ceil, Any, |_, x| steps(x, x.ceil(), 0.0, 0.0)),
    one!(round, Any, |_, x| steps(x, x.round(), 0.5, 0.0)),
    one!(round_ties_even, Any, |_, x| steps(x, x.round_ties_even(), 0.5, 0.0)),
    one!(trunc, Any, |_, x| steps(x, x.trunc(), 0.0, 0.0)),
    one!(fract, Any, |_, x| steps(x, x.trunc(), 0.0, 1.0)),
    two!(rem_euclid, Divisor, |float, x, y| remainder_euclid(float, x, y)),
    two!(div_euclid, Divisor, |float, x, y| Local { partials: vec![(0.0, 0.0); 2], ..remainder_euclid(float, x, y) }),
];
