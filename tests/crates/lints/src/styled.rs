//! Names in a style of their own: the companions' names are made of them.

use grad::differentiable;

#[differentiable]
#[allow(non_snake_case)]
fn F(X: f64, W_0: f64) -> f64 {
    let Y = X * W_0;
    Y * Y.sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients() {
        assert_eq!(F_grad(0.0, 1.0), (0.0, (0.0, 0.0)));
    }
}
