//! Integers beside floats in tuples that are kept as a whole: pairs of an index and a number, sparse matrices as triples.

use grad::differentiable;

use crate::harness::{number, numbers};

#[differentiable]
fn pushed(x: &[f64]) -> f64 {
    let mut pairs: Vec<(usize, f64)> = Vec::new();
    for (i, &a) in x.iter().enumerate() {
        pairs.push((i, a * a));
    }
    pairs.extend(x.iter().enumerate().map(|(i, a)| (i, a.sin())));
    let mut sum = 0.0;
    for &(i, a) in &pairs {
        sum += a * x[i];
    }
    for (i, a) in pairs.iter() {
        sum += a * *i as f64;
    }
    sum
}

#[differentiable]
fn collected(x: &[f64]) -> f64 {
    let mut pairs: Vec<(usize, f64)> = x.iter().copied().enumerate().collect();
    for (i, a) in pairs.iter_mut() {
        *a *= *i as f64;
    }
    for pair in &mut pairs {
        pair.1 += x[pair.0];
    }
    let positive: Vec<(usize, f64)> =
        x.iter().enumerate().filter(|(_, a)| **a > 0.0).map(|(i, a)| (i, a.exp())).collect();
    pairs.iter().map(|&(i, a)| a * a * (i + 1) as f64).sum::<f64>()
        + positive.iter().map(|(i, a)| a * x[*i]).sum::<f64>()
}

#[differentiable]
fn sorted(x: &[f64]) -> f64 {
    let mut pairs: Vec<(usize, f64)> = x.iter().map(|a| a * 2.0).enumerate().collect();
    pairs.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut sum = 0.0;
    for (rank, (i, a)) in pairs.iter().enumerate() {
        sum += a * a * rank as f64 + x[*i].powi(3) * rank as f64;
    }
    pairs.retain(|(i, _)| i % 2 == 0);
    while let Some((i, a)) = pairs.pop() {
        sum += a * x[i];
    }
    sum
}

/// A sparse matrix, made and applied.
#[differentiable]
fn sparse(x: &[f64]) -> f64 {
    let mut triples: Vec<(usize, usize, f64)> = Vec::new();
    for i in 0..x.len() {
        for j in 0..x.len() {
            if (i + j) % 2 == 0 {
                triples.push((i, j, x[i] * x[j].cos()));
            }
        }
    }
    let mut y = vec![0.0; x.len()];
    for &(i, j, a) in &triples {
        y[i] += a * x[j];
    }
    y.iter().map(|y| y * y).sum()
}

#[differentiable]
fn nested(x: &[f64]) -> f64 {
    let places: Vec<((usize, usize), f64)> = x.iter().enumerate().map(|(i, a)| ((i, i + 1), *a)).collect();
    let mut rows: Vec<Vec<(usize, f64)>> = vec![Vec::new(); 2];
    for &((i, j), a) in &places {
        rows[j % 2].push((i, a * j as f64));
    }
    let mut sum = 0.0;
    for row in &rows {
        for &(i, a) in row {
            sum += a * x[i];
        }
    }
    sum
}

fn triples(n: usize) -> Vec<(usize, usize, f64)> {
    (0..2 * n).map(|k| (k % n, (k * k + 1) % n, number())).collect()
}

#[differentiable]
fn product(m: &[(usize, usize, f64)], x: &[f64]) -> f64 {
    let mut y = vec![0.0; x.len()];
    for &(i, j, a) in m {
        y[i] += a * x[j];
    }
    y.iter().map(|y| y * y).sum()
}

#[differentiable(wrt(x))]
fn of_constants(m: &[(usize, usize, f64)], x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (i, j, a) in m {
        sum += a * x[*i] * x[*j];
    }
    sum
}

#[differentiable]
fn by_value(pairs: Vec<(usize, f64)>, x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (i, a) in pairs.into_iter() {
        sum += a * a * x[i];
    }
    sum
}

#[differentiable]
fn changed(pairs: &mut Vec<(usize, f64)>, x: f64) {
    for (i, a) in pairs.iter_mut() {
        *a *= x * (*i + 1) as f64;
    }
    pairs.push((7, x * x));
}

#[differentiable]
fn squares(x: &[f64]) -> Vec<(usize, f64)> {
    let mut pairs = Vec::new();
    for (i, a) in x.iter().enumerate() {
        pairs.push((i, a * a));
    }
    pairs
}

#[differentiable]
fn of_calls(x: &[f64], k: f64) -> f64 {
    let mut pairs = squares(x);
    changed(&mut pairs, k);
    let mut sum = by_value(pairs.clone(), x) * k;
    for (i, a) in &pairs {
        sum += a * (*i as f64);
    }
    sum
}

#[test]
fn made_here() {
    for n in [0, 1, 4] {
        zoo!(pushed, pushed_grad, pushed_grad_into, pushed_vjp: &numbers(n));
        zoo!(collected, collected_grad, collected_grad_into, collected_vjp: &numbers(n));
        zoo!(sorted, sorted_grad, sorted_grad_into, sorted_vjp: &numbers(n));
        zoo!(sparse, sparse_grad, sparse_grad_into, sparse_vjp: &numbers(n));
        zoo!(nested, nested_grad, nested_grad_into, nested_vjp: &numbers(n));
    }
    zoo!(of_calls, of_calls_grad, of_calls_grad_into, of_calls_vjp: &numbers(8), number());
}

#[test]
fn constants() {
    let m = triples(3);
    zoo!(of_constants, of_constants_grad, of_constants_grad_into, of_constants_vjp: =&m, &numbers(3));
}

/// Gradients with respect to the numbers in them.
#[test]
fn arguments() {
    let (m, x) = (triples(3), numbers(3));
    let values: Vec<f64> = m.iter().map(|(.., a)| *a).collect();
    let with = |values: &[f64]| m.iter().zip(values).map(|((i, j, _), a)| (*i, *j, *a)).collect::<Vec<_>>();
    let (value, (d_m, d_x)) = product_grad(&m, &x);
    assert_eq!(value.to_bits(), product(&m, &x).to_bits());
    let d_values: Vec<f64> = d_m.iter().map(|(.., d)| *d).collect();
    grad::check::gradient_of(|values| product(&with(values), &x), &values, &d_values).assert();
    grad::check::gradient_of(|x| product(&m, x), &x, &d_x).assert();

    let pairs = |values: &[f64]| values.iter().enumerate().map(|(i, a)| (i % 3, *a)).collect::<Vec<_>>();
    let (_, (d_pairs, d_x)) = by_value_grad(pairs(&values), &x);
    let d_values: Vec<f64> = d_pairs.iter().map(|(_, d)| *d).collect();
    grad::check::gradient_of(|values| by_value(pairs(values), &x), &values, &d_values).assert();
    grad::check::gradient_of(|x| by_value(pairs(&values), x), &x, &d_x).assert();
}

#[differentiable]
fn mean_and_spread(x: &[f64]) -> f64 {
    let (mean, spread, count) = x.iter().fold((0.0, 0.0, 0usize), |(mean, spread, count), a| {
        let count = count + 1;
        let difference = a - mean;
        let mean = mean + difference / count as f64;
        (mean, spread + difference * (a - mean), count)
    });
    mean * spread + count as f64
}

#[differentiable]
fn every_other(x: &[f64]) -> f64 {
    let (product, left, _) = x.iter().fold((1.0, -3_i32, true), |(product, left, taken), a| {
        let left = left - 1;
        (if taken { product * a * product.sin() / f64::from(left) } else { product + a }, left, !taken)
    });
    product * f64::from(left)
}

#[differentiable]
fn running_means(x: &[f64]) -> f64 {
    x.iter()
        .scan((0.0, 0_u8), |state, a| {
            state.0 += a * a;
            state.1 += 1;
            Some(state.0 / f64::from(state.1))
        })
        .map(|mean| mean * mean)
        .sum()
}

#[test]
fn counts_beside_sums() {
    for n in [0, 1, 2, 5] {
        zoo!(mean_and_spread, mean_and_spread_grad, mean_and_spread_grad_into, mean_and_spread_vjp: &numbers(n));
        zoo!(every_other, every_other_grad, every_other_grad_into, every_other_vjp: &numbers(n));
        zoo!(running_means, running_means_grad, running_means_grad_into, running_means_vjp: &numbers(n));
    }
}
