//! References with a name that the function makes refer to something else: what is left of a slice, the best element so far.

use crate::harness::{LENGTHS, number, numbers, rows};
use grad::differentiable;

#[differentiable]
fn taken_off(xs: &[f64], k: f64) -> f64 {
    let mut rest = xs;
    let mut sum = k;
    while let [first, tail @ ..] = rest {
        sum = sum * first + k * tail.len() as f64;
        rest = tail;
    }
    sum
}

#[differentiable]
fn cut(xs: &[f64], k: f64) -> f64 {
    let mut rest = xs;
    let mut sum = k;
    while !rest.is_empty() {
        sum = sum * rest[0] + k * rest[rest.len() - 1];
        rest = &rest[1..];
        if rest.len() > 2 && sum > 0.0 {
            rest = &rest[..rest.len() - 1];
        }
    }
    sum + rest.iter().sum::<f64>()
}

#[differentiable]
fn halved(xs: &[f64], k: f64) -> f64 {
    let mut part = &xs[..];
    let mut sum = k;
    while part.len() > 1 {
        let middle = part.len() / 2;
        if part[middle] > 0.0 {
            part = &part[middle..];
        } else {
            part = &part[..middle];
        }
        sum = (sum * part[0] * k).sin();
    }
    for x in part {
        sum += x * k;
    }
    sum
}

#[differentiable]
fn best_number(xs: &[f64], k: f64) -> f64 {
    if xs.is_empty() {
        return k;
    }
    let mut best = &xs[0];
    let mut sum = k;
    for x in xs {
        if x > best {
            best = x;
        }
        sum += best * best * k;
    }
    best * k * best + sum
}

#[differentiable]
fn best_row(rows: &[[f64; 2]], k: f64) -> f64 {
    if rows.is_empty() {
        return k;
    }
    let mut best = &rows[0];
    for row in rows {
        if row[0] * k > best[0] {
            best = row;
        }
    }
    let mut last = &rows[0];
    let mut i = 0;
    while i < rows.len() && rows[i][0] < 1.0 {
        last = &rows[i];
        i += 1;
    }
    best[0] * k * best[1] + last.iter().map(|x| x.sin()).sum::<f64>()
}

#[differentiable]
fn best_part(xs: &[f64], k: f64) -> f64 {
    let mut best = &xs[..0];
    for part in xs.chunks(2) {
        if best.is_empty() || part[0] > best[0] {
            best = part;
        }
    }
    let mut window = xs;
    for w in xs.windows(2) {
        if w[0] * w[1] > 0.0 {
            window = w;
        }
    }
    best.iter().sum::<f64>() * k + window.iter().product::<f64>()
}

/// What a branch alone changes.
#[differentiable]
fn chosen(xs: &[f64], k: f64) -> f64 {
    let mut part = xs;
    if k > 0.0 && xs.len() > 1 {
        part = &xs[1..];
    }
    let mut inner = [k, k * k, 2.0];
    inner[2] = k.sin();
    let mut of_own = &inner[..];
    if k > 0.5 {
        of_own = &of_own[1..];
    }
    part.iter().map(|x| x * of_own[0]).sum::<f64>() + of_own.len() as f64 * k
}

#[test]
fn windows() {
    for n in LENGTHS {
        zoo!(taken_off, taken_off_grad, taken_off_grad_into, taken_off_vjp: &numbers(n), number());
        zoo!(cut, cut_grad, cut_grad_into, cut_vjp: &numbers(n), number());
        zoo!(halved, halved_grad, halved_grad_into, halved_vjp: &numbers(n), number());
        zoo!(best_number, best_number_grad, best_number_grad_into, best_number_vjp: &numbers(n), number());
        zoo!(best_row, best_row_grad, best_row_grad_into, best_row_vjp: &rows::<2>(n), number());
        zoo!(best_part, best_part_grad, best_part_grad_into, best_part_vjp: &numbers(n), number());
        zoo!(chosen, chosen_grad, chosen_grad_into, chosen_vjp: &numbers(n), number());
    }
}
