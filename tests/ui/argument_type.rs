use grad::differentiable;

#[differentiable]
fn sum(values: &[f64]) -> f64 {
    values[0] + values[1]
}

#[differentiable]
fn product(pair: (f64, f64), scale: f64) -> f64 {
    pair.0 * pair.1 * scale
}

fn main() {}
