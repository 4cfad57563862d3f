//! Calls between annotated functions with slices and arrays: in loops, recursive, nested, with constants of their own.

use grad::differentiable;

use crate::harness::{LENGTHS, array, between, matrix, number, numbers, positive, rows};

const ZERO: f64 = 0.0;
const ONE: f64 = 1.0;

both! {
    #[differentiable]
    fn bump(x: f64, center: f64) -> f64 {
        let d = x - center;
        (-d * d).exp()
    }

    #[differentiable]
    fn called_in_a_loop(xs: &[f64], center: f64) -> f64 {
        let mut sum = ZERO;
        for x in xs {
            sum += bump(*x, center) * x;
        }
        sum
    }

    #[differentiable]
    fn called_on_its_own_value(x: f64, center: f64, n: usize) -> f64 {
        let mut y = x;
        for _ in 0..n {
            y = bump(y, center) + x;
        }
        y
    }

    #[differentiable]
    fn called_in_a_chain(xs: &[f64], center: f64) -> f64 {
        xs.iter().map(|&x| bump(x, center)).sum::<f64>() * center
    }

    #[differentiable]
    fn squared_norm(xs: &[f64]) -> f64 {
        let mut sum = ZERO;
        for x in xs {
            sum += x * x;
        }
        sum
    }

    #[differentiable]
    fn slices_of_slices(xs: &[f64]) -> f64 {
        let mut product = ONE;
        for i in 0..xs.len() {
            product *= 1.0 + squared_norm(&xs[i..]) - 0.5 * squared_norm(&xs[..i]);
            product *= 0.3;
        }
        product
    }

    #[differentiable]
    fn arrays_as_slices(point: [f64; 3], scale: f64) -> f64 {
        let scaled = [point[0] * scale, point[1] / scale];
        squared_norm(&point) * squared_norm(&scaled) + squared_norm(&point[1..]) + squared_norm(&[scale, point[0]])
    }

    #[differentiable]
    fn rotated(point: [f64; 2], angle: f64) -> [f64; 2] {
        let (s, c) = (angle.sin(), angle.cos());
        [c * point[0] - s * point[1], s * point[0] + c * point[1]]
    }

    #[differentiable]
    fn array_from_a_call(angles: &[f64], start: [f64; 2]) -> f64 {
        let mut point = start;
        let mut length = ZERO;
        for angle in angles {
            point = rotated(point, *angle);
            let [x, y] = rotated([length, point[0]], ONE);
            length += x * point[1] + y;
        }
        length + point[0]
    }

    #[differentiable]
    fn sum_by_halves(xs: &[f64]) -> f64 {
        match xs.len() {
            0 => ZERO,
            1 => xs[0] * xs[0],
            n => {
                let (left, right) = xs.split_at(n / 2);
                let a = sum_by_halves(left);
                let b = sum_by_halves(right);
                a + b + a * b
            }
        }
    }

    #[differentiable]
    fn power_by_squaring(x: f64, n: u32) -> f64 {
        if n == 0 {
            return ONE;
        }
        let half = power_by_squaring(x, n / 2);
        if n % 2 == 0 { half * half } else { half * half * x }
    }

    #[differentiable]
    fn determinant(m: &[[f64; 3]], used: usize) -> f64 {
        if m.is_empty() {
            return ONE;
        }
        let mut sum = ZERO;
        let mut sign = ONE;
        for column in 0..3 {
            if used >> column & 1 == 0 {
                sum += sign * m[0][column] * determinant(&m[1..], used | 1 << column);
                sign = -sign;
            }
        }
        sum
    }

    #[differentiable]
    fn ping(x: f64, n: usize) -> f64 {
        if n == 0 { x * x } else { x * pong(x + 0.5, n - 1) }
    }

    #[differentiable]
    fn pong(x: f64, n: usize) -> f64 {
        let mut sum = x;
        for k in 0..n {
            sum += 0.5 * ping(x, k);
        }
        sum
    }

    #[differentiable]
    fn back_and_forth(x: f64, n: usize) -> f64 {
        ping(x, n) + pong(x, n)
    }
}

/// Halves that are changed in place, recursively: the butterflies of a Walsh transform.
#[differentiable]
fn walsh(xs: &mut [f64]) {
    let n = xs.len();
    if n < 2 {
        return;
    }
    let half = n / 2;
    for i in 0..half {
        let (a, b) = (xs[i], xs[half + i]);
        xs[i] = a + b;
        xs[half + i] = (a - b) * 0.5;
    }
    walsh(&mut xs[..half]);
    walsh(&mut xs[half..2 * half]);
}

#[differentiable]
fn walsh_power(xs: &[f64]) -> f64 {
    let mut work = xs.to_vec();
    walsh(&mut work);
    let mut sum = 0.0;
    for (i, w) in work.iter().enumerate() {
        sum += w * w * w * (i + 1) as f64;
    }
    sum
}

#[differentiable]
fn with_items_of_its_own(xs: &[f64]) -> f64 {
    const WEIGHTS: [f64; 3] = [0.25, 0.5, 0.25];
    const OFFSET: usize = WEIGHTS.len() - 1;
    #[differentiable]
    fn weighted(window: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (w, x) in WEIGHTS.iter().zip(window) {
            sum += w * x;
        }
        sum * sum
    }
    fn parity(i: usize) -> f64 {
        if i % 2 == 0 { 1.0 } else { -0.5 }
    }
    let mut total = 0.0;
    for i in OFFSET..xs.len() {
        total += weighted(&xs[i - OFFSET..=i]) * parity(i) * WEIGHTS[i % 3];
    }
    total
}

#[differentiable]
fn prefix_sums(xs: &[f64]) -> Vec<f64> {
    let mut sums = Vec::with_capacity(xs.len() + 1);
    sums.push(0.0);
    for x in xs {
        sums.push(sums[sums.len() - 1] + x);
    }
    sums
}

#[differentiable]
fn vector_from_a_call(xs: &[f64], y: f64) -> f64 {
    let once = prefix_sums(xs);
    let twice = prefix_sums(&once);
    let mut product = y;
    for (a, b) in once.iter().zip(&twice) {
        product = product * 0.5 + a * b;
    }
    product
}

#[differentiable]
fn mean_and_spread(xs: &[f64]) -> (f64, f64) {
    let n = xs.len().max(1) as f64;
    let mean = xs.iter().sum::<f64>() / n;
    let spread = xs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    (mean, spread)
}

#[differentiable]
fn pair_from_a_call(rows: &[[f64; 3]]) -> f64 {
    let mut sum = 1.0;
    for row in rows {
        let (mean, spread) = mean_and_spread(row);
        sum += mean / (spread + 0.5) * sum;
    }
    sum
}

#[differentiable(constant(weights))]
fn weighted_sum(xs: &[f64], weights: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        sum += weights[i] * xs[i].sin();
    }
    sum
}

#[differentiable(wrt(x))]
fn constant_table(x: f64, table: &[f64], n: usize) -> f64 {
    let mut sum = x;
    for k in 0..n {
        sum += weighted_sum(&[x, sum], &table[k..k + 2]);
    }
    sum
}

/// The gradient stops where it is told to.
#[differentiable]
fn detached_in_a_loop(x: f64, y: f64) -> f64 {
    let mut a = x;
    for _ in 0..3 {
        a = a * y + grad::detach(a);
    }
    a
}

#[test]
fn in_loops() {
    for n in LENGTHS {
        zoo!(
            called_in_a_loop, called_in_a_loop_grad, called_in_a_loop_grad_into, called_in_a_loop_vjp,
            duals::called_in_a_loop: &numbers(n), number()
        );
        zoo!(
            called_on_its_own_value, called_on_its_own_value_grad, called_on_its_own_value_grad_into,
            called_on_its_own_value_vjp, duals::called_on_its_own_value: number(), number(), =n
        );
        zoo!(
            called_in_a_chain, called_in_a_chain_grad, called_in_a_chain_grad_into, called_in_a_chain_vjp,
            duals::called_in_a_chain: &numbers(n), number()
        );
        zoo!(
            slices_of_slices, slices_of_slices_grad, slices_of_slices_grad_into, slices_of_slices_vjp,
            duals::slices_of_slices: &numbers(n)
        );
        zoo!(
            with_items_of_its_own, with_items_of_its_own_grad, with_items_of_its_own_grad_into,
            with_items_of_its_own_vjp: &numbers(n)
        );
    }
}

#[test]
fn arrays_in_and_out() {
    zoo!(
        arrays_as_slices, arrays_as_slices_grad, arrays_as_slices_grad_into, arrays_as_slices_vjp,
        duals::arrays_as_slices: array(), positive()
    );
    for n in LENGTHS {
        zoo!(
            array_from_a_call, array_from_a_call_grad, array_from_a_call_grad_into, array_from_a_call_vjp,
            duals::array_from_a_call: &numbers(n), array()
        );
        zoo!(
            vector_from_a_call, vector_from_a_call_grad, vector_from_a_call_grad_into, vector_from_a_call_vjp:
            &numbers(n), number()
        );
        zoo!(pair_from_a_call, pair_from_a_call_grad, pair_from_a_call_grad_into, pair_from_a_call_vjp: &rows(n));
        zoo_vjp!(prefix_sums, prefix_sums_vjp: &numbers(n));
        zoo_vjp!(mean_and_spread, mean_and_spread_vjp: &numbers(n));
    }
    zoo_vjp!(rotated, rotated_vjp: array(), number());
}

#[test]
fn recursive() {
    for n in LENGTHS {
        zoo!(
            sum_by_halves, sum_by_halves_grad, sum_by_halves_grad_into, sum_by_halves_vjp, duals::sum_by_halves:
            &numbers(n)
        );
        zoo!(
            power_by_squaring, power_by_squaring_grad, power_by_squaring_grad_into, power_by_squaring_vjp,
            duals::power_by_squaring: number(), =n as u32
        );
        zoo!(walsh_power, walsh_power_grad, walsh_power_grad_into, walsh_power_vjp: &numbers(n));
        zoo_mut!(walsh, walsh_vjp: &mut numbers(n));
    }
    for n in [0, 1, 2, 4] {
        zoo!(
            back_and_forth, back_and_forth_grad, back_and_forth_grad_into, back_and_forth_vjp, duals::back_and_forth:
            number(), =n
        );
    }
    zoo!(
        determinant, determinant_grad, determinant_grad_into, determinant_vjp, duals::determinant: &matrix::<3, 3>(), =0
    );
}

#[test]
fn constant_arguments() {
    let table = [0.5, -1.0, 2.0, 0.25, 1.5];
    for n in [0, 1, 2, 4] {
        zoo!(constant_table, constant_table_grad, constant_table_grad_into, constant_table_vjp: number(), =&table, =n);
    }
    zoo!(weighted_sum, weighted_sum_grad, weighted_sum_grad_into, weighted_sum_vjp: &numbers(5), =&table);
}

#[test]
fn detached() {
    // Each round multiplies what is there by y + 1, of which the gradient sees y alone.
    let (x, y) = (3.0, 0.5);
    let (value, (dx, dy)) = detached_in_a_loop_grad(x, y);
    assert_eq!(value, x * 1.5 * 1.5 * 1.5);
    assert_eq!(dx, y * y * y);
    // What y multiplies in each round: the value before it, and then y once more for each round that follows.
    assert_eq!(dy, x * 1.5 * 1.5 + y * (x * 1.5) + y * y * x);
}

struct Buffers;

impl Buffers {
    #[differentiable]
    fn scale(xs: &mut [f64], by: &[[f64; 2]]) -> f64 {
        for x in xs.iter_mut() {
            *x *= by[0][1];
        }
        xs.iter().sum::<f64>() * by[0][0]
    }

    #[differentiable(wrt(x))]
    fn at(x: f64, table: &[f64], i: usize) -> f64 {
        x.sin() * table[i]
    }
}

struct Rows<T, const N: usize>(T);

impl<T: Copy, const N: usize> Rows<T, N> {
    #[differentiable(constant(by))]
    fn total(rows: &mut [[f64; N]], last: &[f64; N], by: &T) -> f64
    where
        T: Into<f64>,
    {
        let mut total = 0.0;
        for row in rows.iter_mut() {
            for i in 0..N {
                row[i] *= last[i] * (*by).into();
                total += row[i] * row[i];
            }
        }
        total
    }
}

#[differentiable]
fn associated_with_buffers(x: f64, y: f64, n: usize) -> f64 {
    let mut v = vec![x; n];
    let mut sum = 0.0;
    for i in 0..n {
        sum += Buffers::scale(&mut v, &[[x, y]]) * Buffers::at(x, &[1.5, 0.5, i as f64], i % 3);
        v[i] += y;
    }
    sum + v.iter().sum::<f64>()
}

#[differentiable(constant(by))]
fn associated_of_a_generic_type(x: f64, y: f64, by: &f32) -> f64 {
    let mut rows = [[x, y, 1.0], [y, y, x]];
    let mut sum = 0.0;
    for _ in 0..2 {
        sum += Rows::<f32, 3>::total(&mut rows, &[x, 0.5, y], by);
    }
    sum + rows[0][0] * rows[1][2]
}

#[test]
fn associated_functions_with_buffers() {
    for n in LENGTHS {
        zoo!(
            associated_with_buffers, associated_with_buffers_grad, associated_with_buffers_grad_into,
            associated_with_buffers_vjp: between(0.3, 0.9), between(0.3, 0.9), =n
        );
    }
    zoo!(
        associated_of_a_generic_type, associated_of_a_generic_type_grad, associated_of_a_generic_type_grad_into,
        associated_of_a_generic_type_vjp: number(), number(), =&1.5
    );
}

#[differentiable]
fn product(x: f64, y: f64) -> f64 {
    x * y
}

/// What a function gives has a name in one arm, beside an arm with a loop that may return.
#[differentiable]
fn called_beside_a_return(x: f64) -> f64 {
    let mut v = product(x, x);
    let w = if v > 1.0 {
        for _ in 0..2 {
            v /= 1.5;
            if v < 3.0 {
                return v;
            }
        }
        v
    } else if x > 0.7 {
        v
    } else {
        let y = product(v, v);
        y
    };
    product(w.powi(2), v) - v
}

#[test]
fn beside_a_return() {
    for x in [0.5, 0.8, 1.2, 2.5, -2.75, -0.5] {
        zoo!(
            called_beside_a_return, called_beside_a_return_grad, called_beside_a_return_grad_into,
            called_beside_a_return_vjp: x
        );
    }
}
