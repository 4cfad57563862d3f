//! Arrays in loops and branches.

use grad::differentiable;
use ndarray::{Array1, Array2};

use crate::draw::{matrix, vector};
use crate::harness::number;

#[differentiable]
fn recurrent(x: &Array2<f64>, w: &Array2<f64>, u: &Array2<f64>, h: &Array1<f64>) -> f64 {
    let mut h = h.clone();
    for t in 0..x.nrows() {
        h = (x.row(t).dot(w) + h.dot(u)).mapv(f64::tanh);
    }
    h.dot(&h)
}

#[derive(Clone, Debug, grad::Differentiable)]
struct Dense {
    weights: Array2<f64>,
    bias: Array1<f64>,
}

impl Dense {
    #[differentiable]
    fn forward(&self, x: &Array1<f64>) -> Array1<f64> {
        (self.weights.dot(x) + &self.bias).mapv(f64::tanh)
    }
}

/// The state has another length in each trip.
#[differentiable]
fn network(layers: &Vec<Dense>, x: &Array1<f64>) -> f64 {
    let mut h = x.clone();
    for layer in layers {
        h = layer.forward(&h);
    }
    h.dot(&h) + h[0]
}

#[differentiable(wrt(layers))]
fn trained(layers: &[Dense], x: &Array1<f64>) -> f64 {
    let mut h = x.clone();
    for layer in layers {
        h = layer.forward(&h);
    }
    h.dot(&h) + h[0]
}

#[test]
fn networks() {
    use grad::Floats;
    for widths in [&[2][..], &[2, 3], &[2, 1, 3], &[2, 3, 1, 2]] {
        let layer = |widths: &[usize]| Dense { weights: matrix(widths[1], widths[0]), bias: vector(widths[1]) };
        let layers: Vec<Dense> = widths.windows(2).map(layer).collect();
        let x = vector(2);
        let (value, (d_layers, d_x)) = network_grad(&layers, &x);
        assert_eq!(value.to_bits(), network(&layers, &x).to_bits());
        assert_eq!(trained_grad(&layers, &x), (value, d_layers.clone()));
        let point: Vec<f64> = layers.floats().chain(&x).copied().collect();
        let claimed: Vec<f64> = d_layers.floats().chain(&d_x).copied().collect();
        let at = |numbers: &[f64]| {
            let (mut layers, mut x) = (layers.clone(), x.clone());
            layers.floats_mut().chain(&mut x).zip(numbers).for_each(|(float, number)| *float = *number);
            network(&layers, &x)
        };
        grad::check::gradient_of(at, &point, &claimed).assert();
    }
}

#[differentiable]
fn power_iteration(a: &Array2<f64>, x: Array1<f64>, n: usize) -> f64 {
    let mut y = x;
    for _ in 0..n {
        y = a.dot(&y);
        y /= y.dot(&y) + 1.0;
    }
    y.sum()
}

#[differentiable]
fn summed(a: &Array2<f64>, x: &Array1<f64>, n: usize) -> f64 {
    let mut loss = 0.0;
    for i in 0..n {
        let y = a.dot(x) * (i as f64 + 1.0);
        loss += (&y * &y).sum();
    }
    loss.sqrt()
}

#[differentiable]
fn accumulated(x: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let mut sum = y * 2.0;
    for t in 0..x.nrows() {
        sum += &(&x.row(t) * y);
    }
    sum.mapv(f64::sin).sum()
}

#[differentiable]
fn branches(x: &Array1<f64>, a: f64) -> f64 {
    let y = if a > 0.0 { x * a } else { x.mapv(|v| v * v) + a };
    let mut z = y.clone();
    if a > 1.0 {
        z *= &y;
    }
    (&z * &y).sum()
}

#[differentiable]
fn returns_early(x: &Array1<f64>, a: f64) -> f64 {
    let y = x * a;
    if y.sum() > 0.0 {
        return y.dot(x);
    }
    y.mapv(f64::exp).sum()
}

#[differentiable]
fn until_small(x: &Array1<f64>, a: f64) -> f64 {
    let mut y = x.clone();
    while y.dot(&y) > 0.1 {
        y = &y * (0.5 * a.sin());
    }
    y.sum()
}

#[differentiable]
fn starts_constant(x: &Array1<f64>, n: usize) -> f64 {
    let mut y: Array1<f64> = Array1::ones(3);
    for i in 0..n {
        y += &(x * i as f64);
        y *= &(&y + 1.0);
    }
    y.dot(x)
}

#[test]
fn in_loops_and_branches() {
    for n in [0, 1, 3] {
        zoo!(starts_constant, starts_constant_grad, starts_constant_grad_into, starts_constant_vjp: &vector(3), =n);
        zoo!(recurrent, recurrent_grad, recurrent_grad_into, recurrent_vjp: &matrix(n, 2), &matrix(2, 3), &matrix(3, 3), &vector(3));
        zoo!(power_iteration, power_iteration_grad, power_iteration_grad_into, power_iteration_vjp: &matrix(3, 3), vector(3), =n);
        zoo!(accumulated, accumulated_grad, accumulated_grad_into, accumulated_vjp: &matrix(n, 2), &vector(2));
    }
    zoo!(summed, summed_grad, summed_grad_into, summed_vjp: &matrix(2, 3), &vector(3), =3);
    zoo!(branches, branches_grad, branches_grad_into, branches_vjp: &vector(3), number());
    zoo!(returns_early, returns_early_grad, returns_early_grad_into, returns_early_vjp: &vector(3), number());
    zoo!(until_small, until_small_grad, until_small_grad_into, until_small_vjp: &vector(3), number());
}
