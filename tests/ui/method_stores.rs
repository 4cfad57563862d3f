use std::collections::HashMap;

use grad::differentiable;

#[differentiable]
fn total(x: f64, y: f64) -> f64 {
    let mut seen = HashMap::new();
    seen.insert("x", x);
    seen.insert("y", y);
    seen["x"] * seen["y"]
}

fn main() {
    total_grad(1.0, 2.0);
}
