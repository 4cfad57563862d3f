//! The gradients that a call of an annotated function gives back, argument by argument.

/// Stands where a gradient would, for an argument that the function holds constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Constant;

/// The gradient of an argument that is differentiated.
#[diagnostic::on_unimplemented(
    message = "an active value is passed to an argument that the called function holds constant",
    label = "this value depends on active arguments, and its derivative would be lost here",
    note = "make the argument active in the called function, or wrap the value in `grad::detach(…)` if it is meant as a constant"
)]
pub trait Active {
    /// The type itself. That the result is named through the trait keeps rustc from a second error after the one above.
    type Gradient;
}

impl Active for f32 {
    type Gradient = f32;
}

impl Active for f64 {
    type Gradient = f64;
}

impl<T: Active, const N: usize> Active for [T; N] {
    type Gradient = [T; N];
}

#[cfg(feature = "alloc")]
impl<T: Active> Active for alloc::vec::Vec<T> {
    type Gradient = Self;
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {$(
        impl<$($name: Active),*> Active for ($($name,)*) {
            type Gradient = Self;
        }
    )*};
}

tuples! { (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, G) }

/// Passes a gradient on; does not compile for [`Constant`].
#[inline]
pub const fn active<T: Active<Gradient = T>>(gradient: T) -> T::Gradient {
    gradient
}
