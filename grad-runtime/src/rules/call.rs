//! The rules as functions, which is how generated code calls them: `mul(&a, &b)`, `mul_left(&pair, &mut d_a, &d, &b)`, and where there is no cotangent
//! yet that could be added to, `made_mul_left(&pair, d, &b)`.

use super::cow::Cow;
use super::{CotangentOf, Curve, Elementwise, Joined, Linear, Operand, Product, Quotient, Sum, ops};
use crate::place::Shaped;

/// A result's cotangent: borrowed, or given away.
pub trait Given<'a, D: Clone> {
    /// As it is.
    fn given(self) -> Cow<'a, D>;
}

impl<'a, D: Clone> Given<'a, D> for &'a D {
    #[inline]
    fn given(self) -> Cow<'a, D> {
        Cow::Borrowed(self)
    }
}

/// Given away.
#[derive(Debug)]
pub struct Last<D>(pub D);

impl<'a, D: Clone> Given<'a, D> for Last<D> {
    #[inline]
    fn given(self) -> Cow<'a, D> {
        Cow::Owned(self.0)
    }
}

/// What is remembered of the operands: their lengths, and which rule it was.
#[derive(Debug)]
pub struct Pair<A: Shaped, B: Shaped>(A::Shape, B::Shape);

impl<A: Shaped, B: Shaped> Clone for Pair<A, B> {
    fn clone(&self) -> Pair<A, B> {
        Pair(self.0.clone(), self.1.clone())
    }
}

/// Remembers two operands.
#[inline]
pub fn pair<A: Operand, B: Operand>(a: &A, b: &B) -> Pair<A::Owned, B::Owned> {
    Pair(a.shape(), b.shape())
}

/// Remembers an operand.
#[inline]
pub fn alone<A: Operand>(a: &A) -> Pair<A::Owned, f64> {
    Pair(a.shape(), ())
}

macro_rules! binary {
    ($($kind:ident $op:ident $of:ident $taking:ident $left:ident $right:ident $made_left:ident $made_right:ident
       $form:ident;)*) => {$(
        #[inline]
        #[track_caller]
        #[allow(missing_docs)]
        pub fn $of<A: Operand, B: Operand>(a: &A, b: &B) -> <A::Value as $kind<ops::$op, B::Value>>::Output
        where
            A::Value: $kind<ops::$op, B::Value>,
        {
            a.value().of(b.value())
        }
        #[inline]
        #[track_caller]
        #[allow(missing_docs)]
        pub fn $taking<A: $kind<ops::$op, B::Value>, B: Operand>(a: A, b: &B) -> A::Output {
            a.taking(b.value())
        }
        binary!(@ $form $kind $op $left $right $made_left $made_right);
    )*};
    (@ sum $kind:ident $op:ident $left:ident $right:ident $made_left:ident $made_right:ident) => {
        #[inline]
        #[allow(missing_docs)]
        pub fn $left<A: $kind<ops::$op, B>, B: Shaped>(
            _: &Pair<A, B>, to: &mut A::Cotangent, d: &CotangentOf<A::Output>,
        ) {
            A::left(to, d);
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $right<A: $kind<ops::$op, B>, B: Shaped>(
            _: &Pair<A, B>, to: &mut B::Cotangent, d: &CotangentOf<A::Output>,
        ) {
            A::right(to, d);
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $made_left<'a, A: $kind<ops::$op, B>, B: Shaped>(
            pair: &Pair<A, B>, d: impl Given<'a, CotangentOf<A::Output>>,
        ) -> A::Cotangent where CotangentOf<A::Output>: 'a {
            A::made_left(&pair.0, d.given())
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $made_right<'a, A: $kind<ops::$op, B>, B: Shaped>(
            pair: &Pair<A, B>, d: impl Given<'a, CotangentOf<A::Output>>,
        ) -> B::Cotangent where CotangentOf<A::Output>: 'a {
            A::made_right(&pair.1, d.given())
        }
    };
    (@ left $kind:ident $op:ident $left:ident $made_left:ident) => {
        #[inline]
        #[allow(missing_docs)]
        pub fn $left<A: $kind<ops::$op, B::Value>, B: Operand>(
            _: &Pair<A, B::Owned>, to: &mut A::Cotangent, d: &CotangentOf<A::Output>, b: &B,
        ) {
            A::left(to, d, b.value());
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $made_left<'a, A: $kind<ops::$op, B::Value>, B: Operand>(
            pair: &Pair<A, B::Owned>, d: impl Given<'a, CotangentOf<A::Output>>, b: &B,
        ) -> A::Cotangent where CotangentOf<A::Output>: 'a {
            A::made_left(&pair.0, d.given(), b.value())
        }
    };
    (@ product $kind:ident $op:ident $left:ident $right:ident $made_left:ident $made_right:ident) => {
        binary!(@ left $kind $op $left $made_left);
        #[inline]
        #[allow(missing_docs)]
        pub fn $right<A: Operand, B: Shaped>(
            _: &Pair<A::Owned, B>,
            to: &mut B::Cotangent,
            d: &CotangentOf<<A::Value as $kind<ops::$op, B>>::Output>,
            a: &A,
        ) where
            A::Value: $kind<ops::$op, B>,
        {
            A::Value::right(to, d, a.value());
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $made_right<'a, A: Operand, B: Shaped>(
            pair: &Pair<A::Owned, B>,
            d: impl Given<'a, CotangentOf<<A::Value as $kind<ops::$op, B>>::Output>>,
            a: &A,
        ) -> B::Cotangent
        where
            A::Value: $kind<ops::$op, B>,
            CotangentOf<<A::Value as $kind<ops::$op, B>>::Output>: 'a,
        {
            A::Value::made_right(&pair.1, d.given(), a.value())
        }
    };
    (@ quotient $kind:ident $op:ident $left:ident $right:ident $made_left:ident $made_right:ident) => {
        binary!(@ left $kind $op $left $made_left);
        #[inline]
        #[allow(missing_docs)]
        pub fn $right<A: $kind<ops::$op, B::Value>, B: Operand>(
            _: &Pair<A, B::Owned>, to: &mut B::Cotangent, d: &CotangentOf<A::Output>, b: &B, output: &A::Output,
        ) where B::Value: Shaped<Cotangent = B::Cotangent> {
            A::right(to, d, b.value(), output);
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $made_right<'a, A: $kind<ops::$op, B::Value>, B: Operand>(
            pair: &Pair<A, B::Owned>, d: impl Given<'a, CotangentOf<A::Output>>, b: &B, output: &A::Output,
        ) -> B::Cotangent
        where
            B::Value: Shaped<Cotangent = B::Cotangent, Shape = B::Shape>,
            CotangentOf<A::Output>: 'a,
        {
            A::made_right(&pair.1, d.given(), b.value(), output)
        }
    };
}

binary! {
    Sum Add add_of add_taking add_left add_right made_add_left made_add_right sum;
    Sum Sub sub_of sub_taking sub_left sub_right made_sub_left made_sub_right sum;
    Product Mul mul_of mul_taking mul_left mul_right made_mul_left made_mul_right product;
    Product Dot dot_of dot_taking dot_left dot_right made_dot_left made_dot_right product;
    Product Cross cross_of cross_taking cross_left cross_right made_cross_left made_cross_right product;
    Product TransposedMul tr_mul_of tr_mul_taking tr_mul_left tr_mul_right made_tr_mul_left made_tr_mul_right product;
    Product TransformBack transform_back_of transform_back_taking transform_back_left transform_back_right
        made_transform_back_left made_transform_back_right product;
    Product ComponentMul component_mul_of component_mul_taking component_mul_left component_mul_right
        made_component_mul_left made_component_mul_right product;
    Quotient Div div_of div_taking div_left div_right made_div_left made_div_right quotient;
    Quotient Solve solve_of solve_taking solve_left solve_right made_solve_left made_solve_right quotient;
    Quotient CholeskySolve cholesky_solve_of cholesky_solve_taking cholesky_solve_left cholesky_solve_right
        made_cholesky_solve_left made_cholesky_solve_right quotient;
    Quotient ComponentDiv component_div_of component_div_taking component_div_left component_div_right
        made_component_div_left made_component_div_right quotient;
}

/// `concatenate![axis, a, b]`
#[inline]
#[track_caller]
pub fn concatenate_of<A: Operand, B: Operand, W>(
    a: &A,
    b: &B,
    with: &W,
) -> <A::Value as Joined<ops::Concatenate, B::Value, W>>::Output
where
    A::Value: Joined<ops::Concatenate, B::Value, W>,
{
    a.value().of(b.value(), with)
}

/// Adds what the left operand is owed.
#[inline]
pub fn concatenate_left<A: Joined<ops::Concatenate, B, W>, B: Shaped, W>(
    _: &Pair<A, B>,
    to: &mut A::Cotangent,
    d: &CotangentOf<A::Output>,
    with: &W,
) {
    A::left(to, d, with);
}

/// Adds what the right operand is owed.
#[inline]
pub fn concatenate_right<A: Joined<ops::Concatenate, B, W>, B: Shaped, W>(
    _: &Pair<A, B>,
    to: &mut B::Cotangent,
    d: &CotangentOf<A::Output>,
    with: &W,
) {
    A::right(to, d, with);
}

/// What the left operand is owed.
#[inline]
pub fn made_concatenate_left<'a, A: Joined<ops::Concatenate, B, W>, B: Shaped, W>(
    pair: &Pair<A, B>,
    d: impl Given<'a, CotangentOf<A::Output>>,
    with: &W,
) -> A::Cotangent
where
    CotangentOf<A::Output>: 'a,
{
    A::made_left(&pair.0, d.given(), with)
}

/// What the right operand is owed.
#[inline]
pub fn made_concatenate_right<'a, A: Joined<ops::Concatenate, B, W>, B: Shaped, W>(
    pair: &Pair<A, B>,
    d: impl Given<'a, CotangentOf<A::Output>>,
    with: &W,
) -> B::Cotangent
where
    CotangentOf<A::Output>: 'a,
{
    A::made_right(&pair.1, d.given(), with)
}

macro_rules! linear {
    ($($op:ident $of:ident $taking:ident $left:ident $made_left:ident;)*) => {$(
        #[inline]
        #[track_caller]
        #[allow(missing_docs)]
        pub fn $of<A: Operand, W>(a: &A, with: &W) -> <A::Value as Linear<ops::$op, W>>::Output
        where
            A::Value: Linear<ops::$op, W>,
        {
            a.value().of(with)
        }
        #[inline]
        #[track_caller]
        #[allow(missing_docs)]
        pub fn $taking<A: Linear<ops::$op, W>, W>(a: A, with: &W) -> A::Output {
            a.taking(with)
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $left<A: Linear<ops::$op, W>, W>(
            _: &Pair<A, f64>, to: &mut A::Cotangent, d: &CotangentOf<A::Output>, with: &W,
        ) {
            A::left(to, d, with);
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $made_left<'a, A: Linear<ops::$op, W>, W>(
            pair: &Pair<A, f64>, d: impl Given<'a, CotangentOf<A::Output>>, with: &W,
        ) -> A::Cotangent where CotangentOf<A::Output>: 'a {
            A::made_left(&pair.0, d.given(), with)
        }
    )*};
}

linear! {
    Neg neg_of neg_taking neg_left made_neg_left;
    Total sum_of sum_taking sum_left made_sum_left;
    Mean mean_of mean_taking mean_left made_mean_left;
    SumAxis sum_axis_of sum_axis_taking sum_axis_left made_sum_axis_left;
    MeanAxis mean_axis_of mean_axis_taking mean_axis_left made_mean_axis_left;
    Reshape reshape_of reshape_taking reshape_left made_reshape_left;
    Row row_of row_taking row_left made_row_left;
    Column column_of column_taking column_left made_column_left;
    Rows rows_of rows_taking rows_left made_rows_left;
    Columns columns_of columns_taking columns_left made_columns_left;
    Block block_of block_taking block_left made_block_left;
    FixedRows fixed_rows_of fixed_rows_taking fixed_rows_left made_fixed_rows_left;
    FixedColumns fixed_columns_of fixed_columns_taking fixed_columns_left made_fixed_columns_left;
    FixedBlock fixed_block_of fixed_block_taking fixed_block_left made_fixed_block_left;
    Reversed reversed_of reversed_taking reversed_left made_reversed_left;
    InnerMatrix inner_matrix_of inner_matrix_taking inner_matrix_left made_inner_matrix_left;
    RotationMatrix rotation_matrix_of rotation_matrix_taking rotation_matrix_left made_rotation_matrix_left;
    RowSum row_sum_of row_sum_taking row_sum_left made_row_sum_left;
    ColumnSum column_sum_of column_sum_taking column_sum_left made_column_sum_left;
    RowMean row_mean_of row_mean_taking row_mean_left made_row_mean_left;
    ColumnMean column_mean_of column_mean_taking column_mean_left made_column_mean_left;
    Arrayed arrayed_of arrayed_taking arrayed_left made_arrayed_left;
    Vectored vectored_of vectored_taking vectored_left made_vectored_left;
    Diagonal diagonal_of diagonal_taking diagonal_left made_diagonal_left;
    Transpose transpose_of transpose_taking transpose_left made_transpose_left;
    Trace trace_of trace_taking trace_left made_trace_left;
}

macro_rules! curves {
    ($($op:ident $of:ident $left:ident $made_left:ident;)*) => {$(
        #[inline]
        #[track_caller]
        #[allow(missing_docs)]
        pub fn $of<A: Operand>(a: &A) -> <A::Value as Curve<ops::$op>>::Output
        where
            A::Value: Curve<ops::$op>,
        {
            a.value().of()
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $left<A: Curve<ops::$op> + Operand>(
            _: &Pair<A::Owned, f64>, to: &mut A::Cotangent, d: &CotangentOf<A::Output>, a: &A, output: &A::Output,
        ) {
            A::left(to, d, a, output);
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $made_left<'a, A: Curve<ops::$op> + Operand>(
            pair: &Pair<A::Owned, f64>, d: impl Given<'a, CotangentOf<A::Output>>, a: &A, output: &A::Output,
        ) -> A::Cotangent where CotangentOf<A::Output>: 'a {
            A::made_left(&pair.0, d.given(), a, output)
        }
    )*};
}

curves! {
    Norm norm_of norm_left made_norm_left;
    NormSquared norm_squared_of norm_squared_left made_norm_squared_left;
    Normalize normalize_of normalize_left made_normalize_left;
    Rotation rotation_of rotation_left made_rotation_left;
    Quaternion quaternion_of quaternion_left made_quaternion_left;
    PlaneRotation plane_rotation_of plane_rotation_left made_plane_rotation_left;
    Complex complex_of complex_left made_complex_left;
    EulerRotation euler_rotation_of euler_rotation_left made_euler_rotation_left;
    EulerQuaternion euler_quaternion_of euler_quaternion_left made_euler_quaternion_left;
    Max max_of max_left made_max_left;
    Min min_of min_left made_min_left;
    AbsMax amax_of amax_left made_amax_left;
    AbsMin amin_of amin_left made_amin_left;
    Determinant determinant_of determinant_left made_determinant_left;
    Inverse try_inverse_of try_inverse_left made_try_inverse_left;
}

/// `a.mapv(f)`
#[inline]
pub fn map_of<A: Elementwise>(a: &A, f: impl FnMut(A::Element) -> A::Element) -> A::Output {
    a.map(f)
}

/// The same, where nobody looks at `a` afterwards.
#[inline]
pub fn map_taking<A: Elementwise>(a: A, f: impl FnMut(A::Element) -> A::Element) -> A::Output {
    a.map_taking(f)
}

/// Values and slopes.
#[inline]
pub fn slopes_of<A: Elementwise>(
    a: &A,
    f: impl FnMut(A::Element) -> (A::Element, A::Element),
) -> (A::Output, A::Output) {
    a.slopes(f)
}

/// The same, where nobody looks at `a` afterwards.
#[inline]
pub fn slopes_taking<A: Elementwise>(
    a: A,
    f: impl FnMut(A::Element) -> (A::Element, A::Element),
) -> (A::Output, A::Output) {
    a.slopes_taking(f)
}

/// Adds what the operand is owed.
#[inline]
pub fn map_left<A: Elementwise>(
    _: &Pair<A, f64>,
    to: &mut A::Cotangent,
    d: &CotangentOf<A::Output>,
    slopes: &A::Output,
) {
    A::left(to, d, slopes);
}

/// What the operand is owed.
#[inline]
pub fn made_map_left<'a, A: Elementwise>(
    pair: &Pair<A, f64>,
    d: impl Given<'a, CotangentOf<A::Output>>,
    slopes: &A::Output,
) -> A::Cotangent
where
    CotangentOf<A::Output>: 'a,
{
    A::made_left(&pair.0, d.given(), slopes)
}
