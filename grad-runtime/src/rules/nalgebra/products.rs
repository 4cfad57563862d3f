//! Products of two vectors or matrices.

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, OMatrix, Vector3};

use super::Real;
use crate::rules::{Product, Quotient, ops};

impl<T: Real, R: Dim, K: Dim, C: Dim> Product<ops::Mul, OMatrix<T, K, C>> for OMatrix<T, R, K>
where
    DefaultAllocator: Allocator<R, K> + Allocator<K, C> + Allocator<R, C> + Allocator<C, K>,
{
    type Output = OMatrix<T, R, C>;
    #[inline]
    #[track_caller]
    fn of(&self, b: &OMatrix<T, K, C>) -> OMatrix<T, R, C> {
        self * b
    }
    #[inline]
    fn left(to: &mut OMatrix<T, R, K>, d: &OMatrix<T, R, C>, b: &OMatrix<T, K, C>) {
        to.gemm(T::one(), d, &b.transpose(), T::one());
    }
    #[inline]
    fn right(to: &mut OMatrix<T, K, C>, d: &OMatrix<T, R, C>, a: &OMatrix<T, R, K>) {
        to.gemm_tr(T::one(), a, d, T::one());
    }
}

// aᵀ b, without the transposed matrix.
impl<T: Real, K: Dim, R: Dim, C: Dim> Product<ops::TransposedMul, OMatrix<T, K, C>> for OMatrix<T, K, R>
where
    DefaultAllocator: Allocator<K, R> + Allocator<K, C> + Allocator<R, C> + Allocator<C, R>,
{
    type Output = OMatrix<T, R, C>;
    #[inline]
    #[track_caller]
    fn of(&self, b: &OMatrix<T, K, C>) -> OMatrix<T, R, C> {
        self.tr_mul(b)
    }
    #[inline]
    fn left(to: &mut OMatrix<T, K, R>, d: &OMatrix<T, R, C>, b: &OMatrix<T, K, C>) {
        to.gemm(T::one(), b, &d.transpose(), T::one());
    }
    #[inline]
    fn right(to: &mut OMatrix<T, K, C>, d: &OMatrix<T, R, C>, a: &OMatrix<T, K, R>) {
        to.gemm(T::one(), a, d, T::one());
    }
}

impl<T: Real, R: Dim, C: Dim> Product<ops::Dot> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = T;
    #[inline]
    #[track_caller]
    fn of(&self, b: &Self) -> T {
        self.dot(b)
    }
    #[inline]
    fn left(to: &mut Self, d: &T, b: &Self) {
        to.zip_apply(b, |to, b| *to += *d * b);
    }
    #[inline]
    fn right(to: &mut Self, d: &T, a: &Self) {
        to.zip_apply(a, |to, a| *to += *d * a);
    }
}

impl<T: Real> Product<ops::Cross> for Vector3<T> {
    type Output = Self;
    #[inline]
    fn of(&self, b: &Self) -> Self {
        self.cross(b)
    }
    #[inline]
    fn left(to: &mut Self, d: &Self, b: &Self) {
        *to += b.cross(d);
    }
    #[inline]
    fn right(to: &mut Self, d: &Self, a: &Self) {
        *to += d.cross(a);
    }
}

impl<T: Real, R: Dim, C: Dim> Product<ops::ComponentMul> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Self;
    #[inline]
    #[track_caller]
    fn of(&self, b: &Self) -> Self {
        let mut product = self.clone();
        product.component_mul_assign(b);
        product
    }
    #[inline]
    fn left(to: &mut Self, d: &Self, b: &Self) {
        to.zip_zip_apply(d, b, |to, d, b| *to += d * b);
    }
    #[inline]
    fn right(to: &mut Self, d: &Self, a: &Self) {
        to.zip_zip_apply(d, a, |to, d, a| *to += d * a);
    }
}

impl<T: Real, R: Dim, C: Dim> Quotient<ops::ComponentDiv> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Self;
    #[inline]
    #[track_caller]
    fn of(&self, b: &Self) -> Self {
        let mut quotient = self.clone();
        quotient.component_div_assign(b);
        quotient
    }
    #[inline]
    fn left(to: &mut Self, d: &Self, b: &Self) {
        to.zip_zip_apply(d, b, |to, d, b| {
            if !d.is_zero() {
                *to += d / b;
            }
        });
    }
    #[inline]
    fn right(to: &mut Self, d: &Self, b: &Self, output: &Self) {
        let mut owed = d.clone();
        owed.component_div_assign(b);
        to.zip_zip_apply(&owed, output, |to, d, output| {
            if !d.is_zero() {
                *to -= d * output;
            }
        });
    }
}
