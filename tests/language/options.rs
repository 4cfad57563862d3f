//! `wrt`, `constant`, `partials`, `vjp` and `detach`.

use grad::differentiable;

use super::agrees::agrees;

#[differentiable(wrt(w, b))]
fn layer(w: f64, b: f64, x: f64) -> f64 {
    (w * x + b).tanh()
}

#[differentiable(constant(x, y))]
fn loss(w: f64, x: f64, y: f64) -> f64 {
    let r = layer(w, w * 0.5, x) - y;
    r * r
}

#[differentiable(wrt(y))]
fn only_one_of_many(x: f32, y: f64, z: f64, n: i32) -> f64 {
    f64::from(x) * y.powi(n) + z * y
}

/// The body is not looked into: a table, say.
#[differentiable(partials(x = output * 2.0 * x, y = -(x.exp()) / (y * y)))]
fn opaque(x: f64, y: f64) -> f64 {
    let mut sum = (x * x).exp() - (x * x).exp() * 0.0;
    for _ in 0..3 {
        sum += 0.0 * y;
    }
    sum
}

#[differentiable(partials(x = f64::from(n) * x.powi(n - 1) * k), constant(k))]
fn opaque_with_constants(x: f64, n: i32, k: f64) -> f64 {
    (0..n).fold(k, |product, _| product * x)
}

#[differentiable(partials(output = 3.0 * output * output))]
fn argument_called_output(output: f64) -> f64 {
    let cube = |v: f64| v * v * v;
    cube(output)
}

fn norm_rule(x: f64, y: f64) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
    let norm = (x * x + y * y).sqrt();
    (norm, move |seed| (seed * x / norm, seed * y / norm))
}

#[differentiable(vjp = norm_rule)]
fn norm(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

mod rules {
    pub fn scaled(x: f64, by: i32) -> (f64, impl FnOnce(f64) -> f64) {
        (x * f64::from(by), move |seed| seed * f64::from(by))
    }
}

#[differentiable(vjp = rules::scaled)]
fn scaled(x: f64, by: i32) -> f64 {
    x * f64::from(by)
}

#[differentiable]
fn uses_them_all(x: f64, y: f64) -> f64 {
    norm(x, opaque_with_constants(y, 3, 0.5)) * scaled(x * y, 4) + argument_called_output(x) + norm(y, 2.0)
}

#[differentiable]
fn detached(x: f64, y: f64) -> f64 {
    let held = grad::detach(x * y);
    let n = grad::detach(x) as i32;
    x * held + y.powi(n) + ::grad::detach(y) * y
}

#[differentiable]
fn detached_by_use(x: f64) -> f64 {
    use grad::detach;
    let y = x.sin();
    detach(y) * y + y - detach(y)
}

#[test]
fn selections() {
    agrees(
        |w: f64, b: f64| layer(w, b, 1.5),
        |w: f64, b: f64| layer_grad(w, b, 1.5),
        |w: f64, b: f64| layer_vjp(w, b, 1.5),
        &[(0.5, 0.7), (-1.0, 0.2)],
    );
    agrees(
        |w: f64| loss(w, 1.5, 0.25),
        |w: f64| loss_grad(w, 1.5, 0.25),
        |w: f64| loss_vjp(w, 1.5, 0.25),
        &[0.5, -1.0],
    );
    agrees(
        |y: f64| only_one_of_many(1.5, y, 2.0, 3),
        |y: f64| only_one_of_many_grad(1.5, y, 2.0, 3),
        |y: f64| only_one_of_many_vjp(1.5, y, 2.0, 3),
        &[0.5, -1.0],
    );
}

#[test]
fn given_partials() {
    agrees(
        |x: f64| opaque(x, 1.0),
        |x: f64| {
            let (value, (dx, _)) = opaque_grad(x, 1.0);
            (value, dx)
        },
        |x: f64| {
            let (value, pullback) = opaque_vjp(x, 1.0);
            (value, move |seed| pullback(seed).0)
        },
        &[0.5, -1.0],
    );
    // What is given is what is used, right or wrong.
    assert_eq!(opaque_grad(0.0, 2.0).1, (0.0, -0.25));
    agrees(
        |x: f64| opaque_with_constants(x, 4, 1.5),
        |x: f64| opaque_with_constants_grad(x, 4, 1.5),
        |x: f64| opaque_with_constants_vjp(x, 4, 1.5),
        &[0.5, -1.0],
    );
    // `output` is the argument of that name where there is one: 3 · 2², not 3 · 8².
    assert_eq!(argument_called_output_grad(2.0), (8.0, 12.0));
}

#[test]
fn given_rules() {
    agrees(norm, norm_grad, norm_vjp, &[(3.0, 4.0), (-0.5, 0.2)]);
    assert_eq!(scaled_grad(2.0, 5), (10.0, 5.0));
    agrees(uses_them_all, uses_them_all_grad, uses_them_all_vjp, &[(0.7, 1.2), (-0.5, 0.2)]);
}

#[test]
fn detach_cuts() {
    // x · [x y] + y^[x] + [y] · y
    let (x, y) = (2.5_f64, 0.75_f64);
    let (value, (dx, dy)) = detached_grad(x, y);
    assert_eq!(value, detached(x, y));
    assert_eq!((dx, dy), (x * y, 2.0 * y + y));
    let (value, dx) = detached_by_use_grad(0.5);
    assert_eq!(value, detached_by_use(0.5));
    let expected = 0.5_f64.cos() * 0.5_f64.sin() + 0.5_f64.cos();
    assert!((dx - expected).abs() < 1e-15, "{dx}, expected {expected}");
}
