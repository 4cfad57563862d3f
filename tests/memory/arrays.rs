//! Straight-line functions, and functions of arrays whose length is in the type, allocate nothing.

use grad::differentiable;

use super::counting::{Used, used_by};
use super::expect::{all_close, close};

#[differentiable]
fn lecture(x: f64, y: f64, z: f64) -> f64 {
    ((3.0 * x).max(0.0) - y).powi(2) + z
}

#[test]
fn numbers() {
    let (gradient, used) = used_by(|| lecture_grad(1.0, 0.0, -2.0));
    assert_eq!(gradient, (7.0, (18.0, -6.0, 1.0)));
    assert_eq!(used, Used::NOTHING);
    let (gradient, used) = used_by(|| lecture_vjp(1.0, 0.0, -2.0).1(2.0));
    assert_eq!(gradient, (36.0, -12.0, 2.0));
    assert_eq!(used, Used::NOTHING);
}

#[differentiable]
fn cross(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[differentiable]
fn volume(a: [f64; 3], b: [f64; 3], c: [f64; 3]) -> f64 {
    let normal = cross(&a, &b);
    normal[0] * c[0] + normal[1] * c[1] + normal[2] * c[2]
}

#[test]
fn arrays_from_calls() {
    let (a, b, c) = ([1.0, 2.0, 3.0], [0.5, -1.0, 2.0], [3.0, 0.0, -2.0]);
    let ((_, gradients), used) = used_by(|| volume_grad(a, b, c));
    assert_eq!(used, Used::NOTHING);
    assert_eq!(gradients, (cross(&b, &c), cross(&c, &a), cross(&a, &b)));
    let (gradients, used) = used_by(|| cross_vjp(&a, &b).1(c));
    assert_eq!(used, Used::NOTHING);
    assert_eq!(gradients, (cross(&b, &c), cross(&c, &a)));
}

#[differentiable]
fn form(matrix: &[[f64; 3]; 3], x: &[f64; 3]) -> f64 {
    let mut sum = 0.0;
    for i in 0..3 {
        for j in 0..3 {
            sum += x[i] * matrix[i][j] * x[j];
        }
    }
    sum
}

const MATRIX: [[f64; 3]; 3] = [[1.0, 2.0, -1.0], [0.5, 3.0, 4.0], [-2.0, 0.25, 1.5]];

#[test]
fn loops_over_arrays() {
    let x = [0.5, -1.5, 2.0];
    let ((_, (d_matrix, d_x)), used) = used_by(|| form_grad(&MATRIX, &x));
    assert_eq!(used, Used::NOTHING);
    for i in 0..3 {
        for j in 0..3 {
            close(d_matrix[i][j], x[i] * x[j], 1);
        }
        close(d_x[i], (0..3).map(|j| (MATRIX[i][j] + MATRIX[j][i]) * x[j]).sum(), 6);
    }
}

#[differentiable]
fn multiply(matrix: &[[f64; 3]; 3], x: &[f64; 3], out: &mut [f64; 3]) {
    for i in 0..3 {
        out[i] = 0.0;
        for j in 0..3 {
            out[i] += matrix[i][j] * x[j];
        }
    }
}

#[differentiable]
fn length_of_product(matrix: &[[f64; 3]; 3], x: &[f64; 3]) -> f64 {
    let mut out = [0.0; 3];
    multiply(matrix, x, &mut out);
    (out[0] * out[0] + out[1] * out[1] + out[2] * out[2]).sqrt()
}

#[test]
fn arrays_filled_by_calls() {
    let x = [0.5, -1.5, 2.0];
    let ((value, (d_matrix, d_x)), used) = used_by(|| length_of_product_grad(&MATRIX, &x));
    assert_eq!(used, Used::NOTHING);
    let unit = MATRIX.map(|row| (row[0] * x[0] + row[1] * x[1] + row[2] * x[2]) / value);
    for i in 0..3 {
        for j in 0..3 {
            close(d_matrix[i][j], unit[i] * x[j], 9);
        }
        close(d_x[i], (0..3).map(|j| MATRIX[j][i] * unit[j]).sum(), 9);
    }
}

#[differentiable]
fn normalised(scores: [f64; 4], kind: usize) -> f64 {
    let mut odds = [0.0; 4];
    let mut sum = 0.0;
    for k in 0..4 {
        odds[k] = scores[k].exp();
        sum += odds[k];
    }
    (odds[kind] / sum).ln()
}

#[test]
fn arrays_written_in_a_loop() {
    let scores = [0.3, -1.0, 2.0, 0.7];
    let ((_, d_scores), used) = used_by(|| normalised_grad(scores, 2));
    let sum: f64 = scores.iter().map(|score| score.exp()).sum();
    let expected: [f64; 4] = std::array::from_fn(|k| f64::from(u8::from(k == 2)) - scores[k].exp() / sum);
    all_close(&d_scores, &expected, 4);
    assert_eq!(used, Used::NOTHING);
}

#[differentiable]
fn product(xs: &[f64; 4]) -> f64 {
    let mut product = 1.0;
    for x in xs {
        product *= x.sin();
    }
    product
}

#[test]
fn a_state_carried_over_an_array() {
    let xs = [0.3, 1.0, 2.0, 0.7];
    let ((value, d_xs), used) = used_by(|| product_grad(&xs));
    all_close(&d_xs, &xs.map(|x| value / x.tan()), 4);
    assert_eq!(used, Used::NOTHING);
}

#[differentiable]
fn polynomial(coefficients: [f64; 4], x: f64) -> f64 {
    let mut sum = 0.0;
    for i in (0..4).rev() {
        sum = sum * x + coefficients[i];
    }
    sum
}

#[test]
fn a_state_carried_over_a_range_of_known_length() {
    let ((_, (d_coefficients, d_x)), used) = used_by(|| polynomial_grad([1.0, -2.0, 3.0, 0.5], 2.0));
    assert_eq!(d_coefficients, [1.0, 2.0, 4.0, 8.0]);
    assert_eq!(d_x, -2.0 + 2.0 * 3.0 * 2.0 + 3.0 * 0.5 * 4.0);
    assert_eq!(used, Used::NOTHING);
}
