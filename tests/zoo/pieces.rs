//! Parts of one place that are handed to functions, some of them to be changed; and arrays that are made for a call.

use crate::harness::{LENGTHS, number, numbers};
use grad::differentiable;

#[differentiable]
fn scale(xs: &mut [f64], k: f64) {
    for x in xs {
        *x *= k;
    }
}

#[differentiable]
fn add(xs: &mut [f64], ys: &[f64], k: f64) {
    for (x, y) in xs.iter_mut().zip(ys) {
        *x += y.sin() * k;
    }
}

/// Gives the sum of what was there.
#[differentiable]
fn turn(xs: &mut [f64], ys: &mut [f64], k: f64) -> f64 {
    let mut sum = 0.0;
    for (x, y) in xs.iter_mut().zip(ys) {
        sum += *x * *y;
        let (a, b) = (*x * k.cos() - *y * k.sin(), *x * k.sin() + *y * k.cos());
        *x = a;
        *y = b;
    }
    sum
}

#[differentiable]
fn norm(xs: &[f64]) -> f64 {
    (xs.iter().map(|x| x * x).sum::<f64>() + 1.0).sqrt()
}

#[differentiable]
fn dot(xs: &[f64], ys: &[f64]) -> f64 {
    xs.iter().zip(ys).map(|(x, y)| x * y).sum()
}

#[differentiable]
fn in_a_loop(xs: &mut [f64], k: f64) -> f64 {
    let mut sum = k;
    for i in 0..xs.len() {
        let (a, b) = xs.split_at_mut(i);
        add(a, b, k);
        sum = (sum + turn(a, b, k) * turn(b, a, sum)).sin();
        scale(a, b[0].sin());
        add(&mut b[..1], a, sum);
    }
    sum * dot(xs, xs)
}

#[differentiable]
fn three_pieces(xs: &[f64], k: f64) -> f64 {
    let mut work = vec![k; 6];
    let (a, rest) = work.split_at_mut(2);
    let (b, c) = rest.split_at_mut(2);
    let mut sum = 0.0;
    for x in xs {
        sum += turn(a, b, *x) + turn(&mut c[1..], &mut a[1..], sum);
        add(b, c, *x);
        add(c, a, k);
    }
    sum * work[0] + work[3] * work[5]
}

/// Of a part of an array of rows.
#[differentiable]
fn rows_in_pieces(m: &mut [[f64; 2]; 3], k: f64) -> f64 {
    let (first, others) = m.split_at_mut(1);
    let mut sum = k;
    for row in others.iter_mut() {
        sum += turn(&mut first[0], row, k);
    }
    let (a, b) = m[1].split_at_mut(1);
    add(a, b, sum);
    add(b, a, k);
    sum * m[1][0] + m[1][1] * m[2][0]
}

#[differentiable]
fn made_for_calls(xs: &[f64], a: f64, b: f64) -> f64 {
    let mut sum = dot(&[a, b], &[1.0, 2.0]) * norm(&[1.0, 2.0]) * norm(&[a, b][..1]);
    let (s, t): (&[f64], &[f64]) = (&[a, a * b], &[b; 2]);
    sum += dot(s, t);
    for x in xs {
        sum += dot(&[*x, a], &[b, 1.0]) + norm(&vec![sum, *x]);
    }
    sum + xs.chunks(2).map(|c| norm(c) * norm(&[c[0], a])).sum::<f64>()
}

#[differentiable]
fn changed_by_closures(xs: &[f64], k: f64) -> f64 {
    let mut sum = k;
    (0..xs.len()).for_each(|i| {
        sum = sum * k + xs[i];
    });
    let decayed: f64 = xs
        .iter()
        .scan(0.0, |s, x| {
            *s = *s * 0.5 + x;
            Some(*s)
        })
        .sum();
    sum * decayed
}

#[test]
fn pieces() {
    for n in LENGTHS {
        zoo!(in_a_loop, in_a_loop_grad, in_a_loop_grad_into, in_a_loop_vjp: &mut numbers(n), number());
        zoo!(three_pieces, three_pieces_grad, three_pieces_grad_into, three_pieces_vjp: &numbers(n), number());
        zoo!(
            made_for_calls, made_for_calls_grad, made_for_calls_grad_into, made_for_calls_vjp:
            &numbers(n), number(), number()
        );
        zoo!(
            changed_by_closures, changed_by_closures_grad, changed_by_closures_grad_into, changed_by_closures_vjp:
            &numbers(n), number()
        );
    }
    zoo!(
        rows_in_pieces, rows_in_pieces_grad, rows_in_pieces_grad_into, rows_in_pieces_vjp:
        &mut crate::harness::matrix(), number()
    );
}
