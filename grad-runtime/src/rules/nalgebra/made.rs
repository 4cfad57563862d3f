//! Vectors made of their elements.

use alloc::vec::Vec;

use nalgebra::{DVector, SVector};

use super::Real;
use crate::rules::{Linear, ops};

impl<T: Real, const N: usize> Linear<ops::Vectored> for [T; N]
where
    [T; N]: crate::place::Shaped<Cotangent = [T; N]>,
{
    type Output = SVector<T, N>;
    #[inline]
    fn of(&self, (): &()) -> SVector<T, N> {
        SVector::from(*self)
    }
    #[inline]
    fn left(to: &mut [T; N], d: &SVector<T, N>, (): &()) {
        to.iter_mut().zip(d).for_each(|(to, d)| *to += *d);
    }
}

impl<T: Real> Linear<ops::Vectored> for Vec<T>
where
    Vec<T>: crate::place::Shaped<Cotangent = Vec<T>>,
{
    type Output = DVector<T>;
    #[inline]
    fn of(&self, (): &()) -> DVector<T> {
        DVector::from_column_slice(self)
    }
    #[inline]
    fn left(to: &mut Vec<T>, d: &DVector<T>, (): &()) {
        to.iter_mut().zip(d).for_each(|(to, d)| *to += *d);
    }
}
