//! Where arrays may stand: members of structs, results, `&mut` arguments, other functions' arguments, `f32`.

use grad::{Differentiable, differentiable};
use ndarray::{Array1, Array2, array};

use crate::draw::{matrix, vector};
use crate::harness::number;

#[derive(Clone, Debug, Differentiable)]
struct Layer {
    weights: Array2<f64>,
    bias: Array1<f64>,
    steps: usize,
}

#[derive(Clone, Debug, Differentiable)]
struct Network {
    first: Layer,
    rest: Vec<Layer>,
}

impl crate::harness::Floats for Layer {
    type Dual = ();
    type Tangent = LayerTangent;
    fn pour_out(&self, into: &mut Vec<f64>) {
        into.extend(grad::Floats::<f64>::floats(self));
    }
    fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
        grad::Floats::<f64>::floats_mut(self).for_each(|float| *float = from.next().expect("too few numbers"));
    }
    fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> LayerTangent {
        let mut tangent = self.zero_tangent();
        tangent.pour_in(from);
        tangent
    }
    fn with_tangents(&self, _: &mut dyn Iterator<Item = f64>) {}
}

impl crate::harness::Floats for LayerTangent {
    type Dual = ();
    type Tangent = LayerTangent;
    fn pour_out(&self, into: &mut Vec<f64>) {
        into.extend(grad::Floats::<f64>::floats(self));
    }
    fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
        grad::Floats::<f64>::floats_mut(self).for_each(|float| *float = from.next().expect("too few numbers"));
    }
    fn tangent(&self, _: &mut dyn Iterator<Item = f64>) -> LayerTangent {
        self.clone()
    }
    fn with_tangents(&self, _: &mut dyn Iterator<Item = f64>) {}
}

fn layer() -> Layer {
    Layer { weights: matrix(3, 2), bias: vector(2), steps: 2 }
}

impl Layer {
    #[differentiable]
    fn forward(&self, x: &Array2<f64>) -> Array2<f64> {
        (x.dot(&self.weights) + &self.bias).mapv(f64::tanh)
    }
}

#[differentiable]
fn members(layer: &Layer, x: &Array2<f64>) -> f64 {
    let h = x.dot(&layer.weights) + &layer.bias;
    let decay = layer.weights.mapv(|w| w * w).sum();
    (&h * &h).sum() * layer.steps as f64 + 0.1 * decay
}

#[differentiable]
fn methods_of_members(layer: &Layer, x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let d: Array2<f64> = layer.forward(x) - y;
    (&d * &d).sum()
}

#[differentiable]
fn affine(x: &Array2<f64>, w: &Array2<f64>) -> Array2<f64> {
    x.dot(w) + 1.0
}

#[differentiable]
fn calls(x: &Array2<f64>, w: &Array2<f64>) -> f64 {
    let h: Array2<f64> = affine(x, w);
    let g: Array2<f64> = affine(&h, w);
    (&g * &h).sum()
}

#[differentiable]
fn by_value(x: Array1<f64>, y: Array1<f64>) -> Array1<f64> {
    x * &y + y
}

#[differentiable]
fn calls_by_value(x: &Array1<f64>, a: f64) -> f64 {
    let y: Array1<f64> = by_value(x.clone(), x * a);
    y.dot(x)
}

#[differentiable]
fn changes(x: &Array1<f64>, out: &mut Array1<f64>) {
    *out += &(x * x);
    out[0] = x[1];
}

#[differentiable]
fn two_results(x: &Array1<f64>, a: f64) -> (Array1<f64>, f64) {
    (x * a, x.sum() * a)
}

#[differentiable]
fn of_two_results(x: &Array1<f64>, a: f64) -> f64 {
    let (mut y, sum) = two_results(x, a);
    y *= sum;
    y.dot(x)
}

#[test]
fn structs_results_and_calls() {
    zoo!(of_two_results, of_two_results_grad, of_two_results_grad_into, of_two_results_vjp: &vector(3), number());
    zoo!(members, members_grad, members_grad_into, members_vjp: &layer(), &matrix(2, 3));
    zoo!(methods_of_members, methods_of_members_grad, methods_of_members_grad_into, methods_of_members_vjp: &layer(), &matrix(2, 3), &matrix(2, 2));
    zoo_vjp!(affine, affine_vjp: &matrix(2, 3), &matrix(3, 2));
    zoo!(calls, calls_grad, calls_grad_into, calls_vjp: &matrix(3, 3), &matrix(3, 3));
    zoo_vjp!(by_value, by_value_vjp: vector(3), vector(3));
    zoo!(calls_by_value, calls_by_value_grad, calls_by_value_grad_into, calls_by_value_vjp: &vector(3), number());
    zoo_mut!(changes, changes_vjp: &vector(3), &mut vector(3));
    zoo_vjp!(two_results, two_results_vjp: &vector(3), number());
}

#[test]
fn a_struct_of_layers_learns() {
    let mut network = Network { first: layer(), rest: vec![layer()] };
    let before = network.first.weights.clone();
    let mut gradient = network.zero_tangent();
    gradient.first.weights.fill(1.0);
    network.add_scaled(-0.5, &gradient);
    assert_eq!(network.first.weights, before - 0.5);
}

#[differentiable]
fn single(x: &Array1<f32>, w: &Array2<f32>) -> f32 {
    let y = 1.0 - 2.0 * w.dot(x);
    y.mapv(|v| v.exp()).sum() / 2.0
}

#[test]
fn f32_is_f32() {
    let (x, w) = (array![0.5_f32, -0.25], array![[1.0_f32, 0.5], [-0.5, 0.25]]);
    let (value, (d_x, d_w)) = single_grad(&x, &w);
    assert_eq!(value, single(&x, &w));
    let f = |n: &[f32]| single(&array![n[0], n[1]], &array![[n[2], n[3]], [n[4], n[5]]]);
    let point: Vec<f32> = x.iter().chain(&w).copied().collect();
    let claimed: Vec<f32> = d_x.iter().chain(&d_w).copied().collect();
    grad::check::gradient_of(f, &point, &claimed).assert();
}

#[test]
fn integers_are_constant() {
    #[differentiable]
    fn picked(x: &Array1<f64>, order: &Array1<usize>) -> f64 {
        let mut sum = 0.0;
        for i in 0..order.len() {
            sum += x[order[i]] * x[i];
        }
        sum
    }
    let (value, d_x) = picked_grad(&array![1.0, 2.0, 3.0], &array![2, 0]);
    assert_eq!((value, d_x), (5.0, array![5.0, 1.0, 1.0]));
}
