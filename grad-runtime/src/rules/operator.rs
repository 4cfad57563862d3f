//! The operators of a user's own types: the way back runs the operator's function again, as its annotation has differentiated it.

use super::{CotangentOf, Curve, ops};
use crate::place::{Accumulate, Shaped};

/// `a + b` where at least one is a type of the user's own. `#[differentiable]` on the operator's function writes this; it may be written by hand too.
#[diagnostic::on_unimplemented(
    message = "no derivative is known of this operator of `{Self}` and `{B}`",
    label = "an operator without a rule",
    note = "write `#[differentiable]` on the operator's function (`fn add`, `fn mul`, …) in its `impl` block",
    note = "an operand that is a number of a type with another name is made known by `let x: f64 = …;`"
)]
pub trait Operator<Op, B: Shaped = Self>: Shaped {
    /// What it gives.
    type Output: Shaped;
    /// The value.
    fn of(&self, b: &B) -> Self::Output;
    /// What the operands are owed.
    fn back(&self, b: &B, d: &CotangentOf<Self::Output>) -> (Self::Cotangent, B::Cotangent);
}

macro_rules! calls {
    ($($op:ident $of:ident $left:ident $right:ident $made_left:ident $made_right:ident;)*) => {$(
        #[inline]
        #[track_caller]
        #[allow(missing_docs)]
        pub fn $of<A: Operator<ops::$op, B>, B: Shaped>(a: &A, b: &B) -> A::Output {
            a.of(b)
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $left<A: Operator<ops::$op, B>, B: Shaped>(
            to: &mut A::Cotangent, d: &CotangentOf<A::Output>, a: &A, b: &B,
        ) where A::Cotangent: Accumulate {
            to.accumulate(&a.back(b, d).0);
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $right<A: Operator<ops::$op, B>, B: Shaped>(
            to: &mut B::Cotangent, d: &CotangentOf<A::Output>, a: &A, b: &B,
        ) where B::Cotangent: Accumulate {
            to.accumulate(&a.back(b, d).1);
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $made_left<A: Operator<ops::$op, B>, B: Shaped>(
            d: &CotangentOf<A::Output>, a: &A, b: &B,
        ) -> A::Cotangent {
            a.back(b, d).0
        }
        #[inline]
        #[allow(missing_docs)]
        pub fn $made_right<A: Operator<ops::$op, B>, B: Shaped>(
            d: &CotangentOf<A::Output>, a: &A, b: &B,
        ) -> B::Cotangent {
            a.back(b, d).1
        }
    )*};
}

calls! {
    Add own_add_of own_add_left own_add_right made_own_add_left made_own_add_right;
    Sub own_sub_of own_sub_left own_sub_right made_own_sub_left made_own_sub_right;
    Mul own_mul_of own_mul_left own_mul_right made_own_mul_left made_own_mul_right;
    Div own_div_of own_div_left own_div_right made_own_div_left made_own_div_right;
    Rem own_rem_of own_rem_left own_rem_right made_own_rem_left made_own_rem_right;
    AddAssign own_add_assign_of own_add_assign_left own_add_assign_right made_own_add_assign_left
        made_own_add_assign_right;
    SubAssign own_sub_assign_of own_sub_assign_left own_sub_assign_right made_own_sub_assign_left
        made_own_sub_assign_right;
    MulAssign own_mul_assign_of own_mul_assign_left own_mul_assign_right made_own_mul_assign_left
        made_own_mul_assign_right;
    DivAssign own_div_assign_of own_div_assign_left own_div_assign_right made_own_div_assign_left
        made_own_div_assign_right;
    RemAssign own_rem_assign_of own_rem_assign_left own_rem_assign_right made_own_rem_assign_left
        made_own_rem_assign_right;
}

/// `-a` of a type of the user's own.
#[inline]
#[track_caller]
pub fn own_neg_of<A: Curve<ops::Neg>>(a: &A) -> A::Output {
    a.of()
}

/// Adds what the operand is owed.
#[inline]
pub fn own_neg_left<A: Curve<ops::Neg>>(to: &mut A::Cotangent, d: &CotangentOf<A::Output>, a: &A, output: &A::Output) {
    A::left(to, d, a, output);
}

/// What the operand is owed.
#[inline]
pub fn made_own_neg_left<A: Curve<ops::Neg>>(d: &CotangentOf<A::Output>, a: &A, output: &A::Output) -> A::Cotangent {
    let mut to = A::blank(&a.shape());
    A::left(&mut to, d, a, output);
    to
}

/// Numbers have them too: a type that the macro takes for one of the user's own may be another name of a float.
macro_rules! floats {
    ($float:ty: $($op:ident $a:ident $b:ident $value:expr, $d:ident => $left:expr, $right:expr;)*) => {$(
        impl Operator<ops::$op> for $float {
            type Output = $float;
            #[inline]
            fn of(&self, other: &$float) -> $float {
                let ($a, $b) = (*self, *other);
                $value
            }
            #[inline]
            fn back(&self, other: &$float, owed: &$float) -> ($float, $float) {
                if *owed == 0.0 {
                    return (0.0, 0.0);
                }
                #[allow(unused_variables)]
                let ($a, $b, $d) = (*self, *other, *owed);
                ($left, $right)
            }
        }
    )*

        impl Curve<ops::Neg> for $float {
            type Output = $float;
            #[inline]
            fn of(&self) -> $float {
                -self
            }
            #[inline]
            fn left(to: &mut $float, d: &$float, _: &$float, _: &$float) {
                *to -= d;
            }
        }
    };
}

macro_rules! both {
    ($($float:ty)*) => {$(
        floats! {
            $float:
            Add a b a + b, d => d, d;
            Sub a b a - b, d => d, -d;
            Mul a b a * b, d => d * b, d * a;
            Rem a b a % b, d => d, -(d * ((a - a % b) / b));
            Div a b a / b, d => d / b, -(d / b * (a / b));
            AddAssign a b a + b, d => d, d;
            SubAssign a b a - b, d => d, -d;
            MulAssign a b a * b, d => d * b, d * a;
            RemAssign a b a % b, d => d, -(d * ((a - a % b) / b));
            DivAssign a b a / b, d => d / b, -(d / b * (a / b));
        }
    )*};
}

both!(f32 f64);
