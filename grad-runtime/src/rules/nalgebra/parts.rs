//! Rows, columns and blocks, by value: what they are owed is added to the part that they were. Lengths that the method's name is written with, as in
//! `fixed_rows::<2>(i)`, are told by the types of empty arrays.

use nalgebra::allocator::Allocator;
use nalgebra::{Const, DefaultAllocator, Dim, Dyn, OMatrix, OVector, U1};

use super::Real;
use crate::rules::{Linear, ops};

macro_rules! parts {
    ($($op:ident [$($parameters:tt)*] $with:ty, $rows:ty, $columns:ty, $at:pat, $view:ident $view_mut:ident [$($generic:tt)*] $($arg:expr),+;)*) => {$(
        impl<T: Real, R: Dim, C: Dim, $($parameters)*> Linear<ops::$op, $with> for OMatrix<T, R, C>
        where
            DefaultAllocator: Allocator<R, C> + Allocator<$rows, $columns>,
        {
            type Output = OMatrix<T, $rows, $columns>;
            #[inline]
            #[track_caller]
            fn of(&self, &$at: &$with) -> Self::Output {
                self.$view $($generic)* ($($arg),+).into_owned()
            }
            #[inline]
            fn left(to: &mut Self, d: &Self::Output, &$at: &$with) {
                let mut part = to.$view_mut $($generic)* ($($arg),+);
                part += d;
            }
        }
    )*};
}

parts! {
    Row [] (usize,), U1, C, (i,), row row_mut [] i;
    Column [] (usize,), R, U1, (i,), column column_mut [] i;
    Rows [] (usize, usize), Dyn, C, (from, count), rows rows_mut [] from, count;
    Columns [] (usize, usize), R, Dyn, (from, count), columns columns_mut [] from, count;
    Block [] ((usize, usize), (usize, usize)), Dyn, Dyn, (from, counts), view view_mut [] from, counts;
    FixedRows [const N: usize] ([(); N], usize), Const<N>, C, (_, i), fixed_rows fixed_rows_mut [::<N>] i;
    FixedColumns [const N: usize] ([(); N], usize), R, Const<N>, (_, i), fixed_columns fixed_columns_mut [::<N>] i;
    FixedBlock [const N: usize, const M: usize] ([(); N], [(); M], usize, usize), Const<N>, Const<M>, (_, _, i, j),
        fixed_view fixed_view_mut [::<N, M>] i, j;
}

impl<T: Real, D: Dim> Linear<ops::Diagonal> for OMatrix<T, D, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    type Output = OVector<T, D>;
    #[inline]
    #[track_caller]
    fn of(&self, _: &()) -> OVector<T, D> {
        self.map_diagonal(|element| element)
    }
    #[inline]
    fn left(to: &mut Self, d: &OVector<T, D>, _: &()) {
        for (i, d) in d.iter().enumerate() {
            to[(i, i)] += *d;
        }
    }
}
