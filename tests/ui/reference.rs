use grad::differentiable;

#[differentiable]
fn chosen(x: &[f64], y: &[f64], first: bool) -> f64 {
    let either = if first { x } else { y };
    either[0] * either[1]
}

fn main() {
    chosen_grad(&[1.0, 2.0], &[3.0, 4.0], true);
}
