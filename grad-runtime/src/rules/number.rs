//! The rules for floats: what an operation on vectors gives may be one.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;

use crate::place::Shaped;

use super::{Elementwise, Linear, Operand, Product, Quotient, Sum, ops};

macro_rules! floats {
    ($($float:ty)*) => {$(
        impl Operand for $float {
            type Value = $float;
            type Owned = $float;
            #[inline]
            fn value(&self) -> &$float {
                self
            }
        }

        impl Sum<ops::Add> for $float {
            type Output = $float;
            #[inline]
            fn of(&self, b: &$float) -> $float {
                self + b
            }
            #[inline]
            fn left(to: &mut $float, d: &$float) {
                *to += d;
            }
            #[inline]
            fn right(to: &mut $float, d: &$float) {
                *to += d;
            }
        }

        impl Sum<ops::Sub> for $float {
            type Output = $float;
            #[inline]
            fn of(&self, b: &$float) -> $float {
                self - b
            }
            #[inline]
            fn left(to: &mut $float, d: &$float) {
                *to += d;
            }
            #[inline]
            fn right(to: &mut $float, d: &$float) {
                *to -= d;
            }
        }

        impl Product<ops::Mul> for $float {
            type Output = $float;
            #[inline]
            fn of(&self, b: &$float) -> $float {
                self * b
            }
            #[inline]
            fn left(to: &mut $float, d: &$float, b: &$float) {
                *to += d * b;
            }
            #[inline]
            fn right(to: &mut $float, d: &$float, a: &$float) {
                *to += d * a;
            }
        }

        impl Quotient<ops::Div> for $float {
            type Output = $float;
            #[inline]
            fn of(&self, b: &$float) -> $float {
                self / b
            }
            #[inline]
            fn left(to: &mut $float, d: &$float, b: &$float) {
                if *d != 0.0 {
                    *to += d / b;
                }
            }
            #[inline]
            fn right(to: &mut $float, d: &$float, b: &$float, output: &$float) {
                if *d != 0.0 {
                    *to -= d / b * output;
                }
            }
        }

        impl Linear<ops::Neg> for $float {
            type Output = $float;
            #[inline]
            fn of(&self, _: &()) -> $float {
                -self
            }
            #[inline]
            fn left(to: &mut $float, d: &$float, _: &()) {
                *to -= d;
            }
        }

        impl Elementwise for $float {
            type Element = $float;
            type Output = $float;
            #[inline]
            fn map(&self, mut f: impl FnMut($float) -> $float) -> $float {
                f(*self)
            }
            #[inline]
            fn slopes(&self, mut f: impl FnMut($float) -> ($float, $float)) -> ($float, $float) {
                f(*self)
            }
            #[inline]
            fn left(to: &mut $float, d: &$float, slope: &$float) {
                if *d != 0.0 {
                    *to += d * slope;
                }
            }
        }
    )*};
}

floats!(f32 f64);

/// Lists of floats, of which vectors are made.
macro_rules! lists {
    ($([$($parameters:tt)*] $ty:ty;)*) => {$(
        impl<$($parameters)*> Operand for $ty
        where
            $ty: Shaped,
        {
            type Value = Self;
            type Owned = Self;
            #[inline]
            fn value(&self) -> &Self {
                self
            }
        }
    )*};
}

lists! {
    [T, const N: usize] [T; N];
}

#[cfg(feature = "alloc")]
lists! {
    [T] Vec<T>;
}
