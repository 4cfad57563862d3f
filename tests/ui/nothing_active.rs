use grad::differentiable;

#[differentiable]
fn count(n: u32, m: u32) -> f64 {
    f64::from(n * m)
}

#[differentiable(constant(x))]
fn square(x: f64) -> f64 {
    x * x
}

fn main() {}
