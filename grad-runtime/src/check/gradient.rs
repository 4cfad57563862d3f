//! Compares a claimed gradient with finite differences.

use alloc::vec::Vec;

use super::point::{Function, Point};
use super::probe::Probe;
use super::real::{Precision, Real};
use super::report::{Claim, Report};
use super::slope::{Estimate, Slope};

/// Checks a gradient function such as `f_grad` against finite differences of `f`.
///
/// `f_grad` returns the value and the gradients, as the companion of an annotated function does.
/// `point` holds the arguments as a tuple; a single argument may stand bare. Arguments that are not
/// floats, and those that are held constant, stay out of the point: wrap both functions in
/// closures.
///
/// The function is called 150 to 400 times per argument, at points that are up to 1 away, or up to
/// as far as zero if that is more. [`Checker::largest_step`] keeps it nearer.
///
/// ```
/// use grad_runtime::check;
///
/// fn f(x: f64, y: f64) -> f64 {
///     x.sin() * y
/// }
/// fn f_grad(x: f64, y: f64) -> (f64, (f64, f64)) {
///     (x.sin() * y, (x.cos() * y, x.sin()))
/// }
/// check::gradient(f, f_grad, (0.5, -2.0)).names(&["x", "y"]).assert();
///
/// // A single argument's gradient is bare. Other arguments are bound by closures.
/// let power = |x: f64, n: i32| x.powi(n);
/// let power_grad = |x: f64, n: i32| (x.powi(n), f64::from(n) * x.powi(n - 1));
/// check::gradient(|x: f64| power(x, 3), |x: f64| power_grad(x, 3), 1.7).assert();
///
/// // A wrong gradient is found, and its report says where.
/// let wrong = |x: f64, y: f64| (x.sin() * y, (-x.cos() * y, x.sin()));
/// let report = check::gradient(f, wrong, (0.5, -2.0));
/// assert!(!report.passed());
/// assert!(report.to_string().contains("the sign is opposite"));
/// ```
pub fn gradient<P: Point, V: Real>(
    f: impl Function<P, Output = V>,
    f_grad: impl Function<P, Output = (V, P::Gradient)>,
    point: P,
) -> Report {
    Checker::new().gradient(f, f_grad, point)
}

/// Checks a gradient with respect to the elements of a slice against finite differences of `f`.
///
/// This is the form for everything that does not come as a few float arguments: flatten the
/// arguments, and the gradient in the same order. The function is called as often per element as
/// [`gradient`] calls it per argument.
///
/// # Panics
/// If `point` and `claimed` have different lengths.
///
/// ```
/// use grad_runtime::check;
///
/// let f = |v: &[f64]| v[0] * v[1] + v[2];
/// check::gradient_of(f, &[1.0, 2.0, 3.0], &[2.0, 1.0, 1.0]).assert();
/// assert!(!check::gradient_of(f, &[1.0, 2.0, 3.0], &[1.0, 2.0, 1.0]).passed());
/// ```
#[track_caller]
pub fn gradient_of<T: Real, V: Real>(f: impl FnMut(&[T]) -> V, point: &[T], claimed: &[T]) -> Report {
    Checker::new().gradient_of(f, point, claimed)
}

/// Estimates the derivative of a function of one number by finite differences.
///
/// At a kink the estimate is wide enough to hold both one-sided derivatives. Where there is nothing
/// to find, the value is NaN and the error infinite; [`slope()`] says why.
///
/// ```
/// use grad_runtime::check;
///
/// let estimate = check::derivative(|x: f64| x.exp(), 1.0);
/// assert!(estimate.admits(1.0_f64.exp()));
/// assert!(estimate.error < 1e-10);
///
/// let single = check::derivative(|x: f32| x.exp(), 1.0);
/// assert!(single.admits(1.0_f64.exp()));
/// assert!(single.error < 1e-2);
/// ```
#[must_use]
pub fn derivative<T: Real, V: Real>(f: impl FnMut(T) -> V, x: T) -> Estimate {
    slope(f, x).estimate()
}

/// Finds out by finite differences how a function of one number behaves at a point.
///
/// ```
/// use grad_runtime::check::{Side, Slope, slope};
///
/// let edge = slope(|x: f64| if x < 0.0 { f64::NAN } else { 3.0 * x }, 0.0);
/// assert!(matches!(edge, Slope::OneSided(Side::Right, estimate) if estimate.admits(3.0)));
/// ```
#[must_use]
pub fn slope<T: Real, V: Real>(f: impl FnMut(T) -> V, x: T) -> Slope {
    Checker::new().slope(f, x)
}

/// A checker with settings. The functions of this module use the default ones.
///
/// ```
/// use grad_runtime::check::Checker;
///
/// fn f(x: f64) -> f64 {
///     assert!(x > 0.0, "this function panics outside of its domain");
///     x.ln()
/// }
/// let near = Checker::new().largest_step(0.005);
/// near.gradient(f, |x: f64| (x.ln(), x.recip()), 0.01).assert();
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Checker {
    largest_step: Option<f64>,
}

impl Checker {
    /// The default settings.
    #[must_use]
    pub const fn new() -> Self {
        Self { largest_step: None }
    }

    /// Calls the function at most so far from the point, in each argument.
    ///
    /// For functions that panic, or take very long, outside of their domain. A function that
    /// returns NaN or infinity there needs nothing.
    ///
    /// # Panics
    /// If `step` is not a positive finite number.
    #[must_use]
    #[track_caller]
    pub const fn largest_step(mut self, step: f64) -> Self {
        assert!(step > 0.0 && step.is_finite(), "the largest step must be positive and finite");
        self.largest_step = Some(step);
        self
    }

    /// As the function [`gradient`].
    pub fn gradient<P: Point, V: Real>(
        &self,
        mut f: impl Function<P, Output = V>,
        mut f_grad: impl Function<P, Output = (V, P::Gradient)>,
        point: P,
    ) -> Report {
        let value = f.call_at(point).widen();
        let (claimed_value, claimed_gradient) = f_grad.call_at(point);
        let claims = P::flatten(claimed_gradient).into_iter().zip(point.coordinates()).enumerate();
        let claims = claims.map(|(index, (claimed, (at, precision)))| {
            let mut f = |x| f.call_at(point.with(index, x)).widen();
            let slope = self.probe::<V>(&mut f, at, precision);
            Claim { at, precision, claimed, slope }
        });
        let claims: Vec<Claim> = claims.collect();
        Report::of_arguments(claims).with_values(claimed_value.widen(), value, V::PRECISION)
    }

    /// As the function [`gradient_of`].
    ///
    /// # Panics
    /// If `point` and `claimed` have different lengths.
    #[track_caller]
    pub fn gradient_of<T: Real, V: Real>(&self, mut f: impl FnMut(&[T]) -> V, point: &[T], claimed: &[T]) -> Report {
        assert!(
            point.len() == claimed.len(),
            "the point has {} elements, the claimed gradient {}",
            point.len(),
            claimed.len()
        );
        let mut moved = point.to_vec();
        let mut claims = Vec::with_capacity(point.len());
        for (index, (&at, &claimed)) in point.iter().zip(claimed).enumerate() {
            let mut f = |x| {
                moved[index] = T::narrow(x);
                f(&moved).widen()
            };
            let slope = self.probe::<V>(&mut f, at.widen(), T::PRECISION);
            moved[index] = at;
            claims.push(Claim { at: at.widen(), precision: T::PRECISION, claimed: claimed.widen(), slope });
        }
        Report::of_elements(claims)
    }

    /// As the function [`slope()`].
    #[must_use]
    pub fn slope<T: Real, V: Real>(&self, mut f: impl FnMut(T) -> V, x: T) -> Slope {
        self.probe::<V>(&mut |x| f(T::narrow(x)).widen(), x.widen(), T::PRECISION)
    }

    fn probe<V: Real>(&self, f: &mut dyn FnMut(f64) -> f64, x: f64, argument: Precision) -> Slope {
        let largest_step = self.largest_step.unwrap_or(x.abs().max(1.0));
        Probe { f, x, argument, value: V::PRECISION, largest_step }.slope()
    }
}
