//! `concatenate![axis, a, b]`; what is stacked gets its new axis before. Other shapes of the same elements.

use ndarray::{Array, ArrayBase, Axis, Data, Dimension, IntoDimension, RemoveAxis, Slice};

use super::Real;
use crate::rules::{Joined, Linear, ops};

impl<A: Real, S: Data<Elem = A>, T: Data<Elem = A>, D: RemoveAxis> Joined<ops::Concatenate, ArrayBase<T, D>, Axis>
    for ArrayBase<S, D>
{
    type Output = Array<A, D>;
    #[inline]
    #[track_caller]
    fn of(&self, b: &ArrayBase<T, D>, axis: &Axis) -> Array<A, D> {
        ndarray::concatenate(*axis, &[self.view(), b.view()]).unwrap()
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Array<A, D>, axis: &Axis) {
        let len = to.len_of(*axis);
        *to += &d.slice_axis(*axis, Slice::from(..len));
    }
    #[inline]
    fn right(to: &mut Array<A, D>, d: &Array<A, D>, axis: &Axis) {
        let before = d.len_of(*axis) - to.len_of(*axis);
        *to += &d.slice_axis(*axis, Slice::from(before..));
    }
}

impl<A: Real, S: Data<Elem = A>, D: Dimension, E: IntoDimension + Clone> Linear<ops::Reshape, E> for ArrayBase<S, D> {
    type Output = Array<A, E::Dim>;
    // Whoever asks for a shape that does not fit unwraps an error.
    #[inline]
    #[track_caller]
    fn of(&self, shape: &E) -> Self::Output {
        self.view().into_shape_with_order(shape.clone().into_dimension()).unwrap().to_owned()
    }
    #[inline]
    #[track_caller]
    fn taking(self, shape: &E) -> Self::Output {
        self.into_owned().into_shape_with_order(shape.clone().into_dimension()).unwrap()
    }
    #[inline]
    fn left(to: &mut Array<A, D>, d: &Self::Output, _: &E) {
        *to += &d.to_shape(to.raw_dim()).expect("has as many elements");
    }
}
