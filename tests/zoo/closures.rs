//! Local closures, called by their names and handed to iterators, and functions that take functions.

use grad::differentiable;

use crate::harness::{array, number, numbers, positive};

/// Called any number of times, with a captured number.
#[differentiable]
fn several_calls(x: f64, y: f64) -> f64 {
    let scaled = |a: f64| a * y;
    scaled(x) + scaled(2.0 * x).sin() * scaled(y)
}

/// One calls another.
#[differentiable]
fn nested(x: f64, y: f64) -> f64 {
    let square = |a: f64| a * a * y;
    let fourth = |a: f64| square(square(a)) + x;
    fourth(x) - square(y)
}

/// Handed to one another by name.
#[differentiable]
fn in_loops(xs: &[f64], rate: f64) -> f64 {
    let step = |state: f64, x: f64| state + rate * (x - state);
    let mut state = 1.0;
    for i in 0..xs.len() {
        state = step(state, xs[i]);
        state = step(state, 0.5);
    }
    state
}

#[differentiable]
fn block_bodies(x: f64, y: f64) -> f64 {
    let bent = |a: f64| {
        let b = a * y;
        let c = if b > 0.0 { b.sqrt() } else { b * b };
        c + a
    };
    bent(x) * bent(-x) + bent(y)
}

#[differentiable]
fn of_slices(xs: &[f64], ys: &[f64], scale: f64) -> f64 {
    let dot = |a: &[f64], b: &[f64]| {
        let mut sum = 0.0;
        for i in 0..a.len() {
            sum += a[i] * b[i] * scale;
        }
        sum
    };
    dot(xs, ys) + dot(xs, xs)
}

#[differentiable]
fn of_arrays(a: [f64; 3], b: [f64; 3]) -> f64 {
    let norm = |v: &[f64; 3]| (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
    let cross =
        |a: [f64; 3], b: [f64; 3]| [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    let c = cross(a, b);
    norm(&a) * norm(&c) + cross(c, b)[1]
}

#[differentiable]
fn of_tuples(p: (f64, f64), x: f64) -> f64 {
    let turned = |(a, b): (f64, f64)| (a * x.cos() - b * x.sin(), a * x.sin() + b * x.cos());
    let (a, b) = turned(p);
    let q = turned((b, a));
    q.0 * a + q.1
}

#[differentiable]
fn to_adaptors(xs: &[f64], y: f64) -> f64 {
    let f = |x: f64| x * y + x.sin();
    let g = |x: &f64| x * x * y;
    let far = |x: &f64| *x > 0.0;
    xs.iter().copied().map(f).sum::<f64>()
        + xs.iter().map(g).sum::<f64>()
        + xs.iter().copied().filter(far).map(f).product::<f64>()
}

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn square_of(x: &f64) -> f64 {
    x * x
}

/// Annotated functions and float methods by name.
#[differentiable]
fn functions_to_adaptors(xs: &[f64], y: f64) -> f64 {
    let sines: Vec<f64> = xs.iter().copied().map(square).map(f64::sin).collect();
    xs.iter().map(square_of).sum::<f64>() * y + sines.iter().map(|s| s * y).fold(0.0, f64::max)
}

#[differentiable]
fn in_folds(xs: &[f64], y: f64) -> f64 {
    let add = |sum: f64, x: &f64| sum * y + x;
    let smooth = |a: f64| (a * a + 1.0).sqrt();
    smooth(xs.iter().fold(0.0, add)) + xs.iter().map(|x| smooth(*x) * smooth(y)).sum::<f64>()
}

/// The captured variable is changed between calls, after the closure is done with.
#[differentiable]
fn shadowed(x: f64, y: f64) -> f64 {
    let mut a = x;
    let f = |b: f64| b * y;
    a += f(a);
    let y = 2.0 * y;
    let f = move |b: f64| f(b) + y * b;
    a * f(a)
}

#[differentiable]
fn early_return(x: f64, y: f64) -> f64 {
    let clipped = |a: f64| {
        if a < -1.0 {
            return -1.0;
        }
        if a > y {
            return y;
        }
        a * a
    };
    clipped(x) + clipped(2.0 * x) * y
}

#[differentiable]
fn with_loops(x: f64, n: usize) -> f64 {
    let power = |base: f64, n: usize| {
        let mut p = 1.0;
        for _ in 0..n {
            p *= base;
        }
        p
    };
    (0..n).map(|i| power(x, i) / (i + 1) as f64).sum::<f64>() + power(x.sin(), 3)
}

/// A closure that gives an array, one without arguments, and one that calls an annotated function.
#[differentiable]
fn other_results(x: f64, y: f64) -> f64 {
    let both = |a: f64| [a * x, a + y];
    let constant = || x * y;
    let squared = |a: f64| square(a) * constant();
    let [p, q] = both(y);
    squared(p) + q * both(constant())[1]
}

/// Names in it that are also names outside; and variables of its own that it changes.
#[differentiable]
fn own_variables(x: f64, y: f64) -> f64 {
    let mut sum = x;
    let f = |a: f64| {
        let mut sum = y;
        for i in 0..3 {
            sum += a * i as f64;
        }
        sum
    };
    let g = |mut sum: f64| {
        sum *= y;
        sum + x
    };
    sum *= f(sum);
    sum + g(f(sum))
}

/// What is behind a mutable reference is changed.
#[differentiable]
fn through_references(xs: &mut [f64], y: f64) -> f64 {
    let scale = |v: &mut [f64], by: f64| {
        for i in 0..v.len() {
            v[i] *= by * y;
        }
    };
    let double = |v: &mut f64| *v *= y;
    scale(xs, 2.0);
    scale(&mut xs[1..], y);
    let mut a = xs[0];
    double(&mut a);
    double(&mut a);
    a + xs[0] * xs[1]
}

/// Arguments that are references to numbers.
#[differentiable]
fn euclidean(x: &f64, y: &f64) -> f64 {
    let r = x % y;
    let q = x / y * x;
    if r < 0.0 { r + q * y.abs() } else { x * y - q }
}

#[test]
fn called_by_name() {
    zoo!(own_variables, own_variables_grad, own_variables_grad_into, own_variables_vjp: number(), number());
    zoo!(euclidean, euclidean_grad, euclidean_grad_into, euclidean_vjp: &number(), &positive());
    zoo!(several_calls, several_calls_grad, several_calls_grad_into, several_calls_vjp: number(), number());
    zoo!(nested, nested_grad, nested_grad_into, nested_vjp: number(), number());
    zoo!(block_bodies, block_bodies_grad, block_bodies_grad_into, block_bodies_vjp: number(), number());
    zoo!(shadowed, shadowed_grad, shadowed_grad_into, shadowed_vjp: number(), number());
    zoo!(early_return, early_return_grad, early_return_grad_into, early_return_vjp: number(), positive());
    zoo!(other_results, other_results_grad, other_results_grad_into, other_results_vjp: number(), number());
    for n in 0..4 {
        zoo!(with_loops, with_loops_grad, with_loops_grad_into, with_loops_vjp: number(), = n);
    }
}

#[test]
fn of_places() {
    zoo!(of_arrays, of_arrays_grad, of_arrays_grad_into, of_arrays_vjp: array(), array());
    zoo!(of_tuples, of_tuples_grad, of_tuples_grad_into, of_tuples_vjp: (number(), number()), number());
    for n in [2, 5] {
        zoo!(through_references, through_references_grad, through_references_grad_into, through_references_vjp: &mut numbers(n), number());
    }
    for n in [0, 1, 2, 5] {
        zoo!(of_slices, of_slices_grad, of_slices_grad_into, of_slices_vjp: &numbers(n), &numbers(n), number());
        zoo!(in_loops, in_loops_grad, in_loops_grad_into, in_loops_vjp: &numbers(n), number());
    }
}

#[test]
fn given_to_iterators() {
    for n in [0, 1, 2, 5] {
        zoo!(to_adaptors, to_adaptors_grad, to_adaptors_grad_into, to_adaptors_vjp: &numbers(n), number());
        zoo!(in_folds, in_folds_grad, in_folds_grad_into, in_folds_vjp: &numbers(n), number());
        zoo!(functions_to_adaptors, functions_to_adaptors_grad, functions_to_adaptors_grad_into, functions_to_adaptors_vjp: &numbers(n), positive());
    }
}

/// Functions as arguments are constants; what they give for constants is one too.
#[differentiable]
fn with_weights(weight: impl Fn(f64) -> f64, xs: &[f64]) -> f64 {
    let mut sum = weight(0.5);
    for (i, x) in xs.iter().enumerate() {
        sum += weight(i as f64) * x * x;
    }
    sum
}

#[differentiable]
fn generic_weights<F: Fn(f64) -> f64>(weight: F, x: f64, n: usize) -> f64 {
    (1..n).map(|i| weight(i as f64) * x.powi(i as i32)).sum::<f64>() * weight(2.0)
}

#[differentiable]
fn where_weights<F>(mut weight: F, x: f64) -> f64
where
    F: FnMut(f64) -> f64,
{
    let a = weight(1.0);
    let b = weight(2.0);
    (a * x).sin() * b
}

#[differentiable]
fn weights_by_reference(
    weight: &dyn Fn(usize) -> f64,
    other: &impl Fn(f64) -> f64,
    plain: fn(f64) -> f64,
    x: f64,
) -> f64 {
    weight(2) * x * x + other(1.5) * x + plain(0.3) / x
}

/// A constant closure handed to an annotated function.
#[differentiable]
fn hands_on(x: f64, y: f64, n: usize) -> f64 {
    let half = |a: f64| 0.5 * a;
    generic_weights(|a| a * a + 1.0, x, n) * y + with_weights(f64::sqrt, &[x, y]) + generic_weights(half, y, 3)
}

/// Both written out and left as it is.
#[differentiable]
fn both_ways(x: f64, n: usize) -> f64 {
    let bent = |a: f64| a * a + 1.0;
    let mut sum = bent(x);
    for i in 0..n {
        sum += bent(i as f64) * x;
        if bent(x) > 1.5 && bent(0.1) < 2.0 {
            sum *= bent(sum).sqrt();
        }
    }
    sum
}

#[test]
fn functions_as_arguments() {
    for n in [0, 1, 2, 5] {
        zoo!(with_weights, with_weights_grad, with_weights_grad_into, with_weights_vjp: = |a: f64| a.cos() + 0.5, &numbers(n));
        zoo!(generic_weights, generic_weights_grad, generic_weights_grad_into, generic_weights_vjp: = f64::exp, number(), = n);
        zoo!(hands_on, hands_on_grad, hands_on_grad_into, hands_on_vjp: positive(), positive(), = n);
        zoo!(both_ways, both_ways_grad, both_ways_grad_into, both_ways_vjp: positive(), = n.min(2));
    }
    let factor = number();
    zoo!(where_weights, where_weights_grad, where_weights_grad_into, where_weights_vjp: = |a: f64| a + factor, number());
    zoo!(
        weights_by_reference, weights_by_reference_grad, weights_by_reference_grad_into, weights_by_reference_vjp:
        = &|i: usize| i as f64 + factor, = &|a: f64| a * factor, = f64::sin, positive()
    );
}
