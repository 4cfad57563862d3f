//! Closures with names that change what they capture.

use crate::harness::{LENGTHS, number, numbers};
use grad::differentiable;

#[differentiable]
fn adds(xs: &[f64], k: f64) -> f64 {
    let mut total = k;
    let mut add = |v: f64| total += v * v;
    for x in xs {
        add(*x);
    }
    add(k);
    total * k
}

/// Its variable is a constant where the closure stands.
#[differentiable]
fn adds_to_a_constant(xs: &[f64], k: f64) -> f64 {
    let mut total = 0.0;
    let mut count = 0;
    let mut add = |v: f64, times: usize| {
        total += v;
        count += times;
    };
    for (i, x) in xs.iter().enumerate() {
        if *x > 0.0 {
            add(x * k, i);
        } else {
            add(0.5, 1);
        }
    }
    total * total * k + count as f64 * k
}

#[differentiable]
fn handed_on(xs: &[f64], k: f64) -> f64 {
    let mut total = k;
    let mut add = |v: &f64| total += v * v * k;
    xs.iter().for_each(&mut add);
    add(&k);
    xs.iter().filter(|x| **x > 0.0).for_each(add);
    let mut product = 1.0;
    let multiply = |v: f64| product *= v;
    xs.iter().copied().for_each(multiply);
    total * k + product
}

#[differentiable]
fn pushes(xs: &[f64], k: f64) -> f64 {
    let mut all = Vec::new();
    let mut add = |v: f64| all.push(v * k);
    for x in xs {
        add(*x);
        add(x * x);
    }
    let mut room = [k; 3];
    let mut store = |i: usize, v: f64| {
        room[i % 3] = room[(i + 1) % 3] * v;
    };
    xs.iter().enumerate().for_each(|(i, x)| store(i, *x));
    all.iter().enumerate().map(|(i, a)| a * a * i as f64).sum::<f64>() * room[0] + room[1]
}

/// A state that gives a value at each call, and a closure that calls another one.
#[differentiable]
fn draws(k: f64, n: usize) -> f64 {
    let mut seed = k;
    let mut next = || {
        seed = (seed * 1.3 + k).sin();
        seed
    };
    let first = next();
    let mut sum = 0.0;
    let mut take = |scale: f64| {
        let drawn = next();
        if drawn < 0.0 {
            return drawn * scale;
        }
        sum += drawn * drawn;
        scale
    };
    let mut last = first;
    let mut i = 0;
    while i < n {
        last = take(last) * 0.9;
        i += 1;
    }
    sum * first + last
}

/// A name that means something else inside of the closure, and where it is called.
#[differentiable]
fn shadowed(xs: &[f64], k: f64) -> f64 {
    let mut total = k;
    let mut add = |k: f64| {
        let v = k * k;
        total += v;
    };
    for x in xs {
        let total = x * k;
        add(total);
        for k in 0..2 {
            add(k as f64);
        }
    }
    total
}

#[test]
fn changing() {
    for n in LENGTHS {
        zoo!(adds, adds_grad, adds_grad_into, adds_vjp: &numbers(n), number());
        zoo!(
            adds_to_a_constant, adds_to_a_constant_grad, adds_to_a_constant_grad_into, adds_to_a_constant_vjp:
            &numbers(n), number()
        );
        zoo!(handed_on, handed_on_grad, handed_on_grad_into, handed_on_vjp: &numbers(n), number());
        zoo!(pushes, pushes_grad, pushes_grad_into, pushes_vjp: &numbers(n), number());
        zoo!(draws, draws_grad, draws_grad_into, draws_vjp: number(), =n);
        zoo!(shadowed, shadowed_grad, shadowed_grad_into, shadowed_vjp: &numbers(n), number());
    }
}
