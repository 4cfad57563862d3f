//! The elements of matrices by their number: column by column, as the library's own index.

use nalgebra::{Dim, Matrix, RawStorage, RawStorageMut};

use super::super::elements::{Elements, ElementsMut};

impl<T, R: Dim, C: Dim, S: RawStorage<T, R, C>> Elements for Matrix<T, R, C, S> {
    type Element = T;
    #[inline]
    #[track_caller]
    fn element(&self, number: usize) -> &T {
        &self[number]
    }
}

impl<T, R: Dim, C: Dim, S: RawStorageMut<T, R, C>> ElementsMut for Matrix<T, R, C, S> {
    #[inline]
    #[track_caller]
    fn element_mut(&mut self, number: usize) -> &mut T {
        &mut self[number]
    }
}
