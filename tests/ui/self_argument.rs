use grad::differentiable;

struct Line {
    slope: f64,
}

impl Line {
    #[differentiable]
    fn at(&self, x: f64) -> f64 {
        self.slope * x
    }
}

fn main() {
    println!("{}", Line { slope: 2.0 }.at(1.0));
}
