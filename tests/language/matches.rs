//! `match` on constants, and on tuples with active parts.

use std::cmp::Ordering;

use grad::differentiable;

use super::agrees::agrees;

#[differentiable]
fn on_integers(x: f64, n: i64) -> f64 {
    match n {
        i64::MIN..=-10 => x,
        -9..0 => x * x,
        0 => 1.0,
        1 | 3 | 5 => x.sin(),
        2 | 4 => {
            let y = x * 2.0;
            y * y
        }
        k @ 6..=9 => x * k as f64,
        k if k % 2 == 0 => x / k as f64,
        _ => x.exp(),
    }
}

#[differentiable]
fn on_bools_and_chars(x: f64, flag: bool, letter: char) -> f64 {
    let a = match flag {
        true => x,
        false => x * x,
    };
    match letter {
        'a'..='f' => a,
        'x' | 'y' => a * x,
        other if other.is_ascii_digit() => a * f64::from(other as u8 - b'0'),
        _ => -a,
    }
}

const LIMIT: u32 = 4;

#[differentiable]
fn on_constants_by_name(x: f64, n: u32) -> f64 {
    const LAST: u32 = 9;
    match n {
        LIMIT => x * x,
        LAST => x * x * x,
        u32::MAX => x.sin(),
        THOUSAND => -x,
        _ => x,
    }
}

const THOUSAND: u32 = 1000;

#[derive(Clone, Copy)]
enum Shape {
    Disc,
    Polygon(u32),
    Box { sides: u32, half: bool },
}

#[differentiable(constant(shape))]
fn on_enums(r: f64, shape: Shape) -> f64 {
    use std::f64::consts::PI;
    match shape {
        Shape::Disc => PI * r * r,
        Shape::Polygon(0..=2) => 0.0,
        Shape::Polygon(n) if n > 1000 => PI * r * r,
        Shape::Polygon(n) => {
            let half_angle = PI / f64::from(n);
            f64::from(n) * r * r * half_angle.sin() * half_angle.cos()
        }
        Shape::Box { half: true, .. } => r * r / 2.0,
        Shape::Box { sides: count, half: false } => f64::from(count) * r,
    }
}

#[differentiable]
fn on_computed_constants(x: f64, a: i32, b: i32, text: &str) -> f64 {
    let y = match a.cmp(&b) {
        Ordering::Less => x,
        Ordering::Equal => x * x,
        Ordering::Greater => x.sin(),
    };
    match (a % 3, text) {
        (0, "twice") => y * 2.0,
        (n, "times") => y * f64::from(n),
        (_, other) => y * other.len() as f64 + x,
    }
}

#[differentiable]
fn on_active_values(x: f64, y: f64) -> f64 {
    match x {
        0.0 => y,
        ..-1.0 => x * y,
        -1.0..=1.0 => x * x,
        big if big > 100.0 => big.sqrt(),
        other if y > 0.0 => other * y,
        other => other * other * y,
    }
}

#[differentiable]
fn on_tuples_with_active_parts(x: f64, n: i32, flag: bool) -> f64 {
    let y = x * x;
    match (y, n, (flag, x)) {
        (a, 0, _) => a,
        (_, 1, (true, b)) => b.sin(),
        (a, 1..=3, (_, b)) => a * b * f64::from(n),
        (a, k, (true, b)) if a > 4.0 && k > 0 => b,
        (a, _, (f, b)) => {
            if f {
                a + b
            } else {
                a - b
            }
        }
    }
}

#[differentiable]
fn as_statement(x: f64, n: u8) -> f64 {
    let mut a = x;
    let mut b = 1.0;
    match n {
        0 => (),
        1 => a *= x,
        2 => {
            b = a;
            a = 2.0;
        }
        _ if n > 100 => b += x,
        _ => {
            let c = a;
            a = b * x;
            b = c * c;
        }
    };
    a * b
}

#[differentiable]
fn nested(x: f64, n: i32, m: i32) -> f64 {
    let a = match n {
        0 => match m {
            0 => x,
            1 => {
                if x > 0.0 {
                    x * x
                } else {
                    -x
                }
            }
            _ => x.cos(),
        },
        _ => match m {
            0 => 2.0,
            k => x * f64::from(k),
        },
    };
    a * a
}

#[differentiable]
fn inside_expressions(x: f64, n: i32) -> f64 {
    x * match n {
        0 => x,
        _ => 3.0,
    } + (match n {
        1 => x * x,
        _ => 1.0,
    })
    .sin()
}

#[differentiable]
fn one_arm(x: f64, pair: (i32, u8)) -> f64 {
    let a = match pair {
        (n, k) => x * f64::from(n) + f64::from(k),
    };
    match a {
        b => b * b,
    }
}

#[test]
fn integers() {
    for n in [i64::MIN, -10, -9, -1, 0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, i64::MAX] {
        agrees(
            move |x: f64| on_integers(x, n),
            move |x: f64| on_integers_grad(x, n),
            move |x: f64| on_integers_vjp(x, n),
            &[0.5, -1.5],
        );
    }
}

#[test]
fn bools_chars_and_named_constants() {
    for flag in [false, true] {
        for letter in ['a', 'x', '7', '!'] {
            agrees(
                move |x: f64| on_bools_and_chars(x, flag, letter),
                move |x: f64| on_bools_and_chars_grad(x, flag, letter),
                move |x: f64| on_bools_and_chars_vjp(x, flag, letter),
                &[0.5, -1.5],
            );
        }
    }
    for n in [LIMIT, 9, u32::MAX, THOUSAND, 5] {
        agrees(
            move |x: f64| on_constants_by_name(x, n),
            move |x: f64| on_constants_by_name_grad(x, n),
            move |x: f64| on_constants_by_name_vjp(x, n),
            &[0.5, -1.5],
        );
    }
}

#[test]
fn enums_and_computed_constants() {
    let shapes = [
        Shape::Disc,
        Shape::Polygon(2),
        Shape::Polygon(6),
        Shape::Polygon(5000),
        Shape::Box { sides: 4, half: true },
        Shape::Box { sides: 4, half: false },
    ];
    for shape in shapes {
        agrees(
            move |r: f64| on_enums(r, shape),
            move |r: f64| on_enums_grad(r, shape),
            move |r: f64| on_enums_vjp(r, shape),
            &[0.5, 2.5],
        );
    }
    for (a, b, text) in [(1, 2, "times"), (3, 3, "twice"), (5, 2, "other"), (3, 4, "times")] {
        agrees(
            move |x: f64| on_computed_constants(x, a, b, text),
            move |x: f64| on_computed_constants_grad(x, a, b, text),
            move |x: f64| on_computed_constants_vjp(x, a, b, text),
            &[0.5, 2.5],
        );
    }
}

#[test]
fn active_values() {
    let points = [(-3.0, 2.0), (0.5, 2.0), (400.0, 1.0), (2.0, 0.7), (2.0, -0.7)];
    agrees(on_active_values, on_active_values_grad, on_active_values_vjp, &points);
    // At 0 itself the first arm is taken, and nothing is known of `x`.
    assert_eq!(on_active_values_grad(0.0, 3.0), (3.0, (0.0, 1.0)));
    for n in -1..5 {
        for flag in [false, true] {
            agrees(
                move |x: f64| on_tuples_with_active_parts(x, n, flag),
                move |x: f64| on_tuples_with_active_parts_grad(x, n, flag),
                move |x: f64| on_tuples_with_active_parts_vjp(x, n, flag),
                &[0.5, 2.5],
            );
        }
    }
}

#[test]
fn positions() {
    for n in [0, 1, 2, 3, 101] {
        agrees(
            move |x: f64| as_statement(x, n),
            move |x: f64| as_statement_grad(x, n),
            move |x: f64| as_statement_vjp(x, n),
            &[0.5, -1.5],
        );
    }
    for n in 0..2 {
        for m in 0..3 {
            agrees(
                move |x: f64| nested(x, n, m),
                move |x: f64| nested_grad(x, n, m),
                move |x: f64| nested_vjp(x, n, m),
                &[0.5, -1.5],
            );
        }
        agrees(
            move |x: f64| inside_expressions(x, n),
            move |x: f64| inside_expressions_grad(x, n),
            move |x: f64| inside_expressions_vjp(x, n),
            &[0.5, -1.5],
        );
    }
    agrees(
        |x: f64| one_arm(x, (3, 4)),
        |x: f64| one_arm_grad(x, (3, 4)),
        |x: f64| one_arm_vjp(x, (3, 4)),
        &[0.5, -1.5],
    );
}
