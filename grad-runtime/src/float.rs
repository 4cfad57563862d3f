//! A trait for floats, for functions that are generic over them.

use crate::scalar::Scalar;

macro_rules! float {
    ($($(#[$doc:meta])* fn $name:ident(self $(, $argument:ident: $ty:ty)*) -> $result:ty;)*) => {
        /// `f32` and `f64` with their mathematical functions, for functions that are generic over the two.
        ///
        /// ```
        /// use grad_runtime::{Float, Scalar};
        ///
        /// fn sigmoid<T: Float>(x: T) -> T {
        ///     T::of(1.0) / (T::of(1.0) + (-x).exp())
        /// }
        ///
        /// assert_eq!((sigmoid(0.0_f32), sigmoid(0.0_f64)), (0.5, 0.5));
        /// ```
        pub trait Float: Scalar {
            $($(#[$doc])* fn $name(self $(, $argument: $ty)*) -> $result;)*
        }

        float!(@of f32 $([$name $($argument: $ty),* => $result])*);
        float!(@of f64 $([$name $($argument: $ty),* => $result])*);
    };
    (@of $float:ident $([$name:ident $($argument:ident: $ty:ty),* => $result:ty])*) => {
        impl Float for $float {
            $(
                #[inline]
                fn $name(self $(, $argument: $ty)*) -> $result {
                    <$float>::$name(self $(, $argument)*)
                }
            )*
        }
    };
}

float! {
    /// `|self|`
    fn abs(self) -> Self;
    /// 1, -1 or NaN.
    fn signum(self) -> Self;
    /// The larger one; the other one if one is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller one; the other one if one is NaN.
    fn min(self, other: Self) -> Self;
    /// Within bounds.
    fn clamp(self, low: Self, high: Self) -> Self;
    /// `1 / self`
    fn recip(self) -> Self;
    /// With the sign of another number.
    fn copysign(self, sign: Self) -> Self;
    /// From radians.
    fn to_degrees(self) -> Self;
    /// From degrees.
    fn to_radians(self) -> Self;
    /// Whether it is not a number.
    fn is_nan(self) -> bool;
    /// Whether it is neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// A power with an integer exponent.
    fn powi(self, exponent: i32) -> Self;
    /// A power.
    fn powf(self, exponent: Self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// The cube root.
    fn cbrt(self) -> Self;
    /// `sqrt(self² + other²)`
    fn hypot(self, other: Self) -> Self;
    /// `self * a + b`, rounded once.
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// `e^self`
    fn exp(self) -> Self;
    /// `2^self`
    fn exp2(self) -> Self;
    /// `e^self - 1`, exactly near zero.
    fn exp_m1(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// `ln(1 + self)`, exactly near zero.
    fn ln_1p(self) -> Self;
    /// The logarithm to base 2.
    fn log2(self) -> Self;
    /// The logarithm to base 10.
    fn log10(self) -> Self;
    /// The logarithm to any base.
    fn log(self, base: Self) -> Self;
    /// The sine.
    fn sin(self) -> Self;
    /// The cosine.
    fn cos(self) -> Self;
    /// Both.
    fn sin_cos(self) -> (Self, Self);
    /// The tangent.
    fn tan(self) -> Self;
    /// The inverse sine.
    fn asin(self) -> Self;
    /// The inverse cosine.
    fn acos(self) -> Self;
    /// The inverse tangent.
    fn atan(self) -> Self;
    /// The angle of the point (`other`, `self`).
    fn atan2(self, other: Self) -> Self;
    /// The hyperbolic sine.
    fn sinh(self) -> Self;
    /// The hyperbolic cosine.
    fn cosh(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The inverse hyperbolic sine.
    fn asinh(self) -> Self;
    /// The inverse hyperbolic cosine.
    fn acosh(self) -> Self;
    /// The inverse hyperbolic tangent.
    fn atanh(self) -> Self;
    /// The next integer below.
    fn floor(self) -> Self;
    /// The next integer above.
    fn ceil(self) -> Self;
    /// The nearest integer.
    fn round(self) -> Self;
    /// Without what is behind the point.
    fn trunc(self) -> Self;
    /// What is behind the point.
    fn fract(self) -> Self;
}
