use grad::differentiable;

#[differentiable]
fn applied(inner: impl Fn(f64) -> f64, x: f64) -> f64 {
    inner(x) * x
}

#[differentiable]
fn generic<F: Fn(f64) -> f64>(inner: F, x: f64) -> f64 {
    let y = inner(2.0);
    y * inner(x * y)
}

#[differentiable]
fn referred(inner: &dyn Fn(f64) -> f64, xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += inner(*x);
    }
    sum
}

#[differentiable]
fn handed_on(inner: impl Fn(f64) -> f64, xs: &[f64]) -> f64 {
    xs.iter().copied().map(inner).sum()
}

fn main() {
    applied_grad(f64::sin, 2.0);
    generic_grad(f64::sin, 2.0);
    referred_grad(&f64::sin, &[2.0]);
    handed_on_grad(f64::sin, &[2.0]);
}
