use grad::differentiable;

#[differentiable]
fn borrowed(x: f64) -> f64 {
    let seen = &x;
    seen.abs()
}

fn main() {}
