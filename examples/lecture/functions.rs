//! The scalar functions of the lecture, each written the way one would write it anyway.
//!
//! The attribute leaves every function as it is and puts its gradient beside it: `fan_out` gets
//! `fan_out_grad` and `fan_out_vjp`; and `fan_out_graph`, because it asks for that too.

#![allow(
    clippy::let_and_return,
    clippy::many_single_char_names,
    clippy::similar_names,
    clippy::too_many_arguments,
    reason = "arguments and steps keep the names that the lecture gives them"
)]

use grad::differentiable;

/// The logistic function, which the networks below call:
/// `s(v) = 1 / (1 + e^-v)`
///
/// The lecture derives `s' = s (1 - s)`, which costs less than going back through the quotient and the
/// exponential, and stays finite where the exponential overflows. So that is what it says here.
#[differentiable(graph, partials(v = output * (1.0 - output)))]
pub fn sigmoid(v: f64) -> f64 {
    1.0 / (1.0 + (-v).exp())
}

/// A quotient over a sum:
/// `1 / (y + e^-x)`
#[differentiable(graph)]
pub fn reciprocal_exp(x: f64, y: f64) -> f64 {
    1.0 / (y + (-x).exp())
}

/// The lecture's running example, one operation a step:
/// `(max(3x, 0) - y)^2 + z`
#[differentiable(graph)]
pub fn relu_square(x: f64, y: f64, z: f64) -> f64 {
    let p = 3.0 * x;
    let q = p.max(0.0);
    let r = q - y;
    let s = r.powi(2);
    let t = s + z;
    t
}

/// The running example with a weight in place of the 3:
/// `(max(x w, 0) - y)^2 + z`
#[differentiable(graph)]
pub fn relu_square_w(x: f64, w: f64, y: f64, z: f64) -> f64 {
    ((x * w).max(0.0) - y).powi(2) + z
}

/// The squared error of two rectified layers:
/// `(max(max(w1 x + b1, 0) w2 + b2, 0) - y)^2`
#[differentiable(graph)]
pub fn mlp_loss(x: f64, y: f64, w1: f64, b1: f64, w2: f64, b2: f64) -> f64 {
    let hidden = (w1 * x + b1).max(0.0);
    let output = (hidden * w2 + b2).max(0.0);
    (output - y).powi(2)
}

/// A square with something inside, for the chain rule:
/// `(2 + 3w)^2`
#[differentiable(graph)]
pub fn square_affine(w: f64) -> f64 {
    let a = 2.0 + 3.0 * w;
    a.powi(2)
}

/// Half the squared error of a line:
/// `(w x + b - y)^2 / 2`
#[differentiable(graph)]
pub fn half_square_error(w: f64, x: f64, b: f64, y: f64) -> f64 {
    let c = w * x;
    let a = c + b;
    let d = a - y;
    0.5 * d.powi(2)
}

/// Half the squared error of two rectified layers:
/// `(relu(w2 relu(w1 x + b1) + b2) - y)^2 / 2`
#[differentiable(graph)]
pub fn two_layer_half_square(x: f64, y: f64, w1: f64, b1: f64, w2: f64, b2: f64) -> f64 {
    let hidden = (w1 * x + b1).max(0.0);
    let output = (w2 * hidden + b2).max(0.0);
    0.5 * (output - y).powi(2)
}

/// A product and a sum, for the computation graph:
/// `3 (a + b c)`
#[differentiable(graph)]
pub fn three_a_plus_bc(a: f64, b: f64, c: f64) -> f64 {
    let u = b * c;
    let v = a + u;
    3.0 * v
}

/// An argument that is used twice, inside a square:
/// `(e^x + x)^2`
#[differentiable(graph)]
pub fn exp_plus_x_squared(x: f64) -> f64 {
    (x.exp() + x).powi(2)
}

/// A polynomial and a sine that share the square:
/// `x^2 (3x + 1) - sin(x^2)`
#[differentiable(graph)]
pub fn poly_minus_sin(x: f64) -> f64 {
    let square = x.powi(2);
    square * (3.0 * x + 1.0) - square.sin()
}

/// The cross entropy of logistic regression on two features:
/// `-y ln(h) - (1-y) ln(1-h), h = sigmoid(w1 x1 + w2 x2 + b)`
#[differentiable(graph)]
pub fn log_loss(x1: f64, x2: f64, w1: f64, w2: f64, b: f64, y: f64) -> f64 {
    let h = sigmoid(w1 * x1 + w2 * x2 + b);
    -y * h.ln() - (1.0 - y) * (1.0 - h).ln()
}

/// A quotient that is an exponential in disguise:
/// `1 / e^-x`
#[differentiable(graph)]
pub fn inverse_of_exp_neg(x: f64) -> f64 {
    1.0 / (-x).exp()
}

/// A logarithm of a power, which is `2x` in disguise:
/// `ln((e^x)^2)`
#[differentiable(graph)]
pub fn log_exp_squared(x: f64) -> f64 {
    x.exp().powi(2).ln()
}

/// A sum and a product:
/// `(x + y) z`
#[differentiable(graph)]
pub fn sum_times(x: f64, y: f64, z: f64) -> f64 {
    (x + y) * z
}

/// One value with two uses, whose cotangents add:
/// `x^2 + 3x`
#[differentiable(graph)]
pub fn fan_out(x: f64) -> f64 {
    x.powi(2) + 3.0 * x
}

/// The squared error of three sigmoids in a chain:
/// `(s(s(s(w1 x + b1) w2 + b2) w3 + b3) - y)^2, s = sigmoid`
#[differentiable(graph)]
pub fn perceptron3(x: f64, y: f64, w1: f64, b1: f64, w2: f64, b2: f64, w3: f64, b3: f64) -> f64 {
    let first = sigmoid(w1 * x + b1);
    let second = sigmoid(first * w2 + b2);
    let third = sigmoid(second * w3 + b3);
    (third - y).powi(2)
}

/// The cross entropy of a network with one input, two hidden units and one output:
/// `-y ln(h) - (1-y) ln(1-h), h = sigmoid(v1 s(w11 x + b11) + v2 s(w12 x + b12) + c), s = sigmoid`
#[differentiable(graph)]
pub fn net_1_2_1(x: f64, y: f64, w11: f64, b11: f64, w12: f64, b12: f64, v1: f64, v2: f64, c: f64) -> f64 {
    let h1 = sigmoid(w11 * x + b11);
    let h2 = sigmoid(w12 * x + b12);
    let h = sigmoid(v1 * h1 + v2 * h2 + c);
    -y * h.ln() - (1.0 - y) * (1.0 - h).ln()
}
