//! A pendulum, written in many ways, saves no more than angle and speed for each step, in one allocation.

use grad::differentiable;

use super::counting::{Used, used_by};
use super::expect::{all_close, close, one_allocation};

const STEPS: usize = 1_000_000;
const STEP: f64 = 1e-5;

#[differentiable]
fn pendulum(angle: f64, speed: f64, step: f64, steps: usize) -> f64 {
    let mut theta = angle;
    let mut omega = speed;
    for _ in 0..steps {
        omega -= step * theta.sin();
        theta += step * omega;
    }
    theta
}

/// Where it ends, and how that depends on angle, speed and step, carried along from the start.
pub fn swing(angle: f64, speed: f64, step: f64, steps: usize) -> (f64, [f64; 3]) {
    let (mut theta, mut omega) = (angle, speed);
    let mut d_theta = [1.0, 0.0, 0.0];
    let mut d_omega = [0.0, 1.0, 0.0];
    let d_step = [0.0, 0.0, 1.0];
    for _ in 0..steps {
        for k in 0..3 {
            d_omega[k] -= d_step[k] * theta.sin() + step * theta.cos() * d_theta[k];
        }
        omega -= step * theta.sin();
        for k in 0..3 {
            d_theta[k] += d_step[k] * omega + step * d_omega[k];
        }
        theta += step * omega;
    }
    (theta, d_theta)
}

#[test]
fn pendulum_over_a_million_steps() {
    let ((theta, (d_angle, d_speed, d_step)), used) = used_by(|| pendulum_grad(1.0, 0.3, STEP, STEPS));
    let (expected, slopes) = swing(1.0, 0.3, STEP, STEPS);
    close(theta, expected, STEPS);
    all_close(&[d_angle, d_speed, d_step], &slopes, STEPS);
    one_allocation(used, STEPS, 2);
}

#[test]
fn pendulum_that_is_not_let_go() {
    let ((theta, (d_angle, d_speed, d_step)), used) = used_by(|| pendulum_grad(1.0, 0.3, STEP, 0));
    assert_eq!((theta, d_angle, d_speed, d_step), (1.0, 1.0, 0.0, 0.0));
    assert_eq!(used, Used::NOTHING);
}

#[differentiable]
fn pendulum_in_an_array(start: [f64; 2], step: f64, steps: usize) -> f64 {
    let mut state = start;
    for _ in 0..steps {
        state[1] -= step * state[0].sin();
        state[0] += step * state[1];
    }
    state[0]
}

#[test]
fn a_state_in_an_array() {
    let ((theta, (d_start, d_step)), used) = used_by(|| pendulum_in_an_array_grad([1.0, 0.3], STEP, STEPS));
    let (expected, slopes) = swing(1.0, 0.3, STEP, STEPS);
    close(theta, expected, STEPS);
    all_close(&[d_start[0], d_start[1], d_step], &slopes, STEPS);
    one_allocation(used, STEPS, 2);
}

#[differentiable]
fn pendulum_by_arrays(start: [f64; 2], step: f64, steps: usize) -> f64 {
    let mut state = start;
    for _ in 0..steps {
        let omega = state[1] - step * state[0].sin();
        state = [state[0] + step * omega, omega];
    }
    state[0]
}

#[test]
fn a_new_array_for_each_step() {
    let ((theta, (d_start, d_step)), used) = used_by(|| pendulum_by_arrays_grad([1.0, 0.3], STEP, STEPS));
    let (expected, slopes) = swing(1.0, 0.3, STEP, STEPS);
    close(theta, expected, STEPS);
    all_close(&[d_start[0], d_start[1], d_step], &slopes, STEPS);
    one_allocation(used, STEPS, 2);
}

#[differentiable]
fn acceleration(theta: f64) -> f64 {
    -theta.sin()
}

#[differentiable]
fn pendulum_by_calls(angle: f64, speed: f64, step: f64, steps: usize) -> f64 {
    let (mut theta, mut omega) = (angle, speed);
    for _ in 0..steps {
        omega += step * acceleration(theta);
        theta += step * omega;
    }
    theta
}

#[test]
fn a_step_that_calls_another_function() {
    let ((theta, (d_angle, d_speed, d_step)), used) = used_by(|| pendulum_by_calls_grad(1.0, 0.3, STEP, STEPS));
    let (expected, slopes) = swing(1.0, 0.3, STEP, STEPS);
    close(theta, expected, STEPS);
    all_close(&[d_angle, d_speed, d_step], &slopes, STEPS);
    one_allocation(used, STEPS, 2);
}

#[differentiable]
fn after_one_step(theta: f64, omega: f64, step: f64) -> (f64, f64) {
    let next = omega - step * theta.sin();
    (theta + step * next, next)
}

#[differentiable]
fn pendulum_by_one_call(angle: f64, speed: f64, step: f64, steps: usize) -> f64 {
    let (mut theta, mut omega) = (angle, speed);
    for _ in 0..steps {
        (theta, omega) = after_one_step(theta, omega, step);
    }
    theta
}

#[test]
fn a_step_in_a_function_of_its_own() {
    let ((theta, (d_angle, d_speed, d_step)), used) = used_by(|| pendulum_by_one_call_grad(1.0, 0.3, STEP, STEPS));
    let (expected, slopes) = swing(1.0, 0.3, STEP, STEPS);
    close(theta, expected, STEPS);
    all_close(&[d_angle, d_speed, d_step], &slopes, STEPS);
    one_allocation(used, STEPS, 2);
}

#[differentiable]
fn pendulum_with_friction(angle: f64, speed: f64, step: f64, steps: usize) -> f64 {
    let (mut theta, mut omega) = (angle, speed);
    for _ in 0..steps {
        let pull = acceleration(theta);
        // It swings through both.
        let friction = if omega > 0.0 { omega.powi(2) } else { -omega.powi(2) };
        omega += step * (pull - 0.1 * friction);
        theta += step * omega;
    }
    theta
}

/// The steps that are run again hold a call and a branch.
#[test]
fn a_step_that_calls_and_chooses() {
    const STEPS: usize = 10_000;
    const STEP: f64 = 1e-3;
    let ((theta, (d_angle, d_speed, d_step)), used) = used_by(|| pendulum_with_friction_grad(1.0, 0.3, STEP, STEPS));
    assert_eq!(theta, pendulum_with_friction(1.0, 0.3, STEP, STEPS));
    let slope = |of: &dyn Fn(f64) -> f64, h: f64| {
        let central = |h: f64| (of(h) - of(-h)) / (2.0 * h);
        (4.0 * central(h) - central(2.0 * h)) / 3.0
    };
    let of = |a: f64, s: f64, d: f64| pendulum_with_friction(1.0 + a, 0.3 + s, STEP + d, STEPS);
    for (got, expected) in [
        (d_angle, slope(&|h| of(h, 0.0, 0.0), 1e-3)),
        (d_speed, slope(&|h| of(0.0, h, 0.0), 1e-3)),
        (d_step, slope(&|h| of(0.0, 0.0, h), 1e-6)),
    ] {
        assert!((got - expected).abs() < 1e-5 * expected.abs().max(1.0), "{got} instead of {expected}");
    }
    one_allocation(used, STEPS, 2);
}
