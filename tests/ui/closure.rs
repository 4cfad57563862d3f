use grad::differentiable;

#[differentiable]
fn twice(x: f64, y: f64) -> f64 {
    let scaled = |a: f64| a * y;
    scaled(2.0) + x
}

fn main() {}
