use grad::differentiable;

#[differentiable]
fn handed_on(x: f64) -> f64 {
    applied(|y| x * y, x)
}

#[differentiable]
fn applied(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    x * f(2.0)
}

fn main() {
    handed_on_grad(1.0);
}
