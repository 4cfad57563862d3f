//! Functions of each element.

use grad::differentiable;
use ndarray::{Array1, Array2};

use crate::draw::{matrix, positive_matrix, positives, vector};
use crate::harness::number;

#[differentiable]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[differentiable]
fn with_a_closure(x: &Array2<f64>) -> f64 {
    let h = x.mapv(|v| 1.0 / (1.0 + (-v).exp()));
    (&h * &h).sum()
}

#[differentiable]
fn with_a_function(x: &Array2<f64>) -> f64 {
    x.mapv(sigmoid).mapv(f64::ln).sum()
}

#[differentiable]
fn calls_inside(x: Array1<f64>) -> f64 {
    let h = x.mapv(|v| {
        let s = sigmoid(v);
        s * (1.0 - s)
    });
    h.mapv_into(|v| v * v).sum()
}

#[differentiable]
fn branches_inside(x: &Array1<f64>) -> f64 {
    x.mapv(|v| if v > 0.0 { v * v.ln() } else { -v }).sum()
}

#[differentiable]
fn loops_inside(x: &Array1<f64>, n: usize) -> f64 {
    let y = x.mapv(|v| {
        let mut p = v;
        for _ in 0..n {
            p = (p * v).sin();
        }
        p
    });
    y.dot(x)
}

#[differentiable(wrt(x))]
fn constants_inside(x: &Array1<f64>, a: f64) -> f64 {
    let b = a * 2.0;
    x.mapv(|v| (v * a).sin() + b).sum()
}

#[differentiable]
fn constant_closure(x: &Array1<f64>) -> f64 {
    (x.mapv(|_| 2.0) * x).sum()
}

#[differentiable]
fn methods(x: &Array1<f64>) -> f64 {
    let y = x.exp() + x.ln() * x.sqrt() - x.tanh() * x.sin() / x.cos().powi(2);
    (y.powf(2.0).abs() + x.ln_1p() + x.recip()).sum()
}

#[differentiable]
fn of_temporaries(x: &Array2<f64>, a: f64) -> f64 {
    (x * a).exp().sum() + (x + 3.0).ln().mapv(|v| v * v).sum()
}

#[differentiable]
fn binary_loss(p: &Array2<f64>) -> f64 {
    let q = p.mapv(sigmoid);
    -(q.ln() + (1.0 - &q).ln()).sum()
}

#[test]
fn of_each_element() {
    zoo!(with_a_closure, with_a_closure_grad, with_a_closure_grad_into, with_a_closure_vjp: &matrix(2, 3));
    zoo!(with_a_function, with_a_function_grad, with_a_function_grad_into, with_a_function_vjp: &matrix(2, 3));
    zoo!(calls_inside, calls_inside_grad, calls_inside_grad_into, calls_inside_vjp: vector(4));
    zoo!(branches_inside, branches_inside_grad, branches_inside_grad_into, branches_inside_vjp: &vector(5));
    zoo!(loops_inside, loops_inside_grad, loops_inside_grad_into, loops_inside_vjp: &vector(3), =3);
    zoo!(constants_inside, constants_inside_grad, constants_inside_grad_into, constants_inside_vjp: &vector(3), =0.7);
    zoo!(constant_closure, constant_closure_grad, constant_closure_grad_into, constant_closure_vjp: &vector(3));
    zoo!(methods, methods_grad, methods_grad_into, methods_vjp: &positives(3));
    zoo!(of_temporaries, of_temporaries_grad, of_temporaries_grad_into, of_temporaries_vjp: &positive_matrix(2, 2), number());
    zoo!(binary_loss, binary_loss_grad, binary_loss_grad_into, binary_loss_vjp: &matrix(2, 2));
}

/// Arrays of a function of indices.
#[differentiable]
fn by_indices(x: f64, n: usize, m: usize) -> f64 {
    let a = Array2::from_shape_fn((n, m), |(i, j)| (x * (i + 2 * j) as f64).sin());
    let b = Array1::from_shape_fn(m, |i| x.powi(i as i32 + 1));
    let c = a.dot(&b);
    c.dot(&c) + a.sum()
}

#[test]
fn functions_of_indices() {
    for (n, m) in [(0, 0), (1, 1), (0, 2), (2, 3)] {
        zoo!(by_indices, by_indices_grad, by_indices_grad_into, by_indices_vjp: number(), =n, =m);
    }
}

/// `map` hands on references.
#[differentiable]
fn by_reference(x: &Array1<f64>, k: f64) -> f64 {
    let squares = x.map(|&v| v * v);
    squares.sum() + x.map(|v| v.exp() * *v).sum() + x.map(|&v| v * k).dot(x) + x.map(|v| *v * k).dot(&squares)
}

#[test]
fn mapped_by_reference() {
    for n in [0, 1, 2, 5] {
        zoo!(by_reference, by_reference_grad, by_reference_grad_into, by_reference_vjp: &vector(n), number());
    }
}

#[differentiable]
fn softmax(x: &Array1<f64>) -> Array1<f64> {
    let most = x.iter().fold(f64::NEG_INFINITY, |most, &v| most.max(v));
    let e = x.mapv(|v| (v - most).exp());
    let sum = e.sum();
    e / sum
}

#[differentiable]
fn of_softmax(x: &Array1<f64>) -> f64 {
    let y = softmax(x);
    y[0] * 3.0 + y.mapv(|v| v * v.ln()).sum()
}

/// What a product gives, a number or an array, the macro does not know.
#[differentiable]
fn of_unknown_shape(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let z = x.clone().into_shape_with_order(x.len()).unwrap();
    let most = z.dot(y);
    let e = x.mapv(|v| (v - most).exp());
    let mut sums = x.mapv(|v| v * most);
    sums[0] = e.sum();
    sums[0] *= y.sum();
    sums.dot(&e)
}

#[differentiable]
fn folded(x: &Array1<f64>) -> f64 {
    let span = x.fold(-5.0, |a, &b| b.max(a)) - x.fold(f64::INFINITY, |a, b| a.min(*b));
    x.sum() / span
}

#[test]
fn closures_with_numbers_of_the_function() {
    for n in [1, 2, 5] {
        zoo!(of_softmax, of_softmax_grad, of_softmax_grad_into, of_softmax_vjp: &vector(n));
        zoo!(of_unknown_shape, of_unknown_shape_grad, of_unknown_shape_grad_into, of_unknown_shape_vjp: &vector(n), &vector(n));
    }
    zoo!(folded, folded_grad, folded_grad_into, folded_vjp: &vector(4));
}
