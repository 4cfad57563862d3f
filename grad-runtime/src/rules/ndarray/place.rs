//! Arrays hold floats: what cotangents need.

use ndarray::{Array, ArrayBase, Data, DataMut, Dimension, OwnedRepr, RawData};

use super::Real;
use crate::differentiable::Differentiable;
use crate::floats::Floats;
use crate::gradient::Active;
use crate::lend::NoSeed;
use crate::place::{Accumulate, AccumulateScaled, Settle, Shaped};
use crate::rules::Operand;

impl<A: Real, S: Data<Elem = A>, D: Dimension> Shaped for ArrayBase<S, D> {
    type Cotangent = Array<A, D>;
    type Shape = D;
    #[inline]
    fn shape(&self) -> D {
        self.raw_dim()
    }
    #[inline]
    fn zeros(shape: &D) -> Array<A, D> {
        Array::zeros(shape.clone())
    }
    #[inline]
    fn blank(shape: &D) -> Array<A, D> {
        Array::zeros(shape.clone())
    }
    #[inline]
    fn any(&self) -> bool {
        self.iter().any(|element| *element != A::zero())
    }
    #[inline]
    fn is_missing(&self) -> bool {
        self.is_empty()
    }
    #[inline]
    fn fits(&self, other: &Array<A, D>) -> bool {
        ArrayBase::shape(self) == ArrayBase::shape(other)
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.iter().for_each(|element| element.each(see));
    }
}

impl<A: Real, S: Data<Elem = A>, D: Dimension> Operand for ArrayBase<S, D> {
    type Value = Self;
    type Owned = Array<A, D>;
    #[inline]
    fn value(&self) -> &Self {
        self
    }
}

impl<A: Real, S: DataMut<Elem = A>, D: Dimension> Settle for ArrayBase<S, D> {
    #[inline]
    fn settle(&mut self) {}
}

impl<A: Real, S: DataMut<Elem = A>, T: Data<Elem = A>, D: Dimension> Accumulate<ArrayBase<T, D>> for ArrayBase<S, D> {
    #[inline]
    #[track_caller]
    fn accumulate(&mut self, from: &ArrayBase<T, D>) {
        if from.is_empty() && !self.is_empty() {
            // What nobody owes anything to.
            return;
        }
        assert!(
            ArrayBase::shape(self) == ArrayBase::shape(from),
            "a gradient of shape {:?} is added to one of shape {:?}",
            ArrayBase::shape(from),
            ArrayBase::shape(self),
        );
        self.zip_mut_with(from, |to, from| *to += *from);
    }
}

impl<A: Real, S: DataMut<Elem = A>, T: Data<Elem = A>, D: Dimension> AccumulateScaled<A, ArrayBase<T, D>>
    for ArrayBase<S, D>
{
    #[inline]
    fn accumulate_scaled(&mut self, factor: A, from: &ArrayBase<T, D>) {
        self.zip_mut_with(from, |to, from| *to += factor * *from);
    }
}

impl<A: Real, D: Dimension> Active for Array<A, D> {
    type Gradient = Self;
}

impl<A: Real, D: Dimension> NoSeed for Array<A, D> {
    // Stands where an array of the right shape is never looked at.
    #[inline]
    fn no_seed() -> Self {
        Array::zeros(D::zeros(D::NDIM.unwrap_or(1)))
    }
}

impl<A: Real + Differentiable<Tangent = A>, S: DataMut<Elem = A>, D: Dimension> Differentiable for ArrayBase<S, D> {
    type Tangent = Array<A, D>;
    #[inline]
    #[track_caller]
    fn add_scaled(&mut self, factor: f64, tangent: &Array<A, D>) {
        assert!(
            ArrayBase::shape(self) == ArrayBase::shape(tangent),
            "a tangent of shape {:?} is added to something of shape {:?}",
            ArrayBase::shape(tangent),
            ArrayBase::shape(self),
        );
        self.zip_mut_with(tangent, |to, from| to.add_scaled(factor, from));
    }
}

impl<F: 'static, A: Floats<F>, D: Dimension> Floats<F> for ArrayBase<OwnedRepr<A>, D>
where
    OwnedRepr<A>: RawData<Elem = A>,
{
    #[inline]
    fn floats(&self) -> impl Iterator<Item = &F> {
        self.iter().flat_map(A::floats)
    }
    #[inline]
    fn floats_mut(&mut self) -> impl Iterator<Item = &mut F> {
        self.iter_mut().flat_map(A::floats_mut)
    }
}
