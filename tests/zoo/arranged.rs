//! Arrays made of others as a whole: mapped, sorted, joined.

use crate::harness::{LENGTHS, array, matrix, number, numbers, rows};
use grad::differentiable;

#[differentiable]
fn powers(x: f64) -> [f64; 3] {
    [x, x * x, x.sin()]
}

#[differentiable]
fn multiples(x: f64) -> [f64; 3] {
    std::array::from_fn(|i| x * (i + 1) as f64)
}

#[differentiable]
fn squares(x: f64) -> [f64; 3] {
    powers(x).map(|x| x * x)
}

#[differentiable]
fn mapped(a: [f64; 3], b: &[f64; 2], k: f64) -> f64 {
    let scaled = a.map(|x| x * x * k);
    let sines = b.map(f64::sin);
    let pair = [k, a[0] * k].map(|x| x.exp());
    let chosen = [2, 0].map(|i| a[i] * k);
    let other: [f64; 3] = powers(k).map(|x| x * b[0]);
    let k = multiples(k)[2] * squares(k)[1];
    let mut sum = k;
    let counted = scaled.map(|x| {
        sum += x;
        sum * x
    });
    scaled.iter().zip(other).map(|(x, y)| x * y).sum::<f64>() * sines[0] * sines[1]
        + pair[0] * chosen[0]
        + pair[1] * chosen[1]
        + counted.iter().product::<f64>() * sum
}

#[differentiable]
fn from_functions<const N: usize>(a: &[f64; N], k: f64) -> f64 {
    let scaled: [f64; N] = std::array::from_fn(|i| a[i] * k * i as f64);
    let fixed: [f64; 4] = core::array::from_fn(|i| (k * i as f64).sin());
    let mut running = k;
    let mut sums: [f64; N] = std::array::from_fn(|i| {
        running += a[i];
        running
    });
    for i in 0..N {
        sums[i] *= fixed[i % 4];
    }
    scaled.iter().zip(&sums).map(|(x, y)| x * y).sum::<f64>() * running
}

#[differentiable]
fn sorted(xs: &[f64], k: f64) -> f64 {
    let mut values = xs.to_vec();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let mut sum = values.iter().enumerate().map(|(i, x)| x * (i + 1) as f64).sum::<f64>();
    values.sort_unstable_by(|a, b| b.total_cmp(a));
    if let [largest, .., least] = values.as_slice() {
        sum *= largest - least;
    }
    let mut far: Vec<f64> = xs.iter().map(|x| x * k).collect();
    let from = far.len() / 3;
    far[from..].sort_by(|&x, &y| (x - k).abs().total_cmp(&(y - k).abs()));
    sum + far.iter().enumerate().map(|(i, x)| (x * i as f64).sin()).sum::<f64>()
}

#[differentiable]
fn median(xs: &mut [f64]) -> f64 {
    xs.sort_by(f64::total_cmp);
    let (i, j, old, order) = (-1.0_f64, -2.0_f64, 0.5_f64, 2.0_f64);
    xs.sort_by(|a, b| (a * i * old).total_cmp(&(b * j / order)));
    let n = xs.len();
    if n == 0 {
        return 1.0;
    }
    0.5 * (xs[n / 2] + xs[(n - 1) / 2])
}

/// Sorted in every trip, with ties.
#[differentiable]
fn medians(xs: &[f64], k: f64) -> f64 {
    let mut sum = k;
    for window in xs.windows(3) {
        let mut three = [window[0] * k, window[1], window[2] * sum.sin()];
        three.sort_by(|a, b| a.total_cmp(b));
        sum += three[1] * three[2];
    }
    let mut pairs: Vec<[f64; 2]> = xs.iter().enumerate().map(|(i, x)| [(i % 2) as f64, x * k]).collect();
    pairs.sort_by(|a, b| a[0].partial_cmp(&b[0]).unwrap());
    let mut lists = vec![xs.to_vec(); 3];
    for i in 0..3 {
        lists[i].sort_by(|a, b| b.total_cmp(a));
        sum += lists[i].iter().enumerate().map(|(j, x)| x * (i + j) as f64).sum::<f64>();
    }
    pairs.iter().enumerate().map(|(i, pair)| pair[1] * pair[1] * i as f64).sum::<f64>() * sum
}

#[differentiable]
fn joined(m: &[[f64; 3]; 2], rows: &[Vec<f64>], k: f64) -> f64 {
    let all = m.concat();
    let mut rest = rows.concat();
    rest.push(k);
    let sum = all.iter().zip(&rest).map(|(x, y)| x * y).sum::<f64>();
    sum * m.iter().map(|row| row.iter().sum::<f64>()).product::<f64>()
        + m.iter().flatten().sum::<f64>() * rest.len() as f64
}

#[test]
fn arranged() {
    zoo!(mapped, mapped_grad, mapped_grad_into, mapped_vjp: array(), &array(), number());
    zoo!(from_functions, from_functions_grad, from_functions_grad_into, from_functions_vjp: &array::<0>(), number());
    zoo!(from_functions, from_functions_grad, from_functions_grad_into, from_functions_vjp: &array::<5>(), number());
    for n in LENGTHS {
        zoo!(sorted, sorted_grad, sorted_grad_into, sorted_vjp: &numbers(n), number());
        zoo!(median, median_grad, median_grad_into, median_vjp: &mut numbers(n));
        zoo!(medians, medians_grad, medians_grad_into, medians_vjp: &numbers(n), number());
        let draw = || rows::<2>(n).iter().map(|row| row.to_vec()).collect::<Vec<_>>();
        zoo!(joined, joined_grad, joined_grad_into, joined_vjp: &matrix(), &draw(), number());
    }
}
