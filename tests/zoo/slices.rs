//! `for` over slices and arrays: by reference, by pattern, with indices, in pairs, windows and chunks.

use grad::differentiable;

use crate::harness::{LENGTHS, array, matrix, number, numbers, positives, rows};

const ZERO: f64 = 0.0;
const ONE: f64 = 1.0;

both! {
    #[differentiable]
    fn over_a_slice(xs: &[f64]) -> f64 {
        let mut sum = ZERO;
        for x in xs {
            sum += x * x;
        }
        sum
    }

    #[differentiable]
    fn over_iter(xs: &[f64], y: f64) -> f64 {
        let mut product = ONE;
        for x in xs.iter() {
            product *= *x + y;
        }
        product
    }

    #[differentiable]
    fn by_pattern(xs: &[f64]) -> f64 {
        let mut state = ONE;
        for &x in xs {
            state = (state * x).sin() + x;
        }
        state
    }

    #[differentiable]
    fn enumerated(xs: &[f64]) -> f64 {
        let mut sum = ZERO;
        for (i, x) in xs.iter().enumerate() {
            sum += x.powi(i as i32) / f64::from(i as u32 + 1);
        }
        sum
    }

    #[differentiable]
    fn backwards(xs: &[f64]) -> f64 {
        let mut fraction = ONE;
        for x in xs.iter().rev() {
            fraction = 1.0 / (fraction + x * x);
        }
        fraction
    }

    #[differentiable]
    fn zipped(xs: &[f64], ys: &[f64]) -> f64 {
        let mut dot = ZERO;
        for (x, y) in xs.iter().zip(ys) {
            dot += x * y;
        }
        dot
    }

    #[differentiable]
    fn zipped_three(xs: &[f64], ys: &[f64], zs: &[f64]) -> f64 {
        let mut sum = ONE;
        for ((x, y), z) in xs.iter().zip(ys.iter()).zip(zs.iter()) {
            sum += x * y - z * sum;
        }
        sum
    }

    #[differentiable]
    fn zipped_and_numbered(xs: &[f64], ys: &[f64]) -> f64 {
        let mut sum = ZERO;
        for (i, (&x, &y)) in xs.iter().zip(ys).enumerate() {
            sum += (x - y).powi(2) * f64::from(i as u32 + 1);
        }
        sum
    }

    #[differentiable]
    fn in_windows(xs: &[f64]) -> f64 {
        let mut length = ZERO;
        for pair in xs.windows(2) {
            length += ((pair[1] - pair[0]).powi(2) + 0.25).sqrt();
        }
        for triple in xs.windows(3) {
            length *= triple[0] + triple[1] * triple[2];
        }
        length
    }

    #[differentiable]
    fn in_chunks(xs: &[f64]) -> f64 {
        let mut sum = ZERO;
        for chunk in xs.chunks(3) {
            let mut product = ONE;
            for x in chunk {
                product *= x;
            }
            sum += product * f64::from(chunk.len() as u32);
        }
        sum
    }

    #[differentiable]
    fn in_exact_chunks(points: &[f64], center: [f64; 2]) -> f64 {
        let mut sum = ZERO;
        for point in points.chunks_exact(2) {
            let (dx, dy) = (point[0] - center[0], point[1] - center[1]);
            sum += (dx * dx + dy * dy + 0.1).sqrt();
        }
        sum
    }

    #[differentiable]
    fn over_an_array(xs: [f64; 4], y: f64) -> f64 {
        let mut sum = y;
        for x in xs {
            sum = sum * x + y;
        }
        for x in &xs {
            sum += x * y;
        }
        sum
    }

    #[differentiable]
    fn over_a_literal(x: f64, y: f64) -> f64 {
        let mut sum = ZERO;
        for z in [x, x * y, y.sin(), x - y] {
            sum += z * z * x;
        }
        sum
    }

    #[differentiable]
    fn over_a_part(xs: &[f64]) -> f64 {
        let n = xs.len();
        let mut sum = ZERO;
        for x in &xs[n / 2..] {
            sum += x.sin();
        }
        for x in xs[..n / 2].iter() {
            sum *= x;
        }
        for x in xs.iter().skip(1).take(2) {
            sum -= x * x;
        }
        sum
    }

    #[differentiable]
    fn rows_by_pattern(points: &[[f64; 3]], scale: f64) -> f64 {
        let mut volume = ZERO;
        for [x, y, z] in points {
            volume += x * y * z * scale;
        }
        for &[x, _, z] in points {
            volume -= (x + z * scale).sin();
        }
        volume
    }

    #[differentiable]
    fn rows_and_columns(rows: &[[f64; 3]]) -> f64 {
        let mut sums = [ONE; 3];
        for row in rows {
            for (sum, x) in sums.iter_mut().zip(row) {
                *sum += x * x;
            }
        }
        sums[0] * sums[1] / sums[2]
    }

    #[differentiable]
    fn changed_by_iter_mut(xs: [f64; 4], y: f64) -> f64 {
        let mut xs = xs;
        for x in xs.iter_mut() {
            *x *= y + *x;
        }
        for (i, x) in xs.iter_mut().enumerate() {
            *x += f64::from(i as u32) * y;
        }
        for x in &mut xs {
            *x = x.sin();
        }
        xs[0] * xs[1] + xs[2] * xs[3]
    }

    #[differentiable]
    fn split_in_two(xs: &[f64]) -> f64 {
        let (left, right) = xs.split_at(xs.len() / 2);
        let mut sum = ONE;
        for (a, b) in left.iter().zip(right.iter().rev()) {
            sum += a * b * sum;
        }
        for b in right {
            sum += b * b;
        }
        sum
    }

    #[differentiable]
    fn differences_from_the_first(xs: &[f64]) -> f64 {
        if xs.is_empty() {
            return ONE;
        }
        let first = xs[0];
        let mut sum = first;
        for x in &xs[1..] {
            sum += (x - first).powi(2);
        }
        sum * xs[xs.len() - 1]
    }

    #[differentiable]
    fn nested_slices(matrix: &[[f64; 2]], weights: &[f64; 2]) -> f64 {
        let mut sum = ZERO;
        for row in matrix.iter() {
            let mut dot = ZERO;
            for (a, w) in row.iter().zip(weights.iter()) {
                dot += a * w;
            }
            sum += dot.tanh();
        }
        sum
    }
}

#[differentiable]
fn first_and_last(xs: &[f64]) -> f64 {
    if xs.is_empty() {
        return 0.5;
    }
    let first = *xs.first().unwrap();
    let last = xs.last().unwrap();
    first * last + last.sin()
}

#[differentiable(constant(weights))]
fn constant_beside_active(xs: &[f64], weights: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (x, w) in xs.iter().zip(weights) {
        if *w > 0.0 {
            sum += x.ln() * w;
        }
    }
    sum
}

#[differentiable(wrt(weights))]
fn active_beside_constant(rows: &[[f64; 3]], labels: &[bool], weights: [f64; 3]) -> f64 {
    let mut loss = 0.0;
    for (row, &label) in rows.iter().zip(labels) {
        let mut score = 0.0;
        for k in 0..3 {
            score += row[k] * weights[k];
        }
        loss += (-if label { score } else { -score }).exp().ln_1p();
    }
    loss / rows.len().max(1) as f64
}

#[test]
fn one_slice() {
    for n in LENGTHS {
        zoo!(
            over_a_slice, over_a_slice_grad, over_a_slice_grad_into, over_a_slice_vjp, duals::over_a_slice: &numbers(n)
        );
        zoo!(over_iter, over_iter_grad, over_iter_grad_into, over_iter_vjp, duals::over_iter: &numbers(n), number());
        zoo!(by_pattern, by_pattern_grad, by_pattern_grad_into, by_pattern_vjp, duals::by_pattern: &numbers(n));
        zoo!(enumerated, enumerated_grad, enumerated_grad_into, enumerated_vjp, duals::enumerated: &numbers(n));
        zoo!(backwards, backwards_grad, backwards_grad_into, backwards_vjp, duals::backwards: &numbers(n));
        zoo!(over_a_part, over_a_part_grad, over_a_part_grad_into, over_a_part_vjp, duals::over_a_part: &numbers(n));
        zoo!(
            split_in_two, split_in_two_grad, split_in_two_grad_into, split_in_two_vjp, duals::split_in_two: &numbers(n)
        );
        zoo!(
            differences_from_the_first, differences_from_the_first_grad, differences_from_the_first_grad_into,
            differences_from_the_first_vjp, duals::differences_from_the_first: &numbers(n)
        );
        zoo!(first_and_last, first_and_last_grad, first_and_last_grad_into, first_and_last_vjp: &numbers(n));
    }
}

#[test]
fn in_step() {
    for n in LENGTHS {
        zoo!(zipped, zipped_grad, zipped_grad_into, zipped_vjp, duals::zipped: &numbers(n), &numbers(n));
        zoo!(
            zipped_three, zipped_three_grad, zipped_three_grad_into, zipped_three_vjp,
            duals::zipped_three: &numbers(n), &numbers(n), &numbers(n)
        );
        zoo!(
            zipped_and_numbered, zipped_and_numbered_grad, zipped_and_numbered_grad_into, zipped_and_numbered_vjp,
            duals::zipped_and_numbered: &numbers(n), &numbers(n)
        );
    }
    // The shorter one ends the loop.
    zoo!(zipped, zipped_grad, zipped_grad_into, zipped_vjp, duals::zipped: &numbers(5), &numbers(3));
    zoo!(zipped, zipped_grad, zipped_grad_into, zipped_vjp, duals::zipped: &numbers(0), &numbers(3));
}

#[test]
fn windows_and_chunks() {
    for n in LENGTHS {
        zoo!(in_windows, in_windows_grad, in_windows_grad_into, in_windows_vjp, duals::in_windows: &numbers(n));
        zoo!(in_chunks, in_chunks_grad, in_chunks_grad_into, in_chunks_vjp, duals::in_chunks: &numbers(n));
        zoo!(
            in_exact_chunks, in_exact_chunks_grad, in_exact_chunks_grad_into, in_exact_chunks_vjp,
            duals::in_exact_chunks: &numbers(n), array()
        );
    }
}

#[test]
fn arrays() {
    zoo!(
        over_an_array, over_an_array_grad, over_an_array_grad_into, over_an_array_vjp, duals::over_an_array:
        array(), number()
    );
    zoo!(
        over_a_literal, over_a_literal_grad, over_a_literal_grad_into, over_a_literal_vjp, duals::over_a_literal:
        number(), number()
    );
    zoo!(
        changed_by_iter_mut, changed_by_iter_mut_grad, changed_by_iter_mut_grad_into, changed_by_iter_mut_vjp,
        duals::changed_by_iter_mut: array(), number()
    );
}

#[test]
fn rows_of_arrays() {
    for n in LENGTHS {
        zoo!(
            rows_by_pattern, rows_by_pattern_grad, rows_by_pattern_grad_into, rows_by_pattern_vjp,
            duals::rows_by_pattern: &rows(n), number()
        );
        zoo!(
            rows_and_columns, rows_and_columns_grad, rows_and_columns_grad_into, rows_and_columns_vjp,
            duals::rows_and_columns: &rows(n)
        );
        zoo!(
            nested_slices, nested_slices_grad, nested_slices_grad_into, nested_slices_vjp, duals::nested_slices:
            &rows(n), &array()
        );
    }
}

#[test]
fn beside_constants() {
    let data: [[f64; 3]; 7] = matrix();
    let labels = [true, false, false, true, true, false, true];
    for n in LENGTHS {
        zoo!(
            constant_beside_active, constant_beside_active_grad, constant_beside_active_grad_into,
            constant_beside_active_vjp: &positives(n), =&[1.5, -1.0, 0.0, 2.0, 0.5, -3.0, 1.0]
        );
        zoo!(
            active_beside_constant, active_beside_constant_grad, active_beside_constant_grad_into,
            active_beside_constant_vjp: =&data[..n], =&labels[..n], array()
        );
    }
}
