//! Functions without the attribute: fine in conditions, with constants, and for effects.

use grad::differentiable;

use crate::agrees::agrees;

fn inside(x: f64, y: f64) -> bool {
    x * x + y * y < 1.0
}

fn level(x: f64) -> i32 {
    x.floor() as i32
}

fn table(n: i32) -> f64 {
    f64::from(n) * 0.5 + 1.0
}

mod limits {
    pub fn upper() -> f64 {
        3.0
    }

    pub struct Limit(pub f64);

    impl Limit {
        pub fn get(&self) -> f64 {
            self.0
        }

        pub fn of(n: u8) -> Limit {
            Limit(f64::from(n))
        }
    }
}

#[differentiable]
fn in_conditions(x: f64, y: f64) -> f64 {
    if inside(x, y) {
        x * y
    } else if level(x * y) > 2 && !inside(y, x / 2.0) {
        x.sin()
    } else {
        match level(x) {
            0 => y * y,
            1 | 2 => x + y,
            _ => x - y,
        }
    }
}

#[differentiable]
fn with_constants(x: f64, n: i32) -> f64 {
    let a = table(n);
    let limit = limits::Limit::of(3);
    let b = limits::Limit(2.5).get() * limits::upper() + limit.get();
    let c = Some(n).map(table).unwrap_or_else(|| table(1));
    let d = i32::pow(n, 2) + std::cmp::max(n, 4);
    x * a + x * x * b + c * x + f64::from(d) * x
}

#[differentiable]
fn scaled(x: f64, k: f64) -> f64 {
    x * k
}

/// An annotated function may be called with constants, too.
#[differentiable]
fn annotated_with_constants(x: f64, n: i32) -> f64 {
    let a = scaled(2.0, f64::from(n));
    let b = scaled(x, scaled(1.5, 2.0));
    if scaled(x, 3.0) > 1.0 { a * x } else { b * x }
}

#[differentiable]
fn detached_argument(x: f64) -> f64 {
    let a = table(grad::detach(x) as i32);
    scaled(x, a)
}

#[test]
fn without_the_attribute() {
    let pairs = [(0.5, 0.7), (-0.4, 2.0), (2.5, 1.7), (-2.5, 1.7), (1.5, -2.0)];
    agrees(in_conditions, in_conditions_grad, in_conditions_vjp, &pairs);
    for n in [-1, 0, 7] {
        agrees(
            move |x: f64| with_constants(x, n),
            move |x: f64| with_constants_grad(x, n),
            move |x: f64| with_constants_vjp(x, n),
            &[0.5, -1.5],
        );
        agrees(
            move |x: f64| annotated_with_constants(x, n),
            move |x: f64| annotated_with_constants_grad(x, n),
            move |x: f64| annotated_with_constants_vjp(x, n),
            &[0.5, -1.5],
        );
    }
    agrees(detached_argument, detached_argument_grad, detached_argument_vjp, &[0.5, 2.5]);
}
