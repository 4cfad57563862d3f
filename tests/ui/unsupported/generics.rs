// Types that are not known where the function is written.
use grad::differentiable;

#[differentiable]
fn applied<F: Fn(f64) -> f64>(x: f64, f: F) -> f64 {
    f(x)
}

#[differentiable(wrt(x))]
fn applied_twice<F: Fn(f64) -> f64>(x: f64, f: F) -> f64 {
    f(f(x))
}

#[differentiable]
fn total(values: impl Iterator<Item = f64>) -> f64 {
    values.sum()
}

#[differentiable]
fn converted<T: From<f64>>(x: f64) -> T {
    T::from(x * x)
}

// A generic caller has to ask for what the companion does.
#[differentiable]
fn square<T: num_traits::Float>(x: T) -> T {
    x * x
}

fn slope<T: num_traits::Float>(x: T) -> T {
    square_grad(x).1
}

// No float.
#[differentiable]
fn model<M: Clone>(model: &M, x: f64) -> f64 {
    let _ = model.clone();
    x
}

struct Line;

fn main() {
    applied_grad(1.0, f64::sin);
    applied_twice_grad(1.0, f64::sin);
    total_grad([1.0].into_iter());
    converted_grad::<f64>(1.0);
    slope(1.0);
    model_grad(&Line, 1.0);
}
