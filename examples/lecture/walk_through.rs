//! The lecture's boxes: every value of a computation, and its cotangent below it.
//!
//! Forward values are computed step by step, cotangents by the gradients of the tails.

#![allow(
    clippy::many_single_char_names,
    clippy::similar_names,
    reason = "the steps keep the names that the lecture gives them"
)]

use crate::functions::{
    half_square_error_grad, log_loss_grad, relu_square_grad, sigmoid, square_affine_grad, three_a_plus_bc_grad,
};
use crate::tails;

/// One box: a value and its cotangent.
pub struct Computed {
    pub name: &'static str,
    /// How the value comes from the ones before it; empty for an argument.
    pub formula: &'static str,
    pub forward: f64,
    pub cotangent: f64,
}

impl Computed {
    /// `name = formula`, or the bare name of an argument.
    pub fn equation(&self) -> String {
        if self.formula.is_empty() { self.name.to_owned() } else { format!("{} = {}", self.name, self.formula) }
    }
}

/// The boxes of the function of this name at a point, arguments first and the result last, for
/// the functions that the lecture takes apart.
pub fn walk_through(name: &str, point: &[f64]) -> Option<Vec<Computed>> {
    match (name, point) {
        ("relu_square", &[x, y, z]) => Some(relu_square(x, y, z)),
        ("square_affine", &[w]) => Some(square_affine(w)),
        ("half_square_error", &[w, x, b, y]) => Some(half_square_error(w, x, b, y)),
        ("three_a_plus_bc", &[a, b, c]) => Some(three_a_plus_bc(a, b, c)),
        ("log_loss", &[x1, x2, w1, w2, b, y]) => Some(log_loss([x1, x2], [w1, w2], b, y)),
        _ => None,
    }
}

fn relu_square(x: f64, y: f64, z: f64) -> Vec<Computed> {
    let (_, (d_x, d_y, d_z)) = relu_square_grad(x, y, z);
    let p = 3.0 * x;
    let (_, (d_p, _, _)) = tails::relu_square_from_p_grad(p, y, z);
    let q = p.max(0.0);
    let (_, (d_q, _, _)) = tails::relu_square_from_q_grad(q, y, z);
    let r = q - y;
    let (_, (d_r, _)) = tails::relu_square_from_r_grad(r, z);
    let s = r.powi(2);
    let (_, (d_s, _)) = tails::relu_square_from_s_grad(s, z);
    let (t, d_t) = tails::result_grad(s + z);
    vec![
        argument("x", x, d_x),
        argument("y", y, d_y),
        argument("z", z, d_z),
        step("p", "3 x", p, d_p),
        step("q", "max(p, 0)", q, d_q),
        step("r", "q - y", r, d_r),
        step("s", "r^2", s, d_s),
        step("t", "s + z", t, d_t),
    ]
}

fn square_affine(w: f64) -> Vec<Computed> {
    let (_, d_w) = square_affine_grad(w);
    let a = 2.0 + 3.0 * w;
    let (_, d_a) = tails::square_affine_from_a_grad(a);
    let (t, d_t) = tails::result_grad(a.powi(2));
    vec![argument("w", w, d_w), step("a", "2 + 3 w", a, d_a), step("t", "a^2", t, d_t)]
}

fn half_square_error(w: f64, x: f64, b: f64, y: f64) -> Vec<Computed> {
    let (_, (d_w, d_x, d_b, d_y)) = half_square_error_grad(w, x, b, y);
    let c = w * x;
    let (_, (d_c, _, _)) = tails::half_square_error_from_c_grad(c, b, y);
    let a = c + b;
    let (_, (d_a, _)) = tails::half_square_error_from_a_grad(a, y);
    let d = a - y;
    let (_, d_d) = tails::half_square_error_from_d_grad(d);
    let (t, d_t) = tails::result_grad(0.5 * d.powi(2));
    vec![
        argument("w", w, d_w),
        argument("x", x, d_x),
        argument("b", b, d_b),
        argument("y", y, d_y),
        step("c", "w x", c, d_c),
        step("a", "c + b", a, d_a),
        step("d", "a - y", d, d_d),
        step("t", "d^2 / 2", t, d_t),
    ]
}

fn three_a_plus_bc(a: f64, b: f64, c: f64) -> Vec<Computed> {
    let (_, (d_a, d_b, d_c)) = three_a_plus_bc_grad(a, b, c);
    let u = b * c;
    let (_, (_, d_u)) = tails::three_a_plus_bc_from_u_grad(a, u);
    let v = a + u;
    let (_, d_v) = tails::three_a_plus_bc_from_v_grad(v);
    let (t, d_t) = tails::result_grad(3.0 * v);
    vec![
        argument("a", a, d_a),
        argument("b", b, d_b),
        argument("c", c, d_c),
        step("u", "b c", u, d_u),
        step("v", "a + u", v, d_v),
        step("t", "3 v", t, d_t),
    ]
}

fn log_loss([x1, x2]: [f64; 2], [w1, w2]: [f64; 2], b: f64, y: f64) -> Vec<Computed> {
    let (_, (d_x1, d_x2, d_w1, d_w2, d_b, d_y)) = log_loss_grad(x1, x2, w1, w2, b, y);
    let h = sigmoid(w1 * x1 + w2 * x2 + b);
    let (loss, (d_h, _)) = tails::log_loss_from_h_grad(h, y);
    let (t, d_t) = tails::result_grad(loss);
    vec![
        argument("x1", x1, d_x1),
        argument("x2", x2, d_x2),
        argument("w1", w1, d_w1),
        argument("w2", w2, d_w2),
        argument("b", b, d_b),
        argument("y", y, d_y),
        step("h", "sigmoid(w1 x1 + w2 x2 + b)", h, d_h),
        step("t", "-y ln(h) - (1-y) ln(1-h)", t, d_t),
    ]
}

fn argument(name: &'static str, forward: f64, cotangent: f64) -> Computed {
    step(name, "", forward, cotangent)
}

fn step(name: &'static str, formula: &'static str, forward: f64, cotangent: f64) -> Computed {
    Computed { name, formula, forward, cotangent }
}
