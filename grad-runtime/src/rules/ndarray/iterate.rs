//! The elements of arrays by their number, and parts by an axis.

use ndarray::{ArrayBase, ArrayView, ArrayViewMut, Axis, Data, DataMut, Dimension, RemoveAxis};

use super::super::elements::{Elements, ElementsMut};

/// Where the element of this number is; where the array has just one along an axis, it counts for all of this shape.
fn place<D: Dimension, E: Dimension>(shape: &D, mut number: usize, own: &E) -> E {
    let mut place = E::zeros(own.ndim());
    let missing = shape.ndim() - own.ndim();
    for axis in (0..shape.ndim()).rev() {
        let len = shape[axis];
        if axis >= missing && own[axis - missing] != 1 {
            place[axis - missing] = number % len;
        }
        number /= len;
    }
    place
}

impl<A, S: Data<Elem = A>, D: Dimension> Elements for ArrayBase<S, D> {
    type Element = A;
    #[inline]
    #[track_caller]
    fn element(&self, number: usize) -> &A {
        match self.as_slice() {
            Some(slice) => &slice[number],
            None => &self[place(&self.raw_dim(), number, &self.raw_dim())],
        }
    }
}

impl<A, S: DataMut<Elem = A>, D: Dimension> ElementsMut for ArrayBase<S, D> {
    #[inline]
    #[track_caller]
    fn element_mut(&mut self, number: usize) -> &mut A {
        if self.is_standard_layout() {
            return &mut self.as_slice_mut().expect("is one slice")[number];
        }
        let place = place(&self.raw_dim(), number, &self.raw_dim());
        &mut self[place]
    }
}

/// The element of this number in an array that is repeated to this shape.
#[inline]
#[track_caller]
pub fn repeated<'a, A, S: Data<Elem = A>, D: Dimension, E: Dimension>(
    of: &'a ArrayBase<S, D>,
    number: usize,
    shape: &E,
) -> &'a A {
    if of.raw_dim().slice() == shape.slice() {
        return of.element(number);
    }
    &of[place(shape, number, &of.raw_dim())]
}

/// The same, to be changed.
#[inline]
#[track_caller]
pub fn repeated_mut<'a, A, S: DataMut<Elem = A>, D: Dimension, E: Dimension>(
    of: &'a mut ArrayBase<S, D>,
    number: usize,
    shape: &E,
) -> &'a mut A {
    if of.raw_dim().slice() == shape.slice() {
        return of.element_mut(number);
    }
    let place = place(shape, number, &of.raw_dim());
    &mut of[place]
}

/// The part at an index of the first axis.
#[inline]
#[track_caller]
pub fn outer<A, S: Data<Elem = A>, D: RemoveAxis>(of: &ArrayBase<S, D>, index: usize) -> ArrayView<'_, A, D::Smaller> {
    of.index_axis(Axis(0), index)
}

/// The same, to be changed.
#[inline]
#[track_caller]
pub fn outer_mut<A, S: DataMut<Elem = A>, D: RemoveAxis>(
    of: &mut ArrayBase<S, D>,
    index: usize,
) -> ArrayViewMut<'_, A, D::Smaller> {
    of.index_axis_mut(Axis(0), index)
}
