// Collections other than arrays, slices and `Vec`.
use std::collections::{BTreeMap, HashMap, VecDeque};

use grad::differentiable;

#[differentiable]
fn as_an_argument(weights: &BTreeMap<u32, f64>) -> f64 {
    weights[&0] * weights[&1]
}

#[differentiable]
fn built_here(x: f64) -> f64 {
    let mut values = HashMap::new();
    values.insert("x", x);
    *values.entry("y").or_insert(0.0) += x;
    values["x"] * values["y"]
}

#[differentiable(constant(cache))]
fn filled(x: f64, cache: &mut HashMap<u32, f64>) -> f64 {
    for value in cache.values_mut() {
        *value *= x;
    }
    if let Some(value) = cache.get_mut(&0) {
        *value = x;
    }
    cache[&0] * x
}

#[differentiable]
fn delayed(x: f64) -> f64 {
    let mut queue = VecDeque::new();
    queue.push_back(x);
    queue.push_front(x * x);
    queue[0]
}

#[differentiable]
fn collected(x: &[f64]) -> f64 {
    x.iter().map(|a| a * a).collect::<VecDeque<_>>()[0]
}

fn main() {
    as_an_argument_grad(&BTreeMap::new());
    built_here_grad(1.0);
    filled_grad(1.0, &mut HashMap::new());
    delayed_grad(1.0);
    collected_grad(&[1.0]);
}
