//! Functions of one vector or matrix.

use nalgebra::allocator::Allocator;
use nalgebra::{DMatrix, DefaultAllocator, Dim, DimMin, DimMinimum, OMatrix};

use super::Real;
use crate::rules::{Curve, Elementwise, Linear, ops};

impl<T: Real, R: Dim, C: Dim> Linear<ops::Transpose> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<C, R>,
{
    type Output = OMatrix<T, C, R>;
    #[inline]
    fn of(&self, _: &()) -> OMatrix<T, C, R> {
        self.transpose()
    }
    #[inline]
    fn left(to: &mut Self, d: &OMatrix<T, C, R>, _: &()) {
        *to += d.transpose();
    }
}

impl<T: Real, R: Dim, C: Dim> Linear<ops::Total> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = T;
    #[inline]
    fn of(&self, _: &()) -> T {
        self.sum()
    }
    #[inline]
    fn left(to: &mut Self, d: &T, _: &()) {
        to.add_scalar_mut(*d);
    }
}

impl<T: Real, D: Dim> Linear<ops::Trace> for OMatrix<T, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    type Output = T;
    #[inline]
    #[track_caller]
    fn of(&self, _: &()) -> T {
        self.trace()
    }
    #[inline]
    fn left(to: &mut Self, d: &T, _: &()) {
        for i in 0..to.nrows() {
            to[(i, i)] += *d;
        }
    }
}

impl<T: Real, R: Dim, C: Dim> Curve<ops::NormSquared> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = T;
    #[inline]
    fn of(&self) -> T {
        self.norm_squared()
    }
    #[inline]
    fn left(to: &mut Self, d: &T, a: &Self, _: &T) {
        let d = *d + *d;
        to.zip_apply(a, |to, a| *to += d * a);
    }
}

// As `hypot`: zero at zero.
impl<T: Real, R: Dim, C: Dim> Curve<ops::Norm> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = T;
    #[inline]
    fn of(&self) -> T {
        self.norm()
    }
    #[inline]
    fn left(to: &mut Self, d: &T, a: &Self, output: &T) {
        if !output.is_zero() {
            let d = *d / *output;
            to.zip_apply(a, |to, a| *to += d * a);
        }
    }
}

// With y = a / |a|: what a is owed is what y is owed without its part along y, over |a|.
impl<T: Real, R: Dim, C: Dim> Curve<ops::Normalize> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Self;
    #[inline]
    fn of(&self) -> Self {
        self.normalize()
    }
    #[inline]
    fn left(to: &mut Self, d: &Self, a: &Self, output: &Self) {
        if d.iter().all(|d| d.is_zero()) {
            return;
        }
        let (along, norm) = (d.dot(output), a.norm());
        to.zip_zip_apply(d, output, |to, d, y| *to += (d - along * y) / norm);
    }
}

impl<T: Real, D: DimMin<D, Output = D>> Curve<ops::Determinant> for OMatrix<T, D, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<DimMinimum<D, D>>,
{
    type Output = T;
    #[inline]
    #[track_caller]
    fn of(&self) -> T {
        self.determinant()
    }
    #[inline]
    fn left(to: &mut Self, d: &T, a: &Self, output: &T) {
        if d.is_zero() {
            return;
        }
        // The slope is the matrix of cofactors, whether there is an inverse or not.
        let inverse = if a.nrows() > 3 { a.clone().try_inverse() } else { None };
        for i in 0..a.nrows() {
            for j in 0..a.ncols() {
                to[(i, j)] += *d
                    * match &inverse {
                        Some(inverse) => *output * inverse[(j, i)],
                        None => cofactor(a, i, j),
                    };
            }
        }
    }
}

fn cofactor<T: Real, D: Dim>(a: &OMatrix<T, D, D>, i: usize, j: usize) -> T
where
    DefaultAllocator: Allocator<D, D>,
{
    let n = a.nrows() - 1;
    let without = |skipped: usize, index: usize| index + usize::from(index >= skipped);
    let minor = DMatrix::from_fn(n, n, |k, l| a[(without(i, k), without(j, l))]).determinant();
    if (i + j).is_multiple_of(2) { minor } else { -minor }
}

impl<T: Real, D: Dim> Curve<ops::Inverse> for OMatrix<T, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    type Output = Self;
    // Whoever asks for the inverse of a singular matrix unwraps `None`.
    #[inline]
    #[track_caller]
    fn of(&self) -> Self {
        self.clone().try_inverse().unwrap()
    }
    #[inline]
    fn left(to: &mut Self, d: &Self, _: &Self, output: &Self) {
        let transposed = output.transpose();
        *to -= &transposed * d * &transposed;
    }
}

impl<T: Real, R: Dim, C: Dim> Elementwise for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Element = T;
    type Output = Self;
    #[inline]
    fn map(&self, f: impl FnMut(T) -> T) -> Self {
        self.map(f)
    }
    #[inline]
    fn slopes(&self, mut f: impl FnMut(T) -> (T, T)) -> (Self, Self) {
        let (mut values, mut slopes) = (self.clone(), self.clone());
        for (value, slope) in values.iter_mut().zip(slopes.iter_mut()) {
            (*value, *slope) = f(*value);
        }
        (values, slopes)
    }
    #[inline]
    fn left(to: &mut Self, d: &Self, slopes: &Self) {
        to.zip_zip_apply(d, slopes, |to, d, slope| {
            if !d.is_zero() {
                *to += d * slope;
            }
        });
    }
}
