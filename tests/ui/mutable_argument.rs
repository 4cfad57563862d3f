use grad::differentiable;

fn split(x: f64, rest: &mut f64) -> f64 {
    *rest = x.fract();
    x.trunc()
}

#[differentiable]
fn parts(x: f64) -> f64 {
    let mut rest = 0.0;
    if split(x, &mut rest) > 0.0 { x * rest } else { x }
}

fn main() {
    parts_grad(1.5);
}
