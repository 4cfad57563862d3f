//! What may be added, and multiplied, without a rule.

use core::num::{Saturating, Wrapping};

use crate::member::ConstantMember;

/// Floats, and what carries no derivatives or is added number by number. A struct has operators of its own, whose derivatives are not those of numbers.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` is taken for a number",
    label = "`#[differentiable]` cannot see that this is a struct",
    note = "bind it with its type first, as in `let v: {Self} = …;`, and write `#[differentiable]` on its operators"
)]
pub trait Plain {}

/// Floats, and what is multiplied number by number.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` is taken for a number",
    label = "`#[differentiable]` cannot see that this is a struct or a matrix",
    note = "bind it with its type first, as in `let v: Vec3 = body.velocity;`, and write `#[differentiable]` on the operators of a struct",
    note = "a matrix may be borrowed instead: `&filter.gain * &y`"
)]
pub trait Factor {}

/// Asks rustc whether something is.
#[inline]
pub const fn plain<T: Plain + ?Sized>(_: &T) {}

/// Asks rustc whether something is.
#[inline]
pub const fn factor<T: Factor + ?Sized>(_: &T) {}

/// Asks rustc whether a copy is one: without the trait, `clone` is a method of the user's own, which may give anything.
#[inline]
pub const fn cloned<T: Clone>(_: &T) {}

/// What no derivative goes through.
#[diagnostic::on_unimplemented(
    message = "a member of type `{Self}` is taken for an integer",
    label = "a struct of the same name has an integer there",
    note = "give one of the two structs another name"
)]
pub trait Integer {}

/// Asks rustc whether something is.
#[inline]
pub const fn integer<T: Integer + ?Sized>(_: &T) {}

/// What `len()`, `is_empty()` and the like give.
#[diagnostic::on_unimplemented(
    message = "a method of this name is taken for a length, and it gives a value of type `{Self}`",
    label = "the derivative of this would be lost",
    note = "give the method another name"
)]
pub trait Count {}

/// Asks rustc whether something is.
#[inline]
pub const fn count<T: Count + ?Sized>(_: &T) {}

/// What is the same as an `F`: nothing else. Each function has a type of its own.
#[diagnostic::on_unimplemented(
    message = "this is not what `#[differentiable]` takes it for by its name",
    label = "its derivative would be that of the other",
    note = "give the module or the type another name, or bring it in under another: `use mem as memory;`"
)]
pub trait Same<F> {}

impl<F> Same<F> for F {}

/// Asks rustc whether two names stand for one function.
#[inline]
pub const fn same<F: Copy, W: Same<F> + Copy>(_: F, _: W) {}

/// What is the same type as a `T`: nothing else.
#[diagnostic::on_unimplemented(
    message = "by its name, `#[differentiable]` takes the type of this for `{T}`, and it is `{Self}`",
    label = "the file declares another one of this name",
    note = "give one of the two another name"
)]
pub trait StandsFor<T: ?Sized> {}

impl<T: ?Sized> StandsFor<T> for T {}

/// Asks rustc whether a name stands for a type.
#[inline]
pub const fn stands_for<W: StandsFor<T> + ?Sized, T: ?Sized>() {}

/// Asks rustc whether what a function gave is of a type.
#[inline]
pub const fn told<T, W: StandsFor<T>>(_: &W) {}

/// Asks rustc whether what a rule made is of the type that the user named. Nothing is run for that.
#[inline]
pub fn alike<T, W: Same<T>>(_: &T, _: impl FnOnce() -> W) {}

macro_rules! integer {
    ($($ty:ty)*) => {$(
        impl Integer for $ty {}
        impl Count for $ty {}
    )*};
}

integer! { bool i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

macro_rules! plain {
    ($($ty:ty)*) => {$(
        impl Plain for $ty {}
        impl Factor for $ty {}
    )*};
}

plain! { f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize core::time::Duration ConstantMember }

impl<T> Plain for Wrapping<T> {}
impl<T> Factor for Wrapping<T> {}
impl<T> Plain for Saturating<T> {}
impl<T> Factor for Saturating<T> {}
impl<T: Plain + ?Sized> Plain for &T {}
impl<T: Factor + ?Sized> Factor for &T {}
impl<T: Plain + ?Sized> Plain for &mut T {}
impl<T: Factor + ?Sized> Factor for &mut T {}
#[cfg(feature = "alloc")]
impl<T: Plain + ?Sized> Plain for alloc::boxed::Box<T> {}
#[cfg(feature = "alloc")]
impl<T: Factor + ?Sized> Factor for alloc::boxed::Box<T> {}
#[cfg(feature = "ndarray")]
impl<S: ndarray::RawData, D> Plain for ndarray::ArrayBase<S, D> {}
#[cfg(feature = "ndarray")]
impl<S: ndarray::RawData, D> Factor for ndarray::ArrayBase<S, D> {}
#[cfg(feature = "nalgebra")]
impl<T, R: nalgebra::Dim, C: nalgebra::Dim, S> Plain for nalgebra::Matrix<T, R, C, S> {}
