//! Nothing is in scope but what is imported by name.
#![no_implicit_prelude]

use ::grad::differentiable;

/// The generated code brings its own names.
#[differentiable(graph)]
#[must_use]
pub fn prelude_free(x: f64, n: i32) -> f64 {
    let a = if x > 1.0 {
        let b = x.sin();
        if n == 0 {
            return b;
        }
        b * x
    } else {
        x
    };
    a * called(x, n)
}

#[differentiable(graph)]
fn called(x: f64, n: i32) -> f64 {
    match n {
        0 => x.powi(n),
        _ => recursive(x, n.unsigned_abs()),
    }
}

#[differentiable(graph)]
fn recursive(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * recursive(x, n - 1) }
}

type Real = f64;

/// A loop over an array.
#[differentiable(graph)]
#[must_use]
pub fn summed(weights: &[f64], scale: f64) -> f64 {
    let mut sum = 0.0;
    for weight in weights {
        sum += (weight * scale).exp();
    }
    sum.ln()
}

/// Types that only rustc can resolve.
#[differentiable(graph, partials(x = 2.0 * x))]
fn squared(x: Real) -> Real {
    x * x
}

#[cfg(test)]
mod tests {
    use super::{prelude_free_grad, squared_grad};
    use ::core::{assert, assert_eq};
    use ::grad::check;

    #[test]
    fn gradients() {
        for n in [0, 3] {
            let f = |x: f64| super::prelude_free(x, n);
            check::gradient(f, |x: f64| prelude_free_grad(x, n), 1.5).assert();
            check::gradient(f, |x: f64| prelude_free_grad(x, n), 0.5).assert();
        }
        assert_eq!(squared_grad(3.0), (9.0, 6.0));
        assert!(prelude_free_grad(0.5, 1).1 > 0.0);
        assert!((super::prelude_free_graph(1.5, 3).value() - super::prelude_free(1.5, 3)).abs() < f64::EPSILON);
        assert!((super::summed_graph(&[1.0, 2.0], 0.5).value() - super::summed(&[1.0, 2.0], 0.5)).abs() < f64::EPSILON);
        assert!((super::squared_graph(3.0).value() - 9.0).abs() < f64::EPSILON);
    }
}
