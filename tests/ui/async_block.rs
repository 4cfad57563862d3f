use grad::differentiable;

#[differentiable]
fn later(x: f64) -> f64 {
    let task = async { x * x };
    drop(task);
    x
}

fn main() {}
