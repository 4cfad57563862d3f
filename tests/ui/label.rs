use grad::differentiable;

#[differentiable]
fn clipped(x: f64) -> f64 {
    'done: {
        if x > 1.0 {
            break 'done 1.0;
        }
        x * x
    }
}

fn main() {}
