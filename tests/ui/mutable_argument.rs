use grad::differentiable;

fn split(x: f64, rest: &mut f64) -> f64 {
    *rest = x.fract();
    x.trunc()
}

#[differentiable]
fn parts(x: f64) -> f64 {
    let mut rest = 0.0;
    let whole = split(x, &mut rest);
    whole * rest
}

fn main() {
    split(1.5, &mut 0.0);
    parts_grad(1.5);
}
