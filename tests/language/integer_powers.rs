//! Exponents of `powi` that are expressions.

use grad::differentiable;

use super::agrees::agrees;

const N: i32 = 3;

#[differentiable]
fn of_literals(x: f64) -> f64 {
    x.powi(1 + 2) + x.powi(-(1 + 1)) * 2.0 + x.powi(4 - 3) + x.powi(5 - 5)
}

#[differentiable]
fn of_constants(x: f64) -> f64 {
    x.powi(N) + x.powi(N - 1) + x.powi(2 * N) + x.powi(-N) + f64::powi(x, N + 1)
}

#[differentiable]
fn of_branches(x: f64, n: u8) -> f64 {
    let k = 1 + 2;
    let m = { 4 };
    x.powi(k)
        + x.powi(m)
        + x.powi(if n > 2 { 2 } else { 1 })
        + x.powi(match n {
            0 => 5,
            _ => 6,
        })
        + x.powi(n.into())
}

#[test]
fn exponents() {
    agrees(of_literals, of_literals_grad, of_literals_vjp, &[0.7, -1.3]);
    agrees(of_constants, of_constants_grad, of_constants_vjp, &[0.7, -1.3]);
    for n in [0, 1, 3] {
        agrees(
            move |x: f64| of_branches(x, n),
            move |x: f64| of_branches_grad(x, n),
            move |x: f64| of_branches_vjp(x, n),
            &[0.7, -1.3],
        );
    }
}
