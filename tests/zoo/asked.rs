//! What people ask iterators in loops: until they end, until something is missing, what is left of all; rows with their numbers.

use crate::harness::{LENGTHS, number, numbers, rows};
use grad::differentiable;

#[differentiable]
fn mapped_while(xs: &[f64], k: f64) -> f64 {
    xs.iter().map_while(|x| if *x > -0.5 { Some(x * k) } else { None }).map(|y| y * y).sum()
}

#[differentiable]
fn reduced(xs: &[f64], k: f64) -> f64 {
    xs.iter().filter(|x| **x > 0.0).map(|x| x * k).reduce(|a, b| a * b).unwrap_or(k)
}

#[differentiable]
fn reduced2(xs: &[f64], k: f64) -> f64 {
    xs.iter().copied().filter(|x| *x > 0.0).reduce(f64::max).unwrap_or(k) * k
}

#[differentiable]
fn rows_arrays(m: &[[f64; 3]], k: f64) -> f64 {
    let mut sum = 0.0;
    for (i, row) in m.iter().enumerate() {
        for (j, x) in row.iter().enumerate() {
            sum += x * k * (i + 2 * j) as f64;
        }
    }
    sum
}

#[differentiable]
fn rows_vecs(m: &[Vec<f64>], k: f64) -> f64 {
    let mut sum = 0.0;
    for (i, row) in m.iter().enumerate() {
        for (j, x) in row.iter().enumerate() {
            sum += x * k * (i + 2 * j) as f64;
        }
        sum += row.len() as f64 * k;
    }
    sum
}

#[differentiable]
fn rows_vec_arrays(m: Vec<[f64; 2]>, k: f64) -> f64 {
    let mut sum = 0.0;
    for (i, row) in m.iter().enumerate() {
        sum += row[0] * row[1] * i as f64;
    }
    for (i, [a, b]) in m.iter().enumerate() {
        sum += a * b * i as f64;
    }
    for (i, &[a, b]) in m.iter().enumerate() {
        sum += a * b * i as f64;
    }
    for (i, row) in m.into_iter().enumerate() {
        sum += row[0] * row[1] * k * i as f64;
    }
    sum
}

#[differentiable]
fn labelled(xs: &[f64], k: f64) -> f64 {
    let mut stack = xs.to_vec();
    let mut sum = k;
    'outer: while let Some(x) = stack.pop() {
        for y in xs {
            if y * x > 2.0 {
                break 'outer;
            }
            if *y < -1.0 {
                continue 'outer;
            }
            sum += x * y * k;
        }
        sum *= k;
    }
    sum
}

#[differentiable]
fn chunked_mut(xs: &[f64], k: f64) -> f64 {
    let mut sums = vec![0.0; xs.len().div_ceil(2)];
    for (part, out) in xs.chunks(2).zip(sums.iter_mut()) {
        *out = part.iter().map(|x| x * k).sum();
    }
    for (out, part) in sums.iter_mut().zip(xs.chunks(2)) {
        *out *= part[0];
    }
    sums.iter().map(|s| s * s).sum()
}

#[differentiable]
fn asked_in_loop(xs: &[f64], k: f64) -> f64 {
    let mut it = xs.iter();
    let mut sum = k;
    while let Some(x) = it.next() {
        sum = sum * k + x * x;
    }
    let mut pairs = xs.iter().zip(xs.iter().skip(1)).enumerate();
    'outer: while let Some((i, (x, &y))) = pairs.next() {
        if sum > 30.0 {
            break 'outer;
        }
        sum += x * y * i as f64;
    }
    sum
}

#[test]
fn asked() {
    for n in LENGTHS {
        zoo!(mapped_while, mapped_while_grad, mapped_while_grad_into, mapped_while_vjp: &numbers(n), number());
        zoo!(reduced, reduced_grad, reduced_grad_into, reduced_vjp: &numbers(n), number());
        zoo!(reduced2, reduced2_grad, reduced2_grad_into, reduced2_vjp: &numbers(n), number());
        zoo!(rows_arrays, rows_arrays_grad, rows_arrays_grad_into, rows_arrays_vjp: &rows::<3>(n), number());
        zoo!(rows_vecs, rows_vecs_grad, rows_vecs_grad_into, rows_vecs_vjp: &vec![numbers(2); n], number());
        zoo!(rows_vec_arrays, rows_vec_arrays_grad, rows_vec_arrays_grad_into, rows_vec_arrays_vjp: rows::<2>(n), number());
        zoo!(labelled, labelled_grad, labelled_grad_into, labelled_vjp: &numbers(n), number());
        zoo!(chunked_mut, chunked_mut_grad, chunked_mut_grad_into, chunked_mut_vjp: &numbers(n), number());
        zoo!(asked_in_loop, asked_in_loop_grad, asked_in_loop_grad_into, asked_in_loop_vjp: &numbers(n), number());
    }
}
