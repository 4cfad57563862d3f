use grad::differentiable;

#[differentiable]
fn area(radius: f64) -> f64 {
    if radius > 0.0 {
        const FACTOR: f64 = 3.0;
        FACTOR * radius * radius
    } else {
        0.0
    }
}

fn main() {}
