use grad::differentiable;

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

#[differentiable]
fn squared(x: f64) -> f64 {
    let y = square!(x + 1.0);
    y + square!(3.0)
}

fn main() {
    squared_grad(square!(2.0));
}
