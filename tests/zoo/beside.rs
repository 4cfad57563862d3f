//! Constants beside active values: arrays made for one call, vectors that are changed in place, closures that count.

use crate::harness::{LENGTHS, number, numbers, positive};
use grad::differentiable;

#[differentiable(constant(table))]
fn weighted(x: f64, k: usize, table: &[f64]) -> f64 {
    let mut y = x;
    for i in 0..3 {
        y = (y * table[(i + k) % table.len()]).sin();
        if y > 0.9 {
            break;
        }
    }
    y
}

/// Called with arrays that live no longer than the call.
#[differentiable]
fn made_for_the_call(xs: &[f64], k: f64) -> f64 {
    let mut sum = k;
    let mut last = [k];
    for (i, x) in xs.iter().enumerate() {
        last = if *x > 0.3 {
            let mut t = weighted(sum, i, &[i as f64, 0.3_f64.sin()]);
            for j in 0..i {
                if t * k > weighted(t, j, &[0.5, 0.5 + 0.1]) {
                    t += (last[0] * t).sin();
                    continue;
                }
                last[0] *= 0.25;
            }
            [last[0] - t]
        } else {
            last.clone()
        };
        sum += weighted(x * k, 1, &vec![0.2_f64.exp(); 3]) * last[0];
    }
    sum
}

/// A vector of constants that some ways through a trip change, and others look at.
#[differentiable]
fn changed_on_one_way(xs: &[f64], k: f64) -> f64 {
    let mut seen = vec![0.5; xs.len()];
    let mut sum = k;
    for i in 0..xs.len() {
        sum += k * if seen[i] > 2.0 {
            seen[i]
        } else {
            if xs[i] > 1.0 {
                seen[i] += 1.0;
                continue;
            }
            xs[i]
        };
        for part in seen.chunks(2) {
            if part[0] > 3.0 {
                break;
            }
            sum *= part[0] + 0.7;
        }
        seen[0] += sum.signum().abs();
    }
    sum * seen.iter().sum::<f64>()
}

#[differentiable]
fn constants_changed_along(ys: &[f64], k: f64) -> f64 {
    let mut counts = vec![0.5; ys.len() + 1];
    let mut sum = k;
    for (y, c) in ys.iter().zip(counts[1..].iter_mut()) {
        if *y < -1.2 {
            return sum * *c;
        }
        *c += 1.0;
        sum *= *c * y;
    }
    for (y, c) in ys.iter().zip(&mut counts) {
        *c += 0.25;
        sum = sum * *c + y;
    }
    for (y, c) in ys.chunks(2).zip(counts.chunks_mut(2)) {
        c[0] += 1.0;
        sum = (sum * c[0] * y[0]).sin();
    }
    sum * counts[0]
}

/// Closures over constants that change constants.
#[differentiable]
fn counted(xs: &[f64], k: f64, n: usize) -> f64 {
    let mut scale = 0.5;
    (1..n).step_by(2).for_each(|i| {
        scale *= 1.0 + 0.1 * i as f64;
    });
    let mut calls = 0;
    let total = (0..n).fold(0.0, |sum, i| {
        calls += 1;
        sum + i as f64
    });
    let weights = [scale, {
        scale += 1.0;
        scale
    }];
    let more = vec![
        if n > 1 {
            scale *= 2.0;
            scale
        } else {
            total
        },
        calls as f64,
    ];
    xs.iter().enumerate().map(|(i, x)| x * k * weights[i % 2] + more[i % 2] * k).sum::<f64>() * scale
}

/// A fold whose state starts as a constant pair.
#[differentiable]
fn folded_pair(xs: &[f64], k: f64) -> f64 {
    let (a, b) = xs.iter().fold(0.3_f64.sin_cos(), |(a, b), x| (b + k * x, a * x));
    a * b
}

/// A block that changes something active, and gives a constant to be referred to.
#[differentiable]
fn changed_in_an_argument(xs: &mut [f64], k: f64) -> f64 {
    let mut sum = k;
    for i in 0..xs.len() {
        sum += weighted(xs[i], i, &{
            xs[i] += k * xs[i];
            [0.4, 1.5]
        });
    }
    sum * xs.iter().sum::<f64>()
}

/// Methods of floats, called on constants that are found behind references.
#[differentiable(constant(zs))]
fn methods_of_constants(zs: &[f64], xs: &[f64], k: f64) -> f64 {
    let a = zs.iter().map(|z| z.div_euclid(k.sin() + 2.5)).sum::<f64>();
    let b: Vec<f64> = zs.iter().zip(xs).map(|(z, x)| z.max(*x) * z.powf(k)).collect();
    let mut c = k;
    for z in zs {
        c += z.hypot(c) * z.mul_add(k, c);
    }
    a + b.iter().sum::<f64>() + c
}

/// What is cut off may be kept in constants.
#[differentiable]
fn history(xs: &[f64], k: f64) -> f64 {
    let mut history: Vec<f64> = Vec::new();
    let mut sum = k;
    for x in xs {
        sum += x * k;
        history.push(grad::detach(x * 0.0 + 2.0));
    }
    let mut last = [0.0; 3];
    for h in &history {
        last[1] = grad::detach(h.powi(2) + sum * 0.0);
    }
    sum * history.iter().sum::<f64>() + last[1] * k
}

/// States that are constants.
#[differentiable]
fn scanned_constants(xs: &[f64], k: f64) -> f64 {
    let a: f64 = xs
        .iter()
        .scan(k, |state, x| {
            *state = 1.5_f64.tanh();
            Some(*state * x)
        })
        .sum();
    let b: f64 = xs
        .iter()
        .scan(0.0, |state, x| {
            *state += 1.0;
            Some(*state * x * k)
        })
        .sum();
    a + b
}

#[test]
fn beside() {
    for n in LENGTHS {
        zoo!(
            made_for_the_call, made_for_the_call_grad, made_for_the_call_grad_into, made_for_the_call_vjp:
            &numbers(n), number()
        );
        zoo!(
            changed_on_one_way, changed_on_one_way_grad, changed_on_one_way_grad_into, changed_on_one_way_vjp:
            &numbers(n), number()
        );
        zoo!(
            constants_changed_along, constants_changed_along_grad, constants_changed_along_grad_into,
            constants_changed_along_vjp: &numbers(n), number()
        );
        for m in [0, 1, 3] {
            zoo!(
                methods_of_constants, methods_of_constants_grad, methods_of_constants_grad_into,
                methods_of_constants_vjp: =&[0.5, 1.5, 0.7][..m], &numbers(n), positive()
            );
        }
        zoo!(history, history_grad, history_grad_into, history_vjp: &numbers(n), number());
        zoo!(
            scanned_constants, scanned_constants_grad, scanned_constants_grad_into, scanned_constants_vjp:
            &numbers(n), number()
        );
        for m in [0, 1, 4] {
            zoo!(counted, counted_grad, counted_grad_into, counted_vjp: &numbers(n), number(), =m);
        }
        zoo!(folded_pair, folded_pair_grad, folded_pair_grad_into, folded_pair_vjp: &numbers(n), number());
        zoo!(
            changed_in_an_argument, changed_in_an_argument_grad, changed_in_an_argument_grad_into,
            changed_in_an_argument_vjp: &mut numbers(n), number()
        );
    }
}
