use grad::differentiable;

#[differentiable]
fn total(x: f64, y: f64) -> f64 {
    let mut seen = Vec::new();
    seen.push(x);
    seen.push(y);
    seen.iter().sum()
}

fn main() {}
