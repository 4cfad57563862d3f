//! Vectors whose elements are moved along, taken out and put in; parts that are changed through what gives them.

use crate::harness::{LENGTHS, number, numbers};
use grad::differentiable;

#[differentiable]
fn retained(xs: &[f64], k: f64) -> f64 {
    let mut v: Vec<f64> = xs.iter().map(|x| x * k).collect();
    v.retain(|x| *x > 0.0);
    v.iter().enumerate().map(|(i, x)| x * i as f64 * k).sum()
}

#[differentiable]
fn drained(xs: &[f64], k: f64) -> f64 {
    let mut v: Vec<f64> = xs.iter().map(|x| x * k).collect();
    let mut sum = k;
    for x in v.drain(..) {
        sum = sum * k + x;
    }
    v.push(sum);
    v[0]
}

#[differentiable]
fn drained_front(xs: &[f64], k: f64) -> f64 {
    let mut v: Vec<f64> = xs.iter().map(|x| x * k).collect();
    let n = v.len() / 2;
    let front: f64 = v.drain(..n).sum();
    front * v.iter().sum::<f64>()
}

#[differentiable]
fn inserted(xs: &[f64], k: f64) -> f64 {
    let mut v = Vec::new();
    for x in xs {
        let at = v.iter().position(|y| y > x).unwrap_or(v.len());
        v.insert(at, *x);
    }
    v.iter().enumerate().map(|(i, x)| x * i as f64 * k).sum()
}

#[differentiable]
fn removed(xs: &[f64], k: f64) -> f64 {
    let mut v = xs.to_vec();
    let mut sum = k;
    while !v.is_empty() {
        let x = v.remove(0);
        sum = sum * x + k;
    }
    sum
}

#[differentiable]
fn removed_swap(xs: &[f64], k: f64) -> f64 {
    let mut v = xs.to_vec();
    let mut sum = k;
    while v.len() > 1 {
        let x = v.swap_remove(0);
        v.remove(0);
        sum = sum * x + k;
    }
    sum
}

#[differentiable]
fn extended(xs: &[f64], k: f64) -> f64 {
    let mut v = vec![k];
    v.extend(xs.iter().map(|x| x * k));
    v.extend(xs);
    v.extend(&xs[..xs.len() / 2]);
    v.extend(xs.iter().filter(|x| **x > 0.0));
    v.extend(vec![k, 1.0]);
    v.extend([k * k; 2]);
    v.iter().enumerate().map(|(i, x)| x * i as f64 * x).sum()
}

#[differentiable]
fn resized(xs: &[f64], k: f64) -> f64 {
    let mut v = xs.to_vec();
    v.resize(3, k);
    v.resize(2, 0.0);
    v.resize(5, 0.0);
    v[4] += k;
    v.iter().enumerate().map(|(i, x)| x * i as f64 * x).sum()
}

#[differentiable]
fn first_mut(xs: &mut [f64], k: f64) -> f64 {
    if let Some(first) = xs.first_mut() {
        *first *= k;
    }
    if let Some(last) = xs.last_mut() {
        *last = *last * *last + k;
    }
    if let Some(x) = xs.get_mut(1) {
        *x += k;
    }
    if let Some((first, rest)) = xs.split_first_mut() {
        for x in rest {
            *x *= *first;
        }
    }
    if let Some((last, rest)) = xs.split_last_mut() {
        for x in rest {
            *x += *last * k;
        }
    }
    xs.iter().map(|x| x * x).sum()
}

#[differentiable]
fn first_mut_unwrapped(xs: &mut [f64], k: f64) -> f64 {
    if xs.len() < 2 {
        return k;
    }
    *xs.first_mut().unwrap() *= k;
    *xs.last_mut().unwrap() += k;
    *xs.get_mut(1).unwrap() = k * k;
    let (first, rest) = xs.split_first_mut().unwrap();
    *first *= rest[0];
    rest[0] += *first;
    xs.iter().map(|x| x * x).sum()
}

#[differentiable]
fn exact_mut(xs: &mut [f64], k: f64) -> f64 {
    for pair in xs.chunks_exact_mut(2) {
        let t = pair[0];
        pair[0] = pair[1] * k;
        pair[1] = t * t;
    }
    xs.iter().sum()
}

#[differentiable]
fn replaced(xs: &[f64], k: f64) -> f64 {
    let mut last = k;
    let mut sum = 0.0;
    for x in xs {
        let before = std::mem::replace(&mut last, x * k);
        sum += before * x;
    }
    sum + last
}

#[differentiable]
fn replaced_vec(xs: &[f64], k: f64) -> f64 {
    let mut last = vec![k, k * k];
    let mut sum = 0.0;
    for x in xs {
        let before = std::mem::replace(&mut last, vec![x * k, x * x]);
        sum += before[0] * before[1] * x;
    }
    sum + last[0]
}

#[differentiable]
fn taken(xs: &[f64], k: f64) -> f64 {
    let mut now = Vec::new();
    let mut sum = 0.0;
    for x in xs {
        now.push(x * k);
        if *x > 0.0 {
            let all = std::mem::take(&mut now);
            sum += all.iter().product::<f64>();
        }
    }
    sum + now.iter().sum::<f64>()
}

#[differentiable]
fn taken_float(xs: &[f64], k: f64) -> f64 {
    let mut now = k;
    let mut sum = 0.0;
    for x in xs {
        now += x * k;
        if *x > 0.0 {
            sum += std::mem::take(&mut now) * x;
        }
    }
    sum + now
}

/// What names refer to, exchanged.
#[differentiable]
fn swapped_by_names(xs: &[f64], k: f64) -> f64 {
    let mut v = xs.to_vec();
    let mut w = vec![k; xs.len()];
    for (a, b) in v.iter_mut().zip(w.iter_mut()) {
        std::mem::swap(a, b);
        *a *= *b;
    }
    v.iter().zip(&w).map(|(a, b)| a * a * b).sum()
}

#[differentiable]
fn swapped_arguments(a: &mut f64, b: &mut f64) -> f64 {
    std::mem::swap(a, b);
    let old = std::mem::replace(a, *b * 3.0);
    *a * old * *b
}

/// Numbers that are computed, and changed by a name for them.
#[differentiable]
fn changed_by_a_name(x: f64, y: f64) -> f64 {
    let mut a = x * y;
    let mut b = -y;
    {
        let first = &mut a;
        *first *= 2.0;
    }
    let (first, second) = (&mut a, &mut b);
    *first += x * *second;
    *second *= *first;
    a * b
}

#[differentiable]
fn changed_in_each_trip(xs: &[f64], k: f64) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        let mut a = x * x + k;
        let name = &mut a;
        for _ in 0..2 {
            *name *= *x;
        }
        sum += a;
    }
    sum
}

#[differentiable]
fn scaled(xs: &[f64], k: f64) -> Vec<f64> {
    xs.iter().map(|x| (x * k).sin()).collect()
}

#[differentiable]
fn squares(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        sum += xs[i] * xs[i];
    }
    sum
}

#[differentiable]
fn squares_of(xs: Vec<f64>) -> f64 {
    squares(&xs)
}

#[differentiable]
fn looked_at_and_stored(xs: &[f64], k: f64) -> f64 {
    let mut state = xs.to_vec();
    let mut sum = k;
    for _ in 0..3 {
        let next = scaled(&state, k);
        sum += squares(&next);
        state = next;
    }
    sum * squares(&state)
}

#[differentiable]
fn looked_at_and_collected(xs: &[f64], k: f64) -> f64 {
    let mut rows = Vec::new();
    let mut sum = k;
    for i in 0..2 {
        let row = scaled(xs, k * (i + 1) as f64);
        sum += squares(&row);
        rows.push(row);
    }
    sum * squares(&rows[0]) + squares(&rows[1])
}

#[differentiable]
fn looked_at_and_handed_over(xs: &[f64], k: f64) -> f64 {
    let row = scaled(xs, k);
    let sum = squares(&row);
    let other = scaled(xs, sum);
    let more = squares(&other);
    let pair = [row, other];
    let last = scaled(&pair[1], more);
    sum * squares(&pair[0]) + more * squares(&last) + squares_of(last)
}

/// What starts as a constant has no type that could be seen.
#[differentiable]
fn constant_moved_and_chosen(x: f64, y: f64) -> f64 {
    let given = vec![1.0, 2.0, 3.0];
    let mut scaled = given;
    scaled[0] *= x;
    let moved = scaled;
    let other = vec![0.5; 3];
    let mut chosen = if y > x { moved } else { other };
    chosen[1] += y;
    chosen[0] * chosen[1]
}

#[test]
fn moved() {
    for (x, y) in [(0.75, 1.5), (1.5, 0.75)] {
        zoo!(
            constant_moved_and_chosen, constant_moved_and_chosen_grad, constant_moved_and_chosen_grad_into,
            constant_moved_and_chosen_vjp: x, y
        );
    }
    for n in LENGTHS {
        zoo!(
            looked_at_and_stored, looked_at_and_stored_grad, looked_at_and_stored_grad_into, looked_at_and_stored_vjp:
            &numbers(n), number()
        );
        zoo!(
            looked_at_and_collected, looked_at_and_collected_grad, looked_at_and_collected_grad_into,
            looked_at_and_collected_vjp: &numbers(n), number()
        );
        zoo!(
            looked_at_and_handed_over, looked_at_and_handed_over_grad, looked_at_and_handed_over_grad_into,
            looked_at_and_handed_over_vjp: &numbers(n), number()
        );
        zoo!(retained, retained_grad, retained_grad_into, retained_vjp: &numbers(n), number());
        zoo!(drained, drained_grad, drained_grad_into, drained_vjp: &numbers(n), number());
        zoo!(drained_front, drained_front_grad, drained_front_grad_into, drained_front_vjp: &numbers(n), number());
        zoo!(inserted, inserted_grad, inserted_grad_into, inserted_vjp: &numbers(n), number());
        zoo!(removed, removed_grad, removed_grad_into, removed_vjp: &numbers(n), number());
        zoo!(removed_swap, removed_swap_grad, removed_swap_grad_into, removed_swap_vjp: &numbers(n), number());
        zoo!(extended, extended_grad, extended_grad_into, extended_vjp: &numbers(n), number());
        zoo!(resized, resized_grad, resized_grad_into, resized_vjp: &numbers(n), number());
        zoo!(first_mut, first_mut_grad, first_mut_grad_into, first_mut_vjp: &mut numbers(n), number());
        zoo!(first_mut_unwrapped, first_mut_unwrapped_grad, first_mut_unwrapped_grad_into, first_mut_unwrapped_vjp: &mut numbers(n), number());
        zoo!(exact_mut, exact_mut_grad, exact_mut_grad_into, exact_mut_vjp: &mut numbers(n), number());
        zoo!(replaced, replaced_grad, replaced_grad_into, replaced_vjp: &numbers(n), number());
        zoo!(replaced_vec, replaced_vec_grad, replaced_vec_grad_into, replaced_vec_vjp: &numbers(n), number());
        zoo!(taken, taken_grad, taken_grad_into, taken_vjp: &numbers(n), number());
        zoo!(taken_float, taken_float_grad, taken_float_grad_into, taken_float_vjp: &numbers(n), number());
        zoo!(
            changed_in_each_trip, changed_in_each_trip_grad, changed_in_each_trip_grad_into, changed_in_each_trip_vjp:
            &numbers(n), number()
        );
        zoo!(swapped_by_names, swapped_by_names_grad, swapped_by_names_grad_into, swapped_by_names_vjp: &numbers(n), number());
    }
    zoo!(changed_by_a_name, changed_by_a_name_grad, changed_by_a_name_grad_into, changed_by_a_name_vjp: number(), number());
    zoo!(
        swapped_arguments, swapped_arguments_grad, swapped_arguments_grad_into, swapped_arguments_vjp:
        &mut number(), &mut number()
    );
}
