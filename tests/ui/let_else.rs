use grad::differentiable;

#[differentiable]
fn scaled(x: f64, factor: Option<i32>) -> f64 {
    let Some(factor) = factor else {
        return x;
    };
    x * factor as f64
}

fn main() {}
