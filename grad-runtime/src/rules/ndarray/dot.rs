//! `a.dot(&b)` of vectors and matrices.

use alloc::borrow::Cow;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayBase, Data, Ix1, Ix2, Zip};

use super::Real;
use crate::rules::{Product, ops};

impl<A: Real, S: Data<Elem = A>, T: Data<Elem = A>> Product<ops::Dot, ArrayBase<T, Ix1>> for ArrayBase<S, Ix1> {
    type Output = A;
    #[inline]
    #[track_caller]
    fn of(&self, b: &ArrayBase<T, Ix1>) -> A {
        self.dot(b)
    }
    #[inline]
    fn left(to: &mut Array1<A>, d: &A, b: &ArrayBase<T, Ix1>) {
        to.scaled_add(*d, b);
    }
    #[inline]
    fn right(to: &mut Array1<A>, d: &A, a: &ArrayBase<S, Ix1>) {
        to.scaled_add(*d, a);
    }
}

/// `to += column * row`
fn add_outer<A: Real, S: Data<Elem = A>, T: Data<Elem = A>>(
    to: &mut Array2<A>,
    column: &ArrayBase<S, Ix1>,
    row: &ArrayBase<T, Ix1>,
) {
    Zip::from(to.rows_mut()).and(column).for_each(|mut to, factor| to.scaled_add(*factor, row));
}

impl<A: Real, S: Data<Elem = A>, T: Data<Elem = A>> Product<ops::Dot, ArrayBase<T, Ix1>> for ArrayBase<S, Ix2> {
    type Output = Array1<A>;
    #[inline]
    #[track_caller]
    fn of(&self, b: &ArrayBase<T, Ix1>) -> Array1<A> {
        self.dot(b)
    }
    #[inline]
    fn left(to: &mut Array2<A>, d: &Array1<A>, b: &ArrayBase<T, Ix1>) {
        add_outer(to, d, b);
    }
    #[inline]
    fn right(to: &mut Array1<A>, d: &Array1<A>, a: &ArrayBase<S, Ix2>) {
        *to += &a.t().dot(d);
    }
    #[inline]
    fn made_right(_: &Ix1, d: Cow<'_, Array1<A>>, a: &ArrayBase<S, Ix2>) -> Array1<A> {
        a.t().dot(&*d)
    }
}

impl<A: Real, S: Data<Elem = A>, T: Data<Elem = A>> Product<ops::Dot, ArrayBase<T, Ix2>> for ArrayBase<S, Ix1> {
    type Output = Array1<A>;
    #[inline]
    #[track_caller]
    fn of(&self, b: &ArrayBase<T, Ix2>) -> Array1<A> {
        self.dot(b)
    }
    #[inline]
    fn left(to: &mut Array1<A>, d: &Array1<A>, b: &ArrayBase<T, Ix2>) {
        *to += &b.dot(d);
    }
    #[inline]
    fn right(to: &mut Array2<A>, d: &Array1<A>, a: &ArrayBase<S, Ix1>) {
        add_outer(to, a, d);
    }
    #[inline]
    fn made_left(_: &Ix1, d: Cow<'_, Array1<A>>, b: &ArrayBase<T, Ix2>) -> Array1<A> {
        b.dot(&*d)
    }
}

impl<A: Real, S: Data<Elem = A>, T: Data<Elem = A>> Product<ops::Dot, ArrayBase<T, Ix2>> for ArrayBase<S, Ix2> {
    type Output = Array2<A>;
    #[inline]
    #[track_caller]
    fn of(&self, b: &ArrayBase<T, Ix2>) -> Array2<A> {
        self.dot(b)
    }
    #[inline]
    fn left(to: &mut Array2<A>, d: &Array2<A>, b: &ArrayBase<T, Ix2>) {
        general_mat_mul(A::one(), d, &b.t(), A::one(), to);
    }
    #[inline]
    fn right(to: &mut Array2<A>, d: &Array2<A>, a: &ArrayBase<S, Ix2>) {
        general_mat_mul(A::one(), &a.t(), d, A::one(), to);
    }
    #[inline]
    fn made_left(_: &Ix2, d: Cow<'_, Array2<A>>, b: &ArrayBase<T, Ix2>) -> Array2<A> {
        d.dot(&b.t())
    }
    #[inline]
    fn made_right(_: &Ix2, d: Cow<'_, Array2<A>>, a: &ArrayBase<S, Ix2>) -> Array2<A> {
        a.t().dot(&*d)
    }
}
