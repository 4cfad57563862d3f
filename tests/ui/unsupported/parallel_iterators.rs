// Iterators that are not the standard library's, such as rayon's.
use std::slice;

use grad::differentiable;

trait Parallel {
    fn par_iter(&self) -> slice::Iter<'_, f64>;
    fn par_iter_mut(&mut self) -> slice::IterMut<'_, f64>;
}

impl Parallel for [f64] {
    fn par_iter(&self) -> slice::Iter<'_, f64> {
        self.iter()
    }

    fn par_iter_mut(&mut self) -> slice::IterMut<'_, f64> {
        self.iter_mut()
    }
}

#[differentiable]
fn squares(x: &[f64]) -> f64 {
    x.par_iter().map(|a| a * a).sum()
}

#[differentiable]
fn in_a_loop(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for a in x.par_iter() {
        sum += a;
    }
    sum
}

#[differentiable]
fn in_place(x: &mut [f64]) -> f64 {
    x.par_iter_mut().for_each(|a| *a *= 2.0);
    x[0]
}

fn main() {
    squares_grad(&[1.0]);
    in_a_loop_grad(&[1.0]);
    in_place_grad(&mut [1.0]);
}
