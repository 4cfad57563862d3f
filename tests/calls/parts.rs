//! Several parts of one place in one call.

use grad::check::gradient_of;
use grad::differentiable;

#[differentiable]
fn weighted(xs: &[f64], ys: &[f64]) -> f64 {
    xs.iter().zip(ys).enumerate().map(|(i, (x, y))| (i + 1) as f64 * x * x * y).sum()
}

#[differentiable]
fn three(xs: &[f64], ys: &[f64], zs: &[f64]) -> f64 {
    weighted(xs, ys) * zs[0] + zs[1]
}

#[differentiable]
fn kept_constant(xs: &[f64], by: &[f64]) -> f64 {
    by[0] * xs[0] + by[1] * xs[1]
}

// One half after the other, in either order, and such that overlap, or are one and the same.
#[differentiable]
fn of_an_argument(v: &[f64], from: usize, to: usize) -> f64 {
    weighted(&v[from..from + 3], &v[to..to + 3])
}

#[differentiable]
fn bounds(v: &[f64]) -> f64 {
    weighted(&v[..2], &v[2..]) + weighted(&v[3..], &v[..=2]) * weighted(&v[1..], &v[..3]) + weighted(&v[2..2], &v[..])
}

#[differentiable]
fn of_a_local(v: &[f64]) -> f64 {
    let mut local: Vec<f64> = v.iter().map(|x| x.sin()).collect();
    let before = weighted(&local[..3], &local[3..]);
    local[0] *= before;
    local[4] += weighted(&local[4..], &local[1..4]);
    let fixed = [local[0], local[4], v[1], v[2] * v[3]];
    weighted(&fixed[2..], &fixed[..2]) * weighted(&local[..2], &local[2..4])
}

#[differentiable]
fn in_a_loop(v: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..v.len() {
        for j in 1..3 {
            let (from, to) = (i / 2, (i + j) % 4);
            sum += weighted(&v[from..from + 2], &v[to..to + 2]) * v[i];
        }
    }
    sum
}

#[differentiable]
fn three_parts(v: &[f64]) -> f64 {
    three(&v[..2], &v[2..4], &v[4..]) * three(&v[3..], &v[..3], &v[1..3]) + three(v, &v[1..], &v[..2])
}

#[differentiable]
fn beside_the_whole(v: &[f64]) -> f64 {
    weighted(v, &v[2..]) + weighted(&v[2..], v) * weighted(v, v)
}

// Nobody wants the cotangent that is handed on.
#[differentiable(constant(v))]
fn not_wanted(x: f64, v: &[f64]) -> f64 {
    x * of_an_argument(v, 0, 2) + weighted(&v[..2], &[x, x * x])
}

#[differentiable]
fn half_wanted(v: &[f64]) -> f64 {
    let table = [2.0, 3.0, 0.5, 1.5, 4.0, 0.1];
    weighted(&v[..3], &table[3..]) * of_an_argument(&table, 0, 3) + kept_constant(&v[..2], &v[2..])
}

#[track_caller]
fn agrees(f: impl Fn(&[f64]) -> f64, grad: impl Fn(&[f64]) -> (f64, Vec<f64>)) {
    let v = [0.7, -0.4, 1.3, 0.9, -1.2, 0.35];
    let (value, gradient) = grad(&v);
    assert_eq!(value, f(&v));
    gradient_of(f, &v, &gradient).assert();
}

#[test]
fn parts_of_an_argument() {
    for (from, to) in [(0, 3), (3, 0), (0, 2), (2, 0), (1, 1), (1, 2)] {
        agrees(|v| of_an_argument(v, from, to), |v| of_an_argument_grad(v, from, to));
        agrees(
            |v| of_an_argument(v, from, to),
            |v| {
                let (value, pullback) = of_an_argument_vjp(v, from, to);
                (value, pullback(1.0))
            },
        );
    }
}

#[test]
fn parts() {
    agrees(bounds, bounds_grad);
    agrees(of_a_local, of_a_local_grad);
    agrees(in_a_loop, in_a_loop_grad);
    agrees(three_parts, three_parts_grad);
    agrees(beside_the_whole, beside_the_whole_grad);
    agrees(half_wanted, half_wanted_grad);
}

#[test]
fn nobody_wants_them() {
    let v = [0.7, -0.4, 1.3, 0.9, -1.2, 0.35];
    let (value, d_x) = not_wanted_grad(0.8, &v);
    assert_eq!(value, not_wanted(0.8, &v));
    gradient_of(|x: &[f64]| not_wanted(x[0], &v), &[0.8], &[d_x]).assert();
}
