//! The elements of a vector or matrix by their number, in the order in which its iterator goes through them.

#[cfg(feature = "alloc")]
use alloc::{boxed::Box, vec::Vec};

/// Something whose elements have numbers.
#[diagnostic::on_unimplemented(
    message = "the elements of `{Self}` cannot be gone through one by one",
    label = "no vector, matrix or slice"
)]
pub trait Elements {
    /// An element.
    type Element;
    /// The element of this number.
    fn element(&self, number: usize) -> &Self::Element;
}

/// The same, to be changed.
pub trait ElementsMut: Elements {
    /// The element of this number.
    fn element_mut(&mut self, number: usize) -> &mut Self::Element;
}

/// The element of this number.
#[inline]
#[track_caller]
pub fn element<T: Elements + ?Sized>(of: &T, number: usize) -> &T::Element {
    of.element(number)
}

/// The same, to be changed.
#[inline]
#[track_caller]
pub fn element_mut<T: ElementsMut + ?Sized>(of: &mut T, number: usize) -> &mut T::Element {
    of.element_mut(number)
}

impl<T> Elements for [T] {
    type Element = T;
    #[inline]
    #[track_caller]
    fn element(&self, number: usize) -> &T {
        &self[number]
    }
}

impl<T> ElementsMut for [T] {
    #[inline]
    #[track_caller]
    fn element_mut(&mut self, number: usize) -> &mut T {
        &mut self[number]
    }
}

/// What refers to such a thing, or holds it as a slice.
macro_rules! through {
    ($([$($parameters:tt)*] $ty:ty, $to:ty;)*) => {$(
        impl<$($parameters)*> Elements for $ty {
            type Element = <$to as Elements>::Element;
            #[inline]
            #[track_caller]
            fn element(&self, number: usize) -> &Self::Element {
                <$to>::element(self, number)
            }
        }

        impl<$($parameters)*> ElementsMut for $ty
        where
            $to: ElementsMut,
        {
            #[inline]
            #[track_caller]
            fn element_mut(&mut self, number: usize) -> &mut Self::Element {
                <$to>::element_mut(self, number)
            }
        }
    )*};
}

through! {
    [T, const N: usize] [T; N], [T];
    [T: Elements + ?Sized] &mut T, T;
}

#[cfg(feature = "alloc")]
through! {
    [T] Vec<T>, [T];
    [T: Elements + ?Sized] Box<T>, T;
}

impl<T: Elements + ?Sized> Elements for &T {
    type Element = T::Element;
    #[inline]
    #[track_caller]
    fn element(&self, number: usize) -> &T::Element {
        T::element(self, number)
    }
}
