//! What finite differences can say about a function of one number at a point.

use core::fmt;

/// A number known to within an error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The best guess.
    pub value: f64,
    /// How far the true number may lie from `value`. A safety factor is in it already: compare with
    /// it as it is.
    pub error: f64,
}

impl Estimate {
    /// Whether `claimed` lies within the error. NaN never does.
    ///
    /// ```
    /// use grad_runtime::check::Estimate;
    ///
    /// let estimate = Estimate { value: 2.0, error: 1e-9 };
    /// assert!(estimate.admits(2.0 + 1e-10));
    /// assert!(!estimate.admits(2.1));
    /// assert!(!estimate.admits(f64::NAN));
    /// ```
    #[must_use]
    pub fn admits(&self, claimed: f64) -> bool {
        (claimed - self.value).abs() <= self.error
    }

    /// The smallest estimate that holds both.
    pub(super) fn around(self, other: Self) -> Self {
        let low = (self.value - self.error).min(other.value - other.error);
        let high = (self.value + self.error).max(other.value + other.error);
        Self { value: low + (high - low) / 2.0, error: (high - low) / 2.0 }
    }
}

/// How a function of one number behaves at a point, as far as finite differences can tell.
///
/// ```
/// use grad_runtime::check::{Slope, slope};
///
/// assert!(matches!(slope(|x: f64| x * x, 3.0), Slope::Smooth(_)));
/// assert!(matches!(slope(|x: f64| x.abs(), 0.0), Slope::Kink { .. }));
/// assert!(matches!(slope(|x: f64| x.signum(), 0.0), Slope::Unknown(_)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Slope {
    /// There is a derivative.
    Smooth(Estimate),
    /// The function is finite on one side of the point only. This is the derivative from that side.
    OneSided(Side, Estimate),
    /// The derivatives from the left and from the right both exist and clearly differ.
    Kink {
        /// The derivative from the left.
        left: Estimate,
        /// The derivative from the right.
        right: Estimate,
    },
    /// The slope at small steps is not that at large ones, and which of them is meant cannot be seen
    /// from samples.
    ///
    /// A function that rounds does this: `floor` stands still between its steps, and at large
    /// numbers it rises as evenly as the number itself. So does one whose digits are lost on the
    /// way, as those of `(x + 1e10) - 1e10` are. A claimed derivative may be either.
    TwoScales {
        /// The derivative at small steps.
        near: Estimate,
        /// The derivative at large steps.
        far: Estimate,
    },
    /// Finite differences cannot tell.
    Unknown(Reason),
}

impl Slope {
    /// The derivative as one estimate.
    ///
    /// At a kink, and where large and small steps disagree, it is wide enough to hold both
    /// derivatives. Where nothing is known, the value is NaN and admits no number.
    ///
    /// ```
    /// use grad_runtime::check::slope;
    ///
    /// assert!(slope(|x: f64| x * x, 3.0).estimate().admits(6.0));
    /// assert!(slope(|x: f64| x.abs(), 0.0).estimate().admits(0.0));
    /// ```
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        match *self {
            Self::Smooth(estimate) | Self::OneSided(_, estimate) => estimate,
            Self::Kink { left, right } => left.around(right),
            Self::TwoScales { near, far } => near.around(far),
            Self::Unknown(_) => Estimate { value: f64::NAN, error: f64::INFINITY },
        }
    }
}

/// A side of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Below the point.
    Left,
    /// Above the point.
    Right,
}

impl Side {
    /// The other one.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Left => "left",
            Self::Right => "right",
        })
    }
}

/// Why finite differences say nothing about a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The point itself is infinite or NaN.
    PointNotFinite,
    /// The function's value at the point is infinite or NaN.
    ValueNotFinite,
    /// The function is infinite or NaN on both sides, as near as floats can get.
    NeighboursNotFinite,
    /// The difference quotients do not settle as the step shrinks: a jump, a vertical tangent,
    /// noise, or waves too short for the spacing of floats.
    NotSettling,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PointNotFinite => "the point is not finite",
            Self::ValueNotFinite => "the function is not finite at the point",
            Self::NeighboursNotFinite => "the function is not finite next to the point",
            Self::NotSettling => {
                "the difference quotients do not settle as the step shrinks (a jump, a vertical tangent, or noise)"
            }
        })
    }
}
