use grad::differentiable;

#[differentiable]
fn pair(x: f64) -> (f64, f64) {
    (x, x * x)
}

#[differentiable]
fn left(x: f64) -> f64 {
    let t = loop {
        if x > 1.0 {
            break pair(x);
        }
        break (x, x);
    };
    t.0
}

fn main() {
    left_grad(1.0);
}
