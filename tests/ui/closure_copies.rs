use grad::differentiable;

#[differentiable]
fn scaled_by_what_was(x: f64) -> f64 {
    let mut scale = x;
    let times = move |a: f64| a * scale;
    scale *= 2.0;
    times(3.0) + scale
}

fn main() {
    scaled_by_what_was_grad(1.0);
}
