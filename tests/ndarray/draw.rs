//! Arrays of random numbers, and what the harness asks of them.

use grad::Differentiable;
use ndarray::{Array, Array1, Array2, Dimension};

use crate::harness::{Floats, number, positive};

impl<D: Dimension> Floats for Array<f64, D> {
    type Dual = ();
    type Tangent = Array<f64, D>;

    fn pour_out(&self, into: &mut Vec<f64>) {
        into.extend(self);
    }

    fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|element| *element = from.next().expect("too few numbers"));
    }

    fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> Array<f64, D> {
        let mut tangent = self.zero_tangent();
        tangent.pour_in(from);
        tangent
    }

    fn with_tangents(&self, _: &mut dyn Iterator<Item = f64>) {}
}

pub fn vector(n: usize) -> Array1<f64> {
    Array1::from_shape_simple_fn(n, number)
}

pub fn matrix(n: usize, m: usize) -> Array2<f64> {
    Array2::from_shape_simple_fn((n, m), number)
}

pub fn positives(n: usize) -> Array1<f64> {
    Array1::from_shape_simple_fn(n, positive)
}

pub fn positive_matrix(n: usize, m: usize) -> Array2<f64> {
    Array2::from_shape_simple_fn((n, m), positive)
}
