//! Constants of the function's own, passed by reference to functions that want them again on the way back.

use grad::differentiable;

use crate::harness::{LENGTHS, number, numbers};

#[differentiable(wrt(x))]
fn weighted(x: f64, weights: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..weights.len() {
        sum += (x * weights[i]).sin();
    }
    sum
}

#[differentiable(constant(by))]
fn scaled(x: f64, by: &f64) -> f64 {
    x.sin() * *by
}

/// Active in the function, constant here.
#[differentiable]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn table(n: usize) -> Vec<f64> {
    (0..n).map(|i| 1.0 + i as f64).collect()
}

#[differentiable]
fn a_literal_in_a_loop(x: f64, n: usize) -> f64 {
    let mut y = x;
    for i in 0..n {
        y += weighted(y, &[0.5, i as f64]) * weighted(x, &vec![0.25; i]);
    }
    y
}

#[differentiable]
fn a_made_vector(x: f64, n: usize) -> f64 {
    weighted(x, &table(n)) + weighted(x * x, &vec![1.5; n]) * x
}

#[differentiable]
fn parts_of_a_local(x: f64, n: usize) -> f64 {
    let all = table(2 * n);
    let mut y = x;
    for row in all.chunks(2) {
        y += weighted(y, row);
    }
    let (left, right) = all.split_at(n);
    if n > 1 {
        y *= weighted(y, left);
    }
    y + weighted(y, right)
}

#[differentiable]
fn a_local_that_changes(x: f64, n: usize) -> f64 {
    let mut steps = vec![0.5];
    let mut y = x;
    for i in 0..n {
        y += weighted(y, &steps);
        steps.push(0.1 * i as f64);
        steps[0] *= 0.5;
    }
    y * weighted(x, &steps[n / 2..])
}

#[differentiable(constant(by, factors))]
fn numbers_behind_references(x: f64, by: f64, factors: &[f64]) -> f64 {
    let mut y = scaled(x, &by);
    for factor in factors {
        let half = 0.5 * factor;
        y += scaled(y, factor) * scaled(x, &half);
    }
    y
}

#[differentiable(constant(by))]
fn a_reference_handed_on(x: f64, by: &f64) -> f64 {
    scaled(x, by) + scaled(x * x, &(by * 2.0))
}

#[differentiable]
fn constant_here_alone(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        let mut unit = vec![0.0; xs.len()];
        unit[i] = 2.0;
        sum += dot(xs, &unit) * dot(&table(xs.len()), xs);
    }
    sum
}

#[differentiable(wrt(x))]
fn recursive(x: f64, weights: &[f64; 2], depth: usize) -> f64 {
    if depth == 0 {
        return x.sin() * weights[1];
    }
    x + recursive(x * weights[0], &[depth as f64, 0.5], depth - 1) * weights[1]
}

#[test]
fn constants_of_its_own() {
    for n in LENGTHS {
        let n = n.min(4);
        zoo!(
            a_literal_in_a_loop, a_literal_in_a_loop_grad, a_literal_in_a_loop_grad_into, a_literal_in_a_loop_vjp:
            number(), =n
        );
        zoo!(a_made_vector, a_made_vector_grad, a_made_vector_grad_into, a_made_vector_vjp: number(), =n);
        zoo!(
            parts_of_a_local, parts_of_a_local_grad, parts_of_a_local_grad_into, parts_of_a_local_vjp: number(), =n
        );
        zoo!(
            a_local_that_changes, a_local_that_changes_grad, a_local_that_changes_grad_into, a_local_that_changes_vjp:
            number(), =n
        );
        zoo!(
            numbers_behind_references, numbers_behind_references_grad, numbers_behind_references_grad_into,
            numbers_behind_references_vjp: number(), =0.5, =&[0.3, -0.7, 1.1][..n.min(3)]
        );
        zoo!(
            constant_here_alone, constant_here_alone_grad, constant_here_alone_grad_into, constant_here_alone_vjp:
            &numbers(n)
        );
        zoo!(recursive, recursive_grad, recursive_grad_into, recursive_vjp: number(), =&[0.5, 0.7], =n);
    }
    zoo!(
        a_reference_handed_on, a_reference_handed_on_grad, a_reference_handed_on_grad_into, a_reference_handed_on_vjp:
        number(), =&0.7
    );
}

/// Constants that borrow from an argument.
#[differentiable(constant(rows))]
fn of_views(x: f64, rows: &[Vec<f64>]) -> f64 {
    let views: Vec<&[f64]> = rows.iter().map(|r| r.as_slice()).collect();
    let mut sum = 0.0;
    for view in &views {
        sum += view[0] * x * x;
    }
    sum
}

#[differentiable(constant(rows))]
fn of_chosen_rows(xs: &[f64], rows: &[Vec<f64>], k: f64) -> f64 {
    let chosen: Vec<&Vec<f64>> = rows.iter().filter(|row| row.len() > 1).collect();
    let mut product = k;
    for (x, row) in xs.iter().zip(&chosen) {
        product = product * row[1] * x + of_views(k, rows);
    }
    product
}

#[test]
fn borrowed_constants() {
    let rows = [vec![1.0, 2.0], vec![3.0], vec![0.5, -1.0]];
    zoo!(of_views, of_views_grad, of_views_grad_into, of_views_vjp: number(), =&rows);
    for n in [0, 1, 2] {
        zoo!(
            of_chosen_rows, of_chosen_rows_grad, of_chosen_rows_grad_into, of_chosen_rows_vjp:
            &numbers(n), =&rows, number()
        );
    }
}
