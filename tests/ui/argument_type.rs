use std::collections::HashMap;

use grad::differentiable;

#[differentiable]
fn shifted(x: f64, shift: Result<f64, f64>) -> f64 {
    x + shift.unwrap_or(0.0)
}

#[differentiable]
fn sum(prices: &HashMap<u32, f64>) -> f64 {
    prices.values().sum()
}

#[differentiable]
fn norm(rows: &[(f64, Box<f64>)]) -> f64 {
    rows[0].0.hypot(*rows[0].1)
}

#[differentiable]
fn named(entries: &[(String, usize, f64)], x: &[f64]) -> f64 {
    entries.iter().map(|(name, j, value)| value * x[name.len()] * x[*j]).sum()
}

fn main() {
    let (_, (_, _)) = named_grad(&[(String::new(), 1, 2.0)], &[1.0, 2.0]);
    shifted_grad(1.0, Ok(1.0));
    sum_grad(&HashMap::new());
    norm(&[(3.0, Box::new(4.0))]);
}
