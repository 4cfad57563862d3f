use grad::differentiable;

#[differentiable(vjp = two_numbers)]
fn square(x: f64) -> f64 {
    x * x
}

fn two_numbers(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[differentiable(vjp = one_gradient)]
fn product(x: f64, y: f64) -> f64 {
    x * y
}

fn one_gradient(x: f64, y: f64) -> (f64, impl FnOnce(f64) -> f64) {
    (x * y, move |seed| y * seed)
}

#[differentiable(vjp = other_arguments)]
fn cube(x: f64) -> f64 {
    x * x * x
}

fn other_arguments(x: f64, y: f64) -> (f64, impl FnOnce(f64) -> f64) {
    (x * x * x, move |seed| 3.0 * x * x * seed * y)
}

#[differentiable(vjp = missing)]
fn fourth(x: f64) -> f64 {
    x * x * x * x
}

fn main() {
    square_grad(1.0);
    product_grad(1.0, 2.0);
    cube_grad(1.0);
    fourth_grad(1.0);
}
