//! Numbers of a type that the macro does not know and rustc infers.

use crate::member::Owed;

use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign};

use crate::differentiable::Tangent;
use crate::place::{AccumulateScaled, Shaped};
use crate::plain::{Factor, Plain};
use crate::store::Words;

/// `f32` and `f64`: what the companions of a generic function ask of its float type, in addition to what the function itself does.
///
/// It has no mathematical functions, so that it goes with `num_traits::Float` and with traits of your own; [`Float`](crate::Float) has them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a float: a derivative through it would be lost",
    label = "must be `f32` or `f64` here"
)]
pub trait Scalar:
    Copy
    + PartialOrd
    + Default
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Rem<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + RemAssign
    + Tangent
    + Plain
    + Factor
    + Shaped<Shape = ()>
    + Words<Bits = [u64; 1]>
    + CastFrom<Cotangent = Self>
    + Behind<Float = Self>
    + Owed<Self, Cotangent = Self>
    + AccumulateScaled<Self>
    + 'static
{
    /// Rounded to this type.
    fn of(value: f64) -> Self;
    /// Exactly.
    fn wide(self) -> f64;
}

impl Scalar for f64 {
    #[inline]
    fn of(value: f64) -> f64 {
        value
    }

    #[inline]
    fn wide(self) -> f64 {
        self
    }
}

impl Scalar for f32 {
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    fn of(value: f64) -> f32 {
        value as f32
    }

    #[inline]
    fn wide(self) -> f64 {
        f64::from(self)
    }
}

/// A number of ours in a generic function.
#[inline]
pub fn number<T: Scalar>(value: f64) -> T {
    T::of(value)
}

/// What a number can be cast from: the type of the cotangent that arrives there.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a float: a derivative through it would be lost",
    label = "must be `f32` or `f64` here"
)]
pub trait CastFrom: Copy {
    /// The cotangent: an integer's is none.
    type Cotangent;
    /// In this type.
    fn cotangent(value: f64) -> Self::Cotangent;
}

impl CastFrom for f64 {
    type Cotangent = f64;
    #[inline]
    fn cotangent(value: f64) -> f64 {
        value
    }
}

impl CastFrom for f32 {
    type Cotangent = f32;
    #[inline]
    fn cotangent(value: f64) -> f32 {
        f32::of(value)
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl CastFrom for $integer {
            type Cotangent = f64;
            #[inline]
            fn cotangent(_: f64) -> f64 {
                0.0
            }
        }
    )*};
}

// Members of structs and counts beside floats, which the macro does not know for integers. What is owed to them is added to a `ConstantMember`, or to what else is
// owed to them, which begins as a number.
integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize bool char);

/// The cotangent of `x` in `x as f64`, in the type of `x`.
#[inline]
pub fn cast_like<D: Scalar, T: CastFrom>(value: D, _like: T) -> T::Cotangent {
    T::cotangent(value.wide())
}

/// An exponent in the type of its base.
#[inline]
pub fn integer_like<T: Scalar>(value: i32, _like: T) -> T {
    T::of(f64::from(value))
}

/// A float, or a reference to one, which methods of floats can be called on all the same.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a float: a derivative through it would be lost",
    label = "must be `f32` or `f64` here"
)]
pub trait Behind {
    /// The float.
    type Float;
    /// It.
    fn float(self) -> Self::Float;
}

macro_rules! behind {
    ($($float:ty)*) => {$(
        impl Behind for $float {
            type Float = $float;
            #[inline]
            fn float(self) -> $float {
                self
            }
        }
    )*};
}

behind!(f32 f64);

impl<T: Behind + Copy> Behind for &T {
    type Float = T::Float;
    #[inline]
    fn float(self) -> T::Float {
        (*self).float()
    }
}

/// A constant that a float's method is called on: does not compile if it is something else.
#[inline]
pub fn float<T: Behind>(value: T) -> T::Float {
    value.float()
}

/// The same in a `const fn`.
#[inline]
pub const fn const_float<T: Scalar>(value: T) -> T {
    value
}

/// A literal in the type of another value.
#[inline]
pub const fn like<T>(value: T, _like: &T) -> T {
    value
}

/// A slope times a cotangent, in the slope's type; zero where the cotangent is, however steep the slope.
#[inline]
pub fn scaled<D: Scalar, T: Scalar>(cotangent: D, slope: T) -> T {
    if cotangent.wide() == 0.0 { T::of(0.0) } else { T::of(cotangent.wide() * slope.wide()) }
}
