//! Vectors and matrices hold floats: what cotangents need.

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, OMatrix};

use super::Real;
use crate::differentiable::Differentiable;
use crate::floats::Floats;
use crate::gradient::Active;
use crate::lend::NoSeed;
use crate::place::{Accumulate, AccumulateScaled, Settle, Shaped};
use crate::rules::Operand;

impl<T: Real, R: Dim, C: Dim> Shaped for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Cotangent = Self;
    type Shape = (R, C);
    #[inline]
    fn shape(&self) -> (R, C) {
        self.shape_generic()
    }
    #[inline]
    fn zeros(shape: &(R, C)) -> Self {
        OMatrix::zeros_generic(shape.0, shape.1)
    }
    #[inline]
    fn blank(shape: &(R, C)) -> Self {
        OMatrix::zeros_generic(shape.0, shape.1)
    }
    #[inline]
    fn any(&self) -> bool {
        self.iter().any(|element| !element.is_zero())
    }
    #[inline]
    fn is_missing(&self) -> bool {
        self.is_empty()
    }
    #[inline]
    fn fits(&self, other: &Self) -> bool {
        self.shape_generic() == other.shape_generic()
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.iter().for_each(|element| element.each(see));
    }
}

impl<T: Real, R: Dim, C: Dim> Operand for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Value = Self;
    type Owned = Self;
    #[inline]
    fn value(&self) -> &Self {
        self
    }
}

impl<T: Real, R: Dim, C: Dim> Settle for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    #[inline]
    fn settle(&mut self) {}
}

impl<T: Real, R: Dim, C: Dim> Accumulate for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    #[inline]
    #[track_caller]
    fn accumulate(&mut self, from: &Self) {
        if from.is_empty() && !self.is_empty() {
            // What nobody owes anything to.
            return;
        }
        *self += from;
    }
}

impl<T: Real, R: Dim, C: Dim> AccumulateScaled<T> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    #[inline]
    fn accumulate_scaled(&mut self, factor: T, from: &Self) {
        self.zip_apply(from, |to, from| *to += factor * from);
    }
}

impl<T: Real, R: Dim, C: Dim> Active for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Gradient = Self;
}

impl<T: Real, R: Dim, C: Dim> NoSeed for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    // Where the lengths are not known, it stands where a matrix of the right ones is never looked at.
    #[inline]
    fn no_seed() -> Self {
        let (rows, columns) = (R::try_to_usize().unwrap_or(0), C::try_to_usize().unwrap_or(0));
        OMatrix::zeros_generic(R::from_usize(rows), C::from_usize(columns))
    }
}

impl<T: Real + Differentiable<Tangent = T>, R: Dim, C: Dim> Differentiable for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Tangent = Self;
    #[inline]
    #[track_caller]
    fn add_scaled(&mut self, factor: f64, tangent: &Self) {
        self.zip_apply(tangent, |to, from| to.add_scaled(factor, &from));
    }
}

impl<F: 'static, T: Floats<F> + nalgebra::Scalar, R: Dim, C: Dim> Floats<F> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    #[inline]
    fn floats(&self) -> impl Iterator<Item = &F> {
        self.iter().flat_map(T::floats)
    }
    #[inline]
    fn floats_mut(&mut self) -> impl Iterator<Item = &mut F> {
        self.iter_mut().flat_map(T::floats_mut)
    }
}
