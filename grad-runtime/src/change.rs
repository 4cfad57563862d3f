//! Going back through changes of arrays and vectors: what each does to the cotangent.

#[cfg(feature = "alloc")]
use alloc::{borrow::ToOwned, vec::Vec};

use crate::lend::NoSeed;
use crate::place::{Accumulate, ShapeOf, Shaped, zeros_like};

/// Room for so many elements.
#[cfg(feature = "alloc")]
#[inline]
#[must_use]
pub fn room<T>(len: usize) -> Vec<T> {
    Vec::with_capacity(len)
}

/// The items of an iterator, to be found again by their index.
#[cfg(feature = "alloc")]
#[inline]
pub fn gathered<I: IntoIterator>(items: I) -> Vec<I::Item> {
    items.into_iter().collect()
}

/// A copy of what is changed later.
#[cfg(feature = "alloc")]
#[inline]
pub fn keep<T: ToOwned + ?Sized>(place: &T) -> T::Owned {
    place.to_owned()
}

/// A copy of what is changed later.
#[cfg(not(feature = "alloc"))]
#[inline]
pub fn keep<T: Clone>(place: &T) -> T {
    place.clone()
}

/// What a place held; it holds something else then.
#[inline]
pub fn replace<T>(place: &mut T, by: T) -> T {
    core::mem::replace(place, by)
}

/// Writes a copy back to where it came from.
pub trait PutBack<From> {
    /// `*self = from`
    fn put_back(&mut self, from: From);
}

impl<T> PutBack<T> for T {
    #[inline]
    fn put_back(&mut self, from: T) {
        *self = from;
    }
}

#[cfg(feature = "alloc")]
impl<T: Clone> PutBack<Vec<T>> for [T] {
    #[inline]
    fn put_back(&mut self, from: Vec<T>) {
        self.clone_from_slice(&from);
    }
}

/// `place = from`
#[inline]
pub fn put_back<T: PutBack<From> + ?Sized, From>(place: &mut T, from: From) {
    place.put_back(from);
}

/// The sum of all elements.
#[inline]
pub fn total<T: Accumulate + NoSeed>(elements: &[T]) -> T {
    let mut total = T::no_seed();
    for element in elements {
        total.accumulate(element);
    }
    total
}

/// The sum of all elements, which are zero then.
#[inline]
pub fn take_total<T: Accumulate + NoSeed + Shaped<Cotangent = T>>(elements: &mut [T]) -> T {
    let sum = total(elements);
    clear(elements);
    sum
}

/// The first element, made zero: the shape of them all.
#[inline]
pub fn first_of<T: Shaped<Cotangent = T> + Default>(elements: &[T]) -> T {
    elements.first().map_or_else(T::default, zeros_like)
}

/// Adds every element.
#[inline]
pub fn add_each<T: Accumulate>(to: &mut T, elements: &[T]) {
    for element in elements {
        to.accumulate(element);
    }
}

/// Adds element by element.
#[inline]
pub fn add_slices<T: Accumulate>(to: &mut [T], from: &[T]) {
    to.accumulate(from);
}

/// All zero.
#[inline]
pub fn clear<T: Shaped<Cotangent = T>>(elements: &mut [T]) {
    for element in elements {
        *element = zeros_like(element);
    }
}

/// Adds everything to another place, and is zero then.
#[inline]
pub fn move_into<T: Shaped<Cotangent = T> + Accumulate>(from: &mut [T], to: &mut [T]) {
    for (from, to) in from.iter_mut().zip(to) {
        to.accumulate(from);
    }
    clear(from);
}

/// All elements, which are zero then.
#[cfg(feature = "alloc")]
#[inline]
pub fn take_all<T: Shaped<Cotangent = T> + Clone>(elements: &mut [T]) -> Vec<T> {
    let taken = elements.to_vec();
    clear(elements);
    taken
}

/// Takes off what was appended, and adds it to where it came from.
#[cfg(feature = "alloc")]
#[inline]
pub fn cut_tail_into<T: Accumulate>(place: &mut Vec<T>, len: usize, to: &mut [T]) {
    for (to, from) in to.iter_mut().zip(&place[len..]) {
        to.accumulate(from);
    }
    place.truncate(len);
}

/// Takes off what was appended.
#[cfg(feature = "alloc")]
#[inline]
pub fn cut_tail<T>(place: &mut Vec<T>, len: usize) {
    place.truncate(len);
}

/// Puts back what was cut off.
#[cfg(feature = "alloc")]
#[inline]
pub fn append<T>(place: &mut Vec<T>, tail: Vec<T>) {
    place.extend(tail);
}

/// Panics if a caller's buffer has another length than the argument.
#[inline]
#[track_caller]
pub fn check_buffer<T, D>(argument: &[T], buffer: &[D], name: &str) {
    assert!(
        argument.len() == buffer.len(),
        "the buffer for the gradient with respect to `{name}` has length {}, but `{name}` has length {}",
        buffer.len(),
        argument.len(),
    );
}

/// Panics if a seed has another shape than what it is the cotangent of.
#[inline]
#[track_caller]
pub fn check_seed<T: Shaped + ?Sized>(seed: &T::Cotangent, shape: &ShapeOf<T>, name: &str) {
    assert!(shape.fits(seed), "the seed for `{name}` has another length than `{name}` at the end of the function");
}

/// Panics if a hand-written rule gives a gradient of another shape than the argument's.
#[inline]
#[track_caller]
pub fn check_gradient<T: Shaped + ?Sized>(gradient: &T::Cotangent, shape: &ShapeOf<T>, name: &str) {
    assert!(shape.fits(gradient), "the rule gives a gradient with respect to `{name}` of another length than `{name}`");
}

/// The same for the value's own seed.
#[inline]
#[track_caller]
pub fn check_result_seed<T: Shaped + ?Sized>(seed: &T::Cotangent, shape: &ShapeOf<T>) {
    assert!(shape.fits(seed), "the seed is of another variant or length than the function's value");
}
