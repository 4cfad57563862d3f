// Methods without the attribute, and members of traits without it.
use grad::{Differentiable, differentiable};

#[derive(Clone, Copy, Differentiable)]
struct Line {
    slope: f64,
}

trait Shape {
    fn area(&self) -> f64;
}

impl Shape for Line {
    #[differentiable]
    fn area(&self) -> f64 {
        self.slope
    }
}

impl Line {
    fn at(&self, x: f64) -> f64 {
        self.slope * x
    }

    #[differentiable(constant(self))]
    fn held(&self, x: f64) -> f64 {
        self.slope * x
    }
}

#[differentiable]
fn without_the_attribute(line: &Line, x: f64) -> f64 {
    line.at(x)
}

#[differentiable]
fn held_constant(line: &Line, x: f64) -> f64 {
    line.held(x)
}

fn main() {
    let line = Line { slope: 1.0 };
    line.area();
    without_the_attribute(&line, 1.0);
    held_constant(&line, 1.0);
}
