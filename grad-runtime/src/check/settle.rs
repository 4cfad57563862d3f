//! Makes one number of difference quotients: believes their limit, or another one.

use alloc::vec::Vec;

use super::probe::Probe;
use super::scales::{Stretch, jumps};
use super::slope::{Estimate, Reason, Slope};
use super::tableau::{Limit, Powers, Quotient, SAFETY, extrapolate};

/// Derivatives seen from different sides contradict each other if they lie further apart than so
/// many times their errors.
const CLEARLY: f64 = 2.0;

/// A slope at small steps that is not believed is still worth telling if its error is at most this
/// part of the distance to the one that is. Otherwise it is a chance of rounding errors.
const SHARPLY: f64 = 0.01;

/// Jumps of up to so many times the distance of floats near 1 pass for rounding: inside most
/// functions there are numbers near 1, and what is computed from them enlarges their rounding a
/// little.
const GRAINS: f64 = 1024.0;

/// Where quotients take their samples: on one side and at the point, or on both sides.
#[derive(Clone, Copy)]
pub enum Span {
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
pub struct Settled {
    pub best: Estimate,
    /// The slope at small steps, where it was not believed.
    near: Option<Near>,
}

#[derive(Clone, Copy)]
struct Near {
    estimate: Estimate,
    /// Whether the function differs by no more than rounding from one with the slope believed.
    is_grain: bool,
}

impl Settled {
    /// The slope that a central limit gives, seen together with the one-sided limits.
    pub fn beside(self, sides: [Option<Self>; 2]) -> Slope {
        let sides = || sides.into_iter().flatten();
        if sides().any(|side| self.contradicts(side)) {
            return Slope::Unknown(Reason::NotSettling);
        }
        let sides_agree = sides().all(|side| !contradict(side.best, self.best));
        // Where the function jumps at the point itself, only a side sees the slope on a step.
        let near = self.near.or_else(|| sides().find_map(|side| side.near));
        match near.filter(|near| !(near.is_grain && sides_agree)) {
            None => Slope::Smooth(self.best),
            Some(Near { estimate, .. }) => Slope::TwoScales { near: estimate, far: self.best },
        }
    }

    /// Whether no slope that one of them saw goes with one that the other saw.
    pub fn contradicts(self, other: Self) -> bool {
        self.slopes().all(|slope| other.slopes().all(|rival| contradict(slope, rival)))
    }

    fn slopes(self) -> impl Iterator<Item = Estimate> {
        [Some(self.best), self.near.map(|near| near.estimate)].into_iter().flatten()
    }
}

fn contradict(one: Estimate, other: Estimate) -> bool {
    (one.value - other.value).abs() > CLEARLY * (one.error + other.error)
}

impl Probe<'_> {
    /// The limit of the quotients, if there is one.
    pub fn settle(&mut self, mut quotients: Vec<Quotient>, span: Span, center: f64) -> Option<Settled> {
        let grain = GRAINS * self.value.epsilon() * (1.0 + center.abs());
        self.blur_treads(&mut quotients, span, grain);
        let limits = extrapolate(&quotients, span.powers())?;
        let near = self.estimate(limits.near, center);
        let Some(far) = limits.far else {
            return Some(Settled { best: near, near: None });
        };
        let apart = (near.value - far.value).abs();
        let is_grain = apart * limits.near.step < grain;
        if !is_grain && !self.jumps(&quotients, span, limits.near, far) {
            return Some(Settled { best: near, near: None });
        }
        let is_sharp = near.error < SHARPLY * apart;
        Some(Settled { best: self.estimate(far, center), near: is_sharp.then_some(Near { estimate: near, is_grain }) })
    }

    /// Says so in the rounding errors where a function stands still at small steps only because its
    /// values come in small steps.
    fn blur_treads(&mut self, quotients: &mut [Quotient], span: Span, grain: f64) {
        let Some(moving) = quotients.iter().rposition(|quotient| quotient.change != 0.0) else {
            return;
        };
        let Some(still) = quotients.get(moving + 1) else {
            return;
        };
        let (mut still, mut step, mut height) = (still.step, quotients[moving].step, quotients[moving].change);
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
        let is_step = (higher - height).abs() <= 0.5 * height.abs();
        if is_step && height.abs() < grain {
            for quotient in &mut quotients[moving + 1..] {
                quotient.rounding += height.abs();
            }
        }
    }

    fn jumps(&mut self, quotients: &[Quotient], span: Span, near: Limit, far: Limit) -> bool {
        let [low, high] = span.ends(self.x, far.step);
        let Some(overall) = quotients.iter().find(|quotient| quotient.step <= far.step) else {
            return false;
        };
        let stretch = Stretch { low, high, slope: overall.slope() };
        jumps(self.f, &stretch, near, far, self.argument)
    }

    /// The estimate for a gradient to be compared with.
    fn estimate(&self, limit: Limit, center: f64) -> Estimate {
        // Near zero the steps are much larger than the argument, and extrapolation can be better
        // than a derivative computed at the point: that of exp_m1(x) / x comes from numbers as
        // large as 1 / x. So the error allows for the rounding of the value over the argument, up
        // to half of the derivative's digits.
        let own = if self.x == 0.0 { 0.0 } else { SAFETY * self.value.epsilon() * center.abs() / self.x.abs() };
        let most = self.value.half_digits() * limit.value.abs()
            + SAFETY * SAFETY * self.value.epsilon() * center.abs() / limit.step;
        // A derivative has the type of its argument, which may be coarser than that of the value.
        let stored = 0.5 * SAFETY * self.argument.epsilon() * limit.value.abs();
        Estimate { value: limit.value, error: limit.error + own.min(most) + stored }
    }
}
