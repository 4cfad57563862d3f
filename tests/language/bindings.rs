//! Variables: `let` in all its forms, assignment, compound assignment, tuples, blocks.

use grad::differentiable;

use super::agrees::agrees;

#[differentiable]
fn lets(x: f64, y: f64) -> f64 {
    let a = x * y;
    let b: f64 = a + x;
    let _unused = b * 100.0;
    let _ = a.exp();
    let c: f64;
    c = b * a;
    let copy = c;
    let again = copy;
    again.sin() + copy
}

#[differentiable]
fn shadows(x: f64) -> f64 {
    let y = x * x;
    let y = y + x;
    let x = y.sin();
    let y = x * y;
    {
        let y = 3.0;
        let x = y + x;
        let _ = x;
    }
    let x = {
        let y = y * y;
        y + x
    };
    x * y
}

#[differentiable]
fn deferred_in_if(x: f64, y: f64) -> f64 {
    let a;
    let b: f64;
    if x > y {
        a = x * y;
        b = x;
    } else if x > 0.0 {
        b = y * y;
        a = b + x;
    } else {
        a = 1.0;
        b = x.exp();
    }
    a * b
}

#[differentiable]
fn deferred_in_match(x: f64, n: i32) -> f64 {
    let (a, b);
    let scale: f64;
    match n {
        0 => {
            a = x;
            b = x * x;
            scale = 2.0;
        }
        1 | 2 => {
            b = x.sin();
            a = b * x;
            scale = x;
        }
        _ => {
            (a, b) = (3.0, x);
            scale = b;
        }
    }
    scale * a + b
}

#[differentiable]
fn deferred_in_block(x: f64) -> f64 {
    let a;
    let b = {
        a = x * x;
        a + 1.0
    };
    a * b
}

#[differentiable]
fn deferred_constants(x: f64, big: bool) -> f64 {
    let n: i64;
    let name: &str;
    if big {
        n = 3_000_000_000;
        name = "three billion";
    } else {
        n = 2;
        name = "two";
    }
    x * n as f64 + name.len() as f64
}

#[differentiable]
fn reassigned_local(x: f64) -> f64 {
    let mut y = x;
    y = y * y + 1.0;
    let before = y;
    y = y.sin();
    y = x * y * before;
    y
}

#[differentiable]
fn reassigned_argument(mut x: f64, mut y: f64) -> f64 {
    let start = x;
    x = x * y;
    y = x + y;
    x = y * start;
    x + y
}

#[differentiable]
fn argument_overwritten_by_constant(mut x: f64, y: f64) -> f64 {
    let old = x * y;
    x = 2.0;
    old + x * y
}

#[differentiable]
fn constant_overwritten_by_active(x: f64, flag: bool) -> f64 {
    let mut a = 2.0;
    let b = a * x;
    if flag {
        a = x * x;
    }
    a * b
}

#[differentiable(constant(k))]
fn constant_argument_becomes_active(x: f64, mut k: f64) -> f64 {
    let a = k * x;
    k = x.sin();
    a * k
}

#[differentiable]
fn compound_assignment(x: f64, y: f64) -> f64 {
    let mut a = x;
    a += y;
    a -= 0.5;
    a *= x;
    a /= y + 2.0;
    a %= 0.7;
    a *= a;
    a
}

#[differentiable]
fn compound_assignment_in_arms(mut x: f64, n: u8) -> f64 {
    let y = x;
    if n > 2 {
        x *= y;
        if n > 4 {
            x -= y.sin();
        }
    } else {
        x /= 3.0;
    }
    match n {
        0 => x += 1.0,
        1..=3 => x *= x,
        _ => {}
    }
    x + y
}

#[differentiable]
fn compound_assignment_of_integers(x: f64, n: i32) -> f64 {
    let mut k = n;
    k += 3;
    k -= 1;
    k *= 2;
    k /= 3;
    k %= 7;
    k ^= 5;
    k &= 0b1110;
    k |= 1;
    k <<= 3;
    k >>= 1;
    let mut on = n > 0;
    on ^= true;
    on |= n == 2;
    on &= n < 100;
    if on { x * x * f64::from(k) } else { x * f64::from(k) }
}

#[differentiable]
fn right_side_first(x: f64) -> f64 {
    let mut a = x;
    // The right side changes what is added to.
    a += {
        a *= 3.0;
        a * a
    };
    let b = a * {
        a = 2.0 * x;
        a
    };
    a + b
}

#[differentiable]
fn tuples(x: f64, y: f64) -> f64 {
    let (a, b) = (x * y, x + y);
    let (c, (d, e)) = (a, (b * a, 2.0));
    let t = (c, (d, 3), e);
    let (p, (q, n), _) = t;
    let (r, _): (f64, i32) = (p * q, 7);
    let u = (r,);
    let (s,) = u;
    t.0 * t.2 + (t.1).0 + t.1.0.sin() + q * f64::from(n) + s
}

#[differentiable]
fn tuples_out_of_branches(x: f64, y: f64, n: i32) -> f64 {
    let (a, b) = if x > y { (x, y * y) } else { (y * x, 1.0) };
    let t = match n {
        0 => (a, (b, 0)),
        1 => (b * b, (a, 1)),
        _ => (1.5, (x * a, n)),
    };
    let (c, (d, k)) = t;
    a * c + b * d + f64::from(k) * t.0
}

#[differentiable]
fn swapped(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y * y);
    (a, b) = (b, a);
    (a, _) = (a * b, b);
    let c;
    (c, (b, a)) = (a, (b * a, a + b));
    a * b + c
}

#[differentiable]
fn tuple_variable_reassigned(x: f64, y: f64, flip: bool) -> f64 {
    let mut t = (x, y);
    if flip {
        t = (t.1 * t.1, t.0);
    }
    t = (t.0 + t.1, t.0 * t.1);
    t.0 * t.1.sin()
}

#[differentiable]
fn blocks(x: f64) -> f64 {
    let a = {
        let b = x * x;
        let c = { b + 1.0 };
        { c * b }
    };
    let b = { a } * {
        let d = a;
        d.sin()
    } + { { x } };
    { b }
}

#[differentiable]
fn changes_from_inside_blocks(x: f64) -> f64 {
    let mut a = x;
    {
        a *= x;
        {
            let x = a;
            a = x * x;
        }
    }
    a + x
}

#[differentiable]
fn constants_alone(x: f64) -> f64 {
    let half = 1.0 / 2.0;
    let third = (1.0 + half) / 4.5;
    let mut sum = half;
    sum += third * 3.0;
    let negative = -sum;
    let (one, minus) = (1.0, -1.0);
    x.powi(3) * negative + sum * one + minus * x
}

#[differentiable]
#[allow(clippy::let_and_return, clippy::no_effect_underscore_binding)]
fn only_the_argument(x: f64) -> f64 {
    x
}

#[differentiable]
fn unused_argument(x: f64, _y: f64, _: f64) -> f64 {
    x * x
}

#[differentiable]
fn no_active_result(x: f64) -> f64 {
    let _y = x * x;
    2.5
}

#[test]
fn let_forms() {
    agrees(lets, lets_grad, lets_vjp, &[(0.5, 2.0), (-1.0, 0.3)]);
    agrees(shadows, shadows_grad, shadows_vjp, &[0.7, -1.2]);
}

#[test]
fn deferred_initialisation() {
    agrees(deferred_in_if, deferred_in_if_grad, deferred_in_if_vjp, &[(2.0, 1.0), (1.0, 2.0), (-1.0, 2.0)]);
    for n in 0..4 {
        let f = move |x: f64| deferred_in_match(x, n);
        agrees(f, move |x: f64| deferred_in_match_grad(x, n), move |x: f64| deferred_in_match_vjp(x, n), &[0.8, -0.4]);
    }
    agrees(deferred_in_block, deferred_in_block_grad, deferred_in_block_vjp, &[1.3]);
    assert_eq!(deferred_constants_grad(2.0, true), (6_000_000_013.0, 3_000_000_000.0));
    assert_eq!(deferred_constants_grad(2.0, false), (7.0, 2.0));
}

#[test]
fn reassignment() {
    agrees(reassigned_local, reassigned_local_grad, reassigned_local_vjp, &[0.3, 2.0]);
    agrees(reassigned_argument, reassigned_argument_grad, reassigned_argument_vjp, &[(0.3, 2.0), (-1.0, 1.5)]);
    agrees(
        argument_overwritten_by_constant,
        argument_overwritten_by_constant_grad,
        argument_overwritten_by_constant_vjp,
        &[(0.3, 2.0)],
    );
    for flag in [false, true] {
        agrees(
            move |x: f64| constant_overwritten_by_active(x, flag),
            move |x: f64| constant_overwritten_by_active_grad(x, flag),
            move |x: f64| constant_overwritten_by_active_vjp(x, flag),
            &[0.3, 2.0],
        );
    }
    agrees(
        |x: f64| constant_argument_becomes_active(x, 1.7),
        |x: f64| constant_argument_becomes_active_grad(x, 1.7),
        |x: f64| constant_argument_becomes_active_vjp(x, 1.7),
        &[0.3, 2.0],
    );
}

#[test]
fn compound() {
    agrees(compound_assignment, compound_assignment_grad, compound_assignment_vjp, &[(1.3, 2.0), (-2.0, 0.5)]);
    for n in 0..6 {
        agrees(
            move |x: f64| compound_assignment_in_arms(x, n),
            move |x: f64| compound_assignment_in_arms_grad(x, n),
            move |x: f64| compound_assignment_in_arms_vjp(x, n),
            &[0.3, 2.0],
        );
    }
    for n in [-7, 0, 2, 5, 200] {
        agrees(
            move |x: f64| compound_assignment_of_integers(x, n),
            move |x: f64| compound_assignment_of_integers_grad(x, n),
            move |x: f64| compound_assignment_of_integers_vjp(x, n),
            &[0.3, 2.0],
        );
    }
    agrees(right_side_first, right_side_first_grad, right_side_first_vjp, &[0.3, 2.0]);
}

#[test]
fn tuple_forms() {
    agrees(tuples, tuples_grad, tuples_vjp, &[(0.5, 2.0), (-1.0, 0.3)]);
    for n in 0..3 {
        agrees(
            move |x: f64, y: f64| tuples_out_of_branches(x, y, n),
            move |x: f64, y: f64| tuples_out_of_branches_grad(x, y, n),
            move |x: f64, y: f64| tuples_out_of_branches_vjp(x, y, n),
            &[(0.5, 2.0), (2.0, 0.5)],
        );
    }
    agrees(swapped, swapped_grad, swapped_vjp, &[(0.5, 2.0), (-1.0, 0.3)]);
    for flip in [false, true] {
        agrees(
            move |x: f64, y: f64| tuple_variable_reassigned(x, y, flip),
            move |x: f64, y: f64| tuple_variable_reassigned_grad(x, y, flip),
            move |x: f64, y: f64| tuple_variable_reassigned_vjp(x, y, flip),
            &[(0.5, 2.0), (2.0, 0.5)],
        );
    }
}

#[test]
fn block_forms() {
    agrees(blocks, blocks_grad, blocks_vjp, &[0.5, -1.2]);
    agrees(changes_from_inside_blocks, changes_from_inside_blocks_grad, changes_from_inside_blocks_vjp, &[0.5, -1.2]);
}

#[test]
fn trivial_functions() {
    agrees(constants_alone, constants_alone_grad, constants_alone_vjp, &[0.5, -1.2]);
    agrees(only_the_argument, only_the_argument_grad, only_the_argument_vjp, &[0.5]);
    agrees(unused_argument, unused_argument_grad, unused_argument_vjp, &[(0.5, 1.0, 2.0)]);
    agrees(no_active_result, no_active_result_grad, no_active_result_vjp, &[0.5]);
}
