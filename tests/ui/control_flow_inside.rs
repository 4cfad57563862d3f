use grad::differentiable;

#[differentiable]
fn power(x: f64, mut n: i32) -> f64 {
    if { n *= 2; n } > 3 { x.powi(n) } else { x }
}

#[differentiable]
fn guarded(x: f64, n: i32) -> f64 {
    if x > 0.0 && (if n > 0 { n } else { return 0.0 }) > 1 { x } else { 2.0 * x }
}

fn main() {
    power_grad(2.0, 3);
    guarded_grad(2.0, 3);
}
