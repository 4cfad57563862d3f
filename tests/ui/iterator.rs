use grad::differentiable;

#[differentiable]
fn pairs(x: &[f64]) -> f64 {
    x.iter().flat_map(|a| [*a, a * a]).sum()
}

#[differentiable]
fn positive(x: &[f64]) -> f64 {
    x.iter().filter(|a| **a > 0.0).zip(x).map(|(a, b)| a * b).sum()
}

fn main() {
    pairs_grad(&[1.0]);
    positive_grad(&[1.0]);
}
