//! Loops whose way or length depends on what they compute.

use grad::differentiable;

use crate::harness::{LENGTHS, between, number, numbers, positive};

#[differentiable]
fn doubled_until(x: f64, limit: f64) -> f64 {
    let mut y = x;
    while y < limit {
        y *= 2.0;
    }
    y * y
}

/// The limit only decides how often: it has the gradient zero, and the rest is a power of two.
#[test]
fn parameter_in_a_loop_condition() {
    assert_eq!(doubled_until_grad(3.0, 20.0), (576.0, (384.0, 0.0)));
    assert_eq!(doubled_until_grad(30.0, 20.0), (900.0, (60.0, 0.0)));
    zoo!(doubled_until, doubled_until_grad, doubled_until_grad_into, doubled_until_vjp: positive(), between(1.0, 20.0));
}

#[differentiable]
fn shrunk_by_its_own_parameter(mut x: f64, y: f64) -> f64 {
    let mut product = 1.0;
    while x > 0.5 {
        product *= x;
        x = x * y - 0.1;
    }
    product + x
}

/// The condition reads the parameter that the loop overwrites.
#[test]
fn parameter_in_a_loop_condition_and_reassigned() {
    // x = 2, then 0.9, then 0.35: with y the product is x (x y - 0.1), and what is left (x y - 0.1) y - 0.1.
    let (x, y) = (2.0, 0.5);
    let (value, (dx, dy)) = shrunk_by_its_own_parameter_grad(x, y);
    let once = x * y - 0.1;
    assert_eq!(value, x * once + (once * y - 0.1));
    assert!((dx - (2.0 * x * y - 0.1 + y * y)).abs() < 1e-14, "{dx}");
    assert!((dy - (x * x + 2.0 * x * y - 0.1)).abs() < 1e-14, "{dy}");
    zoo!(
        shrunk_by_its_own_parameter, shrunk_by_its_own_parameter_grad, shrunk_by_its_own_parameter_grad_into,
        shrunk_by_its_own_parameter_vjp: number(), between(0.2, 0.8)
    );
}

#[differentiable]
fn until_small_or_done(x: f64, eps: f64, n: usize) -> f64 {
    let mut x = x;
    let mut sum = 0.0;
    let mut i = 0;
    while i < n && x > eps {
        sum += x * x;
        x = 0.5 * x.sin();
        i += 1;
    }
    sum + x * (i as f64)
}

#[test]
fn while_with_an_index_and_a_value() {
    for n in LENGTHS {
        zoo!(
            until_small_or_done, until_small_or_done_grad, until_small_or_done_grad_into, until_small_or_done_vjp:
            number(), between(0.06, 0.4), =n
        );
    }
}

#[differentiable]
fn read_behind_the_guard(xs: &[f64], eps: f64) -> f64 {
    let mut i = 0;
    let mut product = 1.0;
    while i < xs.len() && xs[i] > eps {
        product *= xs[i];
        i += 1;
    }
    product
}

/// The second half of the condition must not be evaluated once the index is past the end.
#[test]
fn while_with_an_element_behind_the_index() {
    let xs = [2.0, 3.0, 5.0];
    assert_eq!(read_behind_the_guard_grad(&xs, 0.0), (30.0, (vec![15.0, 10.0, 6.0], 0.0)));
    assert_eq!(read_behind_the_guard_grad(&xs[..0], 0.0), (1.0, (vec![], 0.0)));
    for n in LENGTHS {
        zoo!(
            read_behind_the_guard, read_behind_the_guard_grad, read_behind_the_guard_grad_into,
            read_behind_the_guard_vjp: &numbers(n), between(0.0, 0.5)
        );
    }
}

#[differentiable]
fn left_half_way(xs: &[f64], bound: f64) -> f64 {
    let mut sum = 1.0;
    let mut product = 1.0;
    for x in xs {
        sum += x * product;
        if sum > bound {
            break;
        }
        product *= x;
    }
    sum * product
}

/// In the last round the sum is changed and the product is not.
#[test]
fn break_after_partial_updates() {
    // 1 + 2, then 3 + 3 * 2: left with the sum 9 and the product 2, of which the 7 knows nothing.
    assert_eq!(left_half_way_grad(&[2.0, 3.0, 7.0], 5.0), (18.0, (vec![9.0 + 2.0 * 4.0, 4.0, 0.0], 0.0)));
    for n in LENGTHS {
        zoo!(
            left_half_way, left_half_way_grad, left_half_way_grad_into, left_half_way_vjp:
            &numbers(n), between(0.5, 4.0)
        );
    }
}

#[differentiable]
fn triangle(xs: &[f64], y: f64) -> f64 {
    let mut state = y;
    for i in 0..xs.len() {
        let mut row = state;
        for j in i..xs.len() {
            row = row * xs[j] + y;
        }
        for j in 0..i * i {
            state = 0.5 * state + xs[j % xs.len()];
        }
        state += 0.3 * row.sin();
    }
    state
}

#[test]
fn inner_bound_depends_on_the_outer_index() {
    for n in LENGTHS {
        zoo!(triangle, triangle_grad, triangle_grad_into, triangle_vjp: &numbers(n), number());
    }
}

#[differentiable]
fn never_round(xs: &[f64], y: f64) -> f64 {
    let mut state = y * y;
    for x in xs {
        state = state / x;
    }
    let mut i = 0;
    while i < xs.len() {
        state = state.ln() * xs[i];
        i += 1;
    }
    xs.iter().for_each(|x| state *= x);
    state * y
}

/// What a loop would do to the gradient, it does not do if it never goes round.
#[test]
fn zero_trips() {
    assert_eq!(never_round_grad(&[], 3.0), (27.0, (vec![], 27.0)));
    assert_eq!(never_round_vjp(&[], 3.0).1(-2.0), (vec![], -54.0));
}

fn next_kind(state: &mut u64) -> u64 {
    *state = *state * 5 + 3;
    *state % 3
}

/// Asking for the kind changes what is asked: a trip that starts again going back must not ask again.
#[differentiable(wrt(rate))]
fn through_kinds(rate: f64, xs: &[f64], seed: u64) -> f64 {
    let mut state = seed;
    let (mut a, mut b) = (1.0, rate);
    for x in xs {
        match next_kind(&mut state) {
            0 => {
                a = (b * x).sin() * (a * rate).cos();
                b = rate * x * a.exp() / (1.0 + b * b);
            }
            1 => {
                b = (a * x * b).tanh();
                a = (rate * x * b).exp().sin() * (a * b).cos();
            }
            _ => {
                a *= (rate * x * x * b).cos();
                b = 0.5 * (a * b).sin() + a;
            }
        }
    }
    a + b * a
}

#[test]
fn a_match_whose_question_changes_the_answer() {
    for n in LENGTHS {
        let xs = numbers(n);
        zoo!(through_kinds, through_kinds_grad, through_kinds_grad_into, through_kinds_vjp: number(), =&xs, =4);
    }
}
