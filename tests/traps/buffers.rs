//! Buffers that callees read and write.

use grad::differentiable;

use crate::harness::{LENGTHS, number, numbers};

/// Each element becomes its product with the one before, which has been changed already.
#[differentiable]
fn mix(x: &mut [f64], factor: f64) {
    for i in 0..x.len() {
        let before = if i > 0 { x[i - 1] } else { factor };
        x[i] = x[i] * before + factor;
    }
}

#[differentiable]
fn mixed_twice(xs: &[f64], factor: f64) -> f64 {
    let mut work = xs.to_vec();
    mix(&mut work, factor);
    let mut first = 0.0;
    for w in &work {
        first += w * w;
    }
    mix(&mut work, first);
    let mut sum = first;
    for w in &work {
        sum += w.sin();
    }
    sum
}

#[test]
fn in_out_buffer_in_a_callee() {
    // At one element: w = x f + f, then w w^2 + w^2.
    let (x, f) = (2.0, 0.5);
    let w: f64 = x * f + f;
    let slope = 2.0 * w + (3.0 * w * w + 2.0 * w) * (w * w * w + w * w).cos();
    let (value, (dx, df)) = mixed_twice_grad(&[x], f);
    assert_eq!(value, w * w + (w * (w * w) + w * w).sin());
    assert!((dx[0] - slope * f).abs() < 1e-13, "{dx:?}");
    assert!((df - slope * (x + 1.0)).abs() < 1e-13, "{df}");
    for n in LENGTHS {
        zoo!(mixed_twice, mixed_twice_grad, mixed_twice_grad_into, mixed_twice_vjp: &numbers(n), number());
        zoo_mut!(mix, mix_vjp: &mut numbers(n), number());
    }
}

#[differentiable]
fn mixed_in_a_loop(xs: &[f64], factor: f64, rounds: usize) -> f64 {
    let mut work = xs.to_vec();
    let mut sum = 0.0;
    for round in 0..rounds {
        mix(&mut work, factor);
        for w in work.iter_mut() {
            sum += *w * factor;
            *w = w.sin();
        }
        if round == 1 {
            work.fill(factor);
        }
    }
    sum
}

#[test]
fn in_out_buffer_of_a_callee_in_a_loop() {
    for rounds in [0, 1, 2, 4] {
        zoo!(
            mixed_in_a_loop, mixed_in_a_loop_grad, mixed_in_a_loop_grad_into, mixed_in_a_loop_vjp:
            &numbers(3), number(), =rounds
        );
    }
}

#[differentiable]
fn products(x: &[f64], y: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        out[i] = x[i] * y[i];
    }
}

#[differentiable]
fn squares_by_products(xs: &[f64]) -> f64 {
    let mut out = vec![0.0; xs.len()];
    products(xs, xs, &mut out);
    let copy = out.clone();
    products(&copy, &copy, &mut out);
    let mut sum = 0.0;
    for o in &out {
        sum += o;
    }
    sum
}

/// Both arguments add to the gradient of the one slice.
#[test]
fn same_slice_passed_twice() {
    // Fourth powers.
    let xs = [2.0, -3.0, 0.5];
    let expected: Vec<f64> = xs.iter().map(|x| 4.0 * x * x * x).collect();
    assert_eq!(squares_by_products_grad(&xs), (16.0 + 81.0 + 0.0625, expected));
    for n in LENGTHS {
        zoo!(
            squares_by_products, squares_by_products_grad, squares_by_products_grad_into, squares_by_products_vjp:
            &numbers(n)
        );
    }
}

#[differentiable]
fn overlapping_reads(xs: &[f64]) -> f64 {
    let n = xs.len();
    if n < 2 {
        return 1.0;
    }
    let mut out = vec![0.0; n - 1];
    products(&xs[1..], &xs[..n - 1], &mut out);
    let mut sum = 0.0;
    for (i, o) in out.iter().enumerate() {
        sum += o * (i + 1) as f64;
    }
    sum
}

#[test]
fn overlapping_slices_passed_together() {
    // 2 * 3 + 2 * (3 * 5)
    assert_eq!(overlapping_reads_grad(&[2.0, 3.0, 5.0]), (36.0, vec![3.0, 12.0, 6.0]));
    for n in LENGTHS {
        zoo!(
            overlapping_reads, overlapping_reads_grad, overlapping_reads_grad_into, overlapping_reads_vjp: &numbers(n)
        );
    }
}

#[differentiable]
fn fresh_in_each_round(xs: &[f64], y: f64) -> f64 {
    let mut total = y;
    for i in 0..xs.len() {
        let mut work = vec![y; i + 1];
        work[i] = xs[i] * total;
        mix(&mut work, xs[i]);
        total += work[i].sin();
    }
    total
}

/// A buffer that is made anew in each round starts each round with cotangents of zero.
#[test]
fn buffer_made_in_the_loop() {
    for n in LENGTHS {
        zoo!(
            fresh_in_each_round, fresh_in_each_round_grad, fresh_in_each_round_grad_into, fresh_in_each_round_vjp:
            &numbers(n), number()
        );
    }
}

#[differentiable]
fn used_over_and_over(xs: &[f64], y: f64) -> f64 {
    let mut work = [0.0; 3];
    let mut total = y;
    for x in xs {
        work[0] = x * total;
        work[1] = work[0] * y + 0.1 * work[2];
        work[2] = work[1] * work[1];
        total += work[2] / (1.0 + work[0] * work[0]);
    }
    total
}

/// A buffer outside of the loop is overwritten in each round, but for what is read before.
#[test]
fn buffer_used_again_in_each_round() {
    for n in LENGTHS {
        zoo!(
            used_over_and_over, used_over_and_over_grad, used_over_and_over_grad_into, used_over_and_over_vjp:
            &numbers(n), number()
        );
    }
}

#[differentiable]
fn handed_out(xs: &mut [f64], y: f64) -> f64 {
    let first = xs[0] * y;
    xs[0] = y;
    xs[1] *= first;
    first * xs[0]
}

/// Seeds of the value and of what the buffer holds at exit; gradients with respect to what it held at entry.
#[test]
fn in_out_buffer_at_the_top() {
    // Returned: x0 y^2. Left: (y, x0 x1 y).
    let (x0, x1, y) = (2.0, 3.0, 5.0);
    let mut xs = [x0, x1];
    let (value, pullback) = handed_out_vjp(&mut xs, y);
    assert_eq!(pullback(1.0, vec![10.0, 100.0]), (vec![1525.0, 1000.0], 20.0 + 10.0 + 600.0));
    assert_eq!(value, 50.0);
    assert_eq!(xs, [5.0, 30.0]);

    let mut xs = [x0, x1];
    assert_eq!(handed_out_grad(&mut xs, y), (50.0, (vec![25.0, 0.0], 20.0)));
    assert_eq!(xs, [5.0, 30.0]);

    let mut xs = [x0, x1];
    let (mut dx, mut dy) = ([1.0, 2.0], 3.0);
    assert_eq!(handed_out_grad_into(&mut xs, y, &mut dx, &mut dy), 50.0);
    assert_eq!((xs, dx, dy), ([5.0, 30.0], [26.0, 2.0], 23.0));
}

#[differentiable]
fn squared(xs: &Vec<f64>) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += x * x;
    }
    sum
}

#[differentiable]
fn of_a_slice(xs: &[f64], factor: f64) -> f64 {
    let mut product = factor;
    for x in xs {
        product = product * x.cos() + x;
    }
    product
}

/// One buffer, lent in branches and at several places of nested loops, and changed in between.
#[differentiable]
fn lent_again_and_again(xs: &[f64], factor: f64, rounds: usize) -> f64 {
    let mut work = xs.to_vec();
    let mut row = [factor, 1.0, factor * factor];
    let mut sum = 0.0;
    for round in 0..rounds {
        if round % 2 == 0 {
            sum += squared(&work) * of_a_slice(&row[1..], sum);
        }
        for i in 0..xs.len() {
            if i > round {
                break;
            }
            work[i] = of_a_slice(&work[i..], sum * 0.1).sin();
            sum += of_a_slice(&work, factor) * of_a_slice(&row[..2], factor);
            row[1] = work[i];
        }
        mix(&mut work, factor);
        row[0] = squared(&work).sin();
    }
    sum
}

#[test]
fn buffer_lent_again_and_again() {
    for rounds in [0, 1, 2, 4] {
        for n in [0, 1, 2, 4] {
            zoo!(
                lent_again_and_again, lent_again_and_again_grad, lent_again_and_again_grad_into,
                lent_again_and_again_vjp: &numbers(n), number(), =rounds
            );
        }
    }
    // A pullback can be called more than once.
    let xs = [0.3, -0.2, 0.7];
    let (_, pullback) = lent_again_and_again_vjp(&xs, 0.4, 3);
    assert_eq!(pullback.clone()(1.0), pullback(1.0));
}

/// A loop with several sums runs again on the way back, with what it keeps.
#[differentiable]
fn several_sums(xs: &[f64], factor: f64) -> f64 {
    let (mut over, mut under) = (0.0, 2.0);
    for i in 0..xs.len() {
        let mut work = xs.to_vec();
        for j in 0..2 {
            over += squared(&work) * factor;
            work[i] = (work[i] * factor + j as f64).sin();
        }
        under += of_a_slice(&work, factor).powi(2);
    }
    over / under
}

#[test]
fn copies_in_a_loop_with_several_sums() {
    for n in LENGTHS {
        zoo!(several_sums, several_sums_grad, several_sums_grad_into, several_sums_vjp: &numbers(n), number());
    }
}

/// The state is saved, and each trip run again from it, with the copies that it keeps.
#[differentiable]
fn from_the_state(start: &[f64], factor: f64, rounds: usize) -> f64 {
    let mut state = start.to_vec();
    let mut last = factor;
    for _ in 0..rounds {
        let mut next = vec![state[0], state[1], factor];
        mix(&mut next, factor);
        let away = of_a_slice(&next, last) + squared(&next);
        next[0] = away.sin() * state[1];
        last = squared(&next).cos() * state[0] + (away * away + 1.0).sqrt().sin();
        state[0] = next[0];
        state[1] = last * factor;
    }
    last + state[0]
}

#[test]
fn copies_in_trips_that_start_from_the_state() {
    for rounds in [0, 1, 2, 5] {
        zoo!(
            from_the_state, from_the_state_grad, from_the_state_grad_into, from_the_state_vjp:
            &numbers(2), number(), =rounds
        );
    }
}
