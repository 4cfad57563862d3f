//! Rules for operations on vectors and matrices: the value, and what it hands back to each operand.
//!
//! The traits are sorted by what the way back has to look at. They are implemented for floats, and with the features `ndarray` and `nalgebra` for the types of
//! these crates. A type of your own joins in by `#[derive(Differentiable)]`, by [`Operand`], and by the rules for its operators with a vector or matrix. (An operator of types
//! that are all your own has its rule written for it: annotate its function. See [`Operator`].)
//!
//! ```ignore
//! #[derive(Clone, Differentiable)]
//! struct Diagonal {
//!     entries: Array1<f64>,
//! }
//!
//! impl Operand for Diagonal {
//!     type Value = Diagonal;
//!     type Owned = Diagonal;
//!     fn value(&self) -> &Diagonal {
//!         self
//!     }
//! }
//!
//! // `&diagonal * &vector`, for which the type has the operator too.
//! impl Product<ops::Mul, Array1<f64>> for Diagonal {
//!     type Output = Array1<f64>;
//!     fn of(&self, vector: &Array1<f64>) -> Array1<f64> {
//!         self * vector
//!     }
//!     fn left(to: &mut DiagonalTangent, d: &Array1<f64>, vector: &Array1<f64>) {
//!         to.entries += &(d * vector);
//!     }
//!     fn right(to: &mut Array1<f64>, d: &Array1<f64>, diagonal: &Diagonal) {
//!         *to += &(d * &diagonal.entries);
//!     }
//! }
//! ```

mod call;
mod cow;
mod elements;
#[cfg(feature = "nalgebra")]
mod nalgebra;
#[cfg(feature = "ndarray")]
mod ndarray;
mod number;
mod operator;

pub use call::*;
pub use elements::{Elements, ElementsMut, element, element_mut};
#[cfg(feature = "nalgebra")]
pub use nalgebra::RotationTangent;
#[cfg(feature = "ndarray")]
pub use ndarray::{Changed, Viewed, outer, outer_mut, repeated, repeated_mut};
pub use operator::*;

use cow::Cow;

use crate::place::Shaped;

/// The cotangent of a `T`.
pub type CotangentOf<T> = <T as Shaped>::Cotangent;

/// What operations are called.
pub mod ops {
    macro_rules! marks {
        ($($name:ident $text:literal)*) => {$(
            #[doc = $text]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;
        )*};
    }

    marks! {
        Add "`a + b`"
        Sub "`a - b`"
        Mul "`a * b`"
        Div "`a / b`"
        Rem "`a % b`"
        AddAssign "`a += b`"
        SubAssign "`a -= b`"
        MulAssign "`a *= b`"
        DivAssign "`a /= b`"
        RemAssign "`a %= b`"
        Neg "`-a`"
        Dot "`a.dot(b)`"
        Cross "`a.cross(b)`"
        ComponentMul "`a.component_mul(b)`"
        ComponentDiv "`a.component_div(b)`"
        Total "`a.sum()`"
        Mean "`a.mean()`"
        SumAxis "`a.sum_axis(axis)`"
        MeanAxis "`a.mean_axis(axis)`"
        Transpose "`a.transpose()`"
        RowSum "`a.row_sum()`"
        RowMean "`a.row_mean()`"
        ColumnSum "`a.column_sum()`"
        ColumnMean "`a.column_mean()`"
        Max "`a.max()`"
        Min "`a.min()`"
        AbsMax "`a.amax()`"
        AbsMin "`a.amin()`"
        Trace "`a.trace()`"
        Norm "`a.norm()`"
        NormSquared "`a.norm_squared()`"
        Inverse "`a.try_inverse()`"
        Solve "`a.lu().solve(b)`"
        CholeskySolve "`a.cholesky().unwrap().solve(b)`"
        TransposedMul "`a.tr_mul(b)`"
        Reshape "`a.into_shape_with_order(shape)`"
        Row "`a.row(i)`"
        Column "`a.column(i)`"
        Rows "`a.rows(i, n)`"
        Columns "`a.columns(i, n)`"
        Block "`a.view((i, j), (n, m))`"
        FixedRows "`a.fixed_rows::<N>(i)`"
        FixedColumns "`a.fixed_columns::<N>(i)`"
        FixedBlock "`a.fixed_view::<N, M>(i, j)`"
        Diagonal "`a.diagonal()`"
        Normalize "`a.normalize()`"
        Determinant "`a.determinant()`"
        Rotation "`Rotation3::new(w)`"
        Quaternion "`UnitQuaternion::new(w)`"
        PlaneRotation "`Rotation2::new(angle)`"
        Complex "`UnitComplex::new(angle)`"
        EulerRotation "`Rotation3::from_euler_angles(roll, pitch, yaw)`"
        EulerQuaternion "`UnitQuaternion::from_euler_angles(roll, pitch, yaw)`"
        Reversed "`rotation.inverse()`"
        TransformBack "`rotation.inverse_transform_vector(v)`"
        InnerMatrix "`rotation.into_inner()`"
        RotationMatrix "`quaternion.to_rotation_matrix()`"
        Arrayed "`array![a, b]`, `Array1::from_vec(v)`"
        Vectored "`Vector2::new(a, b)`, `DVector::from_vec(v)`"
        Concatenate "`concatenate![axis, a, b]`"
    }
}

/// What stands in an operation: a value, or a reference to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rules for operations on vectors and matrices",
    label = "an operand without rules",
    note = "write the operation as an annotated method, or implement the traits of `grad::rules` for it"
)]
pub trait Operand: Shaped {
    /// The value's type, which has the rules.
    type Value: Operand<Owned = Self::Owned>;
    /// The same without a borrow: what is known of an operand on the way back that does not look at it.
    type Owned: Shaped<Cotangent = Self::Cotangent, Shape = Self::Shape>;
    /// The value.
    fn value(&self) -> &Self::Value;
}

impl<T: Operand> Operand for &T {
    type Value = T::Value;
    type Owned = T::Owned;
    #[inline]
    fn value(&self) -> &T::Value {
        (**self).value()
    }
}

/// `a + b`, `a - b`: the way back looks at neither.
#[diagnostic::on_unimplemented(
    message = "no derivative is known of this sum or difference of `{Self}` and `{B}`",
    label = "an operation on vectors or matrices without a rule"
)]
pub trait Sum<Op, B: Shaped = Self>: Shaped {
    /// What it gives.
    type Output: Shaped<Cotangent: Clone>;
    /// The value.
    fn of(&self, b: &B) -> Self::Output;
    /// The value, where nobody looks at the left operand afterwards.
    #[inline]
    fn taking(self, b: &B) -> Self::Output
    where
        Self: Sized,
    {
        self.of(b)
    }
    /// Adds what the left operand is owed.
    fn left(to: &mut Self::Cotangent, d: &CotangentOf<Self::Output>);
    /// Adds what the right operand is owed.
    fn right(to: &mut B::Cotangent, d: &CotangentOf<Self::Output>);
    /// What the left operand is owed.
    #[inline]
    fn made_left(shape: &Self::Shape, d: Cow<'_, CotangentOf<Self::Output>>) -> Self::Cotangent {
        let mut to = Self::blank(shape);
        Self::left(&mut to, &d);
        to
    }
    /// What the right operand is owed.
    #[inline]
    fn made_right(shape: &B::Shape, d: Cow<'_, CotangentOf<Self::Output>>) -> B::Cotangent {
        let mut to = B::blank(shape);
        Self::right(&mut to, &d);
        to
    }
}

/// `a * b`, `a.dot(&b)` and other products: the way back to the one looks at the other.
#[diagnostic::on_unimplemented(
    message = "no derivative is known of this product of `{Self}` and `{B}`",
    label = "an operation on vectors or matrices without a rule"
)]
pub trait Product<Op, B: Shaped = Self>: Shaped {
    /// What it gives.
    type Output: Shaped<Cotangent: Clone>;
    /// The value.
    fn of(&self, b: &B) -> Self::Output;
    /// The value, where nobody looks at the left operand afterwards.
    #[inline]
    fn taking(self, b: &B) -> Self::Output
    where
        Self: Sized,
    {
        self.of(b)
    }
    /// Adds what the left operand is owed.
    fn left(to: &mut Self::Cotangent, d: &CotangentOf<Self::Output>, b: &B);
    /// Adds what the right operand is owed.
    fn right(to: &mut B::Cotangent, d: &CotangentOf<Self::Output>, a: &Self);
    /// What the left operand is owed.
    #[inline]
    fn made_left(shape: &Self::Shape, d: Cow<'_, CotangentOf<Self::Output>>, b: &B) -> Self::Cotangent {
        let mut to = Self::blank(shape);
        Self::left(&mut to, &d, b);
        to
    }
    /// What the right operand is owed.
    #[inline]
    fn made_right(shape: &B::Shape, d: Cow<'_, CotangentOf<Self::Output>>, a: &Self) -> B::Cotangent {
        let mut to = B::blank(shape);
        Self::right(&mut to, &d, a);
        to
    }
}

/// `a / b`: the way back looks at the divisor, and for that at the result.
#[diagnostic::on_unimplemented(
    message = "no derivative is known of this quotient of `{Self}` and `{B}`",
    label = "an operation on vectors or matrices without a rule"
)]
pub trait Quotient<Op, B: Shaped = Self>: Shaped {
    /// What it gives.
    type Output: Shaped<Cotangent: Clone>;
    /// The value.
    fn of(&self, b: &B) -> Self::Output;
    /// The value, where nobody looks at the left operand afterwards.
    #[inline]
    fn taking(self, b: &B) -> Self::Output
    where
        Self: Sized,
    {
        self.of(b)
    }
    /// Adds what the left operand is owed.
    fn left(to: &mut Self::Cotangent, d: &CotangentOf<Self::Output>, b: &B);
    /// Adds what the right operand is owed.
    fn right(to: &mut B::Cotangent, d: &CotangentOf<Self::Output>, b: &B, output: &Self::Output);
    /// What the left operand is owed.
    #[inline]
    fn made_left(shape: &Self::Shape, d: Cow<'_, CotangentOf<Self::Output>>, b: &B) -> Self::Cotangent {
        let mut to = Self::blank(shape);
        Self::left(&mut to, &d, b);
        to
    }
    /// What the right operand is owed.
    #[inline]
    fn made_right(
        shape: &B::Shape,
        d: Cow<'_, CotangentOf<Self::Output>>,
        b: &B,
        output: &Self::Output,
    ) -> B::Cotangent {
        let mut to = B::blank(shape);
        Self::right(&mut to, &d, b, output);
        to
    }
}

/// `concatenate![axis, a, b]`: the way back looks at lengths alone. `With` is what else decides, such as an axis.
#[diagnostic::on_unimplemented(
    message = "no derivative is known of putting `{Self}` and `{B}` together",
    label = "an operation on vectors or matrices without a rule"
)]
pub trait Joined<Op, B: Shaped, With>: Shaped {
    /// What it gives.
    type Output: Shaped<Cotangent: Clone>;
    /// The value.
    fn of(&self, b: &B, with: &With) -> Self::Output;
    /// Adds what the left operand is owed.
    fn left(to: &mut Self::Cotangent, d: &CotangentOf<Self::Output>, with: &With);
    /// Adds what the right operand is owed.
    fn right(to: &mut B::Cotangent, d: &CotangentOf<Self::Output>, with: &With);
    /// What the left operand is owed.
    #[inline]
    fn made_left(shape: &Self::Shape, d: Cow<'_, CotangentOf<Self::Output>>, with: &With) -> Self::Cotangent {
        let mut to = Self::blank(shape);
        Self::left(&mut to, &d, with);
        to
    }
    /// What the right operand is owed.
    #[inline]
    fn made_right(shape: &B::Shape, d: Cow<'_, CotangentOf<Self::Output>>, with: &With) -> B::Cotangent {
        let mut to = B::blank(shape);
        Self::right(&mut to, &d, with);
        to
    }
}

/// `-a`, `a.sum()` and other linear operations: the way back looks at nothing. `With` is what else decides, such as an axis.
#[diagnostic::on_unimplemented(
    message = "no derivative is known of this operation on `{Self}`",
    label = "an operation on vectors or matrices without a rule"
)]
pub trait Linear<Op, With = ()>: Shaped {
    /// What it gives.
    type Output: Shaped<Cotangent: Clone>;
    /// The value.
    fn of(&self, with: &With) -> Self::Output;
    /// The value, where nobody looks at the operand afterwards.
    #[inline]
    fn taking(self, with: &With) -> Self::Output
    where
        Self: Sized,
    {
        self.of(with)
    }
    /// Adds what the operand is owed.
    fn left(to: &mut Self::Cotangent, d: &CotangentOf<Self::Output>, with: &With);
    /// What the operand is owed.
    #[inline]
    fn made_left(shape: &Self::Shape, d: Cow<'_, CotangentOf<Self::Output>>, with: &With) -> Self::Cotangent {
        let mut to = Self::blank(shape);
        Self::left(&mut to, &d, with);
        to
    }
}

/// `a.norm()` and others: the way back looks at the operand and the result.
#[diagnostic::on_unimplemented(
    message = "no derivative is known of this operation on `{Self}`",
    label = "an operation on vectors or matrices without a rule"
)]
pub trait Curve<Op>: Shaped {
    /// What it gives.
    type Output: Shaped<Cotangent: Clone>;
    /// The value.
    fn of(&self) -> Self::Output;
    /// Adds what the operand is owed.
    fn left(to: &mut Self::Cotangent, d: &CotangentOf<Self::Output>, a: &Self, output: &Self::Output);
    /// What the operand is owed.
    #[inline]
    fn made_left(
        shape: &Self::Shape,
        d: Cow<'_, CotangentOf<Self::Output>>,
        a: &Self,
        output: &Self::Output,
    ) -> Self::Cotangent {
        let mut to = Self::blank(shape);
        Self::left(&mut to, &d, a, output);
        to
    }
}

/// A function of each element.
#[diagnostic::on_unimplemented(
    message = "no derivative is known of a function of each element of `{Self}`",
    label = "an operation on vectors or matrices without a rule"
)]
pub trait Elementwise: Shaped {
    /// An element.
    type Element;
    /// What it gives, and what the slopes are kept in.
    type Output: Shaped<Cotangent: Clone>;
    /// The values.
    fn map(&self, f: impl FnMut(Self::Element) -> Self::Element) -> Self::Output;
    /// The values, where nobody looks at the operand afterwards.
    #[inline]
    fn map_taking(self, f: impl FnMut(Self::Element) -> Self::Element) -> Self::Output
    where
        Self: Sized,
    {
        self.map(f)
    }
    /// The values and the slopes.
    fn slopes(&self, f: impl FnMut(Self::Element) -> (Self::Element, Self::Element)) -> (Self::Output, Self::Output);
    /// The values and the slopes, where nobody looks at the operand afterwards.
    #[inline]
    fn slopes_taking(
        self,
        f: impl FnMut(Self::Element) -> (Self::Element, Self::Element),
    ) -> (Self::Output, Self::Output)
    where
        Self: Sized,
    {
        self.slopes(f)
    }
    /// Adds what the operand is owed. Zero contributes zero, however steep the function is.
    fn left(to: &mut Self::Cotangent, d: &CotangentOf<Self::Output>, slopes: &Self::Output);
    /// What the operand is owed.
    #[inline]
    fn made_left(shape: &Self::Shape, d: Cow<'_, CotangentOf<Self::Output>>, slopes: &Self::Output) -> Self::Cotangent {
        let mut to = Self::blank(shape);
        Self::left(&mut to, &d, slopes);
        to
    }
}
