//! Calls in `const fn`: gradients as constants.

use grad::differentiable;

use crate::agrees::agrees;

#[differentiable]
pub const fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
const fn clipped(x: f64, n: u32) -> f64 {
    if n == 0 {
        return square(x).min(9.0);
    }
    let y = match n {
        1 => square(square(x)),
        2 => x / square(x + 1.0),
        _ => square(3.0),
    };
    y * square(x) - square(n as f64)
}

struct Plane;

impl Plane {
    #[differentiable]
    const fn area(a: f64, b: f64) -> f64 {
        a * b
    }

    #[differentiable]
    const fn sum(a: f64, b: f64) -> f64 {
        Self::area(a, b) + Plane::area(square(a), b)
    }
}

#[differentiable(partials(x = 2.0 * x * k), constant(k))]
const fn given(x: f64, k: f64) -> f64 {
    x * x * k
}

#[differentiable]
const fn of_given(x: f64) -> f64 {
    given(x, 3.0) * x
}

#[differentiable(wrt(y))]
const fn selected(x: f64, y: f64) -> f64 {
    x * y
}

#[differentiable]
const fn of_selected(y: f64) -> f64 {
    selected(4.0, y * y) + grad::detach(y) * y
}

#[differentiable]
const fn power(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

const SQUARE: (f64, f64) = square_grad(3.0);
const CLIPPED: [(f64, f64); 5] =
    [clipped_grad(2.0, 0), clipped_grad(4.0, 0), clipped_grad(2.0, 1), clipped_grad(1.0, 2), clipped_grad(2.0, 3)];
const SUM: (f64, (f64, f64)) = Plane::sum_grad(2.0, 3.0);
static GIVEN: (f64, f64) = of_given_grad(2.0);
const SELECTED: (f64, f64) = of_selected_grad(3.0);
const POWER: (f64, f64) = power_grad(2.0, 5);

#[test]
fn at_compile_time() {
    assert_eq!(SQUARE, (9.0, 6.0));
    // x⁶ - 1, x³ / (x + 1)² - 4 and 9 x² - 9
    assert_eq!(CLIPPED, [(4.0, 4.0), (9.0, 0.0), (63.0, 192.0), (-3.75, 0.5), (27.0, 36.0)]);
    assert_eq!(SUM, (18.0, (15.0, 6.0)));
    assert_eq!(GIVEN, (24.0, 36.0));
    assert_eq!(SELECTED, (45.0, 27.0));
    assert_eq!(POWER, (32.0, 80.0));
}

#[test]
fn at_run_time() {
    for n in 0..4 {
        agrees(
            move |x: f64| clipped(x, n),
            move |x: f64| clipped_grad(x, n),
            move |x: f64| clipped_vjp(x, n),
            &[0.5, -1.5],
        );
    }
    agrees(Plane::sum, Plane::sum_grad, Plane::sum_vjp, &[(0.5, 0.7), (-1.0, 2.0)]);
    agrees(|x: f64| power(x, 4), |x: f64| power_grad(x, 4), |x: f64| power_vjp(x, 4), &[0.5, -1.5]);
}

/// A function that is not `const` may call one that is.
#[differentiable]
fn from_elsewhere(x: f64) -> f64 {
    power(x.sin(), 3) + clipped(x, 1) * Plane::area(x, x) + of_given(x)
}

#[test]
fn called_by_other_functions() {
    agrees(from_elsewhere, from_elsewhere_grad, from_elsewhere_vjp, &[0.5, -1.5]);
}
