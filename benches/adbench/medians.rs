//! Median times of ways to the same result that take turns.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

/// For how long the ways of a case take turns.
const TIME: Duration = Duration::from_secs(3);

/// How long a way runs at least before another takes its turn: many times what reading the clock takes.
const TURN: Duration = Duration::from_millis(2);

/// The median time of a run, for each way, in microseconds: of this thread's own time on the processor, since others may be using the
/// machine. The ways take turns, so that a slow moment falls on all of them.
pub fn medians<const N: usize>(mut ways: [&mut Box<dyn FnMut()>; N]) -> [f64; N] {
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
