use grad::{Differentiable, differentiable};

#[derive(Clone, Copy, Differentiable)]
struct Complex {
    re: f64,
    im: f64,
}

impl Complex {
    #[differentiable]
    fn norm(&self) -> f64 {
        self.re.hypot(self.im)
    }
}

#[differentiable]
fn last(all: &[Complex]) -> f64 {
    let (count, last) = all.iter().fold((0.0, Complex { re: 0.0, im: 0.0 }), |(count, _), one| (count + 1.0, *one));
    count * last.norm()
}

fn main() {
    last_grad(&[]);
}
