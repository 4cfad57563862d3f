//! Functions with options, generics, given derivatives, in `const fn`.

use grad::{check, differentiable};
use other::{generic, given, offset, power, ruled, single, square, weighted};

#[differentiable]
fn with_options(w: f64, b: f64) -> f64 {
    weighted(w, 1.5, 2.0, 3) * offset(0.5, b) + offset(grad::detach(w), w)
}

#[differentiable]
fn generics(x: f64) -> f64 {
    generic(x, 2.0_f32, [1, 2, 3]) + generic::<u8, 2>(x * x, 3, [4, 5])
}

#[differentiable]
fn given_derivatives(x: f64, y: f64) -> f64 {
    given(ruled(x, y)) * ruled(y, 2.0)
}

#[differentiable]
fn recursion(x: f64, n: u32) -> f64 {
    power(x, n) + power(power(x, 2), n)
}

#[differentiable]
fn precision(x: f32) -> f32 {
    single(x) * x + single(3.0)
}

#[differentiable]
const fn at_compile_time(x: f64) -> f64 {
    square(x) * x + square(square(x))
}

const CUBE: (f64, f64) = at_compile_time_grad(2.0);

#[test]
fn gradients() {
    for (x, y) in [(0.6, 0.7), (1.3, -0.4), (-0.7, 1.1)] {
        check::gradient(generics, generics_grad, x).assert();
        check::gradient(given_derivatives, given_derivatives_grad, (x, y)).assert();
        check::gradient(|x: f64| recursion(x, 3), |x: f64| recursion_grad(x, 3), x).assert();
    }
    // (3 w + 3) (b² + 0.25), and w² + [w]²
    let (w, b) = (0.5, 1.5);
    assert_eq!(with_options_grad(w, b), (4.5 * 2.5 + 0.5, (7.5 + 1.0, 4.5 * 3.0)));
    assert_eq!(precision_grad(2.0), (34.0, 24.0));
    assert_eq!(CUBE, (24.0, 44.0));
}
