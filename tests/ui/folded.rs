use std::ops::Add;

use grad::{Differentiable, differentiable};

#[derive(Clone, Copy, Differentiable)]
struct Complex {
    re: f64,
    im: f64,
}

#[differentiable]
impl Add for Complex {
    type Output = Complex;
    fn add(self, other: Complex) -> Complex {
        Complex { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Complex {
    #[differentiable]
    fn norm(&self) -> f64 {
        self.re.hypot(self.im)
    }
}

#[differentiable]
fn norm_of_sum(all: &[Complex]) -> f64 {
    let sum = all.iter().fold(Complex { re: 0.0, im: 0.0 }, |sum, one| sum + *one);
    sum.norm()
}

fn main() {
    norm_of_sum_grad(&[Complex { re: 3.0, im: 4.0 }]);
}
