//! What arrays, slices, vectors and tuples of floats need going back: cotangents of the same shape, and sums of them.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;

use crate::member::SettleBeside;

/// A value that carries floats, in any shape.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `Differentiable`: derive it, or exclude the argument with `constant(…)`",
    label = "carries no floats that a derivative is known for",
    note = "write `#[derive(Differentiable)]` on `{Self}`, or `#[differentiable(constant(…))]` on the function; a member of a struct is excluded with `#[constant]`"
)]
pub trait Shaped {
    /// A cotangent: the same shape, owned.
    type Cotangent: Shaped<Cotangent = Self::Cotangent>;
    /// What must be remembered of a value to make a cotangent for it later.
    type Shape: Clone;
    /// The lengths of everything in it.
    fn shape(&self) -> Self::Shape;
    /// A zero of this shape.
    fn zeros(shape: &Self::Shape) -> Self::Cotangent;
    /// The same, of minus zeros where that costs nothing: adding to a minus zero changes no number, and rustc knows.
    fn blank(shape: &Self::Shape) -> Self::Cotangent;
    /// Whether any number in it is not zero.
    fn any(&self) -> bool;
    /// Whether a pullback has to be called with this: not with a number that is zero. One that gets an array looks at each number itself.
    fn matters(&self) -> bool {
        !self.is_missing()
    }
    /// Whether it may stand for a vector, or for the vectors or the variant in it, that nobody owes anything to (see
    /// [`crate::lend::NoSeed`]): there is nothing in it but zeros.
    fn is_missing(&self) -> bool {
        false
    }
    /// Whether both have the same lengths.
    fn fits(&self, other: &Self::Cotangent) -> bool
    where
        Self::Cotangent: Sized;
    /// Whether a cotangent is of this shape.
    fn is_of(shape: &Self::Shape, cotangent: &Self::Cotangent) -> bool {
        Self::zeros(shape).fits(cotangent)
    }
    /// The number, and whether it is an `f32`, if it is one float.
    #[cfg(feature = "graph")]
    fn number(&self) -> Option<(f64, bool)> {
        None
    }
    /// Looks at each number in it.
    #[cfg(feature = "graph")]
    fn each(&self, _see: &mut dyn FnMut(f64)) {}
}

/// Adding cotangents of one shape.
#[diagnostic::on_unimplemented(
    message = "a cotangent of type `{From}` cannot be added to one of type `{Self}`",
    label = "the value's derivative arrives here in another shape"
)]
pub trait Accumulate<From: ?Sized = Self> {
    /// `self += from`
    fn accumulate(&mut self, from: &From);
}

/// Adding multiples of cotangents.
pub trait AccumulateScaled<Factor: Copy, From: ?Sized = Self> {
    /// `self += factor * from`
    fn accumulate_scaled(&mut self, factor: Factor, from: &From);
}

/// A cotangent that may hold minus zeros.
pub trait Settle {
    /// Makes zeros of them.
    fn settle(&mut self);
}

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl Shaped for $float {
            type Cotangent = $float;
            type Shape = ();
            #[inline]
            fn shape(&self) {}
            #[inline]
            fn zeros(_: &()) -> $float {
                0.0
            }
            #[inline]
            fn blank(_: &()) -> $float {
                -0.0
            }
            #[inline]
            fn fits(&self, _: &$float) -> bool {
                true
            }
            #[inline]
            fn any(&self) -> bool {
                *self != 0.0
            }
            #[cfg(feature = "graph")]
            fn number(&self) -> Option<(f64, bool)> {
                #[allow(clippy::useless_conversion, reason = "one macro for both types")]
                Some((f64::from(*self), size_of::<$float>() == 4))
            }
            #[cfg(feature = "graph")]
            fn each(&self, see: &mut dyn FnMut(f64)) {
                #[allow(clippy::useless_conversion, reason = "one macro for both types")]
                see(f64::from(*self));
            }
            #[inline]
            fn matters(&self) -> bool {
                *self != 0.0
            }
        }

        impl Settle for $float {
            #[inline]
            fn settle(&mut self) {
                *self += 0.0;
            }
        }

        impl Accumulate for $float {
            #[inline]
            fn accumulate(&mut self, from: &$float) {
                *self += *from;
            }
        }

        impl AccumulateScaled<$float> for $float {
            #[inline]
            fn accumulate_scaled(&mut self, factor: $float, from: &$float) {
                *self += factor * *from;
            }
        }
    )*};
}

floats!(f32, f64);

/// What a function gives that returns nothing.
impl Shaped for () {
    type Cotangent = ();
    type Shape = ();
    #[inline]
    fn shape(&self) {}
    #[inline]
    fn zeros(_: &()) {}
    #[inline]
    fn blank(_: &()) {}
    #[inline]
    fn fits(&self, _: &()) -> bool {
        true
    }
    #[inline]
    fn any(&self) -> bool {
        false
    }
}

// A sum in one type, of numbers in the other.
impl AccumulateScaled<f32> for f64 {
    #[inline]
    fn accumulate_scaled(&mut self, factor: f32, from: &f64) {
        *self += crate::scalar::scaled(factor, *from);
    }
}

impl AccumulateScaled<f64> for f32 {
    #[inline]
    fn accumulate_scaled(&mut self, factor: f64, from: &f32) {
        *self += crate::scalar::scaled(factor, *from);
    }
}

impl<T: Shaped + ?Sized> Shaped for &T {
    type Cotangent = T::Cotangent;
    type Shape = T::Shape;
    #[inline]
    fn shape(&self) -> T::Shape {
        (**self).shape()
    }
    #[inline]
    fn zeros(shape: &T::Shape) -> T::Cotangent {
        T::zeros(shape)
    }
    #[inline]
    fn blank(shape: &T::Shape) -> T::Cotangent {
        T::blank(shape)
    }
    #[inline]
    fn fits(&self, other: &T::Cotangent) -> bool {
        (**self).fits(other)
    }
    #[inline]
    fn any(&self) -> bool {
        (**self).any()
    }
    #[inline]
    fn matters(&self) -> bool {
        (**self).matters()
    }
    #[inline]
    fn is_missing(&self) -> bool {
        (**self).is_missing()
    }
    #[cfg(feature = "graph")]
    fn number(&self) -> Option<(f64, bool)> {
        (**self).number()
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        (**self).each(see);
    }
}

impl<T: Shaped + ?Sized> Shaped for &mut T {
    type Cotangent = T::Cotangent;
    type Shape = T::Shape;
    #[inline]
    fn shape(&self) -> T::Shape {
        (**self).shape()
    }
    #[inline]
    fn zeros(shape: &T::Shape) -> T::Cotangent {
        T::zeros(shape)
    }
    #[inline]
    fn blank(shape: &T::Shape) -> T::Cotangent {
        T::blank(shape)
    }
    #[inline]
    fn fits(&self, other: &T::Cotangent) -> bool {
        (**self).fits(other)
    }
    #[inline]
    fn any(&self) -> bool {
        (**self).any()
    }
    #[inline]
    fn matters(&self) -> bool {
        (**self).matters()
    }
    #[inline]
    fn is_missing(&self) -> bool {
        (**self).is_missing()
    }
    #[cfg(feature = "graph")]
    fn number(&self) -> Option<(f64, bool)> {
        (**self).number()
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        (**self).each(see);
    }
}

impl<T: Shaped, const N: usize> Shaped for [T; N] {
    type Cotangent = [T::Cotangent; N];
    type Shape = [T::Shape; N];
    #[inline]
    fn shape(&self) -> [T::Shape; N] {
        core::array::from_fn(|i| self[i].shape())
    }
    #[inline]
    fn zeros(shape: &[T::Shape; N]) -> [T::Cotangent; N] {
        core::array::from_fn(|i| T::zeros(&shape[i]))
    }
    #[inline]
    fn blank(shape: &[T::Shape; N]) -> [T::Cotangent; N] {
        core::array::from_fn(|i| T::blank(&shape[i]))
    }
    #[inline]
    fn any(&self) -> bool {
        self.iter().any(T::any)
    }
    #[inline]
    fn is_missing(&self) -> bool {
        self.iter().all(T::is_missing)
    }
    #[inline]
    fn fits(&self, other: &[T::Cotangent; N]) -> bool {
        self.iter().zip(other).all(|(a, b)| a.fits(b))
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.iter().for_each(|element| element.each(see));
    }
}

impl<T: Settle, const N: usize> Settle for [T; N] {
    #[inline]
    fn settle(&mut self) {
        self.as_mut_slice().settle();
    }
}

impl<T: Settle> Settle for [T] {
    #[inline]
    fn settle(&mut self) {
        self.iter_mut().for_each(T::settle);
    }
}

#[cfg(feature = "alloc")]
impl<T: Settle> Settle for Vec<T> {
    #[inline]
    fn settle(&mut self) {
        self.as_mut_slice().settle();
    }
}

impl<T: Accumulate, const N: usize> Accumulate for [T; N] {
    #[inline]
    fn accumulate(&mut self, from: &[T; N]) {
        self.as_mut_slice().accumulate(from.as_slice());
    }
}

impl<T: Accumulate, const N: usize> Accumulate<[T]> for [T; N] {
    #[inline]
    fn accumulate(&mut self, from: &[T]) {
        self.as_mut_slice().accumulate(from);
    }
}

impl<T: Accumulate, const N: usize> Accumulate<[T; N]> for [T] {
    #[inline]
    fn accumulate(&mut self, from: &[T; N]) {
        self.accumulate(from.as_slice());
    }
}

impl<F: Copy, T: AccumulateScaled<F>, const N: usize> AccumulateScaled<F> for [T; N] {
    #[inline]
    fn accumulate_scaled(&mut self, factor: F, from: &[T; N]) {
        self.as_mut_slice().accumulate_scaled(factor, from.as_slice());
    }
}

impl<T: Accumulate> Accumulate for [T] {
    #[inline]
    fn accumulate(&mut self, from: &[T]) {
        for (to, from) in self.iter_mut().zip(from) {
            to.accumulate(from);
        }
    }
}

impl<F: Copy, T: AccumulateScaled<F>> AccumulateScaled<F> for [T] {
    #[inline]
    fn accumulate_scaled(&mut self, factor: F, from: &[T]) {
        for (to, from) in self.iter_mut().zip(from) {
            to.accumulate_scaled(factor, from);
        }
    }
}

#[cfg(feature = "alloc")]
impl<T: Shaped> Shaped for [T] {
    type Cotangent = Vec<T::Cotangent>;
    type Shape = <Vec<T> as Shaped>::Shape;
    #[inline]
    fn shape(&self) -> Self::Shape {
        self.iter().map(T::shape).collect()
    }
    #[inline]
    fn zeros(shape: &Self::Shape) -> Self::Cotangent {
        shape.iter().map(T::zeros).collect()
    }
    #[inline]
    fn blank(shape: &Self::Shape) -> Self::Cotangent {
        Self::zeros(shape)
    }
    #[inline]
    fn any(&self) -> bool {
        self.iter().any(T::any)
    }
    #[inline]
    fn fits(&self, other: &Self::Cotangent) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(a, b)| a.fits(b))
    }
    // Without making a vector of zeros.
    #[inline]
    fn is_of(shape: &Self::Shape, cotangent: &Self::Cotangent) -> bool {
        shape.len() == cotangent.len() && shape.iter().zip(cotangent).all(|(shape, d)| T::is_of(shape, d))
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.iter().for_each(|element| element.each(see));
    }
}

#[cfg(feature = "alloc")]
impl<T: Shaped> Shaped for Vec<T> {
    type Cotangent = Vec<T::Cotangent>;
    // For floats a vector of units: a length, and no allocation.
    type Shape = Vec<T::Shape>;
    #[inline]
    fn shape(&self) -> Self::Shape {
        self.as_slice().shape()
    }
    #[inline]
    fn zeros(shape: &Self::Shape) -> Self::Cotangent {
        <[T]>::zeros(shape)
    }
    #[inline]
    fn blank(shape: &Self::Shape) -> Self::Cotangent {
        <[T]>::zeros(shape)
    }
    #[inline]
    fn any(&self) -> bool {
        self.iter().any(T::any)
    }
    #[inline]
    fn is_missing(&self) -> bool {
        self.is_empty()
    }
    #[inline]
    fn fits(&self, other: &Self::Cotangent) -> bool {
        self.as_slice().fits(other)
    }
    #[inline]
    fn is_of(shape: &Self::Shape, cotangent: &Self::Cotangent) -> bool {
        <[T]>::is_of(shape, cotangent)
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.iter().for_each(|element| element.each(see));
    }
}

#[cfg(feature = "alloc")]
impl<T: Accumulate + Clone> Accumulate for Vec<T> {
    #[inline]
    fn accumulate(&mut self, from: &Vec<T>) {
        if self.is_empty() {
            // It stands for zeros (see `NoSeed`).
            self.extend_from_slice(from);
        } else {
            self.as_mut_slice().accumulate(from.as_slice());
        }
    }
}

#[cfg(feature = "alloc")]
impl<T: Accumulate> Accumulate<[T]> for Vec<T> {
    #[inline]
    fn accumulate(&mut self, from: &[T]) {
        self.as_mut_slice().accumulate(from);
    }
}

#[cfg(feature = "alloc")]
impl<T: Accumulate> Accumulate<Vec<T>> for [T] {
    #[inline]
    fn accumulate(&mut self, from: &Vec<T>) {
        self.accumulate(from.as_slice());
    }
}

#[cfg(feature = "alloc")]
impl<T: Accumulate, const N: usize> Accumulate<[T; N]> for Vec<T> {
    #[inline]
    fn accumulate(&mut self, from: &[T; N]) {
        self.as_mut_slice().accumulate(from.as_slice());
    }
}

#[cfg(feature = "alloc")]
impl<T: Accumulate, const N: usize> Accumulate<Vec<T>> for [T; N] {
    #[inline]
    fn accumulate(&mut self, from: &Vec<T>) {
        self.as_mut_slice().accumulate(from.as_slice());
    }
}

#[cfg(feature = "alloc")]
impl<F: Copy, T: AccumulateScaled<F>> AccumulateScaled<F> for Vec<T> {
    #[inline]
    fn accumulate_scaled(&mut self, factor: F, from: &Vec<T>) {
        self.as_mut_slice().accumulate_scaled(factor, from.as_slice());
    }
}

#[cfg(feature = "alloc")]
impl<F: Copy, T: AccumulateScaled<F>> AccumulateScaled<F, Vec<T>> for [T] {
    #[inline]
    fn accumulate_scaled(&mut self, factor: F, from: &Vec<T>) {
        self.accumulate_scaled(factor, from.as_slice());
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*))*) => {$(
        impl<$($name: Shaped),*> Shaped for ($($name,)*) {
            type Cotangent = ($($name::Cotangent,)*);
            type Shape = ($($name::Shape,)*);
            #[inline]
            fn shape(&self) -> Self::Shape {
                ($(self.$index.shape(),)*)
            }
            #[inline]
            fn zeros(shape: &Self::Shape) -> Self::Cotangent {
                ($($name::zeros(&shape.$index),)*)
            }
            #[inline]
            fn blank(shape: &Self::Shape) -> Self::Cotangent {
                ($($name::blank(&shape.$index),)*)
            }
            #[inline]
            fn any(&self) -> bool {
                false $(|| self.$index.any())*
            }
            #[inline]
            fn is_missing(&self) -> bool {
                !self.any()
            }
            #[inline]
            fn fits(&self, other: &Self::Cotangent) -> bool {
                true $(&& self.$index.fits(&other.$index))*
            }
            #[cfg(feature = "graph")]
            fn each(&self, see: &mut dyn FnMut(f64)) {
                $(self.$index.each(see);)*
            }
        }

        impl<$($name: SettleBeside),*> Settle for ($($name,)*) {
            #[inline]
            fn settle(&mut self) {
                $(self.$index.settle_beside();)*
            }
        }

        impl<$($name: Accumulate),*> Accumulate for ($($name,)*) {
            #[inline]
            fn accumulate(&mut self, from: &Self) {
                $(self.$index.accumulate(&from.$index);)*
            }
        }

        impl<Factor: Copy, $($name: AccumulateScaled<Factor>),*> AccumulateScaled<Factor> for ($($name,)*) {
            #[inline]
            fn accumulate_scaled(&mut self, factor: Factor, from: &Self) {
                $(self.$index.accumulate_scaled(factor, &from.$index);)*
            }
        }
    )*};
}

tuples! { (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) (A 0, B 1, C 2, D 3, E 4, G 5) }

/// A zero cotangent for a value.
#[inline]
pub fn zeros_like<T: Shaped + ?Sized>(value: &T) -> T::Cotangent {
    T::zeros(&value.shape())
}

/// What is remembered of a value to make a cotangent for it later.
#[inline]
pub fn shape_of<T: Shaped + ?Sized>(value: &T) -> ShapeOf<T> {
    ShapeOf(value.shape())
}

/// The shape of a `T`.
#[derive(Debug)]
pub struct ShapeOf<T: Shaped + ?Sized>(T::Shape);

impl<T: Shaped + ?Sized> Clone for ShapeOf<T> {
    #[inline]
    fn clone(&self) -> ShapeOf<T> {
        ShapeOf(self.0.clone())
    }
}

impl<T: Shaped + ?Sized> ShapeOf<T> {
    /// A zero cotangent of this shape.
    #[inline]
    pub fn zeros(&self) -> T::Cotangent {
        T::zeros(&self.0)
    }

    /// The same for a place that nobody sees: its zeros may be minus zeros.
    #[inline]
    pub fn blank(&self) -> T::Cotangent {
        T::blank(&self.0)
    }

    /// Whether a cotangent is of this shape.
    #[inline]
    pub fn fits(&self, cotangent: &T::Cotangent) -> bool {
        T::is_of(&self.0, cotangent)
    }
}

/// `to += from`
#[inline]
pub fn add<A: Accumulate<B> + ?Sized, B: ?Sized>(to: &mut A, from: &B) {
    to.accumulate(from);
}

/// `to += from`, if anybody wants it.
#[inline]
pub fn add_wanted<A: Accumulate<B> + ?Sized, B: ?Sized>(to: &mut Option<&mut A>, from: &B) {
    if let Some(to) = to {
        to.accumulate(from);
    }
}

/// `to += factor * from`; a factor of zero adds nothing, whatever it is multiplied with.
#[inline]
pub fn add_scaled<F: crate::scalar::Scalar, A: AccumulateScaled<F, B> + ?Sized, B: ?Sized>(
    to: &mut A,
    factor: F,
    from: &B,
) {
    if factor.wide() != 0.0 {
        to.accumulate_scaled(factor, from);
    }
}

/// What a place held, which is then zero.
#[inline]
pub fn take<T: Shaped<Cotangent = T>>(place: &mut T) -> T {
    let zero = T::zeros(&place.shape());
    core::mem::replace(place, zero)
}

/// A seed that nobody gave becomes a zero of the shape that is looked at.
#[inline]
pub fn present<T: Shaped + ?Sized>(seed: &mut T::Cotangent, shape: ShapeOf<T>) {
    if seed.is_missing() {
        *seed = shape.zeros();
    }
}

/// Makes a cotangent zero.
#[inline]
pub fn zero<T: Shaped<Cotangent = T>>(place: &mut T) {
    *place = T::zeros(&place.shape());
}

/// Whether a pullback has to be called with a cotangent.
#[inline]
pub fn matters<T: Shaped + ?Sized>(cotangent: &T) -> bool {
    cotangent.matters()
}

/// Whether any number in a cotangent is not zero.
#[inline]
pub fn any<T: Shaped + ?Sized>(cotangent: &T) -> bool {
    cotangent.any()
}

/// Makes zeros of minus zeros (see [`Shaped::blank`]).
#[inline]
pub fn settle<T: Settle + ?Sized>(cotangent: &mut T) {
    cotangent.settle();
}

/// The cotangent, or zero.
#[inline]
pub fn only_if<T: Shaped<Cotangent = T>>(wanted: bool, cotangent: T) -> T {
    if wanted { cotangent } else { zeros_like(&cotangent) }
}
