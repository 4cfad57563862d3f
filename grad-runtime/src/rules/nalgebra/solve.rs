//! `a.lu().solve(&b)`, `a.cholesky().unwrap().solve(&b)`

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, DimMin, DimMinimum, OMatrix};

use super::Real;
use crate::rules::{Quotient, ops};

// With x = a⁻¹ b: what b is owed is g = a⁻ᵀ d, and what a is owed is -g xᵀ.
impl<T: Real, D: DimMin<D, Output = D>, C: Dim> Quotient<ops::Solve, OMatrix<T, D, D>> for OMatrix<T, D, C>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D, C> + Allocator<C, D> + Allocator<DimMinimum<D, D>>,
{
    type Output = Self;
    // Whoever asks for the solution of a singular system unwraps `None`.
    #[inline]
    #[track_caller]
    fn of(&self, a: &OMatrix<T, D, D>) -> Self {
        a.clone().lu().solve(self).unwrap()
    }
    #[inline]
    fn left(to: &mut Self, d: &Self, a: &OMatrix<T, D, D>) {
        *to += solved(a, d);
    }
    #[inline]
    fn right(to: &mut OMatrix<T, D, D>, d: &Self, a: &OMatrix<T, D, D>, output: &Self) {
        to.gemm(-T::one(), &solved(a, d), &output.transpose(), T::one());
    }
}

/// `a⁻ᵀ d`; not a number where rounding makes the transposed system singular, since going back panics nowhere.
fn solved<T: Real, D: DimMin<D, Output = D>, C: Dim>(a: &OMatrix<T, D, D>, d: &OMatrix<T, D, C>) -> OMatrix<T, D, C>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D, C> + Allocator<DimMinimum<D, D>>,
{
    a.transpose().lu().solve(d).unwrap_or_else(|| d.map(|_| nalgebra::convert(f64::NAN)))
}

// The decomposition looks at the lower triangle alone, and takes the upper one to be the same: what both would be owed, the lower one is.
impl<T: Real, D: Dim, C: Dim> Quotient<ops::CholeskySolve, OMatrix<T, D, D>> for OMatrix<T, D, C>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D, C>,
{
    type Output = Self;
    // Whoever asks for the decomposition of a matrix that is not positive definite unwraps `None`.
    #[inline]
    #[track_caller]
    fn of(&self, a: &OMatrix<T, D, D>) -> Self {
        a.clone().cholesky().unwrap().solve(self)
    }
    #[inline]
    fn left(to: &mut Self, d: &Self, a: &OMatrix<T, D, D>) {
        *to += decomposed(a, d);
    }
    #[inline]
    fn right(to: &mut OMatrix<T, D, D>, d: &Self, a: &OMatrix<T, D, D>, output: &Self) {
        let owed = decomposed(a, d);
        for j in 0..a.ncols() {
            for i in j..a.nrows() {
                to[(i, j)] -= owed.row(i).dot(&output.row(j));
                if i != j {
                    to[(i, j)] -= owed.row(j).dot(&output.row(i));
                }
            }
        }
    }
}

/// `a⁻¹ d`, where going forward has decomposed `a`.
fn decomposed<T: Real, D: Dim, C: Dim>(a: &OMatrix<T, D, D>, d: &OMatrix<T, D, C>) -> OMatrix<T, D, C>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D, C>,
{
    match a.clone().cholesky() {
        Some(decomposed) => decomposed.solve(d),
        None => d.map(|_| nalgebra::convert(f64::NAN)),
    }
}
