//! `a.sum()`, `a.mean()`, and the same along an axis.

use ndarray::{Array, ArrayBase, Axis, Data, Dimension, RemoveAxis};

use super::Real;
use crate::rules::{Linear, ops};

impl<A: Real, S: Data<Elem = A>, D: Dimension> Linear<ops::Total> for ArrayBase<S, D> {
    type Output = A;
    #[inline]
    fn of(&self, _: &()) -> A {
        self.sum()
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &A, _: &()) {
        *to += *d;
    }
    #[inline]
    fn made_left(shape: &D, d: alloc::borrow::Cow<'_, A>, _: &()) -> Array<A, D> {
        Array::from_elem(shape.clone(), *d)
    }
}

impl<A: Real, S: Data<Elem = A>, D: Dimension> Linear<ops::Mean> for ArrayBase<S, D> {
    type Output = A;
    // The primal's own steps, without the bounds that it asks for.
    #[inline]
    #[track_caller]
    fn of(&self, _: &()) -> A {
        let mean = if self.is_empty() { None } else { Some(self.sum() / A::count(self.len())) };
        mean.unwrap()
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &A, _: &()) {
        let share = *d / A::count(to.len());
        *to += share;
    }
    #[inline]
    fn made_left(shape: &D, d: alloc::borrow::Cow<'_, A>, _: &()) -> Array<A, D> {
        Array::from_elem(shape.clone(), *d / A::count(shape.size()))
    }
}

impl<A: Real, S: Data<Elem = A>, D: RemoveAxis> Linear<ops::SumAxis, Axis> for ArrayBase<S, D> {
    type Output = Array<A, D::Smaller>;
    #[inline]
    #[track_caller]
    fn of(&self, axis: &Axis) -> Self::Output {
        self.sum_axis(*axis)
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Self::Output, axis: &Axis) {
        *to += &d.view().insert_axis(*axis).into_dimensionality::<D>().expect("has the axis again");
    }
}

impl<A: Real, S: Data<Elem = A>, D: RemoveAxis> Linear<ops::MeanAxis, Axis> for ArrayBase<S, D> {
    type Output = Array<A, D::Smaller>;
    #[inline]
    #[track_caller]
    fn of(&self, axis: &Axis) -> Self::Output {
        let len = self.len_of(*axis);
        let mean = if len == 0 { None } else { Some(self.sum_axis(*axis) / A::count(len)) };
        mean.unwrap()
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Self::Output, axis: &Axis) {
        let len = A::count(to.len_of(*axis));
        let d = d.view().insert_axis(*axis).into_dimensionality::<D>().expect("has the axis again");
        to.zip_mut_with(&d, |to, d| *to += *d / len);
    }
}
