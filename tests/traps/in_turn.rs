//! Vectors that a loop fills from the start, one element a trip, and those that only look like it.

use grad::differentiable;

use crate::harness::numbers;

/// Value and gradients against the function itself and finite differences, for 0, 1, 2 and many elements and two seeds.
macro_rules! agrees {
    ($($f:ident, $vjp:ident, $grad:ident;)*) => {$(
        #[test]
        fn $f() {
            for n in [0, 1, 2, 7, 20] {
                let x = numbers(n);
                let (value, d) = $grad(&x);
                assert_eq!(value, super::$f(&x), "n = {n}");
                grad::check::gradient_of(super::$f, &x, &d).assert();
                let (_, pullback) = $vjp(&x);
                let (once, thrice) = (pullback.clone()(1.0), pullback(3.0));
                for i in 0..n {
                    let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * (1.0 + b.abs()), "n = {n}: {a} {b}");
                    close(once[i], d[i]);
                    close(thrice[i], 3.0 * d[i]);
                }
            }
        }
    )*};
}

#[differentiable]
fn weighted(y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (i, y) in y.iter().enumerate() {
        sum += (i as f64 + 1.5) * y.sin();
    }
    sum
}

#[differentiable]
fn bent(x: f64) -> f64 {
    x / (1.0 + x * x)
}

/// Collected from numbers that a function gives.
#[differentiable]
fn collected(x: &[f64]) -> f64 {
    let y: Vec<f64> = x.iter().map(|x| bent(*x)).collect();
    weighted(&y)
}

/// Each element looks at the one before it.
#[differentiable]
fn chained(x: &[f64]) -> f64 {
    let mut y = Vec::with_capacity(x.len());
    for i in 0..x.len() {
        let before = if i > 0 { y[i - 1] } else { 0.5 };
        y.push(before * x[i] + bent(before));
    }
    weighted(&y)
}

/// An element is changed after it was pushed, and so is the one before it.
#[differentiable]
fn changed(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 0..x.len() {
        y.push(x[i] * x[i]);
        y[i] *= 1.5;
        if i > 0 {
            y[i - 1] += y[i] * x[i];
        }
    }
    weighted(&y)
}

/// The vector is not empty at first.
#[differentiable]
fn started(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    y.push(2.0);
    for i in 0..x.len() {
        y.push(x[i] * y[i]);
    }
    weighted(&y)
}

/// Two elements a trip.
#[differentiable]
fn two(x: &[f64]) -> f64 {
    let mut y = vec![];
    for i in 0..x.len() {
        y.push(x[i]);
        y.push(x[i] * x[i]);
    }
    weighted(&y)
}

/// In some trips none.
#[differentiable]
fn some(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 0..x.len() {
        if x[i] > 0.0 {
            y.push(x[i] * x[i]);
        }
    }
    weighted(&y)
}

/// One a trip, and one more in some.
#[differentiable]
fn one_or_two(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 0..x.len() {
        if i % 3 == 1 {
            y.push(x[i].cos());
        }
        y.push(x[i] * x[i]);
    }
    weighted(&y)
}

/// The indices start elsewhere.
#[differentiable]
fn from_one(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 1..x.len() {
        y.push(x[i] * x[i - 1]);
    }
    weighted(&y)
}

/// The other way round, and in larger steps.
#[differentiable]
fn other_orders(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in (0..x.len()).rev() {
        y.push(x[i] * x[i]);
    }
    let mut z = Vec::new();
    for i in (0..x.len()).step_by(2) {
        z.push(x[i] * y[i]);
    }
    weighted(&y) + weighted(&z)
}

/// The loop is left early.
#[differentiable]
fn left(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 0..x.len() {
        if i == 5 {
            break;
        }
        y.push(x[i] * x[i]);
        if x[i] > 1.2 {
            break;
        }
    }
    weighted(&y)
}

/// Some trips end before their push.
#[differentiable]
fn skipped(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 0..x.len() {
        if x[i] < 0.3 {
            continue;
        }
        y.push(x[i] * x[i]);
    }
    weighted(&y)
}

/// A second loop goes on with it.
#[differentiable]
fn twice(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 0..x.len() {
        y.push(x[i].sin());
    }
    for i in 0..x.len() {
        y.push(x[i] * y[i]);
    }
    weighted(&y)
}

/// Elements go in the same loop, by several ways.
#[differentiable]
fn shortened(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 0..x.len() {
        y.push(x[i].sin());
        if i % 4 == 3 {
            y.truncate(i / 2);
        }
    }
    let mut z = Vec::new();
    for i in 0..x.len() {
        z.push(x[i] * 2.0);
        z.swap(0, i / 2);
    }
    let mut w = Vec::new();
    for i in 0..x.len() {
        w.push(x[i] * 2.0);
        w.rotate_left(1);
    }
    weighted(&y) + weighted(&z) + weighted(&w)
}

/// A function changes elements of the growing vector.
#[differentiable]
fn helped(x: &[f64]) -> f64 {
    let mut y = Vec::new();
    for i in 0..x.len() {
        y.push(x[i] + 1.0);
        halve(&mut y);
    }
    weighted(&y)
}

#[differentiable]
fn halve(y: &mut [f64]) {
    for i in 0..y.len() {
        y[i] *= 0.5;
    }
}

/// A new one in each trip of another loop, and one that goes on through all of them.
#[differentiable]
fn nested(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut all = Vec::new();
    for i in 0..x.len() {
        let mut row = Vec::new();
        for j in 0..x.len() {
            row.push(x[i] * x[j]);
            all.push(x[j] - x[i]);
        }
        sum += weighted(&row);
    }
    sum + weighted(&all)
}

/// The index is no `usize`.
#[differentiable]
fn other_integers(x: &[f64]) -> f64 {
    let n = x.len() as i32;
    let mut y = Vec::new();
    for i in 0..n {
        y.push(x[i as usize] * f64::from(i));
    }
    weighted(&y)
}

/// It changes its place, and grows after that.
#[differentiable]
fn renamed(x: &[f64]) -> f64 {
    let y: Vec<f64> = x.iter().map(|x| x * x).collect();
    let mut z = y;
    z.push(3.0);
    z.extend(x.iter().map(|x| x.cos()));
    z[0] *= 2.0;
    weighted(&z)
}

/// Sums are carried beside it.
#[differentiable]
fn prefix_sums(x: &[f64]) -> f64 {
    let mut sum = 0.25;
    let mut y = Vec::new();
    for x in x {
        sum = sum * x + 1.0;
        y.push(sum);
    }
    weighted(&y) * sum
}

/// Collected of what two loops of one chain give.
#[differentiable]
fn chains(x: &[f64]) -> f64 {
    let y: Vec<f64> = x.iter().map(|x| x * x).chain(x.iter().map(|x| x.sin())).collect();
    let z: Vec<f64> = y.iter().skip(1).zip(&y).filter(|(a, _)| **a > 0.1).map(|(a, b)| a * b).collect();
    weighted(&y) + weighted(&z)
}

mod agree {
    use super::*;

    agrees! {
        collected, collected_vjp, collected_grad;
        chained, chained_vjp, chained_grad;
        changed, changed_vjp, changed_grad;
        started, started_vjp, started_grad;
        two, two_vjp, two_grad;
        some, some_vjp, some_grad;
        one_or_two, one_or_two_vjp, one_or_two_grad;
        from_one, from_one_vjp, from_one_grad;
        other_orders, other_orders_vjp, other_orders_grad;
        left, left_vjp, left_grad;
        skipped, skipped_vjp, skipped_grad;
        twice, twice_vjp, twice_grad;
        shortened, shortened_vjp, shortened_grad;
        helped, helped_vjp, helped_grad;
        nested, nested_vjp, nested_grad;
        other_integers, other_integers_vjp, other_integers_grad;
        renamed, renamed_vjp, renamed_grad;
        prefix_sums, prefix_sums_vjp, prefix_sums_grad;
        chains, chains_vjp, chains_grad;
    }
}
