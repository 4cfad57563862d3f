//! Finds the slope of a function of one number at a point.

use alloc::vec::Vec;

use super::ladder::{Rung, Sample, descend};
use super::real::Precision;
use super::settle::Span;
use super::slope::{Reason, Side, Slope};
use super::tableau::Quotient;

/// A function and a point at which to look at it.
pub struct Probe<'f> {
    pub f: &'f mut dyn FnMut(f64) -> f64,
    pub x: f64,
    /// Precision of the argument.
    pub argument: Precision,
    /// Precision of the function's value.
    pub value: Precision,
    pub largest_step: f64,
}

impl Probe<'_> {
    pub fn slope(&mut self) -> Slope {
        if !self.x.is_finite() {
            return Slope::Unknown(Reason::PointNotFinite);
        }
        let center = (self.f)(self.x);
        if !center.is_finite() {
            return Slope::Unknown(Reason::ValueNotFinite);
        }
        let rungs = descend(self.f, self.x, self.argument, self.largest_step);
        let left = self.settle(self.one_sided(&rungs, center, Side::Left), Span::Left, center);
        let right = self.settle(self.one_sided(&rungs, center, Side::Right), Span::Right, center);
        if let (Some(left), Some(right)) = (left, right)
            && left.contradicts(right)
        {
            return Slope::Kink { left: left.best, right: right.best };
        }
        if let Some(central) = self.settle(self.central(&rungs), Span::Both, center) {
            return central.beside([left, right]);
        }
        let ends = |side| rungs.iter().any(|rung| rung.on(side).is_none());
        match (left, right) {
            (None, Some(right)) if ends(Side::Left) => Slope::OneSided(Side::Right, right.best),
            (Some(left), None) if ends(Side::Right) => Slope::OneSided(Side::Left, left.best),
            _ if rungs.last().is_some_and(|rung| rung.left.is_none() && rung.right.is_none()) => {
                Slope::Unknown(Reason::NeighboursNotFinite)
            }
            _ => Slope::Unknown(Reason::NotSettling),
        }
    }

    fn central(&self, rungs: &[Rung]) -> Vec<Quotient> {
        finest_run(rungs, |rung| Some(self.quotient(rung, rung.left?, rung.right?)))
    }

    fn one_sided(&self, rungs: &[Rung], center: f64, side: Side) -> Vec<Quotient> {
        let center = Sample { step: 0.0, value: center };
        finest_run(rungs, |rung| {
            let sample = rung.on(side)?;
            Some(match side {
                Side::Left => self.quotient(rung, sample, center),
                Side::Right => self.quotient(rung, center, sample),
            })
        })
    }

    fn quotient(&self, rung: &Rung, left: Sample, right: Sample) -> Quotient {
        // Halved, so that the sum of two values does not overflow.
        let half = |sample: Sample| 0.5 * sample.value.abs();
        let around = rung.left.map_or(0.0, half) + rung.right.map_or(0.0, half);
        let smallest = self.value.min_positive();
        Quotient {
            step: left.step.max(right.step),
            width: left.step + right.step,
            change: right.value - left.value,
            // Numbers below the smallest with all digits have as many digits less.
            rounding: self.value.epsilon() * (half(left) + half(right) + smallest),
            faint: self.value.half_digits() * (around + smallest) / self.largest_step,
        }
    }
}

impl Rung {
    fn on(&self, side: Side) -> Option<Sample> {
        match side {
            Side::Left => self.left,
            Side::Right => self.right,
        }
    }
}

/// The quotients from the rung on from which all finer ones exist, so that a function that is not
/// finite far from the point is looked at nearby.
fn finest_run(rungs: &[Rung], quotient: impl Fn(&Rung) -> Option<Quotient>) -> Vec<Quotient> {
    let exists = |rung| quotient(rung).filter(|quotient| quotient.slope().is_finite());
    let mut run: Vec<Quotient> = rungs.iter().rev().map_while(exists).collect();
    run.reverse();
    run
}
