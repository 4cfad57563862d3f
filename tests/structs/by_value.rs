//! Lists of structs that are not `Copy`, gone through by value.

use grad::check::gradient_of;
use grad::{Differentiable, differentiable};

#[derive(Clone, Debug, Differentiable)]
struct Layer {
    rate: f64,
    weights: Vec<f64>,
}

#[differentiable]
fn of_a_vector(layers: Vec<Layer>, x: f64) -> f64 {
    let mut sum = 0.0;
    for layer in layers {
        sum += (layer.rate * x).sin() * layer.weights[0];
    }
    sum * sum
}

#[differentiable]
fn of_an_array(layers: [Layer; 2], x: f64) -> f64 {
    layers.into_iter().map(|layer| (layer.rate * x).sin() * layer.weights[0]).sum::<f64>().powi(2)
}

#[differentiable]
fn changed_on_the_way(x: f64) -> f64 {
    let layers = vec![Layer { rate: x, weights: vec![2.0] }, Layer { rate: x * x, weights: vec![x] }];
    let mut sum = 0.0;
    for mut layer in layers {
        layer.rate *= 1.5;
        sum += (layer.rate * x).sin() * layer.weights[0];
    }
    sum * sum
}

fn layers(p: &[f64]) -> [Layer; 2] {
    [Layer { rate: p[0], weights: vec![p[1]] }, Layer { rate: p[2], weights: vec![p[3]] }]
}

#[test]
fn lists_of_structs_are_gone_through_by_value() {
    let p = [0.7, 1.2, -0.4, 0.9, 1.3];
    let flat = |d: &[LayerTangent], d_x: f64| vec![d[0].rate, d[0].weights[0], d[1].rate, d[1].weights[0], d_x];
    let (value, pullback) = of_a_vector_vjp(layers(&p).to_vec(), p[4]);
    assert_eq!(value, of_a_vector(layers(&p).to_vec(), p[4]));
    let (d, d_x) = pullback(1.0);
    gradient_of(|p| of_a_vector(layers(p).to_vec(), p[4]), &p, &flat(&d, d_x)).assert();

    let (value, pullback) = of_an_array_vjp(layers(&p), p[4]);
    assert_eq!(value, of_an_array(layers(&p), p[4]));
    let (d, d_x) = pullback(1.0);
    gradient_of(|p| of_an_array(layers(p), p[4]), &p, &flat(&d, d_x)).assert();

    let (value, d_x) = changed_on_the_way_grad(0.6);
    assert_eq!(value, changed_on_the_way(0.6));
    gradient_of(|p| changed_on_the_way(p[0]), &[0.6], &[d_x]).assert();
}
