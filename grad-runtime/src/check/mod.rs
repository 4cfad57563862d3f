//! Checks gradients against finite differences, and forward against reverse derivatives.
//!
//! ```
//! use grad_runtime::check;
//!
//! // What one would get from annotating a function, or write by hand.
//! fn f(x: f64, y: f64, z: f64) -> f64 {
//!     ((3.0 * x).max(0.0) - y).powi(2) + z
//! }
//! fn f_grad(x: f64, y: f64, z: f64) -> (f64, (f64, f64, f64)) {
//!     let p = 3.0 * x;
//!     let r = p.max(0.0) - y;
//!     let d_r = 2.0 * r;
//!     let d_p = if p > 0.0 { d_r } else { 0.0 };
//!     (r.powi(2) + z, (3.0 * d_p, -d_r, 1.0))
//! }
//!
//! let report = check::gradient(f, f_grad, (1.0, 0.0, -2.0)).names(&["x", "y", "z"]);
//! println!("{report}");
//! report.assert();
//! ```
//!
//! - [`gradient`] checks a function of several floats at a point.
//! - [`gradient_of`] checks everything else that can be flattened into a slice.
//! - [`dot_product`] checks a forward derivative (jvp) against a reverse one (vjp).
//! - [`derivative`] and [`slope()`] tell what finite differences know about a function of one
//!   number.
//!
//! # How it compares
//!
//! There is no tolerance to choose. Each derivative is extrapolated from difference quotients at
//! steps of all sizes, by Ridders' method (C. J. F. Ridders, "Accurate computation of F'(x) and
//! F'(x)F''(x)", Advances in Engineering Software 4(2), 1982, 75-76), and comes with an error that
//! covers the extrapolation, the rounding errors seen in the samples, and those of a carefully
//! computed gradient. A claimed derivative must lie within that error. For a smooth `f64` function
//! of ordinary size the error is near 1e-12 of the derivative; for `f32`, near 1e-4.
//!
//! # Where there is no derivative to compare with
//!
//! - **On a kink**, such as that of `abs` at 0, the derivative is a choice. The report says so, and
//!   accepts every number between the derivatives from the left and from the right.
//! - **At the edge of the domain**, where the function returns NaN or infinity on one side, smaller
//!   steps are taken, and right at the edge steps to the other side only.
//! - **At a jump, a vertical tangent or in strong noise** nothing can be compared. That is neither
//!   right nor wrong: [`Report::passed`] is false and the report says why.
//!   [`Report::allow_unchecked`] accepts it.
//!
//! Samples cannot show waves that are shorter than a few float spacings, nor kinks and steps that
//! are as small as the rounding errors of the function: such detail passes for rounding.

mod display;
mod dot_product;
mod gradient;
mod hint;
mod ladder;
mod point;
mod probe;
mod real;
mod report;
mod scales;
mod settle;
mod slope;
mod table;
mod tableau;

pub use dot_product::{DotProduct, dot_product};
pub use gradient::{Checker, derivative, gradient, gradient_of, slope};
pub use point::{Function, Point};
pub use real::Real;
pub use report::{Entry, Report, Verdict};
pub use slope::{Estimate, Reason, Side, Slope};
