// Options that hold active values.
use grad::differentiable;

#[differentiable]
fn shifted(x: f64, shift: Option<f64>) -> f64 {
    x + shift.unwrap_or(0.0)
}

#[differentiable]
fn largest(x: &[f64]) -> f64 {
    let mut best = None;
    for &a in x {
        best = match best {
            Some(b) if b > a => Some(b),
            _ => Some(a),
        };
    }
    best.unwrap_or(0.0)
}

#[differentiable(constant(last))]
fn remembered(x: f64, last: &mut Option<f64>) -> f64 {
    if let Some(last) = last {
        *last += x;
    }
    x * last.unwrap_or(1.0)
}

fn main() {
    shifted_grad(1.0, Some(2.0));
    largest_grad(&[1.0]);
    remembered_grad(1.0, &mut None);
}
