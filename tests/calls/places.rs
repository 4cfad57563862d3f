//! Where a call stands, and what becomes of its result.

use grad::differentiable;

use crate::agrees::agrees;

#[differentiable]
fn wave(a: f64, b: f64) -> f64 {
    (a * b).sin() + a
}

#[differentiable]
fn cube(x: f64) -> f64 {
    x * x * x
}

#[differentiable]
fn narrow(x: f32, n: u8) -> f32 {
    x * x * f32::from(n)
}

#[differentiable]
fn same_argument_twice(x: f64) -> f64 {
    let y = cube(x);
    wave(x, x) + wave(y, y) * wave(x, y)
}

#[differentiable]
fn nested(x: f64, y: f64) -> f64 {
    wave(cube(x), wave(y, cube(wave(x, y)))) + cube(cube(x * 0.5))
}

#[differentiable]
fn unused_results(x: f64) -> f64 {
    cube(x);
    let _ = wave(x, x);
    let _unused = cube(x * x);
    let (_, y) = (cube(x), wave(x, 2.0));
    y
}

#[differentiable]
fn in_branches(x: f64, y: f64, n: i32) -> f64 {
    let mut a = x;
    if x > y {
        a = cube(y);
    } else {
        a += wave(x, a);
    }
    let b = match n {
        0 => wave(a, y),
        1 => {
            let c = cube(a);
            if c > 0.0 { cube(c) } else { c }
        }
        k if k > 5 => 1.0,
        _ => y,
    };
    b * a + if y > 0.0 { cube(b) } else { wave(b, 2.0) }
}

#[differentiable]
fn in_early_returns(x: f64, y: f64, n: i32) -> f64 {
    if x > 0.0 {
        return wave(x, y);
    }
    let a = cube(y);
    if y > 0.0 {
        let b = wave(a, x);
        if n == 0 {
            return b;
        }
        if n == 1 {
            return cube(b) * a;
        }
    }
    match n {
        0 => return a,
        1 => wave(a, cube(x)),
        _ => return cube(wave(x, 0.5)),
    }
}

#[differentiable]
fn as_the_tail(x: f64) -> f64 {
    cube(x)
}

#[differentiable]
fn with_literals_and_expressions(x: f64, n: u8) -> f64 {
    let a = wave(2.0, x + 1.0) - wave(x.exp() * 0.1, -1.5) + cube(-x);
    a * f64::from(narrow(x as f32, n + 1)) + f64::from(narrow((x * 2.0) as f32, 3))
}

#[differentiable]
fn in_compound_assignment(x: f64) -> f64 {
    let mut a = x;
    a += cube(a);
    a *= wave(a, x);
    a = cube(a * 0.1);
    a
}

#[differentiable]
fn in_tuples_and_blocks(x: f64, y: f64) -> f64 {
    let (a, b) = (cube(x), {
        let z = wave(x, y);
        cube(z * 0.5)
    });
    let t = (wave(a, b), (cube(y), 3));
    t.0 * (t.1).0 + { cube(b * 0.1) }
}

/// The same call twice: two pullbacks.
#[differentiable]
fn repeated(x: f64) -> f64 {
    cube(x) * cube(x) + cube(x)
}

#[test]
fn places() {
    let pairs = [(0.5, 0.7), (0.9, 0.3), (-0.6, 1.1), (-0.4, -0.8)];
    agrees(same_argument_twice, same_argument_twice_grad, same_argument_twice_vjp, &[0.5, -1.2]);
    agrees(nested, nested_grad, nested_vjp, &pairs);
    agrees(unused_results, unused_results_grad, unused_results_vjp, &[0.5, -1.2]);
    for n in [0, 1, 2, 6] {
        agrees(
            move |x: f64, y: f64| in_branches(x, y, n),
            move |x: f64, y: f64| in_branches_grad(x, y, n),
            move |x: f64, y: f64| in_branches_vjp(x, y, n),
            &pairs,
        );
        agrees(
            move |x: f64, y: f64| in_early_returns(x, y, n),
            move |x: f64, y: f64| in_early_returns_grad(x, y, n),
            move |x: f64, y: f64| in_early_returns_vjp(x, y, n),
            &pairs,
        );
    }
    agrees(as_the_tail, as_the_tail_grad, as_the_tail_vjp, &[0.5, -1.2]);
    agrees(in_compound_assignment, in_compound_assignment_grad, in_compound_assignment_vjp, &[0.5, -1.2]);
    agrees(in_tuples_and_blocks, in_tuples_and_blocks_grad, in_tuples_and_blocks_vjp, &pairs);
    agrees(repeated, repeated_grad, repeated_vjp, &[0.5, -1.2]);
}

/// The steps through `f32` are too coarse for finite differences in `f64`: checked against a closed form.
#[test]
fn casts_around_calls() {
    let x = 0.75_f64;
    let a = wave(2.0, x + 1.0) - wave(x.exp() * 0.1, -1.5) + cube(-x);
    let d_wave = |a: f64, b: f64| ((a * b).cos() * b + 1.0, (a * b).cos() * a);
    let d_a = d_wave(2.0, x + 1.0).1 - d_wave(x.exp() * 0.1, -1.5).0 * x.exp() * 0.1 - 3.0 * x * x;
    let expected = d_a * 3.0 * x * x + a * 6.0 * x + 24.0 * x;
    let (value, gradient) = with_literals_and_expressions_grad(x, 2);
    assert_eq!(value, with_literals_and_expressions(x, 2));
    assert!((gradient - expected).abs() < 1e-5 * expected.abs(), "{gradient}, expected {expected}");
}

#[differentiable]
fn scaled(k: f64, a: &[f64; 2]) -> [f64; 2] {
    [k * a[0], k * a[1]]
}

#[differentiable]
fn product(a: &[f64; 2], b: &[f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

#[differentiable]
fn squared(x: &f64) -> f64 {
    x * x
}

#[differentiable]
fn references_to_results(x: f64, y: f64) -> f64 {
    let z = &scaled(y, &[x, y]);
    let r = &squared(&x.sin());
    product(z, &[1.0, x]) * y + product(&scaled(product(z, z), z), &[y, x]) + squared(r) * squared(&squared(&y)) * *r
}

#[test]
fn references_to_what_functions_give() {
    for (x, y) in [(0.5, 0.7), (-1.0, 2.0)] {
        let (_, (d_x, d_y)) = references_to_results_grad(x, y);
        grad::check::gradient_of(|at: &[f64]| references_to_results(at[0], at[1]), &[x, y], &[d_x, d_y]).assert();
    }
}
