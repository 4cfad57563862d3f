//! Types, traits and constants named like those of the prelude and of generated code.

use ::grad::{check, differentiable};

struct Vec;
struct Box;
struct Option;
struct Some;
struct None;
struct Ok;
struct Err;
struct Either;
struct Constant;
struct Left(f64);
struct Right;
struct String;
trait FnOnce {}
trait Fn {}
trait Copy {}
trait Clone {}
trait Differentiable {}
trait Sized {}
trait Into {}
type Self_ = f64;

/// Methods of these names on floats would be ambiguous if generated code called them.
trait Shadow {
    fn add(self, other: i32) -> i32;
    fn like(self) -> i32;
    fn active(self) -> i32;
    fn to_f64(self) -> i32;
}

impl Shadow for f64 {
    fn add(self, other: i32) -> i32 {
        other
    }
    fn like(self) -> i32 {
        2
    }
    fn active(self) -> i32 {
        3
    }
    fn to_f64(self) -> i32 {
        4
    }
}

#[differentiable]
fn branches(x: f64, y: f64, n: u32) -> f64 {
    let a = if x > 0.0 {
        let b = x * y;
        if n > 5 {
            return b;
        }
        b.sin()
    } else {
        y
    };
    let c = match n {
        0 => a,
        1 => a * a,
        _ => x,
    };
    c * recursive(x, n) + y as f32 as f64
}

#[differentiable]
fn recursive(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * recursive(x, n - 1) }
}

type Real = f64;

#[differentiable]
fn resolved(x: Real, n: i32) -> Real {
    x.powi(n) + x as Real
}

#[differentiable(partials(x = 2.0 * x))]
fn given(x: Real) -> Real {
    x * x
}

fn rule(x: f64) -> (f64, impl ::core::ops::FnOnce(f64) -> f64) {
    (x * x, move |seed| seed * 2.0 * x)
}

#[differentiable(vjp = rule)]
fn ruled(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn calls(x: Real) -> Real {
    given(x) * ruled(x) + resolved(x, 3)
}

/// Type parameters of these names.
#[differentiable(constant(t, n))]
fn parameters<T: ::core::marker::Copy, Either: ::core::marker::Copy, const N: usize>(
    x: f64,
    t: T,
    n: [Either; N],
) -> f64
where
    f64: ::core::convert::From<T>,
{
    let k = f64::from(t);
    if k > 0.0 { x * k } else { x * x * N as f64 }
}

mod inside {
    pub struct f64_like;

    /// An `impl` whose items are named like companions' helpers.
    impl f64_like {
        pub const pullback: f64 = 2.0;
        pub fn vjp() -> f64 {
            3.0
        }
        #[::grad::differentiable]
        pub fn seed(x: f64) -> f64 {
            x * Self::pullback * Self::vjp()
        }
        #[::grad::differentiable]
        pub fn value(x: f64) -> f64 {
            Self::seed(x) * x
        }
    }
}

#[test]
fn all_right() {
    for (x, y) in [(0.6, 0.7), (1.3, -0.4), (-0.7, 1.1)] {
        for n in [0, 1, 3, 7] {
            let (value, (dx, dy)) = branches_grad(x, y, n);
            assert_eq!(value, branches(x, y, n));
            // The trip through `f32` adds 1 to the derivative by `y`.
            let smooth = |x: f64, y: f64| branches(x, y, n) - y as f32 as f64;
            let in_f32 = if x > 0.0 && n > 5 { 0.0 } else { 1.0 };
            let smooth_grad = |x: f64, y: f64| (smooth(x, y), (dx, dy - in_f32));
            let whole = |x: f64, y: f64| branches(x, y, n);
            if in_f32 == 0.0 {
                check::gradient(whole, |x: f64, y: f64| branches_grad(x, y, n), (x, y)).assert();
            } else {
                check::gradient(smooth, smooth_grad, (x, y)).assert();
            }
        }
        check::gradient(|x: f64| resolved(x, 3), |x: f64| resolved_grad(x, 3), x).assert();
        check::gradient(calls, calls_grad, x).assert();
    }
    assert_eq!(parameters_grad(3.0, 4_u8, ['a', 'b']), (12.0, 4.0));
    assert_eq!(parameters_grad::<i8, u8, 2>(3.0, -4, [0, 1]), (18.0, 12.0));
    assert_eq!(inside::f64_like::value_grad(3.0), (54.0, 36.0));
}
