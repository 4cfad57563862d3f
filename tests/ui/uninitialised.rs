use grad::differentiable;

fn stop() -> ! {
    panic!("not for negative numbers")
}

#[differentiable]
fn scaled(x: f64) -> f64 {
    let factor;
    if x > 0.0 {
        factor = 2.0;
    } else {
        stop();
    }
    x * factor
}

fn main() {
    if std::env::args().count() > 9 {
        stop();
    }
    scaled_grad(1.0);
}
