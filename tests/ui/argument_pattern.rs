use grad::differentiable;

#[differentiable]
fn area((width, height): (f64, f64)) -> f64 {
    width * height
}

fn main() {}
