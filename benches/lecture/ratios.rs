//! How the generated gradients compare with the hand-written ones and with the functions.

use std::time::Instant;

use crate::kernels::{Kernel, POINTS};

/// Samples per kernel; odd, so that there is one in the middle.
const SAMPLES: usize = 301;

/// Runs per sample: many enough that reading the clock does not count.
const RUNS: u32 = 20;

/// Times all kernels and prints a table of nanoseconds per call and their ratios.
///
/// The three ways of a kernel take turns, so that a slow moment of the machine falls on all of
/// them, and the median of each ignores it.
pub fn print(kernels: &[Kernel]) {
    println!(
        "{:<24}{:>10}{:>15}{:>13}{:>25}{:>19}",
        "ns per call", "primal", "hand-written", "gradient", "gradient / hand-written", "gradient / primal"
    );
    for kernel in kernels {
        let ways: [&dyn Fn(); 3] = [&kernel.primal, &kernel.hand_written, &kernel.gradient];
        let [primal, hand_written, gradient] = medians(ways);
        println!(
            "{:<24}{primal:>10.2}{hand_written:>15.2}{gradient:>13.2}{:>25.2}{:>19.2}",
            kernel.name,
            gradient / hand_written,
            gradient / primal
        );
    }
    println!();
}

fn medians<const N: usize>(ways: [&dyn Fn(); N]) -> [f64; N] {
    let mut samples = [(); N].map(|()| Vec::with_capacity(SAMPLES));
    for _ in 0..SAMPLES {
        for (way, samples) in ways.iter().zip(&mut samples) {
            samples.push(nanoseconds_per_call(way));
        }
    }
    samples.map(|mut samples| {
        samples.sort_by(f64::total_cmp);
        samples[SAMPLES / 2]
    })
}

fn nanoseconds_per_call(run: &dyn Fn()) -> f64 {
    let start = Instant::now();
    for _ in 0..RUNS {
        run();
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(RUNS) / f64::from(POINTS)
}
