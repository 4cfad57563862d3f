use grad::differentiable;

struct Metres(f64);

#[differentiable]
fn double(x: f64) -> f64 {
    let length = Metres(2.0 * x);
    length.0
}

#[differentiable]
fn wrapped(x: f64) -> f64 {
    Some(x * x).unwrap_or(0.0)
}

fn main() {
    let _ = Metres(1.0).0;
    double_grad(1.0);
    wrapped_grad(1.0);
}
