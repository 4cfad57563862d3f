//! Long loops with less memory: a rule that keeps where a part of the loop starts, and runs that part again on the way back.

use grad::differentiable;

use super::counting::used_by;
use super::expect::close;

const PARTS: usize = 1000;
const STEPS: usize = 1000;
const STEP: f64 = 1e-6;

#[differentiable]
fn part(start: f64) -> f64 {
    let mut angle = start;
    for _ in 0..STEPS {
        angle -= STEP * angle.sin();
    }
    angle
}

#[differentiable(vjp = part_again)]
fn checkpointed(start: f64) -> f64 {
    part(start)
}

fn part_again(start: f64) -> (f64, impl FnOnce(f64) -> f64) {
    (part(start), move |seed| seed * part_grad(start).1)
}

#[differentiable]
fn in_parts(start: f64) -> f64 {
    let mut angle = start;
    for _ in 0..PARTS {
        angle = checkpointed(angle);
    }
    angle
}

/// A million steps, and one float for each part and for each step of one part.
#[test]
fn a_loop_in_parts() {
    let ((angle, slope), used) = used_by(|| in_parts_grad(1.0));
    let (mut expected, mut product) = (1.0_f64, 1.0);
    for _ in 0..PARTS * STEPS {
        product *= 1.0 - STEP * expected.cos();
        expected -= STEP * expected.sin();
    }
    close(angle, expected, PARTS * STEPS);
    close(slope, product, PARTS * STEPS);
    assert!(used.peak <= 8 * (PARTS + STEPS), "{used:?}");
}
