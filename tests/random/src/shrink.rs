//! Makes a failing program small, first by cutting its tape, then by simplifying the program itself.
//! In each round all candidates that are one step away are compiled at once, and the smallest that
//! still fails in the same way goes on.

use std::collections::HashSet;
use std::time::Instant;

use crate::ast::Program;
use crate::compare::{Failure, Fault, check};
use crate::generate::Language;
use crate::print::print;
use crate::reduce::reductions;
use crate::scratch::Scratch;

/// Candidates compiled in one round: few as long as the programs are large.
const CANDIDATES: [usize; 2] = [40, 200];

/// A failing program, and how it fails.
struct Shrinking {
    scratch: Scratch,
    kind: String,
    seed: u64,
    points: usize,
    best: (Program, Failure),
    until: Instant,
}

/// The smallest program found before the time is over, and how it fails.
pub fn shrink(
    language: Language,
    scratch: &Scratch,
    tape: &[u32],
    failure: &Failure,
    seed: u64,
    points: usize,
    until: Instant,
) -> (Program, Failure) {
    let mut tape = tape[..language.spent(tape)].to_vec();
    let scratch = Scratch {
        directory: scratch.directory.clone(),
        target: scratch.target.clone(),
        first_errors: matches!(failure.fault, Fault::Rejected(_)),
        ..*scratch
    };
    let best = (language.program(&tape), failure.clone());
    let mut shrinking = Shrinking { scratch, kind: failure.fault.kind(), seed, points, best, until };
    loop {
        let candidates = cuts(&tape).into_iter().map(|tape| (language.program(&tape), tape)).collect();
        match shrinking.round(candidates) {
            Some(smaller) => tape = smaller,
            None => break,
        }
    }
    loop {
        let candidates = reductions(&shrinking.best.0, seed, points);
        if shrinking.round(candidates.into_iter().map(|program| (program, ())).collect()).is_none() {
            return shrinking.best;
        }
    }
}

impl Shrinking {
    /// Goes on with the smallest candidate that fails in the same way, and returns what stands
    /// beside it.
    fn round<T>(&mut self, candidates: Vec<(Program, T)>) -> Option<T> {
        let mut seen = HashSet::from([print(&self.best.0)]);
        let size = print(&self.best.0).len();
        let mut candidates: Vec<(usize, Program, T)> = candidates
            .into_iter()
            .filter_map(|(program, beside)| {
                let source = print(&program);
                (source.len() < size && seen.insert(source.clone())).then_some((source.len(), program, beside))
            })
            .collect();
        candidates.sort_by_key(|candidate| candidate.0);
        for limit in CANDIDATES {
            // A round is many programs to compile.
            if Instant::now() >= self.until {
                return None;
            }
            let some = sample(candidates.len(), limit);
            let programs: Vec<Program> = some.iter().map(|&index| candidates[index].1.clone()).collect();
            let (_, failures) = check(&self.scratch, &programs, self.seed, self.points);
            // They are sorted by size.
            if let Some(found) = failures.into_iter().find(|found| found.fault.kind() == self.kind) {
                let (_, program, beside) = candidates.swap_remove(some[found.program]);
                self.best = (program, found);
                return Some(beside);
            }
            if some.len() == candidates.len() {
                break;
            }
        }
        None
    }
}

/// Of too many candidates, some of every size.
fn sample(count: usize, limit: usize) -> Vec<usize> {
    (0..count).step_by(count.div_ceil(limit).max(1)).collect()
}

/// The tape with one stretch removed, or replaced by the first alternatives, or one decision
/// lowered.
fn cuts(tape: &[u32]) -> Vec<Vec<u32>> {
    let mut cuts = Vec::new();
    let mut length = tape.len();
    while length > 0 {
        for start in (0..tape.len()).step_by(length.div_ceil(2)) {
            let end = (start + length).min(tape.len());
            cuts.push([&tape[..start], &tape[end..]].concat());
            let mut zeroed = tape.to_vec();
            zeroed[start..end].fill(0);
            cuts.push(zeroed);
        }
        length /= 2;
    }
    for (index, &value) in tape.iter().enumerate() {
        for lower in [value / 2, value.saturating_sub(1)] {
            let mut lowered = tape.to_vec();
            lowered[index] = lower;
            cuts.push(lowered);
        }
    }
    cuts
}
