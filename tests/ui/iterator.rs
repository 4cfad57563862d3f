use grad::differentiable;

#[differentiable]
fn logarithms(x: &[f64]) -> f64 {
    x.iter().map(|a| a.ln()).inspect(|a| assert!(*a > 0.0)).sum()
}

#[differentiable]
fn positive(x: &[f64], y: &[f64]) -> f64 {
    x.iter().filter(|a| **a > 0.0).zip(y.iter().filter(|b| **b > 0.0)).map(|(a, b)| a * b).sum()
}

fn main() {
    logarithms_grad(&[1.0]);
    positive_grad(&[1.0], &[1.0]);
}
