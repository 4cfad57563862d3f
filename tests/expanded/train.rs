// What `#[differentiable]` writes for examples/train/network.rs. A test of grad-macro keeps this current.

fn predict_grad(
    x: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
    w3: f64,
    b3: f64,
    v1: f64,
    v2: f64,
    v3: f64,
    c: f64,
) -> (f64, (f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64)) {
    // forward
    let t1 = w1 * x;
    let t2 = t1 + b1;
    let h1 = t2.tanh();
    let t3 = w2 * x;
    let t4 = t3 + b2;
    let h2 = t4.tanh();
    let t5 = w3 * x;
    let t6 = t5 + b3;
    let h3 = t6.tanh();
    let t7 = v1 * h1;
    let t8 = v2 * h2;
    let t9 = t7 + t8;
    let t10 = v3 * h3;
    let t11 = t9 + t10;
    let t12 = t11 + c;
    // backward
    let d_t6 = v3 * (1.0 - h3 * h3);
    let d_t4 = v2 * (1.0 - h2 * h2);
    let d_t2 = v1 * (1.0 - h1 * h1);
    (t12, (d_t6 * w3 + d_t4 * w2 + d_t2 * w1, d_t2 * x, d_t2, d_t4 * x, d_t4, d_t6 * x, d_t6, h1, h2, h3, 1.0))
}

fn predict_vjp(
    x: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
    w3: f64,
    b3: f64,
    v1: f64,
    v2: f64,
    v3: f64,
    c: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64) + Clone) {
    // forward
    let t1 = w1 * x;
    let t2 = t1 + b1;
    let h1 = t2.tanh();
    let t3 = w2 * x;
    let t4 = t3 + b2;
    let h2 = t4.tanh();
    let t5 = w3 * x;
    let t6 = t5 + b3;
    let h3 = t6.tanh();
    let t7 = v1 * h1;
    let t8 = v2 * h2;
    let t9 = t7 + t8;
    let t10 = v3 * h3;
    let t11 = t9 + t10;
    let t12 = t11 + c;
    // backward
    let pullback = move |d_t12: f64| {
        let d_h3 = d_t12 * v3;
        let d_h2 = d_t12 * v2;
        let d_h1 = d_t12 * v1;
        let d_t6 = d_h3 * (1.0 - h3 * h3);
        let d_t4 = d_h2 * (1.0 - h2 * h2);
        let d_t2 = d_h1 * (1.0 - h1 * h1);
        (d_t6 * w3 + d_t4 * w2 + d_t2 * w1, d_t2 * x, d_t2, d_t4 * x, d_t4, d_t6 * x, d_t6, d_t12 * h1, d_t12 * h2, d_t12 * h3, d_t12)
    };
    (t12, pullback)
}

fn loss_grad(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
    w3: f64,
    b3: f64,
    v1: f64,
    v2: f64,
    v3: f64,
    c: f64,
) -> (f64, (f64, f64, f64, f64, f64, f64, f64, f64, f64, f64)) {
    // forward
    let (t1, back_t1) = predict::vjp(x, w1, b1, w2, b2, w3, b3, v1, v2, v3, c, None);
    let error = t1 - y;
    let t2 = error.powi(2);
    // backward
    let d_error = 2.0 * error;
    let (_, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12) = back_t1(d_error, (Held, Held, Held, Held, Held, Held, Held, Held, Held, Held, Held,), None);
    let d_w1 = active(t3);
    let d_b1 = active(t4);
    let d_w2 = active(t5);
    let d_b2 = active(t6);
    let d_w3 = active(t7);
    let d_b3 = active(t8);
    let d_v1 = active(t9);
    let d_v2 = active(t10);
    let d_v3 = active(t11);
    let d_c = active(t12);
    (t2, (d_w1, d_b1, d_w2, d_b2, d_w3, d_b3, d_v1, d_v2, d_v3, d_c))
}

fn loss_vjp(
    x: f64,
    y: f64,
    w1: f64,
    b1: f64,
    w2: f64,
    b2: f64,
    w3: f64,
    b3: f64,
    v1: f64,
    v2: f64,
    v3: f64,
    c: f64,
) -> (f64, impl FnOnce(f64) -> (f64, f64, f64, f64, f64, f64, f64, f64, f64, f64) + Clone) {
    // forward
    let (t1, back_t1) = predict::vjp(x, w1, b1, w2, b2, w3, b3, v1, v2, v3, c, None);
    let error = t1 - y;
    let t2 = error.powi(2);
    // backward
    let pullback = move |d_t2: f64| {
        let d_error = d_t2 * (2.0 * error);
        let (_, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12) = back_t1(d_error, (Held, Held, Held, Held, Held, Held, Held, Held, Held, Held, Held,), None);
        let d_w1 = active(t3);
        let d_b1 = active(t4);
        let d_w2 = active(t5);
        let d_b2 = active(t6);
        let d_w3 = active(t7);
        let d_b3 = active(t8);
        let d_v1 = active(t9);
        let d_v2 = active(t10);
        let d_v3 = active(t11);
        let d_c = active(t12);
        (d_w1, d_b1, d_w2, d_b2, d_w3, d_b3, d_v1, d_v2, d_v3, d_c)
    };
    (t2, pullback)
}
