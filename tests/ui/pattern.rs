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
fn sum(x: f64, y: f64) -> f64 {
    let [a, b] = [x, y];
    a + b
}

fn main() {
    squared_grad(1.0);
    chosen_grad(1.0, 2.0);
    sum_grad(1.0, 2.0);
}
