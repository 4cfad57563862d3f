use grad::differentiable;

#[differentiable]
fn power(x: f64, steps: u32) -> f64 {
    let mut y = x;
    for step in 0..steps {
        y *= f64::from(if step > 3 { break } else { step });
        if step > 0 && (if y > 5.0 { continue } else { step > 1 }) {
            y += x;
        }
    }
    y
}

fn main() {
    power_grad(1.5, 4);
}
