//! The gradients of the lecture's functions as a careful engineer writes them by hand: forward,
//! then backward, one line a step, nothing computed twice.
//!
//! These are what the generated gradients are measured against, so they are as good as the chain
//! rule allows. They do not use what only paper shows about a whole expression (that `h - y` is
//! the derivative of the cross entropy of a sigmoid, or that `ln((e^x)^2)` is `2x`): that is
//! another function, not another way to write this one down.

#![allow(
    clippy::many_single_char_names,
    clippy::similar_names,
    clippy::too_many_arguments,
    clippy::type_complexity,
    reason = "names and types are those of the functions whose gradients these are"
)]

/// `1 / (y + e^-x)`
#[inline]
pub fn reciprocal_exp(x: f64, y: f64) -> (f64, (f64, f64)) {
    let e = (-x).exp();
    let value = 1.0 / (y + e);
    let square = value * value;
    (value, (square * e, -square))
}

/// `(max(3x, 0) - y)^2 + z`
#[inline]
pub fn relu_square(x: f64, y: f64, z: f64) -> (f64, (f64, f64, f64)) {
    let p = 3.0 * x;
    let r = p.max(0.0) - y;
    let d_r = 2.0 * r;
    let d_p = if p > 0.0 { d_r } else { 0.0 };
    (r * r + z, (3.0 * d_p, -d_r, 1.0))
}

/// `(max(x w, 0) - y)^2 + z`
#[inline]
pub fn relu_square_w(x: f64, w: f64, y: f64, z: f64) -> (f64, (f64, f64, f64, f64)) {
    let p = x * w;
    let r = p.max(0.0) - y;
    let d_r = 2.0 * r;
    let d_p = if p > 0.0 { d_r } else { 0.0 };
    (r * r + z, (w * d_p, x * d_p, -d_r, 1.0))
}

/// `(max(max(w1 x + b1, 0) w2 + b2, 0) - y)^2`
#[inline]
pub fn mlp_loss(x: f64, y: f64, w1: f64, b1: f64, w2: f64, b2: f64) -> (f64, (f64, f64, f64, f64, f64, f64)) {
    let p = w1 * x + b1;
    let q = p.max(0.0);
    let r = q * w2 + b2;
    let e = r.max(0.0) - y;
    let d_e = 2.0 * e;
    let d_r = if r > 0.0 { d_e } else { 0.0 };
    let d_q = d_r * w2;
    let d_p = if p > 0.0 { d_q } else { 0.0 };
    (e * e, (d_p * w1, -d_e, d_p * x, d_p, d_r * q, d_r))
}

/// `(2 + 3w)^2`
#[inline]
pub fn square_affine(w: f64) -> (f64, f64) {
    let a = 2.0 + 3.0 * w;
    (a * a, 6.0 * a)
}

/// `(w x + b - y)^2 / 2`
#[inline]
pub fn half_square_error(w: f64, x: f64, b: f64, y: f64) -> (f64, (f64, f64, f64, f64)) {
    let d = w * x + b - y;
    (0.5 * (d * d), (d * x, d * w, d, -d))
}

/// `(relu(w2 relu(w1 x + b1) + b2) - y)^2 / 2`
#[inline]
pub fn two_layer_half_square(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
) -> (f64, (f64, f64, f64, f64, f64, f64)) {
    let p = w1 * x + b1;
    let q = p.max(0.0);
    let r = w2 * q + b2;
    let d = r.max(0.0) - y;
    let d_r = if r > 0.0 { d } else { 0.0 };
    let d_q = d_r * w2;
    let d_p = if p > 0.0 { d_q } else { 0.0 };
    (0.5 * (d * d), (d_p * w1, -d, d_p * x, d_p, d_r * q, d_r))
}

/// `3 (a + b c)`
#[inline]
pub fn three_a_plus_bc(a: f64, b: f64, c: f64) -> (f64, (f64, f64, f64)) {
    (3.0 * (a + b * c), (3.0, 3.0 * c, 3.0 * b))
}

/// `(e^x + x)^2`
#[inline]
pub fn exp_plus_x_squared(x: f64) -> (f64, f64) {
    let e = x.exp();
    let a = e + x;
    (a * a, 2.0 * a * (e + 1.0))
}

/// `x^2 (3x + 1) - sin(x^2)`
#[inline]
pub fn poly_minus_sin(x: f64) -> (f64, f64) {
    let square = x * x;
    let line = 3.0 * x + 1.0;
    let (sin, cos) = square.sin_cos();
    (square * line - sin, 3.0 * square + 2.0 * x * (line - cos))
}

/// `-y ln(h) - (1-y) ln(1-h), h = sigmoid(w1 x1 + w2 x2 + b)`
#[inline]
pub fn log_loss(x1: f64, x2: f64, w1: f64, w2: f64, b: f64, y: f64) -> (f64, (f64, f64, f64, f64, f64, f64)) {
    let h = sigmoid(w1 * x1 + w2 * x2 + b);
    let (value, d_h, d_y) = cross_entropy(h, y);
    let d_z = d_h * h * (1.0 - h);
    (value, (d_z * w1, d_z * w2, d_z * x1, d_z * x2, d_z, d_y))
}

/// `1 / e^-x`
#[inline]
pub fn inverse_of_exp_neg(x: f64) -> (f64, f64) {
    let e = (-x).exp();
    let value = 1.0 / e;
    (value, value * value * e)
}

/// `ln((e^x)^2)`
#[inline]
pub fn log_exp_squared(x: f64) -> (f64, f64) {
    let e = x.exp();
    let square = e * e;
    (square.ln(), 2.0 * e / square * e)
}

/// `(x + y) z`
#[inline]
pub fn sum_times(x: f64, y: f64, z: f64) -> (f64, (f64, f64, f64)) {
    let sum = x + y;
    (sum * z, (z, z, sum))
}

/// `x^2 + 3x`
#[inline]
pub fn fan_out(x: f64) -> (f64, f64) {
    (x * x + 3.0 * x, 2.0 * x + 3.0)
}

/// `(s(s(s(w1 x + b1) w2 + b2) w3 + b3) - y)^2, s = sigmoid`
#[inline]
pub fn perceptron3(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
    w3: f64,
    b3: f64,
) -> (f64, (f64, f64, f64, f64, f64, f64, f64, f64)) {
    let h1 = sigmoid(w1 * x + b1);
    let h2 = sigmoid(h1 * w2 + b2);
    let h3 = sigmoid(h2 * w3 + b3);
    let e = h3 - y;
    let d_e = 2.0 * e;
    let d_z3 = d_e * h3 * (1.0 - h3);
    let d_z2 = d_z3 * w3 * h2 * (1.0 - h2);
    let d_z1 = d_z2 * w2 * h1 * (1.0 - h1);
    (e * e, (d_z1 * w1, -d_e, d_z1 * x, d_z1, d_z2 * h1, d_z2, d_z3 * h2, d_z3))
}

/// `-y ln(h) - (1-y) ln(1-h), h = s(v1 s(w11 x + b11) + v2 s(w12 x + b12) + c), s = sigmoid`
#[inline]
pub fn net_1_2_1(
    x: f64,
    y: f64,
    w11: f64,
    b11: f64,
    w12: f64,
    b12: f64,
    v1: f64,
    v2: f64,
    c: f64,
) -> (f64, (f64, f64, f64, f64, f64, f64, f64, f64, f64)) {
    let h1 = sigmoid(w11 * x + b11);
    let h2 = sigmoid(w12 * x + b12);
    let h = sigmoid(v1 * h1 + v2 * h2 + c);
    let (value, d_h, d_y) = cross_entropy(h, y);
    let d_z = d_h * h * (1.0 - h);
    let d_z1 = d_z * v1 * h1 * (1.0 - h1);
    let d_z2 = d_z * v2 * h2 * (1.0 - h2);
    (value, (d_z1 * w11 + d_z2 * w12, d_y, d_z1 * x, d_z1, d_z2 * x, d_z2, d_z * h1, d_z * h2, d_z))
}

/// `1 / (1 + e^-v)`, whose derivative is `s (1 - s)`.
#[inline]
fn sigmoid(v: f64) -> f64 {
    1.0 / (1.0 + (-v).exp())
}

/// `-y ln(h) - (1-y) ln(1-h)` and its derivatives with respect to `h` and to `y`.
#[inline]
fn cross_entropy(h: f64, y: f64) -> (f64, f64, f64) {
    let (not_h, not_y) = (1.0 - h, 1.0 - y);
    let (ln_h, ln_not_h) = (h.ln(), not_h.ln());
    (-y * ln_h - not_y * ln_not_h, not_y / not_h - y / h, ln_not_h - ln_h)
}
