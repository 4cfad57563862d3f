//! A function that panics in the middle of its loops: the companions panic at the same point, with the same message, and have
//! written to the buffers what the function has.

// Code that panics is not code that one would choose.
#![allow(clippy::all, unconditional_panic)]

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use grad::differentiable;

/// How a call ended: with a value or the message of a panic, and with these numbers in the buffer.
#[derive(Debug, PartialEq)]
struct End {
    outcome: Result<u64, String>,
    left: Vec<f64>,
}

/// What the buffer holds at the start.
const START: [f64; 3] = [0.5, 1.5, 2.5];

fn end(call: impl FnOnce(&mut [f64]) -> f64) -> End {
    let mut out = START.to_vec();
    let outcome = catch_unwind(AssertUnwindSafe(|| call(&mut out)));
    End { outcome: outcome.map(f64::to_bits).map_err(|payload| message(&*payload)), left: out }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).expect("the message of a panic is a string")
}

/// Checks that a function of `(xs: &[f64], out: &mut [f64], k: usize)` and its companions come to the same end, and tells
/// which.
macro_rules! same_end {
    ($f:ident, $grad:ident, $into:ident, $vjp:ident: $xs:expr, $k:expr) => {{
        let xs: &[f64] = &$xs;
        let expected = end(|out| $f(xs, out, $k));
        assert_eq!(end(|out| $grad(xs, out, $k).0), expected, "{}", stringify!($grad));
        let into = end(|out| $into(xs, out, $k, &mut vec![0.0; xs.len()], &mut [0.0; START.len()]));
        assert_eq!(into, expected, "{}", stringify!($into));
        assert_eq!(end(|out| $vjp(xs, out, $k).0), expected, "{}", stringify!($vjp));
        let both_halves = end(|out| {
            let (value, pullback) = $vjp(xs, out, $k);
            let _ = pullback(1.0, START.to_vec());
            value
        });
        assert_eq!(both_halves, expected, "the pullback of {}", stringify!($vjp));
        expected
    }};
}

/// Checks that a function and its companions panic alike. Gives the message, and what was left in the buffer.
macro_rules! same_panic {
    ($($call:tt)*) => {{
        let End { outcome, left } = same_end!($($call)*);
        (outcome.expect_err("the function does not panic"), left)
    }};
}

/// Checks that a function and its companions come to no harm.
macro_rules! no_panic {
    ($($call:tt)*) => { assert!(same_end!($($call)*).outcome.is_ok()) };
}

#[differentiable]
fn reads(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..k {
        sum += xs[i] * out[0];
        out[i % 3] = sum;
    }
    sum
}

#[test]
fn read_past_the_end() {
    let (message, left) = same_panic!(reads, reads_grad, reads_grad_into, reads_vjp: [2.0, 3.0], 5);
    assert_eq!(message, "index out of bounds: the len is 2 but the index is 2");
    // 2 * 0.5, and then 3 more times what that left.
    assert_eq!(left, [1.0, 4.0, 2.5]);
    let (message, left) = same_panic!(reads, reads_grad, reads_grad_into, reads_vjp: [], 1);
    assert_eq!(message, "index out of bounds: the len is 0 but the index is 0");
    assert_eq!(left, START);
    no_panic!(reads, reads_grad, reads_grad_into, reads_vjp: [2.0, 3.0], 2);
}

/// The last index has no successor where `k` is zero.
#[differentiable]
fn up_to_the_last(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..=k.wrapping_sub(1) {
        sum += xs[i] * xs[i];
        out[i % 3] = 0.25;
    }
    sum
}

#[test]
fn inclusive_ranges() {
    let (message, left) =
        same_panic!(up_to_the_last, up_to_the_last_grad, up_to_the_last_grad_into, up_to_the_last_vjp: [2.0, 3.0], 0);
    assert_eq!(message, "index out of bounds: the len is 2 but the index is 2");
    assert_eq!(left, [0.25, 0.25, 2.5]);
    let (message, _) =
        same_panic!(up_to_the_last, up_to_the_last_grad, up_to_the_last_grad_into, up_to_the_last_vjp: [], 0);
    assert_eq!(message, "index out of bounds: the len is 0 but the index is 0");
    no_panic!(up_to_the_last, up_to_the_last_grad, up_to_the_last_grad_into, up_to_the_last_vjp: [2.0, 3.0], 2);
}

#[differentiable]
fn writes(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut product = 1.0;
    for (i, x) in xs.iter().enumerate() {
        product *= x;
        out[i + k] = product;
    }
    product
}

#[differentiable]
fn adds(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    out[0] *= xs[0];
    out[k] += xs[1] * out[0];
    out[1] = 0.0;
    xs[1]
}

#[test]
fn write_past_the_end() {
    let (message, left) = same_panic!(writes, writes_grad, writes_grad_into, writes_vjp: [2.0, 3.0, 4.0], 1);
    assert_eq!(message, "index out of bounds: the len is 3 but the index is 3");
    assert_eq!(left, [0.5, 2.0, 6.0]);
    no_panic!(writes, writes_grad, writes_grad_into, writes_vjp: [2.0, 3.0, 4.0], 0);
    let (message, left) = same_panic!(adds, adds_grad, adds_grad_into, adds_vjp: [2.0, 3.0], 7);
    assert_eq!(message, "index out of bounds: the len is 3 but the index is 7");
    assert_eq!(left, [1.0, 1.5, 2.5]);
    no_panic!(adds, adds_grad, adds_grad_into, adds_vjp: [2.0, 3.0], 2);
}

#[differentiable]
fn both_indices_wrong(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    out[k] = xs[k + 1];
    out[0]
}

#[differentiable]
fn both_indices_wrong_in_a_sum(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    out[k] += xs[k + 1] * xs[0];
    out[0]
}

/// The right side is evaluated before the place.
#[test]
fn the_first_of_two_wrong_indices() {
    let (message, _) = same_panic!(both_indices_wrong, both_indices_wrong_grad, both_indices_wrong_grad_into, both_indices_wrong_vjp: [1.0], 5);
    assert_eq!(message, "index out of bounds: the len is 1 but the index is 6");
    let (message, _) = same_panic!(
        both_indices_wrong_in_a_sum, both_indices_wrong_in_a_sum_grad, both_indices_wrong_in_a_sum_grad_into,
        both_indices_wrong_in_a_sum_vjp: [1.0], 5
    );
    assert_eq!(message, "index out of bounds: the len is 1 but the index is 6");
}

#[differentiable]
fn not_used(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    out[0] = xs[0] * xs[0];
    let _never_read = xs[k] * xs[0];
    out[1] = xs[0];
    for i in 0..k {
        let _ = xs[i + 1].sin();
    }
    xs[0]
}

/// What no one reads is read all the same, for the panic.
#[test]
fn read_past_the_end_for_nothing() {
    let (message, left) = same_panic!(not_used, not_used_grad, not_used_grad_into, not_used_vjp: [3.0, 1.0], 2);
    assert_eq!(message, "index out of bounds: the len is 2 but the index is 2");
    assert_eq!(left, [9.0, 1.5, 2.5]);
    no_panic!(not_used, not_used_grad, not_used_grad_into, not_used_vjp: [3.0, 1.0], 1);
}

#[differentiable]
fn below_zero(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut sum = xs[0];
    for i in 0..xs.len() {
        out[i] = sum;
        sum += xs[i - k] * sum;
    }
    sum
}

/// An index below zero: debug builds say that the subtraction overflows, release builds that the index is huge.
#[test]
fn index_below_zero() {
    let (message, left) = same_panic!(below_zero, below_zero_grad, below_zero_grad_into, below_zero_vjp: [2.0, 3.0], 1);
    let part = if cfg!(debug_assertions) { "attempt to subtract with overflow" } else { "index out of bounds" };
    assert!(message.contains(part), "{message}");
    assert_eq!(left, [2.0, 1.5, 2.5]);
    no_panic!(below_zero, below_zero_grad, below_zero_grad_into, below_zero_vjp: [2.0, 3.0], 0);
}

#[differentiable]
fn of_an_array(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let a = [xs[0], out[0] * xs[0]];
    let mut m = [a, a];
    out[2] = a[1];
    m[k / 2][k % 2] *= 3.0;
    m[1] = [a[0], m[k / 2][1]];
    m[1][1]
}

#[test]
fn index_of_a_nested_array() {
    for (k, harmless) in [(0, true), (3, true), (4, false), (9, false)] {
        if harmless {
            no_panic!(of_an_array, of_an_array_grad, of_an_array_grad_into, of_an_array_vjp: [2.0], k);
        } else {
            let (message, left) =
                same_panic!(of_an_array, of_an_array_grad, of_an_array_grad_into, of_an_array_vjp: [2.0], k);
            assert_eq!(message, format!("index out of bounds: the len is 2 but the index is {}", k / 2));
            assert_eq!(left, [0.5, 1.5, 1.0]);
        }
    }
}

#[differentiable]
fn total(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += x * x;
    }
    sum
}

#[differentiable]
fn slices(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    out[0] = total(&xs[1..]);
    let first = total(&xs[..k % 10]);
    out[1] = first;
    let middle = total(&xs[k / 10 % 10..k % 10]);
    out[2] = middle;
    for x in &xs[k / 100..] {
        out[0] += x;
    }
    first * middle
}

#[test]
fn ranges_of_slices() {
    let xs = [1.0, 2.0, 3.0];
    let (message, left) = same_panic!(slices, slices_grad, slices_grad_into, slices_vjp: xs, 4);
    assert!(message.contains("range end index 4"), "{message}");
    assert_eq!(left, [13.0, 1.5, 2.5]);
    let (message, left) = same_panic!(slices, slices_grad, slices_grad_into, slices_vjp: xs, 32);
    assert!(message.contains("3") && message.contains("2"), "{message}");
    assert_eq!(left, [13.0, 5.0, 2.5]);
    let (message, left) = same_panic!(slices, slices_grad, slices_grad_into, slices_vjp: xs, 513);
    assert!(message.contains("range start index 5"), "{message}");
    assert_eq!(left, [13.0, 14.0, 13.0]);
    let (message, left) = same_panic!(slices, slices_grad, slices_grad_into, slices_vjp: [], 0);
    assert!(message.contains("range start index 1"), "{message}");
    assert_eq!(left, START);
    no_panic!(slices, slices_grad, slices_grad_into, slices_vjp: xs, 313);
}

#[differentiable]
fn copies(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut work = vec![xs[0] * xs[0]; 4];
    out[0] = work[0];
    work[..k].copy_from_slice(xs);
    out[1] = work[1];
    out[..2].copy_from_slice(&work[k..]);
    work[0] * work[3]
}

#[test]
fn lengths_that_differ_in_a_copy() {
    let (message, left) = same_panic!(copies, copies_grad, copies_grad_into, copies_vjp: [2.0, 3.0], 1);
    assert!(message.contains("copy_from_slice") || message.contains("length"), "{message}");
    assert_eq!(left, [4.0, 1.5, 2.5]);
    let (_, left) = same_panic!(copies, copies_grad, copies_grad_into, copies_vjp: [2.0, 3.0, 5.0], 3);
    assert_eq!(left, [4.0, 3.0, 2.5]);
    no_panic!(copies, copies_grad, copies_grad_into, copies_vjp: [2.0, 3.0], 2);
}

#[differentiable]
fn ends(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    out[0] = 7.0;
    let first = xs[k..].first().unwrap();
    out[1] = *first;
    let last = xs[k + 1..].last().expect("a second one");
    first * last
}

#[test]
fn unwrapped_first_of_none() {
    let (message, left) = same_panic!(ends, ends_grad, ends_grad_into, ends_vjp: [2.0, 3.0], 2);
    assert_eq!(message, "called `Option::unwrap()` on a `None` value");
    assert_eq!(left, [7.0, 1.5, 2.5]);
    let (message, left) = same_panic!(ends, ends_grad, ends_grad_into, ends_vjp: [2.0, 3.0], 1);
    assert_eq!(message, "a second one");
    assert_eq!(left, [7.0, 3.0, 2.5]);
    no_panic!(ends, ends_grad, ends_grad_into, ends_vjp: [2.0, 3.0], 0);
}

#[differentiable]
fn methods(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut work = xs.to_vec();
    out[0] = xs[0] * 2.0;
    match k {
        0 => work.swap(0, 9),
        1 => {
            let (left, right) = work.split_at(5);
            out[1] = left[0] * right[0];
        }
        2 => {
            for chunk in xs.chunks(k - 2) {
                out[2] += chunk[0];
            }
        }
        3 => {
            for window in xs.windows(k - 3) {
                out[2] += window[0];
            }
        }
        4 => {
            for i in (0..3).step_by(k - 4) {
                out[2] += xs[i];
            }
        }
        5 => work[..4].fill(0.0),
        _ => {}
    }
    out[1] += work[0] * xs[1];
    out[1]
}

#[test]
fn methods_that_panic() {
    let xs = [2.0, 3.0];
    let parts = [
        "index is 9",
        "mid",
        "chunk size must be non-zero",
        "window size must be non-zero",
        "step",
        "range end index 4",
    ];
    for (k, part) in parts.iter().enumerate() {
        let (message, left) = same_panic!(methods, methods_grad, methods_grad_into, methods_vjp: xs, k);
        assert!(message.contains(part), "{message}");
        assert_eq!(left, [4.0, 1.5, 2.5]);
    }
    no_panic!(methods, methods_grad, methods_grad_into, methods_vjp: xs, 6);
}

#[differentiable]
fn fill_from(xs: &[f64], out: &mut [f64], k: usize) {
    for i in 0..out.len() {
        out[i] *= xs[i + k];
    }
}

#[differentiable]
fn in_a_callee(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    fill_from(xs, out, 0);
    let first = out[0];
    fill_from(xs, out, k);
    first * total(out)
}

#[test]
fn index_in_a_callee() {
    let (message, left) =
        same_panic!(in_a_callee, in_a_callee_grad, in_a_callee_grad_into, in_a_callee_vjp: [2.0, 4.0, 8.0], 2);
    assert_eq!(message, "index out of bounds: the len is 3 but the index is 3");
    // All three were multiplied once, and then the first one by 8.
    assert_eq!(left, [8.0, 6.0, 20.0]);
    no_panic!(in_a_callee, in_a_callee_grad, in_a_callee_grad_into, in_a_callee_vjp: [2.0, 4.0, 8.0, 1.0], 1);
}

#[differentiable]
fn down(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    out[k % 3] += xs[0];
    if k == 0 { xs[4] } else { xs[0] * down(&xs[1..], out, k - 1) }
}

#[test]
fn index_deep_in_a_recursion() {
    let xs = [1.0, 2.0, 4.0, 8.0, 16.0];
    let (message, left) = same_panic!(down, down_grad, down_grad_into, down_vjp: xs, 2);
    assert_eq!(message, "index out of bounds: the len is 3 but the index is 4");
    assert_eq!(left, [4.5, 3.5, 3.5]);
    no_panic!(down, down_grad, down_grad_into, down_vjp: xs, 0);
}

#[differentiable]
fn in_a_chain(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    out[0] = 9.0;
    let sum: f64 = (0..xs.len()).map(|i| xs[i] * xs[i + k]).sum();
    out[1] = sum;
    xs.iter().enumerate().for_each(|(i, x)| out[2 * i] = x * sum);
    sum
}

#[test]
fn index_in_a_chain() {
    let (message, left) =
        same_panic!(in_a_chain, in_a_chain_grad, in_a_chain_grad_into, in_a_chain_vjp: [1.0, 2.0, 3.0], 1);
    assert_eq!(message, "index out of bounds: the len is 3 but the index is 3");
    assert_eq!(left, [9.0, 1.5, 2.5]);
    let (message, left) =
        same_panic!(in_a_chain, in_a_chain_grad, in_a_chain_grad_into, in_a_chain_vjp: [1.0, 2.0, 3.0], 0);
    assert_eq!(message, "index out of bounds: the len is 3 but the index is 4");
    assert_eq!(left, [14.0, 14.0, 28.0]);
    no_panic!(in_a_chain, in_a_chain_grad, in_a_chain_grad_into, in_a_chain_vjp: [1.0, 2.0], 0);
}

#[differentiable]
fn in_a_condition(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut i = 0;
    while xs[i] > 0.0 && i < k {
        out[i] = xs[i] * out[i];
        i += 1;
    }
    if i > 1 && xs[2 * i] > 1.0 { out[0] } else { out[1] }
}

#[test]
fn index_in_a_condition() {
    let (message, left) =
        same_panic!(in_a_condition, in_a_condition_grad, in_a_condition_grad_into, in_a_condition_vjp: [2.0, 4.0], 3);
    assert_eq!(message, "index out of bounds: the len is 2 but the index is 2");
    assert_eq!(left, [1.0, 6.0, 2.5]);
    let (message, _) = same_panic!(in_a_condition, in_a_condition_grad, in_a_condition_grad_into, in_a_condition_vjp: [2.0, 4.0, -1.0], 3);
    assert_eq!(message, "index out of bounds: the len is 3 but the index is 4");
    no_panic!(in_a_condition, in_a_condition_grad, in_a_condition_grad_into, in_a_condition_vjp: [2.0, -4.0], 3);
}

#[differentiable]
fn asserted(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut sum = 0.0;
    for (i, x) in xs.iter().enumerate() {
        out[i] *= *x;
        assert!(out[i] < k as f64, "{} in round {i}, with {sum}", out[i]);
        sum += out[i];
    }
    sum * sum
}

#[test]
fn assert_in_a_loop() {
    let (message, left) = same_panic!(asserted, asserted_grad, asserted_grad_into, asserted_vjp: [2.0, 4.0, 8.0], 5);
    assert_eq!(message, "6 in round 1, with 1");
    assert_eq!(left, [1.0, 6.0, 2.5]);
    no_panic!(asserted, asserted_grad, asserted_grad_into, asserted_vjp: [2.0, 4.0, 8.0], 100);
}

#[differentiable]
fn inserts(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut all = xs.to_vec();
    out[0] = all[0];
    all.insert(k, out[0] * xs[1]);
    all[0] * all[1]
}

#[differentiable]
fn removes(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut all = xs.to_vec();
    out[0] = all.remove(0);
    let removed = all.remove(k);
    removed * all[0]
}

#[differentiable]
fn removes_by_swapping(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut all = xs.to_vec();
    out[0] = all[0];
    let removed = all.swap_remove(k);
    removed * all[0]
}

#[differentiable]
fn drains(xs: &[f64], out: &mut [f64], k: usize) -> f64 {
    let mut all = xs.to_vec();
    out[0] = all[0];
    let sum: f64 = all.drain(1..k).sum();
    sum * all[0]
}

#[test]
fn elements_that_are_not_there() {
    let xs = [2.0, 3.0, 4.0];
    let (message, _) = same_panic!(inserts, inserts_grad, inserts_grad_into, inserts_vjp: xs, 4);
    assert_eq!(message, "insertion index (is 4) should be <= len (is 3)");
    no_panic!(inserts, inserts_grad, inserts_grad_into, inserts_vjp: xs, 3);
    let (message, _) = same_panic!(removes, removes_grad, removes_grad_into, removes_vjp: xs, 2);
    assert_eq!(message, "removal index (is 2) should be < len (is 2)");
    no_panic!(removes, removes_grad, removes_grad_into, removes_vjp: xs, 1);
    same_panic!(
        removes_by_swapping, removes_by_swapping_grad, removes_by_swapping_grad_into, removes_by_swapping_vjp: xs, 3
    );
    no_panic!(
        removes_by_swapping, removes_by_swapping_grad, removes_by_swapping_grad_into, removes_by_swapping_vjp: xs, 2
    );
    same_panic!(drains, drains_grad, drains_grad_into, drains_vjp: xs, 4);
    no_panic!(drains, drains_grad, drains_grad_into, drains_vjp: xs, 3);
}

/// Buffers for the gradient that do not fit: nothing has happened yet.
#[test]
fn gradient_buffers_of_the_wrong_length() {
    let xs = [2.0, 3.0];
    for (of_xs, of_out) in [(1, 3), (3, 3), (2, 2), (2, 4), (0, 3)] {
        let (mut dx, mut dout) = (vec![1.0; of_xs], vec![1.0; of_out]);
        let End { outcome, left } = end(|out| reads_grad_into(&xs, out, 2, &mut dx, &mut dout));
        let message = outcome.expect_err("the buffers do not fit");
        let wrong = if of_xs != xs.len() { (of_xs, xs.len()) } else { (of_out, START.len()) };
        for length in [wrong.0, wrong.1] {
            assert!(message.contains(&length.to_string()), "{message}");
        }
        assert_eq!((left, dx, dout), (START.to_vec(), vec![1.0; of_xs], vec![1.0; of_out]));
    }
}
