//! Forward against reverse.

use grad_runtime::check::dot_product;

/// A 5 by 3 matrix without structure.
fn matrix() -> Vec<[f64; 3]> {
    (0..5).map(|row| [0, 1, 2].map(|column| f64::from(row * 7 + column * 3 + 1).sin())).collect()
}

fn forward(matrix: &[[f64; 3]], u: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.iter().zip(u).map(|(a, b)| a * b).sum()).collect()
}

fn reverse(matrix: &[[f64; 3]], w: &[f64]) -> Vec<f64> {
    (0..3).map(|column| matrix.iter().zip(w).map(|(row, w)| row[column] * w).sum()).collect()
}

#[test]
fn a_matrix_and_its_transpose_agree() {
    let matrix = matrix();
    dot_product(|u: &[f64]| forward(&matrix, u), |w: &[f64]| reverse(&matrix, w), 3, 5).assert();
}

#[test]
fn a_wrong_element_is_found_wherever_it_is() {
    let right = matrix();
    for row in 0..5 {
        for column in 0..3 {
            let mut wrong = matrix();
            wrong[row][column] *= 1.0 + 1e-9;
            let report = dot_product(|u: &[f64]| forward(&right, u), |w: &[f64]| reverse(&wrong, w), 3, 5);
            assert!(!report.passed(), "element ({row}, {column}):\n{report}");
        }
    }
}

#[test]
fn cancellation_inside_the_maps_is_not_an_error() {
    // Both maps are u times one seventh, but each loses six digits in its own way.
    let jvp = |u: &[f64]| [(u[0] / 7.0 + 1e6 * u[0]) - 1e6 * u[0]];
    let vjp = |w: &[f64]| [(w[0] * 3e6 + w[0] / 7.0) - w[0] * 3e6];
    let difference = (jvp(&[0.9])[0] - vjp(&[0.9])[0]).abs();
    assert!(difference > 1e-12, "the test needs maps that differ by rounding: {difference:e}");
    dot_product(jvp, vjp, 1, 1).assert();
}

#[test]
fn single_precision_allows_its_rounding() {
    let jvp = |u: &[f32]| [0.1 * u[0] + 0.7 * u[1], u[0] / 3.0];
    let vjp = |w: &[f32]| [w[1] / 3.0 + w[0] * 0.1, 0.7 * w[0]];
    dot_product(jvp, vjp, 2, 2).assert();
    let wrong = |w: &[f32]| [w[1] / 3.0 + w[0] * 0.1, 0.7001 * w[0]];
    assert!(!dot_product(jvp, wrong, 2, 2).passed());
}

#[test]
fn a_map_that_is_not_linear_is_named() {
    let linear = |u: &[f64]| [2.0 * u[0]];
    let square = |u: &[f64]| [u[0] * u[0]];
    let affine = |u: &[f64]| [2.0 * u[0] + 1.0];
    let text = dot_product(square, linear, 1, 1).to_string();
    assert!(text.contains("jvp is NOT LINEAR"), "{text}");
    let text = dot_product(linear, affine, 1, 1).to_string();
    assert!(text.contains("vjp is NOT LINEAR"), "{text}");
    assert!(!dot_product(affine, affine, 1, 1).passed());
    let text = dot_product(linear, |_: &[f64]| [f64::NAN], 1, 1).to_string();
    assert!(text.contains("NOT FINITE"), "{text}");
}

#[test]
fn the_zero_map_passes() {
    dot_product(|_: &[f64]| [0.0, 0.0], |_: &[f64]| [0.0], 1, 2).assert();
    assert!(!dot_product(|_: &[f64]| [0.0, 0.0], |w: &[f64]| [w[0]], 1, 2).passed());
}

#[test]
#[should_panic(expected = "jvp returned 2 numbers instead of 3")]
fn a_tangent_of_the_wrong_length_is_refused() {
    let _ = dot_product(|u: &[f64]| [u[0], u[0]], |w: &[f64]| [w[0]], 1, 3);
}

#[test]
#[should_panic(expected = "vjp returned 1 numbers instead of 2")]
fn a_gradient_of_the_wrong_length_is_refused() {
    let _ = dot_product(|u: &[f64]| [u[0]], |w: &[f64]| [w[0]], 2, 1);
}

#[test]
#[should_panic(expected = "dot-product test: jvp and vjp DISAGREE")]
fn assert_panics_with_the_findings() {
    dot_product(|u: &[f64]| [2.0 * u[0]], |w: &[f64]| [3.0 * w[0]], 1, 1).assert();
}
