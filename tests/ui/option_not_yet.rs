use grad::differentiable;

#[differentiable(hessian)]
fn area(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {}
