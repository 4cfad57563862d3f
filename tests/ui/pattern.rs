use grad::differentiable;

#[differentiable]
fn squared(x: f64) -> f64 {
    match x {
        ref same => same.powi(2),
    }
}

#[differentiable]
fn chosen(x: f64, y: f64) -> f64 {
    if let 0.0 = x { y } else { x }
}

#[differentiable]
fn pair(x: &[f64]) -> f64 {
    if let [0.0, last] = x { last * last } else { 0.0 }
}

fn main() {
    squared_grad(1.0);
    chosen_grad(1.0, 2.0);
    pair_grad(&[1.0, 2.0]);
}
