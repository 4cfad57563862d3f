use grad::differentiable;

#[differentiable]
fn double(x: f64) -> f64 {
    match Ok::<f64, f64>(2.0 * x) {
        Ok(length) => length,
        Err(error) => error,
    }
}

#[differentiable]
fn wrapped(x: f64) -> f64 {
    std::result::Result::<f64, f64>::Err(x * x).unwrap_or(0.0)
}

#[differentiable]
fn boxed(x: f64) -> f64 {
    let square = Box::new(x * x);
    *square
}

fn main() {
    boxed_grad(1.0);
    double_grad(1.0);
    wrapped_grad(1.0);
}
