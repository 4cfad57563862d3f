//! Types that carry floats.

/// A type that can be differentiated with respect to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be differentiated: it does not implement `Differentiable`",
    label = "an active argument of type `{Self}`",
    note = "active arguments are `f32`, `f64` and names for them; exclude this one with `#[differentiable(constant(…))]`"
)]
pub trait Differentiable {
    /// The type of a gradient with respect to a value of this type.
    type Tangent;
}

impl Differentiable for f32 {
    type Tangent = f32;
}

impl Differentiable for f64 {
    type Tangent = f64;
}

impl<T: Differentiable, const N: usize> Differentiable for [T; N] {
    type Tangent = [T::Tangent; N];
}

#[cfg(feature = "alloc")]
impl<T: Differentiable> Differentiable for alloc::vec::Vec<T> {
    type Tangent = alloc::vec::Vec<T::Tangent>;
}
