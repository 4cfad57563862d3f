//! `a + b`, `a - b` and `-a`.

use alloc::borrow::Cow;
use core::ops;

use ndarray::{Array, ArrayBase, Data, DimMax, Dimension};

use super::{Larger, Real, add_reduced, is_whole, reduced};
use crate::rules::{Linear, Sum, ops as rule};

impl<A, S, T, D, E> Sum<rule::Add, ArrayBase<T, E>> for ArrayBase<S, D>
where
    A: Real,
    S: Data<Elem = A>,
    T: Data<Elem = A>,
    D: Dimension + DimMax<E>,
    E: Dimension,
{
    type Output = Array<A, Larger<D, E>>;
    #[inline]
    #[track_caller]
    fn of(&self, b: &ArrayBase<T, E>) -> Self::Output {
        self + b
    }
    #[inline]
    #[track_caller]
    fn taking(self, b: &ArrayBase<T, E>) -> Self::Output {
        self.into_owned() + b
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Self::Output) {
        add_reduced(to, d);
    }
    #[inline]
    fn right(to: &mut Array<A, E>, d: &Self::Output) {
        add_reduced(to, d);
    }
    #[inline]
    fn made_left(shape: &D, d: Cow<'_, Self::Output>) -> Array<A, D> {
        made(shape, d)
    }
    #[inline]
    fn made_right(shape: &E, d: Cow<'_, Self::Output>) -> Array<A, E> {
        made(shape, d)
    }
}

/// The cotangent of the result, for an operand of this shape.
fn made<A: Real, D: Dimension, E: Dimension>(shape: &D, d: Cow<'_, Array<A, E>>) -> Array<A, D> {
    if is_whole(&d, shape) {
        return d.into_owned().into_dimensionality().expect("has the same shape");
    }
    let mut to = Array::zeros(shape.clone());
    add_reduced(&mut to, &d);
    to
}

impl<A, S, T, D, E> Sum<rule::Sub, ArrayBase<T, E>> for ArrayBase<S, D>
where
    A: Real,
    S: Data<Elem = A>,
    T: Data<Elem = A>,
    D: Dimension + DimMax<E>,
    E: Dimension,
{
    type Output = Array<A, Larger<D, E>>;
    #[inline]
    #[track_caller]
    fn of(&self, b: &ArrayBase<T, E>) -> Self::Output {
        self - b
    }
    #[inline]
    #[track_caller]
    fn taking(self, b: &ArrayBase<T, E>) -> Self::Output {
        self.into_owned() - b
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Self::Output) {
        add_reduced(to, d);
    }
    #[inline]
    fn right(to: &mut Array<A, E>, d: &Self::Output) {
        if is_whole(d, &to.raw_dim()) {
            let d = d.view().into_dimensionality::<E>().expect("has the same shape");
            to.zip_mut_with(&d, |to, d| *to -= *d);
        } else {
            *to -= &reduced(d.clone(), &to.raw_dim());
        }
    }
    #[inline]
    fn made_left(shape: &D, d: Cow<'_, Self::Output>) -> Array<A, D> {
        made(shape, d)
    }
    #[inline]
    fn made_right(shape: &E, d: Cow<'_, Self::Output>) -> Array<A, E> {
        -made(shape, d)
    }
}

/// An array and a number.
macro_rules! with_number {
    ($($op:ident $symbol:tt $to:tt;)*) => {$(
        impl<A: Real, S: Data<Elem = A>, D: Dimension> Sum<rule::$op, A> for ArrayBase<S, D> {
            type Output = Array<A, D>;
            #[inline]
            fn of(&self, b: &A) -> Array<A, D> {
                self $symbol *b
            }
            #[inline]
            fn taking(self, b: &A) -> Array<A, D> {
                self.into_owned() $symbol *b
            }
            #[inline]
            fn left(to: &mut Array<A, D>, d: &Array<A, D>) {
                *to += d;
            }
            #[inline]
            fn right(to: &mut A, d: &Array<A, D>) {
                *to $to d.sum();
            }
            #[inline]
            fn made_left(_: &D, d: Cow<'_, Array<A, D>>) -> Array<A, D> {
                d.into_owned()
            }
        }
    )*};
}

with_number! {
    Add + +=;
    Sub - -=;
}

/// A number and an array.
macro_rules! of_number {
    ($($float:ty)*) => {$(
        impl<S: Data<Elem = $float>, D: Dimension> Sum<rule::Add, ArrayBase<S, D>> for $float {
            type Output = Array<$float, D>;
            #[inline]
            fn of(&self, b: &ArrayBase<S, D>) -> Array<$float, D> {
                ops::Add::add(*self, b)
            }
            #[inline]
            fn left(to: &mut $float, d: &Array<$float, D>) {
                *to += d.sum();
            }
            #[inline]
            fn right(to: &mut Array<$float, D>, d: &Array<$float, D>) {
                *to += d;
            }
            #[inline]
            fn made_right(_: &D, d: Cow<'_, Array<$float, D>>) -> Array<$float, D> {
                d.into_owned()
            }
        }

        impl<S: Data<Elem = $float>, D: Dimension> Sum<rule::Sub, ArrayBase<S, D>> for $float {
            type Output = Array<$float, D>;
            #[inline]
            fn of(&self, b: &ArrayBase<S, D>) -> Array<$float, D> {
                ops::Sub::sub(*self, b)
            }
            #[inline]
            fn left(to: &mut $float, d: &Array<$float, D>) {
                *to += d.sum();
            }
            #[inline]
            fn right(to: &mut Array<$float, D>, d: &Array<$float, D>) {
                *to -= d;
            }
            #[inline]
            fn made_right(_: &D, d: Cow<'_, Array<$float, D>>) -> Array<$float, D> {
                -d.into_owned()
            }
        }
    )*};
}

of_number!(f32 f64);

impl<A: Real, S: Data<Elem = A>, D: Dimension> Linear<rule::Neg> for ArrayBase<S, D> {
    type Output = Array<A, D>;
    #[inline]
    fn of(&self, _: &()) -> Array<A, D> {
        -self.to_owned()
    }
    #[inline]
    fn taking(self, _: &()) -> Array<A, D> {
        -self.into_owned()
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Array<A, D>, _: &()) {
        *to -= d;
    }
    #[inline]
    fn made_left(_: &D, d: Cow<'_, Array<A, D>>, _: &()) -> Array<A, D> {
        -d.into_owned()
    }
}
