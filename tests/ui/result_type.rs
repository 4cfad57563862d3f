use grad::differentiable;

#[differentiable]
fn safe_root(x: f64) -> Option<f64> {
    Some(x.sqrt())
}

#[differentiable]
fn with_flag(x: f64) -> (f64, bool) {
    (x * x, x > 0.0)
}

#[differentiable]
fn show(x: f64) {
    println!("{x}");
}

fn main() {
    safe_root_grad(2.0);
    with_flag_grad(2.0);
    show_grad(2.0);
}
