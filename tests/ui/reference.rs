use grad::differentiable;

#[differentiable]
fn chosen(x: &[f64], y: &[f64], first: bool) -> f64 {
    let either = if first { x } else { y };
    either[0] * either[1]
}

#[differentiable]
fn squares(x: &[f64]) -> f64 {
    let mut rest = x;
    let mut sum = 0.0;
    while !rest.is_empty() {
        sum += rest[0] * rest[0];
        rest = &rest[1..];
    }
    sum
}

fn main() {
    chosen_grad(&[1.0, 2.0], &[3.0, 4.0], true);
    squares_grad(&[1.0, 2.0]);
}
