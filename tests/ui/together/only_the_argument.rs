// An argument that cannot be differentiated is one error, not one for each of its uses.
use grad::differentiable;

#[differentiable]
fn sum(values: &[Option<f64>], scale: &&f64) -> f64 {
    let total: f64 = values.iter().flatten().sum();
    total + values[0].unwrap_or(1.0) * **scale
}

#[differentiable]
fn norm(point: (Option<f64>, f64)) -> f64 {
    let (x, y) = point;
    x.map_or(y, |x| x.hypot(y))
}

fn main() {
    sum(&[Some(1.0)], &&2.0);
    norm((Some(1.0), 2.0));
}
