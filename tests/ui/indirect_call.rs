use grad::differentiable;

fn choose(sine: bool) -> fn(f64) -> f64 {
    if sine { f64::sin } else { f64::cos }
}

#[differentiable]
fn wave(x: f64, sine: bool) -> f64 {
    choose(sine)(x)
}

fn main() {
    choose(true);
    wave_grad(1.0, true);
}
