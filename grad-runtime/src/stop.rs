//! Stopping a gradient.

/// The same value, held constant: no derivative flows through it.
///
/// Inside a `#[differentiable]` function this is how a derivative is cut on purpose.
///
/// ```
/// # use grad_runtime as grad;
/// // With `#[differentiable]` on it, the gradient of this function at 3 is 3, not 6.
/// fn half_seen(x: f64) -> f64 {
///     x * grad::detach(x)
/// }
/// assert_eq!(half_seen(3.0), 9.0);
/// ```
#[inline]
#[must_use]
pub const fn detach<T: Copy>(value: T) -> T {
    value
}

/// What `#[differentiable]` calls instead, so that only this very function cuts a gradient, and not
/// another one of the same name.
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations)]
pub struct detach {}

impl detach {
    /// The same value.
    #[inline]
    #[must_use]
    pub const fn stop<T: Copy>(value: T) -> T {
        value
    }
}
