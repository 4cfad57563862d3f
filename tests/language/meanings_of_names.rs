//! Names inside constant expressions that are spelled like variables of the function, and mean something else.

use grad::differentiable;

use super::agrees::agrees;

#[differentiable]
fn closure_arguments(x: f64, y: f64) -> f64 {
    // The closure's own `x` and `pair` are not those of the function.
    let scale = |x: f64| x * 2.0;
    let pair = (x, y);
    let add = |pair: f64, y: i32| pair + f64::from(y);
    pair.0 * scale(3.0) + pair.1 * add(1.5, 2)
}

#[differentiable]
fn blocks_of_constants(x: f64, n: usize) -> f64 {
    let list: Vec<usize> = (0..n).map(|x| x * x).filter(|&x| x > 1).collect();
    let most = list.iter().max().map_or(0, |x| *x);
    x * most as f64 + x * x * list.len() as f64
}

struct Point {
    x: f64,
    y: f64,
}

#[differentiable]
fn fields_and_methods(x: f64, y: f64, len: usize) -> f64 {
    let point = Point { x: 2.0, y: 3.0 };
    let text = "four";
    x * point.x + y * point.y + x * y * (text.len() + len) as f64
}

#[test]
fn names() {
    let points = [(0.5, 0.7), (-1.0, 2.0)];
    agrees(closure_arguments, closure_arguments_grad, closure_arguments_vjp, &points);
    agrees(
        |x: f64| blocks_of_constants(x, 4),
        |x: f64| blocks_of_constants_grad(x, 4),
        |x: f64| blocks_of_constants_vjp(x, 4),
        &[0.5, -1.5],
    );
    agrees(
        |x: f64, y: f64| fields_and_methods(x, y, 3),
        |x: f64, y: f64| fields_and_methods_grad(x, y, 3),
        |x: f64, y: f64| fields_and_methods_vjp(x, y, 3),
        &points,
    );
}

/// `f64` by another name has its methods.
type Real = f64;

#[differentiable]
fn functions_of_an_alias(x: Real, y: f32) -> Real {
    x.max(0.5) * f64::from(y) + x.sin() + x.powi(2)
}

#[differentiable]
fn detached_with_its_type(x: f64) -> f64 {
    ::grad::detach::<f64>(x) * x + grad::detach::<Real>(x * x)
}

#[test]
fn types() {
    agrees(functions_of_an_alias, functions_of_an_alias_grad, functions_of_an_alias_vjp, &[(0.75, 2.0), (0.25, 3.0)]);
    // [x] x + [x²]
    assert_eq!(detached_with_its_type_grad(3.0), (18.0, 3.0));
}
