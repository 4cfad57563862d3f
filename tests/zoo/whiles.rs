//! `while` and `loop`: how often they go round may depend on active values.

use crate::harness::{LENGTHS, between, number, numbers, positive, positives};

const ZERO: f64 = 0.0;
const HALF: f64 = 0.5;
const ONE: f64 = 1.0;

both! {
    #[differentiable]
    fn counted(x: f64, n: usize) -> f64 {
        let mut y = x;
        let mut i = 0;
        while i < n {
            y = y * x + f64::from(i as u32);
            i += 1;
        }
        y
    }

    #[differentiable]
    fn halved_until_small(x: f64, limit: f64) -> f64 {
        let mut y = x * x;
        let mut sum = ZERO;
        while y > limit {
            y *= 0.5;
            sum += y.sin();
        }
        sum + y
    }

    #[differentiable]
    fn newton_root(a: f64) -> f64 {
        let mut x = a;
        while (x * x - a).abs() > 1e-3 {
            x = 0.5 * (x + a / x);
        }
        x
    }

    #[differentiable]
    fn index_and_value(xs: &[f64], bound: f64) -> f64 {
        let mut i = 0;
        let mut sum = ZERO;
        while i < xs.len() && sum < bound {
            sum += xs[i] * xs[i];
            i += 1;
        }
        sum * f64::from(i as u32)
    }

    #[differentiable]
    fn down_to_zero(xs: &[f64]) -> f64 {
        let mut i = xs.len();
        let mut value = ONE;
        while i > 0 {
            i -= 1;
            value = value * xs[i] + 1.0 / (1.0 + value * value);
        }
        value
    }

    #[differentiable]
    fn two_ends(xs: &[f64]) -> f64 {
        let (mut low, mut high) = (0, xs.len());
        let mut sum = ZERO;
        while low + 1 < high {
            high -= 1;
            sum += xs[low] * xs[high];
            low += 1;
        }
        sum
    }

    #[differentiable]
    fn arithmetic_geometric_mean(a: f64, b: f64) -> f64 {
        let (mut a, mut b) = (a, b);
        while (a - b).abs() > 1e-9 {
            (a, b) = (0.5 * (a + b), (a * b).sqrt());
        }
        a
    }

    #[differentiable]
    fn bisection(target: f64) -> f64 {
        let mut low = ZERO;
        let mut high = target + 1.0;
        let mut steps = 0;
        while steps < 6 {
            let middle = 0.5 * (low + high);
            if middle * middle < target {
                low = middle;
            } else {
                high = middle;
            }
            steps += 1;
        }
        low + high * target
    }

    #[differentiable]
    fn series_until_converged(x: f64) -> f64 {
        let mut term = ONE;
        let mut sum = ZERO;
        let mut k = 1;
        while term.abs() > 1e-6 {
            sum += term;
            term *= x / f64::from(k);
            k += 1;
        }
        sum
    }

    #[differentiable]
    fn nested_whiles(x: f64, n: usize) -> f64 {
        let mut outer = x;
        let mut i = 0;
        while i < n {
            let mut inner = outer.abs() + 2.0;
            while inner > 1.0 {
                inner *= 0.4;
                outer += 0.1 * inner * x;
            }
            outer = outer.sin() + inner;
            i += 1;
        }
        outer
    }

    #[differentiable]
    fn while_in_a_for(xs: &[f64], step: f64) -> f64 {
        let mut sum = ZERO;
        for x in xs {
            let mut rest = x * x;
            while rest > step {
                rest -= step;
                sum += rest * rest;
            }
            sum += rest;
        }
        sum
    }

    #[differentiable]
    fn loop_with_break(x: f64) -> f64 {
        let mut y = x;
        let mut count = 0;
        loop {
            y = 0.5 * y + x.cos();
            count += 1;
            if count == 5 || y > 3.0 {
                break;
            }
        }
        y * f64::from(count)
    }

    #[differentiable]
    fn loop_with_a_value(x: f64, limit: f64) -> f64 {
        let mut y = x.abs();
        let grown = loop {
            y = y * 1.5 + 0.1;
            if y > limit {
                break y * x;
            }
        };
        grown - y
    }

    #[differentiable]
    fn loop_left_in_the_middle(xs: &[f64]) -> f64 {
        let mut product = ONE;
        let mut i = 0;
        loop {
            if i >= xs.len() {
                break;
            }
            product *= xs[i] + 0.5;
            if product.abs() > 4.0 {
                break;
            }
            product += HALF;
            i += 1;
        }
        product
    }

    #[differentiable]
    fn while_with_continue(xs: &[f64], y: f64) -> f64 {
        let mut i = 0;
        let mut state = y;
        while i < xs.len() {
            let x = xs[i];
            i += 1;
            if x < 0.0 {
                continue;
            }
            state = state * x + y;
        }
        state
    }

    #[differentiable]
    fn collatz(x: f64, n: u32) -> f64 {
        let mut n = n;
        let mut y = x;
        while n > 1 {
            if n % 2 == 0 {
                n /= 2;
                y *= x;
            } else {
                n = 3 * n + 1;
                y = y.sin() + x;
            }
        }
        y
    }

    #[differentiable]
    fn fixed_point(a: f64) -> f64 {
        let mut x = ONE;
        let mut change = ONE;
        let mut rounds = 0;
        while change > 1e-8 && rounds < 60 {
            let next = (a * x).cos();
            change = (next - x).abs();
            x = next;
            rounds += 1;
        }
        x
    }
}

#[test]
fn counting() {
    for n in LENGTHS {
        zoo!(counted, counted_grad, counted_grad_into, counted_vjp, duals::counted: number(), =n);
        zoo!(
            down_to_zero, down_to_zero_grad, down_to_zero_grad_into, down_to_zero_vjp, duals::down_to_zero: &numbers(n)
        );
        zoo!(two_ends, two_ends_grad, two_ends_grad_into, two_ends_vjp, duals::two_ends: &numbers(n));
        zoo!(
            while_with_continue, while_with_continue_grad, while_with_continue_grad_into, while_with_continue_vjp,
            duals::while_with_continue: &numbers(n), number()
        );
    }
    zoo!(bisection, bisection_grad, bisection_grad_into, bisection_vjp, duals::bisection: positive());
    for n in [0, 1, 2, 6, 7] {
        zoo!(collatz, collatz_grad, collatz_grad_into, collatz_vjp, duals::collatz: number(), =n);
    }
}

#[test]
fn conditions_on_active_values() {
    // The first one never goes round.
    for limit in [5.0, 0.9, 0.1] {
        zoo!(
            halved_until_small, halved_until_small_grad, halved_until_small_grad_into, halved_until_small_vjp,
            duals::halved_until_small: number(), limit
        );
    }
    zoo!(newton_root, newton_root_grad, newton_root_grad_into, newton_root_vjp, duals::newton_root: between(0.5, 9.0));
    for n in LENGTHS {
        zoo!(
            index_and_value, index_and_value_grad, index_and_value_grad_into, index_and_value_vjp,
            duals::index_and_value: &numbers(n), between(1.0, 6.0)
        );
        zoo!(
            nested_whiles, nested_whiles_grad, nested_whiles_grad_into, nested_whiles_vjp, duals::nested_whiles:
            number(), =n
        );
        zoo!(
            while_in_a_for, while_in_a_for_grad, while_in_a_for_grad_into, while_in_a_for_vjp, duals::while_in_a_for:
            &positives(n), between(0.2, 0.9)
        );
    }
    zoo!(
        arithmetic_geometric_mean, arithmetic_geometric_mean_grad, arithmetic_geometric_mean_grad_into,
        arithmetic_geometric_mean_vjp, duals::arithmetic_geometric_mean: positive(), positive()
    );
    zoo!(
        series_until_converged, series_until_converged_grad, series_until_converged_grad_into, series_until_converged_vjp,
        duals::series_until_converged: number()
    );
    zoo!(fixed_point, fixed_point_grad, fixed_point_grad_into, fixed_point_vjp, duals::fixed_point: between(0.3, 0.9));
}

#[test]
fn loops() {
    zoo!(
        loop_with_break, loop_with_break_grad, loop_with_break_grad_into, loop_with_break_vjp, duals::loop_with_break:
        number()
    );
    for limit in [0.5, 3.0, 20.0] {
        zoo!(
            loop_with_a_value, loop_with_a_value_grad, loop_with_a_value_grad_into, loop_with_a_value_vjp,
            duals::loop_with_a_value: number(), limit
        );
    }
    for n in LENGTHS {
        zoo!(
            loop_left_in_the_middle, loop_left_in_the_middle_grad, loop_left_in_the_middle_grad_into,
            loop_left_in_the_middle_vjp, duals::loop_left_in_the_middle: &numbers(n)
        );
    }
}
