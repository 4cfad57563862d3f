use grad::differentiable;

#[differentiable]
fn twice(x: f64) -> f64 {
    let double = |a: f64| 2.0 * a;
    double(double(x))
}

#[differentiable(wrt(x))]
fn applied(inner: impl Fn(f64) -> f64, x: f64) -> f64 {
    inner(x) * x
}

fn main() {
    twice_grad(2.0);
    applied_grad(f64::sin, 2.0);
}
