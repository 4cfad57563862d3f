use grad::differentiable;

enum Length {
    Metres(f64),
}

#[differentiable]
fn double(x: f64) -> f64 {
    match Length::Metres(2.0 * x) {
        Length::Metres(length) => length,
    }
}

#[differentiable]
fn wrapped(x: f64) -> f64 {
    Some(x * x).unwrap_or(0.0)
}

fn main() {
    double_grad(1.0);
    wrapped_grad(1.0);
}
