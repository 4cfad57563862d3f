//! Members of structs: those that carry no derivatives, and those that have no names.

use core::ops::{Add, AddAssign, Div, Index, IndexMut, Mul, Neg, Rem, Sub, SubAssign};

use crate::gradient::Active;
use crate::lend::NoSeed;
use crate::place::{Accumulate, AccumulateScaled, Settle, Shaped};

/// Stands where the cotangent of a constant member would, in a tangent that has no such member.
///
/// It takes every number and gives none back: arithmetic with it gives a `ConstantMember` again. An active value that is stored in a
/// constant member, and read from there as a number, gets a type error about this type: its derivative would be lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConstantMember;

impl Shaped for ConstantMember {
    type Cotangent = ConstantMember;
    type Shape = ();
    #[inline]
    fn shape(&self) {}
    #[inline]
    fn zeros(_: &()) -> ConstantMember {
        ConstantMember
    }
    #[inline]
    fn blank(_: &()) -> ConstantMember {
        ConstantMember
    }
    #[inline]
    fn any(&self) -> bool {
        false
    }
    #[inline]
    fn matters(&self) -> bool {
        false
    }
    #[inline]
    fn fits(&self, _: &ConstantMember) -> bool {
        true
    }
}

/// What stands beside others in a tuple: a cotangent, or nothing.
pub trait SettleBeside {
    /// Makes zeros of minus zeros.
    fn settle_beside(&mut self);
}

impl<T: Settle> SettleBeside for T {
    #[inline]
    fn settle_beside(&mut self) {
        self.settle();
    }
}

impl SettleBeside for ConstantMember {
    #[inline]
    fn settle_beside(&mut self) {}
}

impl NoSeed for ConstantMember {
    #[inline]
    fn no_seed() -> ConstantMember {
        ConstantMember
    }
}

// Beside floats in a tuple.
impl Active for ConstantMember {
    type Gradient = ConstantMember;
}

// An integer computed from members, kept in an array: its cotangent is nothing.
macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl Shaped for $integer {
            type Cotangent = ConstantMember;
            type Shape = ();
            #[inline]
            fn shape(&self) {}
            #[inline]
            fn zeros(_: &()) -> ConstantMember {
                ConstantMember
            }
            #[inline]
            fn blank(_: &()) -> ConstantMember {
                ConstantMember
            }
            #[inline]
            fn any(&self) -> bool {
                false
            }
            #[inline]
            fn matters(&self) -> bool {
                false
            }
            #[inline]
            fn fits(&self, _: &ConstantMember) -> bool {
                true
            }
            #[cfg(feature = "graph")]
            fn each(&self, see: &mut dyn FnMut(f64)) {
                if let Ok(number) = std::string::ToString::to_string(self).parse() {
                    see(number);
                }
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize bool char);

/// Cotangents that hold nothing.
#[diagnostic::on_unimplemented(
    message = "an active value is passed to an argument that the called function holds constant",
    label = "this value depends on active arguments, and its derivative would be lost here",
    note = "make the argument active in the called function, or pass a copy that was made constant on purpose"
)]
pub trait Nothing {}

impl Nothing for ConstantMember {}
impl<T: Nothing, const N: usize> Nothing for [T; N] {}
impl<T: Nothing> Nothing for [T] {}
#[cfg(feature = "alloc")]
impl<T: Nothing> Nothing for alloc::vec::Vec<T> {}

impl<T: ?Sized> Accumulate<T> for ConstantMember {
    #[inline]
    fn accumulate(&mut self, _: &T) {}
}

impl<F: Copy, T: ?Sized> AccumulateScaled<F, T> for ConstantMember {
    #[inline]
    fn accumulate_scaled(&mut self, _: F, _: &T) {}
}

macro_rules! takes_everything {
    ($($operator:ident $method:ident)*) => {$(
        impl<T> $operator<T> for ConstantMember {
            type Output = ConstantMember;
            #[inline]
            fn $method(self, _: T) -> ConstantMember {
                ConstantMember
            }
        }
    )*};
}

takes_everything!(Add add Sub sub Mul mul Div div Rem rem);

impl Neg for ConstantMember {
    type Output = ConstantMember;
    #[inline]
    fn neg(self) -> ConstantMember {
        ConstantMember
    }
}

impl<T> AddAssign<T> for ConstantMember {
    #[inline]
    fn add_assign(&mut self, _: T) {}
}

impl<T> SubAssign<T> for ConstantMember {
    #[inline]
    fn sub_assign(&mut self, _: T) {}
}

/// The cotangent of an element.
impl<I> Index<I> for ConstantMember {
    type Output = ConstantMember;
    #[inline]
    fn index(&self, _: I) -> &ConstantMember {
        self
    }
}

impl<I> IndexMut<I> for ConstantMember {
    #[inline]
    fn index_mut(&mut self, _: I) -> &mut ConstantMember {
        self
    }
}

/// A factor before a cotangent, in integer arithmetic.
macro_rules! factors {
    ($($integer:ty)*) => {$(
        impl Mul<ConstantMember> for $integer {
            type Output = ConstantMember;
            #[inline]
            fn mul(self, _: ConstantMember) -> ConstantMember {
                ConstantMember
            }
        }
    )*};
}

factors!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// Where a constant member's cotangent goes. (A box of nothing allocates nothing.)
#[cfg(feature = "alloc")]
#[inline]
#[must_use]
pub fn nowhere<T>(constants: T) -> &'static mut T {
    const { assert!(size_of::<T>() == 0, "constant members are nothing") };
    alloc::boxed::Box::leak(alloc::boxed::Box::new(constants))
}

/// What a struct's member is owed by a call of an annotated function that it was passed to.
#[diagnostic::on_unimplemented(
    message = "an active value is passed to an argument that the called function holds constant",
    label = "this value depends on active arguments, and its derivative would be lost here",
    note = "make the argument active in the called function, or wrap the value in `grad::detach(…)` if it is meant as a constant"
)]
pub trait Takes<From> {
    /// Adds it.
    fn take_in(&mut self, from: From);
}

impl<T: Settle + Accumulate> Takes<T> for T {
    #[inline]
    fn take_in(&mut self, from: T) {
        self.accumulate(&from);
    }
}

/// What a method gives back for a receiver that it took by reference: its cotangent was added there.
impl<T: Settle> Takes<()> for T {
    #[inline]
    fn take_in(&mut self, (): ()) {}
}

impl<From> Takes<From> for ConstantMember {
    #[inline]
    fn take_in(&mut self, _: From) {}
}

/// Adds what a call owes to a member; does not compile where the member is active and the call holds it constant.
#[inline]
pub fn owe<P: Takes<From>, From>(place: &mut P, from: From) {
    place.take_in(from);
}

/// What a call owes to an argument that may be an integer: the index `p.count - 1`.
#[diagnostic::on_unimplemented(
    message = "an active value is passed to an argument that the called function holds constant",
    label = "this value depends on active arguments, and its derivative would be lost here",
    note = "make the argument active in the called function, or wrap the value in `grad::detach(…)` if it is meant as a constant"
)]
pub trait Owed<From> {
    /// The type of the cotangent.
    type Cotangent;
    /// The cotangent.
    fn owed(from: From) -> Self::Cotangent;
}

macro_rules! owed {
    ($($float:ty)*; $($integer:ty)*) => {
        $(impl Owed<$float> for $float {
            type Cotangent = $float;
            #[inline]
            fn owed(from: $float) -> $float {
                from
            }
        })*
        $(impl<From> Owed<From> for $integer {
            type Cotangent = ConstantMember;
            #[inline]
            fn owed(_: From) -> ConstantMember {
                ConstantMember
            }
        })*
    };
}

owed!(f32 f64; i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize bool char);

/// What a call owes to a value; does not compile where that is a float and the call holds it constant.
#[inline]
pub fn owed<T: Owed<From>, From>(from: From, _: T) -> T::Cotangent {
    T::owed(from)
}

/// The members of a tuple or a tuple struct, as that counts them: in a tangent, where constant ones are left out, they may have moved up.
pub trait Part<const INDEX: usize> {
    /// Its type.
    type Part: ?Sized;
    /// Looks at it.
    fn part(&self) -> &Self::Part;
}

/// The same, to change it.
pub trait PartMut<const INDEX: usize>: Part<INDEX> {
    /// The member.
    fn part_mut(&mut self) -> &mut Self::Part;
}

/// A member by its index.
#[inline]
pub fn part_of<const INDEX: usize, T: Part<INDEX> + ?Sized>(whole: &T) -> &T::Part {
    whole.part()
}

/// A member by its index, to change it.
#[inline]
pub fn part_of_mut<const INDEX: usize, T: PartMut<INDEX> + ?Sized>(whole: &mut T) -> &mut T::Part {
    whole.part_mut()
}

macro_rules! parts {
    // The parameters of the tuple are repeated for each of its members.
    (@one $all:tt $(($part:ident $index:tt))*) => {
        $(parts!(@part $all $part $index);)*
    };
    (@part [$($name:ident)*] $part:ident $index:tt) => {
        impl<$($name),*> Part<$index> for ($($name,)*) {
            type Part = $part;
            #[inline]
            fn part(&self) -> &$part {
                &self.$index
            }
        }

        impl<$($name),*> PartMut<$index> for ($($name,)*) {
            #[inline]
            fn part_mut(&mut self) -> &mut $part {
                &mut self.$index
            }
        }
    };
    ($([$($all:tt)*] $(($part:ident $index:tt))*)*) => {$(
        parts!(@one [$($all)*] $(($part $index))*);
    )*};
}

parts! {
    [A] (A 0)
    [A B] (A 0) (B 1)
    [A B C] (A 0) (B 1) (C 2)
    [A B C D] (A 0) (B 1) (C 2) (D 3)
    [A B C D E] (A 0) (B 1) (C 2) (D 3) (E 4)
    [A B C D E G] (A 0) (B 1) (C 2) (D 3) (E 4) (G 5)
}
