use grad::differentiable;

fn stop() -> ! {
    panic!("not for negative numbers")
}

#[differentiable]
fn root(x: f64) -> f64 {
    if x >= 0.0 {
        return x.sqrt();
    }
    stop();
}

fn main() {
    if std::env::args().count() > 9 {
        stop();
    }
    root_grad(1.0);
}
