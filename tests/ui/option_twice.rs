use grad::differentiable;

#[differentiable(wrt(x), wrt(y))]
fn area(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {}
