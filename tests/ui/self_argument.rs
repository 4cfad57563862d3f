use grad::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Line {
    slope: f64,
}

impl Line {
    #[differentiable]
    fn at(self: Box<Self>, x: f64) -> f64 {
        self.slope * x
    }

    #[differentiable(constant(self))]
    fn held(self: Box<Self>, x: f64) -> f64 {
        self.slope * x
    }
}

fn main() {
    let line = Box::new(Line { slope: 2.0 });
    println!("{}", line.clone().at(1.0));
    line.held_grad(1.0);
}
