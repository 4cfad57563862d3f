use grad::differentiable;

#[differentiable(wrt(x), constant(y))]
fn area(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {}
