use grad::differentiable;

#[differentiable]
fn masked(x: f64) -> f64 {
    x ^ 2.0
}

fn main() {}
