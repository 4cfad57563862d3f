use grad::differentiable;

#[differentiable]
fn quantised(x: f64) -> f64 {
    let steps = (x * 8.0) as i32;
    steps as f64 / 8.0
}

#[differentiable]
fn step(x: f64, y: f64) -> f64 {
    f64::from(x > 0.0) * y
}

#[differentiable]
fn power(x: f64) -> f64 {
    x.powf(x as i32 as f64)
}

fn main() {}
