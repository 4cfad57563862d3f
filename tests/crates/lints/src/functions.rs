//! One function of each kind.

use grad::differentiable;

/// Public, and so are its companions.
#[differentiable(graph)]
#[must_use]
pub fn straight(x: f64, y: f64) -> f64 {
    let a = x.mul_add(y, 1.0);
    let _held = a.exp();
    (a * a).sin() + x.powi(3) / y.abs()
}

/// Branches, early returns, casts.
///
/// # Panics
/// Where `x` is no number.
#[differentiable(graph)]
#[must_use]
pub fn branches(x: f64, n: i32, list: &[i32]) -> f64 {
    let a = if x > 1.0 { x * x } else { return x };
    let b = match list.len() {
        9 => a,
        0 | 1 => {
            let c = a.sqrt();
            c * c * c
        }
        _ => return f64::from(n) * a,
    };
    #[expect(clippy::cast_possible_truncation, reason = "rounding is what is wanted")]
    let narrow = b as f32;
    assert!(narrow > 0.0, "{narrow} is not positive");
    b * f64::from(narrow)
}

/// Nobody calls it but its companion.
#[differentiable]
fn used_through_its_gradient(x: f64) -> f64 {
    x * x
}

/// Nobody calls it but the pullback.
#[differentiable]
fn used_through_its_pullback(x: f64) -> f64 {
    x * x * x
}

/// Nobody calls it but an annotated function's companions.
#[differentiable]
fn used_by_a_call(x: f64) -> f64 {
    x + used_inside(x)
}

#[differentiable]
const fn used_inside(x: f64) -> f64 {
    x * 2.0
}

#[differentiable(partials(x = 2.0 * x))]
fn used_partials(x: f64) -> f64 {
    x * x
}

fn rule(x: f64) -> (f64, impl FnOnce(f64) -> f64) {
    (x * x, move |seed| 2.0 * x * seed)
}

#[differentiable(vjp = rule)]
fn used_rule(x: f64) -> f64 {
    x * x
}

#[differentiable(constant(table))]
fn with_lifetimes<'a, T: Copy + Into<f64>>(x: f64, table: &'a [T], name: &'a str) -> f64 {
    let k: f64 = table[0].into();
    if name.is_empty() { x } else { x * k }
}

/// Its gradient is all that is used of the others.
#[must_use]
pub fn slopes(x: f64) -> [f64; 6] {
    let (_, pullback) = used_through_its_pullback_vjp(x);
    [
        used_through_its_gradient_grad(x).1,
        pullback(1.0),
        calls_grad(x).1,
        used_partials_grad(x).1,
        used_rule_grad(x).1,
        with_lifetimes_grad(x, &[2_u8], "name").1,
    ]
}

#[differentiable]
fn calls(x: f64) -> f64 {
    used_by_a_call(x).mul_add(recursive(x, 2), Plane::sum(x, 2.0))
}

#[differentiable]
fn recursive(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * recursive(x, n - 1) }
}

/// A type with functions of its own.
#[derive(Clone, Copy, Debug)]
pub struct Plane;

impl Plane {
    /// `a · b`
    #[differentiable]
    #[must_use]
    pub const fn area(a: f64, b: f64) -> f64 {
        a * b
    }

    #[differentiable]
    fn sum(a: f64, b: f64) -> f64 {
        Self::area(a, b) + Self::area(a, a)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grad::check;

    #[test]
    fn gradients() {
        check::gradient(straight, straight_grad, (0.5, 0.7)).assert();
        for (x, list) in [(0.5, vec![]), (1.5, vec![]), (1.5, vec![1, 2])] {
            let f = |x: f64| branches(x, 3, &list);
            let (value, gradient) = branches_grad(x, 3, &list);
            assert_eq!(value.to_bits(), f(x).to_bits());
            // x, x⁶ (through `f32` once) and 3 x²
            let expected = match (x > 1.0, list.len()) {
                (false, _) => 1.0,
                (true, 0) => 6.0 * x.powi(5),
                _ => 6.0 * x,
            };
            assert!((gradient - expected).abs() < 1e-5 * expected, "{gradient}, expected {expected}");
        }
        // 3 x · x² + 2 x + x²
        let expected = [3.0, 6.75, 25.25, 3.0, 3.0, 2.0];
        for (slope, expected) in slopes(1.5).iter().zip(expected) {
            assert!((slope - expected).abs() < 1e-12, "{slope}, expected {expected}");
        }
    }
}
