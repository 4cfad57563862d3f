// Structs that hold active values.
use grad::differentiable;

struct Line {
    slope: f64,
    offsets: Vec<f64>,
}

#[differentiable]
fn at(x: f64, slope: f64) -> f64 {
    let line = Line { slope, offsets: vec![x] };
    line.slope * line.offsets[0]
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

impl Line {
    #[differentiable]
    fn shifted(&self, x: f64) -> f64 {
        self.slope * x + self.offsets[0]
    }
}

fn main() {
    at_grad(1.0, 2.0);
    let mut line = Line { slope: 1.0, offsets: vec![] };
    moved_grad(1.0, &mut line);
    line.shifted(1.0);
}
