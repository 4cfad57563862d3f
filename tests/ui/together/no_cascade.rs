// One error each: whoever calls the companions of a rejected function gets none, and no warning.
#![deny(warnings)]
#![deny(unused)]

mod inner {
    use grad::differentiable;

    pub struct Line;

    impl Line {
        #[differentiable]
        pub fn cube(x: f64) -> f64 {
            x.next_up() * x * x
        }
    }

    #[differentiable]
    pub fn square(x: f64) -> f64 {
        x.next_up() * x
    }

    #[differentiable(wrt(x))]
    pub(super) const fn scaled<const N: usize>(x: f64, names: &[&str]) -> f64 {
        x.next_up() * (names.len() + N) as f64
    }

    #[differentiable]
    pub fn borrowed<'a>(x: f64, first: &'a [f64], second: &'a mut Vec<f32>) -> f64 {
        second.push(0.0);
        x.next_up() * first[0]
    }

    #[differentiable]
    pub fn nested(x: Option<f64>, pairs: [(f64, f32); 2]) -> f64 {
        x.unwrap_or(0.0) * pairs[0].0
    }
}

use grad::differentiable;
use inner::{Line, square};

// These are right, and stay free of errors: they find the companions of the rejected functions.
#[differentiable]
fn fourth(x: f64) -> f64 {
    square(square(x)) + Line::cube(x)
}

#[differentiable]
fn eighth(x: f64) -> f64 {
    fourth(x) * inner::square(square(x))
}

fn main() {
    let (value, slope): (f64, f64) = eighth_grad(2.0);
    let (other, pullback) = inner::square_vjp(value);
    let mut total = pullback(slope) + other;
    inner::square_grad_into(1.0, &mut total);
    let (value, slope): (f64, f64) = inner::scaled_grad::<3>(total, &["a"]);
    let (value, (first, second, third)) = inner::borrowed_grad(value, &[slope], &mut vec![1.0]);
    let slopes: (f64, Vec<f64>, Vec<f32>) = (first, second, third);
    let (value, (slope, pairs)): (f64, (Option<f64>, [(f64, f32); 2])) =
        inner::nested_grad(Some(value), [(1.0, 2.0); 2]);
    println!("{value} {slope:?} {pairs:?} {slopes:?}");
}
