//! Sums, differences, multiples, functions of each element.

use grad::differentiable;
use nalgebra::{DMatrix, DVector, SMatrix, SVector, Vector3};

use super::draw::{fixed, fixed_positive, matrix, vector};
use crate::harness::{number, positive};

#[differentiable]
fn sums(x: &Vector3<f64>, y: Vector3<f64>) -> f64 {
    let z = x + y - x * 2.0;
    z.dot(&z)
}

#[differentiable]
fn multiples(x: &DVector<f64>, a: f64) -> f64 {
    let z = -(x * a) / (a + 1.0);
    let w = 3.0 * &z;
    w.dot(x)
}

#[differentiable]
fn each_element(x: &SMatrix<f64, 2, 3>) -> f64 {
    x.map(|v| v.sin() * v).component_mul(x).sum()
}

#[differentiable]
fn quotients(x: &SVector<f64, 3>, y: &SVector<f64, 3>) -> f64 {
    let q = x.component_div(y);
    q.dot(&q)
}

#[differentiable]
fn assigned(x: &DMatrix<f64>, y: &DMatrix<f64>, a: f64) -> f64 {
    let mut z = x.clone();
    z += y;
    z -= &(x * a);
    z *= a;
    z.component_mul(&z).sum()
}

#[test]
fn operators() {
    zoo!(sums, sums_grad, sums_grad_into, sums_vjp: &fixed(), fixed());
    for n in [0, 1, 4] {
        zoo!(multiples, multiples_grad, multiples_grad_into, multiples_vjp: &vector(n), positive());
    }
    zoo!(each_element, each_element_grad, each_element_grad_into, each_element_vjp: &fixed());
    zoo!(quotients, quotients_grad, quotients_grad_into, quotients_vjp: &fixed(), &fixed_positive());
    zoo!(assigned, assigned_grad, assigned_grad_into, assigned_vjp: &matrix(2, 3), &matrix(2, 3), number());
}
