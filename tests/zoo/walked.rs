//! Iterators that are gone through from their start, in longer chains than those of `pairs`.

use crate::harness::{LENGTHS, number, numbers, rows};
use grad::differentiable;

#[differentiable]
fn parts_of_chains(xs: &[f64], ys: &[f64], k: f64) -> f64 {
    let positive = xs.iter().filter(|x| **x > 0.0).chain(ys.iter().filter(|y| **y < 0.0)).map(|x| x * x * k);
    let mut sum: f64 = positive.sum();
    sum += xs
        .iter()
        .take_while(|x| **x > 0.0)
        .chain(ys)
        .chain(xs.iter().skip_while(|x| **x > 0.0))
        .fold(k, |a, x| a * k + x);
    sum +=
        xs.iter().chain(ys).filter(|x| **x > 0.0).take(2).chain(ys).enumerate().map(|(i, x)| x * i as f64).sum::<f64>();
    let reversed = xs.iter().filter(|x| **x > 0.0).chain(ys.iter().filter(|y| **y > 0.0));
    sum + reversed.rev().fold(1.0, |a, x| a * 0.5 + x)
}

/// Only the first part of the chain ends early.
#[differentiable]
fn parts_that_end(xs: &[f64], ys: &[f64], k: f64) -> f64 {
    let one = xs.iter().filter(|x| **x > 0.0).take(1).chain(ys.iter().filter(|x| **x > 0.0).take(1));
    let sum: f64 = one.map(|x| x.sin()).sum();
    let both = xs.iter().filter(|x| **x > 0.0).zip(ys).chain(ys.iter().zip(xs));
    both.map(|(x, y)| x * y.sin()).sum::<f64>() + sum * k
}

#[differentiable(wrt(xs))]
fn beside_constants(xs: &[f64], cs: &[f64], n: usize) -> f64 {
    let mut sum = xs.iter().zip(cs.iter().filter(|c| **c > 0.0)).map(|(x, c)| x * c).sum::<f64>();
    sum += cs.iter().filter(|c| **c > 0.0).zip(xs).map(|(c, x)| x * x * c).sum::<f64>();
    sum += cs.iter().filter(|c| **c > 0.0).chain(xs).map(|x| x * x * x).sum::<f64>();
    sum += xs.iter().filter(|x| **x > 0.0).zip(cs.iter().cycle().take(3)).map(|(x, c)| x * c).sum::<f64>();
    sum += xs.iter().zip(cs.iter().cycle()).map(|(x, c)| x.cos() * c).sum::<f64>();
    sum += xs.iter().zip(std::iter::repeat(2.0)).map(|(x, c)| x.powi(3) * c).sum::<f64>();
    sum += (0..n).filter(|i| i % 2 == 0).zip(xs.iter().rev()).map(|(i, x)| x * i as f64).sum::<f64>();
    sum + xs.iter().zip((0..).filter(|i| i % 3 != 0)).map(|(x, i)| x.sin() * i as f64).sum::<f64>()
}

/// What is gone through is left, and left out.
#[differentiable]
fn left(xs: &[f64], ys: &[f64], k: f64) -> f64 {
    let mut sum = k;
    for (i, x) in xs.iter().filter(|x| **x > 0.0).chain(ys).enumerate() {
        if i == 3 {
            continue;
        }
        sum = sum * x.cos() + k;
        if sum.abs() > 50.0 {
            break;
        }
        if i == 6 {
            return sum * k;
        }
    }
    sum
}

/// The closure is asked as often as Rust asks it.
#[differentiable]
fn closures_that_count(xs: &[f64], k: f64) -> f64 {
    let mut asked = 0.0;
    let taken: f64 = xs
        .iter()
        .map(|x| {
            asked += x;
            x * k
        })
        .take(2)
        .sum();
    let mut seen = 1.0;
    let skipped: f64 = xs
        .iter()
        .map(|x| {
            seen *= k;
            x * seen
        })
        .skip(1)
        .step_by(2)
        .sum();
    let mut last = 0.0;
    let zipped: f64 = xs
        .iter()
        .zip(xs[..xs.len() / 2].iter().map(|x| {
            last = *x;
            x.sin()
        }))
        .map(|(x, y)| x * y)
        .sum();
    taken * asked + skipped * seen + zipped * last
}

#[differentiable]
fn changed_in_place(xs: &mut [f64], ys: &mut [f64], k: f64) -> f64 {
    for x in xs.iter_mut().chain(ys.iter_mut()) {
        *x *= k;
    }
    xs.iter_mut().filter(|x| **x > 0.0).take(2).for_each(|x| *x = x.sin() + k);
    ys.iter_mut().skip_while(|y| **y > 0.0).enumerate().for_each(|(i, y)| *y += i as f64 * k);
    xs.iter().chain(ys.iter()).map(|x| x * x).sum()
}

#[differentiable]
fn flat(rows: &[[f64; 3]], xs: &[f64], k: f64) -> f64 {
    let mut sum: f64 = rows.iter().flatten().map(|x| x * x).sum();
    sum += rows.iter().flat_map(|row| row.iter()).filter(|x| **x > 0.0).take(4).map(|x| x.sin() * k).sum::<f64>();
    sum += rows.iter().flat_map(|r| r.iter().map(|x| x * r[0])).zip(xs).map(|(a, x)| a * x).sum::<f64>();
    // The names inside are not those outside.
    let x = k;
    sum += xs.iter().flat_map(|x| [*x, x * k]).map(|y| y * x).fold(k, |a, y| (a * y).sin());
    let list: Vec<f64> =
        rows.iter().enumerate().flat_map(|(i, row)| row.iter().skip(i).map(move |x| x * i as f64)).collect();
    list.iter().enumerate().map(|(i, x)| x * (i as f64).cos()).sum::<f64>() * sum
}

#[differentiable]
fn flat_and_left(rows: &[Vec<f64>], k: f64) -> f64 {
    let mut sum = k;
    let mut count = 0;
    'all: for (i, x) in rows.iter().flatten().enumerate() {
        for j in 0..2 {
            if i == 2 {
                continue 'all;
            }
            if i == 5 && j == 1 {
                break 'all;
            }
            sum += x * k;
        }
        count += 1;
        if *x < -1.5 {
            continue;
        }
        sum *= 0.5;
        if count > 4 {
            break;
        }
    }
    for (i, j) in (0..rows.len()).flat_map(|i| (0..rows[i].len()).map(move |j| (i, j))) {
        sum += rows[i][j] * rows[i][0] * (j + 1) as f64;
    }
    sum
}

#[differentiable]
fn mapped_or_left_out(xs: &[f64], k: f64) -> f64 {
    let logarithms: f64 = xs.iter().filter_map(|x| if *x > 0.0 { Some(x.ln() * k) } else { None }).sum();
    let mut sum = logarithms;
    for (i, x) in xs.iter().enumerate().filter_map(|(i, x)| if i == 1 { None } else { Some(x * k) }).enumerate() {
        sum = sum * x.cos() + i as f64 * k;
    }
    let roots: Vec<f64> = xs
        .iter()
        .filter_map(|&x| match x < 0.0 {
            true => None,
            false => Some(x.sqrt()),
        })
        .take(2)
        .collect();
    sum + roots.iter().map(|x| x * x * x).sum::<f64>()
}

#[test]
fn walked() {
    for n in LENGTHS {
        for m in [0, 1, 3] {
            zoo!(
                parts_of_chains, parts_of_chains_grad, parts_of_chains_grad_into, parts_of_chains_vjp:
                &numbers(n), &numbers(m), number()
            );
            zoo!(
                parts_that_end, parts_that_end_grad, parts_that_end_grad_into, parts_that_end_vjp:
                &numbers(n), &numbers(m), number()
            );
            zoo!(
                beside_constants, beside_constants_grad, beside_constants_grad_into, beside_constants_vjp:
                &numbers(n), =&[1.5, -2.0, 0.5, 3.0][..m.max(1)], =m
            );
            zoo!(left, left_grad, left_grad_into, left_vjp: &numbers(n), &numbers(m), number());
            zoo!(
                changed_in_place, changed_in_place_grad, changed_in_place_grad_into, changed_in_place_vjp:
                &mut numbers(n), &mut numbers(m), number()
            );
            zoo!(flat, flat_grad, flat_grad_into, flat_vjp: &rows(m), &numbers(n), number());
        }
        zoo!(
            mapped_or_left_out, mapped_or_left_out_grad, mapped_or_left_out_grad_into, mapped_or_left_out_vjp:
            &numbers(n), number()
        );
        zoo!(
            closures_that_count, closures_that_count_grad, closures_that_count_grad_into, closures_that_count_vjp:
            &numbers(n), number()
        );
    }
    for lengths in [&[][..], &[1], &[2, 1], &[3, 4, 2, 1]] {
        let draw = || lengths.iter().map(|n| numbers(*n)).collect::<Vec<_>>();
        zoo!(flat_and_left, flat_and_left_grad, flat_and_left_grad_into, flat_and_left_vjp: &draw(), number());
    }
}

#[test]
#[should_panic(expected = "step != 0")]
fn steps_of_nothing() {
    #[differentiable]
    fn f(xs: &[f64], step: usize) -> f64 {
        xs.iter().filter(|x| **x > 0.0).step_by(step).sum()
    }
    f_grad(&[], 0);
}
