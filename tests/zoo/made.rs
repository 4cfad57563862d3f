//! Arrays that are made element by element or of other lists, arrays that a fold carries, and two lists at once.

use grad::differentiable;

use crate::harness::{array, matrix, number, numbers};

#[differentiable]
fn plus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] + b[0], a[1] + b[1].sin(), a[2] * b[2]]
}

#[differentiable]
fn folded_by_name(x: &[f64], s: f64) -> f64 {
    let v = x.chunks_exact(3).map(|c| [c[0] * c[1], c[1], c[2]]).fold([0.5; 3], plus);
    let w = x.chunks_exact(3).map(|c| [c[0] * s, c[2], s]).fold([s, 1.0, 2.0], plus);
    v[0] * v[1] * v[2] + w[1] * w[2]
}

#[test]
fn folds() {
    for n in [0, 3, 6, 11] {
        zoo!(folded_by_name, folded_by_name_grad, folded_by_name_grad_into, folded_by_name_vjp: &numbers(n), number());
    }
}

type Square = [[f64; 2]; 2];

#[differentiable]
fn affine(x: &[f64], k: usize) -> f64 {
    x[3 * k] * x[3 * k + 1] + x[3 * k + 2]
}

#[differentiable]
fn product(a: Square, b: Square) -> Square {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..2).map(|k| a[i][k] * b[k][j]).sum()))
}

#[differentiable]
fn rows_of(a: Square, b: &Square) -> Square {
    a.map(|row| [row[0] * b[0][0] + row[1] * b[1][0], row[0] * b[0][1] + row[1] * b[1][1]])
}

#[differentiable]
fn times<const N: usize>(m: &[[f64; N]; 3], v: &[f64; N]) -> [f64; 3] {
    m.map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum())
}

#[differentiable]
fn pair(x: f64, y: f64) -> [f64; 2] {
    [x * y, x - y.sin()]
}

#[differentiable]
fn taken_apart(x: &[f64]) -> f64 {
    let [f, i, o, g] = std::array::from_fn(|k| affine(x, k));
    let [[a, b], [c, d]] = std::array::from_fn(|k| std::array::from_fn(|l| x[k + l] * x[l]));
    f.exp() * i + o * g.tanh() + a * b * c * d
}

#[differentiable]
fn of_arrays(a: Square, b: Square) -> f64 {
    let c = product(a, rows_of(b, &a));
    let d: Square = std::array::from_fn(|i| {
        let scale = c[i][0];
        std::array::from_fn(|j| scale * b[j][i])
    });
    let e: [[f64; 2]; 3] = std::array::from_fn(|i| pair(d[i % 2][0], c[0][1]));
    e[0][0] * e[1][1] + e[2][0] + d[1][1]
}

#[differentiable]
fn of_other_elements(m: [[f64; 4]; 3], v: [f64; 4], s: f64) -> f64 {
    let y = times(&m, &v);
    let pairs = y.map(|y| [y * s, y.sin()]);
    let called = y.map(|y| pair(y, s));
    let mixed = y.map(|y| (y, s * y));
    let sums = m.map(|row| row[0] * row[3]).map(|x| x * x);
    let literal = [s, v[0]].map(|x| [x, x * s]);
    let back = pairs.map(|[a, b]| a * b);
    let rows: [[f64; 2]; 3] = times(&m, &v).map(|y| [y, s]);
    sums[1] * back[2] + called[0][1] + mixed[1].1 + literal[1][0] * literal[0][1] + rows[2][0] * rows[0][1]
}

#[test]
fn elements() {
    zoo!(taken_apart, taken_apart_grad, taken_apart_grad_into, taken_apart_vjp: &numbers(12));
    zoo!(of_arrays, of_arrays_grad, of_arrays_grad_into, of_arrays_vjp: matrix::<2, 2>(), matrix::<2, 2>());
    zoo!(
        of_other_elements, of_other_elements_grad, of_other_elements_grad_into, of_other_elements_vjp:
        matrix::<3, 4>(), array::<4>(), number()
    );
}

#[differentiable]
fn first_three(x: &[f64]) -> [f64; 3] {
    x[..3].try_into().unwrap()
}

#[differentiable]
fn copied(x: &[f64], k: usize) -> f64 {
    let mut a: [f64; 3] = x[k..k + 3].try_into().unwrap();
    let b = <[f64; 3]>::try_from(&x[..3]).unwrap();
    let c: &[f64; 2] = (&x[2..4]).try_into().unwrap();
    let rest = &x[1..];
    let d: [f64; 4] = rest[..4].try_into().unwrap();
    let e: [f64; 5] = x.iter().map(|x| x.sin()).collect::<Vec<_>>().try_into().unwrap();
    a[1] *= b[2];
    let mut sum = a[0] * b[1] + a[1] * c[0] * c[1] + d[3] * e[4] + first_three(x)[2];
    for row in x.chunks_exact(2) {
        let row: [f64; 2] = row.try_into().unwrap();
        sum += row[0] * row[1] * a[2];
    }
    sum
}

#[test]
fn parts_as_arrays() {
    for k in 0..3 {
        zoo!(copied, copied_grad, copied_grad_into, copied_vjp: &numbers(5), =k);
    }
}

#[test]
fn parts_of_another_length_panic() {
    assert!(std::panic::catch_unwind(|| copied(&[1.0; 6], 0)).is_err());
    assert!(std::panic::catch_unwind(|| copied_grad(&[1.0; 6], 0)).is_err());
}

#[differentiable]
fn zipped(x: &[f64], y: &[f64], s: f64) -> f64 {
    let mut out = vec![s; x.len()];
    for (o, (a, k)) in std::iter::zip(&mut out, std::iter::zip(x, 1..)) {
        *o *= a * k as f64;
    }
    let some: f64 = core::iter::zip(x.iter().rev(), &y[..]).map(|(a, b)| a * b).sum();
    std::iter::zip(out, y).map(|(a, b)| a * b.sin()).sum::<f64>() + some
}

#[differentiable]
fn one_part_to_another(x: &[f64], s: f64) -> f64 {
    let mut v = x.to_vec();
    let (l, r) = v.split_at_mut(3);
    l[..2].copy_from_slice(&r[1..3]);
    r[0] *= s * l[0];
    let count = r.len() - 1;
    r[1..].copy_from_slice(&l[..count]);
    v.iter().zip(x).map(|(v, x)| v * v * x).sum()
}

#[differentiable]
fn pairs_of(x: &[f64]) -> Vec<(f64, f64)> {
    x.chunks_exact(2).map(|x| (x[0], x[1] * x[0])).collect()
}

#[differentiable]
fn zipped_with_a_call(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (y, (a, b)) in y.iter().zip(pairs_of(x)) {
        sum += y * a * b.sin();
    }
    for (a, b) in pairs_of(y) {
        sum += a * b;
    }
    sum
}

#[test]
fn two_at_once() {
    for n in [0, 1, 4] {
        zoo!(
            zipped_with_a_call, zipped_with_a_call_grad, zipped_with_a_call_grad_into, zipped_with_a_call_vjp:
            &numbers(n), &numbers(n)
        );
    }
    for n in [0, 1, 4] {
        zoo!(zipped, zipped_grad, zipped_grad_into, zipped_vjp: &numbers(n), &numbers(n), number());
    }
    for n in [6, 7] {
        zoo!(
            one_part_to_another, one_part_to_another_grad, one_part_to_another_grad_into, one_part_to_another_vjp:
            &numbers(n), number()
        );
    }
}
