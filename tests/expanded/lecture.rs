// What `#[differentiable]` writes for examples/lecture/functions.rs. A test of grad-macro keeps this current.

pub fn sigmoid_grad(v: f64) -> (f64, f64) {
    // forward
    let output = sigmoid(v);
    let t1 = output * (1.0 - output);
    // backward
    (output, 1.0 * t1)
}

pub fn sigmoid_vjp(v: f64) -> (f64, impl FnOnce(f64) -> f64 + Clone) {
    // forward
    let output = sigmoid(v);
    let t1 = output * (1.0 - output);
    // backward
    let pullback = move |d_output: f64| {
        d_output * t1
    };
    (output, pullback)
}

pub fn reciprocal_exp_grad(x: f64, y: f64) -> (f64, (f64, f64)) {
    // forward
    let t1 = -x;
    let t2 = t1.exp();
    let t3 = y + t2;
    let t4 = 1.0 / t3;
    // backward
    let t5 = t4 * t4;
    (t4, (t5 * t2, -t5))
}

pub fn reciprocal_exp_vjp(x: f64, y: f64) -> (f64, impl FnOnce(f64) -> (f64, f64) + Clone) {
    // forward
    let t1 = -x;
    let t2 = t1.exp();
    let t3 = y + t2;
    let t4 = 1.0 / t3;
    // backward
    let pullback = move |d_t4: f64| {
        let t5 = d_t4 * (t4 * t4);
        (t5 * t2, -t5)
    };
    (t4, pullback)
}

pub fn relu_square_grad(x: f64, y: f64, z: f64) -> (f64, (f64, f64, f64)) {
    // forward
    let p = 3.0 * x;
    let q = p.max(0.0);
    let r = q - y;
    let s = r.powi(2);
    let t = s + z;
    // backward
    let d_r = 2.0 * r;
    let d_p = if p > 0.0 { d_r } else { 0.0 };
    (t, (3.0 * d_p, -d_r, 1.0))
}

pub fn relu_square_vjp(x: f64, y: f64, z: f64) -> (f64, impl FnOnce(f64) -> (f64, f64, f64) + Clone) {
    // forward
    let p = 3.0 * x;
    let q = p.max(0.0);
    let r = q - y;
    let s = r.powi(2);
    let t = s + z;
    // backward
    let pullback = move |d_t: f64| {
        let d_r = d_t * (2.0 * r);
        let d_p = if p > 0.0 { d_r } else { 0.0 };
        (3.0 * d_p, -d_r, d_t)
    };
    (t, pullback)
}

pub fn relu_square_w_grad(x: f64, w: f64, y: f64, z: f64) -> (f64, (f64, f64, f64, f64)) {
    // forward
    let t1 = x * w;
    let t2 = t1.max(0.0);
    let t3 = t2 - y;
    let t4 = t3.powi(2);
    let t5 = t4 + z;
    // backward
    let d_t3 = 2.0 * t3;
    let d_t1 = if t1 > 0.0 { d_t3 } else { 0.0 };
    (t5, (d_t1 * w, d_t1 * x, -d_t3, 1.0))
}

pub fn relu_square_w_vjp(
    x: f64,
    w: f64,
    y: f64,
    z: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64, f64) + Clone) {
    // forward
    let t1 = x * w;
    let t2 = t1.max(0.0);
    let t3 = t2 - y;
    let t4 = t3.powi(2);
    let t5 = t4 + z;
    // backward
    let pullback = move |d_t5: f64| {
        let d_t3 = d_t5 * (2.0 * t3);
        let d_t1 = if t1 > 0.0 { d_t3 } else { 0.0 };
        (d_t1 * w, d_t1 * x, -d_t3, d_t5)
    };
    (t5, pullback)
}

pub fn mlp_loss_grad(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
) -> (f64, (f64, f64, f64, f64, f64, f64)) {
    // forward
    let t1 = w1 * x;
    let t2 = t1 + b1;
    let hidden = t2.max(0.0);
    let t3 = hidden * w2;
    let t4 = t3 + b2;
    let output = t4.max(0.0);
    let t5 = output - y;
    let t6 = t5.powi(2);
    // backward
    let d_t5 = 2.0 * t5;
    let d_t4 = if t4 > 0.0 { d_t5 } else { 0.0 };
    let d_hidden = d_t4 * w2;
    let d_t2 = if t2 > 0.0 { d_hidden } else { 0.0 };
    (t6, (d_t2 * w1, -d_t5, d_t2 * x, d_t2, d_t4 * hidden, d_t4))
}

pub fn mlp_loss_vjp(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64, f64, f64, f64) + Clone) {
    // forward
    let t1 = w1 * x;
    let t2 = t1 + b1;
    let hidden = t2.max(0.0);
    let t3 = hidden * w2;
    let t4 = t3 + b2;
    let output = t4.max(0.0);
    let t5 = output - y;
    let t6 = t5.powi(2);
    // backward
    let pullback = move |d_t6: f64| {
        let d_t5 = d_t6 * (2.0 * t5);
        let d_t4 = if t4 > 0.0 { d_t5 } else { 0.0 };
        let d_hidden = d_t4 * w2;
        let d_t2 = if t2 > 0.0 { d_hidden } else { 0.0 };
        (d_t2 * w1, -d_t5, d_t2 * x, d_t2, d_t4 * hidden, d_t4)
    };
    (t6, pullback)
}

pub fn square_affine_grad(w: f64) -> (f64, f64) {
    // forward
    let t1 = 3.0 * w;
    let a = 2.0 + t1;
    let t2 = a.powi(2);
    // backward
    (t2, 6.0 * a)
}

pub fn square_affine_vjp(w: f64) -> (f64, impl FnOnce(f64) -> f64 + Clone) {
    // forward
    let t1 = 3.0 * w;
    let a = 2.0 + t1;
    let t2 = a.powi(2);
    // backward
    let pullback = move |d_t2: f64| {
        let d_a = d_t2 * (2.0 * a);
        3.0 * d_a
    };
    (t2, pullback)
}

pub fn half_square_error_grad(w: f64, x: f64, b: f64, y: f64) -> (f64, (f64, f64, f64, f64)) {
    // forward
    let c = w * x;
    let a = c + b;
    let d = a - y;
    let t1 = d.powi(2);
    let t2 = 0.5 * t1;
    // backward
    (t2, (d * x, d * w, d, -d))
}

pub fn half_square_error_vjp(
    w: f64,
    x: f64,
    b: f64,
    y: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64, f64) + Clone) {
    // forward
    let c = w * x;
    let a = c + b;
    let d = a - y;
    let t1 = d.powi(2);
    let t2 = 0.5 * t1;
    // backward
    let pullback = move |d_t2: f64| {
        let d_d = 0.5 * d_t2 * (2.0 * d);
        (d_d * x, d_d * w, d_d, -d_d)
    };
    (t2, pullback)
}

pub fn two_layer_half_square_grad(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
) -> (f64, (f64, f64, f64, f64, f64, f64)) {
    // forward
    let t1 = w1 * x;
    let t2 = t1 + b1;
    let hidden = t2.max(0.0);
    let t3 = w2 * hidden;
    let t4 = t3 + b2;
    let output = t4.max(0.0);
    let t5 = output - y;
    let t6 = t5.powi(2);
    let t7 = 0.5 * t6;
    // backward
    let d_t4 = if t4 > 0.0 { t5 } else { 0.0 };
    let d_hidden = d_t4 * w2;
    let d_t2 = if t2 > 0.0 { d_hidden } else { 0.0 };
    (t7, (d_t2 * w1, -t5, d_t2 * x, d_t2, d_t4 * hidden, d_t4))
}

pub fn two_layer_half_square_vjp(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64, f64, f64, f64) + Clone) {
    // forward
    let t1 = w1 * x;
    let t2 = t1 + b1;
    let hidden = t2.max(0.0);
    let t3 = w2 * hidden;
    let t4 = t3 + b2;
    let output = t4.max(0.0);
    let t5 = output - y;
    let t6 = t5.powi(2);
    let t7 = 0.5 * t6;
    // backward
    let pullback = move |d_t7: f64| {
        let d_t5 = 0.5 * d_t7 * (2.0 * t5);
        let d_t4 = if t4 > 0.0 { d_t5 } else { 0.0 };
        let d_hidden = d_t4 * w2;
        let d_t2 = if t2 > 0.0 { d_hidden } else { 0.0 };
        (d_t2 * w1, -d_t5, d_t2 * x, d_t2, d_t4 * hidden, d_t4)
    };
    (t7, pullback)
}

pub fn three_a_plus_bc_grad(a: f64, b: f64, c: f64) -> (f64, (f64, f64, f64)) {
    // forward
    let u = b * c;
    let v = a + u;
    let t1 = 3.0 * v;
    // backward
    (t1, (3.0, 3.0 * c, 3.0 * b))
}

pub fn three_a_plus_bc_vjp(
    a: f64,
    b: f64,
    c: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64) + Clone) {
    // forward
    let u = b * c;
    let v = a + u;
    let t1 = 3.0 * v;
    // backward
    let pullback = move |d_t1: f64| {
        let d_v = 3.0 * d_t1;
        (d_v, d_v * c, d_v * b)
    };
    (t1, pullback)
}

pub fn exp_plus_x_squared_grad(x: f64) -> (f64, f64) {
    // forward
    let t1 = x.exp();
    let t2 = t1 + x;
    let t3 = t2.powi(2);
    // backward
    let d_t2 = 2.0 * t2;
    (t3, d_t2 + d_t2 * t1)
}

pub fn exp_plus_x_squared_vjp(x: f64) -> (f64, impl FnOnce(f64) -> f64 + Clone) {
    // forward
    let t1 = x.exp();
    let t2 = t1 + x;
    let t3 = t2.powi(2);
    // backward
    let pullback = move |d_t3: f64| {
        let d_t2 = d_t3 * (2.0 * t2);
        d_t2 + d_t2 * t1
    };
    (t3, pullback)
}

pub fn poly_minus_sin_grad(x: f64) -> (f64, f64) {
    // forward
    let square = x.powi(2);
    let t1 = 3.0 * x;
    let t2 = t1 + 1.0;
    let t3 = square * t2;
    let t4 = square.sin();
    let t5 = t3 - t4;
    // backward
    let d_square = t2 - square.cos();
    (t5, 3.0 * square + d_square * (2.0 * x))
}

pub fn poly_minus_sin_vjp(x: f64) -> (f64, impl FnOnce(f64) -> f64 + Clone) {
    // forward
    let square = x.powi(2);
    let t1 = 3.0 * x;
    let t2 = t1 + 1.0;
    let t3 = square * t2;
    let t4 = square.sin();
    let t5 = t3 - t4;
    // backward
    let pullback = move |d_t5: f64| {
        let d_square = d_t5 * t2 - d_t5 * square.cos();
        3.0 * (d_t5 * square) + d_square * (2.0 * x)
    };
    (t5, pullback)
}

pub fn log_loss_grad(
    x1: f64,
    x2: f64,
    w1: f64,
    w2: f64,
    b: f64,
    y: f64,
) -> (f64, (f64, f64, f64, f64, f64, f64)) {
    // forward
    let t1 = w1 * x1;
    let t2 = w2 * x2;
    let t3 = t1 + t2;
    let t4 = t3 + b;
    let (h, back_h) = sigmoid::vjp(t4, None);
    let t5 = -y;
    let t6 = h.ln();
    let t7 = t5 * t6;
    let t8 = 1.0 - y;
    let t9 = 1.0 - h;
    let t10 = t9.ln();
    let t11 = t8 * t10;
    let t12 = t7 - t11;
    // backward
    let d_t9 = if t9 < 0.0 { t10 } else { -(t8 / t9) };
    let t13 = if h < 0.0 { t6 } else { t5 / h };
    let d_h = t13 - d_t9;
    let (t14,) = back_h(d_h, (Held,), None);
    let d_t4 = active(t14);
    (t12, (d_t4 * w1, d_t4 * w2, d_t4 * x1, d_t4 * x2, d_t4, t10 - t6))
}

pub fn log_loss_vjp(
    x1: f64,
    x2: f64,
    w1: f64,
    w2: f64,
    b: f64,
    y: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64, f64, f64, f64) + Clone) {
    // forward
    let t1 = w1 * x1;
    let t2 = w2 * x2;
    let t3 = t1 + t2;
    let t4 = t3 + b;
    let (h, back_h) = sigmoid::vjp(t4, None);
    let t5 = -y;
    let t6 = h.ln();
    let t7 = t5 * t6;
    let t8 = 1.0 - y;
    let t9 = 1.0 - h;
    let t10 = t9.ln();
    let t11 = t8 * t10;
    let t12 = t7 - t11;
    // backward
    let pullback = move |d_t12: f64| {
        let d_t9 = if t9 < 0.0 { t10 } else { -(d_t12 * t8 / t9) };
        let t13 = if h < 0.0 { t6 } else { d_t12 * t5 / h };
        let d_h = t13 - d_t9;
        let (t14,) = back_h(d_h, (Held,), None);
        let d_t4 = active(t14);
        (d_t4 * w1, d_t4 * w2, d_t4 * x1, d_t4 * x2, d_t4, d_t12 * t10 - d_t12 * t6)
    };
    (t12, pullback)
}

pub fn inverse_of_exp_neg_grad(x: f64) -> (f64, f64) {
    // forward
    let t1 = -x;
    let t2 = t1.exp();
    let t3 = 1.0 / t2;
    // backward
    (t3, t3 * t3 * t2)
}

pub fn inverse_of_exp_neg_vjp(x: f64) -> (f64, impl FnOnce(f64) -> f64 + Clone) {
    // forward
    let t1 = -x;
    let t2 = t1.exp();
    let t3 = 1.0 / t2;
    // backward
    let pullback = move |d_t3: f64| {
        d_t3 * (t3 * t3) * t2
    };
    (t3, pullback)
}

pub fn log_exp_squared_grad(x: f64) -> (f64, f64) {
    // forward
    let t1 = x.exp();
    let t2 = t1.powi(2);
    let t3 = t2.ln();
    // backward
    (t3, 1.0 / t2 * (2.0 * t1) * t1)
}

pub fn log_exp_squared_vjp(x: f64) -> (f64, impl FnOnce(f64) -> f64 + Clone) {
    // forward
    let t1 = x.exp();
    let t2 = t1.powi(2);
    let t3 = t2.ln();
    // backward
    let pullback = move |d_t3: f64| {
        d_t3 / t2 * (2.0 * t1) * t1
    };
    (t3, pullback)
}

pub fn sum_times_grad(x: f64, y: f64, z: f64) -> (f64, (f64, f64, f64)) {
    // forward
    let t1 = x + y;
    let t2 = t1 * z;
    // backward
    (t2, (z, z, t1))
}

pub fn sum_times_vjp(x: f64, y: f64, z: f64) -> (f64, impl FnOnce(f64) -> (f64, f64, f64) + Clone) {
    // forward
    let t1 = x + y;
    let t2 = t1 * z;
    // backward
    let pullback = move |d_t2: f64| {
        let d_t1 = d_t2 * z;
        (d_t1, d_t1, d_t2 * t1)
    };
    (t2, pullback)
}

pub fn fan_out_grad(x: f64) -> (f64, f64) {
    // forward
    let t1 = x.powi(2);
    let t2 = 3.0 * x;
    let t3 = t1 + t2;
    // backward
    (t3, 3.0 + 2.0 * x)
}

pub fn fan_out_vjp(x: f64) -> (f64, impl FnOnce(f64) -> f64 + Clone) {
    // forward
    let t1 = x.powi(2);
    let t2 = 3.0 * x;
    let t3 = t1 + t2;
    // backward
    let pullback = move |d_t3: f64| {
        3.0 * d_t3 + d_t3 * (2.0 * x)
    };
    (t3, pullback)
}

pub fn perceptron3_grad(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
    w3: f64,
    b3: f64,
) -> (f64, (f64, f64, f64, f64, f64, f64, f64, f64)) {
    // forward
    let t1 = w1 * x;
    let t2 = t1 + b1;
    let (first, back_first) = sigmoid::vjp(t2, None);
    let t3 = first * w2;
    let t4 = t3 + b2;
    let (second, back_second) = sigmoid::vjp(t4, None);
    let t5 = second * w3;
    let t6 = t5 + b3;
    let (third, back_third) = sigmoid::vjp(t6, None);
    let t7 = third - y;
    let t8 = t7.powi(2);
    // backward
    let d_t7 = 2.0 * t7;
    let (t9,) = back_third(d_t7, (Held,), None);
    let d_t6 = active(t9);
    let d_second = d_t6 * w3;
    let (t10,) = back_second(d_second, (Held,), None);
    let d_t4 = active(t10);
    let d_first = d_t4 * w2;
    let (t11,) = back_first(d_first, (Held,), None);
    let d_t2 = active(t11);
    (t8, (d_t2 * w1, -d_t7, d_t2 * x, d_t2, d_t4 * first, d_t4, d_t6 * second, d_t6))
}

pub fn perceptron3_vjp(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
    w3: f64,
    b3: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64, f64, f64, f64, f64, f64) + Clone) {
    // forward
    let t1 = w1 * x;
    let t2 = t1 + b1;
    let (first, back_first) = sigmoid::vjp(t2, None);
    let t3 = first * w2;
    let t4 = t3 + b2;
    let (second, back_second) = sigmoid::vjp(t4, None);
    let t5 = second * w3;
    let t6 = t5 + b3;
    let (third, back_third) = sigmoid::vjp(t6, None);
    let t7 = third - y;
    let t8 = t7.powi(2);
    // backward
    let pullback = move |d_t8: f64| {
        let d_t7 = d_t8 * (2.0 * t7);
        let (t9,) = back_third(d_t7, (Held,), None);
        let d_t6 = active(t9);
        let d_second = d_t6 * w3;
        let (t10,) = back_second(d_second, (Held,), None);
        let d_t4 = active(t10);
        let d_first = d_t4 * w2;
        let (t11,) = back_first(d_first, (Held,), None);
        let d_t2 = active(t11);
        (d_t2 * w1, -d_t7, d_t2 * x, d_t2, d_t4 * first, d_t4, d_t6 * second, d_t6)
    };
    (t8, pullback)
}

pub fn net_1_2_1_grad(
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
    // forward
    let t1 = w11 * x;
    let t2 = t1 + b11;
    let (h1, back_h1) = sigmoid::vjp(t2, None);
    let t3 = w12 * x;
    let t4 = t3 + b12;
    let (h2, back_h2) = sigmoid::vjp(t4, None);
    let t5 = v1 * h1;
    let t6 = v2 * h2;
    let t7 = t5 + t6;
    let t8 = t7 + c;
    let (h, back_h) = sigmoid::vjp(t8, None);
    let t9 = -y;
    let t10 = h.ln();
    let t11 = t9 * t10;
    let t12 = 1.0 - y;
    let t13 = 1.0 - h;
    let t14 = t13.ln();
    let t15 = t12 * t14;
    let t16 = t11 - t15;
    // backward
    let d_t13 = if t13 < 0.0 { t14 } else { -(t12 / t13) };
    let t17 = if h < 0.0 { t10 } else { t9 / h };
    let d_h = t17 - d_t13;
    let (t18,) = back_h(d_h, (Held,), None);
    let d_t8 = active(t18);
    let d_h2 = d_t8 * v2;
    let d_h1 = d_t8 * v1;
    let (t19,) = back_h2(d_h2, (Held,), None);
    let d_t4 = active(t19);
    let (t20,) = back_h1(d_h1, (Held,), None);
    let d_t2 = active(t20);
    let d_x = d_t4 * w12 + d_t2 * w11;
    (t16, (d_x, t14 - t10, d_t2 * x, d_t2, d_t4 * x, d_t4, d_t8 * h1, d_t8 * h2, d_t8))
}

pub fn net_1_2_1_vjp(
    x: f64,
    y: f64,
    w11: f64,
    b11: f64,
    w12: f64,
    b12: f64,
    v1: f64,
    v2: f64,
    c: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64, f64, f64, f64, f64, f64, f64) + Clone) {
    // forward
    let t1 = w11 * x;
    let t2 = t1 + b11;
    let (h1, back_h1) = sigmoid::vjp(t2, None);
    let t3 = w12 * x;
    let t4 = t3 + b12;
    let (h2, back_h2) = sigmoid::vjp(t4, None);
    let t5 = v1 * h1;
    let t6 = v2 * h2;
    let t7 = t5 + t6;
    let t8 = t7 + c;
    let (h, back_h) = sigmoid::vjp(t8, None);
    let t9 = -y;
    let t10 = h.ln();
    let t11 = t9 * t10;
    let t12 = 1.0 - y;
    let t13 = 1.0 - h;
    let t14 = t13.ln();
    let t15 = t12 * t14;
    let t16 = t11 - t15;
    // backward
    let pullback = move |d_t16: f64| {
        let d_t13 = if t13 < 0.0 { t14 } else { -(d_t16 * t12 / t13) };
        let t17 = if h < 0.0 { t10 } else { d_t16 * t9 / h };
        let d_h = t17 - d_t13;
        let (t18,) = back_h(d_h, (Held,), None);
        let d_t8 = active(t18);
        let d_h2 = d_t8 * v2;
        let d_h1 = d_t8 * v1;
        let (t19,) = back_h2(d_h2, (Held,), None);
        let d_t4 = active(t19);
        let (t20,) = back_h1(d_h1, (Held,), None);
        let d_t2 = active(t20);
        let d_x = d_t4 * w12 + d_t2 * w11;
        (d_x, d_t16 * t14 - d_t16 * t10, d_t2 * x, d_t2, d_t4 * x, d_t4, d_t8 * h1, d_t8 * h2, d_t8)
    };
    (t16, pullback)
}
