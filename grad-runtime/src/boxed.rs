//! `Box`: what a member holds behind a pointer, as in a tree. Its cotangent is boxed too, so that types may hold themselves.

use alloc::boxed::Box;

use crate::differentiable::Differentiable;
use crate::floats::Floats;
use crate::gradient::Active;
use crate::lend::{Gathers, Lends, NoSeed};
use crate::member::Nothing;
use crate::place::{Accumulate, AccumulateScaled, Settle, Shaped};

impl<T: Shaped> Shaped for Box<T>
where
    T::Cotangent: Clone,
{
    type Cotangent = Box<T::Cotangent>;
    // The shape of a type that holds itself would have no end.
    type Shape = Box<T::Cotangent>;
    #[inline]
    fn shape(&self) -> Box<T::Cotangent> {
        Box::new(T::zeros(&(**self).shape()))
    }
    #[inline]
    fn zeros(shape: &Box<T::Cotangent>) -> Box<T::Cotangent> {
        shape.clone()
    }
    #[inline]
    fn blank(shape: &Box<T::Cotangent>) -> Box<T::Cotangent> {
        shape.clone()
    }
    #[inline]
    fn any(&self) -> bool {
        (**self).any()
    }
    #[inline]
    fn is_missing(&self) -> bool {
        (**self).is_missing()
    }
    #[inline]
    fn fits(&self, other: &Box<T::Cotangent>) -> bool {
        (**self).fits(other)
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        (**self).each(see);
    }
}

impl<A: Accumulate<B>, B> Accumulate<Box<B>> for Box<A> {
    #[inline]
    #[track_caller]
    fn accumulate(&mut self, from: &Box<B>) {
        (**self).accumulate(from);
    }
}

impl<F: Copy, T: AccumulateScaled<F>> AccumulateScaled<F> for Box<T> {
    #[inline]
    #[track_caller]
    fn accumulate_scaled(&mut self, factor: F, from: &Box<T>) {
        (**self).accumulate_scaled(factor, from);
    }
}

impl<T: Settle> Settle for Box<T> {
    #[inline]
    fn settle(&mut self) {
        (**self).settle();
    }
}

impl<T: NoSeed> NoSeed for Box<T> {
    #[inline]
    fn no_seed() -> Box<T> {
        Box::new(T::no_seed())
    }
}

impl<T: Active> Active for Box<T> {
    type Gradient = Box<T>;
}

impl<T: Nothing> Nothing for Box<T> {}

impl<T> Lends<T> for Box<T> {
    #[inline]
    fn lend(&self) -> &T {
        self
    }
}

impl<T: Settle> Gathers<T> for Box<T> {
    #[inline]
    fn gathers(&mut self) -> Option<&mut T> {
        Some(self)
    }
}

impl<T: Differentiable> Differentiable for Box<T>
where
    T::Tangent: Clone,
{
    type Tangent = Box<T::Tangent>;
    #[inline]
    fn add_scaled(&mut self, factor: f64, tangent: &Box<T::Tangent>) {
        (**self).add_scaled(factor, tangent);
    }
}

impl<F: 'static, T: Floats<F>> Floats<F> for Box<T> {
    fn floats(&self) -> impl Iterator<Item = &F> {
        let floats: Box<dyn Iterator<Item = &F> + '_> = Box::new(T::floats(self));
        floats
    }
    fn floats_mut(&mut self) -> impl Iterator<Item = &mut F> {
        let floats: Box<dyn Iterator<Item = &mut F> + '_> = Box::new(T::floats_mut(self));
        floats
    }
}
