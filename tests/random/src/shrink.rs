//! Makes a failing program small: in each round all tapes that are one cut away are compiled at
//! once, and the smallest program that still fails in the same way goes on.

use std::collections::HashSet;

use crate::ast::Program;
use crate::compare::{Failure, Fault, check};
use crate::generate::Language;
use crate::print::print;
use crate::scratch::Scratch;

/// Candidates compiled in one round.
const CANDIDATES: usize = 300;

/// The smallest program found, and how it fails.
pub fn shrink(
    language: Language,
    scratch: &Scratch,
    tape: &[u32],
    failure: &Failure,
    seed: u64,
    points: usize,
) -> (Program, Failure) {
    let mut tape = tape[..language.spent(tape)].to_vec();
    let mut best = (language.program(&tape), failure.clone());
    let kind = failure.fault.kind();
    let scratch = Scratch {
        directory: scratch.directory.clone(),
        target: scratch.target.clone(),
        first_errors: matches!(failure.fault, Fault::Rejected(_)),
        ..*scratch
    };
    loop {
        let mut seen = HashSet::from([print(&best.0)]);
        let size = print(&best.0).len();
        let mut candidates: Vec<(usize, Vec<u32>, Program)> = cuts(&tape)
            .into_iter()
            .filter_map(|tape| {
                let program = language.program(&tape);
                let source = print(&program);
                (source.len() < size && seen.insert(source.clone())).then_some((source.len(), tape, program))
            })
            .collect();
        candidates.sort_by_key(|candidate| candidate.0);
        thin_out(&mut candidates);
        let programs: Vec<Program> = candidates.iter().map(|candidate| candidate.2.clone()).collect();
        let (_, failures) = check(&scratch, &programs, seed, points);
        // The candidates are sorted by size.
        let Some(found) = failures.into_iter().find(|found| found.fault.kind() == kind) else {
            return best;
        };
        let (_, smaller, program) = candidates.swap_remove(found.program);
        tape = smaller;
        best = (program, found);
    }
}

/// Of too many candidates, some of every size.
fn thin_out<T>(candidates: &mut Vec<T>) {
    let step = candidates.len().div_ceil(CANDIDATES).max(1);
    let mut index = 0;
    candidates.retain(|_| {
        index += 1;
        (index - 1) % step == 0
    });
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
