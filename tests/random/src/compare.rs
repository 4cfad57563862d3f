//! Holds what the compiled programs print against what the interpreter says.

use std::fmt;

use crate::ast::{Float, Program};
use crate::dual::{Derivative, epsilon};
use crate::interpret::{Entry, Outcome, interpret};
use crate::points::{Input, points};
use crate::scratch::{Build, Built, Job, Run, Scratch};

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
    /// A value, or what is left in a `&mut` argument, differs from the primal's.
    Value {
        function: &'static str,
        primal: Vec<f64>,
        got: Vec<f64>,
    },
    /// The compiled primal and the interpreter differ: a fault of this test itself.
    Primal {
        compiled: Vec<f64>,
        interpreted: Vec<f64>,
    },
    /// A gradient with too few or too many numbers.
    Length {
        function: &'static str,
        expected: usize,
        got: usize,
    },
    Gradient {
        function: &'static str,
        entry: Entry,
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
            Fault::Length { function, .. } => format!("gradient of a wrong length from program_{function}"),
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
            Fault::Length { function, expected, got } => {
                write!(f, "program_{function}: the gradient has {got} numbers, not {expected}")
            }
            Fault::Gradient { function, entry, expected, got, tolerance } => {
                write!(f, "program_{function}: argument {}", entry.param)?;
                if let Some(place) = entry.place {
                    write!(f, ", number {place} of it,")?;
                }
                write!(f, " (from 0) has gradient {got:?}, expected {expected:?} ± {tolerance:.1e}")
            }
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
    let Run::Groups(groups) = run else {
        return Some(Fault::Panicked);
    };
    let primal = &groups[0];
    let interpreted: Vec<u64> = outcome.outputs.iter().map(|output| word(output.float, output.value)).collect();
    let agrees = alike(outcome, &interpreted, primal);
    if !agrees && !build.release {
        return Some(Fault::Primal { compiled: outputs(outcome, primal), interpreted: outputs(outcome, &interpreted) });
    }
    if build.primal_only {
        let counter = if agrees { &mut tally.compared } else { &mut tally.unclear };
        *counter += 1;
        return None;
    }
    let companions = Companion::of(groups);
    for companion in &companions {
        if !alike(outcome, primal, companion.outputs) {
            return Some(Fault::Value {
                function: companion.name,
                primal: outputs(outcome, primal),
                got: outputs(outcome, companion.outputs),
            });
        }
        if companion.gradient.len() != outcome.entries.len() {
            return Some(Fault::Length {
                function: companion.name,
                expected: outcome.entries.len(),
                got: companion.gradient.len(),
            });
        }
    }
    let (value, all) = (outcome.value(), outcome.all());
    if value.tainted || all.tainted {
        tally.not_finite += 1;
        return None;
    }
    if build.release && (!agrees || (outcome.gap > 0.0 && outcome.gap < NEAR)) {
        tally.unclear += 1;
        return None;
    }
    tally.compared += 1;
    for companion in &companions {
        let sum = if companion.name == "vjp" { &all } else { &value };
        for (index, (entry, derivative)) in outcome.entries.iter().zip(&sum.gradient).enumerate() {
            let got = from_word(entry.float, companion.gradient[index]);
            let (expected, tolerance) = companion.expected(entry.float, derivative);
            if got.is_nan() && outcome.poisoned {
                tally.compared -= 1;
                tally.poisoned += 1;
                return None;
            }
            // Neither NaN nor infinity is close to anything.
            let close = (got - expected).abs() <= tolerance;
            if !close {
                return Some(Fault::Gradient { function: companion.name, entry: *entry, expected, got, tolerance });
            }
        }
    }
    None
}

/// What one of the functions beside the program gave.
struct Companion<'a> {
    name: &'static str,
    outputs: &'a [u64],
    gradient: &'a [u64],
}

impl Companion<'_> {
    fn of(groups: &[Vec<u64>]) -> Vec<Companion<'_>> {
        let names: &[&str] = if groups.len() == 3 { &["vjp"] } else { &["grad", "grad_into", "vjp"] };
        let pairs = names.iter().zip(groups[1..].chunks_exact(2));
        pairs.map(|(name, pair)| Companion { name, outputs: &pair[0], gradient: &pair[1] }).collect()
    }

    /// `grad_into` adds to the gradient that was in its buffers before.
    fn expected(&self, float: Float, derivative: &Derivative) -> (f64, f64) {
        if self.name == "grad_into" {
            // What is added meets a number as large as itself, and rounds once more for it.
            let error = 4.0 * derivative.error + 4.0 * epsilon(float) * derivative.weight;
            (2.0 * derivative.value, error)
        } else {
            (derivative.value, derivative.error)
        }
    }
}

fn alike(outcome: &Outcome, a: &[u64], b: &[u64]) -> bool {
    let pairs = outputs(outcome, a).into_iter().zip(outputs(outcome, b));
    a.len() == b.len() && pairs.into_iter().all(|(a, b)| same(a, b))
}

/// Outputs to be shown.
fn outputs(outcome: &Outcome, words: &[u64]) -> Vec<f64> {
    let float = |place: usize| outcome.outputs.get(place).map_or(Float::F64, |output| output.float);
    words.iter().enumerate().map(|(place, &word)| from_word(float(place), word)).collect()
}

fn word(float: Float, value: f64) -> u64 {
    match float {
        Float::F64 => value.to_bits(),
        Float::F32 => u64::from((value as f32).to_bits()),
    }
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
    use crate::dual::Dual;

    /// `x * y` at (3, 5), as the interpreter sees it.
    fn product() -> Outcome {
        let derivative = |value: f64| Derivative { value, weight: value, error: 16.0 * f64::EPSILON * value };
        let output = Dual {
            value: 15.0,
            float: Float::F64,
            noise: 0.0,
            derivatives: vec![derivative(5.0), derivative(3.0)],
            active: true,
            tainted: false,
        };
        let entry = |param| Entry { float: Float::F64, param, place: None };
        Outcome {
            outputs: vec![output],
            values: 1,
            entries: vec![entry(0), entry(1)],
            narrow: false,
            poisoned: false,
            path: 0,
            gap: 1.0,
        }
    }

    fn judged(groups: &[Vec<f64>]) -> Option<Fault> {
        let words = |group: &Vec<f64>| group.iter().map(|number| number.to_bits()).collect();
        let run = Run::Groups(groups.iter().map(words).collect());
        judge(&product(), &run, Build::default(), &mut Tally::default())
    }

    /// Primal; value and gradient of `grad`, of `grad_into` and of `vjp`.
    fn right() -> Vec<Vec<f64>> {
        let value = || vec![15.0];
        vec![value(), value(), vec![5.0, 3.0], value(), vec![10.0, 6.0], value(), vec![-10.0, -6.0]]
    }

    #[test]
    fn a_right_run_passes() {
        assert!(judged(&right()).is_none());
        let mut rounded = right();
        rounded[2][0] += 2.0 * f64::EPSILON;
        assert!(judged(&rounded).is_none());
    }

    #[test]
    fn every_wrong_number_is_seen() {
        let right = right();
        for group in 0..right.len() {
            for place in 0..right[group].len() {
                let number = right[group][place];
                for wrong in [number * (1.0 + 1e-13), -number, 0.0, f64::NAN] {
                    let mut numbers = right.clone();
                    numbers[group][place] = wrong;
                    assert!(judged(&numbers).is_some(), "number {place} of group {group} is {wrong}");
                }
            }
        }
    }

    #[test]
    fn a_missing_number_is_seen() {
        let right = right();
        for group in 0..right.len() {
            let mut numbers = right.clone();
            numbers[group].pop();
            assert!(judged(&numbers).is_some(), "group {group} is too short");
        }
    }
}
