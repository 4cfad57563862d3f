use grad::differentiable;

#[differentiable]
fn filled(x: f64) -> f64 {
    let mut values = [0.0; 2];
    values[1] = x * x;
    values[0] += x;
    values[1]
}

fn main() {}
