//! Gradients without the standard library and without an allocator.
#![no_std]

use grad::differentiable;

/// What `core` can do with floats.
#[differentiable]
pub fn arithmetic(x: f64, y: f32, n: i32) -> f64 {
    let wide = f64::from(y);
    let a = (x * wide).max(0.5).min(x.recip() + 90.0) - x.abs().clamp(0.25, 7.0);
    let b = a.recip() + x.copysign(-1.0) * wide % 3.0 + a.to_radians();
    b * f64::from(n) + x / wide
}

/// Another name of a float.
pub type Real = f64;

/// The macro does not see that these are floats.
#[differentiable]
pub fn aliased(x: Real, y: &[Real; 2]) -> Real {
    let z = -x * y[0] + x;
    z / y[1] - x
}

/// Every way back through it is known only when it runs.
#[differentiable]
pub fn branches(x: f64, n: u32) -> f64 {
    let mut a = x * x;
    match n {
        0 => return a,
        1 | 2 => a *= x,
        _ if x > 1.0 => {
            let b = a + 1.0;
            a = b / x;
            if n > 5 {
                return a * b;
            }
        }
        _ => {}
    }
    assert!(a > -1e9, "{a} is very small");
    a * x
}

/// Loops that save, whose few trips are written down.
#[differentiable]
pub fn short_loops(xs: [f64; 3]) -> f64 {
    let mut product = 1.0;
    for x in &xs {
        product *= x * x + 1.0;
    }
    for x in &xs {
        for _ in 0..2 {
            product = product * product / x;
        }
    }
    product
}

/// Calls, the other options, and a `const fn`.
#[differentiable]
pub fn calls(x: f64) -> f64 {
    square(x) * Plane::area(x, 2.0) + held(x, square(3.0)) + branches(x, 1) * grad::detach(x) + table(x)
}

/// `x²`
#[differentiable]
pub const fn square(x: f64) -> f64 {
    x * x
}

#[differentiable(constant(k))]
fn held(x: f64, k: f64) -> f64 {
    x * k
}

#[differentiable(partials(x = -1.0 / (x * x)))]
fn table(x: f64) -> f64 {
    1.0 / x
}

/// A type with functions of its own.
pub struct Plane;

impl Plane {
    /// `a · b`
    #[differentiable]
    pub fn area(a: f64, b: f64) -> f64 {
        a * b
    }
}

/// A gradient in a constant.
pub const SLOPE: (f64, f64) = square_grad(1.5);

#[cfg(feature = "bare")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At (2, (3, 4)): z = -4, so d/dx = (1 - 3) / 4 - 1, and the others -2 / 4 and 4 / 16.
    #[test]
    fn another_name_of_a_float() {
        assert_eq!(aliased_grad(2.0, &[3.0, 4.0]), (-3.0, (-1.5, [-0.5, 0.25])));
    }

    #[test]
    fn arithmetic_in_its_pieces() {
        // x y = 3 is inside, |x| too: b = 1 / (x y - x) - x % 3 · y … at x = 2, y = 1.5, n = 4.
        let (x, y) = (2.0_f64, 1.5_f64);
        let a = x * y - x;
        let radians = 1.0_f64.to_radians();
        let value = (1.0 / a + -x * y % 3.0 + a.to_radians()) * 4.0 + x / y;
        let db_da = -1.0 / (a * a) + radians;
        let dx = (db_da * (y - 1.0) - y) * 4.0 + 1.0 / y;
        let dy = (db_da * x - x) * 4.0 - x / (y * y);
        let (found, (dx_found, dy_found)) = arithmetic_grad(x, 1.5, 4);
        assert_eq!(found, arithmetic(x, 1.5, 4));
        assert!((found - value).abs() < 1e-12, "{found}, expected {value}");
        assert!((dx_found - dx).abs() < 1e-12, "{dx_found}, expected {dx}");
        assert!((f64::from(dy_found) - dy).abs() < 1e-6, "{dy_found}, expected {dy}");
    }

    #[test]
    fn branches_each_way() {
        assert_eq!(branches_grad(3.0, 0), (9.0, 6.0));
        assert_eq!(branches_grad(3.0, 2), (81.0, 108.0));
        assert_eq!(branches_grad(0.5, 4), (0.125, 0.75));
        // (x² + 1) / x · x
        assert_eq!(branches_grad(2.0, 4), (5.0, 4.0));
        // (x² + 1)² / x
        assert_eq!(branches_grad(2.0, 6), (12.5, 13.75));
    }

    #[test]
    fn short_loops_without_an_allocator() {
        // Each trip squares: the 64th power of the product, over the powers 48, 12 and 3 of the elements.
        let xs = [1.5_f64, 0.75, 1.25];
        let (value, d_xs) = short_loops_grad(xs);
        assert_eq!(value, short_loops(xs));
        for ((x, d), power) in xs.into_iter().zip(d_xs).zip([48.0, 12.0, 3.0]) {
            let expected = value * (64.0 * 2.0 * x / (x * x + 1.0) - power / x);
            assert!((d / expected - 1.0).abs() < 1e-12, "{d}, expected {expected}");
        }
    }

    #[test]
    fn calls_and_constants() {
        // 2 x³ + 9 x + [x] x⁴ + 1 / x
        let x = 2.0;
        assert_eq!(calls_grad(x), (16.0 + 18.0 + 32.0 + 0.5, 24.0 + 9.0 + 2.0 * 32.0 - 0.25));
        assert_eq!(SLOPE, (2.25, 3.0));
        let (value, pullback) = calls_vjp(x);
        assert_eq!((value, pullback(2.0)), (66.5, 2.0 * 96.75));
    }
}
