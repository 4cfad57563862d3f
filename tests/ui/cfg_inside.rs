use grad::differentiable;

#[differentiable]
fn scaled(x: f64) -> f64 {
    #[cfg(debug_assertions)]
    let x = 2.0 * x;
    x * x
}

#[differentiable]
fn filled(x: f64, v: &mut [f64]) {
    #[cfg(debug_assertions)]
    v.fill(x);
}

fn main() {}
