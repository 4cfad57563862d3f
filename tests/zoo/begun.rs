//! Constants that become active, and references to what is made inside: written in passing by everybody, and found by random programs.

use crate::harness::{LENGTHS, number, numbers, positive};
use grad::differentiable;

/// The sum is a constant when the function is read for the first time.
#[differentiable]
fn sum_into_constants(xs: &[f64], k: f64) -> f64 {
    let mut room = vec![1.0, 2.0];
    room[1] = xs.iter().sum::<f64>();
    room[0] += -xs.iter().map(|x| x * k).sum::<f64>();
    room[0] * room[1]
}

#[differentiable]
fn begun_later(xs: &[f64], k: f64) -> f64 {
    let mut q: f64;
    q = 1.0;
    for x in xs {
        q = q * 0.5 + x * k;
    }
    q
}

#[differentiable]
fn begun_together(x: f64, n: usize) -> f64 {
    let (mut p, q): ([f64; 2], f64) = if n > 1 { ([0.5, -1.5], 1.0) } else { ([1.0, 2.0], 0.5) };
    for i in 0..n {
        p[(i + 1) % p.len()] = x * q + p[0];
    }
    let (mut w, mut r) = match n {
        0..2 => (vec![0.0; 4], [1.0, 2.0]),
        _ => (vec![1.0, 2.0, 3.0], [0.5; 2]),
    };
    for i in 0..w.len() {
        w[i] += x * r[1];
        r[0] += w[i];
    }
    p[0] * p[1] + w.iter().sum::<f64>() + r[0]
}

#[differentiable]
fn begun_inside(x: f64, n: usize) -> f64 {
    let ((a, mut w), q): ((f64, Vec<f64>), f64) = ((x, vec![]), 2.0);
    for _ in 0..n {
        w.push(a * q);
    }
    w.iter().sum::<f64>() + a
}

fn pair(n: usize) -> ([f64; 2], f64) {
    ([n as f64, 1.0], 2.0)
}

/// What a constant is taken apart into.
#[differentiable(constant(start))]
fn begun_by_a_call(x: f64, n: usize, start: Option<f64>) -> f64 {
    let (sine, mut cosine): (f64, f64) = 0.1_f64.sin_cos();
    let (mut p, s) = pair(n);
    for i in 0..n {
        cosine += x * sine;
        p[i % 2] += x * s;
    }
    if let Some(mut total) = start {
        for _ in 0..n {
            total = total * x + 0.5;
        }
        return total * cosine + p[0];
    }
    p[0] * p[1] * cosine
}

/// The number that the loop gives has its type from the `let` alone.
#[differentiable]
fn broken_with(x: f64, n: usize) -> f64 {
    let mut k = 0;
    let y: f64 = loop {
        k += 1;
        if k > n {
            break 2.5;
        }
    };
    if n > 1 {
        return y.tanh() * x * x;
    }
    y * x
}

/// Nobody knows what the vector is one of, once nobody wants it.
#[differentiable]
fn empty(x: f64, n: usize) -> f64 {
    let ((a, _rest), q): ((f64, Vec<f64>), f64) = ((x, vec![]), 2.0);
    let (s, _none) = match n {
        0 => (x.sin(), vec![]),
        _ => (x.cos(), vec![0.5]),
    };
    a * q * s
}

#[differentiable(constant(room))]
fn largest(room: &mut [f64], x: f64) -> f64 {
    room[0] = 0.25;
    room.chunks(2).map(|r| r[0]).fold(f64::NEG_INFINITY, f64::max).max(x * x)
}

/// The way back takes the references again.
#[differentiable]
fn local_references(x: f64, n: usize) -> f64 {
    let table = vec![0.5; n + 1];
    let all = &table;
    let mut t = x;
    for v in all {
        t *= t * v;
    }
    if n == 1 {
        return t * x;
    }
    let fixed: [f64; 2] = [0.5, 0.25];
    let s = &fixed;
    let part = &table[1..];
    for i in 0..2 {
        t = t.sin() * s[i];
    }
    for v in part {
        t = t.cos() * v;
    }
    t
}

/// What the way back has of the table are numbers.
#[differentiable(constant(table))]
fn weighed(x: f64, table: &Vec<f64>, n: usize) -> f64 {
    let steers = if n == 0 { return x } else { table[0] };
    let mut weights: [f64; 2] = [1.0, 0.5];
    for k in 0..n {
        if k > 4 {
            return x * weights[1] * k as f64;
        }
        weights = [weights[1] + table[1], 1.5];
    }
    if steers > 0.6 { x * weights[0] } else { x * x }
}

/// Its table is gone before the way back.
#[differentiable]
fn weighed_by_what_is_made(x: f64, n: usize) -> f64 {
    let mut y = x * x;
    if n != 1 {
        y *= weighed(y, &vec![0.75, n as f64], n);
    }
    for i in 0..n {
        y = weighed(y, &vec![0.5, i as f64], i).sin();
    }
    y
}

/// Conditions and constants look at the state through the reference that it is for the user.
#[differentiable]
fn looked_at(xs: &[f64], k: f64) -> f64 {
    xs.iter()
        .scan(k, |state, x| {
            let step = if -(*state) > 0.5 || *state > 3.0 { *x } else { x * k };
            let large = state.abs().max(*state) > 2.0;
            *state = if large { 0.5 * *state } else { *state + step };
            Some(*state * step)
        })
        .sum()
}

#[test]
fn begun() {
    for n in LENGTHS {
        zoo!(
            sum_into_constants, sum_into_constants_grad, sum_into_constants_grad_into, sum_into_constants_vjp:
            &numbers(n), number()
        );
        zoo!(begun_later, begun_later_grad, begun_later_grad_into, begun_later_vjp: &numbers(n), number());
        zoo!(begun_together, begun_together_grad, begun_together_grad_into, begun_together_vjp: number(), =n);
        zoo!(begun_inside, begun_inside_grad, begun_inside_grad_into, begun_inside_vjp: number(), =n);
        for start in [None, Some(0.5)] {
            zoo!(
                begun_by_a_call, begun_by_a_call_grad, begun_by_a_call_grad_into, begun_by_a_call_vjp:
                number(), =n, =start
            );
        }
        zoo!(looked_at, looked_at_grad, looked_at_grad_into, looked_at_vjp: &numbers(n), number());
        zoo!(broken_with, broken_with_grad, broken_with_grad_into, broken_with_vjp: number(), =n);
        zoo!(empty, empty_grad, empty_grad_into, empty_vjp: number(), =n);
        zoo!(
            local_references, local_references_grad, local_references_grad_into, local_references_vjp: positive(), =n
        );
        zoo!(
            weighed_by_what_is_made, weighed_by_what_is_made_grad, weighed_by_what_is_made_grad_into,
            weighed_by_what_is_made_vjp: number(), =n
        );
    }
    let x = 0.75;
    assert_eq!(largest_grad(&mut [1.0, 2.0, 0.125, 3.0], x), (x * x, 2.0 * x));
    assert_eq!(largest_grad(&mut [1.0, 2.0, 4.0, 3.0], x), (4.0, 0.0));
}

/// The state of a fold starts as a constant element of what becomes active later.
#[differentiable]
fn folded_from_an_element(xs: &[f64], k: f64) -> f64 {
    let first = 3.0;
    let mut pair = [first, 2.0];
    let mut sum = xs.iter().fold(pair[0], |a, b| a + b * k);
    (sum, pair[1]) = (pair[1], sum);
    pair[0] + sum * pair[1] * k
}

/// Constant arrays and vectors that the steps of a fold fill, or make others of.
#[differentiable]
fn folded_into_constants(xs: &[f64], k: f64) -> f64 {
    let squares = xs.iter().fold(Vec::new(), |mut squares, x| {
        squares.push(x * x * k);
        squares
    });
    let bins = xs.iter().enumerate().fold([0.0; 3], |mut bins, (i, x)| {
        bins[i % 3] += x * k;
        bins
    });
    let pair = xs.iter().fold([1.0, 0.5], |[product, sum], x| [product * x, sum + product * k]);
    let counted = squares.iter().zip(&bins).map(|(a, b)| a * b).sum::<f64>();
    counted + pair.iter().product::<f64>()
}

#[test]
fn folded() {
    for n in LENGTHS {
        zoo!(
            folded_from_an_element, folded_from_an_element_grad, folded_from_an_element_grad_into,
            folded_from_an_element_vjp: &numbers(n), number()
        );
        zoo!(
            folded_into_constants, folded_into_constants_grad, folded_into_constants_grad_into,
            folded_into_constants_vjp: &numbers(n), number()
        );
    }
}
