//! Rarer ways to write what the other files write more plainly.

use grad::differentiable;

use crate::harness::{LENGTHS, array, number, numbers};

both! {
    #[differentiable]
    fn named_closure(xs: &[f64], rate: f64) -> f64 {
        let decay = |x: &f64| (-rate * x).exp();
        xs.iter().map(decay).sum()
    }

    #[differentiable]
    fn return_from_a_closure(xs: &[f64], y: f64) -> f64 {
        xs.iter()
            .map(|&x| {
                if x > y {
                    return x * y;
                }
                match x < 0.0 {
                    true => x * x,
                    false => (x + y * y).sqrt(),
                }
            })
            .sum()
    }

    #[differentiable]
    fn ends_of_an_array(point: [f64; 3], pair: (f64, [f64; 2])) -> f64 {
        let [x, y, z] = point;
        let (a, [b, c]) = pair;
        let [first, .., last] = [x * a, y * b, z * c];
        let (mut p, mut q) = (first, last);
        [p, q] = [q * x, p + y];
        p * q + c
    }
}

#[differentiable]
fn ends_that_may_be_missing(xs: &[f64]) -> f64 {
    let first = *xs.first().unwrap_or(&0.5);
    let last = xs.last().copied().unwrap_or(2.0);
    let mut sum = first * last;
    if let Some(x) = xs.first() {
        sum += x * x * last;
    }
    sum
}

/// `then` and `then_some`, of active values and of constants.
#[differentiable]
fn chosen(xs: &[f64], k: f64, n: usize) -> f64 {
    let positive: f64 = xs.iter().filter_map(|x| (*x > 0.0).then(|| x * k)).sum();
    let begin: f64 = xs.iter().map_while(|x| (*x < 1.0).then_some(x * x * k)).sum();
    let mut roots = 0.0;
    for x in xs {
        if let Some(root) = (x * k > 0.25).then(|| {
            let y = x * k;
            y.sqrt()
        }) {
            roots += root;
        }
    }
    let weight = (n > 1).then(|| 2.0).unwrap_or(3.0);
    if let Some(count) = (n > 3).then_some(n) {
        return positive * count as f64 + roots;
    }
    (k > 0.5).then(|| k.ln()).unwrap_or(k * k) * weight + positive * begin + roots
}

#[differentiable(constant(xs))]
fn without_repetitions(xs: &[f64], k: f64) -> f64 {
    let mut v: Vec<f64> = xs.iter().map(|x| x * k).collect();
    v.dedup();
    let mut rows: Vec<[f64; 2]> = xs.iter().map(|x| [x * k, *x]).collect();
    rows.dedup();
    let sum: f64 = v.iter().enumerate().map(|(i, v)| v.sin() * (i + 1) as f64).sum();
    rows.iter().enumerate().map(|(i, row)| row[0].cos() * row[1] * (i + 1) as f64).sum::<f64>() * sum
}

#[test]
fn repetitions() {
    for xs in [&[][..], &[2.0], &[1.0, 1.0], &[1.0, 2.0, 2.0, 2.0, 0.5, 0.5, 1.0]] {
        zoo!(
            without_repetitions, without_repetitions_grad, without_repetitions_grad_into, without_repetitions_vjp:
            =xs, number()
        );
    }
}

#[test]
fn closures_and_chains() {
    for n in LENGTHS {
        zoo!(
            named_closure, named_closure_grad, named_closure_grad_into, named_closure_vjp, duals::named_closure:
            &numbers(n), number()
        );
        zoo!(
            return_from_a_closure, return_from_a_closure_grad, return_from_a_closure_grad_into,
            return_from_a_closure_vjp, duals::return_from_a_closure: &numbers(n), number()
        );
        zoo!(chosen, chosen_grad, chosen_grad_into, chosen_vjp: &numbers(n), number(), =n);
    }
}

#[test]
fn ends() {
    zoo!(
        ends_of_an_array, ends_of_an_array_grad, ends_of_an_array_grad_into, ends_of_an_array_vjp,
        duals::ends_of_an_array: array(), (number(), array())
    );
    for n in LENGTHS {
        zoo!(
            ends_that_may_be_missing, ends_that_may_be_missing_grad, ends_that_may_be_missing_grad_into,
            ends_that_may_be_missing_vjp: &numbers(n)
        );
    }
}
