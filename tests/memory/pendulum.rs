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
#[ignore = "not yet: states in arrays and steps in functions of their own save more than the state"]
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
#[ignore = "not yet: states in arrays and steps in functions of their own save more than the state"]
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
#[ignore = "not yet: states in arrays and steps in functions of their own save more than the state"]
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
#[ignore = "not yet: states in arrays and steps in functions of their own save more than the state"]
fn a_step_in_a_function_of_its_own() {
    let ((theta, (d_angle, d_speed, d_step)), used) = used_by(|| pendulum_by_one_call_grad(1.0, 0.3, STEP, STEPS));
    let (expected, slopes) = swing(1.0, 0.3, STEP, STEPS);
    close(theta, expected, STEPS);
    all_close(&[d_angle, d_speed, d_step], &slopes, STEPS);
    one_allocation(used, STEPS, 2);
}
