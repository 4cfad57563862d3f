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

#[differentiable]
fn both(x: &[f64]) -> f64 {
    let [sum, product] = x.iter().fold([0.0, 1.0], |[sum, product], x| [sum + x, product * x]);
    sum * product
}

#[differentiable]
fn last(all: &[Complex]) -> f64 {
    let (count, last) = all.iter().fold((0.0, Complex { re: 0.0, im: 0.0 }), |(count, _), one| (count + 1.0, *one));
    count * last.norm()
}

fn main() {
    both_grad(&[3.0]);
    last_grad(&[]);
    norm_of_sum_grad(&[Complex { re: 3.0, im: 4.0 }]);
}
