use grad::differentiable;

#[differentiable]
fn scaled(x: f64, factor: Option<i32>) -> f64 {
    if x > 0.0
        && let Some(factor) = factor
    {
        x * factor as f64
    } else {
        x
    }
}

#[differentiable]
fn squares(x: &[f64], y: &[f64]) -> f64 {
    let mut i = 0;
    let mut sum = 0.0;
    while let Some(a) = x.get(i)
        && let Some(b) = y.get(i)
    {
        sum += a * b;
        i += 1;
    }
    sum
}

fn main() {
    scaled_grad(1.0, None);
    squares_grad(&[1.0], &[1.0]);
}
