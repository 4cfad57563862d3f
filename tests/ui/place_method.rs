use grad::differentiable;

#[differentiable]
fn first_or_zero(x: &[f64]) -> f64 {
    let first = x.first().copied();
    first.unwrap_or(0.0)
}

fn main() {
    first_or_zero_grad(&[1.0]);
}
