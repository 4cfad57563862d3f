//! Arrays whose lengths are written down.

use grad::differentiable;

use crate::language::agrees::agrees;

#[differentiable]
fn product(a: &[[f64; 2]; 3], b: &[[f64; 4]; 2]) -> [[f64; 4]; 3] {
    let mut out = [[0.0; 4]; 3];
    for (i, row) in out.iter_mut().enumerate() {
        for (j, x) in row.iter_mut().enumerate() {
            for k in 0..2 {
                *x += a[i][k] * b[k][j];
            }
        }
    }
    out
}

#[differentiable]
fn of_rows(x: f64, y: f64) -> f64 {
    let out = product(&[[x, y], [1.0, x], [y, y]], &[[x, 2.0, y, 0.5], [y, x * y, 1.0, x]]);
    let mut sum = 0.0;
    for row in &out {
        for x in row {
            sum = sum * 0.5 + x.sin();
        }
    }
    sum
}

#[differentiable]
fn of_literals(x: f64, y: f64) -> f64 {
    let mut out = 0.0;
    for i in 0..3 {
        let mut a = [1.0, 2.0, 3.0];
        for (k, a) in a.iter_mut().enumerate() {
            *a *= x + (k * i) as f64;
        }
        let b = a;
        let c = [b, [y, x, out]];
        for row in c.iter() {
            for (x, y) in row.iter().zip(&b) {
                out += x * y * 0.1;
            }
        }
    }
    out
}

#[differentiable]
fn of_integers(x: f64) -> f64 {
    let n = 3;
    let order = [2, 0, 1];
    let counts = [n; 2];
    let values = [x, x * x, x.sin()];
    let mut out = 1.0;
    for (i, &k) in order.iter().enumerate() {
        out *= values[k] + i as f64;
        for count in counts {
            out += values[i] * count as f64;
        }
    }
    out
}

#[differentiable]
fn of_f32(x: f32, y: f32) -> f32 {
    let mut out = [[0.0; 2]; 2];
    for _ in 0..2 {
        let mut scaled = [x, y];
        for (i, scaled) in scaled.iter_mut().enumerate() {
            *scaled *= y;
            out[i][0] += *scaled;
            out[i][1] += out[i][0] * x;
        }
    }
    out[0][1] * out[1][1]
}

#[differentiable]
fn of_no_elements(x: f64) -> f64 {
    let none = [x; 0];
    let mut sum = x * x;
    for (i, x) in none.iter().enumerate() {
        sum += x * i as f64;
    }
    sum
}

#[test]
fn lengths_are_numbers() {
    agrees(of_rows, of_rows_grad, of_rows_vjp, &[(0.3, 0.7), (1.1, -0.4)]);
    agrees(of_literals, of_literals_grad, of_literals_vjp, &[(0.3, 0.7), (1.1, -0.4)]);
    agrees(of_integers, of_integers_grad, of_integers_vjp, &[0.3, 1.1]);
    agrees(of_f32, of_f32_grad, of_f32_vjp, &[(0.3, 0.7), (1.1, -0.4)]);
    agrees(of_no_elements, of_no_elements_grad, of_no_elements_vjp, &[0.3, -1.2]);
}
