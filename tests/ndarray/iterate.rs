//! Arrays gone through element by element, row by row, and several at once.

use grad::{Differentiable, differentiable};
use ndarray::{Array1, Array2, Array3, Axis, Zip, array, s};

use crate::draw::{matrix, vector};
use crate::harness::number;

#[differentiable]
fn elements(x: &Array1<f64>) -> f64 {
    let mut sum = 0.0;
    for v in x.iter() {
        sum += v * v.sin();
    }
    for v in x {
        sum *= v + 2.0;
    }
    sum
}

#[differentiable]
fn chain(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let a = x.iter().map(|v| v.exp()).sum::<f64>();
    let b: f64 = x.iter().zip(y).map(|(a, b)| a * b).sum();
    let c = x.iter().zip(y.iter()).enumerate().map(|(i, (a, b))| a * b * i as f64).fold(1.0, |s, v| s * (1.0 + v * v));
    a * b + c
}

#[differentiable]
fn of_matrices(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for (i, (a, b)) in x.iter().zip(y.iter()).enumerate() {
        sum += a.sin() * b * (i + 1) as f64;
    }
    sum + x.iter().map(|v| v * v).sum::<f64>() * y.t().iter().zip(x.iter()).map(|(a, b)| a * b).sum::<f64>()
}

#[differentiable(wrt(x))]
fn with_constants(x: &Array2<f64>, data: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for (a, b) in x.iter().zip(data) {
        sum += (a - b) * (a - b);
    }
    for row in data.rows() {
        sum += row.dot(&x.row(1)).cos() * x.row(0).dot(&row);
    }
    for (row, other) in data.rows().into_iter().zip(x.rows()) {
        sum += row.dot(&other).sin();
    }
    sum
}

#[differentiable]
fn with_indices(x: &Array1<f64>, y: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for (i, v) in x.indexed_iter() {
        sum += v * v * i as f64;
    }
    for ((i, j), v) in y.indexed_iter() {
        sum += v.sin() * (3 * i + j) as f64 * x[j];
    }
    sum
}

#[differentiable]
fn rows(x: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let mut sum = 0.0;
    for row in x.rows() {
        sum += row.dot(y) * row.sum();
    }
    for column in x.columns() {
        sum += column[0] * column.dot(&column);
    }
    for (i, row) in x.outer_iter().enumerate() {
        sum += (&row * y).sum().sin() * i as f64;
    }
    for column in x.axis_iter(Axis(1)) {
        for v in column {
            sum += v * v * v;
        }
    }
    sum
}

#[differentiable]
fn deep(x: &Array3<f64>) -> f64 {
    let mut sum = 0.0;
    for page in x.outer_iter() {
        for row in page.rows() {
            sum += row.sum() * row.dot(&row);
        }
        sum += page[[0, 1]] * page[[1, 0]];
    }
    sum
}

#[differentiable]
fn changed(x: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let mut z = x.clone();
    for v in z.iter_mut() {
        *v *= v.sin();
    }
    for mut row in z.rows_mut() {
        row += y;
        row *= 2.0;
        row[0] = row[1] * y[0];
    }
    for mut row in z.outer_iter_mut() {
        row.scaled_add(y[1], y);
        row.mapv_inplace(|v| v * v);
    }
    z.row_mut(0).assign(y);
    z.column_mut(1).fill(y[0]);
    z.slice_mut(s![1.., ..]).zip_mut_with(y, |a, &b| *a *= b);
    let mut last = z.row_mut(1);
    last -= &x.row(0);
    (&z * x).sum()
}

#[differentiable]
fn filled(x: &Array2<f64>, a: f64) -> f64 {
    let mut z = Array2::zeros(x.raw_dim());
    for (to, v) in z.iter_mut().zip(x) {
        *to = v * a;
    }
    for (mut to, row) in z.rows_mut().into_iter().zip(x.rows()) {
        to += &row;
    }
    (&z * &z).sum()
}

#[differentiable]
fn zipped(x: &Array1<f64>, y: &Array1<f64>, a: f64) -> f64 {
    let mut sum = 0.0;
    Zip::from(x).and(y).for_each(|&x, &y| sum += x * y.sin());
    let z = Zip::from(x).and(y).map_collect(|x, y| x * y + a);
    let mut w = z.clone();
    Zip::from(&mut w).and(x).and(&z).for_each(|w, &x, &z| *w += x * z * *w);
    sum * w.dot(&z)
}

#[differentiable]
fn zipped_matrices(x: &Array2<f64>, y: &Array2<f64>, v: &Array1<f64>) -> f64 {
    let mut z = Zip::from(x).and(y).map_collect(|&x, &y| (x * y).exp());
    Zip::from(&mut z).and(y).and_broadcast(v).for_each(|z, y, v| *z *= y + v);
    Zip::indexed(&mut z).and(x).for_each(|(i, j), z, x| *z += x * (i + 2 * j) as f64);
    let sums = Zip::from(x.rows()).and(y.rows()).map_collect(|x, y| x.dot(&y));
    let mut total = Array1::zeros(x.nrows());
    Zip::from(&mut total).and(z.rows()).for_each(|t, row| *t = row.sum());
    total.dot(&sums) + z.sum()
}

#[differentiable]
fn in_place(x: &Array2<f64>, y: &Array1<f64>, a: f64) -> f64 {
    let mut z = x.clone();
    z.zip_mut_with(y, |z, &y| *z = *z * y + a);
    z.mapv_inplace(|v| v.sin());
    z.map_inplace(|v| *v *= a);
    z.scaled_add(a, x);
    let w = z.mapv(|v| v * a + y[0]).map(|v| v * v * a);
    let mut u = x.clone();
    u.assign(y);
    u.fill(a);
    w.sum() * u.sum()
}

#[differentiable]
fn through_a_reference(x: &mut Array2<f64>, y: &Array2<f64>) -> f64 {
    x.zip_mut_with(y, |x, y| *x *= y);
    x.mapv_inplace(|v| v * v);
    for v in x.iter_mut() {
        *v += 1.0;
    }
    x.sum()
}

#[differentiable]
fn outer_products(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let a = &x.view().insert_axis(Axis(1)) * &y.view().insert_axis(Axis(0));
    let b = &x.view().insert_axis(Axis(1)) * y;
    let column = x.clone().insert_axis(Axis(1));
    let c = column.dot(&y.view().insert_axis(Axis(0)));
    let other = x.clone().into_shape_with_order((x.len(), 1)).unwrap();
    let d = &other * &y.view().into_shape_with_order((1, y.len())).unwrap();
    (&a * &b).sum() * d.mapv(f64::sin).sum() + c.row(0).sum() * c.sum()
}

#[differentiable]
fn other_order(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let turned = x.t();
    let z = Zip::from(&turned).and(y).map_collect(|a, b| a * b);
    let sum: f64 = turned.iter().zip(&z).map(|(a, b)| a * b).sum();
    sum + z.sum()
}

#[derive(Clone, Debug, Differentiable)]
struct Layer {
    weights: Array2<f64>,
    bias: Array1<f64>,
}

#[differentiable(wrt(layer))]
fn members(layer: &Layer, x: &Array1<f64>) -> f64 {
    let mut sum = 0.0;
    for (row, bias) in layer.weights.rows().into_iter().zip(&layer.bias) {
        sum += (row.dot(x) + bias).tanh();
    }
    for w in layer.weights.iter() {
        sum += w * w;
    }
    sum
}

#[differentiable]
fn made(x: f64, y: &Array1<f64>) -> f64 {
    let a = array![x, x * y[0], 2.0];
    let squares: Vec<f64> = y.iter().map(|v| v * v * x).collect();
    let b = Array1::from_vec(squares);
    let c = Array1::from(vec![x, y[1], y[2]]);
    (&a * &b).sum() + a.dot(y) * c.sum()
}

#[test]
fn one_after_another() {
    zoo!(made, made_grad, made_grad_into, made_vjp: number(), &vector(3));
    for n in [0, 1, 4] {
        zoo!(elements, elements_grad, elements_grad_into, elements_vjp: &vector(n));
        zoo!(chain, chain_grad, chain_grad_into, chain_vjp: &vector(n), &vector(n));
    }
    zoo!(of_matrices, of_matrices_grad, of_matrices_grad_into, of_matrices_vjp: &matrix(3, 3), &matrix(3, 3));
    let data = matrix(2, 3);
    zoo!(with_constants, with_constants_grad, with_constants_grad_into, with_constants_vjp: &matrix(2, 3), =&data);
    zoo!(with_indices, with_indices_grad, with_indices_grad_into, with_indices_vjp: &vector(3), &matrix(2, 3));
    zoo!(rows, rows_grad, rows_grad_into, rows_vjp: &matrix(2, 3), &vector(3));
    zoo!(deep, deep_grad, deep_grad_into, deep_vjp: &Array3::from_shape_simple_fn((2, 2, 3), number));
    zoo!(other_order, other_order_grad, other_order_grad_into, other_order_vjp: &matrix(2, 3), &matrix(3, 2));
}

#[test]
fn changes() {
    zoo!(changed, changed_grad, changed_grad_into, changed_vjp: &matrix(3, 2), &vector(2));
    zoo!(filled, filled_grad, filled_grad_into, filled_vjp: &matrix(2, 3), number());
    zoo!(in_place, in_place_grad, in_place_grad_into, in_place_vjp: &matrix(2, 3), &vector(3), number());
    zoo!(through_a_reference, through_a_reference_grad, through_a_reference_grad_into, through_a_reference_vjp: &mut matrix(2, 3), &matrix(2, 3));
}

#[test]
fn several_at_once() {
    zoo!(zipped, zipped_grad, zipped_grad_into, zipped_vjp: &vector(3), &vector(3), number());
    zoo!(zipped_matrices, zipped_matrices_grad, zipped_matrices_grad_into, zipped_matrices_vjp: &matrix(2, 3), &matrix(2, 3), &vector(3));
    zoo!(outer_products, outer_products_grad, outer_products_grad_into, outer_products_vjp: &vector(2), &vector(3));
}

#[test]
fn members_of_structs() {
    let layer = Layer { weights: matrix(2, 3), bias: vector(2) };
    let x = vector(3);
    let (value, gradient) = members_grad(&layer, &x);
    assert_eq!(value, members(&layer, &x));
    let slope = (layer.weights.dot(&x) + &layer.bias).mapv(|v: f64| 1.0 - v.tanh() * v.tanh());
    let outer = &slope.view().insert_axis(Axis(1)) * &x + &layer.weights * 2.0;
    assert!((&gradient.weights - &outer).iter().all(|difference| difference.abs() < 1e-14));
    assert!((&gradient.bias - &slope).iter().all(|difference| difference.abs() < 1e-14));
}

#[test]
#[should_panic(expected = "could not broadcast array from shape: [2] to: [2, 3]")]
fn shapes_that_do_not_fit() {
    in_place_grad(&matrix(2, 3), &array![1.0, 2.0], 1.0);
}

#[test]
fn lengths_that_do_not_fit() {
    let text = |panic: Box<dyn std::any::Any + Send>| panic.downcast::<String>().map(|text| *text).unwrap_or_default();
    let primal = std::panic::catch_unwind(|| zipped(&vector(3), &vector(2), 1.0)).map_err(text);
    let gradient = std::panic::catch_unwind(|| zipped_grad(&vector(3), &vector(2), 1.0).0).map_err(text);
    assert!(primal.is_err());
    assert_eq!(primal, gradient);
}

#[differentiable]
fn batch_norm(x: &[f64], gain: f64) -> f64 {
    let a = Array2::from_shape_fn((3, 2), |(i, j)| x[2 * i + j]);
    let mean = a.mean_axis(Axis(0)).unwrap();
    let centred = &a - &mean;
    let variance = (&centred * &centred).sum_axis(Axis(0)) / 3.0;
    let deviation = variance.mapv(|v| (v + 1e-3).sqrt());
    let y = &centred / &deviation * gain + x[0];
    y.iter().map(|v| v * v * v).sum()
}

#[differentiable]
fn of_a_written_type(x: &[f64]) -> f64 {
    let made: Array2<f64> = Array2::ones((2, 2)) * x[0];
    let halves = (&made * x[1]).sum_axis(Axis(0)) / 2.0;
    let roots = halves.mapv(|v| (v * v + 1e-3).sqrt());
    roots.sum()
}

#[test]
fn elements_of_known_type() {
    let numbers = || vector(6).to_vec();
    zoo!(batch_norm, batch_norm_grad, batch_norm_grad_into, batch_norm_vjp: &numbers(), number());
    zoo!(of_a_written_type, of_a_written_type_grad, of_a_written_type_grad_into, of_a_written_type_vjp: &numbers());
}
