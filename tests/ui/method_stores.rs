use std::collections::HashMap;

use grad::{Differentiable, differentiable};

#[differentiable]
fn total(x: f64, y: f64) -> f64 {
    let mut seen = HashMap::new();
    seen.insert("x", x);
    seen.insert("y", y);
    seen["x"] * seen["y"]
}

#[derive(Clone, Differentiable)]
struct Count {
    sum: f64,
}

impl Count {
    #[differentiable]
    fn record(&mut self, x: f64) {
        self.sum += x;
    }
}

#[differentiable]
fn scanned(x: &[f64]) -> f64 {
    let state = Count { sum: 0.0 };
    let sums = x.iter().scan(state, |state, x| {
        state.record(*x);
        Some(state.sum)
    });
    sums.sum()
}

#[differentiable]
fn mapped(x: f64) -> f64 {
    let mut all = vec![Count { sum: 0.0 }; 3];
    let count: f64 = all.iter_mut().map(|one| { one.record(x); 1.0 }).sum();
    count * all[0].sum
}

fn main() {
    scanned_grad(&[1.0]);
    mapped_grad(1.0);
    total_grad(1.0, 2.0);
}
