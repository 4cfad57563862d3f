//! Ways out of a loop: `break`, `continue`, labels, values of loops, and early returns, also from within several loops.

use crate::harness::{LENGTHS, between, matrix, number, numbers, positive};

const ZERO: f64 = 0.0;
const ONE: f64 = 1.0;

both! {
    #[differentiable]
    fn break_in_a_for(xs: &[f64], bound: f64) -> f64 {
        let mut sum = ZERO;
        for x in xs {
            sum += x * x;
            if sum > bound {
                break;
            }
            sum *= 1.1;
        }
        sum
    }

    #[differentiable]
    fn break_on_the_index(xs: &[f64], last: usize) -> f64 {
        let mut product = ONE;
        for (i, x) in xs.iter().enumerate() {
            if i == last {
                break;
            }
            product *= x;
        }
        product
    }

    #[differentiable]
    fn continue_in_a_for(xs: &[f64], y: f64) -> f64 {
        let mut state = y;
        for (i, x) in xs.iter().enumerate() {
            if i % 3 == 1 {
                continue;
            }
            state *= x + 0.5;
            if *x < 0.0 {
                continue;
            }
            state += x * y;
        }
        state
    }

    #[differentiable]
    fn skips_half_of_the_work(xs: &[f64]) -> f64 {
        let mut small = ONE;
        let mut large = ONE;
        for &x in xs {
            small *= x;
            if x.abs() < 1.0 {
                small += large;
                continue;
            }
            large += small * x;
        }
        small * large
    }

    #[differentiable]
    fn break_of_the_outer_loop(rows: [[f64; 3]; 3], bound: f64) -> f64 {
        let mut sum = ZERO;
        'rows: for row in &rows {
            for x in row {
                sum += x * x;
                if sum > bound {
                    break 'rows;
                }
            }
            sum *= row[0] + 2.0;
        }
        sum.sqrt()
    }

    #[differentiable]
    fn continue_of_the_outer_loop(rows: [[f64; 3]; 3], y: f64) -> f64 {
        let mut product = y;
        'rows: for row in rows {
            let mut sum = y;
            for x in row {
                if x < -0.9 {
                    continue 'rows;
                }
                sum = sum * x + y;
            }
            product += sum * sum;
        }
        product
    }

    #[differentiable]
    fn labels_by_index(x: f64, n: usize) -> f64 {
        let mut y = x;
        'outer: for i in 0..n {
            'inner: for j in 0..n {
                if (i + j) % 4 == 3 {
                    continue 'outer;
                }
                if j > i {
                    break 'inner;
                }
                if i * j == 6 {
                    break 'outer;
                }
                y = (y * x + f64::from(j as u32)).sin();
            }
            y += x;
        }
        y
    }

    #[differentiable]
    fn value_of_a_loop(x: f64, bound: f64) -> f64 {
        let mut y = x * x;
        let mut n = 0;
        let found = loop {
            if y > bound {
                break y - bound;
            }
            if n == 7 {
                break x;
            }
            y = y * 1.4 + 0.05;
            n += 1;
        };
        found * y
    }

    #[differentiable]
    fn value_of_a_labelled_loop(x: f64, y: f64) -> f64 {
        let mut a = x;
        let value = 'search: loop {
            let mut b = y;
            a = a * 0.5 + 1.0;
            for k in 1..4 {
                b = b * a - 0.2;
                if b > 2.0 {
                    break 'search a * b;
                }
                if a > 1.9 {
                    break 'search b + f64::from(k);
                }
            }
        };
        value * value
    }

    #[differentiable]
    fn pair_from_a_loop(x: f64, y: f64) -> f64 {
        let mut a = x;
        let mut n = 0;
        let (first, second) = loop {
            n += 1;
            a = a.sin() * y + 0.3;
            if n > 3 {
                break (a, a * x);
            }
        };
        first * second + second
    }

    #[differentiable]
    fn early_return_from_a_for(xs: &[f64], bound: f64) -> f64 {
        let mut sum = ONE;
        for x in xs {
            if x.abs() > bound {
                return sum * x;
            }
            sum += x * x;
        }
        sum.ln()
    }

    #[differentiable]
    fn early_return_from_nested_loops(rows: [[f64; 3]; 3], x: f64) -> f64 {
        let mut sum = x;
        for (i, row) in rows.iter().enumerate() {
            let mut product = ONE;
            for a in row {
                product *= a;
                if product.abs() > 2.0 {
                    return product * sum;
                }
            }
            sum += product * f64::from(i as u32 + 1);
            if sum < -1.0 {
                return sum * sum;
            }
        }
        sum
    }

    #[differentiable]
    fn early_return_from_a_while(x: f64, y: f64) -> f64 {
        let mut a = x;
        let mut n = 0;
        while n < 6 {
            a = a * y + 0.7;
            if a > 3.0 {
                return a.sqrt();
            }
            let mut b = a;
            loop {
                b = 0.5 * b + 0.2;
                if b < -2.0 {
                    return b * x;
                }
                if b < 0.6 {
                    break;
                }
            }
            a += b * 0.1;
            n += 1;
        }
        a * x
    }

    #[differentiable]
    fn returns_before_between_and_after(xs: &[f64], y: f64) -> f64 {
        if xs.is_empty() {
            return y * y;
        }
        let mut sum = y;
        for x in xs {
            sum += x;
        }
        if sum > 1.0 {
            return sum * y;
        }
        for x in xs {
            sum *= x - 0.1;
        }
        if sum < 0.0 {
            return sum - y;
        }
        sum * sum
    }

    #[differentiable]
    fn returns_from_a_match(x: f64, codes: &[u8]) -> f64 {
        let mut y = x;
        for code in codes {
            match code {
                0 => y *= x,
                1 => continue,
                2 => return y * y,
                3 => {
                    y = y.sin();
                    break;
                }
                _ => {
                    let half = y * 0.5;
                    y += half * x;
                }
            }
            y += 0.25;
        }
        y * x
    }

    #[differentiable]
    fn zero_trips(x: f64, y: f64) -> f64 {
        let mut a = x * y;
        let none: [f64; 0] = [];
        for i in 3..3 {
            a *= f64::from(i);
        }
        for b in &none {
            a /= b;
        }
        while a > 100.0 {
            a = a.ln();
        }
        for _ in 5..2 {
            return y;
        }
        a * x
    }

    #[differentiable]
    fn broken_at_once(x: f64, y: f64) -> f64 {
        let mut a = x;
        for _ in 0..4 {
            a *= y;
            break;
        }
        loop {
            a += x;
            break;
        }
        a * a
    }

    #[differentiable]
    fn state_kept_over_a_break(xs: &[f64], bound: f64) -> f64 {
        let mut last = bound;
        let mut count = ZERO;
        for x in xs {
            let candidate = last * 0.5 + x;
            if candidate > bound {
                count += candidate * last;
                break;
            }
            last = candidate;
            count += 1.0;
        }
        last * count
    }
}

#[test]
fn breaks() {
    for n in LENGTHS {
        zoo!(
            break_in_a_for, break_in_a_for_grad, break_in_a_for_grad_into, break_in_a_for_vjp, duals::break_in_a_for:
            &numbers(n), between(1.0, 4.0)
        );
        zoo!(
            break_on_the_index, break_on_the_index_grad, break_on_the_index_grad_into, break_on_the_index_vjp,
            duals::break_on_the_index: &numbers(n), =2
        );
        zoo!(
            state_kept_over_a_break, state_kept_over_a_break_grad, state_kept_over_a_break_grad_into,
            state_kept_over_a_break_vjp, duals::state_kept_over_a_break: &numbers(n), positive()
        );
    }
    zoo!(
        broken_at_once, broken_at_once_grad, broken_at_once_grad_into, broken_at_once_vjp, duals::broken_at_once:
        number(), number()
    );
    zoo!(zero_trips, zero_trips_grad, zero_trips_grad_into, zero_trips_vjp, duals::zero_trips: number(), number());
}

#[test]
fn continues() {
    for n in LENGTHS {
        zoo!(
            continue_in_a_for, continue_in_a_for_grad, continue_in_a_for_grad_into, continue_in_a_for_vjp,
            duals::continue_in_a_for: &numbers(n), number()
        );
        zoo!(
            skips_half_of_the_work, skips_half_of_the_work_grad, skips_half_of_the_work_grad_into,
            skips_half_of_the_work_vjp, duals::skips_half_of_the_work: &numbers(n)
        );
    }
}

#[test]
fn labels() {
    for bound in [0.5, 3.0, 1000.0] {
        zoo!(
            break_of_the_outer_loop, break_of_the_outer_loop_grad, break_of_the_outer_loop_grad_into,
            break_of_the_outer_loop_vjp, duals::break_of_the_outer_loop: matrix(), bound
        );
    }
    zoo!(
        continue_of_the_outer_loop, continue_of_the_outer_loop_grad, continue_of_the_outer_loop_grad_into,
        continue_of_the_outer_loop_vjp, duals::continue_of_the_outer_loop: matrix(), number()
    );
    for n in LENGTHS {
        zoo!(
            labels_by_index, labels_by_index_grad, labels_by_index_grad_into, labels_by_index_vjp,
            duals::labels_by_index: number(), =n
        );
    }
}

#[test]
fn values_of_loops() {
    for bound in [0.1, 2.0, 1000.0] {
        zoo!(
            value_of_a_loop, value_of_a_loop_grad, value_of_a_loop_grad_into, value_of_a_loop_vjp,
            duals::value_of_a_loop: number(), bound
        );
    }
    zoo!(
        value_of_a_labelled_loop, value_of_a_labelled_loop_grad, value_of_a_labelled_loop_grad_into,
        value_of_a_labelled_loop_vjp, duals::value_of_a_labelled_loop: number(), positive()
    );
    zoo!(
        pair_from_a_loop, pair_from_a_loop_grad, pair_from_a_loop_grad_into, pair_from_a_loop_vjp,
        duals::pair_from_a_loop: number(), number()
    );
}

#[test]
fn returns() {
    for n in LENGTHS {
        zoo!(
            early_return_from_a_for, early_return_from_a_for_grad, early_return_from_a_for_grad_into,
            early_return_from_a_for_vjp, duals::early_return_from_a_for: &numbers(n), between(1.0, 2.0)
        );
        zoo!(
            returns_before_between_and_after, returns_before_between_and_after_grad,
            returns_before_between_and_after_grad_into, returns_before_between_and_after_vjp,
            duals::returns_before_between_and_after: &numbers(n), number()
        );
    }
    zoo!(
        early_return_from_nested_loops, early_return_from_nested_loops_grad, early_return_from_nested_loops_grad_into,
        early_return_from_nested_loops_vjp, duals::early_return_from_nested_loops: matrix(), number()
    );
    zoo!(
        early_return_from_a_while, early_return_from_a_while_grad, early_return_from_a_while_grad_into,
        early_return_from_a_while_vjp, duals::early_return_from_a_while: number(), number()
    );
    for codes in [&[][..], &[2], &[0, 3, 2], &[1, 7, 0, 1], &[7, 0, 1, 2, 0], &[3]] {
        zoo!(
            returns_from_a_match, returns_from_a_match_grad, returns_from_a_match_grad_into, returns_from_a_match_vjp,
            duals::returns_from_a_match: number(), =codes
        );
    }
}
