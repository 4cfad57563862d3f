//! Functions that call themselves.

use grad::differentiable;

use crate::agrees::agrees;

#[differentiable]
fn power(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

/// The recursive call is the last thing done.
#[differentiable]
fn iterated(x: f64, a: f64, n: u32) -> f64 {
    if n == 0 {
        return x;
    }
    iterated(x - (x * x - a) / (2.0 * x), a, n - 1)
}

#[differentiable]
fn fibonacci(x: f64, y: f64, n: u32) -> f64 {
    match n {
        0 => x,
        1 => y,
        _ => fibonacci(x, y, n - 1) + fibonacci(x, y, n - 2) * 0.5,
    }
}

/// The depth depends on the argument.
#[differentiable]
fn halved(x: f64) -> f64 {
    if x.abs() > 1.0 {
        let y = halved(x / 2.0);
        2.0 * y * (1.0 - y * y).sqrt()
    } else {
        x.sin()
    }
}

#[differentiable]
fn nested_in_its_argument(x: f64, n: u32) -> f64 {
    if n == 0 { x.cos() } else { nested_in_its_argument(nested_in_its_argument(x, n - 1), n - 1) * x }
}

#[differentiable]
fn several_ways(x: f64, n: i32) -> f64 {
    if n < 0 {
        return several_ways(x * 0.5, -n) + x;
    }
    let a = match n % 3 {
        0 if n == 0 => return x.sin(),
        0 => several_ways(x, n / 3),
        1 => {
            let b = several_ways(x * x * 0.1, n - 1);
            if b > 10.0 {
                return several_ways(b, 0);
            }
            b
        }
        _ => x,
    };
    a * x + a
}

#[differentiable(constant(target))]
fn with_constants(x: f32, target: f64, name: String, depth: u8) -> f32 {
    if depth as usize >= name.len() || f64::from(x) > target {
        x * x
    } else {
        with_constants(x * 1.5, target - 0.1, name, depth + 1) + x
    }
}

#[differentiable]
fn generic<const N: usize>(x: f64, depth: usize) -> f64 {
    if depth == N { x } else { x * generic::<N>(x, depth + 1) }
}

struct Series;

impl Series {
    #[differentiable]
    fn exponential(x: f64, n: u32) -> f64 {
        if n > 12 { 1.0 } else { 1.0 + x / f64::from(n) * Self::exponential(x, n + 1) }
    }
}

/// The result of the inner call is not needed.
#[differentiable]
fn result_unused(x: f64, n: u32) -> f64 {
    if n > 0 {
        let _ = result_unused(x, n - 1);
    }
    x * x
}

#[test]
fn free() {
    for n in 0..6 {
        agrees(move |x: f64| power(x, n), move |x: f64| power_grad(x, n), move |x: f64| power_vjp(x, n), &[0.5, -1.5]);
        agrees(
            move |x: f64, y: f64| fibonacci(x, y, n),
            move |x: f64, y: f64| fibonacci_grad(x, y, n),
            move |x: f64, y: f64| fibonacci_vjp(x, y, n),
            &[(0.5, 0.7)],
        );
        agrees(
            move |x: f64, a: f64| iterated(x, a, n),
            move |x: f64, a: f64| iterated_grad(x, a, n),
            move |x: f64, a: f64| iterated_vjp(x, a, n),
            &[(1.5, 0.7), (0.9, 2.0)],
        );
    }
    // Newton's iteration has arrived: the square root and its derivative.
    let (root, (d_start, d_a)) = iterated_grad(1.5, 2.0, 30);
    assert_eq!((root, d_start), (2.0_f64.sqrt(), 0.0));
    assert!((d_a - 0.5 / 2.0_f64.sqrt()).abs() < 1e-15);
    agrees(halved, halved_grad, halved_vjp, &[0.4, 1.5, -1.4]);
    for n in 0..4 {
        agrees(
            move |x: f64| nested_in_its_argument(x, n),
            move |x: f64| nested_in_its_argument_grad(x, n),
            move |x: f64| nested_in_its_argument_vjp(x, n),
            &[0.5, -1.5],
        );
    }
    for n in -4..10 {
        agrees(
            move |x: f64| several_ways(x, n),
            move |x: f64| several_ways_grad(x, n),
            move |x: f64| several_ways_vjp(x, n),
            &[0.5, -1.5],
        );
    }
}

#[test]
fn with_other_arguments() {
    for name in ["", "a", "abc"] {
        agrees(
            |x: f32| with_constants(x, 4.0, name.to_owned(), 0),
            |x: f32| with_constants_grad(x, 4.0, name.to_owned(), 0),
            |x: f32| with_constants_vjp(x, 4.0, name.to_owned(), 0),
            &[0.5, -1.5],
        );
    }
    agrees(
        |x: f64| generic::<3>(x, 0),
        |x: f64| generic_grad::<3>(x, 0),
        |x: f64| generic_vjp::<3>(x, 0),
        &[0.5, -1.5],
    );
    agrees(
        |x: f64| Series::exponential(x, 1),
        |x: f64| Series::exponential_grad(x, 1),
        |x: f64| Series::exponential_vjp(x, 1),
        &[0.5, -0.5],
    );
    assert_eq!(result_unused_grad(3.0, 4), (9.0, 6.0));
}

/// A depth that a stack of closures in closures would not survive if each held all of its inner ones by value.
#[test]
fn deep() {
    assert_eq!(power_grad(1.0, 2_000), (1.0, 2_000.0));
}
