use grad::differentiable;

#[differentiable]
fn filled(x: f64) -> f64 {
    let rows = [std::array::from_fn(|i| x * i as f64), [1.0, 2.0]];
    rows[0][1] + rows[1][0]
}

fn main() {
    filled_grad(1.0);
}
