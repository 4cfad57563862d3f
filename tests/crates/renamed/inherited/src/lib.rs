//! `grad-rs` under its usual name, in a manifest that names it otherwise for the members of the workspace.

use grad::differentiable;

/// Its companions need the runtime.
#[differentiable]
pub fn f(x: f64, n: u32) -> f64 {
    let y = if n > 3 { x * x } else { return x * 2.0 };
    y * x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain() {
        assert_eq!(f_grad(2.0, 1), (4.0, 2.0));
        assert_eq!(f_grad(2.0, 4), (8.0, 12.0));
    }
}
