//! The rest of a computation, from each of its values on.
//!
//! The cotangent of a value on the way is the derivative of the result with respect to that
//! value. So a function that does only the rest of the work, starting there, has it as its
//! gradient. Each tail does one step and leaves what remains to the next tail.

#![allow(clippy::many_single_char_names, reason = "the steps keep the names that the lecture gives them")]

use grad::differentiable;

/// `relu_square` from `p` on: `(max(p, 0) - y)^2 + z`
#[differentiable]
pub fn relu_square_from_p(p: f64, y: f64, z: f64) -> f64 {
    relu_square_from_q(p.max(0.0), y, z)
}

/// `relu_square` from `q` on: `(q - y)^2 + z`
#[differentiable]
pub fn relu_square_from_q(q: f64, y: f64, z: f64) -> f64 {
    relu_square_from_r(q - y, z)
}

/// `relu_square` from `r` on: `r^2 + z`
#[differentiable]
pub fn relu_square_from_r(r: f64, z: f64) -> f64 {
    relu_square_from_s(r.powi(2), z)
}

/// `relu_square` from `s` on: `s + z`
#[differentiable]
pub fn relu_square_from_s(s: f64, z: f64) -> f64 {
    result(s + z)
}

/// `square_affine` from `a` on: `a^2`
#[differentiable]
pub fn square_affine_from_a(a: f64) -> f64 {
    result(a.powi(2))
}

/// `half_square_error` from `c` on: `(c + b - y)^2 / 2`
#[differentiable]
pub fn half_square_error_from_c(c: f64, b: f64, y: f64) -> f64 {
    half_square_error_from_a(c + b, y)
}

/// `half_square_error` from `a` on: `(a - y)^2 / 2`
#[differentiable]
pub fn half_square_error_from_a(a: f64, y: f64) -> f64 {
    half_square_error_from_d(a - y)
}

/// `half_square_error` from `d` on: `d^2 / 2`
#[differentiable]
pub fn half_square_error_from_d(d: f64) -> f64 {
    result(0.5 * d.powi(2))
}

/// `three_a_plus_bc` from `u` on: `3 (a + u)`
#[differentiable]
pub fn three_a_plus_bc_from_u(a: f64, u: f64) -> f64 {
    three_a_plus_bc_from_v(a + u)
}

/// `three_a_plus_bc` from `v` on: `3 v`
#[differentiable]
pub fn three_a_plus_bc_from_v(v: f64) -> f64 {
    result(3.0 * v)
}

/// `log_loss` from `h` on: `-y ln(h) - (1-y) ln(1-h)`
#[differentiable]
pub fn log_loss_from_h(h: f64, y: f64) -> f64 {
    result(-y * h.ln() - (1.0 - y) * (1.0 - h).ln())
}

/// What is left to do once the result is there: nothing.
#[differentiable]
pub fn result(t: f64) -> f64 {
    t
}
