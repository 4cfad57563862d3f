//! `&mut` arguments: buffers that go in and come out, in helpers and at the top, read and written.

use grad::differentiable;

use crate::harness::{LENGTHS, array, matrix, number, numbers, positives};

#[differentiable]
fn subtract(x: &[f64], y: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        out[i] = x[i] - y[i];
    }
}

#[differentiable]
fn scale(x: &mut [f64], factor: f64) {
    for value in x.iter_mut() {
        *value *= factor;
    }
}

#[differentiable]
fn add_scaled(out: &mut [f64], factor: f64, x: &[f64]) {
    for (o, x) in out.iter_mut().zip(x) {
        *o += factor * x;
    }
}

#[differentiable]
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i] * y[i];
    }
    sum
}

#[differentiable]
fn cross(a: &[f64; 3], b: &[f64; 3], out: &mut [f64; 3]) {
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

/// Leaves its own sum in the first element and returns the product.
#[differentiable]
fn sum_and_product(x: &mut [f64]) -> f64 {
    let mut product = 1.0;
    for i in 0..x.len() {
        product *= x[i];
        if i > 0 {
            x[0] += x[i];
        }
    }
    product
}

#[differentiable]
fn exchange(a: &mut f64, b: &mut f64) {
    let old = *a;
    *a = *b * old;
    *b = old;
}

#[differentiable]
fn squared_distance(x: &[f64], y: &[f64]) -> f64 {
    let mut difference = vec![0.0; x.len()];
    subtract(x, y, &mut difference);
    dot(&difference, &difference)
}

#[differentiable]
fn buffer_used_again(x: &[f64], y: &[f64], factor: f64) -> f64 {
    let mut work = vec![0.0; x.len()];
    subtract(x, y, &mut work);
    let first = dot(&work, x);
    scale(&mut work, factor * first);
    add_scaled(&mut work, factor, y);
    let second = dot(&work, y);
    subtract(y, x, &mut work);
    first * second + dot(&work, &work)
}

#[differentiable]
fn parts_of_a_buffer(x: &[f64], factor: f64) -> f64 {
    let n = x.len();
    let mut work = vec![factor; 2 * n + 1];
    scale(&mut work[n..], 0.5 * factor);
    add_scaled(&mut work[..n], factor, x);
    add_scaled(&mut work[n + 1..], -1.0, &x[..n / 2]);
    let middle = work[n];
    scale(&mut work[n / 2..], middle);
    dot(&work[..n], &work[n + 1..]) + dot(&work[..n], x)
}

#[differentiable]
fn same_slice_twice(x: &[f64], factor: f64) -> f64 {
    let mut work = x.to_vec();
    scale(&mut work, factor);
    let mut out = vec![1.0; x.len()];
    subtract(&work, &work, &mut out);
    add_scaled(&mut out, factor, &work);
    dot(x, x) + dot(&out, &out) * dot(&work, x)
}

#[differentiable]
fn helper_in_a_loop(x: &[f64], y: &[f64], rate: f64, steps: usize) -> f64 {
    let mut position = x.to_vec();
    let mut difference = vec![0.0; x.len()];
    for _ in 0..steps {
        subtract(&position, y, &mut difference);
        let length = 1.0 + dot(&difference, &difference);
        add_scaled(&mut position, -rate / length, &difference);
    }
    dot(&position, &position)
}

#[differentiable]
fn helper_with_a_value(x: &[f64], y: f64) -> f64 {
    let mut work = x.to_vec();
    work.push(y);
    let product = sum_and_product(&mut work);
    let again = sum_and_product(&mut work);
    product * y + again * work[0]
}

#[differentiable]
fn scalars_by_reference(x: f64, y: f64, n: usize) -> f64 {
    let (mut a, mut b) = (x, y);
    for _ in 0..n {
        exchange(&mut a, &mut b);
    }
    a * a + b
}

#[differentiable]
fn elements_by_reference(xs: [f64; 3]) -> f64 {
    let mut xs = xs;
    let mut last = xs[2];
    exchange(&mut xs[0], &mut last);
    exchange(&mut last, &mut xs[1]);
    xs[0] + xs[1] * last
}

#[differentiable]
fn rows_as_buffers(a: [[f64; 3]; 3], b: [f64; 3]) -> f64 {
    let mut a = a;
    let first = a[0];
    cross(&first, &b, &mut a[1]);
    let second = a[1];
    cross(&second, &first, &mut a[2]);
    for row in &mut a {
        scale(row, b[0]);
    }
    dot(&a[1], &a[2]) + dot(&a[2], &b)
}

/// In place at the top: what was there is read before it is overwritten.
#[differentiable]
fn smooth_in_place(x: &mut [f64], weight: f64) {
    for i in 1..x.len() {
        x[i] = weight * x[i] + (1.0 - weight) * x[i - 1] * x[i];
    }
}

#[differentiable]
fn overwritten_wholly(x: f64, out: &mut [f64; 2]) {
    *out = [x.sin(), x * x];
}

#[differentiable]
fn overwritten_on_one_way(x: &[f64], out: &mut [f64]) {
    for (o, x) in out.iter_mut().zip(x) {
        if *x > 0.0 {
            *o = x.ln();
        } else {
            *o *= x;
        }
    }
}

#[differentiable]
fn value_and_buffer(x: &[f64], out: &mut [f64]) -> f64 {
    let mut sum = 1.0;
    for i in 0..x.len() {
        sum += out[i] * x[i];
        out[i] = sum * x[i];
    }
    sum * sum
}

#[differentiable]
fn two_buffers(a: &mut [f64], b: &mut [f64], t: f64) -> f64 {
    for i in 0..a.len() {
        let old = a[i];
        a[i] = t.cos() * old - t.sin() * b[i];
        b[i] = t.sin() * old + t.cos() * b[i];
    }
    dot(a, b) * t
}

#[differentiable]
fn buffer_handed_on(x: &[f64], out: &mut [f64]) -> f64 {
    add_scaled(out, 2.0, x);
    let length = dot(out, out);
    scale(out, length);
    let half = x.len() / 2;
    subtract(&x[..half], &x[x.len() - half..], &mut out[..half]);
    dot(out, x)
}

#[differentiable]
fn scalar_buffer(x: f64, total: &mut f64) -> f64 {
    *total += x * x;
    let seen = *total;
    *total *= x;
    seen * x
}

#[differentiable]
fn vector_that_grows(x: f64, out: &mut Vec<f64>) {
    let mut last = x;
    for o in out.iter_mut() {
        *o *= last;
        last = o.sin();
    }
}

#[differentiable]
fn matrix_times_vector(m: &[f64], x: &[f64], out: &mut [f64]) {
    let n = x.len();
    for (row, o) in m.chunks_exact(n.max(1)).zip(out.iter_mut()) {
        *o = dot(row, x);
    }
}

#[differentiable]
fn power_iteration(m: &[f64], start: &[f64], steps: usize) -> f64 {
    let mut x = start.to_vec();
    let mut y = vec![0.0; start.len()];
    for _ in 0..steps {
        matrix_times_vector(m, &x, &mut y);
        let length = (1.0 + dot(&y, &y)).sqrt();
        scale(&mut y, 1.0 / length);
        x.copy_from_slice(&y);
    }
    matrix_times_vector(m, &x, &mut y);
    dot(&x, &y)
}

#[test]
fn helpers() {
    for n in LENGTHS {
        zoo!(
            squared_distance, squared_distance_grad, squared_distance_grad_into, squared_distance_vjp:
            &numbers(n), &numbers(n)
        );
        zoo!(
            buffer_used_again, buffer_used_again_grad, buffer_used_again_grad_into, buffer_used_again_vjp:
            &numbers(n), &numbers(n), number()
        );
        zoo!(
            parts_of_a_buffer, parts_of_a_buffer_grad, parts_of_a_buffer_grad_into, parts_of_a_buffer_vjp:
            &numbers(n), number()
        );
        zoo!(
            same_slice_twice, same_slice_twice_grad, same_slice_twice_grad_into, same_slice_twice_vjp:
            &numbers(n), number()
        );
        zoo!(
            helper_with_a_value, helper_with_a_value_grad, helper_with_a_value_grad_into, helper_with_a_value_vjp:
            &numbers(n), number()
        );
    }
    for steps in LENGTHS {
        zoo!(
            helper_in_a_loop, helper_in_a_loop_grad, helper_in_a_loop_grad_into, helper_in_a_loop_vjp:
            &numbers(3), &numbers(3), number(), =steps
        );
        zoo!(
            scalars_by_reference, scalars_by_reference_grad, scalars_by_reference_grad_into, scalars_by_reference_vjp:
            number(), number(), =steps
        );
        zoo!(
            power_iteration, power_iteration_grad, power_iteration_grad_into, power_iteration_vjp:
            &numbers(9), &numbers(3), =steps
        );
    }
    zoo!(
        elements_by_reference, elements_by_reference_grad, elements_by_reference_grad_into, elements_by_reference_vjp:
        array()
    );
    zoo!(rows_as_buffers, rows_as_buffers_grad, rows_as_buffers_grad_into, rows_as_buffers_vjp: matrix(), array());
}

/// The same slice for two arguments of a function at the top: each has its own gradient.
#[test]
fn same_slice_twice_at_the_top() {
    let x = [2.0, -3.0];
    assert_eq!(dot_grad(&x, &x), (13.0, (x.to_vec(), x.to_vec())));
}

#[test]
fn at_the_top_without_a_value() {
    for n in LENGTHS {
        zoo_mut!(subtract, subtract_vjp: &numbers(n), &numbers(n), &mut numbers(n));
        zoo_mut!(scale, scale_vjp: &mut numbers(n), number());
        zoo_mut!(add_scaled, add_scaled_vjp: &mut numbers(n), number(), &numbers(n));
        zoo_mut!(smooth_in_place, smooth_in_place_vjp: &mut numbers(n), number());
        zoo_mut!(overwritten_on_one_way, overwritten_on_one_way_vjp: &numbers(n), &mut numbers(n));
        zoo_mut!(vector_that_grows, vector_that_grows_vjp: number(), &mut numbers(n));
        zoo_mut!(matrix_times_vector, matrix_times_vector_vjp: &numbers(n * n), &numbers(n), &mut numbers(n));
    }
    // What the callee does not reach keeps its gradient.
    zoo_mut!(subtract, subtract_vjp: &numbers(2), &numbers(2), &mut numbers(4));
    zoo_mut!(cross, cross_vjp: &array(), &array(), &mut array());
    zoo_mut!(exchange, exchange_vjp: &mut number(), &mut number());
    zoo_mut!(overwritten_wholly, overwritten_wholly_vjp: number(), &mut array());
}

#[test]
fn at_the_top_with_a_value() {
    for n in LENGTHS {
        zoo!(sum_and_product, sum_and_product_grad, sum_and_product_grad_into, sum_and_product_vjp: &mut numbers(n));
        zoo!(
            value_and_buffer, value_and_buffer_grad, value_and_buffer_grad_into, value_and_buffer_vjp:
            &numbers(n), &mut numbers(n)
        );
        zoo!(
            two_buffers, two_buffers_grad, two_buffers_grad_into, two_buffers_vjp:
            &mut numbers(n), &mut numbers(n), number()
        );
        zoo!(
            buffer_handed_on, buffer_handed_on_grad, buffer_handed_on_grad_into, buffer_handed_on_vjp:
            &positives(n), &mut numbers(n)
        );
    }
    zoo!(scalar_buffer, scalar_buffer_grad, scalar_buffer_grad_into, scalar_buffer_vjp: number(), &mut number());
}
