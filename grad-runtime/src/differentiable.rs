//! Types that carry floats.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::fmt::Debug;

use crate::gradient::Active;
use crate::lend::NoSeed;
use crate::place::{Accumulate, Settle, Shaped};

/// A type that can be differentiated with respect to: `f32`, `f64`, arrays, `Vec`s and tuples of differentiable types, and structs with
/// `#[derive(Differentiable)]`.
///
/// A tangent is differentiable too, and its own tangent: tangents are added and scaled by the same methods.
///
/// ```
/// use grad_runtime::Differentiable;
///
/// let mut point = [1.0, 2.0];
/// let mut step = point.zero_tangent();
/// step.add_tangent(&[3.0, 4.0]);
/// point.add_scaled(-0.5, &step);
/// assert_eq!(point, [-0.5, 0.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `Differentiable`: derive it, or exclude the argument with `constant(…)`",
    label = "carries no floats that a derivative is known for",
    note = "write `#[derive(Differentiable)]` on `{Self}`, or `#[differentiable(constant(…))]` on the function; a member of a struct is excluded with `#[constant]`"
)]
pub trait Differentiable: Shaped<Cotangent = <Self as Differentiable>::Tangent> {
    /// The type of a gradient with respect to a value of this type.
    type Tangent: Tangent;

    /// A zero gradient for this value, with the same lengths.
    fn zero_tangent(&self) -> Self::Tangent {
        Self::zeros(&self.shape())
    }

    /// Goes a step: `self += factor * tangent`.
    ///
    /// # Panics
    /// If a `Vec` in the one has another length than in the other.
    #[track_caller]
    fn add_scaled(&mut self, factor: f64, tangent: &Self::Tangent);

    /// Adds a tangent.
    ///
    /// # Panics
    /// If a `Vec` in the one has another length than in the other.
    #[track_caller]
    fn add_tangent(&mut self, tangent: &Self::Tangent) {
        self.add_scaled(1.0, tangent);
    }
}

/// The type of a gradient.
pub trait Tangent:
    Differentiable<Tangent = Self>
    + Shaped<Cotangent = Self>
    + Accumulate
    + Settle
    + NoSeed
    + Active<Gradient = Self>
    + Clone
    + Debug
    + PartialEq
{
}

impl<T> Tangent for T where
    T: Differentiable<Tangent = T>
        + Shaped<Cotangent = T>
        + Accumulate
        + Settle
        + NoSeed
        + Active<Gradient = T>
        + Clone
        + Debug
        + PartialEq
{
}

impl Differentiable for f64 {
    type Tangent = f64;
    #[inline]
    fn add_scaled(&mut self, factor: f64, tangent: &f64) {
        *self += factor * tangent;
    }
}

impl Differentiable for f32 {
    type Tangent = f32;
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    fn add_scaled(&mut self, factor: f64, tangent: &f32) {
        *self += factor as f32 * tangent;
    }
}

impl<T: Differentiable, const N: usize> Differentiable for [T; N] {
    type Tangent = [T::Tangent; N];
    #[inline]
    fn add_scaled(&mut self, factor: f64, tangent: &[T::Tangent; N]) {
        each_scaled(self, factor, tangent);
    }
}

#[cfg(feature = "alloc")]
impl<T: Differentiable> Differentiable for [T] {
    type Tangent = Vec<T::Tangent>;
    #[inline]
    fn add_scaled(&mut self, factor: f64, tangent: &Vec<T::Tangent>) {
        each_scaled(self, factor, tangent);
    }
}

#[cfg(feature = "alloc")]
impl<T: Differentiable> Differentiable for Vec<T> {
    type Tangent = Vec<T::Tangent>;
    #[inline]
    fn add_scaled(&mut self, factor: f64, tangent: &Vec<T::Tangent>) {
        each_scaled(self, factor, tangent);
    }
}

#[track_caller]
fn each_scaled<T: Differentiable>(values: &mut [T], factor: f64, tangents: &[T::Tangent]) {
    assert!(
        values.len() == tangents.len(),
        "a tangent of length {} is added to something of length {}",
        tangents.len(),
        values.len(),
    );
    for (value, tangent) in values.iter_mut().zip(tangents) {
        value.add_scaled(factor, tangent);
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*))*) => {$(
        impl<$($name: Differentiable),*> Differentiable for ($($name,)*) {
            type Tangent = ($($name::Tangent,)*);
            #[inline]
            fn add_scaled(&mut self, factor: f64, tangent: &Self::Tangent) {
                $(self.$index.add_scaled(factor, &tangent.$index);)*
            }
        }
    )*};
}

tuples! { (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) (A 0, B 1, C 2, D 3, E 4, G 5) }
