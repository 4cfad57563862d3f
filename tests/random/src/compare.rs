//! Holds what the compiled programs print against what the interpreter says.

use std::fmt;

use crate::ast::{Float, Program};
use crate::interpret::{Outcome, interpret};
use crate::points::{Input, points};
use crate::scratch::{Build, Built, Job, Run, SEED, Scratch};

/// How close to its other side a decision is unclear in a release build, where an intermediate
/// result may differ from the interpreter's in the last bits. (An exact tie is one there as well.)
/// A debug build computes the same bits, and every point counts.
const NEAR: f64 = 1e-9;

/// Something wrong with a program.
#[derive(Clone, Debug)]
pub struct Failure {
    pub program: usize,
    pub inputs: Vec<Input>,
    pub fault: Fault,
}

#[derive(Clone, Debug)]
pub enum Fault {
    /// rustc's messages.
    Rejected(String),
    /// A panic where the interpreter sees none.
    Panicked,
    /// A value differs from the primal's.
    Value {
        function: &'static str,
        primal: f64,
        got: f64,
    },
    /// The compiled primal and the interpreter differ: a fault of this test itself.
    Primal {
        compiled: f64,
        interpreted: f64,
    },
    Gradient {
        function: &'static str,
        index: usize,
        expected: f64,
        got: f64,
        tolerance: f64,
    },
}

impl Fault {
    /// A heading for faults that look like one and the same bug. While a program shrinks, its fault
    /// stays under it.
    pub fn kind(&self) -> String {
        match self {
            Fault::Rejected(messages) => {
                // Backquotes hold names, which differ from program to program.
                let first = messages.lines().next().unwrap_or_default();
                first.split('`').step_by(2).collect::<Vec<_>>().join("`…`")
            }
            Fault::Panicked => "panics".to_owned(),
            Fault::Value { function, .. } => format!("wrong value from program_{function}"),
            Fault::Primal { .. } => "primal and interpreter differ".to_owned(),
            Fault::Gradient { function, .. } => format!("wrong gradient from program_{function}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Rejected(messages) => write!(f, "does not compile:\n{messages}"),
            Fault::Panicked => write!(f, "panics"),
            Fault::Value { function, primal, got } => {
                write!(f, "program_{function}: the value is {got:?}, the primal's is {primal:?}")
            }
            Fault::Primal { compiled, interpreted } => {
                write!(f, "the primal is {compiled:?} compiled and {interpreted:?} interpreted")
            }
            Fault::Gradient { function, index, expected, got, tolerance } => write!(
                f,
                "program_{function}: active argument {index} (from 0) has gradient {got:?}, expected {expected:?} ± {tolerance:.1e}"
            ),
        }
    }
}

/// How many points were compared, and why the others were not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub programs: usize,
    pub compared: usize,
    /// The primal itself panics or depends on the sign of a NaN.
    pub undefined: usize,
    /// Something not finite or close to it took part. (The value was compared.)
    pub not_finite: usize,
    /// The gradient is NaN, and while nothing of the kind takes part in the result, something that
    /// ran was not finite.
    pub poisoned: usize,
    /// Release only: too close to another decision, or a primal with other last bits.
    pub unclear: usize,
}

impl Tally {
    pub fn skipped(&self) -> usize {
        self.undefined + self.not_finite + self.poisoned + self.unclear
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} programs; points: {} compared, {} not finite, {} poisoned, {} undefined, {} unclear",
            self.programs, self.compared, self.not_finite, self.poisoned, self.undefined, self.unclear
        )
    }
}

/// Compiles and runs programs at `count` points each, and returns at most one failure for each
/// program.
pub fn check(scratch: &Scratch, programs: &[Program], seed: u64, count: usize) -> (Tally, Vec<Failure>) {
    let mut tally = Tally { programs: programs.len(), ..Tally::default() };
    let mut tried = Vec::new();
    let mut outcomes = Vec::new();
    for program in programs {
        let (inputs, results): (Vec<_>, Vec<_>) = points(program, seed, count)
            .into_iter()
            .filter_map(|inputs| {
                let outcome = interpret(program, &inputs).inspect_err(|_| tally.undefined += 1).ok()?;
                Some((inputs, outcome))
            })
            .unzip();
        tried.push(inputs);
        outcomes.push(results);
    }
    let jobs: Vec<Job> = programs.iter().zip(&tried).map(|(program, points)| Job { program, points }).collect();
    let mut failures = Vec::new();
    for (index, built) in scratch.run(&jobs).into_iter().enumerate() {
        let fail = |inputs: &[Input], fault| Failure { program: index, inputs: inputs.to_vec(), fault };
        match built {
            Built::Rejected(messages) => failures.push(fail(&[], Fault::Rejected(messages))),
            Built::Skipped => {}
            Built::Ran(runs) => {
                assert_eq!(runs.len(), outcomes[index].len(), "a run for every point");
                let points = tried[index].iter().zip(&outcomes[index]).zip(&runs);
                let faults: Vec<Failure> = points
                    .filter_map(|((inputs, outcome), run)| {
                        judge(outcome, run, scratch.build, &mut tally).map(|fault| fail(inputs, fault))
                    })
                    .collect();
                failures.extend(faults.into_iter().next());
            }
        }
    }
    (tally, failures)
}

/// Compares one run with the interpreter's outcome.
fn judge(outcome: &Outcome, run: &Run, build: Build, tally: &mut Tally) -> Option<Fault> {
    let Run::Words(words) = run else {
        return Some(Fault::Panicked);
    };
    let number = |word: u64| from_word(outcome.float, word);
    let primal = number(words[0]);
    let agrees = same(primal, outcome.value);
    if !agrees && !build.release {
        return Some(Fault::Primal { compiled: primal, interpreted: outcome.value });
    }
    if build.primal_only {
        let counter = if agrees { &mut tally.compared } else { &mut tally.unclear };
        *counter += 1;
        return None;
    }
    let half = 1 + outcome.gradient.len();
    for (function, value) in [("grad", number(words[1])), ("vjp", number(words[1 + half]))] {
        if !same(primal, value) {
            return Some(Fault::Value { function, primal, got: value });
        }
    }
    if outcome.tainted {
        tally.not_finite += 1;
        return None;
    }
    if build.release && (!agrees || (outcome.gap > 0.0 && outcome.gap < NEAR)) {
        tally.unclear += 1;
        return None;
    }
    tally.compared += 1;
    for (function, seed, offset) in [("grad", 1.0, 2), ("vjp", SEED, 2 + half)] {
        for (index, expected) in outcome.gradient.iter().enumerate() {
            let got = from_word(outcome.floats[index], words[offset + index]) / seed;
            // Neither NaN nor infinity is close to anything.
            let close = (got - expected.value).abs() <= expected.error;
            if got.is_nan() && outcome.poisoned {
                tally.compared -= 1;
                tally.poisoned += 1;
                return None;
            }
            if !close {
                return Some(Fault::Gradient {
                    function,
                    index,
                    expected: expected.value,
                    got,
                    tolerance: expected.error,
                });
            }
        }
    }
    None
}

fn from_word(float: Float, word: u64) -> f64 {
    match float {
        Float::F64 => f64::from_bits(word),
        Float::F32 => f64::from(f32::from_bits(word as u32)),
    }
}

/// Bit for bit, but for the payload of a NaN.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dual::Derivative;

    /// `x * y` at (3, 5), as the interpreter sees it.
    fn product() -> Outcome {
        let derivative = |value: f64| Derivative { value, weight: value, error: 16.0 * f64::EPSILON * value };
        Outcome {
            value: 15.0,
            float: Float::F64,
            noise: 0.0,
            gradient: vec![derivative(5.0), derivative(3.0)],
            floats: vec![Float::F64; 2],
            tainted: false,
            poisoned: false,
            path: 0,
            gap: 1.0,
        }
    }

    fn judged(numbers: [f64; 7]) -> Option<Fault> {
        let run = Run::Words(numbers.map(f64::to_bits).to_vec());
        judge(&product(), &run, Build::default(), &mut Tally::default())
    }

    #[test]
    fn a_right_run_passes() {
        assert!(judged([15.0, 15.0, 5.0, 3.0, 15.0, -10.0, -6.0]).is_none());
        let rounded = 5.0 + 2.0 * f64::EPSILON;
        assert!(judged([15.0, 15.0, rounded, 3.0, 15.0, -10.0, -6.0]).is_none());
    }

    #[test]
    fn every_wrong_number_is_seen() {
        let right = [15.0, 15.0, 5.0, 3.0, 15.0, -10.0, -6.0];
        for place in 0..right.len() {
            for wrong in [right[place] * (1.0 + 1e-13), -right[place], 0.0, f64::NAN] {
                let mut numbers = right;
                numbers[place] = wrong;
                assert!(judged(numbers).is_some(), "number {place} is {wrong}");
            }
        }
    }
}
