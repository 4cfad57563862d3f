// Structs where they cannot be seen, or would have to be shared.
use grad::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Line {
    slope: f64,
    offsets: Vec<f64>,
}

#[differentiable(constant(line))]
fn moved(x: f64, line: &mut Line) -> f64 {
    line.slope = x;
    line.offsets.push(x);
    for offset in &mut line.offsets {
        *offset *= x;
    }
    line.slope * line.offsets[0]
}

#[differentiable]
fn chosen(a: &Line, b: &Line, x: f64) -> f64 {
    let line = if x > 0.0 { a } else { b };
    line.slope * x
}


fn main() {
    let mut line = Line { slope: 1.0, offsets: vec![] };
    moved_grad(1.0, &mut line);
    chosen_grad(&line, &line, 1.0);
}
