// Types that are not known where the function is written.
use grad::differentiable;

#[differentiable]
fn sum<T: Copy + std::ops::Add<Output = T>>(x: &[T]) -> T {
    x[0] + x[1]
}

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

fn main() {
    sum_grad(&[1.0, 2.0]);
    applied_grad(1.0, f64::sin);
    applied_twice_grad(1.0, f64::sin);
    total_grad([1.0].into_iter());
    converted_grad::<f64>(1.0);
}
