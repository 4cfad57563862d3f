//! Functions that call themselves by a longer path, or with borrowed arguments.

use grad::differentiable;

use crate::agrees::agrees;

#[differentiable]
fn by_self(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * self::by_self(x, n - 1) }
}

#[differentiable]
fn by_crate(x: f64, n: u32) -> f64 {
    if n == 0 { x } else { x + crate::calls::recursion_by_path::by_crate(x * x, n - 1) }
}

struct Series;

impl Series {
    #[differentiable]
    fn by_type(x: f64, n: u32) -> f64 {
        if n == 0 { 1.0 } else { x * Series::by_type(x, n - 1) }
    }
}

struct Chain<const N: usize>;

impl<const N: usize> Chain<N> {
    #[differentiable]
    fn by_generic_type(x: f64, n: usize) -> f64 {
        if n >= N { 1.0 } else { x * Chain::<N>::by_generic_type(x, n + 1) }
    }
}

/// The arguments are borrowed, and so is what the pullback may hold.
#[differentiable]
fn over_a_slice(x: f64, list: &[i32]) -> f64 {
    match list {
        [] => 1.0,
        [first, rest @ ..] => x * f64::from(*first) * over_a_slice(x, rest),
    }
}

#[differentiable]
fn over_text(x: f64, text: &str) -> f64 {
    if text.is_empty() { x } else { x.sin() * over_text(x * 0.5, &text[1..]) }
}

#[test]
fn by_path() {
    agrees(|x: f64| by_self(x, 3), |x: f64| by_self_grad(x, 3), |x: f64| by_self_vjp(x, 3), &[0.5, -1.5]);
    agrees(|x: f64| by_crate(x, 3), |x: f64| by_crate_grad(x, 3), |x: f64| by_crate_vjp(x, 3), &[0.5, -0.8]);
    agrees(
        |x: f64| Series::by_type(x, 3),
        |x: f64| Series::by_type_grad(x, 3),
        |x: f64| Series::by_type_vjp(x, 3),
        &[0.5, -1.5],
    );
    agrees(
        |x: f64| Chain::<3>::by_generic_type(x, 0),
        |x: f64| Chain::<3>::by_generic_type_grad(x, 0),
        |x: f64| Chain::<3>::by_generic_type_vjp(x, 0),
        &[0.5, -1.5],
    );
}

#[test]
fn borrowed() {
    let list = [1, 2, 3];
    agrees(
        |x: f64| over_a_slice(x, &list),
        |x: f64| over_a_slice_grad(x, &list),
        |x: f64| over_a_slice_vjp(x, &list),
        &[0.5, -1.5],
    );
    agrees(
        |x: f64| over_text(x, "abc"),
        |x: f64| over_text_grad(x, "abc"),
        |x: f64| over_text_vjp(x, "abc"),
        &[0.5, -1.5],
    );
}
