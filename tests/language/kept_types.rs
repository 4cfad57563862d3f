//! A variable keeps its type when it is given a new value.

use grad::differentiable;

#[differentiable(constant(start))]
fn local_float(x: f64, start: f32) -> f64 {
    let mut n = start;
    let a = x * f64::from(n);
    n = 0.1;
    a + x * x * f64::from(n)
}

#[differentiable]
fn annotated_float(x: f64, c: bool) -> f64 {
    let mut n: f32 = 2.0;
    let a = x * f64::from(n);
    if c {
        n = 0.1;
        return a + x * f64::from(n);
    }
    n = 4.0;
    a * f64::from(n.sqrt())
}

#[differentiable]
fn float_argument(mut x: f32, y: f64) -> f64 {
    let a = f64::from(x) * y;
    x = 0.1;
    a + y * f64::from(x) + f64::from(x.sqrt())
}

#[differentiable(constant(k))]
fn constant_float_argument(x: f64, mut k: f32) -> f64 {
    let a = x * f64::from(k);
    k = 0.1;
    a + x * f64::from(k)
}

#[differentiable]
fn typed_by_a_later_use(x: f32) -> f64 {
    let mut k = 0.1;
    k *= 3.0;
    let y = x * k;
    k = 0.7;
    f64::from(y) * f64::from(k)
}

#[differentiable]
fn byte(x: f64, start: u8, shift: bool) -> f64 {
    let mut n = start;
    let a = x * f64::from(n);
    n = 3;
    let m = if shift { n << 7 } else { n.wrapping_sub(4) };
    a + x * m as f64
}

#[differentiable]
fn wide(x: f64, c: bool) -> f64 {
    let mut n: u64 = 1;
    if c {
        n = 7_000_000_000;
    }
    let a = x * n as f64;
    n = 5_000_000_000;
    n += 3;
    let mut m = -1_i64;
    m = m * 2 + 1_000_000;
    m *= m;
    a + x * n as f64 + x * m as f64
}

#[differentiable(constant(start))]
fn in_tuples(x: f64, start: (f32, u8)) -> f64 {
    let (mut a, mut b) = start;
    let c = x * f64::from(a) + f64::from(b);
    (a, b) = (0.1, 200);
    b = b.wrapping_add(100);
    c + x * f64::from(a) + f64::from(b)
}

/// An active variable may be given a number, too.
#[differentiable]
fn active_single(x: f32, y: f64, c: bool) -> f64 {
    let mut a = x * x;
    let b = f64::from(a) * y;
    if c {
        a = 0.1;
    }
    let d = b * f64::from(a);
    a = 0.3;
    d + y * f64::from(a)
}

#[test]
fn floats() {
    // What `0.1` and `0.3` are in single precision.
    let (tenth, third) = (f64::from(0.1_f32), f64::from(0.3_f32));
    assert_eq!(local_float_grad(2.0, 0.5), (1.0 + 4.0 * tenth, 0.5 + 4.0 * tenth));
    assert_eq!(annotated_float_grad(1.0, true), (2.0 + tenth, 2.0 + tenth));
    assert_eq!(annotated_float_grad(1.0, false), (4.0, 4.0));
    assert_eq!(float_argument_grad(2.0, 0.5).1, (0.5, 2.0 + tenth));
    assert_eq!(float_argument_grad(2.0, 0.5).0, float_argument(2.0, 0.5));
    assert_eq!(constant_float_argument_grad(1.0, 0.5), (0.5 + tenth, 0.5 + tenth));
    assert_eq!(typed_by_a_later_use_grad(1.0).0, typed_by_a_later_use(1.0));
    assert_eq!(active_single_grad(1.0, 2.0, true).0, active_single(1.0, 2.0, true));
    // b = x² y, d = b · 0.1 and then 0.3 · y
    assert_eq!(active_single_grad(1.0, 2.0, true).1, ((4.0 * tenth) as f32, tenth + third));
}

#[test]
fn integers() {
    assert_eq!(byte_grad(1.0, 2, true), (130.0, 130.0));
    assert_eq!(byte_grad(1.0, 2, false), (257.0, 257.0));
    let m = 999_998.0 * 999_998.0;
    assert_eq!(wide_grad(1.0, true), (12_000_000_003.0 + m, 12_000_000_003.0 + m));
    assert_eq!(wide_grad(1.0, false), (5_000_000_004.0 + m, 5_000_000_004.0 + m));
}

#[test]
fn tuples() {
    let tenth = f64::from(0.1_f32);
    assert_eq!(in_tuples_grad(1.0, (0.5, 1)), (0.5 + 1.0 + tenth + 44.0, 0.5 + tenth));
}
