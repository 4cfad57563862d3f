//! Loops that carry a state must save something of each trip: no more than the floats that they carry, in one allocation where
//! the number of trips is known.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{all_close, close, inputs, one_allocation};
use super::pendulum::swing;

#[differentiable]
fn damped(start: f64, factor: f64, gain: f64, steps: usize) -> f64 {
    let mut x = start;
    for _ in 0..steps {
        x = factor * x + gain;
    }
    x
}

/// `x = a^n s + g (1 - a^n) / (1 - a)`.
#[test]
fn a_linear_recurrence_saves_one_float_a_step() {
    const N: usize = 1000;
    let (start, a, gain) = (2.0, 0.998_f64, 0.3);
    let ((value, (d_start, d_a, d_gain)), used) = used_by(|| damped_grad(start, a, gain, N));
    let n = N as f64;
    let power = a.powf(n);
    let series = (1.0 - power) / (1.0 - a);
    close(value, power * start + gain * series, N);
    close(d_start, power, N);
    close(d_gain, series, N);
    close(d_a, n * power / a * start + gain * (series - n * power / a) / (1.0 - a), N);
    one_allocation(used, N, 1);
}

#[differentiable]
fn product(xs: &[f64]) -> f64 {
    let mut product = 1.0;
    for x in xs {
        product *= x;
    }
    product
}

#[test]
fn a_product_saves_one_float_a_factor() {
    const N: usize = 1000;
    let xs: Vec<f64> = inputs(N).iter().map(|x| 0.9 + 0.2 * x).collect();
    let mut d_xs = vec![0.0; N];
    let (value, used) = used_by(|| product_grad_into(&xs, &mut d_xs));
    for (x, d) in xs.iter().zip(d_xs) {
        close(d, value / x, N);
    }
    one_allocation(used, N, 1);
}

#[differentiable(wrt(keep, take))]
fn recurrent(keep: f64, take: f64, xs: &[f64]) -> f64 {
    let mut state = 0.0_f64;
    for x in xs {
        state = (keep * state + take * x).tanh();
    }
    state
}

#[test]
fn a_recurrent_unit_saves_one_float_an_input() {
    const N: usize = 1000;
    let xs = inputs(N);
    let ((_, (d_keep, d_take)), used) = used_by(|| recurrent_grad(0.6, 0.4, &xs));
    let (mut state, mut by_keep, mut by_take) = (0.0_f64, 0.0, 0.0);
    for x in &xs {
        let next = (0.6 * state + 0.4 * x).tanh();
        by_keep = (1.0 - next * next) * (state + 0.6 * by_keep);
        by_take = (1.0 - next * next) * (x + 0.6 * by_take);
        state = next;
    }
    all_close(&[d_keep, d_take], &[by_keep, by_take], N);
    one_allocation(used, N, 1);
}

#[differentiable(wrt(rate))]
fn driven(rate: f64, step: f64, steps: usize) -> f64 {
    let mut time = 0.0_f64;
    let mut x = 1.0;
    for _ in 0..steps {
        x += step * rate * time.cos() * x;
        time += step;
    }
    x
}

/// A product of factors `1 + step rate cos(time)`.
#[test]
fn a_clock_that_runs_along() {
    const N: usize = 1000;
    let ((value, d_rate), used) = used_by(|| driven_grad(0.7, 1e-3, N));
    let mut time = 0.0_f64;
    let mut logarithmic = 0.0;
    for _ in 0..N {
        logarithmic += 1e-3 * time.cos() / (1.0 + 1e-3 * 0.7 * time.cos());
        time += 1e-3;
    }
    close(d_rate, value * logarithmic, N);
    one_allocation(used, N, 2);
}

#[differentiable]
fn root(square: f64) -> f64 {
    let mut guess = square;
    while (guess * guess - square).abs() > 1e-13 * square {
        guess = 0.5 * (guess + square / guess);
    }
    guess
}

/// How many trips there are is not known before: the store grows as vectors do.
#[test]
fn a_loop_without_a_known_end() {
    let ((value, d_square), used) = used_by(|| root_grad(1e12));
    close(value, 1e6, 4);
    close(d_square, 0.5e-6, 4);
    assert!((1..=5).contains(&used.allocations), "{used:?}");
}

#[differentiable]
fn pendulums(angles: &mut [f64], speeds: &mut [f64], step: f64, steps: usize) -> f64 {
    for _ in 0..steps {
        for i in 0..angles.len() {
            speeds[i] -= step * angles[i].sin();
            angles[i] += step * speeds[i];
        }
    }
    angles[0] + angles[1] * angles[2]
}

/// Two floats for each pendulum and step, as they carry. The vector that holds them has moved a few times: then up to three times as
/// much is in use.
#[test]
fn loops_in_loops_save_in_one_vector() {
    const N: usize = 10_000;
    let start = [1.0, 0.5, -0.7];
    let (mut angles, mut speeds) = (start, [0.3; 3]);
    let (mut d_angles, mut d_speeds, mut d_step) = ([0.0; 3], [0.0; 3], 0.0);
    let into = || pendulums_grad_into(&mut angles, &mut speeds, 1e-3, N, &mut d_angles, &mut d_speeds, &mut d_step);
    let (_, used) = used_by(into);
    let ends = start.map(|angle| swing(angle, 0.3, 1e-3, N));
    let parts = [1.0, ends[2].0, ends[1].0];
    for k in 0..3 {
        close(d_angles[k], parts[k] * ends[k].1[0], N);
        close(d_speeds[k], parts[k] * ends[k].1[1], N);
    }
    close(d_step, (0..3).map(|k| parts[k] * ends[k].1[2]).sum(), N);
    assert!(used.peak <= 3 * 2 * 8 * 3 * N, "{} bytes a step", used.peak / N);
    assert!(used.allocations < 40, "{used:?}");
}

#[differentiable]
fn logistic_map(start: f64, rate: f64, steps: usize) -> f64 {
    let mut population = [start];
    for _ in 0..steps {
        population[0] = rate * population[0] * (1.0 - population[0]);
    }
    population[0]
}

#[test]
fn an_element_that_is_read_twice_is_saved_once() {
    const N: usize = 100;
    let (start, rate) = (0.2, 2.9);
    let ((value, (d_start, d_rate)), used) = used_by(|| logistic_map_grad(start, rate, N));
    let (mut x, mut x_start, mut x_rate) = (start, 1.0, 0.0);
    for _ in 0..N {
        let slope = rate * (1.0 - 2.0 * x);
        (x, x_start, x_rate) = (rate * x * (1.0 - x), slope * x_start, x * (1.0 - x) + slope * x_rate);
    }
    close(value, x, N);
    close(d_start, x_start, N);
    close(d_rate, x_rate, N);
    if !cfg!(feature = "__no-passes") {
        one_allocation(used, N, 1);
    }
}
