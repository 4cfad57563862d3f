//! Macros named like those of the standard library.

use ::grad::differentiable;

macro_rules! unreachable {
    () => {
        compile_error!("not this one")
    };
}

macro_rules! panic {
    () => {
        compile_error!("nor this")
    };
}

/// The user's own `assert` is not that of the standard library, and gives no value.
#[differentiable]
fn f(x: f64, n: i32) -> f64 {
    let a = if x > 0.0 { x * x } else { return x };
    match n {
        0 => a,
        _ => a.sin(),
    }
}

#[test]
fn all_right() {
    assert_eq!(f_grad(3.0, 0), (9.0, 6.0));
    assert_eq!(f_grad(-3.0, 0), (-3.0, 1.0));
}
