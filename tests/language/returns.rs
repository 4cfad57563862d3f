//! Early returns, wherever they may stand.

use grad::differentiable;

use super::agrees::agrees;

#[differentiable]
fn first_thing(x: f64, y: f64) -> f64 {
    if x < 0.0 {
        return y;
    }
    x * y
}

#[differentiable]
fn several(x: f64, y: f64) -> f64 {
    if x < -1.0 {
        return x * y;
    }
    let a = x.exp();
    if y < -1.0 {
        return a;
    }
    let b = a * y;
    if b > 3.0 {
        return b * x;
    }
    b + a
}

#[differentiable]
fn in_else(x: f64, y: f64) -> f64 {
    let mut a = x;
    if x > 0.0 {
        a *= y;
    } else if y > 0.0 {
        return a * a;
    } else {
        let b = a.sin();
        return b * y;
    }
    a += x;
    a * a
}

#[differentiable]
fn nested(x: f64, y: f64) -> f64 {
    let mut a = x * y;
    if x > 0.0 {
        let b = a * x;
        if y > 0.0 {
            let c = b * y;
            if c > 1.0 {
                return c.sqrt();
            }
            a += c;
        } else {
            a *= b;
        }
        a += b;
    }
    if a > 2.0 {
        return a * y;
    }
    a + x
}

/// Every arm may return or go on, each in its own way.
#[differentiable]
fn arms_that_may_return(x: f64, y: f64, n: i32) -> f64 {
    let mut a = x;
    let b = match n {
        0 => {
            if x > 0.0 {
                return y * x;
            }
            a = y;
            x * x
        }
        1 => {
            let c = x * y;
            if y > 0.0 {
                a = c;
            } else {
                return c.sin();
            }
            c
        }
        2 => return a * y,
        _ => y,
    };
    a * b
}

#[differentiable]
fn in_match_arms(x: f64, n: i32) -> f64 {
    let y = match n {
        0 => return 1.0,
        1 => return x,
        2 => x * x,
        k if k < 0 => return x * f64::from(k),
        _ => {
            let z = x.cos();
            return z * z;
        }
    };
    y.sin()
}

#[differentiable]
fn in_blocks(x: f64, c: bool) -> f64 {
    let a = {
        let b = x * x;
        if c {
            return b;
        }
        b + 1.0
    };
    let d = a * {
        if a > 3.0 {
            return a.ln();
        }
        x
    };
    d
}

#[differentiable]
fn in_the_middle_of_an_expression(x: f64, y: f64) -> f64 {
    x * if y > 0.0 { y } else { return x.exp() } + if x > 0.0 { return x * y } else { x }
}

#[differentiable]
fn with_deferred_variables(x: f64, y: f64) -> f64 {
    let a;
    let b: f64;
    if x > 0.0 {
        a = x * y;
        if y > 0.0 {
            return a;
        }
        b = a + 1.0;
    } else {
        b = y;
        if y > 1.0 {
            return b * b;
        }
        a = b * x;
    }
    a * b
}

#[differentiable]
#[allow(clippy::needless_return)]
fn as_last_statement(x: f64) -> f64 {
    let y = x * x;
    return y.sin();
}

#[differentiable]
#[allow(clippy::needless_return)]
fn in_all_arms_of_the_tail(x: f64, n: i32) -> f64 {
    if n == 0 {
        return x;
    } else if n == 1 {
        return x * x;
    } else {
        match n {
            2 => return x.sin(),
            _ => {
                return x.cos();
            }
        }
    }
}

#[differentiable]
#[allow(clippy::needless_return)]
fn tail_with_and_without(x: f64, n: i32) -> f64 {
    let y = x * 2.0;
    match n {
        0 => y,
        1 => return y * y,
        _ => {
            if y > 0.0 {
                return y.sqrt();
            }
            y
        }
    }
}

#[differentiable]
#[allow(unreachable_code)]
fn after_a_return(x: f64) -> f64 {
    let y = x * x;
    if x > -100.0 {
        return y;
        let z = y * y;
        return z;
    }
    x
}

#[differentiable]
fn of_a_constant(x: f64, n: i32) -> f64 {
    if n == 0 {
        return 3.0;
    }
    if n == 1 {
        return f64::from(n) * 2.0;
    }
    x * x
}

#[differentiable]
fn many_ways(x: f64, n: i32) -> f64 {
    let mut a = x;
    if n > 0 {
        a *= x;
        if n > 1 {
            a += 1.0;
            if n == 2 {
                return a;
            }
        }
        if n == 3 {
            return a * a;
        }
    } else if n < -3 {
        return -a;
    }
    match n {
        4 | -1 => {
            let b = a.sin();
            if b > 0.0 {
                return b;
            }
            a = b;
        }
        5 if x > 0.0 => return a / 3.0,
        5 | 6 => a *= 2.0,
        _ => {
            if n == -2 {
                return x.exp() * a;
            }
        }
    }
    if a > 10.0 {
        return a.ln();
    }
    a * x
}

#[differentiable]
fn single_precision(x: f32, n: u8) -> f32 {
    let y = if n > 3 { return x } else { x * x };
    if n > 1 {
        return y / 3.0;
    }
    if y > 2.0 {
        if n == 1 {
            return y.sqrt();
        }
    } else if n == 0 {
        return 0.5;
    }
    y
}

#[test]
fn from_if() {
    let points =
        [(-2.0, 0.5), (-0.5, 0.5), (-0.5, -0.5), (0.5, 0.7), (0.5, -1.5), (1.5, 2.0), (1.5, -0.4), (-0.5, 2.0)];
    agrees(first_thing, first_thing_grad, first_thing_vjp, &points);
    agrees(several, several_grad, several_vjp, &points);
    agrees(in_else, in_else_grad, in_else_vjp, &points);
    agrees(nested, nested_grad, nested_vjp, &points);
    agrees(with_deferred_variables, with_deferred_variables_grad, with_deferred_variables_vjp, &points);
    agrees(
        in_the_middle_of_an_expression,
        in_the_middle_of_an_expression_grad,
        in_the_middle_of_an_expression_vjp,
        &points,
    );
}

#[test]
fn from_match() {
    for n in -1..5 {
        agrees(
            move |x: f64, y: f64| arms_that_may_return(x, y, n),
            move |x: f64, y: f64| arms_that_may_return_grad(x, y, n),
            move |x: f64, y: f64| arms_that_may_return_vjp(x, y, n),
            &[(0.5, 0.7), (-0.5, 0.7), (0.5, -0.7), (-0.5, -0.7)],
        );
        agrees(
            move |x: f64| in_match_arms(x, n),
            move |x: f64| in_match_arms_grad(x, n),
            move |x: f64| in_match_arms_vjp(x, n),
            &[0.5, -1.5],
        );
    }
    for n in -5..8 {
        agrees(
            move |x: f64| many_ways(x, n),
            move |x: f64| many_ways_grad(x, n),
            move |x: f64| many_ways_vjp(x, n),
            &[0.5, -1.5, 2.2, 5.0],
        );
    }
}

#[test]
fn from_blocks_and_tails() {
    for c in [false, true] {
        agrees(
            move |x: f64| in_blocks(x, c),
            move |x: f64| in_blocks_grad(x, c),
            move |x: f64| in_blocks_vjp(x, c),
            &[0.5, -1.8],
        );
    }
    agrees(as_last_statement, as_last_statement_grad, as_last_statement_vjp, &[0.5]);
    agrees(after_a_return, after_a_return_grad, after_a_return_vjp, &[0.5]);
    for n in 0..4 {
        agrees(
            move |x: f64| in_all_arms_of_the_tail(x, n),
            move |x: f64| in_all_arms_of_the_tail_grad(x, n),
            move |x: f64| in_all_arms_of_the_tail_vjp(x, n),
            &[0.5, -1.5],
        );
        agrees(
            move |x: f64| tail_with_and_without(x, n),
            move |x: f64| tail_with_and_without_grad(x, n),
            move |x: f64| tail_with_and_without_vjp(x, n),
            &[0.5, -1.5],
        );
        agrees(
            move |x: f64| of_a_constant(x, n),
            move |x: f64| of_a_constant_grad(x, n),
            move |x: f64| of_a_constant_vjp(x, n),
            &[0.5, -1.5],
        );
    }
}

#[test]
fn in_single_precision() {
    for n in 0..5 {
        agrees(
            move |x: f32| single_precision(x, n),
            move |x: f32| single_precision_grad(x, n),
            move |x: f32| single_precision_vjp(x, n),
            &[0.5, -1.75],
        );
    }
}
