//! Sums, differences, and operations with numbers.

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, OMatrix};

use super::Real;
use crate::rules::{Linear, Product, Quotient, Sum, ops};

macro_rules! sums {
    ($($op:ident $assign:tt;)*) => {$(
        impl<T: Real, R: Dim, C: Dim> Sum<ops::$op> for OMatrix<T, R, C>
        where
            DefaultAllocator: Allocator<R, C>,
        {
            type Output = Self;
            #[inline]
            #[track_caller]
            fn of(&self, b: &Self) -> Self {
                let mut sum = self.clone();
                sum $assign b;
                sum
            }
            #[inline]
            #[track_caller]
            fn taking(mut self, b: &Self) -> Self {
                self $assign b;
                self
            }
            #[inline]
            fn left(to: &mut Self, d: &Self) {
                *to += d;
            }
            #[inline]
            fn right(to: &mut Self, d: &Self) {
                *to $assign d;
            }
        }
    )*};
}

sums! {
    Add +=;
    Sub -=;
}

impl<T: Real, R: Dim, C: Dim> Linear<ops::Neg> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Self;
    #[inline]
    fn of(&self, _: &()) -> Self {
        -self
    }
    #[inline]
    fn left(to: &mut Self, d: &Self, _: &()) {
        *to -= d;
    }
}

// `a.add_scalar(b)`
impl<T: Real, R: Dim, C: Dim> Sum<ops::Add, T> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Self;
    #[inline]
    fn of(&self, b: &T) -> Self {
        self.add_scalar(*b)
    }
    #[inline]
    fn taking(mut self, b: &T) -> Self {
        self.add_scalar_mut(*b);
        self
    }
    #[inline]
    fn left(to: &mut Self, d: &Self) {
        *to += d;
    }
    #[inline]
    fn right(to: &mut T, d: &Self) {
        *to += d.sum();
    }
}

/// The sum of the products of their elements.
fn inner<T: Real, R: Dim, C: Dim>(a: &OMatrix<T, R, C>, b: &OMatrix<T, R, C>) -> T
where
    DefaultAllocator: Allocator<R, C>,
{
    a.iter().zip(b.iter()).fold(T::zero(), |sum, (a, b)| sum + *a * *b)
}

macro_rules! numbers {
    ($($float:ty)*) => {$(
        impl<R: Dim, C: Dim> Product<ops::Mul, $float> for OMatrix<$float, R, C>
        where
            DefaultAllocator: Allocator<R, C>,
        {
            type Output = Self;
            #[inline]
            fn of(&self, b: &$float) -> Self {
                self * *b
            }
            #[inline]
            fn left(to: &mut Self, d: &Self, b: &$float) {
                to.zip_apply(d, |to, d| *to += d * b);
            }
            #[inline]
            fn right(to: &mut $float, d: &Self, a: &Self) {
                *to += inner(d, a);
            }
        }

        impl<R: Dim, C: Dim> Product<ops::Mul, OMatrix<$float, R, C>> for $float
        where
            DefaultAllocator: Allocator<R, C>,
        {
            type Output = OMatrix<$float, R, C>;
            #[inline]
            fn of(&self, b: &OMatrix<$float, R, C>) -> OMatrix<$float, R, C> {
                b.map(|element| *self * element)
            }
            #[inline]
            fn left(to: &mut $float, d: &OMatrix<$float, R, C>, b: &OMatrix<$float, R, C>) {
                *to += inner(d, b);
            }
            #[inline]
            fn right(to: &mut OMatrix<$float, R, C>, d: &OMatrix<$float, R, C>, a: &$float) {
                to.zip_apply(d, |to, d| *to += d * a);
            }
        }

        impl<R: Dim, C: Dim> Quotient<ops::Div, $float> for OMatrix<$float, R, C>
        where
            DefaultAllocator: Allocator<R, C>,
        {
            type Output = Self;
            #[inline]
            fn of(&self, b: &$float) -> Self {
                self / *b
            }
            #[inline]
            fn left(to: &mut Self, d: &Self, b: &$float) {
                to.zip_apply(d, |to, d| {
                    if d != 0.0 {
                        *to += d / b;
                    }
                });
            }
            #[inline]
            fn right(to: &mut $float, d: &Self, b: &$float, output: &Self) {
                for (d, output) in d.iter().zip(output.iter()) {
                    if *d != 0.0 {
                        *to -= d / b * output;
                    }
                }
            }
        }
    )*};
}

numbers!(f32 f64);
