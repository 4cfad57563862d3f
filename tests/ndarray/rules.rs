//! A type that is not the library's, with a rule of its own.

use grad::rules::{Operand, Product, ops};
use grad::{Differentiable, differentiable};
use ndarray::{Array1, array};

#[derive(Clone, Debug, Differentiable)]
struct Diagonal {
    entries: Array1<f64>,
}

impl std::ops::Mul<&Array1<f64>> for &Diagonal {
    type Output = Array1<f64>;
    fn mul(self, vector: &Array1<f64>) -> Array1<f64> {
        &self.entries * vector
    }
}

impl Operand for Diagonal {
    type Value = Diagonal;
    type Owned = Diagonal;
    fn value(&self) -> &Diagonal {
        self
    }
}

impl Product<ops::Mul, Array1<f64>> for Diagonal {
    type Output = Array1<f64>;
    fn of(&self, vector: &Array1<f64>) -> Array1<f64> {
        self * vector
    }
    fn left(to: &mut DiagonalTangent, d: &Array1<f64>, vector: &Array1<f64>) {
        to.entries += &(d * vector);
    }
    fn right(to: &mut Array1<f64>, d: &Array1<f64>, diagonal: &Diagonal) {
        *to += &(d * &diagonal.entries);
    }
}

#[differentiable]
fn length(diagonal: &Diagonal, x: &Array1<f64>) -> f64 {
    let y = diagonal * x;
    y.dot(&y).sqrt()
}

#[test]
fn a_rule_of_ones_own() {
    let (diagonal, x) = (Diagonal { entries: array![0.5, -2.0] }, array![3.0, 0.25]);
    let (value, (d_diagonal, d_x)) = length_grad(&diagonal, &x);
    assert_eq!(value, length(&diagonal, &x));
    let f = |n: &[f64]| length(&Diagonal { entries: array![n[0], n[1]] }, &array![n[2], n[3]]);
    let claimed: Vec<f64> = d_diagonal.entries.iter().chain(&d_x).copied().collect();
    grad::check::gradient_of(f, &[0.5, -2.0, 3.0, 0.25], &claimed).assert();
}
