//! Modules named like crates and like functions.

/// Not the crates of these names.
mod core {
    pub mod ops {
        pub trait FnOnce {}
    }
    pub fn unreachable() -> i32 {
        1
    }
}

mod std {
    pub mod f64 {
        pub const PI: u8 = 3;
    }
}

mod alloc {}

mod grad {
    pub fn detach(x: f64, by: f64) -> f64 {
        x - by
    }
    pub mod __private {
        pub struct Box;
        pub enum Either {}
    }
}

mod inner {
    mod grad {}
    mod core {}

    use ::grad::differentiable;

    #[differentiable]
    pub fn f(x: f64, n: u32) -> f64 {
        let a = if x > 0.0 { x * x } else { return x.sin() };
        if n == 0 { a } else { a * f(x, n - 1) + ::grad::detach(x) }
    }
}

#[::grad::differentiable]
fn g(x: f64) -> f64 {
    let a = inner::f(x, 2) * f64::from(std::f64::PI);
    let b = grad::detach(2.0, 0.5) + f64::from(core::unreachable());
    if a > b { a * b } else { a }
}

/// A module of the same name as the function: the function's name stays out of the namespace of modules and types.
mod area {
    pub const SCALE: f64 = 2.0;
}

#[::grad::differentiable(standalone)]
fn area(x: f64) -> f64 {
    x * x * area::SCALE
}

#[test]
fn all_right() {
    for x in [0.6, -0.7] {
        ::grad::check::gradient(inner_visible, |x: f64| inner::f_grad(x, 0), x).assert();
        // f(x, 1) = x² · x² + [x]
        let (value, gradient) = inner::f_grad(x, 1);
        assert_eq!(value, inner::f(x, 1));
        let expected = if x > 0.0 { 4.0 * x * x * x } else { x.cos() };
        assert!((gradient - expected).abs() < 1e-15, "{gradient}, expected {expected}");
    }
    let (value, gradient) = g_grad(0.8);
    // f(x, 2) = x⁶ + [x] x² + [x], times 3 and then times 2.5 if over it
    let x = 0.8_f64;
    let a = 3.0 * (x.powi(6) + x.powi(3) + x);
    let slope = 3.0 * (6.0 * x.powi(5) + 2.0 * x * x);
    let scale = if a > 2.5 { 2.5 } else { 1.0 };
    assert_eq!(value, g(x));
    assert!((value - scale * a).abs() < 1e-14 && (gradient - scale * slope).abs() < 1e-14);
    assert_eq!(area_grad(3.0), (18.0, 12.0));
}

fn inner_visible(x: f64) -> f64 {
    inner::f(x, 0)
}
