// An argument that cannot be differentiated is one error, not one for each of its uses.
use grad::differentiable;

#[differentiable]
fn sum(values: &[f64], scale: &f64) -> f64 {
    let total: f64 = values.iter().sum();
    total + values[0] * *scale
}

#[differentiable]
fn norm(point: ((f64, f64), f64)) -> f64 {
    let (x, y) = point.0;
    (x * x + y * y).sqrt() * point.1
}

#[differentiable]
fn pattern((x, y): (f64, f64)) -> f64 {
    x * y
}

fn main() {
    sum(&[1.0], &2.0);
    norm(((1.0, 2.0), 3.0));
    pattern((1.0, 2.0));
}
