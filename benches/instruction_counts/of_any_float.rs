//! Functions of `f64`, and the same ones of any float: the instances for `f64` must cost no more.

// Floats of any kind have no `+=`.
#![allow(clippy::assign_op_pattern)]

pub mod of_f64 {
    use grad::differentiable;

    #[differentiable]
    pub fn product(x: f64, y: f64) -> f64 {
        x * y + x
    }

    #[differentiable]
    pub fn waves(x: f64, y: f64) -> f64 {
        (x * y).sin() * x.exp() - (y / x).sqrt()
    }

    #[differentiable]
    pub fn larger(x: f64, y: f64) -> f64 {
        if x > y { x.max(y * y) } else { y.powi(3) - x.ln() }
    }

    #[differentiable]
    pub fn dot(x: &[f64], y: &[f64]) -> f64 {
        let mut sum = x[0] * y[0];
        for i in 1..x.len() {
            sum = sum + x[i] * y[i].tanh();
        }
        sum
    }
}

pub mod of_any {
    use grad::differentiable;
    use num_traits::Float;

    #[differentiable]
    pub fn product<T: Float>(x: T, y: T) -> T {
        x * y + x
    }

    #[differentiable]
    pub fn waves<T: Float>(x: T, y: T) -> T {
        (x * y).sin() * x.exp() - (y / x).sqrt()
    }

    #[differentiable]
    pub fn larger<T: Float>(x: T, y: T) -> T {
        if x > y { x.max(y * y) } else { y.powi(3) - x.ln() }
    }

    #[differentiable]
    pub fn dot<T: Float>(x: &[T], y: &[T]) -> T {
        let mut sum = x[0] * y[0];
        for i in 1..x.len() {
            sum = sum + x[i] * y[i].tanh();
        }
        sum
    }
}
