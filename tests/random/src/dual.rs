//! Forward-mode numbers with a bound on the rounding error that a reverse sweep may make.
//!
//! Besides value and derivatives, a [`Dual`] carries for each derivative the *weight*, the sum of
//! the sizes of all path contributions (what the derivative would be if nothing cancelled), and the
//! *error*: every operation on a path may spoil that path's share of the weight by a few roundings,
//! in forward order as in reverse. This bound is the tolerance of the comparison: it is wide where
//! a gradient is ill-conditioned and only there.

use crate::ast::Float;
use crate::ops::Local;

/// Roundings granted to one operation of a path: three or four in a partial's own formula, each up
/// to an ulp (two halves), one for the multiplication with the cotangent, one for adding the
/// product.
const ROUNDINGS: f64 = 8.0;

fn within(limit: f64, number: f64) -> bool {
    number == 0.0 || (number.abs() < limit && number.abs() > 1.0 / limit)
}

/// Values and partials outside of this range may overflow or underflow on the way through a reverse
/// sweep, be it in a square.
fn in_range(float: Float, number: f64) -> bool {
    let limit = match float {
        Float::F64 => 1e100,
        Float::F32 => 1e12,
    };
    within(limit, number)
}

/// Whether all cotangents on the way to a derivative of this weight can be expected to fit into the
/// type.
pub fn fits(float: Float, weight: f64) -> bool {
    let limit = match float {
        Float::F64 => 1e250,
        Float::F32 => 1e25,
    };
    within(limit, weight)
}

pub fn epsilon(float: Float) -> f64 {
    match float {
        Float::F64 => f64::EPSILON,
        Float::F32 => f64::from(f32::EPSILON),
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Derivative {
    pub value: f64,
    /// The sum of the sizes of all paths' contributions.
    pub weight: f64,
    /// What rounding may have made of it.
    pub error: f64,
}

#[derive(Clone, Debug)]
pub struct Dual {
    /// The value; for an `f32` always one that an `f32` holds.
    pub value: f64,
    pub float: Float,
    /// How far rounding may have moved the value, the rounding of the inputs included.
    pub noise: f64,
    /// One per active number, as far as the value can depend on one; those that are missing are
    /// zero.
    pub derivatives: Vec<Derivative>,
    /// Depends on an active argument, though perhaps with derivative 0.
    pub active: bool,
    /// Something not finite, or not in range, went into the derivatives: no comparison.
    pub tainted: bool,
}

impl Dual {
    pub fn constant(float: Float, value: f64) -> Dual {
        Dual {
            value,
            float,
            noise: epsilon(float) * value.abs(),
            derivatives: Vec::new(),
            active: false,
            tainted: !in_range(float, value),
        }
    }

    /// The active number `index`.
    pub fn variable(float: Float, value: f64, index: usize) -> Dual {
        let mut dual = Dual::constant(float, value);
        dual.derivatives.resize(index + 1, Derivative::default());
        dual.derivatives[index] = Derivative { value: 1.0, weight: 1.0, error: 0.0 };
        dual.active = true;
        dual
    }

    /// The result of an operation, computed in `float` (where that differs from the result's type,
    /// a cast, the coarser one counts) with the partials `local`.
    pub fn apply(float: Float, value: f64, args: &[&Dual], local: &Local) -> Dual {
        let mut out = Dual::constant(float, value);
        let coarsest = args.iter().map(|arg| epsilon(arg.float)).fold(epsilon(float), f64::max);
        for (&arg, &(partial, scale)) in args.iter().zip(&local.partials) {
            // Infinity is the usual start of a search for the smallest; it is not noise.
            if partial != 0.0 {
                out.noise += partial.abs() * arg.noise;
            }
            // A constant can only do harm through the partials and the value.
            if !arg.active {
                continue;
            }
            out.active = true;
            out.tainted |= arg.tainted || !in_range(float, partial) || !scale.is_finite();
            if out.derivatives.len() < arg.derivatives.len() {
                out.derivatives.resize(arg.derivatives.len(), Derivative::default());
            }
            for (sum, term) in out.derivatives.iter_mut().zip(&arg.derivatives) {
                sum.value += partial * term.value;
                sum.weight += partial.abs() * term.weight;
                sum.error += partial.abs() * term.error + ROUNDINGS * coarsest * scale * term.weight;
            }
        }
        out
    }

    /// One of `reads` reads of the same variable: a reverse sweep adds their cotangents up, with a
    /// rounding each.
    pub fn read(&self, reads: usize) -> Dual {
        let mut out = self.clone();
        for derivative in &mut out.derivatives {
            derivative.error += reads as f64 * epsilon(self.float) * derivative.weight;
        }
        out
    }

    /// The same value, with all derivatives cut.
    pub fn detached(&self) -> Dual {
        Dual::constant(self.float, self.value)
    }
}
