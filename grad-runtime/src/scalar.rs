//! Numbers of a type that the macro does not know and rustc infers.

use crate::member::ConstantMember;

/// `f32` and `f64`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a float: a derivative through it would be lost",
    label = "must be `f32` or `f64` here"
)]
pub trait Scalar: Copy {
    /// Rounded to this type.
    fn from_f64(value: f64) -> Self;
    /// Exactly.
    fn to_f64(self) -> f64;
}

impl Scalar for f64 {
    #[inline]
    fn from_f64(value: f64) -> f64 {
        value
    }

    #[inline]
    fn to_f64(self) -> f64 {
        self
    }
}

impl Scalar for f32 {
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    fn from_f64(value: f64) -> f32 {
        value as f32
    }

    #[inline]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
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
        f32::from_f64(value)
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl CastFrom for $integer {
            type Cotangent = ConstantMember;
            #[inline]
            fn cotangent(_: f64) -> ConstantMember {
                ConstantMember
            }
        }
    )*};
}

// Members of structs, which the macro does not know for integers.
integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize bool char);

/// The cotangent of `x` in `x as f64`, in the type of `x`.
#[inline]
pub fn cast_like<D: Scalar, T: CastFrom>(value: D, _like: T) -> T::Cotangent {
    T::cotangent(value.to_f64())
}

/// An exponent in the type of its base.
#[inline]
pub fn integer_like<T: Scalar>(value: i32, _like: T) -> T {
    T::from_f64(f64::from(value))
}

/// A constant that a float's method is called on: does not compile if it is something else.
#[inline]
pub const fn float<T: Scalar>(value: T) -> T {
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
    if cotangent.to_f64() == 0.0 { T::from_f64(0.0) } else { T::from_f64(cotangent.to_f64() * slope.to_f64()) }
}
