//! `if`, `else if`, `else` and `if let`, as statements and as expressions.

use grad::differentiable;

use super::agrees::agrees;

#[differentiable]
fn chain_as_expression(x: f64, y: f64) -> f64 {
    let a = if x < -1.0 {
        x * y
    } else if x < 0.0 {
        y
    } else if x < 1.0 && y > 0.0 {
        let b = x.sin();
        b * b
    } else {
        2.0
    };
    a * x + a
}

#[differentiable]
fn chain_as_statement(x: f64, y: f64) -> f64 {
    let mut a = x;
    let mut b = 1.0;
    if x < -1.0 {
        a = y;
    } else if !(x >= 0.0) {
        b = x * a;
        a *= b;
    } else if x > 1.0 {
        b += a;
    }
    if y > 0.0 {
        a += b;
    }
    a * b
}

#[differentiable]
fn as_tail(x: f64) -> f64 {
    if x > 0.0 { x.ln() * x } else { x * x }
}

#[differentiable]
fn inside_expressions(x: f64, y: f64) -> f64 {
    2.0 * if x > y { x } else { y } + (if x > 0.0 { x * y } else { 1.0 }).sin()
        - f64::max(if y > 0.0 { y } else { 0.1 }, x * 0.01)
}

#[differentiable]
fn nested(x: f64, y: f64) -> f64 {
    let a = if x > 0.0 {
        let inner = if y > 0.0 {
            let deep = x * y;
            if deep > 1.0 { deep.sqrt() } else { deep * deep }
        } else {
            y.exp()
        };
        inner * x
    } else {
        y
    };
    a + a * x
}

#[differentiable]
fn same_value_on_every_way(x: f64, c: bool) -> f64 {
    let y = x * x;
    let z = if c { y } else { y };
    let w = if c { x } else { z };
    z * w
}

#[differentiable]
fn empty_arms(x: f64, c: bool) -> f64 {
    let mut y = x;
    if c {}
    if c {
    } else {
        y *= x;
    }
    if !c {
        let _ = y;
    }
    y
}

#[differentiable]
fn conditions_in_variables(x: f64, y: f64, n: i32) -> f64 {
    let positive = x > 0.0;
    let both = positive && y > 0.0 || n == 3;
    let steep = (x * y).sin() > 0.5;
    let either = both | steep;
    let a = if either { x * y } else { x };
    if positive == steep { a * y } else { a }
}

#[differentiable]
fn computed_conditions(x: f64, y: f64) -> f64 {
    let half = x / 2.0;
    if half * y + 1.0 > y.abs() && !half.is_nan() && half.total_cmp(&y).is_lt() {
        half * y
    } else if (x - y).abs() < 1e-3 || x as i32 % 2 == 1 || (x..=y).contains(&half) {
        y.sin() * half
    } else if {
        let third = x / 3.0;
        third > y
    } {
        y
    } else {
        half
    }
}

/// The untaken side is neither evaluated nor differentiated.
#[differentiable]
fn guarded(x: f64) -> f64 {
    if x > 0.0 { x * x.ln() } else { 0.0 }
}

#[differentiable(constant(name))]
fn if_let(x: f64, bonus: Option<i32>, name: Result<u8, &str>) -> f64 {
    let a = if let Some(n) = bonus { x * f64::from(n) } else { x };
    let mut b = a * x;
    if let Ok(k @ 1..=3) = name {
        b *= f64::from(k);
    } else if let Err("cube") | Err("third") = name {
        b *= a * x;
    }
    if let (Some(1), Ok(_)) = (bonus, name) {
        b += x;
    }
    b
}

#[differentiable]
fn if_let_over_a_computed_constant(x: f64, text: &str) -> f64 {
    if let Ok(n) = text.trim().parse::<u32>() {
        if let Some(digit) = char::from_digit(n % 10, 10) {
            return x.powi(n as i32) * f64::from(u32::from(digit));
        }
        x
    } else {
        x * text.len() as f64
    }
}

#[test]
fn if_chains() {
    let points = [(-2.0, 0.5), (-0.5, 0.5), (0.5, 0.5), (0.5, -0.5), (1.5, 2.0), (1.5, -2.0), (-0.5, -2.0)];
    agrees(chain_as_expression, chain_as_expression_grad, chain_as_expression_vjp, &points);
    agrees(chain_as_statement, chain_as_statement_grad, chain_as_statement_vjp, &points);
    agrees(as_tail, as_tail_grad, as_tail_vjp, &[0.5, -0.5]);
    agrees(inside_expressions, inside_expressions_grad, inside_expressions_vjp, &points);
    agrees(nested, nested_grad, nested_vjp, &[(0.5, 0.5), (1.5, 2.0), (0.5, -0.5), (-0.5, 1.0)]);
}

#[test]
fn arms_that_agree_or_do_nothing() {
    for c in [false, true] {
        agrees(
            move |x: f64| same_value_on_every_way(x, c),
            move |x: f64| same_value_on_every_way_grad(x, c),
            move |x: f64| same_value_on_every_way_vjp(x, c),
            &[0.5, -0.5],
        );
        agrees(
            move |x: f64| empty_arms(x, c),
            move |x: f64| empty_arms_grad(x, c),
            move |x: f64| empty_arms_vjp(x, c),
            &[0.5, -0.5],
        );
    }
}

#[test]
fn conditions() {
    let points = [(0.5, 1.2), (-0.5, 1.3), (-0.5, -1.2), (2.3, -1.0), (1.6, 0.3), (-2.7, -0.4)];
    for n in [0, 3] {
        agrees(
            move |x: f64, y: f64| conditions_in_variables(x, y, n),
            move |x: f64, y: f64| conditions_in_variables_grad(x, y, n),
            move |x: f64, y: f64| conditions_in_variables_vjp(x, y, n),
            &points,
        );
    }
    agrees(computed_conditions, computed_conditions_grad, computed_conditions_vjp, &points);
}

#[test]
fn untaken_sides_add_nothing() {
    assert_eq!(guarded_grad(0.0), (0.0, 0.0));
    assert_eq!(guarded_grad(-3.0), (0.0, 0.0));
    agrees(guarded, guarded_grad, guarded_vjp, &[0.5, 3.0]);
}

#[test]
fn if_let_on_constants() {
    for bonus in [None, Some(1), Some(4)] {
        for name in [Ok(2), Ok(7), Err("cube"), Err("other")] {
            agrees(
                move |x: f64| if_let(x, bonus, name),
                move |x: f64| if_let_grad(x, bonus, name),
                move |x: f64| if_let_vjp(x, bonus, name),
                &[0.5, -1.5],
            );
        }
    }
    for text in ["3", " 12 ", "10", "three"] {
        agrees(
            move |x: f64| if_let_over_a_computed_constant(x, text),
            move |x: f64| if_let_over_a_computed_constant_grad(x, text),
            move |x: f64| if_let_over_a_computed_constant_vjp(x, text),
            &[0.5, -1.5],
        );
    }
}
