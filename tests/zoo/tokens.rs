//! Conditions and constants that are kept as they are written: with variables of their own, with assignments, and with references to what
//! the function's variables stand for.

use grad::differentiable;

use crate::harness::{LENGTHS, between, number, numbers};

const SIX: usize = 6;

/// Variables inside have the names of others outside.
#[differentiable]
fn shadowed(x: f64, xs: &[f64]) -> f64 {
    let k = 3;
    let mut sum = x;
    let twice = |k: usize| match 7 {
        k if k > 5 && x > -5.0 => x * k as f64,
        _ => x * k as f64,
    };
    for x in xs {
        let inner = if (if x.is_nan() {
            *x
        } else {
            let x: f64 = 0.5;
            xs[0] * x
        }) < sum * x
        {
            2.0
        } else {
            3.0
        };
        sum += inner * x;
    }
    if ({
        let mut sum = x * 2.0;
        sum += 3.0;
        sum
    }) > 2.0
    {
        sum *= x;
    }
    if matches!(Some(7), Some(k) if k > 5) && xs.iter().any(|x| *x > k as f64 - 2.5) {
        sum *= 0.5;
    }
    sum + twice(3) + twice(SIX)
}

/// Assignments inside of conditions.
#[differentiable]
fn assigned(x: f64, n: usize) -> f64 {
    let mut product = x;
    let mut k = 0;
    if n == 2
        && ({
            product += 3.0 * x;
            product
        }) > 2.0
        || {
            k += 1;
            k == 1
        } && !({
            product *= x;
            product
        } < 0.0)
    {
        product -= 1.0;
    }
    while {
        k += 1;
        k
    } < 4
        && ({
            product *= 0.5 + x;
            product
        }) < 5.0
    {
        product += x;
    }
    x * product
}

/// What a test is given: references to items, and to the parts of items.
#[differentiable]
fn filtered(x: f64, xs: &[f64]) -> f64 {
    xs.iter()
        .zip(xs.iter().rev())
        .filter(|(a, b)| (**a as f32).atan() < **b as f32 + 1.0)
        .map(|(a, b)| a * b * x)
        .sum::<f64>()
        + xs.iter().enumerate().filter(|(i, a)| xs[*i] * x < **a + 1.0).map(|(_, a)| a * x).sum::<f64>()
        + xs.iter().enumerate().filter(|&(i, a)| xs[i] * a < 2.0 && *a > 0.1).map(|(_, a)| a * x).sum::<f64>()
        + xs.iter().map(|a| (a * x, x)).filter(|(a, b)| *a > *b).map(|(a, b)| a * b).sum::<f64>()
        + xs.iter().map(|a| (a * x, x)).take_while(|&(a, b)| a > -b).map(|(a, b)| a / b).sum::<f64>()
        + xs.iter()
            .zip(xs.iter().enumerate())
            .filter(|(a, (i, b))| **a * **b > 0.0 && *i > 0)
            .map(|(a, (_, b))| a * b)
            .sum::<f64>()
}

/// Nothing but the type tells what these hold.
#[differentiable]
fn empty(x: f64) -> f64 {
    let _unused: Vec<f32> = Vec::new();
    let _more: Vec<u8> = vec![];
    let sum: f64 = 0.0;
    sum + x * x
}

/// The slope of the sine is called on a number that is known.
#[differentiable]
fn a_known_number(x: f64, ys: &[f64; 4]) -> f64 {
    ys.iter().step_by(3).fold(x, |sum, y| sum + (0.0_f64 / (y * y + 0.5)).sin() * 0.4)
}

/// What the part stands for mentions an array's name, and the tokens do too; the vector is looked at afterwards.
#[differentiable]
fn beside_a_part(xs: Vec<f64>, buffer: &mut [f64; 3]) -> f64 {
    let part = &xs[..1];
    let mut product = xs[0];
    product *= xs[1];
    product *= if ({
        let scaled = product * 0.5;
        scaled.sin()
    }) > part[0] * xs[1] * buffer[0]
    {
        xs[1]
    } else {
        2.0 * part[0]
    };
    let start = &buffer[..2];
    let most = xs.iter().zip(start.iter()).filter(|(x, b)| *x * *b < buffer[2]).map(|(x, b)| x * b).sum::<f64>();
    buffer[2] = product;
    product * most + xs.iter().sum::<f64>() * buffer[0]
}

#[test]
fn kept_tokens() {
    for n in LENGTHS {
        zoo!(filtered, filtered_grad, filtered_grad_into, filtered_vjp: between(0.4, 0.6), &numbers(n));
        if n > 0 {
            zoo!(shadowed, shadowed_grad, shadowed_grad_into, shadowed_vjp: number(), &numbers(n));
        }
        zoo!(assigned, assigned_grad, assigned_grad_into, assigned_vjp: number(), =n);
    }
    zoo!(
        beside_a_part, beside_a_part_grad, beside_a_part_grad_into, beside_a_part_vjp:
        numbers(3), &mut [number(), number(), number()]
    );
    zoo!(empty, empty_grad, empty_grad_into, empty_vjp: number());
    zoo!(
        a_known_number, a_known_number_grad, a_known_number_grad_into, a_known_number_vjp:
        number(), &[number(), number(), number(), number()]
    );
}
