//! Means, sums of rows and columns, and the largest and smallest element.

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, OMatrix, OVector, RowOVector};

use super::Real;
use crate::rules::{Curve, Linear, ops};

/// One over a number of elements.
fn part<T: Real>(count: usize) -> T {
    T::one() / nalgebra::convert::<f64, T>(count as f64)
}

impl<T: Real, R: Dim, C: Dim> Linear<ops::Mean> for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = T;
    #[inline]
    fn of(&self, (): &()) -> T {
        self.mean()
    }
    #[inline]
    fn left(to: &mut Self, d: &T, (): &()) {
        if !to.is_empty() {
            to.add_scalar_mut(*d * part(to.len()));
        }
    }
}

macro_rules! along {
    ($($op:ident $method:ident $to:ident, $output:ident $length:ident, |$d:ident, $of:ident| $share:expr;)*) => {$(
        impl<T: Real, R: Dim, C: Dim> Linear<ops::$op> for OMatrix<T, R, C>
        where
            DefaultAllocator: Allocator<R, C> + Allocator<R> + Allocator<nalgebra::U1, C>,
        {
            type Output = $output<T, $length>;
            #[inline]
            fn of(&self, (): &()) -> $output<T, $length> {
                self.$method()
            }
            #[inline]
            fn left(to: &mut Self, $d: &$output<T, $length>, (): &()) {
                let $of = (to.nrows(), to.ncols());
                let share = &$share;
                to.$to().for_each(|mut part| part += share);
            }
        }
    )*};
}

along! {
    RowSum row_sum row_iter_mut, RowOVector C, |d, _of| *d;
    RowMean row_mean row_iter_mut, RowOVector C, |d, of| d * part::<T>(of.0);
    ColumnSum column_sum column_iter_mut, OVector R, |d, _of| *d;
    ColumnMean column_mean column_iter_mut, OVector R, |d, of| d * part::<T>(of.1);
}

// Of several that are the same, the last one counts for the largest, the first one for the smallest, as in `a.max(b)` and `a.min(b)`.
macro_rules! extremes {
    ($($op:ident $method:ident $position:ident |$value:ident| $compared:expr, $slope:expr;)*) => {$(
        impl<T: Real, R: Dim, C: Dim> Curve<ops::$op> for OMatrix<T, R, C>
        where
            DefaultAllocator: Allocator<R, C>,
        {
            type Output = T;
            #[inline]
            fn of(&self) -> T {
                self.$method()
            }
            #[inline]
            fn left(to: &mut Self, d: &T, a: &Self, output: &T) {
                let found = a.as_slice().iter().$position(|$value| $compared == *output);
                // Where there are no numbers but NaN, any of them.
                if let Some(index) = found.or(a.len().checked_sub(1)) {
                    let $value = &a[index];
                    to[index] += *d * $slope;
                }
            }
        }
    )*};
}

/// The slope of the absolute value: zero at zero.
fn sign<T: Real>(value: T) -> T {
    if value.is_zero() { value } else { value.signum() }
}

extremes! {
    Max max rposition |value| *value, { let _ = value; T::one() };
    Min min position |value| *value, { let _ = value; T::one() };
    AbsMax amax rposition |value| value.abs(), sign(*value);
    AbsMin amin position |value| value.abs(), sign(*value);
}
