use grad::differentiable;

#[differentiable]
fn inside(x: f64, y: f64) -> f64 {
    let between = 0.0..x;
    if between.start < y { x } else { y }
}

fn main() {}
