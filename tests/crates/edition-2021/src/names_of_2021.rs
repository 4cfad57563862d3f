//! `gen` is a name in this edition.

use grad::{check, differentiable};

#[differentiable]
fn gen(gen: f64, n: i32) -> f64 {
    let r#async = gen * gen;
    let dyn_gen = r#async * f64::from(n);
    dyn_gen.sin()
}

#[differentiable]
fn calls(x: f64) -> f64 {
    let gen = gen(x, 2);
    gen * gen
}

#[test]
fn names() {
    for x in [0.6, -1.7] {
        check::gradient(|x: f64| gen(x, 3), |x: f64| gen_grad(x, 3), x).assert();
        check::gradient(calls, calls_grad, x).assert();
    }
}
