//! Counters beside the index of a loop: they are counted back.

use grad::differentiable;

use super::counting::{Used, used_by};
use super::expect::{all_close, inputs};

/// A lower triangle without its diagonal, column after column, times a vector.
#[differentiable]
fn packed(n: usize, triangle: &[f64], xs: &[f64]) -> f64 {
    let mut next = 0;
    let mut sum = 0.0;
    for i in 0..n {
        for j in i + 1..n {
            sum += (j as f64) * triangle[next] * xs[i];
            next += 1;
        }
    }
    sum
}

#[test]
fn through_inner_loops() {
    const N: usize = 6;
    let (triangle, xs) = (inputs(N * (N - 1) / 2), inputs(N));
    let (mut d_triangle, mut d_xs) = (vec![0.0; triangle.len()], vec![0.0; N]);
    let (_, used) = used_by(|| packed_grad_into(N, &triangle, &xs, &mut d_triangle, &mut d_xs));
    assert_eq!(used, Used::NOTHING);
    let places: Vec<(usize, usize)> = (0..N).flat_map(|i| (i + 1..N).map(move |j| (i, j))).collect();
    let expected: Vec<f64> = places.iter().map(|(i, j)| *j as f64 * xs[*i]).collect();
    all_close(&d_triangle, &expected, 1);
    let of = |column: usize| places.iter().zip(&triangle).filter(move |((i, _), _)| *i == column);
    let expected: Vec<f64> = (0..N).map(|i| of(i).map(|((_, j), t)| *j as f64 * t).sum()).collect();
    all_close(&d_xs, &expected, N);
}

/// Before the inner loop and behind it the counter is looked at too.
#[differentiable]
fn with_heads(groups: usize, size: usize, xs: &[f64]) -> f64 {
    let mut at = 0;
    let mut sum = 0.0;
    for _ in 0..groups {
        let head = xs[at];
        at += 1;
        for _ in 0..size {
            sum += head * xs[at];
            at += 1;
        }
        sum += head * xs[at - 1];
    }
    sum
}

#[test]
fn looked_at_around_an_inner_loop() {
    let xs = inputs(12);
    let mut d_xs = vec![0.0; 12];
    with_heads_grad_into(3, 3, &xs, &mut d_xs);
    let mut expected = vec![0.0; 12];
    for head in [0, 4, 8] {
        expected[head] = xs[head + 1] + xs[head + 2] + 2.0 * xs[head + 3];
        expected[head + 1] = xs[head];
        expected[head + 2] = xs[head];
        expected[head + 3] = 2.0 * xs[head];
    }
    all_close(&d_xs, &expected, 4);
}

/// From both ends.
#[differentiable]
fn from_both_ends(xs: &[f64], step: usize) -> f64 {
    let mut product = 1.0;
    let mut low: usize = 0;
    let mut high = xs.len();
    while low < high {
        high -= step;
        product *= xs[low] + 0.5 * xs[high];
        low = low + step;
    }
    product
}

#[test]
fn up_and_down() {
    let xs = inputs(9);
    let (value, d_xs) = from_both_ends_grad(&xs, 2);
    // Pairs of 0 and 7, 2 and 5, 4 and 3.
    let mut expected = vec![0.0; 9];
    for (low, high) in [(0, 7), (2, 5), (4, 3)] {
        expected[low] = value / (xs[low] + 0.5 * xs[high]);
        expected[high] = 0.5 * expected[low];
    }
    all_close(&d_xs, &expected, 3);
}

/// Where a branch counts, nothing says how to count back.
#[differentiable]
fn of_the_valid(xs: &[f64], weights: &[f64]) -> f64 {
    let mut count = 0;
    let mut sum = 0.0;
    for i in 0..xs.len() {
        if xs[i] > 0.3 {
            sum += weights[count] * xs[i].powi(2);
            count += 1;
        }
    }
    sum
}

#[test]
fn in_a_branch() {
    let (xs, weights) = ([0.5, 0.1, 0.7, 0.2, 0.9], [2.0, 3.0, 4.0]);
    let (_, (d_xs, d_weights)) = of_the_valid_grad(&xs, &weights);
    all_close(&d_xs, &[2.0, 0.0, 2.0 * 3.0 * 0.7, 0.0, 8.0 * 0.9], 1);
    all_close(&d_weights, &[0.25, 0.49, 0.81], 1);
}

/// A counter of floats is no integer: it may have rounded.
#[differentiable]
fn of_times(x: f64, steps: usize) -> f64 {
    let mut t = 0.1;
    let mut sum = 0.0;
    for _ in 0..steps {
        sum += (x * t).sin();
        t += 0.1;
        sum = sum * x;
    }
    sum
}

#[test]
fn floats_are_saved() {
    let (value, d_x) = of_times_grad(0.8, 30);
    let mut expected = 0.0;
    let (mut sum, mut t) = (0.0, 0.1);
    for _ in 0..30 {
        sum += (0.8_f64 * t).sin();
        expected += t * (0.8_f64 * t).cos();
        t += 0.1;
        expected = expected * 0.8 + sum;
        sum *= 0.8;
    }
    assert_eq!(value.to_bits(), sum.to_bits());
    all_close(&[d_x], &[expected], 30);
}
