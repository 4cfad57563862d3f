//! `a * b` and `a / b`, element by element.

use alloc::borrow::Cow;
use core::ops::{Div, Mul};

use ndarray::{Array, ArrayBase, Data, DimMax, Dimension, Zip};

use super::{Larger, Real, add_reduced, is_whole, reduced};
use crate::rules::{Product, Quotient, ops};

/// `f(d, b)` for an operand of this shape; `b` may have been repeated.
fn made<A: Real, D: Dimension, E: Dimension, F: Dimension, T: Data<Elem = A>>(
    shape: &D,
    d: Cow<'_, Array<A, F>>,
    b: &ArrayBase<T, E>,
    f: impl Fn(A, A) -> A,
) -> Array<A, D> {
    let mut product = d.into_owned();
    product.zip_mut_with(b, |d, b| *d = f(*d, *b));
    reduced_or_same(product, shape)
}

fn reduced_or_same<A: Real, D: Dimension, F: Dimension>(full: Array<A, F>, shape: &D) -> Array<A, D> {
    if is_whole(&full, shape) {
        return full.into_dimensionality().expect("has the same shape");
    }
    reduced(full, shape)
}

/// Adds `f(d, b)` to the cotangent of an operand; either may have been repeated.
fn add<A: Real, D: Dimension, E: Dimension, F: Dimension, T: Data<Elem = A>>(
    to: &mut Array<A, D>,
    d: &Array<A, F>,
    b: &ArrayBase<T, E>,
    f: impl Fn(A, A) -> A,
) {
    if is_whole(d, &to.raw_dim()) {
        let d = d.view().into_dimensionality::<D>().expect("has the same shape");
        let b = b.broadcast(d.raw_dim()).expect("was repeated to this shape");
        Zip::from(to).and(&d).and(&b).for_each(|to, d, b| *to += f(*d, *b));
    } else {
        let product = made(&to.raw_dim(), Cow::Borrowed(d), b, f);
        add_reduced(to, &product);
    }
}

fn times<A: Real>(d: A, b: A) -> A {
    d * b
}

/// Zero contributes zero, whatever it is divided by.
fn over<A: Real>(d: A, b: A) -> A {
    if d == A::zero() { d } else { d / b }
}

impl<A, S, T, D, E> Product<ops::Mul, ArrayBase<T, E>> for ArrayBase<S, D>
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
        self * b
    }
    #[inline]
    #[track_caller]
    fn taking(self, b: &ArrayBase<T, E>) -> Self::Output {
        self.into_owned() * b
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Self::Output, b: &ArrayBase<T, E>) {
        add(to, d, b, times);
    }
    #[inline]
    fn right(to: &mut Array<A, E>, d: &Self::Output, a: &ArrayBase<S, D>) {
        add(to, d, a, times);
    }
    #[inline]
    fn made_left(shape: &D, d: Cow<'_, Self::Output>, b: &ArrayBase<T, E>) -> Array<A, D> {
        made(shape, d, b, times)
    }
    #[inline]
    fn made_right(shape: &E, d: Cow<'_, Self::Output>, a: &ArrayBase<S, D>) -> Array<A, E> {
        made(shape, d, a, times)
    }
}

impl<A, S, T, D, E> Quotient<ops::Div, ArrayBase<T, E>> for ArrayBase<S, D>
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
        self / b
    }
    #[inline]
    #[track_caller]
    fn taking(self, b: &ArrayBase<T, E>) -> Self::Output {
        self.into_owned() / b
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Self::Output, b: &ArrayBase<T, E>) {
        add(to, d, b, over);
    }
    #[inline]
    fn right(to: &mut Array<A, E>, d: &Self::Output, b: &ArrayBase<T, E>, output: &Self::Output) {
        let shape = to.raw_dim();
        let made = <Self as Quotient<ops::Div, _>>::made_right(&shape, Cow::Borrowed(d), b, output);
        *to += &made;
    }
    #[inline]
    fn made_left(shape: &D, d: Cow<'_, Self::Output>, b: &ArrayBase<T, E>) -> Array<A, D> {
        made(shape, d, b, over)
    }
    #[inline]
    fn made_right(shape: &E, d: Cow<'_, Self::Output>, b: &ArrayBase<T, E>, output: &Self::Output) -> Array<A, E> {
        let mut quotient = d.into_owned();
        quotient.zip_mut_with(b, |d, b| *d = over(*d, *b));
        quotient.zip_mut_with(output, |d, output| {
            if *d != A::zero() {
                *d = -(*d * *output)
            }
        });
        reduced_or_same(quotient, shape)
    }
}

impl<A: Real, S: Data<Elem = A>, D: Dimension> Product<ops::Mul, A> for ArrayBase<S, D> {
    type Output = Array<A, D>;
    #[inline]
    fn of(&self, b: &A) -> Array<A, D> {
        self * *b
    }
    #[inline]
    fn taking(self, b: &A) -> Array<A, D> {
        self.into_owned() * *b
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Array<A, D>, b: &A) {
        to.scaled_add(*b, d);
    }
    #[inline]
    fn right(to: &mut A, d: &Array<A, D>, a: &ArrayBase<S, D>) {
        Zip::from(d).and(a).for_each(|d, a| *to += *d * *a);
    }
    #[inline]
    fn made_left(_: &D, d: Cow<'_, Array<A, D>>, b: &A) -> Array<A, D> {
        d.into_owned() * *b
    }
}

impl<A: Real, S: Data<Elem = A>, D: Dimension> Quotient<ops::Div, A> for ArrayBase<S, D> {
    type Output = Array<A, D>;
    #[inline]
    fn of(&self, b: &A) -> Array<A, D> {
        self / *b
    }
    #[inline]
    fn taking(self, b: &A) -> Array<A, D> {
        self.into_owned() / *b
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Array<A, D>, b: &A) {
        to.zip_mut_with(d, |to, d| *to += over(*d, *b));
    }
    #[inline]
    fn right(to: &mut A, d: &Array<A, D>, b: &A, output: &Array<A, D>) {
        Zip::from(d).and(output).for_each(|d, output| {
            if *d != A::zero() {
                *to -= *d / *b * *output;
            }
        });
    }
    #[inline]
    fn made_left(_: &D, d: Cow<'_, Array<A, D>>, b: &A) -> Array<A, D> {
        let mut d = d.into_owned();
        d.map_inplace(|d| *d = over(*d, *b));
        d
    }
}

/// A number and an array.
macro_rules! of_number {
    ($($float:ty)*) => {$(
        impl<S: Data<Elem = $float>, D: Dimension> Product<ops::Mul, ArrayBase<S, D>> for $float {
            type Output = Array<$float, D>;
            #[inline]
            fn of(&self, b: &ArrayBase<S, D>) -> Array<$float, D> {
                Mul::mul(*self, b)
            }
            #[inline]
            fn left(to: &mut $float, d: &Array<$float, D>, b: &ArrayBase<S, D>) {
                Zip::from(d).and(b).for_each(|d, b| *to += *d * *b);
            }
            #[inline]
            fn right(to: &mut Array<$float, D>, d: &Array<$float, D>, a: &$float) {
                to.scaled_add(*a, d);
            }
            #[inline]
            fn made_right(_: &D, d: Cow<'_, Array<$float, D>>, a: &$float) -> Array<$float, D> {
                d.into_owned() * *a
            }
        }

        impl<S: Data<Elem = $float>, D: Dimension> Quotient<ops::Div, ArrayBase<S, D>> for $float {
            type Output = Array<$float, D>;
            #[inline]
            fn of(&self, b: &ArrayBase<S, D>) -> Array<$float, D> {
                Div::div(*self, b)
            }
            #[inline]
            fn left(to: &mut $float, d: &Array<$float, D>, b: &ArrayBase<S, D>) {
                Zip::from(d).and(b).for_each(|d, b| *to += over(*d, *b));
            }
            #[inline]
            fn right(to: &mut Array<$float, D>, d: &Array<$float, D>, b: &ArrayBase<S, D>, output: &Array<$float, D>) {
                Zip::from(to).and(d).and(b).and(output).for_each(|to, d, b, output| {
                    if *d != 0.0 {
                        *to -= *d / *b * *output;
                    }
                });
            }
        }
    )*};
}

of_number!(f32 f64);
