//! Calls that are lent several parts of one slice: parts that lie apart, and parts that overlap.

use grad::{Differentiable, differentiable};

use crate::harness::numbers;

#[differentiable]
fn affine(w: &[f64], b: &[f64], x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len().min(w.len()).min(b.len()) {
        s += (w[i] * x[i] + b[i]).sin();
    }
    s
}

#[differentiable]
fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[differentiable]
fn halves(p: &[f64], x: &[f64]) -> f64 {
    let n = p.len() / 2;
    affine(&p[..n], &p[n..], x) * product(&p[..n], &p[n..2 * n])
}

#[differentiable]
fn halves_by_split(p: &[f64], x: &[f64]) -> f64 {
    let (w, b) = p.split_at(p.len() / 2);
    affine(w, b, x)
}

#[differentiable]
fn overlapping(p: &[f64], x: &[f64]) -> f64 {
    let n = p.len();
    product(&p[..n - 1], &p[1..]) + affine(&p[..n / 2], &p[1..n / 2 + 1], x)
}

#[differentiable]
fn one_in_the_other(p: &[f64], x: &[f64]) -> f64 {
    affine(&p[..], &p[1..2], x) + product(&p[1..2], &p[..=1]) + product(p, &p[1..])
}

#[differentiable]
fn twice_the_same(p: &[f64], x: &[f64]) -> f64 {
    product(&p[1..], &p[1..]) * affine(&x[..1], &x[..1], &x[..1])
}

#[differentiable]
fn three(p: &[f64], x: &[f64]) -> f64 {
    let n = p.len() / 3;
    affine(&p[..n], &p[n..2 * n], &p[2 * n..]) * affine(&p[2 * n..], &p[..n], &x[1..])
}

#[differentiable]
fn layers(p: &[f64], x: &[f64]) -> f64 {
    let n = x.len();
    let mut s = 0.0;
    for k in 0..p.len() / (2 * n) {
        s += affine(&p[2 * k * n..][..n], &p[2 * k * n..][n..2 * n], x);
    }
    for layer in p.chunks_exact(2 * n) {
        let (w, b) = layer.split_at(n);
        s += affine(w, b, x) * s;
    }
    s
}

#[differentiable]
fn of_a_local(p: &[f64], x: &[f64]) -> f64 {
    let mut all = p.to_vec();
    all.extend_from_slice(x);
    for i in 0..all.len() {
        all[i] *= 0.5;
    }
    let s = affine(&all[..p.len()], &all[p.len()..], x);
    all[0] *= s;
    product(&all[..1], &all[1..2])
}

#[differentiable]
fn of_an_array(p: &[f64], x: &[f64]) -> f64 {
    let all = [p[0], p[1], x[0], p[0] * x[0], 2.0, x[1]];
    affine(&all[..2], &all[2..4], &all[4..])
}

#[differentiable]
fn back_and_forth(p: &[f64], x: &[f64]) -> f64 {
    if p.len() < 2 {
        return affine(p, x, x);
    }
    let half = p.len() / 2;
    back_and_forth(&p[half..], &p[..half]) * product(&p[..half], &p[half..]) + x[0]
}

#[derive(Clone, Differentiable)]
struct Layer {
    both: Vec<f64>,
}

impl Layer {
    #[differentiable]
    fn apply(&self, x: &[f64]) -> f64 {
        let n = self.both.len() / 2;
        affine(&self.both[..n], &self.both[n..], x)
    }
}

#[differentiable]
fn of_a_member(p: &[f64], x: &[f64]) -> f64 {
    let layer = Layer { both: p.to_vec() };
    layer.apply(x) + product(&layer.both[..1], &layer.both[1..])
}

#[differentiable(wrt(x))]
fn of_nothing_wanted(p: &[f64], x: &[f64]) -> f64 {
    affine(&p[..1], &p[1..], x)
}

#[test]
fn they_agree() {
    for (p, x) in [(2, 2), (6, 3), (7, 2), (12, 3)] {
        zoo!(halves, halves_grad, halves_grad_into, halves_vjp: &numbers(p), &numbers(x));
        zoo!(halves_by_split, halves_by_split_grad, halves_by_split_grad_into, halves_by_split_vjp: &numbers(p), &numbers(x));
        zoo!(overlapping, overlapping_grad, overlapping_grad_into, overlapping_vjp: &numbers(p), &numbers(x));
        zoo!(one_in_the_other, one_in_the_other_grad, one_in_the_other_grad_into, one_in_the_other_vjp: &numbers(p), &numbers(x));
        zoo!(twice_the_same, twice_the_same_grad, twice_the_same_grad_into, twice_the_same_vjp: &numbers(p), &numbers(x));
        zoo!(three, three_grad, three_grad_into, three_vjp: &numbers(p), &numbers(x));
        zoo!(layers, layers_grad, layers_grad_into, layers_vjp: &numbers(p), &numbers(x));
        zoo!(of_a_local, of_a_local_grad, of_a_local_grad_into, of_a_local_vjp: &numbers(p), &numbers(x));
        zoo!(of_an_array, of_an_array_grad, of_an_array_grad_into, of_an_array_vjp: &numbers(p), &numbers(x));
        zoo!(back_and_forth, back_and_forth_grad, back_and_forth_grad_into, back_and_forth_vjp: &numbers(p), &numbers(x));
        zoo!(of_a_member, of_a_member_grad, of_a_member_grad_into, of_a_member_vjp: &numbers(p), &numbers(x));

        let (p, x) = (numbers(p), numbers(x));
        let (_, d) = of_nothing_wanted_grad(&p, &x);
        grad::check::gradient_of(|x| of_nothing_wanted(&p, x), &x, &d).assert();
    }
}
