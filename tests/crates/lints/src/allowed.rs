//! What a function allows itself, its companions are allowed too.

use grad::differentiable;

#[differentiable]
#[expect(unused_comparisons, reason = "the point of this function")]
#[expect(clippy::absurd_extreme_comparisons, reason = "the point of this function")]
fn compares(x: f64, n: u32) -> f64 {
    if n >= 0 { x * x } else { x }
}

#[differentiable]
#[allow(invalid_nan_comparisons, clippy::float_cmp)]
fn compares_to_nan(x: f64) -> f64 {
    if x == f64::NAN { x } else { x * x }
}

#[differentiable]
#[allow(irrefutable_let_patterns)]
fn always_matches(x: f64, n: i32) -> f64 {
    if let k = n { x * f64::from(k) } else { x }
}

#[deprecated = "for the test"]
#[differentiable]
fn deprecated(x: f64) -> f64 {
    x * x
}

#[differentiable]
#[allow(deprecated)]
fn calls_deprecated(x: f64) -> f64 {
    deprecated(x)
}

#[differentiable]
#[cfg(any(debug_assertions, not(debug_assertions)))]
#[inline]
#[track_caller]
#[allow(clippy::many_single_char_names)]
fn many_attributes(a: f64, b: f64, c: f64, d: f64, e: f64) -> f64 {
    assert!(a > 0.0);
    a * b * c * d / e
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients() {
        assert_eq!(compares_grad(3.0, 1), (9.0, 6.0));
        assert_eq!(compares_to_nan_grad(3.0), (9.0, 6.0));
        assert_eq!(always_matches_grad(3.0, 2), (6.0, 2.0));
        assert_eq!(calls_deprecated_grad(3.0), (9.0, 6.0));
        assert_eq!(many_attributes_grad(1.0, 2.0, 3.0, 4.0, 4.0), (6.0, (6.0, 3.0, 2.0, 1.5, -1.5)));
    }
}
