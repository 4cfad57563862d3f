//! Constants, paths, items inside the function, aliases, `const fn`, attributes.

use std::f64::consts;

use grad::differentiable;

use super::agrees::agrees;

const RATE: f64 = 0.25;
static OFFSET: f64 = 1.5;

/// Numbers by their paths.
pub mod physics {
    pub const G: f64 = 9.81;
    pub mod units {
        pub const MINUTE: f32 = 60.0;
    }
}

pub struct Planet;

impl Planet {
    pub const RADIUS: f64 = 6.4;

    pub const fn mass(&self) -> f64 {
        5.97
    }
}

pub trait Constants {
    const K: f64;
}

impl Constants for Planet {
    const K: f64 = 0.125;
}

#[differentiable]
fn constants_by_path(x: f64) -> f64 {
    let a = x * RATE + OFFSET - physics::G * x * x;
    let b = a * consts::PI + std::f64::consts::E * core::f64::consts::LN_2;
    let c = b.sin() * Planet::RADIUS + <Planet as Constants>::K * x;
    c + f64::EPSILON + f64::from(physics::units::MINUTE) * f64::from(u8::MAX) + Planet.mass() * x
}

#[differentiable]
fn constant_items(x: f64) -> f64 {
    // A `self` that tells nothing of where the function stands.
    use std::f64::consts::{self as constants, E};
    const HALF: f64 = 0.5;
    const QUARTER: f64 = HALF * HALF;
    const COUNT: usize = 3;
    const TABLE: [f64; COUNT] = [1.0, QUARTER, -2.0];
    TABLE[0] * x * x + TABLE[1] * x + TABLE[COUNT - 1] + HALF * x.sin() * (E - constants::LN_2)
}

/// Items stand after the code that uses them, too.
#[differentiable]
fn items_at_the_end(x: f64) -> f64 {
    let y = x * SCALE;
    return y * shift(2);

    const SCALE: f64 = 3.0;
    fn shift(n: i32) -> f64 {
        f64::from(n) + 0.5
    }
}

#[differentiable]
fn annotated_helper_inside(x: f64, y: f64) -> f64 {
    #[differentiable]
    fn area(a: f64, b: f64) -> f64 {
        a * b
    }

    #[differentiable(constant(scale))]
    fn wave(a: f64, scale: f64) -> f64 {
        (a * scale).sin() * area(a, a)
    }

    area(x, wave(y, 2.0)) + area(y, y)
}

type Real = f64;
type Small = f32;

#[differentiable]
fn aliases(x: Real, y: Small, z: Real) -> Real {
    let a: Real = x * x + 1.0;
    let b = a.sqrt().max(0.5) * z.powf(a) + a.powi(3);
    let c: Small = y * y / 3.0;
    b.ln() * f64::from(c.sin()) + 1.0 / a + b.max(2.0) + a.log(3.0)
}

#[differentiable]
fn alias_and_variable_power(x: Real, n: i32) -> Real {
    x.powi(n) + x.abs() * x.recip() * (x * x).to_degrees().to_radians()
}

#[differentiable]
const fn in_const(x: f64, n: u32) -> f64 {
    let y = if x > 1.0 { x * x } else { return x };
    let z;
    match n {
        0 => z = y,
        1 => z = y.max(x).abs() - x,
        _ => {
            z = y / x;
            assert!(z > 0.0);
        }
    }
    z * 2.0 - 1.0
}

const AT_COMPILE_TIME: [(f64, f64); 4] =
    [in_const_grad(0.5, 0), in_const_grad(2.0, 0), in_const_grad(2.0, 1), in_const_grad(2.0, 7)];

/// A documented function keeps its attributes, and a companion is as public as its function.
///
/// See also [`in_const`].
#[differentiable]
#[must_use]
#[inline(always)]
#[allow(clippy::inline_always)]
#[doc(alias = "decorated")]
pub(crate) fn with_attributes(
    // The only argument.
    x: f64,
) -> f64 {
    // A comment of the user's own.
    let y = x * x; // the square
    y + /* one more */ 1.0
}

#[differentiable]
#[cfg(not(all(unix, windows)))]
fn present_by_cfg(x: f64) -> f64 {
    x * x
}

#[differentiable]
#[cfg(all(unix, windows))]
fn absent_by_cfg(x: f64) -> f64 {
    this_does_not_exist(x)
}

#[cfg_attr(not(all(unix, windows)), differentiable(wrt(x)))]
fn annotated_by_cfg(x: f64, y: f64) -> f64 {
    x * y
}

#[test]
fn constants() {
    agrees(constants_by_path, constants_by_path_grad, constants_by_path_vjp, &[0.5, -1.5]);
    agrees(constant_items, constant_items_grad, constant_items_vjp, &[0.5, -1.5]);
}

#[test]
fn inner_items() {
    agrees(items_at_the_end, items_at_the_end_grad, items_at_the_end_vjp, &[0.5, -1.5]);
    agrees(
        annotated_helper_inside,
        annotated_helper_inside_grad,
        annotated_helper_inside_vjp,
        &[(0.5, 0.7), (-1.0, 2.0)],
    );
}

#[test]
fn type_aliases() {
    agrees(aliases, aliases_grad, aliases_vjp, &[(0.5, 0.75, 1.2), (-1.0, 2.0, 0.7)]);
    for n in [-2, 0, 1, 3] {
        agrees(
            move |x: f64| alias_and_variable_power(x, n),
            move |x: f64| alias_and_variable_power_grad(x, n),
            move |x: f64| alias_and_variable_power_vjp(x, n),
            &[0.5, -1.5],
        );
    }
}

#[test]
fn gradients_as_constants() {
    assert_eq!(AT_COMPILE_TIME, [(0.5, 1.0), (7.0, 8.0), (3.0, 6.0), (3.0, 2.0)]);
    for n in 0..3 {
        agrees(
            move |x: f64| in_const(x, n),
            move |x: f64| in_const_grad(x, n),
            move |x: f64| in_const_vjp(x, n),
            &[0.5, 1.5],
        );
    }
}

#[test]
fn attributes() {
    assert_eq!(with_attributes_grad(2.0), (5.0, 4.0));
    assert_eq!(present_by_cfg_grad(2.0), (4.0, 4.0));
    assert_eq!(annotated_by_cfg_grad(2.0, 3.0), (6.0, 3.0));
}
