use grad::differentiable;

#[differentiable]
fn roots(p: f64, q: f64) -> (f64, f64) {
    let root = (p * p - q).sqrt();
    (-p - root, -p + root)
}

#[differentiable]
fn safe_root(x: f64) -> Option<f64> {
    Some(x.sqrt())
}

#[differentiable]
fn show(x: f64) {
    println!("{x}");
}

fn main() {
    roots_grad(1.0, 0.5);
    safe_root_grad(2.0);
    show_grad(2.0);
}
