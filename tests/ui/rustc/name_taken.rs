// A type of the function's own name stands in the way of its companions.
use grad::differentiable;

#[allow(non_camel_case_types)]
struct area {}

#[differentiable]
fn area(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {
    area_grad(1.0, 2.0);
}
