//! `concatenate![axis, a, b]`; what is stacked gets its new axis before.

use ndarray::{Array, ArrayBase, Axis, Data, RemoveAxis, Slice};

use super::Real;
use crate::rules::{Joined, ops};

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
