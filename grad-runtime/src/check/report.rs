//! What a gradient check found.

use alloc::string::String;
use alloc::vec::Vec;

use super::real::Precision;
use super::slope::Slope;

/// What a gradient check found, argument by argument.
///
/// It prints as a table that names each argument, with both numbers and the error of the finite
/// differences.
///
/// ```
/// use grad_runtime::check;
///
/// let f = |x: f64, y: f64| x * y;
/// let swapped = |x: f64, y: f64| (x * y, (x, y));
/// let report = check::gradient(f, swapped, (2.0, 3.0)).names(&["x", "y"]);
/// assert!(!report.passed());
/// println!("{report}");
/// ```
///
/// prints:
///
/// ```text
/// gradient check: 2 derivatives, 2 wrong
///   argument  at   claimed  finite differences
///   0 `x`     2.0  2.0      2.9999999999999996 ± 3.5e-14  DIFFERS by 1.0e0: it fits `y`: swapped?
///   1 `y`     3.0  3.0      2.0 ± 1.6e-14                 DIFFERS by 1.0e0: it fits `x`: swapped?
/// ```
#[derive(Clone, Debug)]
#[must_use = "a report says nothing until it is asked: call `assert` or `passed`, or print it"]
pub struct Report {
    pub(super) entries: Vec<Entry>,
    pub(super) subject: Subject,
    pub(super) names: Vec<String>,
    pub(super) values: Option<Values>,
    allow_unchecked: bool,
}

/// What the entries are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Arguments,
    Elements,
}

/// The value of the function and the one that the gradient function returned with the gradient.
#[derive(Clone, Copy, Debug)]
pub(super) struct Values {
    pub claimed: f64,
    pub of_function: f64,
    pub precision: Precision,
}

/// What was found about one argument or element.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// Its place among the arguments, or in the slice.
    pub index: usize,
    /// The point's coordinate.
    pub at: f64,
    /// The claimed derivative.
    pub claimed: f64,
    /// What finite differences say.
    pub slope: Slope,
    /// What follows.
    pub verdict: Verdict,
    pub(super) precision: Precision,
}

/// Whether a claimed derivative is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It is within the error of the finite differences.
    Agrees,
    /// The point sits on a kink, and the claimed derivative lies between those from the left and
    /// from the right.
    Kink,
    /// It is wrong.
    Differs,
    /// Finite differences cannot tell. The entry's slope says why.
    NotChecked,
}

/// A claimed derivative and what finite differences say.
pub(super) struct Claim {
    pub at: f64,
    pub precision: Precision,
    pub claimed: f64,
    pub slope: Slope,
}

impl Claim {
    fn judge(self, index: usize) -> Entry {
        let Self { at, precision, claimed, slope } = self;
        let holds = |holds| {
            if holds { Verdict::Agrees } else { Verdict::Differs }
        };
        let verdict = match slope {
            Slope::Smooth(estimate) | Slope::OneSided(_, estimate) => holds(estimate.admits(claimed)),
            Slope::TwoScales { near, far } => holds(near.admits(claimed) || far.admits(claimed)),
            Slope::Kink { .. } if slope.estimate().admits(claimed) => Verdict::Kink,
            Slope::Kink { .. } => Verdict::Differs,
            Slope::Unknown(_) => Verdict::NotChecked,
        };
        Entry { index, at, claimed, slope, verdict, precision }
    }
}

impl Report {
    pub(super) fn of_arguments(claims: Vec<Claim>) -> Self {
        Self::new(claims, Subject::Arguments)
    }

    pub(super) fn of_elements(claims: Vec<Claim>) -> Self {
        Self::new(claims, Subject::Elements)
    }

    fn new(claims: Vec<Claim>, subject: Subject) -> Self {
        let entries = claims.into_iter().enumerate().map(|(index, claim)| claim.judge(index)).collect();
        Self { entries, subject, names: Vec::new(), values: None, allow_unchecked: false }
    }

    pub(super) fn with_values(mut self, claimed: f64, of_function: f64, precision: Precision) -> Self {
        self.values = Some(Values { claimed, of_function, precision });
        self
    }

    /// Names the arguments, in order, for the printed report.
    ///
    /// A single name for several elements of a slice gets their indices: `v[0]`, `v[1]`, … Missing
    /// names are left out.
    pub fn names(mut self, names: &[&str]) -> Self {
        self.names = names.iter().map(|&name| String::from(name)).collect();
        self
    }

    /// Accepts entries that finite differences cannot check: they no longer stop
    /// [`passed`](Self::passed).
    ///
    /// ```
    /// use grad_runtime::check;
    ///
    /// // The tangent is vertical: there is nothing to compare infinity with.
    /// let report = check::gradient(|x: f64| x.sqrt(), |x: f64| (x.sqrt(), 0.5 / x.sqrt()), 0.0);
    /// assert!(!report.passed());
    /// report.allow_unchecked().assert();
    /// ```
    pub fn allow_unchecked(mut self) -> Self {
        self.allow_unchecked = true;
        self
    }

    /// Whether every claimed derivative was checked and none is wrong.
    ///
    /// A kink passes if the claimed derivative lies between the one-sided ones. The value that came
    /// with the gradient must be that of the function to half of its digits.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.values.is_none_or(Values::agree)
            && self.entries.iter().all(|entry| match entry.verdict {
                Verdict::Agrees | Verdict::Kink => true,
                Verdict::Differs => false,
                Verdict::NotChecked => self.allow_unchecked,
            })
    }

    /// What was found about each argument or element, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Panics with the printed report unless it [`passed`](Self::passed).
    ///
    /// # Panics
    /// If a claimed derivative or the value is wrong, or something could not be checked.
    #[track_caller]
    pub fn assert(&self) {
        assert!(self.passed(), "{self}");
    }
}

impl Values {
    pub fn agree(self) -> bool {
        let Self { claimed, of_function, precision } = self;
        let size = claimed.abs().max(of_function.abs());
        claimed.to_bits() == of_function.to_bits()
            || (claimed.is_nan() && of_function.is_nan())
            || (claimed - of_function).abs() <= precision.half_digits() * size && size.is_finite()
    }
}
