//! Finds the slope of a function of one number at a point.

use alloc::vec::Vec;

use super::ladder::{Rung, Sample, descend};
use super::real::Precision;
use super::scales::{Stretch, jumps};
use super::slope::{Estimate, Reason, Side, Slope};
use super::tableau::{Limit, Powers, Quotient, SAFETY, extrapolate};

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

/// Derivatives seen from different sides contradict each other if they lie further apart than so many times their errors.
const CLEARLY: f64 = 2.0;

/// Jumps of up to so many times the distance of floats near 1 pass for rounding: inside most functions there are numbers
/// near 1, and what is computed from them enlarges their rounding a little.
const GRAINS: f64 = 1024.0;

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
        let left = self.settle(
            self.one_sided(&rungs, center, Side::Left),
            Span::Left,
            center,
        );
        let right = self.settle(
            self.one_sided(&rungs, center, Side::Right),
            Span::Right,
            center,
        );
        if let (Some(left), Some(right)) = (left, right)
            && left.contradicts(right)
        {
            return Slope::Kink {
                left: left.best,
                right: right.best,
            };
        }
        if let Some(central) = self.settle(self.central(&rungs), Span::Both, center) {
            return central.beside([left, right]);
        }
        let ends = |side| rungs.iter().any(|rung| rung.on(side).is_none());
        match (left, right) {
            (None, Some(right)) if ends(Side::Left) => Slope::OneSided(Side::Right, right.best),
            (Some(left), None) if ends(Side::Right) => Slope::OneSided(Side::Left, left.best),
            _ if rungs
                .last()
                .is_some_and(|rung| rung.left.is_none() && rung.right.is_none()) =>
            {
                Slope::Unknown(Reason::NeighboursNotFinite)
            }
            _ => Slope::Unknown(Reason::NotSettling),
        }
    }

    fn central(&self, rungs: &[Rung]) -> Vec<Quotient> {
        finest_run(rungs, |rung| {
            Some(self.quotient(rung, rung.left?, rung.right?))
        })
    }

    fn one_sided(&self, rungs: &[Rung], center: f64, side: Side) -> Vec<Quotient> {
        let center = Sample {
            step: 0.0,
            value: center,
        };
        finest_run(rungs, |rung| {
            let sample = rung.on(side)?;
            Some(match side {
                Side::Left => self.quotient(rung, sample, center),
                Side::Right => self.quotient(rung, center, sample),
            })
        })
    }

    fn quotient(&self, rung: &Rung, left: Sample, right: Sample) -> Quotient {
        let size = |sample: Sample| sample.value.abs();
        let around = rung.left.map_or(0.0, size) + rung.right.map_or(0.0, size);
        let smallest = self.value.min_positive();
        Quotient {
            step: left.step.max(right.step),
            width: left.step + right.step,
            change: right.value - left.value,
            // Numbers below the smallest with all digits have as many digits less.
            rounding: self.value.epsilon() * (0.5 * (size(left) + size(right)) + smallest),
            faint: self.value.half_digits() * (around + smallest) / self.largest_step,
        }
    }

    /// The limit of the quotients, if there is one.
    fn settle(&mut self, mut quotients: Vec<Quotient>, span: Span, center: f64) -> Option<Settled> {
        let grain = GRAINS * self.value.epsilon() * (1.0 + center.abs());
        self.blur_treads(&mut quotients, span, grain);
        let limits = extrapolate(&quotients, span.powers())?;
        let near = self.estimate(limits.near, center);
        let Some(far) = limits.far else {
            return Some(Settled {
                best: near,
                near: None,
            });
        };
        let is_grain = (far.value - limits.near.value).abs() * limits.near.step < grain;
        if is_grain || self.jumps(&quotients, span, limits.near, far) {
            Some(Settled {
                best: self.estimate(far, center),
                near: Some(near),
            })
        } else {
            Some(Settled {
                best: near,
                near: None,
            })
        }
    }

    /// Says so in the rounding errors where a function stands still at small steps only because its values come in
    /// small steps.
    fn blur_treads(&mut self, quotients: &mut [Quotient], span: Span, grain: f64) {
        let Some(moving) = quotients
            .iter()
            .rposition(|quotient| quotient.change != 0.0)
        else {
            return;
        };
        let Some(still) = quotients.get(moving + 1) else {
            return;
        };
        let (mut still, mut step, mut height) =
            (still.step, quotients[moving].step, quotients[moving].change);
        let mut change = |step| {
            let [low, high] = span.ends(self.x, step).map(|end| self.argument.round(end));
            (self.f)(high) - (self.f)(low)
        };
        let resolution = 16.0 * self.argument.epsilon() * self.x.abs();
        for _ in 0..12 {
            if step - still < resolution {
                break;
            }
            let middle = still + (step - still) / 2.0;
            let moved = change(middle);
            if moved == 0.0 {
                still = middle;
            } else {
                (step, height) = (middle, moved);
            }
        }
        // A slope that sets in has risen twice as high at twice the distance, a step has not.
        let higher = change(step + (step - still));
        if (higher - height).abs() > 0.5 * height.abs() {
            return;
        }
        if height.abs() < grain {
            for quotient in &mut quotients[moving + 1..] {
                quotient.rounding += height.abs();
            }
        }
    }

    fn jumps(&mut self, quotients: &[Quotient], span: Span, near: Limit, far: Limit) -> bool {
        let overall = quotients.iter().find(|quotient| quotient.step <= far.step);
        let [low, high] = span.ends(self.x, far.step);
        overall.is_some_and(|overall| {
            jumps(
                self.f,
                &Stretch {
                    low,
                    high,
                    slope: overall.slope(),
                },
                near,
                far,
                self.argument,
            )
        })
    }

    /// The estimate for a gradient to be compared with.
    fn estimate(&self, limit: Limit, center: f64) -> Estimate {
        // Near zero the steps are much larger than the argument, and extrapolation can be better than a derivative
        // computed at the point: that of tan(x) / x comes from numbers as large as 1 / x. So the error allows for the
        // rounding of the value over the argument, up to half of the derivative's digits.
        let own = if self.x == 0.0 {
            0.0
        } else {
            SAFETY * self.value.epsilon() * center.abs() / self.x.abs()
        };
        let most = self.value.half_digits() * limit.value.abs()
            + SAFETY * SAFETY * self.value.epsilon() * center.abs() / limit.step;
        Estimate {
            value: limit.value,
            error: limit.error + own.min(most),
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

/// Where quotients take their samples: on one side and at the point, or on both sides.
#[derive(Clone, Copy)]
enum Span {
    Left,
    Right,
    Both,
}

impl Span {
    fn powers(self) -> Powers {
        match self {
            Self::Left | Self::Right => Powers::All,
            Self::Both => Powers::Even,
        }
    }

    fn ends(self, x: f64, step: f64) -> [f64; 2] {
        match self {
            Self::Left => [x - step, x],
            Self::Right => [x, x + step],
            Self::Both => [x - step, x + step],
        }
    }
}

/// What the quotients settle on.
#[derive(Clone, Copy)]
struct Settled {
    best: Estimate,
    /// The slope at small steps, where it was not believed.
    near: Option<Estimate>,
}

impl Settled {
    /// The slope that a central limit gives, seen together with the one-sided limits.
    fn beside(self, sides: [Option<Self>; 2]) -> Slope {
        let sides = || sides.into_iter().flatten();
        if sides().any(|side| self.contradicts(side)) {
            return Slope::Unknown(Reason::NotSettling);
        }
        // Where the function jumps at the point itself, only a side sees the slope on a step.
        match self.near.or_else(|| sides().find_map(|side| side.near)) {
            None => Slope::Smooth(self.best),
            Some(near) => Slope::TwoScales {
                near,
                far: self.best,
            },
        }
    }

    fn contradicts(self, other: Self) -> bool {
        self.slopes().all(|slope| {
            other.slopes().all(|rival| {
                (slope.value - rival.value).abs() > CLEARLY * (slope.error + rival.error)
            })
        })
    }

    fn slopes(self) -> impl Iterator<Item = Estimate> {
        [Some(self.best), self.near].into_iter().flatten()
    }
}

/// The quotients from the rung on from which all finer ones exist, so that a function that is not finite far from the
/// point is looked at nearby.
fn finest_run(rungs: &[Rung], quotient: impl Fn(&Rung) -> Option<Quotient>) -> Vec<Quotient> {
    let exists = |rung| quotient(rung).filter(|quotient| quotient.slope().is_finite());
    let mut run: Vec<Quotient> = rungs.iter().rev().map_while(exists).collect();
    run.reverse();
    run
}
