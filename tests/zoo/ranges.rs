//! `for` over ranges: bounds of every kind, `rev`, `step_by`, nesting, and what loops carry.

use crate::harness::{LENGTHS, array, matrix, number, numbers, positive};

const ZERO: f64 = 0.0;
const ONE: f64 = 1.0;

both! {
    #[differentiable]
    fn up_to_the_length(xs: &[f64]) -> f64 {
        let mut sum = ZERO;
        for i in 0..xs.len() {
            sum += xs[i] * xs[i] * f64::from(i as u32);
        }
        sum
    }

    #[differentiable]
    fn inclusive(x: f64, n: u32) -> f64 {
        let mut product = ONE;
        for i in 1..=n {
            product *= x + f64::from(i);
        }
        product
    }

    #[differentiable]
    fn inclusive_indices(xs: &[f64]) -> f64 {
        let mut sum = ONE;
        for i in 0..xs.len() {
            let mut dot = ZERO;
            for j in 0..=i {
                dot += xs[j] * xs[i - j];
            }
            for j in (1..=i).rev() {
                sum = sum * (xs[j - 1] - xs[j]) * 0.5 + dot;
            }
            for j in (0..=i).step_by(2) {
                sum += xs[j] * dot;
            }
            for j in (1..=i / 2).rev().step_by(3) {
                if j % 2 == 0 {
                    continue;
                }
                sum += xs[j].sin() * xs[0];
            }
            // Nothing, the bounds that are written down, and an index that is none.
            for j in i + 1..=i {
                sum *= xs[j];
            }
            for j in 0..=2 {
                sum += xs[i] * xs[j.min(i)];
            }
            for power in 1..=i as i32 {
                sum += xs[i].powi(power) * 0.1;
            }
            let last = 0;
            for j in 0..=last {
                sum -= xs[j] * 0.5;
            }
        }
        sum
    }

    #[differentiable]
    fn inner_elements(xs: &[f64]) -> f64 {
        let mut roughness = ZERO;
        for i in 1..xs.len().saturating_sub(1) {
            let bend = xs[i - 1] - 2.0 * xs[i] + xs[i + 1];
            roughness += bend * bend;
        }
        roughness
    }

    #[differentiable]
    fn horner(coefficients: &[f64], x: f64) -> f64 {
        let mut value = ZERO;
        for i in (0..coefficients.len()).rev() {
            value = value * x + coefficients[i];
        }
        value
    }

    #[differentiable]
    fn every_second(xs: &[f64]) -> f64 {
        let mut product = ONE;
        for i in (0..xs.len()).step_by(2) {
            product *= xs[i].sin();
        }
        product
    }

    #[differentiable]
    fn backwards_in_steps(xs: &[f64], decay: f64) -> f64 {
        let mut state = ONE;
        for i in (0..xs.len()).rev().step_by(3) {
            state = state * decay + xs[i] * xs[i];
        }
        for i in (0..xs.len()).step_by(3).rev() {
            state = state * xs[i] + decay;
        }
        state
    }

    // The steps of an `i64` do not know how many they are.
    #[differentiable]
    fn long_steps(x: f64, y: f64, n: i64) -> f64 {
        let mut state = x;
        for k in (1_i64 - n..n).step_by(3) {
            let k = k as i32;
            state = (state * y).sin() * (f64::from(k) + 0.5);
        }
        for k in (0..n as u32).step_by(2).rev() {
            state = state * x + y.sin() * f64::from(k);
        }
        state
    }

    #[differentiable]
    fn below_zero(x: f64, y: f64) -> f64 {
        let mut sum = ZERO;
        for k in -2..=2 {
            let turned = (x + y * f64::from(k)).sin();
            sum += turned * turned * f64::from(k * k + 1);
        }
        sum
    }

    #[differentiable]
    fn computed_bounds(xs: &[f64]) -> f64 {
        let n = xs.len();
        let mut sum = ZERO;
        for i in n / 2..n - n / 4 {
            sum += xs[i] * xs[n - 1 - i];
        }
        sum
    }

    #[differentiable]
    fn all_pairs(xs: &[f64], width: f64) -> f64 {
        let mut energy = ZERO;
        for i in 0..xs.len() {
            for j in 0..xs.len() {
                let distance = (xs[i] - xs[j]) / width;
                energy += (-distance * distance).exp();
            }
        }
        energy
    }

    #[differentiable]
    fn pairs_once(xs: &[f64]) -> f64 {
        let mut product = ONE;
        for i in 0..xs.len() {
            for j in i + 1..xs.len() {
                product *= xs[j] - xs[i] + 4.0;
            }
            product *= 0.1;
        }
        product
    }

    #[differentiable]
    fn three_deep(a: [[f64; 3]; 2], b: [[f64; 2]; 3]) -> f64 {
        let mut c = [[ZERO; 2]; 2];
        for i in 0..2 {
            for j in 0..2 {
                for k in 0..3 {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        c[0][0] * c[1][1] - c[0][1] * c[1][0]
    }

    #[differentiable]
    fn two_scalars_carried(x: f64, v: f64, n: usize) -> f64 {
        let mut position = x;
        let mut speed = v;
        for _ in 0..n {
            speed -= 0.1 * position.sin();
            position += 0.1 * speed;
        }
        position * position + speed
    }

    #[differentiable]
    fn tuple_carried(x: f64, y: f64, n: usize) -> f64 {
        let mut pair = (x, y);
        for _ in 0..n {
            pair = (pair.1, pair.0 * pair.1 + 0.5);
        }
        pair.0 * pair.1
    }

    #[differentiable]
    fn parts_of_a_tuple_carried(x: f64, y: f64, n: usize) -> f64 {
        let mut pair = (x, y);
        for _ in 0..n {
            pair.0 *= 0.5 + pair.1 * 0.25;
            pair.1 += pair.0 * x;
        }
        pair.0 - pair.1
    }

    #[differentiable]
    fn array_carried(start: [f64; 3], n: usize) -> f64 {
        let mut p = start;
        for _ in 0..n {
            p = [p[1], p[2], (p[0] * p[1]).sin() + p[2] * 0.5];
        }
        p[0] + p[1] * p[2]
    }

    #[differentiable]
    fn elements_carried(start: [f64; 3], rate: f64, n: usize) -> f64 {
        let mut p = start;
        for step in 0..n {
            p[step % 3] += rate * p[(step + 1) % 3];
            p[2] *= p[0];
        }
        p[0] * p[1] + p[2]
    }

    #[differentiable]
    fn logistic_map(x: f64, growth: f64, n: usize) -> f64 {
        let mut x = x;
        for _ in 0..n {
            x = growth * x * (1.0 - x);
        }
        x
    }

    #[differentiable]
    fn branches_on_the_index(xs: &[f64], y: f64) -> f64 {
        let mut sum = ZERO;
        let mut product = y;
        for i in 0..xs.len() {
            if i % 2 == 0 {
                sum += xs[i] * y;
            } else if i == 3 {
                product *= xs[i];
            } else {
                sum = sum * xs[i] + product;
            }
        }
        sum * product
    }

    #[differentiable]
    fn branches_on_active_values(xs: &[f64]) -> f64 {
        let mut positive = ONE;
        let mut negative = ZERO;
        for i in 0..xs.len() {
            if xs[i] > 0.0 {
                positive *= xs[i];
            } else {
                negative += xs[i] * positive;
            }
        }
        positive * positive + negative
    }

    #[differentiable]
    fn matches_in_the_loop(x: f64, codes: &[u8]) -> f64 {
        let mut y = x;
        for i in 0..codes.len() {
            y = match codes[i] {
                0 => y * x,
                1 | 2 => y.sin() + x,
                3..=5 if i > 2 => y / (2.0 + y * y),
                _ => y - 0.5,
            };
        }
        y
    }

    #[differentiable]
    fn if_let_in_the_loop(x: f64, table: &[Option<i32>]) -> f64 {
        let mut y = x;
        for i in 0..table.len() + 1 {
            if let Some(Some(k)) = table.get(i) {
                y = y * x + f64::from(*k);
            } else {
                y *= 0.75;
            }
        }
        y * y
    }

    #[differentiable]
    fn loop_after_loop(xs: &[f64]) -> f64 {
        let mut mean = ZERO;
        for i in 0..xs.len() {
            mean += xs[i];
        }
        mean /= f64::from(xs.len() as u32 + 1);
        let mut variance = ZERO;
        for i in 0..xs.len() {
            variance += (xs[i] - mean).powi(2);
        }
        (variance + 1.0).sqrt() * mean
    }

    #[differentiable]
    fn carried_through_two_levels(x: f64, y: f64, n: usize) -> f64 {
        let mut outer = x;
        for i in 0..n {
            let mut inner = outer * y;
            for j in 0..i {
                inner = inner * 0.5 + outer * f64::from(j as u32);
                outer += 0.1 * inner;
            }
            outer = (outer + inner).sin();
        }
        outer
    }
}

#[test]
fn bounds() {
    for n in LENGTHS {
        zoo!(
            up_to_the_length, up_to_the_length_grad, up_to_the_length_grad_into, up_to_the_length_vjp,
            duals::up_to_the_length: &numbers(n)
        );
        zoo!(inclusive, inclusive_grad, inclusive_grad_into, inclusive_vjp, duals::inclusive: number(), =n as u32);
        zoo!(
            inclusive_indices, inclusive_indices_grad, inclusive_indices_grad_into, inclusive_indices_vjp,
            duals::inclusive_indices: &numbers(n)
        );
        zoo!(
            inner_elements, inner_elements_grad, inner_elements_grad_into, inner_elements_vjp, duals::inner_elements:
            &numbers(n)
        );
        zoo!(
            computed_bounds, computed_bounds_grad, computed_bounds_grad_into, computed_bounds_vjp,
            duals::computed_bounds: &numbers(n)
        );
    }
    zoo!(below_zero, below_zero_grad, below_zero_grad_into, below_zero_vjp, duals::below_zero: number(), number());
}

#[test]
fn reversed_and_stepped() {
    for n in LENGTHS {
        zoo!(horner, horner_grad, horner_grad_into, horner_vjp, duals::horner: &numbers(n), number());
        zoo!(
            every_second, every_second_grad, every_second_grad_into, every_second_vjp, duals::every_second: &numbers(n)
        );
        zoo!(
            backwards_in_steps, backwards_in_steps_grad, backwards_in_steps_grad_into, backwards_in_steps_vjp,
            duals::backwards_in_steps: &numbers(n), number()
        );
    }
}

#[test]
fn nested() {
    for n in LENGTHS {
        zoo!(all_pairs, all_pairs_grad, all_pairs_grad_into, all_pairs_vjp, duals::all_pairs: &numbers(n), positive());
        zoo!(pairs_once, pairs_once_grad, pairs_once_grad_into, pairs_once_vjp, duals::pairs_once: &numbers(n));
        zoo!(
            carried_through_two_levels, carried_through_two_levels_grad, carried_through_two_levels_grad_into,
            carried_through_two_levels_vjp, duals::carried_through_two_levels: number(), number(), =n
        );
    }
    zoo!(three_deep, three_deep_grad, three_deep_grad_into, three_deep_vjp, duals::three_deep: matrix(), matrix());
}

#[test]
fn carried() {
    for n in LENGTHS {
        zoo!(
            two_scalars_carried, two_scalars_carried_grad, two_scalars_carried_grad_into, two_scalars_carried_vjp,
            duals::two_scalars_carried: number(), number(), =n
        );
        zoo!(
            tuple_carried, tuple_carried_grad, tuple_carried_grad_into, tuple_carried_vjp, duals::tuple_carried:
            number(), number(), =n
        );
        zoo!(
            parts_of_a_tuple_carried, parts_of_a_tuple_carried_grad, parts_of_a_tuple_carried_grad_into,
            parts_of_a_tuple_carried_vjp, duals::parts_of_a_tuple_carried: number(), number(), =n
        );
        zoo!(
            array_carried, array_carried_grad, array_carried_grad_into, array_carried_vjp, duals::array_carried:
            array(), =n
        );
        zoo!(
            elements_carried, elements_carried_grad, elements_carried_grad_into, elements_carried_vjp,
            duals::elements_carried: array(), number(), =n
        );
        zoo!(
            logistic_map, logistic_map_grad, logistic_map_grad_into, logistic_map_vjp, duals::logistic_map:
            number(), number(), =n
        );
        zoo!(
            loop_after_loop, loop_after_loop_grad, loop_after_loop_grad_into, loop_after_loop_vjp,
            duals::loop_after_loop: &numbers(n)
        );
    }
}

#[test]
fn branches() {
    for n in LENGTHS {
        zoo!(
            branches_on_the_index, branches_on_the_index_grad, branches_on_the_index_grad_into, branches_on_the_index_vjp,
            duals::branches_on_the_index: &numbers(n), number()
        );
        zoo!(
            branches_on_active_values, branches_on_active_values_grad, branches_on_active_values_grad_into,
            branches_on_active_values_vjp, duals::branches_on_active_values: &numbers(n)
        );
        zoo!(
            matches_in_the_loop, matches_in_the_loop_grad, matches_in_the_loop_grad_into, matches_in_the_loop_vjp,
            duals::matches_in_the_loop: number(), =&[0, 1, 7, 5, 3, 2, 0][..n]
        );
        zoo!(
            if_let_in_the_loop, if_let_in_the_loop_grad, if_let_in_the_loop_grad_into, if_let_in_the_loop_vjp,
            duals::if_let_in_the_loop: number(), =&[Some(1), None, Some(-2), Some(0), None, None, Some(3)][..n]
        );
    }
}

#[test]
fn long_steps_of_any_number() {
    for n in 0..9 {
        zoo!(
            long_steps, long_steps_grad, long_steps_grad_into, long_steps_vjp, duals::long_steps:
            number(), number(), =n
        );
    }
}
