//! `ndarray`: arrays as places that hold floats, and the rules for what is done with them.

mod dot;
mod elements;
mod iterate;
mod join;
mod made;
mod place;
mod quotient;
mod reduce;
mod sum;
mod views;

pub use iterate::{outer, outer_mut, repeated, repeated_mut};
pub use views::{Changed, Viewed};

use core::ops::{AddAssign, MulAssign, Neg, SubAssign};

use ndarray::{Array, ArrayBase, Axis, Data, DimMax, Dimension, LinalgScalar, ScalarOperand};

use crate::place::{Accumulate, Settle, Shaped};

/// `f32` and `f64`.
pub trait Real:
    LinalgScalar
    + ScalarOperand
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + PartialEq
    + Shaped<Cotangent = Self, Shape = ()>
    + Accumulate
    + Settle
    + core::fmt::Debug
{
    /// A count.
    fn count(count: usize) -> Self;
}

impl Real for f32 {
    #[inline]
    #[allow(clippy::cast_precision_loss)]
    fn count(count: usize) -> f32 {
        count as f32
    }
}

impl Real for f64 {
    #[inline]
    #[allow(clippy::cast_precision_loss)]
    fn count(count: usize) -> f64 {
        count as f64
    }
}

/// The dimension of what two arrays give.
type Larger<D, E> = <D as DimMax<E>>::Output;

/// Sums over the axes along which an operand of this shape was repeated.
fn reduced<A: Real, D: Dimension, E: Dimension>(full: Array<A, E>, shape: &D) -> Array<A, D> {
    let mut rest = full.into_dyn();
    while rest.ndim() > shape.ndim() {
        rest = rest.sum_axis(Axis(0));
    }
    for axis in 0..shape.ndim() {
        if rest.len_of(Axis(axis)) != shape[axis] {
            rest = rest.sum_axis(Axis(axis)).insert_axis(Axis(axis));
        }
    }
    rest.into_dimensionality().expect("has as many axes as the operand")
}

/// `to += full`, summed over the axes along which the operand was repeated.
fn add_reduced<A: Real, D: Dimension, E: Dimension, S: Data<Elem = A>>(to: &mut Array<A, D>, full: &ArrayBase<S, E>) {
    if is_whole(full, &to.raw_dim()) {
        // The same in another type.
        let full = full.view().into_dimensionality::<D>().expect("has the same shape");
        to.zip_mut_with(&full, |to, d| *to += *d);
    } else if let (1, 2) = (to.ndim(), full.ndim()) {
        // A row that was repeated: nothing is made for it.
        for row in full.rows() {
            to.zip_mut_with(&row, |to, d| *to += *d);
        }
    } else {
        let sum = reduced(full.to_owned(), &to.raw_dim());
        *to += &sum;
    }
}

/// Whether a result of this shape has that of the operand.
fn is_whole<A, S: ndarray::RawData<Elem = A>, D: Dimension, E: Dimension>(full: &ArrayBase<S, E>, shape: &D) -> bool {
    full.raw_dim().slice() == shape.slice()
}
