//! What is called: functions with options, with given derivatives, generic ones.

use grad::differentiable;

use crate::agrees::agrees;

#[differentiable(wrt(w))]
fn weighted(w: f64, x: f64, n: i32) -> f64 {
    w * x.powi(n) + w * w
}

#[differentiable(constant(first, third))]
fn middle(first: f64, second: f64, third: f64, fourth: f64) -> f64 {
    first * second.sin() + third * fourth * second
}

#[differentiable]
fn of_selected(w: f64, v: f64) -> f64 {
    weighted(w, 1.5, 2) + middle(2.0, v, 3.0, w) * weighted(v, grad::detach(w), 1) + middle(grad::detach(v), w, 1.0, w)
}

#[differentiable(partials(x = y * x.cos(), y = output / y))]
fn given(x: f64, y: f64) -> f64 {
    y * x.sin()
}

fn softplus_rule(x: f64) -> (f64, impl FnOnce(f64) -> f64) {
    let e = x.exp();
    ((1.0 + e).ln(), move |seed| seed * e / (1.0 + e))
}

#[differentiable(vjp = softplus_rule)]
fn softplus(x: f64) -> f64 {
    (1.0 + x.exp()).ln()
}

#[differentiable(vjp = self::two_rule, constant(k))]
fn two(x: f64, k: f64, y: f64) -> f64 {
    x * k * y
}

fn two_rule(x: f64, k: f64, y: f64) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
    (x * k * y, move |seed| (seed * k * y, seed * x * k))
}

#[differentiable]
fn of_given(x: f64, y: f64) -> f64 {
    given(softplus(x), two(y, 0.5, x)) + softplus(given(x, y)) + two(x, 2.0, softplus(y))
}

#[differentiable(constant(t))]
fn generic<T, const N: usize>(x: f64, t: T, list: [i32; N]) -> f64
where
    T: Copy + Into<f64>,
{
    let k: f64 = t.into();
    x * x * k + x * f64::from(list[0]) * N as f64
}

#[differentiable]
fn with_callable(x: f64, f: impl Fn(i32) -> f64, n: i32) -> f64 {
    x * f(n) + x * x
}

#[differentiable]
fn with_lifetimes<'a>(x: f64, text: &'a str, list: &'a [usize]) -> f64 {
    x.powi(text.len() as i32) * list[0] as f64
}

#[differentiable]
fn of_generic(x: f64, list: [i32; 2], text: &str) -> f64 {
    let a = generic(x, 2.0_f32, list) + generic::<u8, 3>(x * x, 3, [1, 2, 3]);
    let b = with_callable(a, |n| f64::from(n) * 0.25, 3);
    b * 0.01 + with_lifetimes(x, text, &[4, 5]) + with_lifetimes(b * 0.1, "ab", &[7])
}

type Real = f64;

#[differentiable]
fn aliased(x: Real, y: f32) -> Real {
    x * Real::sqrt(4.0) * x + y as Real
}

#[differentiable]
fn of_aliased(x: f64, y: Real) -> f64 {
    aliased(x, 2.5) * aliased(y, y as f32)
}

#[differentiable]
fn no_effect(x: f64, flag: bool) -> f64 {
    if flag { 2.0 } else { x * 0.0 }
}

#[differentiable]
fn of_no_effect(x: f64) -> f64 {
    no_effect(x, true) * x
}

#[test]
fn options() {
    let pairs = [(0.5, 0.7), (-0.6, 1.1)];
    // `detach` hides what finite differences see: the closed form.
    let (w, v) = (0.5_f64, 0.7_f64);
    let m = 2.0 * v.sin() + 3.0 * w * v;
    let u = v * w + v * v;
    let dw = 2.25 + 2.0 * w + 3.0 * v * u + v * w.cos() + 2.0 * w;
    let dv = (2.0 * v.cos() + 3.0 * w) * u + m * (w + 2.0 * v);
    let (value, (dw_found, dv_found)) = of_selected_grad(w, v);
    assert_eq!(value, of_selected(w, v));
    // `middle` is active in its second and fourth argument.
    assert!((dw_found - dw).abs() < 1e-14 && (dv_found - dv).abs() < 1e-14, "{dw_found} {dw}, {dv_found} {dv}");
    agrees(of_given, of_given_grad, of_given_vjp, &pairs);
}

#[test]
fn generics() {
    agrees(
        |x: f64| of_generic(x, [2, 3], "abc"),
        |x: f64| of_generic_grad(x, [2, 3], "abc"),
        |x: f64| of_generic_vjp(x, [2, 3], "abc"),
        &[0.5, -0.6],
    );
    assert_eq!(of_no_effect_grad(3.0), (6.0, 2.0));
    // (2 x² + 2.5) · (2 y² + y)
    let (value, (dx, dy)) = of_aliased_grad(1.0, 2.0);
    assert_eq!((value, dx, dy), (45.0, 40.0, 40.5));
}
