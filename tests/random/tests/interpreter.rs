//! The interpreter's own gradients against finite differences.

use random_programs::ast::Program;
use random_programs::generate::Language;
use random_programs::interpret::{Entry, Outcome, evaluate_widened, interpret_widened};
use random_programs::points::{Input, call, points};
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

/// The outputs, each times its seed, along one number, as long as this stays on the smooth piece of
/// the middle.
fn along(program: &Program, inputs: &[Input], entry: Entry, middle: &Outcome, step: f64) -> Option<(f64, f64)> {
    let mut moved = inputs.to_vec();
    match (&mut moved[entry.param], entry.place) {
        (Input::Float(_, value), None) => *value += step,
        (Input::Array(_, values), Some(place)) => values[place] += step,
        (input, place) => unreachable!("number {place:?} of {input:?}"),
    }
    let outcome = evaluate_widened(program, &moved).ok()?;
    let sum = outcome.all();
    (outcome.path == middle.path && !sum.tainted).then_some((sum.value, sum.noise))
}

fn interpreter_agrees_with_finite_differences(language: Language, count: usize) {
    let mut runner = TestRunner::deterministic();
    let strategy = language.programs();
    let (mut compared, mut sharp, mut skipped) = (0, 0, 0);
    for _ in 0..count {
        let program = strategy.new_tree(&mut runner).expect("a program").current();
        let source = print(&program);
        if source.contains("detach") {
            // Its gradient is not that of its value.
            continue;
        }
        for inputs in points(&program, 1, 3) {
            let Ok(middle) = interpret_widened(&program, &inputs) else {
                continue;
            };
            let sum = middle.all();
            if sum.tainted {
                continue;
            }
            for (gradient, &entry) in sum.gradient.iter().zip(&middle.entries) {
                let f = |step: f64| along(&program, &inputs, entry, &middle, step);
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
                    "{source}at {}, {entry:?}: {} is not {} ± {:e}",
                    call(&program, &inputs),
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

#[test]
fn gradients_of_scalars_agree_with_finite_differences() {
    interpreter_agrees_with_finite_differences(Language::Scalars, 600);
}

#[test]
fn gradients_of_loops_agree_with_finite_differences() {
    interpreter_agrees_with_finite_differences(Language::Loops, 300);
}
