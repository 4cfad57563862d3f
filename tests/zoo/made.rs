//! Arrays that are made element by element or of other lists, and arrays that a fold carries.

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
