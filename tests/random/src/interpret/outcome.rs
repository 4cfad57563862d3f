//! What a run of a program gives.

use crate::ast::Float;
use crate::dual::{self, Derivative, Dual};

/// What a pullback is called with, number after number, from the start again when they are used up:
/// first for the value, then for what the `&mut` arguments hold in the end. Powers of two scale
/// without rounding.
pub const SEEDS: [f64; 5] = [-2.0, 1.0, 0.5, -0.25, 4.0];

/// What a run of a program gives at one point.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The numbers of the value, then those that the `&mut` arguments hold in the end.
    pub outputs: Vec<Dual>,
    /// How many of these are the value's.
    pub values: usize,
    /// One per active number.
    pub entries: Vec<Entry>,
    /// A derivative went through an `f32`.
    pub narrow: bool,
    /// Something not finite or out of range ran, be it something that the result does not depend on
    /// in the end: a reverse sweep may multiply its cotangent, a zero, by an infinite partial.
    pub poisoned: bool,
    /// Every decision on the way (branches taken, sides of kinks), mixed into a number: two points
    /// with equal paths lie on the same smooth piece.
    pub path: u64,
    /// The smallest relative distance to another decision.
    pub gap: f64,
}

/// A number that there is a derivative by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub float: Float,
    /// Which parameter, counted among all.
    pub param: usize,
    /// Which of its numbers, where it has several.
    pub place: Option<usize>,
}

/// The outputs, each multiplied by a seed, added up.
#[derive(Clone, Debug)]
pub struct Sum {
    pub value: f64,
    /// How far rounding may have moved the value.
    pub noise: f64,
    /// One per active number.
    pub gradient: Vec<Derivative>,
    /// Something not finite or out of range took part.
    pub tainted: bool,
}

impl Outcome {
    /// The value alone, where it is one number: what `f_grad` differentiates.
    pub fn value(&self) -> Sum {
        self.seeded(&[1.0])
    }

    /// All outputs: what the pullback differentiates.
    pub fn all(&self) -> Sum {
        let seeds: Vec<f64> = SEEDS.into_iter().cycle().take(self.outputs.len()).collect();
        self.seeded(&seeds)
    }

    /// With one seed for each of the first outputs.
    fn seeded(&self, seeds: &[f64]) -> Sum {
        let mut sum =
            Sum { value: 0.0, noise: 0.0, gradient: vec![Derivative::default(); self.entries.len()], tainted: false };
        for (output, seed) in self.outputs.iter().zip(seeds) {
            sum.value += seed * output.value;
            sum.noise += seed.abs() * output.noise;
            sum.tainted |= output.tainted;
            for (entry, term) in sum.gradient.iter_mut().zip(&output.derivatives) {
                entry.value += seed * term.value;
                entry.weight += seed.abs() * term.weight;
                entry.error += seed.abs() * term.error;
            }
        }
        // A product of harmless partials may still leave the range of the narrowest type that it
        // passes through.
        let narrowest = if self.narrow { Float::F32 } else { Float::F64 };
        sum.tainted |= !sum.gradient.iter().all(|derivative| dual::fits(narrowest, derivative.weight));
        sum
    }
}
