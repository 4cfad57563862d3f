// Closures with `move` take copies: what they change, or what changes while they are in use, is another variable than outside.
use grad::differentiable;

#[differentiable]
fn changed_copy(x: &[f64], k: f64) -> f64 {
    let mut total = k;
    let sums: Vec<f64> = x
        .iter()
        .map(move |x| {
            total += x;
            total
        })
        .collect();
    sums.iter().sum::<f64>() * total
}

#[differentiable]
fn old_copy(x: &[f64], k: f64) -> f64 {
    let mut scale = k;
    let mut sum = 0.0;
    for y in x.iter().map(move |x| x * scale) {
        sum += y;
        scale += 1.0;
    }
    sum * scale
}

fn main() {
    changed_copy_grad(&[1.0], 2.0);
    old_copy_grad(&[1.0], 2.0);
}
