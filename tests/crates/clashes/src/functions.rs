//! Functions named like what generated code calls, and like companions.

use ::grad::{check, differentiable};

#[differentiable]
fn max(x: f64, y: f64) -> f64 {
    x * x + y
}

#[differentiable]
fn vjp(x: f64) -> f64 {
    max(x, x).max(3.0) * x
}

#[differentiable]
fn pullback(seed: f64) -> f64 {
    vjp(seed) + seed
}

#[differentiable]
fn value(value: f64) -> f64 {
    pullback(value) * value
}

#[differentiable]
fn seed(d_seed: f64) -> f64 {
    value(d_seed) + vjp(d_seed)
}

#[differentiable]
fn active(x: f64) -> f64 {
    x * like(x, 2.0)
}

#[differentiable]
fn like(x: f64, y: f64) -> f64 {
    x + y
}

#[differentiable]
fn t1(t2: f64) -> f64 {
    active(t2) * t2
}

#[differentiable]
fn d_x(x: f64) -> f64 {
    let d_x = t1(x) * x;
    d_x.sin()
}

/// `sin` is a method of floats and a function here.
#[differentiable]
fn sin(x: f64) -> f64 {
    x.sin() * x
}

#[differentiable]
fn calls(x: f64) -> f64 {
    sin(x) + seed(x) * d_x(x) + x.sin()
}

/// These names are those of crates: they stay out of the namespace of types.
mod named_like_crates {
    #[::grad::differentiable(standalone)]
    pub fn grad(x: f64) -> f64 {
        x * x
    }

    #[::grad::differentiable]
    pub fn std(x: f64) -> f64 {
        x * x * x
    }

    #[::grad::differentiable]
    pub fn core(x: f64) -> f64 {
        x.exp()
    }

    #[::grad::differentiable]
    pub fn alloc(x: f64) -> f64 {
        x.sin()
    }
}

mod detaching {
    /// Two arguments, so it is not the one that cuts.
    #[::grad::differentiable]
    pub fn detach(x: f64, y: f64) -> f64 {
        x * y
    }

    #[::grad::differentiable]
    pub fn calls(x: f64) -> f64 {
        detach(x, x) + ::grad::detach(x)
    }
}

mod companions {
    /// A function whose name ends like that of a companion.
    #[::grad::differentiable]
    pub fn f_grad(x: f64) -> f64 {
        x * x
    }

    #[::grad::differentiable]
    pub fn g_vjp(x: f64) -> f64 {
        f_grad(x) * x
    }
}

#[test]
fn all_right() {
    for x in [0.6, 1.3, -0.7, 2.2] {
        check::gradient(max, max_grad, (x, 0.5)).assert();
        check::gradient(vjp, vjp_grad, x).assert();
        check::gradient(pullback, pullback_grad, x).assert();
        check::gradient(value, value_grad, x).assert();
        check::gradient(seed, seed_grad, x).assert();
        check::gradient(active, active_grad, x).assert();
        check::gradient(t1, t1_grad, x).assert();
        check::gradient(d_x, d_x_grad, x).assert();
        check::gradient(sin, sin_grad, x).assert();
        check::gradient(calls, calls_grad, x).assert();
        check::gradient(named_like_crates::grad, named_like_crates::grad_grad, x).assert();
        check::gradient(named_like_crates::std, named_like_crates::std_grad, x).assert();
        check::gradient(named_like_crates::core, named_like_crates::core_grad, x).assert();
        check::gradient(named_like_crates::alloc, named_like_crates::alloc_grad, x).assert();
        check::gradient(companions::f_grad, companions::f_grad_grad, x).assert();
        check::gradient(companions::g_vjp, companions::g_vjp_grad, x).assert();
    }
    assert_eq!(detaching::detach_grad(2.0, 3.0), (6.0, (3.0, 2.0)));
    assert_eq!(detaching::calls_grad(3.0), (12.0, 6.0));
}
