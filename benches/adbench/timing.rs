//! How long the generated gradients take, beside the objectives and the gradients by hand.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

use crate::cases::{Case, Ways};

/// How much longer than the gradient by hand the generated one may take.
const BAR_BY_HAND: f64 = 1.1;

/// For how long the ways of a case take turns.
const TIME: Duration = Duration::from_secs(3);

/// How long a way runs at least before another takes its turn: many times what reading the clock takes.
const TURN: Duration = Duration::from_millis(2);

pub fn print_head() {
    println!(
        "{:<40}{:>12}{:>12}{:>12}{:>20}{:>20}{:>18}",
        "µs, medians",
        "primal",
        "by hand",
        "generated",
        "generated / primal",
        "generated / by hand",
        "by hand / primal"
    );
}

/// Times the case and prints a line of the table.
pub fn print(case: &mut Case) {
    let Ways { primal, by_hand, generated } = &mut case.ways;
    let [primal, by_hand, generated] = medians([primal, by_hand, generated]);
    println!(
        "{:<40}{primal:>12.1}{by_hand:>12.1}{generated:>12.1}{:>20}{:>20}{:>18.2}",
        case.name,
        with_bar(generated / primal, case.bar),
        with_bar(generated / by_hand, BAR_BY_HAND),
        by_hand / primal,
    );
}

/// The number and the bar that it should stay below.
fn with_bar(ratio: f64, bar: f64) -> String {
    let verdict = if ratio <= bar { "" } else { "! " };
    format!("{verdict}{ratio:.2} (≤ {bar:.1})")
}

/// The median time of a run, for each way, in microseconds: of this thread's own time on the processor, since others may be using the
/// machine. The ways take turns, so that a slow moment falls on all of them.
fn medians<const N: usize>(mut ways: [&mut Box<dyn FnMut()>; N]) -> [f64; N] {
    let runs = ways.each_mut().map(|way| runs_per_turn(way));
    let mut samples = [(); N].map(|()| Vec::new());
    let start = Instant::now();
    while start.elapsed() < TIME {
        for ((way, runs), samples) in ways.iter_mut().zip(runs).zip(&mut samples) {
            let start = ThreadTime::now();
            for _ in 0..runs {
                way();
            }
            samples.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(runs));
        }
    }
    samples.map(|mut samples| {
        samples.sort_by(f64::total_cmp);
        samples[samples.len() / 2]
    })
}

fn runs_per_turn(way: &mut Box<dyn FnMut()>) -> u32 {
    let start = Instant::now();
    let mut runs = 0;
    while start.elapsed() < TURN {
        way();
        runs += 1;
    }
    runs
}
