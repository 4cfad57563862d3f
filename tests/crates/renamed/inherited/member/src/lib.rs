//! `grad-rs` under the name `backprop`, as the workspace's manifest calls it.

use backprop::differentiable;

/// Its companions need the runtime.
#[differentiable]
pub fn f(x: f64, n: u32) -> f64 {
    let y = if n > 3 { x * x } else { return x * 2.0 };
    y * g(x) + backprop::detach(x)
}

#[differentiable]
fn g(x: f64) -> f64 {
    x * x * x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inherited() {
        assert_eq!(f_grad(2.0, 1), (4.0, 2.0));
        assert_eq!(f_grad(2.0, 4), (34.0, 80.0));
    }
}
