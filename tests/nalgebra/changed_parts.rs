//! Parts of matrices that have a name by which they are changed, and methods that change all elements.

use grad::{Differentiable, Floats, differentiable};
use nalgebra::{DMatrix, DVector, Matrix3, Vector3};

use super::draw::{fixed, matrix, vector};
use crate::harness::number;

#[differentiable]
fn columns(m: &Matrix3<f64>, v: &Vector3<f64>) -> f64 {
    let mut m = *m;
    let mut c = m.column_mut(1);
    c += v;
    c *= v[0];
    c[1] = c[1] * c[0] + 1.0;
    let n = c.norm();
    c /= n;
    let e = &c + v;
    let mut r = m.row_mut(0);
    r -= &v.transpose();
    e.dot(v) + m.norm_squared() + m[(0, 1)]
}

#[differentiable]
fn eliminated(m: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
    let mut m = m.clone();
    let n = m.nrows();
    for k in 0..n {
        for i in k + 1..n {
            let row = m.row(k) * (m[(i, k)] / (m[(k, k)] * m[(k, k)] + 1.0));
            let mut r = m.row_mut(i);
            r -= row;
        }
        m.column_mut(k).axpy(v[k], v, 0.5);
    }
    m.sum() + m.norm_squared()
}

#[differentiable]
fn blocks(m: &Matrix3<f64>, v: &Vector3<f64>) -> f64 {
    let mut p = Matrix3::zeros();
    {
        let mut block = p.fixed_view_mut::<2, 2>(0, 1);
        block += m.fixed_view::<2, 2>(1, 0);
        block.add_scalar_mut(v[1]);
    }
    let mut block = p.view_mut((1, 1), (2, 2));
    block.scale_mut(v[0]);
    block += m.view((0, 0), (2, 2));
    let mut rows = p.rows_mut(1, 2);
    rows.fill(v[2]);
    let mut first = p.fixed_columns_mut::<1>(0);
    first.copy_from(v);
    (p * v).norm_squared() + p[(0, 2)]
}

#[differentiable]
fn each(m: &Matrix3<f64>, v: &Vector3<f64>) -> f64 {
    let mut m = *m;
    for (j, mut c) in m.column_iter_mut().enumerate() {
        c *= v[j];
        let sum = c.sum();
        c.add_scalar_mut(sum);
    }
    for mut r in m.row_iter_mut() {
        let n = r.norm();
        r /= n;
    }
    let mut w = m * v;
    w.neg_mut();
    w.unscale_mut(v[1]);
    w.axpy(v[0], &m.column(0), 1.0);
    w.axpy(2.0, v, -0.5);
    let mut u = *v;
    u.axpy(v[2], &w, 0.0);
    w.norm_squared() + u[0] * u[1]
}

#[differentiable]
fn energy(v: &Vector3<f64>) -> f64 {
    v.norm_squared() * v[0]
}

/// Copies of what has a name, and its elements one after another.
#[differentiable]
fn handed_on(m: &Matrix3<f64>) -> f64 {
    let mut m = *m;
    let mut c = m.column_mut(1);
    c *= 2.0;
    let squares = c.iter().map(|v| v * v).sum::<f64>();
    let before = c.clone_owned();
    for v in c.iter_mut() {
        *v *= squares;
    }
    energy(&c.clone_owned()) + energy(&c.into_owned()) + energy(&before) + m.column(1).dot(&before)
}

#[derive(Clone, Debug, Differentiable)]
struct State {
    p: Matrix3<f64>,
    all: Vec<DMatrix<f64>>,
}

impl State {
    #[differentiable]
    fn step(&mut self, k: f64) {
        let mut c = self.p.column_mut(0);
        c *= k;
        for m in self.all.iter_mut() {
            let mut r = m.row_mut(1);
            r.add_scalar_mut(k);
            r *= self.p[(0, 0)];
        }
    }
}

#[differentiable(wrt(state))]
fn stepped(state: &State, k: f64) -> f64 {
    let mut state = state.clone();
    state.step(k);
    state.step(2.0 * k);
    let mut r = state.all[1].column_mut(0);
    r += state.p.column(1);
    state.p.norm_squared() + state.all[0].norm_squared() * state.all[1].sum()
}

#[differentiable]
fn of_another_shape(m: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
    let mut m = m.clone();
    let mut c = m.column_mut(0);
    c += v;
    m.sum()
}

#[test]
fn with_a_name() {
    zoo!(columns, columns_grad, columns_grad_into, columns_vjp: &fixed(), &fixed());
    zoo!(handed_on, handed_on_grad, handed_on_grad_into, handed_on_vjp: &fixed());
    zoo!(blocks, blocks_grad, blocks_grad_into, blocks_vjp: &fixed(), &fixed());
    for n in [0, 1, 3] {
        zoo!(eliminated, eliminated_grad, eliminated_grad_into, eliminated_vjp: &matrix(n, n), &vector(n));
    }
}

#[test]
fn of_all_elements() {
    zoo!(each, each_grad, each_grad_into, each_vjp: &fixed(), &fixed());
}

#[test]
fn of_members() {
    let state = State { p: fixed(), all: vec![matrix(3, 2), matrix(3, 3)] };
    let k = number();
    let (value, gradient) = stepped_grad(&state, k);
    assert_eq!(value.to_bits(), stepped(&state, k).to_bits());
    let point: Vec<f64> = state.floats().copied().collect();
    let claimed: Vec<f64> = gradient.floats().copied().collect();
    let at = |numbers: &[f64]| {
        let mut state = state.clone();
        state.floats_mut().zip(numbers).for_each(|(float, number)| *float = *number);
        stepped(&state, k)
    };
    grad::check::gradient_of(at, &point, &claimed).assert();
}

/// The function itself panics there, if with other words.
#[test]
#[should_panic(expected = "matrices of different shapes")]
fn shapes_that_do_not_fit() {
    of_another_shape_grad(&matrix(2, 2), &vector(3));
}

#[test]
#[should_panic]
fn shapes_that_are_too_small() {
    of_another_shape_grad(&matrix(3, 2), &vector(2));
}
