//! The interpreter's own gradients against finite differences.

use random_programs::ast::Program;
use random_programs::generate::programs;
use random_programs::interpret::{Outcome, interpret_widened};
use random_programs::points::{Input, points};
use random_programs::print::print;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// An estimate of a derivative, and of its error.
struct Estimate {
    value: f64,
    error: f64,
}

/// Central differences, extrapolated to step 0 by Ridders' method (1982), which keeps the entry of
/// the tableau that changed least. `f` gives a value and a bound on its rounding error; `None`
/// where it is not smooth on the whole interval, or nothing is known about the rounding.
fn ridders(f: impl Fn(f64) -> Option<(f64, f64)>, step: f64) -> Option<Estimate> {
    const SHRINK: f64 = 1.5;
    let mut best = Estimate { value: f64::NAN, error: f64::INFINITY };
    let mut previous: Vec<(f64, f64)> = Vec::new();
    let mut step = step;
    for _ in 0..10 {
        let ((right, noise_right), (left, noise_left)) = (f(step)?, f(-step)?);
        let mut row = vec![((right - left) / (2.0 * step), (noise_right + noise_left) / (2.0 * step))];
        let mut factor = SHRINK * SHRINK;
        for (column, &(above, noise_above)) in previous.iter().enumerate() {
            let (left, noise_left) = row[column];
            let value = (left * factor - above) / (factor - 1.0);
            let noise = (noise_left * factor + noise_above) / (factor - 1.0);
            let error = (value - left).abs().max((value - above).abs()) + noise;
            if error < best.error {
                best = Estimate { value, error };
            }
            row.push((value, noise));
            factor *= SHRINK * SHRINK;
        }
        previous = row;
        step /= SHRINK;
    }
    best.error.is_finite().then_some(best)
}

const SHORTEST: f64 = 1e-8;

/// The sharpest estimate among those of several steps. A long step suffers less from rounding, but
/// may jump over whole oscillations: it only counts where it agrees with the shorter ones.
fn estimate(f: impl Fn(f64) -> Option<(f64, f64)>) -> Option<Estimate> {
    let steps = [SHORTEST, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2];
    let mut estimates = steps.into_iter().map_while(|step| ridders(&f, step));
    let mut best = estimates.next()?;
    for longer in estimates {
        if (longer.value - best.value).abs() > 10.0 * (longer.error + best.error) {
            break;
        }
        if longer.error < best.error {
            best = longer;
        }
    }
    Some(best)
}

/// The function along one argument, as long as it stays on the smooth piece of the middle.
fn along(program: &Program, inputs: &[Input], argument: usize, middle: &Outcome, step: f64) -> Option<(f64, f64)> {
    let mut moved = inputs.to_vec();
    let Input::Float(_, value) = &mut moved[argument] else { unreachable!("a float argument") };
    *value += step;
    let outcome = interpret_widened(program, &moved).ok()?;
    (outcome.path == middle.path && !outcome.tainted).then_some((outcome.value, outcome.noise))
}

#[test]
fn interpreted_gradients_agree_with_finite_differences() {
    let mut runner = TestRunner::deterministic();
    let strategy = programs();
    let (mut compared, mut sharp, mut skipped) = (0, 0, 0);
    for _ in 0..600 {
        let program = strategy.new_tree(&mut runner).expect("a program").current();
        let source = print(&program);
        if source.contains("detach") {
            // Its gradient is not that of its value.
            continue;
        }
        let active: Vec<usize> = (0..program.main().params).filter(|&param| program.main().active[param]).collect();
        for inputs in points(&program, 1, 3) {
            let Ok(middle) = interpret_widened(&program, &inputs) else {
                continue;
            };
            if middle.tainted {
                continue;
            }
            for (gradient, &argument) in middle.gradient.iter().zip(&active) {
                let f = |step: f64| along(&program, &inputs, argument, &middle, step);
                // What moves by more than its own size within the shortest step cannot be followed.
                let steep = gradient.weight > 1.0 / SHORTEST;
                let Some(estimate) = estimate(f).filter(|_| !steep) else {
                    skipped += 1;
                    continue;
                };
                compared += 1;
                // An estimate of an error is no bound.
                let tolerance = 10.0 * estimate.error + gradient.error;
                sharp += usize::from(tolerance < 1e-6 * gradient.weight || gradient.weight == 0.0);
                assert!(
                    (gradient.value - estimate.value).abs() <= tolerance,
                    "{source}at {inputs:?}, argument {argument}: {} is not {} ± {:e}",
                    gradient.value,
                    estimate.value,
                    estimate.error,
                );
            }
        }
    }
    println!("{compared} derivatives compared, {sharp} of them sharply, {skipped} too steep or next to a kink");
    assert!(sharp > 2 * (compared - sharp), "the estimates are too vague: {sharp} of {compared}");
    assert!(compared > 10 * skipped, "too few derivatives compared: {compared}, {skipped} skipped");
}
