//! Views of arrays as arguments: they are lent again on the way back, each with a view of its cotangent.

use ndarray::{ArrayView, ArrayViewMut, Dimension};

/// A view of an array.
pub trait Viewed {
    /// What it holds.
    type Elem;
    /// How many axes it has.
    type Dim: Dimension;
}

impl<A, D: Dimension> Viewed for ArrayView<'_, A, D> {
    type Elem = A;
    type Dim = D;
}

/// The view of its cotangent, to add to.
pub type Changed<'c, V> = ArrayViewMut<'c, <V as Viewed>::Elem, <V as Viewed>::Dim>;
