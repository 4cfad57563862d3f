//! Macros of the standard library: kept in the forward half, without influence on gradients.

use std::panic::{AssertUnwindSafe, catch_unwind};

use grad::differentiable;

use super::agrees::agrees;

#[differentiable]
fn asserts(x: f64, n: usize) -> f64 {
    assert!(x > -10.0);
    assert!(n < 100, "n is {n}, x is {x:>8.3}");
    debug_assert!(!x.is_nan(), "{}", x);
    let mut y = x * x;
    assert_eq!(n, n);
    debug_assert_ne!(n, 77, "no {:?} here", (n, y));
    y = y.sin() + 1.0;
    assert!(y >= 0.0 && y <= 2.0, "{y} out of range, from {x}, {n:>width$}", width = n);
    y *= x;
    debug_assert!(y == y);
    y
}

#[differentiable]
fn prints(x: f64) -> f64 {
    println!("x = {x}");
    let mut y = x * x;
    print!("y = {y:.3} {0:.1$} {2}\n", y, 2, "text {y} {{y}}");
    y += 1.0;
    eprintln!("now y = {y:e}, {:?}", (x, y));
    eprint!("{y:+8.prec$}{z}\n", prec = 2, z = y * 2.0);
    dbg!(y);
    if y > 1e6 {
        println!("large");
    }
    y
}

#[differentiable]
fn panics(x: f64, n: i32) -> f64 {
    if x > 100.0 {
        panic!("{x} is too large");
    }
    let y = match n {
        0 => x,
        1 => unreachable!("n = {n}"),
        2 => todo!(),
        3 => unimplemented!("{}", x * 2.0),
        4 => {
            let z = x * x;
            panic!("z = {z}")
        }
        5 => Option::<f64>::None.expect("nothing there"),
        _ => x * x,
    };
    let z = if n > 10 { panic!() } else { y * x };
    z + y
}

#[differentiable]
fn always_panics(x: f64) -> f64 {
    let y = x * x;
    panic!("{y}")
}

#[differentiable]
fn makes_constants(x: f64, n: usize) -> f64 {
    let list = vec![1.0, 2.0, n as f64];
    let text = format!("{n}-{}", list.len());
    let shown = format!("{x:.1}");
    let known = matches!(n, 1 | 3..=5) && matches!(text.len(), 1..100) && !shown.is_empty();
    let scale = if cfg!(debug_assertions) || cfg!(not(debug_assertions)) { 2.0 } else { 0.0 };
    let line = line!() > 0 && concat!("a", 1).len() == 2 && stringify!(x).len() == 1;
    if known && line { x * list[n % 3] * scale } else { x * x * text.len() as f64 }
}

macro_rules! twice {
    ($e:expr) => {
        2.0 * $e
    };
}

/// Macros of one's own give constants as long as they see no active value.
#[differentiable]
fn own_macros(x: f64, k: u8) -> f64 {
    let a = twice!(f64::from(k));
    x * a + twice!(1.5)
}

fn message(run: impl FnOnce() -> f64) -> String {
    let panic = catch_unwind(AssertUnwindSafe(run)).expect_err("this must panic");
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

#[test]
fn assertions() {
    for n in [3, 50] {
        agrees(
            move |x: f64| asserts(x, n),
            move |x: f64| asserts_grad(x, n),
            move |x: f64| asserts_vjp(x, n),
            &[0.5, -1.5],
        );
    }
    assert_eq!(message(|| asserts_grad(0.5, 101).0), "n is 101, x is    0.500");
    assert_eq!(message(|| asserts_vjp(0.5, 101).0), "n is 101, x is    0.500");
}

#[test]
fn printing() {
    agrees(prints, prints_grad, prints_vjp, &[0.5, -1.5]);
}

#[test]
fn panicking_arms() {
    for n in [0, 6] {
        agrees(
            move |x: f64| panics(x, n),
            move |x: f64| panics_grad(x, n),
            move |x: f64| panics_vjp(x, n),
            &[0.5, -1.5],
        );
    }
    for n in [1, 2, 3, 4, 5, 11] {
        let expected = message(|| panics(1.5, n));
        assert_eq!(message(|| panics_grad(1.5, n).0), expected);
        assert_eq!(message(|| panics_vjp(1.5, n).0), expected);
    }
    assert_eq!(message(|| panics_grad(100.5, 0).0), "100.5 is too large");
    assert_eq!(message(|| always_panics_grad(3.0).0), "9");
    assert_eq!(message(|| always_panics_vjp(3.0).0), "9");
}

#[test]
fn values_of_macros() {
    for n in [1, 2, 5] {
        agrees(
            move |x: f64| makes_constants(x, n),
            move |x: f64| makes_constants_grad(x, n),
            move |x: f64| makes_constants_vjp(x, n),
            &[0.5, -1.5],
        );
    }
    assert_eq!(own_macros_grad(2.0, 3), (15.0, 6.0));
}
