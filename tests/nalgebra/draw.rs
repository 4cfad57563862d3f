//! Matrices of random numbers, and what the harness asks of them.

use grad::Differentiable;
use nalgebra::allocator::Allocator;
use nalgebra::{DMatrix, DVector, DefaultAllocator, Dim, OMatrix, SMatrix};

use crate::harness::{Floats, number, positive};

impl<R: Dim, C: Dim> Floats for OMatrix<f64, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Dual = ();
    type Tangent = OMatrix<f64, R, C>;

    fn pour_out(&self, into: &mut Vec<f64>) {
        into.extend(self.iter());
    }

    fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|element| *element = from.next().expect("too few numbers"));
    }

    fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> OMatrix<f64, R, C> {
        let mut tangent = self.zero_tangent();
        tangent.pour_in(from);
        tangent
    }

    fn with_tangents(&self, _: &mut dyn Iterator<Item = f64>) {}
}

pub fn fixed<const R: usize, const C: usize>() -> SMatrix<f64, R, C> {
    SMatrix::from_fn(|_, _| number())
}

pub fn fixed_positive<const R: usize, const C: usize>() -> SMatrix<f64, R, C> {
    SMatrix::from_fn(|_, _| positive())
}

pub fn vector(n: usize) -> DVector<f64> {
    DVector::from_fn(n, |_, _| number())
}

pub fn matrix(n: usize, m: usize) -> DMatrix<f64> {
    DMatrix::from_fn(n, m, |_, _| number())
}
