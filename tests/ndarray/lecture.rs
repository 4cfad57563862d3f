//! The lecture's functions of vectors, minibatches, and its classifier: written once, with the lecture's numbers.

use grad::differentiable;
use ndarray::{Array1, Array2, ArrayBase, Data, Dimension, array};

#[differentiable]
fn of_a_vector(x: &Array1<f64>, w: &Array2<f64>, y: &Array1<f64>, z: &Array1<f64>) -> Array1<f64> {
    (x.dot(w).mapv(|p| p.max(0.0)) - y).powi(2) + z
}

#[differentiable]
fn of_a_minibatch(x: &Array2<f64>, w: &Array2<f64>, y: &Array1<f64>, z: &Array1<f64>) -> Array2<f64> {
    (x.dot(w).mapv(|p| p.max(0.0)) - y).powi(2) + z
}

#[differentiable]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[differentiable(wrt(w1, w2))]
fn classifier(x: &Array2<f64>, y: &Array2<f64>, w1: &Array2<f64>, w2: &Array2<f64>) -> f64 {
    let h = x.dot(w1).mapv(sigmoid);
    let p = h.dot(w2).mapv(sigmoid);
    -(y * &p.ln() + (1.0 - y) * (1.0 - &p).ln()).sum()
}

#[track_caller]
fn assert_close<S: Data<Elem = f64>, T: Data<Elem = f64>, D: Dimension>(
    found: &ArrayBase<S, D>,
    expected: &ArrayBase<T, D>,
) {
    assert_eq!(found.shape(), expected.shape());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "found {found}, expected {expected}");
    }
}

fn weights() -> (Array2<f64>, Array1<f64>, Array1<f64>) {
    let w = array![[-0.529, -1.047], [0.453, -1.283], [0.108, -0.403]];
    (w, array![-1.326, 0.022], array![-1.388, -0.199])
}

#[test]
fn vector() {
    let (w, y, z) = weights();
    let x = array![-1.29, -1.228, -0.226];
    let (t, pullback) = of_a_vector_vjp(&x, &w, &y, &z);
    let (d_x, d_w, d_y, d_z) = pullback(Array1::ones(2));
    assert_close(&t, &array![0.6503786875240003, 8.772414733824]);
    assert_close(&d_x, &array![-7.782541452, -6.392252804, -2.105769904]);
    let expected =
        array![[-3.6835124400000003, -7.72769856], [-3.506475408, -7.356289792], [-0.6453285360000001, -1.353844864]];
    assert_close(&d_w, &expected);
    assert_close(&d_y, &array![-2.855436, -5.990464]);
    assert_close(&d_z, &array![1.0, 1.0]);
}

#[test]
fn minibatch() {
    let (w, y, z) = weights();
    let x = array![[0.981, -1.129, -0.83], [0.382, 1.343, 0.231], [-0.31, 1.429, -1.36], [1.075, -0.631, -1.067]];
    let (t, pullback) = of_a_minibatch_vjp(&x, &w, &y, &z);
    let (d_x, d_w, d_y, d_z) = pullback(Array2::ones((4, 2)));
    let expected = array![
        [0.37027600000000027, 0.33959453209999985],
        [1.6999240480010003, -0.198516],
        [2.5738792598090003, -0.198516],
        [0.37027600000000027, -0.190526981599],
    ];
    assert_close(&t, &expected);
    let expected = array![
        [-1.5367656599999997, -1.8831617399999998, -0.59151534],
        [-1.8591694420000002, 1.5920675940000002, 0.379565784],
        [-2.105892926, 1.803344982, 0.429936552],
        [-0.19275060600000027, -0.23619773400000033, -0.07419149400000011],
    ];
    assert_close(&d_x, &expected);
    let expected =
        array![[0.10846109599999987, 1.63779753], [10.40866834, -1.773289458], [-4.602166802, -1.4146899660000003],];
    assert_close(&d_w, &expected);
    assert_close(&d_y, &array![-12.799392000000001, -1.563878]);
    assert_close(&d_z, &array![4.0, 4.0]);
}

#[test]
fn the_classifier() {
    let x = array![[-1.147, -0.575], [0.948, -0.958], [0.245, 0.417], [-0.383, 0.143]];
    let y = array![[1.0], [0.0], [0.0], [1.0]];
    let w1 = array![[-1.312, -1.321, -0.882], [0.541, -0.217, -0.558]];
    let w2 = array![[0.257], [-0.14], [-0.601]];
    let (value, (d_w1, d_w2)) = classifier_grad(&x, &y, &w1, &w2);
    assert!((value - 2.929226165401915).abs() < 1e-12 * value);
    let expected = array![
        [0.06474018948698536, -0.03514469929362407, -0.17687530650497085],
        [0.00978673194711914, 0.0009968877372060272, 0.011972295512719361],
    ];
    assert_close(&d_w1, &expected);
    assert_close(&d_w2, &array![[-0.5385411233513622], [-0.5527252091134283], [-0.4272538117995336]]);
}
