//! Linear solvers that work in place.

use grad::differentiable;

use crate::harness::{number, numbers, positives};

/// Fills a vector with the entries of a symmetric matrix that is far from singular.
#[differentiable]
fn well_conditioned(xs: &[f64], n: usize) -> Vec<f64> {
    let mut a = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            a[i * n + j] = 0.3 * xs[i] * xs[j];
        }
        a[i * n + i] += 2.0 + xs[i] * xs[i];
    }
    a
}

#[differentiable]
fn gauss_seidel(a: &[f64], b: &[f64], sweeps: usize) -> f64 {
    let n = b.len();
    let mut x = vec![0.0; n];
    for _ in 0..sweeps {
        for i in 0..n {
            let mut sum = b[i];
            for j in 0..n {
                if j != i {
                    sum -= a[i * n + j] * x[j];
                }
            }
            x[i] = sum / a[i * n + i];
        }
    }
    let mut result = 0.0;
    for (x, b) in x.iter().zip(b) {
        result += x * b;
    }
    result
}

#[differentiable]
fn gauss_seidel_of_points(xs: &[f64], b: &[f64], sweeps: usize) -> f64 {
    let a = well_conditioned(xs, b.len());
    gauss_seidel(&a, b, sweeps)
}

/// The new values are used within the same sweep.
#[test]
fn gauss_seidel_in_place() {
    // One sweep for two numbers: x0 = b0 / a00, x1 = (b1 - a10 x0) / a11.
    let (a, b) = ([2.0, 7.0, 4.0, 8.0], [6.0, 20.0]);
    let (value, (da, db)) = gauss_seidel_grad(&a, &b, 1);
    assert_eq!(value, 3.0 * 6.0 + 1.0 * 20.0);
    // With respect to x0: b0 - b1 a10 / a11 = -4.
    assert_eq!(da, [-4.0 * -3.0 / 2.0, 0.0, -20.0 * 3.0 / 8.0, -20.0 / 8.0]);
    assert_eq!(db, [-4.0 / 2.0 + 3.0, 20.0 / 8.0 + 1.0]);
    for (n, sweeps) in [(0, 2), (1, 2), (2, 0), (2, 1), (3, 4)] {
        zoo!(
            gauss_seidel_of_points, gauss_seidel_of_points_grad, gauss_seidel_of_points_grad_into,
            gauss_seidel_of_points_vjp: &numbers(n), &numbers(n), =sweeps
        );
    }
}

/// The lower triangle in place of the matrix.
#[differentiable]
fn cholesky(a: &mut [f64], n: usize) {
    for j in 0..n {
        for k in 0..j {
            let factor = a[j * n + k];
            for i in j..n {
                a[i * n + j] -= a[i * n + k] * factor;
            }
        }
        let root = a[j * n + j].sqrt();
        for i in j..n {
            a[i * n + j] /= root;
        }
    }
}

#[differentiable]
fn log_determinant(a: &[f64], n: usize) -> f64 {
    let mut l = a.to_vec();
    cholesky(&mut l, n);
    let mut sum = 0.0;
    for i in 0..n {
        sum += l[i * n + i].ln();
    }
    2.0 * sum
}

#[differentiable]
fn gaussian_likelihood(xs: &[f64], y: &[f64]) -> f64 {
    let n = y.len();
    let mut l = well_conditioned(xs, n);
    cholesky(&mut l, n);
    let mut z = y.to_vec();
    let mut sum = 0.0;
    for i in 0..n {
        for j in 0..i {
            z[i] -= l[i * n + j] * z[j];
        }
        z[i] /= l[i * n + i];
        sum -= 0.5 * z[i] * z[i] + l[i * n + i].ln();
    }
    sum
}

#[test]
fn cholesky_in_place() {
    // The derivative of the logarithm of the determinant is the inverse, of which the lower triangle counts twice.
    let (value, slope) = log_determinant_grad(&[4.0, 99.0, 2.0, 5.0], 2);
    assert!((value - 16.0_f64.ln()).abs() < 1e-14, "{value}");
    for (found, expected) in slope.iter().zip([5.0 / 16.0, 0.0, -4.0 / 16.0, 4.0 / 16.0]) {
        assert!((found - expected).abs() < 1e-14, "{found} instead of {expected}");
    }
    for n in [0, 1, 2, 4] {
        zoo!(
            gaussian_likelihood, gaussian_likelihood_grad, gaussian_likelihood_grad_into, gaussian_likelihood_vjp:
            &numbers(n), &numbers(n)
        );
    }
}

/// Solves a tridiagonal system in place; the right side becomes the solution.
#[differentiable]
fn thomas(below: &[f64], diagonal: &[f64], above: &[f64], d: &mut [f64]) {
    let n = d.len();
    let mut c = vec![0.0; n];
    for i in 0..n {
        let mut pivot = diagonal[i];
        if i > 0 {
            pivot -= below[i] * c[i - 1];
            d[i] -= below[i] * d[i - 1];
        }
        c[i] = above[i] / pivot;
        d[i] /= pivot;
    }
    for i in (1..n).rev() {
        d[i - 1] -= c[i - 1] * d[i];
    }
}

#[differentiable]
fn spline_energy(xs: &[f64], right: &[f64]) -> f64 {
    let n = right.len();
    let mut d = right.to_vec();
    let diagonal: Vec<f64> = xs.iter().map(|x| 4.0 + x * x).collect();
    thomas(xs, &diagonal, xs, &mut d);
    let mut energy = 0.0;
    for i in 0..n {
        energy += d[i] * d[i] * (i + 1) as f64;
    }
    energy
}

#[test]
fn thomas_algorithm() {
    // 2 x0 + x1 = 5, x0 + 3 x1 = 10: (1, 3). The first pullback solves with the transposed matrix.
    let mut d = [5.0, 10.0];
    let ((), pullback) = thomas_vjp(&[0.0, 1.0], &[2.0, 3.0], &[1.0, 0.0], &mut d);
    let (below, diagonal, above, right) = pullback(vec![1.0, 0.0]);
    assert!((d[0] - 1.0).abs() < 1e-14 && (d[1] - 3.0).abs() < 1e-14, "{d:?}");
    // The adjoint solution is (3, -1) / 5; each entry of the matrix has minus its product with the solution.
    let expected = [[0.0, 1.0 / 5.0], [-3.0 / 5.0, 3.0 / 5.0], [-9.0 / 5.0, 0.0], [3.0 / 5.0, -1.0 / 5.0]];
    for (found, expected) in [below, diagonal, above, right].iter().zip(expected) {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-14, "{found} instead of {expected}");
        }
    }
    for n in [0, 1, 2, 5] {
        zoo!(spline_energy, spline_energy_grad, spline_energy_grad_into, spline_energy_vjp: &numbers(n), &numbers(n));
    }
}

#[differentiable]
fn lu(a: &mut [[f64; 3]; 3]) {
    for k in 0..3 {
        for i in k + 1..3 {
            a[i][k] /= a[k][k];
            for j in k + 1..3 {
                a[i][j] -= a[i][k] * a[k][j];
            }
        }
    }
}

#[differentiable]
fn determinant_by_lu(a: [[f64; 3]; 3]) -> f64 {
    let mut a = a;
    lu(&mut a);
    a[0][0] * a[1][1] * a[2][2]
}

#[differentiable]
fn solved_by_lu(xs: &[f64], right: [f64; 3], t: f64) -> f64 {
    let mut a = [[t; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            a[i][j] *= xs[i] * xs[j];
        }
        a[i][i] += 3.0 + xs[i];
    }
    lu(&mut a);
    let mut x = right;
    for i in 0..3 {
        for j in 0..i {
            x[i] -= a[i][j] * x[j];
        }
    }
    for i in (0..3).rev() {
        for j in i + 1..3 {
            x[i] -= a[i][j] * x[j];
        }
        x[i] /= a[i][i];
    }
    x[0] * x[1] + x[2] * t
}

#[test]
fn lu_without_pivoting() {
    // The derivative of a determinant: the cofactors.
    let a = [[2.0, 1.0, 3.0], [4.0, 5.0, 1.0], [-2.0, 2.0, 7.0]];
    let (value, slope) = determinant_by_lu_grad(a);
    for i in 0..3 {
        for j in 0..3 {
            let of = |di: usize, dj: usize| a[(i + di) % 3][(j + dj) % 3];
            let cofactor: f64 = of(1, 1) * of(2, 2) - of(1, 2) * of(2, 1);
            assert!((slope[i][j] - cofactor).abs() < 1e-12, "{} instead of {cofactor}", slope[i][j]);
        }
    }
    assert!((value - 90.0).abs() < 1e-12, "{value}");
    zoo!(
        solved_by_lu, solved_by_lu_grad, solved_by_lu_grad_into, solved_by_lu_vjp:
        &positives(3), [number(), number(), number()], 0.2 * number()
    );
}
