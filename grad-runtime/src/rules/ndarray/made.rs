//! Vectors made of their elements.

use alloc::vec::Vec;

use ndarray::{Array1, ArrayView1};

use super::Real;
use crate::rules::{CotangentOf, Linear, ops};

impl<A: Real, const N: usize> Linear<ops::Arrayed> for [A; N]
where
    [A; N]: crate::place::Shaped<Cotangent = [A; N]>,
{
    type Output = Array1<A>;
    #[inline]
    fn of(&self, (): &()) -> Array1<A> {
        ArrayView1::from(self).to_owned()
    }
    #[inline]
    fn left(to: &mut [A; N], d: &CotangentOf<Array1<A>>, (): &()) {
        to.iter_mut().zip(d).for_each(|(to, d)| *to += *d);
    }
}

impl<A: Real> Linear<ops::Arrayed> for Vec<A>
where
    Vec<A>: crate::place::Shaped<Cotangent = Vec<A>>,
{
    type Output = Array1<A>;
    #[inline]
    fn of(&self, (): &()) -> Array1<A> {
        ArrayView1::from(self).to_owned()
    }
    #[inline]
    fn taking(self, (): &()) -> Array1<A> {
        Array1::from_vec(self)
    }
    #[inline]
    fn left(to: &mut Vec<A>, d: &Array1<A>, (): &()) {
        to.iter_mut().zip(d).for_each(|(to, d)| *to += *d);
    }
}
