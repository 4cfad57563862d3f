//! What a caller hands to the pullback of a called function, argument by argument.
//!
//! A pullback that is kept for the way back holds numbers only, never a borrow: slices are lent again when it
//! is called, together with the places that their cotangents are added to.

use core::borrow::BorrowMut;

use crate::member::{ConstantMember, Nothing};
use crate::place::Settle;

/// Stands for an argument that the called function has kept itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held;

/// What a pullback holds that is called once: it moves this out of itself.
///
/// rustc calls a closure that could be called again through a function that it makes for that, which is not inlined wherever the closure would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledOnce;

/// A constant behind a reference, lent again.
#[derive(Clone, Copy, Debug)]
pub struct Lent<'a, T: ?Sized>(pub &'a T);

/// An argument behind a shared reference, lent again, and the place to add its cotangent to if anybody wants it.
#[derive(Debug)]
pub struct Shared<'a, T: ?Sized, D: ?Sized>(pub &'a T, pub Option<&'a mut D>);

/// The cotangent of an argument behind a mutable reference: at exit going in, at entry coming out.
#[derive(Debug)]
pub struct Exclusive<'a, D: ?Sized>(pub &'a mut D);

/// What a reference to `Self` is good for where an argument `&U` is wanted: itself, and what rustc would coerce it to.
pub trait Lends<U: ?Sized> {
    /// The reference.
    fn lend(&self) -> &U;
}

impl<U> Lends<U> for U {
    #[inline]
    fn lend(&self) -> &U {
        self
    }
}

impl<U> Lends<U> for &U {
    #[inline]
    fn lend(&self) -> &U {
        self
    }
}

impl<T, const N: usize> Lends<[T]> for &[T; N] {
    #[inline]
    fn lend(&self) -> &[T] {
        self.as_slice()
    }
}

macro_rules! coerced {
    ($([$($generics:tt)*] $from:ty => $to:ty;)*) => {$(
        impl<$($generics)*> Lends<$to> for $from {
            #[inline]
            fn lend(&self) -> &$to {
                self
            }
        }
    )*};
}

coerced! {
    [T] [T] => [T];
    [T] &[T] => [T];
    [T, const N: usize] [T; N] => [T];
    [] str => str;
    [] &str => str;
}

#[cfg(feature = "alloc")]
coerced! {
    [T] alloc::vec::Vec<T> => [T];
    [T] &alloc::vec::Vec<T> => [T];
    [] alloc::string::String => str;
    [] &alloc::string::String => str;
}

/// The mark of an argument that the called function keeps itself, or does not need again.
#[derive(Clone, Copy, Debug)]
pub struct KeepsNothing;

/// The mark of an argument that the called function wants lent again.
#[derive(Clone, Copy, Debug)]
pub struct KeepsReference;

/// What the caller keeps of a constant argument.
pub trait Keeps<T> {
    /// Itself, or nothing.
    type Kept;
    /// Keeps it.
    fn keep(self, value: &T) -> Self::Kept;
}

impl<T> Keeps<T> for KeepsNothing {
    type Kept = Held;
    #[inline]
    fn keep(self, _: &T) -> Held {
        Held
    }
}

impl<T: Copy> Keeps<T> for KeepsReference {
    type Kept = T;
    #[inline]
    fn keep(self, value: &T) -> T {
        *value
    }
}

/// What the caller keeps of a constant argument: a reference only where the called function wants it again.
#[inline]
pub fn kept<T, K: Keeps<T>>(mark: K, value: &T) -> K::Kept {
    mark.keep(value)
}

/// What the caller keeps of a constant argument that refers to something short-lived.
pub trait KeepsOwned<T> {
    /// A copy of what it refers to, or nothing.
    type Kept;
    /// Keeps it.
    fn keep_owned(self, value: &T) -> Self::Kept;
}

impl<T> KeepsOwned<T> for KeepsNothing {
    type Kept = Held;
    #[inline]
    fn keep_owned(self, _: &T) -> Held {
        Held
    }
}

impl<'a, T: ?Sized> KeepsOwned<&'a T> for KeepsReference
where
    KeepsReference: KeepsPlace<T>,
{
    type Kept = <KeepsReference as KeepsPlace<T>>::Kept;
    #[inline]
    fn keep_owned(self, value: &&'a T) -> Self::Kept {
        self.keep_place(value)
    }
}

/// What the caller keeps of a constant argument that refers to something short-lived: a copy of that, only where the called function wants
/// it again.
#[inline]
pub fn kept_owned<T, K: KeepsOwned<T>>(mark: K, value: &T) -> K::Kept {
    mark.keep_owned(value)
}

/// Made from an argument without a derivative.
#[diagnostic::on_unimplemented(
    message = "a called function changes what is held constant here",
    label = "what the function writes to this may depend on active arguments, and its derivative would be lost",
    note = "call it with a variable or with the variable of a loop, as in `for item in items.iter_mut()`: then the change is seen"
)]
pub trait FromConstant<'a, T: ?Sized> {
    /// Lends it.
    fn from_constant(value: &'a T) -> Self;
}

impl<'a, T: ?Sized> FromConstant<'a, T> for Held {
    #[inline]
    fn from_constant(_: &'a T) -> Held {
        Held
    }
}

impl<'a, T: Lends<U> + ?Sized, U: ?Sized> FromConstant<'a, T> for Lent<'a, U> {
    #[inline]
    fn from_constant(value: &'a T) -> Lent<'a, U> {
        Lent(value.lend())
    }
}

impl<'a, T: Lends<U> + ?Sized, U: ?Sized, D: ?Sized> FromConstant<'a, T> for Shared<'a, U, D> {
    #[inline]
    fn from_constant(value: &'a T) -> Shared<'a, U, D> {
        Shared(value.lend(), None)
    }
}

/// Where the called function adds the cotangent of an argument `E`, given that the caller keeps it in a `Self`: itself, what rustc would
/// coerce it to, or nowhere.
pub trait Gathers<E: ?Sized> {
    /// The place.
    fn gathers(&mut self) -> Option<&mut E>;
}

impl<E: Settle + ?Sized> Gathers<E> for E {
    #[inline]
    fn gathers(&mut self) -> Option<&mut E> {
        Some(self)
    }
}

impl<T, const N: usize> Gathers<[T]> for [T; N] {
    #[inline]
    fn gathers(&mut self) -> Option<&mut [T]> {
        Some(self)
    }
}

#[cfg(feature = "alloc")]
impl<T> Gathers<[T]> for alloc::vec::Vec<T> {
    #[inline]
    fn gathers(&mut self) -> Option<&mut [T]> {
        Some(self)
    }
}

impl<E: Settle + ?Sized> Gathers<E> for ConstantMember {
    #[inline]
    fn gathers(&mut self) -> Option<&mut E> {
        None
    }
}

/// Made from an active argument behind a shared reference.
#[diagnostic::on_unimplemented(
    message = "an active value is passed to an argument that the called function holds constant",
    label = "this value depends on active arguments, and its derivative would be lost here",
    note = "make the argument active in the called function, or pass a copy that was made constant on purpose"
)]
pub trait FromShared<'a, T: ?Sized, D: ?Sized> {
    /// Lends it.
    fn from_shared(value: &'a T, cotangent: Option<&'a mut D>) -> Self;
}

impl<'a, T, U, D, E> FromShared<'a, T, D> for Shared<'a, U, E>
where
    T: Lends<U> + ?Sized,
    U: ?Sized,
    D: Gathers<E> + ?Sized,
    E: ?Sized,
{
    #[inline]
    fn from_shared(value: &'a T, cotangent: Option<&'a mut D>) -> Shared<'a, U, E> {
        Shared(value.lend(), cotangent.and_then(Gathers::gathers))
    }
}

// A struct's constant member, passed to an argument that is held constant.
impl<'a, T: Lends<U> + ?Sized, U: ?Sized, D: Nothing + ?Sized> FromShared<'a, T, D> for Lent<'a, U> {
    #[inline]
    fn from_shared(value: &'a T, _: Option<&'a mut D>) -> Lent<'a, U> {
        Lent(value.lend())
    }
}

impl<'a, T: ?Sized, D: Nothing + ?Sized> FromShared<'a, T, D> for Held {
    #[inline]
    fn from_shared(_: &'a T, _: Option<&'a mut D>) -> Held {
        Held
    }
}

/// Made from an active argument behind a mutable reference.
#[diagnostic::on_unimplemented(
    message = "an active value is passed to an argument that the called function holds constant",
    label = "this value depends on active arguments, and its derivative would be lost here",
    note = "make the argument active in the called function"
)]
pub trait FromExclusive<'a, D: ?Sized> {
    /// Lends it.
    fn from_exclusive(cotangent: &'a mut D) -> Self;
}

impl<'a, D: BorrowMut<E> + ?Sized, E: ?Sized> FromExclusive<'a, D> for Exclusive<'a, E> {
    #[inline]
    fn from_exclusive(cotangent: &'a mut D) -> Exclusive<'a, E> {
        Exclusive(cotangent.borrow_mut())
    }
}

impl<'a, D: Nothing + ?Sized> FromExclusive<'a, D> for Held {
    #[inline]
    fn from_exclusive(_: &'a mut D) -> Held {
        Held
    }
}

/// What the caller keeps of a place that it holds by mutable reference.
pub trait KeepsPlace<T: ?Sized> {
    /// A copy, or nothing.
    type Kept;
    /// Keeps it.
    fn keep_place(self, place: &T) -> Self::Kept;
}

impl<T: ?Sized> KeepsPlace<T> for KeepsNothing {
    type Kept = Held;
    #[inline]
    fn keep_place(self, _: &T) -> Held {
        Held
    }
}

impl<T: Clone> KeepsPlace<T> for KeepsReference {
    type Kept = T;
    #[inline]
    fn keep_place(self, place: &T) -> T {
        place.clone()
    }
}

#[cfg(feature = "alloc")]
impl<T: Clone> KeepsPlace<[T]> for KeepsReference {
    type Kept = Few<T>;
    #[inline]
    fn keep_place(self, place: &[T]) -> Few<T> {
        Few::of(place)
    }
}

#[cfg(feature = "alloc")]
impl KeepsPlace<str> for KeepsReference {
    type Kept = alloc::string::String;
    #[inline]
    fn keep_place(self, place: &str) -> alloc::string::String {
        place.into()
    }
}

/// A copy of a slice: that of a few numbers is where the pullback is.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug)]
pub enum Few<T> {
    /// So many of these; the last one stands in the rest of them.
    Here([T; FEW], usize),
    /// On the heap.
    There(alloc::vec::Vec<T>),
}

/// As many as a point has, or an angle and an axis: a pullback is moved around.
#[cfg(feature = "alloc")]
const FEW: usize = 4;

#[cfg(feature = "alloc")]
impl<T: Clone> Few<T> {
    #[inline]
    fn of(slice: &[T]) -> Few<T> {
        let small = !core::mem::needs_drop::<T>() && size_of::<T>() <= size_of::<f64>();
        match slice.last() {
            Some(last) if small && slice.len() <= FEW => {
                Few::Here(core::array::from_fn(|i| slice.get(i).unwrap_or(last).clone()), slice.len())
            }
            _ => Few::There(slice.to_vec()),
        }
    }
}

#[cfg(feature = "alloc")]
impl<T> Lends<[T]> for Few<T> {
    #[inline]
    fn lend(&self) -> &[T] {
        match self {
            Few::Here(elements, count) => &elements[..*count],
            Few::There(elements) => elements,
        }
    }
}

/// What the caller keeps of a place that it holds by mutable reference: a copy only where the called function looks at it.
#[inline]
pub fn kept_place<T: ?Sized, K: KeepsPlace<T>>(mark: K, place: &T) -> K::Kept {
    mark.keep_place(place)
}

/// Made from an active argument that the caller holds by mutable reference.
#[diagnostic::on_unimplemented(
    message = "an active value is passed to an argument that the called function holds constant",
    label = "this value depends on active arguments, and its derivative would be lost here",
    note = "make the argument active in the called function"
)]
pub trait FromEither<'a, K, D: ?Sized> {
    /// Lends it.
    fn from_either(kept: &'a K, cotangent: &'a mut D) -> Self;
}

impl<'a, K, D: BorrowMut<E> + ?Sized, E: ?Sized> FromEither<'a, K, D> for Exclusive<'a, E> {
    #[inline]
    fn from_either(_: &'a K, cotangent: &'a mut D) -> Exclusive<'a, E> {
        Exclusive(cotangent.borrow_mut())
    }
}

impl<'a, K, U, D, E> FromEither<'a, K, D> for Shared<'a, U, E>
where
    K: Lends<U>,
    U: ?Sized,
    D: Gathers<E> + ?Sized,
    E: ?Sized,
{
    #[inline]
    fn from_either(kept: &'a K, cotangent: &'a mut D) -> Shared<'a, U, E> {
        Shared(kept.lend(), cotangent.gathers())
    }
}

/// Made from what stands before a method's dot, which the method may take by value, by reference, or to change it.
#[diagnostic::on_unimplemented(
    message = "an active value is passed to an argument that the called function holds constant",
    label = "this value depends on active arguments, and its derivative would be lost here",
    note = "make `self` active in the called method"
)]
pub trait FromReceiver<'a, T: ?Sized, D: ?Sized> {
    /// Lends it.
    fn from_receiver(value: &'a T, cotangent: Option<&'a mut D>) -> Self;
}

// By value: then the cotangent comes back.
impl<'a, T: ?Sized, D: ?Sized> FromReceiver<'a, T, D> for Held {
    #[inline]
    fn from_receiver(_: &'a T, _: Option<&'a mut D>) -> Held {
        Held
    }
}

impl<'a, T, U, D, E> FromReceiver<'a, T, D> for Shared<'a, U, E>
where
    T: Lends<U> + ?Sized,
    U: ?Sized,
    D: Gathers<E> + ?Sized,
    E: ?Sized,
{
    #[inline]
    fn from_receiver(value: &'a T, cotangent: Option<&'a mut D>) -> Shared<'a, U, E> {
        Shared(value.lend(), cotangent.and_then(Gathers::gathers))
    }
}

impl<'a, T: ?Sized, D: BorrowMut<E> + ?Sized, E: ?Sized> FromReceiver<'a, T, D> for Exclusive<'a, E> {
    #[inline]
    fn from_receiver(_: &'a T, cotangent: Option<&'a mut D>) -> Exclusive<'a, E> {
        Exclusive(cotangent.expect("what may be changed has a cotangent").borrow_mut())
    }
}

impl<'a, T: Lends<U> + ?Sized, U: ?Sized, D: Nothing + ?Sized> FromReceiver<'a, T, D> for Lent<'a, U> {
    #[inline]
    fn from_receiver(value: &'a T, _: Option<&'a mut D>) -> Lent<'a, U> {
        Lent(value.lend())
    }
}

/// Lends what stands before a method's dot, and its cotangent.
#[inline]
pub fn lend_receiver<'a, T: ?Sized, D: ?Sized, L: FromReceiver<'a, T, D>>(
    value: &'a T,
    cotangent: Option<&'a mut D>,
) -> L {
    L::from_receiver(value, cotangent)
}

/// Lends what was kept of a place, and its cotangent.
#[inline]
pub fn lend_either<'a, K, D: ?Sized, L: FromEither<'a, K, D>>(kept: &'a K, cotangent: &'a mut D) -> L {
    L::from_either(kept, cotangent)
}

/// Lends a constant.
#[inline]
pub fn lend_constant<'a, T: ?Sized, L: FromConstant<'a, T>>(value: &'a T) -> L {
    L::from_constant(value)
}

/// Lends a value and its cotangent.
#[inline]
pub fn lend<'a, T: ?Sized, D: ?Sized, L: FromShared<'a, T, D>>(value: &'a T, cotangent: &'a mut D) -> L {
    L::from_shared(value, Some(cotangent))
}

/// Lends a value, and its cotangent if somebody wants it.
#[inline]
pub fn lend_if<'a, T: ?Sized, D: ?Sized, L: FromShared<'a, T, D>>(value: &'a T, cotangent: Option<&'a mut D>) -> L {
    L::from_shared(value, cotangent)
}

/// Lends the cotangent of a value that was changed.
#[inline]
pub fn lend_mut<'a, D: ?Sized, L: FromExclusive<'a, D>>(cotangent: &'a mut D) -> L {
    L::from_exclusive(cotangent)
}

/// The cotangent of a result that nobody used.
pub trait NoSeed {
    /// Zero.
    fn no_seed() -> Self;
}

impl NoSeed for () {
    #[inline]
    fn no_seed() {}
}

impl NoSeed for f32 {
    #[inline]
    fn no_seed() -> f32 {
        0.0
    }
}

impl NoSeed for f64 {
    #[inline]
    fn no_seed() -> f64 {
        0.0
    }
}

impl<T: NoSeed, const N: usize> NoSeed for [T; N] {
    #[inline]
    fn no_seed() -> [T; N] {
        core::array::from_fn(|_| T::no_seed())
    }
}

#[cfg(feature = "alloc")]
impl<T> NoSeed for alloc::vec::Vec<T> {
    // Stands where a vector of the right length is never looked at.
    #[inline]
    fn no_seed() -> Self {
        Self::new()
    }
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {$(
        impl<$($name: NoSeed),*> NoSeed for ($($name,)*) {
            #[inline]
            fn no_seed() -> Self {
                ($($name::no_seed(),)*)
            }
        }
    )*};
}

tuples! { (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, G) }

/// The cotangent of a result that nobody used.
#[inline]
#[must_use]
pub fn no_seed<T: NoSeed>() -> T {
    T::no_seed()
}

/// The place that a cotangent is added to, as long as the argument; empty if nobody wants it.
#[inline]
pub fn fitted<D>(cotangent: Option<&mut [D]>, len: usize) -> &mut [D] {
    match cotangent {
        Some(cotangent) => &mut cotangent[..len],
        None => &mut [],
    }
}

/// The first elements of a place. A loop over nothing looks at none of them.
#[inline]
pub fn first<T>(place: &[T], count: usize) -> &[T] {
    if count == 0 { &[] } else { &place[..count] }
}

/// The first elements of a cotangent, if it is wanted.
#[inline]
pub fn first_mut<T>(place: &mut [T], count: usize, wanted: bool) -> &mut [T] {
    if count == 0 || !wanted { &mut [] } else { &mut place[..count] }
}

/// Part of a place; nothing if there is no such part, which then is not looked at.
#[inline]
pub fn portion<T, R: core::slice::SliceIndex<[T], Output = [T]>>(place: &[T], range: R) -> &[T] {
    place.get(range).unwrap_or_default()
}

/// Part of a cotangent; nothing if there is no such part, which then is not looked at.
#[inline]
pub fn portion_mut<T, R: core::slice::SliceIndex<[T], Output = [T]>>(place: &mut [T], range: R) -> &mut [T] {
    place.get_mut(range).unwrap_or_default()
}
