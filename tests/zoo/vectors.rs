//! `Vec` and arrays as values: made, filled, read, written, copied, taken apart.

use grad::differentiable;

use crate::harness::{LENGTHS, array, matrix, number, numbers, positive, positives};

const ZERO: f64 = 0.0;
const ONE: f64 = 1.0;

both! {
    #[differentiable]
    fn pushed(xs: &[f64]) -> f64 {
        let mut squares = Vec::with_capacity(xs.len());
        for x in xs {
            squares.push(x * x);
        }
        let mut sum = ZERO;
        for i in 0..squares.len() {
            sum += squares[i] * xs[squares.len() - 1 - i];
        }
        sum
    }

    #[differentiable]
    fn pushed_on_some_ways(xs: &[f64], y: f64) -> f64 {
        let mut kept = Vec::new();
        kept.push(y);
        for x in xs {
            if *x > 0.0 {
                kept.push(x * kept[kept.len() - 1]);
            }
        }
        let mut sum = ZERO;
        for k in &kept {
            sum += k * k;
        }
        sum
    }

    #[differentiable]
    fn filled_with_zeros(xs: &[f64]) -> f64 {
        let n = xs.len();
        let mut table = vec![ZERO; n + 1];
        for i in 0..n {
            table[i + 1] = table[i] * 0.5 + xs[i].sin();
        }
        table[n] * table[n / 2]
    }

    #[differentiable]
    fn filled_with_a_number(x: f64, n: usize) -> f64 {
        let mut table = vec![x * x; n + 2];
        table[1] = x;
        let mut product = ONE;
        for t in &table {
            product *= t;
        }
        product
    }

    #[differentiable]
    fn literals(x: f64, y: f64) -> f64 {
        let a = vec![x, y, x * y];
        let b = [a[2], a[0].sin(), 3.0 * a[1]];
        a[0] * b[0] + a[1] * b[1] - a[2] * b[2]
    }

    #[differentiable]
    fn extended(xs: &[f64], ys: &[f64]) -> f64 {
        let mut all = Vec::new();
        all.extend_from_slice(xs);
        all.extend_from_slice(ys);
        all.extend_from_slice(&xs[..xs.len() / 2]);
        let mut state = ONE;
        for a in &all {
            state = (state + a).sin();
        }
        state
    }

    #[differentiable]
    fn filled(x: f64, y: f64) -> f64 {
        let mut a = [x, y, x * y, y.cos()];
        let before = a[1];
        a.fill(x * before);
        a[2] += y;
        a[1..3].fill(y * y);
        a[0] * a[1] + a[2] * a[3]
    }

    #[differentiable]
    fn swapped(xs: [f64; 4]) -> f64 {
        let mut a = xs;
        a.swap(0, 3);
        a[0] *= a[1];
        a.swap(1, 2);
        a.swap(2, 2);
        a[1] *= a[0];
        a[0] + 2.0 * a[1] + 3.0 * a[2] + 4.0 * a[3]
    }

    #[differentiable]
    fn reversed_by_swaps(xs: &[f64]) -> f64 {
        let mut a = xs.to_vec();
        let n = a.len();
        for i in 0..n / 2 {
            a.swap(i, n - 1 - i);
        }
        let mut sum = ZERO;
        for i in 0..n {
            sum += a[i] * xs[i] * f64::from(i as u32 + 1);
        }
        sum
    }

    #[differentiable]
    fn copied_between_slices(xs: &[f64], y: f64) -> f64 {
        let n = xs.len();
        let mut twice = vec![y; 2 * n];
        twice[..n].copy_from_slice(xs);
        for t in &mut twice[..n] {
            *t *= y;
        }
        twice[n..].copy_from_slice(xs);
        let mut sum = y;
        for i in 0..n {
            sum += twice[i] * twice[n + i] * twice[n + i];
        }
        sum
    }

    #[differentiable]
    fn lengths(xs: &[f64], y: f64) -> f64 {
        if xs.is_empty() {
            return y;
        }
        let mean_square = xs[0] * xs[0] / f64::from(xs.len() as u32);
        let mut copy = xs.to_vec();
        copy.push(y);
        mean_square * copy[copy.len() - 1] + f64::from(copy.len() as u32)
    }

    #[differentiable]
    fn whole_array_assigned(x: f64, y: f64) -> f64 {
        let mut a = [x, y];
        let b = a;
        a = [a[1] * a[0], a[0] + b[1]];
        let c = a;
        a = b;
        a[0] *= c[1];
        a[0] * c[0] + a[1] * b[0]
    }

    #[differentiable]
    fn rows_assigned(m: [[f64; 2]; 2], x: f64) -> f64 {
        let mut m = m;
        let first = m[0];
        m[0] = [m[1][0] * x, m[1][1]];
        m[1] = first;
        m[1][0] += m[0][1] * m[0][0];
        m[0][0] * m[1][1] - m[0][1] * m[1][0]
    }

    #[differentiable]
    fn taken_apart(point: [f64; 3], pair: (f64, [f64; 2])) -> f64 {
        let [x, y, z] = point;
        let (a, [b, c]) = pair;
        let [first, _, last] = [x * a, y * b, z * c];
        let (mut p, mut q) = (first, last);
        (p, q) = (q * x, p + y);
        p * q + b
    }

    #[differentiable]
    fn elements_overwritten(xs: [f64; 3], y: f64) -> f64 {
        let mut a = xs;
        let mut sum = ZERO;
        for k in 0..4 {
            sum += a[k % 3].exp() * y;
            a[k % 3] = a[(k + 1) % 3] * y;
            a[(k + 2) % 3] -= 0.5 * sum;
            a[1] *= a[0];
            a[2] /= 1.5 + y * y;
        }
        sum + a[0] * a[1] * a[2]
    }

    #[differentiable]
    fn matrix_in_a_vector(xs: &[f64], y: f64) -> f64 {
        let n = xs.len();
        let mut m = vec![ZERO; n * n];
        for i in 0..n {
            for j in 0..n {
                m[i * n + j] = xs[i] * xs[j] + y;
            }
        }
        let mut trace = ONE;
        for i in 0..n {
            trace *= m[i * n + i];
            trace += m[i * n + (i + 1) % n];
        }
        trace
    }

    #[differentiable]
    fn vector_of_arrays(xs: &[f64]) -> f64 {
        let mut points = Vec::with_capacity(xs.len());
        for x in xs {
            points.push([x.sin(), x.cos() * 2.0]);
        }
        let mut area = ZERO;
        for i in 0..points.len() {
            let [a, b] = points[i];
            let next = points[(i + 1) % points.len()];
            area += a * next[1] - b * next[0] * a;
        }
        area
    }

    #[differentiable]
    fn indices_from_a_table(xs: [f64; 4], table: &[usize]) -> f64 {
        let mut a = xs;
        for &k in table {
            let other = table[k % table.len()];
            a[k] = a[k] * a[other] + 0.1;
        }
        a[0] + a[1] * a[2] * a[3]
    }

    #[differentiable]
    fn index_from_an_active_value(table: [f64; 4], x: f64) -> f64 {
        let mut k = 0;
        while k < 3 && x > 0.5 * f64::from(k as u32) {
            k += 1;
        }
        table[k] * x + table[3 - k]
    }
}

#[differentiable]
fn copied_and_changed(xs: &[f64], y: f64) -> f64 {
    let mut scaled = xs.to_vec();
    for s in &mut scaled {
        *s *= y;
    }
    let before = scaled.clone();
    for i in 1..scaled.len() {
        scaled[i] += scaled[i - 1] * xs[i];
    }
    let mut sum = 0.0;
    for i in 0..xs.len() {
        sum += scaled[i] * before[i];
    }
    sum
}

#[differentiable]
fn owned(xs: Vec<f64>, y: f64) -> f64 {
    let mut xs = xs;
    xs.push(y);
    let moved = xs;
    let mut sum = 0.0;
    for x in &moved {
        sum += x * x * moved[0];
    }
    sum
}

#[differentiable]
fn changed_argument(mut xs: Vec<f64>, y: f64) -> f64 {
    for x in xs.iter_mut() {
        *x *= y;
    }
    xs.push(y * y);
    let n = xs.len();
    xs[0] += xs[n - 1];
    xs[0] * xs[n / 2]
}

#[differentiable]
fn borrowed_vector(xs: &Vec<f64>) -> f64 {
    let mut product = 1.0;
    for x in xs.iter() {
        product *= x + 0.25;
    }
    product
}

#[differentiable]
fn consumed(xs: Vec<f64>, y: f64) -> f64 {
    let mut sum = y;
    for x in xs {
        sum = sum * x + y;
    }
    sum
}

#[differentiable]
fn ends(xs: &[f64], y: f64) -> f64 {
    let mut all = vec![y];
    all.extend_from_slice(xs);
    let first = all.first().unwrap();
    let last = all.last().unwrap();
    first * last + last.sin()
}

#[differentiable]
fn returned_vector(xs: &[f64], y: f64) -> Vec<f64> {
    let mut sums = Vec::with_capacity(xs.len());
    let mut sum = y;
    for x in xs {
        sum += x * x;
        sums.push(sum);
    }
    sums
}

#[differentiable]
fn returned_array(x: f64, y: f64) -> [f64; 3] {
    let mut a = [x, y, 0.0];
    a[2] = a[0] * a[1];
    a[0] += a[2];
    a
}

#[differentiable]
fn returned_pair(xs: &[f64]) -> (f64, [f64; 2]) {
    let mut sum = 0.0;
    let mut product = 1.0;
    for x in xs {
        sum += x;
        product *= x;
    }
    (sum * product, [sum, product])
}

#[differentiable]
fn returned_matrix(a: [[f64; 2]; 2], b: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
    let mut c = [[0.0; 2]; 2];
    for (i, row) in c.iter_mut().enumerate() {
        for (j, entry) in row.iter_mut().enumerate() {
            for k in 0..2 {
                *entry += a[i][k] * b[k][j];
            }
        }
    }
    c
}

#[differentiable]
fn single_precision(xs: &[f32], y: f32) -> f32 {
    let mut sum = 0.0_f32;
    for x in xs {
        sum += x * x * y;
    }
    sum
}

#[test]
fn made_and_filled() {
    for n in LENGTHS {
        zoo!(pushed, pushed_grad, pushed_grad_into, pushed_vjp, duals::pushed: &numbers(n));
        zoo!(
            pushed_on_some_ways, pushed_on_some_ways_grad, pushed_on_some_ways_grad_into, pushed_on_some_ways_vjp,
            duals::pushed_on_some_ways: &numbers(n), number()
        );
        zoo!(
            filled_with_zeros, filled_with_zeros_grad, filled_with_zeros_grad_into, filled_with_zeros_vjp,
            duals::filled_with_zeros: &numbers(n)
        );
        zoo!(
            filled_with_a_number, filled_with_a_number_grad, filled_with_a_number_grad_into, filled_with_a_number_vjp,
            duals::filled_with_a_number: number(), =n
        );
        zoo!(extended, extended_grad, extended_grad_into, extended_vjp, duals::extended: &numbers(n), &numbers(2));
        zoo!(
            matrix_in_a_vector, matrix_in_a_vector_grad, matrix_in_a_vector_grad_into, matrix_in_a_vector_vjp,
            duals::matrix_in_a_vector: &numbers(n), number()
        );
        zoo!(
            vector_of_arrays, vector_of_arrays_grad, vector_of_arrays_grad_into, vector_of_arrays_vjp,
            duals::vector_of_arrays: &numbers(n)
        );
        zoo!(lengths, lengths_grad, lengths_grad_into, lengths_vjp, duals::lengths: &numbers(n), number());
    }
    zoo!(literals, literals_grad, literals_grad_into, literals_vjp, duals::literals: number(), number());
    zoo!(filled, filled_grad, filled_grad_into, filled_vjp, duals::filled: number(), number());
}

#[test]
fn copied_and_swapped() {
    for n in LENGTHS {
        zoo!(
            copied_and_changed, copied_and_changed_grad, copied_and_changed_grad_into, copied_and_changed_vjp:
            &numbers(n), number()
        );
        zoo!(
            reversed_by_swaps, reversed_by_swaps_grad, reversed_by_swaps_grad_into, reversed_by_swaps_vjp,
            duals::reversed_by_swaps: &numbers(n)
        );
        zoo!(
            copied_between_slices, copied_between_slices_grad, copied_between_slices_grad_into, copied_between_slices_vjp,
            duals::copied_between_slices: &numbers(n), number()
        );
    }
    zoo!(swapped, swapped_grad, swapped_grad_into, swapped_vjp, duals::swapped: array());
}

#[test]
fn assigned_and_taken_apart() {
    zoo!(
        whole_array_assigned, whole_array_assigned_grad, whole_array_assigned_grad_into, whole_array_assigned_vjp,
        duals::whole_array_assigned: number(), number()
    );
    zoo!(
        rows_assigned, rows_assigned_grad, rows_assigned_grad_into, rows_assigned_vjp, duals::rows_assigned:
        matrix(), number()
    );
    zoo!(
        taken_apart, taken_apart_grad, taken_apart_grad_into, taken_apart_vjp, duals::taken_apart:
        array(), (number(), array())
    );
    zoo!(
        elements_overwritten, elements_overwritten_grad, elements_overwritten_grad_into, elements_overwritten_vjp,
        duals::elements_overwritten: array(), number()
    );
}

#[test]
fn indices() {
    for table in [&[][..], &[2], &[0, 3], &[1, 1, 0, 3, 2, 1]] {
        zoo!(
            indices_from_a_table, indices_from_a_table_grad, indices_from_a_table_grad_into, indices_from_a_table_vjp,
            duals::indices_from_a_table: array(), =table
        );
    }
    zoo!(
        index_from_an_active_value, index_from_an_active_value_grad, index_from_an_active_value_grad_into,
        index_from_an_active_value_vjp, duals::index_from_an_active_value: array(), positive()
    );
}

#[test]
fn owned_vectors() {
    for n in LENGTHS {
        zoo!(owned, owned_grad, owned_grad_into, owned_vjp: numbers(n), number());
        zoo!(
            changed_argument, changed_argument_grad, changed_argument_grad_into, changed_argument_vjp:
            numbers(n), number()
        );
        zoo!(borrowed_vector, borrowed_vector_grad, borrowed_vector_grad_into, borrowed_vector_vjp: &numbers(n));
        zoo!(consumed, consumed_grad, consumed_grad_into, consumed_vjp: numbers(n), number());
        zoo!(ends, ends_grad, ends_grad_into, ends_vjp: &positives(n), number());
    }
}

#[test]
fn returned() {
    for n in LENGTHS {
        zoo_vjp!(returned_vector, returned_vector_vjp: &numbers(n), number());
        zoo_vjp!(returned_pair, returned_pair_vjp: &numbers(n));
    }
    zoo_vjp!(returned_array, returned_array_vjp: number(), number());
    zoo_vjp!(returned_matrix, returned_matrix_vjp: matrix(), matrix());
}

/// Small whole numbers, so that single precision computes exactly.
#[test]
fn single_precision_vectors() {
    let xs = [3.0, -1.0, 2.0];
    for n in 0..=xs.len() {
        let gradient: Vec<f32> = xs[..n].iter().map(|x| 10.0 * x).collect();
        let squares: f32 = xs[..n].iter().map(|x| x * x).sum();
        assert_eq!(single_precision_grad(&xs[..n], 5.0), (5.0 * squares, (gradient, squares)));
    }
}

/// Variables of one `let`, of which one holds constants until the loop.
#[differentiable]
fn begun_together(xs: &[f64]) -> f64 {
    let (mut n, mut both) = (0, [0.0; 2]);
    let (mut sum, mut seen): (f64, Vec<f64>) = (0.0, vec![0.0; 2]);
    for x in xs {
        n += 1;
        both = [both[1] + x, both[0] * x];
        sum += x;
        seen[n % 2] += both[0] * sum;
    }
    both[0] * seen[1] + seen[0] / (1 + n) as f64
}

fn blank(n: usize) -> Vec<f64> {
    vec![0.0; n]
}

/// What a function without the attribute begins.
#[differentiable]
fn begun_elsewhere(x: f64, n: usize, steps: usize) -> f64 {
    let (mut position, mut speed) = (blank(n), blank(n));
    for _ in 0..steps {
        for i in 0..n {
            speed[i] -= (position[i] * x).sin() - x;
            position[i] += speed[i] * x * speed[n - 1 - i].cos();
        }
    }
    position.iter().sum()
}

#[test]
fn begun_with_constants() {
    for n in LENGTHS {
        zoo!(begun_together, begun_together_grad, begun_together_grad_into, begun_together_vjp: &numbers(n));
        zoo!(begun_elsewhere, begun_elsewhere_grad, begun_elsewhere_grad_into, begun_elsewhere_vjp: number(), =n.min(3), =3);
    }
}
