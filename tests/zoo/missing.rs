//! What may be missing: elements, the last of a stack, the largest of some; slices taken apart by patterns.

use crate::harness::{LENGTHS, number, numbers};
use grad::differentiable;

#[differentiable(constant(table))]
fn looked_up(xs: &[f64], table: &[f64], k: f64, n: usize) -> f64 {
    let Some(c) = table.get(n) else { return k * 2.0 };
    let Some(x) = xs.get(n) else { return k * c };
    let [first, .., last] = xs else { return x * k };
    let mut sum = x * c + first * last * k;
    for i in 0..n + 3 {
        let Some(&y) = xs.get(i) else { continue };
        let Some((before, weight)) = table[..i.min(table.len())].iter().enumerate().last() else { continue };
        sum += y * k * before as f64 * weight;
    }
    let Some(above) = xs.iter().position(|x| *x > 0.5) else { return sum };
    sum * xs[above]
}

#[differentiable]
fn asked(xs: &[f64], k: f64) -> f64 {
    let x = k;
    let mut sum = match xs.first() {
        Some(x) => x * k,
        None => x,
    };
    if let Some(x) = xs.iter().nth(1)
        && *x > 0.0
    {
        sum += x * x;
    } else {
        sum += x;
    }
    sum += xs.iter().map(|x| x * k).last().unwrap_or(0.5) + xs.iter().rev().copied().next().unwrap_or_else(|| k * k);
    sum += xs.last().map_or(k, |x| x.sin()) + xs.get(2).map(|x| x.exp()).unwrap_or(k);
    if let Some((first, others)) = xs.split_first() {
        sum += others.iter().map(|x| x * first).sum::<f64>();
    }
    let Some((last, others)) = xs.split_last() else { return sum };
    sum * last + others.len() as f64 * last
}

#[differentiable]
fn extremes(xs: &[f64], k: f64) -> f64 {
    let Some(largest) = xs.iter().copied().reduce(f64::max) else { return k };
    let k = k * xs.iter().fold(&xs[0], |best, a| if a > best { a } else { best });
    let least = xs.iter().reduce(|a, b| if a < b { a } else { b }).unwrap();
    let (i, nearest) =
        xs.iter().enumerate().min_by(|(_, a), (_, b)| (*a - k).abs().total_cmp(&(*b - k).abs())).unwrap();
    let top = xs.iter().max_by(|a, b| a.partial_cmp(b).unwrap()).unwrap();
    let scaled = xs.iter().map(|x| x * k).min_by(f64::total_cmp).expect("there are some");
    let product = xs.iter().map(|x| x + k).reduce(|a, b| a * b * 0.5).unwrap();
    largest * least + nearest * (i + 1) as f64 + top * scaled * product
}

#[differentiable]
fn stack(xs: &[f64], k: f64) -> f64 {
    let mut stack = vec![k];
    let mut sum = 0.0;
    for x in xs {
        stack.push(x * k);
        if *x < 0.0 {
            let top = stack.pop().unwrap();
            sum += top.sin();
            stack.push(top * top);
        }
    }
    while let Some(x) = stack.pop() {
        sum = sum * k + x;
        if sum > 20.0 {
            break;
        }
        if x > 1.5 && stack.len() < 3 {
            stack.push(x * 0.3);
            continue;
        }
    }
    sum
}

#[differentiable]
fn tree(xs: &[f64]) -> f64 {
    let mut left = vec![(0, xs.len())];
    let mut sum = 0.0;
    while let Some((from, to)) = left.pop() {
        if to - from == 1 {
            sum = xs[from] * xs[from] + (sum * xs[from]).sin();
        } else if to > from {
            let middle = (from + to) / 2;
            left.push((from, middle));
            left.push((middle, to));
        }
    }
    let mut i = 0;
    while let Some(x) = xs.get(i)
        && *x > -1.0
    {
        sum += x * x;
        i += 1;
    }
    sum
}

#[differentiable]
fn rows_taken_off(xs: &[f64], k: f64) -> f64 {
    let mut rows = Vec::new();
    for x in xs {
        rows.push([x * k, x * x]);
    }
    rows.truncate(4);
    let mut sum = k;
    if let Some([a, b]) = rows.pop() {
        sum += a * b;
    }
    rows.reverse();
    rows.pop();
    for row in &rows {
        sum = sum * row[0] + row[1];
    }
    if rows.pop().is_some() {
        sum *= k;
    }
    while !rows.pop().is_none() {
        sum += k * k;
    }
    rows.clear();
    rows.push([sum, k]);
    rows[0][0] * rows[0][1]
}

#[differentiable]
fn turned(xs: &mut Vec<f64>, k: f64) -> f64 {
    xs.push(k);
    xs.rotate_left(1);
    let sum = xs.iter().enumerate().map(|(i, x)| x * i as f64).sum::<f64>();
    let n = xs.len();
    xs[..n / 2].rotate_right(n / 4);
    xs.truncate(3);
    xs.iter().enumerate().map(|(i, x)| x * x * (i + 1) as f64).sum::<f64>() * sum
}

#[differentiable]
fn patterns(xs: &[f64], k: f64) -> f64 {
    let sum = match xs {
        [] => k,
        [x] => x * k,
        [x, y] => x * y,
        [first, middle @ .., last] => first * last * middle.iter().map(|x| x * k).sum::<f64>(),
    };
    let other = match xs {
        [.., last] => last * sum,
        _ => k,
    };
    if let [x, y, rest @ ..] = xs { x * y * sum + rest.len() as f64 * other } else { other * k }
}

#[differentiable]
fn recursive(xs: &[f64]) -> f64 {
    match xs {
        [] => 1.0,
        [first, rest @ ..] => first.sin() + first * recursive(rest),
    }
}

#[differentiable]
fn asked_by_name(xs: &[f64], k: f64) -> f64 {
    if xs.is_empty() {
        return k;
    }
    let mut it = xs.iter();
    let mut best = *it.next().unwrap();
    for x in it {
        if x * k > best * k {
            best = *x;
        }
    }
    let mut values = xs.iter().map(|x| x * k);
    let first = values.next().unwrap();
    let second = values.next().unwrap_or(k);
    best * first * second + values.fold(k, |a, x| (a * x).sin())
}

/// What a reference refers to, in a variable that changes.
#[differentiable]
fn changed_later(xs: &[f64], k: f64) -> f64 {
    let mut best = *xs.first().unwrap_or(&k);
    let mut sum = k;
    for x in xs {
        if x * k > best * k {
            best = *x;
        }
        let mut y = *x;
        y *= k;
        if y < 0.0 {
            y = best * y;
        }
        sum += y * y;
        let mut z = *x;
        z += sum;
        sum += z.sin();
    }
    let mut last = *xs.last().unwrap_or(&k);
    last = last * last + k;
    best * sum + last
}

#[differentiable]
fn chosen_references(x: f64, y: f64, xs: &[f64]) -> f64 {
    let larger = if x > y { &x } else { &y };
    let mut sum = larger * larger;
    for (a, b) in xs.iter().zip(xs.iter().rev()) {
        let (small, large) = if a < b { (a, b) } else { (b, a) };
        let other = match *small > 0.0 {
            true => small,
            false => larger,
        };
        sum = sum * small.sin() + large * y * *other;
    }
    sum
}

#[test]
fn missing() {
    for n in LENGTHS {
        for m in [0, 1, 3] {
            zoo!(
                looked_up, looked_up_grad, looked_up_grad_into, looked_up_vjp:
                &numbers(n), =&[0.5, 1.5, -0.7][..m], number(), =m / 2
            );
        }
        zoo!(changed_later, changed_later_grad, changed_later_grad_into, changed_later_vjp: &numbers(n), number());
        zoo!(
            chosen_references, chosen_references_grad, chosen_references_grad_into, chosen_references_vjp:
            number(), number(), &numbers(n)
        );
        zoo!(asked, asked_grad, asked_grad_into, asked_vjp: &numbers(n), number());
        zoo!(extremes, extremes_grad, extremes_grad_into, extremes_vjp: &numbers(n), number());
        zoo!(stack, stack_grad, stack_grad_into, stack_vjp: &numbers(n), number());
        zoo!(tree, tree_grad, tree_grad_into, tree_vjp: &numbers(n));
        zoo!(rows_taken_off, rows_taken_off_grad, rows_taken_off_grad_into, rows_taken_off_vjp: &numbers(n), number());
        zoo!(patterns, patterns_grad, patterns_grad_into, patterns_vjp: &numbers(n), number());
        zoo!(recursive, recursive_grad, recursive_grad_into, recursive_vjp: &numbers(n));
        zoo!(asked_by_name, asked_by_name_grad, asked_by_name_grad_into, asked_by_name_vjp: &numbers(n), number());
    }
}
