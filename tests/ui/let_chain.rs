use grad::differentiable;

#[differentiable]
fn scaled(x: f64, factor: Option<i32>) -> f64 {
    if let Some(factor) = factor && factor > 0 {
        x * factor as f64
    } else {
        x
    }
}

fn main() {}
