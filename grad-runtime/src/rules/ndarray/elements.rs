//! `a.mapv(f)` and the methods that ndarray has for each element.

use alloc::borrow::Cow;

use ndarray::{Array, ArrayBase, Data, Dimension, Zip};

use super::Real;
use crate::rules::Elementwise;

/// Zero contributes zero, however steep the function is.
fn times<A: Real>(d: A, slope: A) -> A {
    if d == A::zero() { d } else { d * slope }
}

impl<A: Real, S: Data<Elem = A>, D: Dimension> Elementwise for ArrayBase<S, D> {
    type Element = A;
    type Output = Array<A, D>;
    #[inline]
    fn map(&self, f: impl FnMut(A) -> A) -> Array<A, D> {
        self.mapv(f)
    }
    #[inline]
    fn map_taking(self, f: impl FnMut(A) -> A) -> Array<A, D> {
        self.into_owned().mapv_into(f)
    }
    #[inline]
    fn slopes(&self, f: impl FnMut(A) -> (A, A)) -> (Array<A, D>, Array<A, D>) {
        self.to_owned().slopes_taking(f)
    }
    #[inline]
    fn slopes_taking(self, mut f: impl FnMut(A) -> (A, A)) -> (Array<A, D>, Array<A, D>) {
        let mut slopes = self.into_owned();
        let values = slopes.map_mut(|element| {
            let (value, slope) = f(*element);
            *element = slope;
            value
        });
        (values, slopes)
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Array<A, D>, slopes: &Array<A, D>) {
        Zip::from(to).and(d).and(slopes).for_each(|to, d, slope| *to += times(*d, *slope));
    }
    #[inline]
    fn made_left(_: &D, d: Cow<'_, Array<A, D>>, slopes: &Array<A, D>) -> Array<A, D> {
        let mut d = d.into_owned();
        d.zip_mut_with(slopes, |d, slope| *d = times(*d, *slope));
        d
    }
}
