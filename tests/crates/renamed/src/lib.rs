//! `grad-rs` under the name `autodiff`, as this crate's manifest calls it.

use autodiff::differentiable;

/// A function whose companions need the runtime: a branch, a call, a given derivative, a detached value.
#[differentiable]
pub fn f(x: f64, y: f64) -> f64 {
    let a = if x > 0.0 {
        let b = x.sin();
        b * y
    } else {
        y
    };
    a * square(x) + autodiff::detach(y) * given(x)
}

/// `x²`, and with it the crate's path is written out.
#[differentiable(crate = autodiff)]
pub fn square(x: f64) -> f64 {
    if x > 1e9 {
        return f64::INFINITY;
    }
    x * x
}

/// The path may be a string, and of any length.
#[differentiable(crate = "crate::hidden::ad", partials(x = 3.0 * x * x))]
pub fn given(x: f64) -> f64 {
    x * x * x
}

/// Calls itself: this needs a box from the runtime.
#[autodiff::differentiable]
pub fn power(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

type Real = f64;

/// Types that the macro cannot see through are resolved by a trait of the runtime.
#[::autodiff::differentiable]
pub fn aliased(x: Real, n: i32) -> Real {
    x.powi(n) * 0.5
}

mod hidden {
    pub use ::autodiff as ad;
}

#[cfg(test)]
mod tests {
    use super::*;
    use autodiff::check;

    #[test]
    fn renamed() {
        for point in [(0.5, 0.7), (-1.0, 2.0)] {
            // `detach` hides a part from the gradient; the rest is compared.
            let visible = |x: f64, y: f64| f(x, y) - y * given(x) + point.1 * given(x);
            check::gradient(visible, f_grad, point).assert();
        }
        assert_eq!(square_grad(3.0), (9.0, 6.0));
        assert_eq!(given_grad(2.0), (8.0, 12.0));
        assert_eq!(power_grad(2.0, 3), (8.0, 12.0));
        assert_eq!(aliased_grad(3.0, 2), (4.5, 3.0));
    }
}
