use grad::differentiable;

fn next(n: i32) -> i32 {
    n + 1
}

#[differentiable]
fn power(x: f64, mut n: i32) -> f64 {
    let exponent = next({
        n *= 2;
        n
    });
    x.powi(exponent)
}

#[differentiable]
fn guarded(x: f64, n: i32) -> f64 {
    let exponent = next(if n > 0 { n } else { return 0.0 });
    x.powi(exponent)
}

fn main() {
    next(1);
    power_grad(2.0, 3);
    guarded_grad(2.0, 3);
}
