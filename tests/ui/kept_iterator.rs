//! An iterator with a name that a loop asks.

use grad::differentiable;

#[differentiable]
fn asked_in_a_loop(x: &[f64]) -> f64 {
    let mut it = x.iter();
    let mut sum = 0.0;
    for i in 0..3 {
        sum += i as f64 * it.next().unwrap();
    }
    sum
}

#[differentiable]
fn asked_until_it_ends(x: &[f64]) -> f64 {
    let mut it = x.iter().map(|v| v * v);
    let mut h = 0.5;
    loop {
        let Some(v) = it.next() else { break };
        h = (h * v + 0.1).tanh();
    }
    h
}

fn main() {}
