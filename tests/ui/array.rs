use grad::differentiable;

#[differentiable]
fn sum(x: f64, y: f64) -> f64 {
    let both = [x, y];
    let same = [x; 3];
    both[0] + both[1] + same[2]
}

fn main() {}
