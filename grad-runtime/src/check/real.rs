//! The two float types that can be checked, and what their precision means for finite differences.

use sealed::Sealed;

/// `f32` or `f64`: a float that can be an argument, a value or a derivative here.
///
/// The trait is sealed. All estimates are computed in `f64`; the samples of an `f32` function still
/// carry `f32` rounding, so that its error estimates are accordingly larger.
pub trait Real: Sealed + Copy {}

impl Real for f32 {}
impl Real for f64 {}

/// How finely a float type resolves numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    Single,
    Double,
}

impl Precision {
    /// The distance from 1 to the next float.
    pub fn epsilon(self) -> f64 {
        match self {
            Self::Single => f64::from(f32::EPSILON),
            Self::Double => f64::EPSILON,
        }
    }

    /// About the square root of [`epsilon`](Self::epsilon): half of the type's digits.
    pub fn half_digits(self) -> f64 {
        match self {
            Self::Single => 1.0 / 4096.0,
            Self::Double => 1.0 / 67_108_864.0,
        }
    }

    /// The smallest positive number that has all digits.
    pub fn min_positive(self) -> f64 {
        match self {
            Self::Single => f64::from(f32::MIN_POSITIVE),
            Self::Double => f64::MIN_POSITIVE,
        }
    }

    /// The number of this type nearest to `x`.
    pub fn round(self, x: f64) -> f64 {
        match self {
            Self::Single => f64::from(f32::narrow(x)),
            Self::Double => x,
        }
    }
}

/// What the checker needs of a float, out of users' reach.
pub mod sealed {
    use super::Precision;

    pub trait Sealed {
        const PRECISION: Precision;
        fn widen(self) -> f64;
        fn narrow(x: f64) -> Self;
    }

    impl Sealed for f32 {
        const PRECISION: Precision = Precision::Single;

        fn widen(self) -> f64 {
            f64::from(self)
        }

        #[expect(clippy::cast_possible_truncation, reason = "rounding is what is asked for")]
        fn narrow(x: f64) -> Self {
            x as f32
        }
    }

    impl Sealed for f64 {
        const PRECISION: Precision = Precision::Double;

        fn widen(self) -> f64 {
            self
        }

        fn narrow(x: f64) -> Self {
            x
        }
    }
}
