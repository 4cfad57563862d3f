//! Vectors and matrices: a graph has the numbers of the gradient, at every step.

use grad::differentiable;
use grad::graph::Value;
use ndarray::{Array1, Array2, array};

use crate::expect::{cotangents, holds_together, numbers, same_bits};

#[differentiable(graph)]
fn layer(w: &Array2<f64>, x: &Array1<f64>, scale: f64) -> f64 {
    let h = w.dot(x) * scale;
    let y = h.mapv(|v| v.tanh());
    let mut sum = 0.0;
    for v in y.iter() {
        sum += v * v;
    }
    sum * y[0] + y.sum().sin()
}

#[differentiable(graph)]
fn turned(w: &nalgebra::Vector3<f64>, v: &nalgebra::Vector3<f64>) -> f64 {
    let u = nalgebra::Rotation3::new(*w) * v;
    u.dot(v) * u[1]
}

#[test]
fn numbers_are_those_of_the_gradient() {
    let (w, x, scale) = (array![[0.5, -1.0], [2.0, 0.25]], array![1.5, -0.75], 0.5);
    let graph = layer_graph(&w, &x, scale);
    let (value, (d_w, d_x, d_scale)) = layer_grad(&w, &x, scale);
    same_bits("value", graph.value(), value);
    same_bits("scale", numbers(&graph, "scale").1, d_scale);
    assert_eq!(cotangents(&graph, "w"), d_w.into_raw_vec_and_offset().0);
    assert_eq!(cotangents(&graph, "x"), d_x.into_raw_vec_and_offset().0);
    holds_together(&graph);

    let (w, v) = (nalgebra::Vector3::new(1.0, -0.5, 0.25), nalgebra::Vector3::new(2.0, 1.0, -1.0));
    let graph = turned_graph(&w, &v);
    let (value, (d_w, d_v)) = turned_grad(&w, &v);
    same_bits("value", graph.value(), value);
    assert_eq!(cotangents(&graph, "w"), d_w.as_slice());
    assert_eq!(cotangents(&graph, "v"), d_v.as_slice());
    holds_together(&graph);
}

#[test]
fn steps_in_between() {
    let (w, x, scale) = (array![[0.5, -1.0], [2.0, 0.25]], array![1.5, -0.75], 0.5);
    let graph = layer_graph(&w, &x, scale);
    // y = tanh(h), and the value is |y|² y₀ + sin(y₀ + y₁).
    let y = (w.dot(&x) * scale).mapv(f64::tanh);
    let slope = y.sum().cos();
    let d_y = array![y.dot(&y) + 2.0 * y[0] * y[0] + slope, 2.0 * y[0] * y[1] + slope];
    let d_h = &d_y * &y.mapv(|y| 1.0 - y * y);
    for (name, expected) in [("y", &d_y), ("h", &d_h)] {
        let node = graph.node(name).expect("is there");
        let Some(Value::Array(found)) = &node.cotangent else { panic!("{name} has no cotangent") };
        let found = Array1::from_vec(found.first.clone());
        assert!((&found - expected).iter().all(|difference| difference.abs() < 1e-14), "{name}: {found} {expected}");
    }
}
