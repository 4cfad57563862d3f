//! Sums in loops with ways out of their own: each trip is gone back through right after it, if nothing but the sum is of interest after the loop.

use grad::differentiable;

use crate::harness::{number, positive};

const CODES: [&[u8]; 9] =
    [&[], &[0], &[3], &[4], &[0, 1, 2, 0], &[0, 1, 3, 1], &[1, 0, 4, 0], &[2, 2, 5, 0, 1], &[0, 1, 6, 1, 1]];

/// Each code is one way for a trip to end. What is returned may be a constant or not.
#[differentiable]
fn by_codes(x: f64, y: f64, codes: &[u8]) -> f64 {
    let mut sum = 0.0;
    for (i, code) in codes.iter().enumerate() {
        match code {
            0 => sum += (x * (1.0 + i as f64)).sin(),
            1 => {
                if i > 1 {
                    continue;
                }
                sum -= y * x;
            }
            2 => continue,
            3 => return 7.5,
            4 => return y,
            5 => break,
            _ => {
                sum += y.exp();
                break;
            }
        }
        sum += 0.25 * y;
    }
    sum * sum * y
}

/// All that is returned is constant.
#[differentiable]
fn or_nothing(x: f64, y: f64, codes: &[u8]) -> f64 {
    let mut sum = 0.0;
    for (i, code) in codes.iter().enumerate() {
        if *code == 3 {
            return f64::MAX;
        }
        let term = match code {
            0 => (x * (1.0 + i as f64)).sin(),
            1 if i > 1 => continue,
            2 | 5 => break,
            6 => return -1.0,
            _ => x * y,
        };
        sum += term * y;
    }
    sum.exp() + x
}

/// What is returned in the same branch is another argument as it is: the way that returns a constant owes nothing to it.
#[differentiable]
fn an_argument_or_nothing(x: f64, y: f64, codes: &[u8]) -> f64 {
    let mut sum = 0.0;
    for code in codes {
        match code {
            3 => return 2.0,
            4 => return y,
            5 => return x,
            _ => {}
        }
        sum += x * y;
    }
    sum.sin()
}

/// A sum that starts anew: the ways that keep it are not the only ones.
#[differentiable]
fn begun_anew(x: f64, y: f64, codes: &[u8]) -> f64 {
    let mut sum = x;
    for code in codes {
        match code {
            3 => return 1.0,
            4 => sum = 0.5,
            5 => break,
            _ => sum += x.cos() * y,
        }
    }
    sum * sum
}

/// Two sums, one of which is not looked at on one of the ways.
#[differentiable]
fn two_sums(x: f64, y: f64, codes: &[u8]) -> f64 {
    let (mut a, mut b) = (0.0, 1.0);
    for code in codes {
        match code {
            3 => return 1.0,
            4 => return b,
            5 => {
                b += x.exp();
                break;
            }
            0 => continue,
            _ => a += (x * y).sin(),
        }
        b += y;
    }
    a.exp() * b
}

/// A buffer that changes on ways out whose result is a constant, and on others.
#[differentiable]
fn with_a_buffer(x: f64, y: f64, codes: &[u8]) -> f64 {
    let mut buffer = [0.0; 4];
    let mut sum = 0.0;
    for (i, code) in codes.iter().enumerate() {
        buffer[i % 4] = x * i as f64;
        match code {
            3 => {
                buffer[0] = y;
                return buffer[0] * buffer[1];
            }
            4 => {
                buffer.fill(9.0);
                return 1.0;
            }
            _ => {}
        }
        sum += buffer[i % 4] * y;
    }
    sum + buffer[0] + buffer[1]
}

/// What breaks is the sum itself, an argument, or a constant.
#[differentiable]
fn value_of_a_loop_that_sums(x: f64, y: f64, codes: &[u8]) -> f64 {
    let mut sum = 0.0;
    let mut i = 0;
    let last = loop {
        if i >= codes.len() {
            break sum;
        }
        let term = match codes[i] {
            0 => x,
            1 => x * y,
            2 => {
                i += 2;
                continue;
            }
            3 => return -1.0,
            4 => break y,
            5 => break sum + x,
            _ => break 3.0,
        };
        sum += term.exp();
        i += 1;
    };
    last * y + sum
}

#[test]
fn ways_out() {
    for codes in CODES {
        zoo!(with_a_buffer, with_a_buffer_grad, with_a_buffer_grad_into, with_a_buffer_vjp: number(), number(), =codes);
        zoo!(
            value_of_a_loop_that_sums, value_of_a_loop_that_sums_grad, value_of_a_loop_that_sums_grad_into,
            value_of_a_loop_that_sums_vjp: number(), number(), =codes
        );
        zoo!(by_codes, by_codes_grad, by_codes_grad_into, by_codes_vjp: number(), number(), =codes);
        zoo!(or_nothing, or_nothing_grad, or_nothing_grad_into, or_nothing_vjp: number(), number(), =codes);
        zoo!(
            an_argument_or_nothing, an_argument_or_nothing_grad, an_argument_or_nothing_grad_into,
            an_argument_or_nothing_vjp: number(), number(), =codes
        );
        zoo!(begun_anew, begun_anew_grad, begun_anew_grad_into, begun_anew_vjp: number(), number(), =codes);
        zoo!(two_sums, two_sums_grad, two_sums_grad_into, two_sums_vjp: number(), number(), =codes);
    }
}

/// Loops that say themselves when they end.
#[differentiable]
fn counted_by_hand(x: f64, rate: f64, n: usize) -> f64 {
    let mut total = 0.0;
    let mut i = 0;
    loop {
        if i == n {
            break;
        }
        i += 1;
        if i % 3 == 0 {
            continue;
        }
        if i > 40 {
            return 0.0;
        }
        total += (rate * x * i as f64).cos();
    }
    total.powi(2)
}

/// The sum decides when it is enough.
#[differentiable(constant(enough))]
fn until_enough(x: f64, y: f64, enough: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..30 {
        if sum > enough {
            break;
        }
        sum += x * x / (1.0 + i as f64) + 0.1 * y.sin();
    }
    sum * y
}

/// The outer loop is left from within the inner one.
#[differentiable]
fn rows_until(x: f64, y: f64, codes: &[u8]) -> f64 {
    let mut sum = 0.0;
    'rows: for row in 0..3 {
        for (i, code) in codes.iter().enumerate() {
            match code {
                2 => continue 'rows,
                3 if row == 1 => break 'rows,
                4 if row == 2 => return -3.0,
                _ => {}
            }
            sum += (x * y + (row + i) as f64).ln_1p();
        }
        sum += y * y;
    }
    sum.sqrt()
}

/// What leaves is an argument as it is, and all trips but the last owe nothing.
#[differentiable]
fn an_argument_at_last(x: f64, y: f64, n: usize) -> f64 {
    let mut i = 0;
    let last = loop {
        i += 1;
        if i > n {
            break y;
        }
        if i == 40 {
            break x;
        }
    };
    last * x
}

#[test]
fn loops_of_other_kinds() {
    for n in [0, 1, 2, 7, 60] {
        zoo!(counted_by_hand, counted_by_hand_grad, counted_by_hand_grad_into, counted_by_hand_vjp: number(), number(), =n);
    }
    for n in [0, 1, 3, 60] {
        zoo!(an_argument_at_last, an_argument_at_last_grad, an_argument_at_last_grad_into, an_argument_at_last_vjp: number(), number(), =n);
    }
    for enough in [-1.0, 0.7, 100.0] {
        zoo!(until_enough, until_enough_grad, until_enough_grad_into, until_enough_vjp: number(), number(), =enough);
    }
    for codes in CODES {
        zoo!(rows_until, rows_until_grad, rows_until_grad_into, rows_until_vjp: positive(), positive(), =codes);
    }
}

#[differentiable]
fn decay(x: f64, rate: f64) -> f64 {
    (-rate * x * x).exp()
}

/// Calls, and data that carries derivatives itself.
#[differentiable]
fn likelihood(rate: f64, scale: f64, xs: &[f64], codes: &[u8]) -> f64 {
    let mut sum = 0.0;
    for (x, code) in xs.iter().zip(codes) {
        if *code == 3 {
            return f64::NEG_INFINITY;
        }
        sum += decay(*x, rate) * scale;
    }
    sum.ln_1p()
}

/// Calls, with data that does not.
#[differentiable(constant(xs))]
fn likelihood_of_data(rate: f64, scale: f64, xs: &[f64], codes: &[u8]) -> f64 {
    let mut sum = 0.0;
    for (x, code) in xs.iter().zip(codes) {
        match code {
            3 => return -1000.0,
            5 => break,
            _ => sum += decay(*x, rate) * scale,
        }
    }
    sum.ln_1p()
}

#[test]
fn with_calls() {
    let xs = [0.3, -0.7, 1.1, 0.4, -0.2];
    for codes in CODES {
        if !codes.contains(&3) {
            zoo!(
                likelihood, likelihood_grad, likelihood_grad_into, likelihood_vjp:
                positive(), positive(), &crate::harness::numbers(5), =codes
            );
        }
        zoo!(
            likelihood_of_data, likelihood_of_data_grad, likelihood_of_data_grad_into, likelihood_of_data_vjp:
            positive(), positive(), =&xs, =codes
        );
    }
}

/// Single precision, and a sum of other precision than its terms.
#[differentiable]
fn in_single_precision(x: f32, y: f64, codes: &[u8]) -> f64 {
    let mut sum = 0.0;
    for code in codes {
        if *code == 3 {
            return 0.0;
        }
        sum += f64::from(x * x) * y;
    }
    sum.sin()
}

#[test]
fn of_two_precisions() {
    for codes in CODES {
        let (x, y) = (0.75_f32, 0.5);
        let (value, (d_x, d_y)) = in_single_precision_grad(x, y, codes);
        assert_eq!(value, in_single_precision(x, y, codes));
        let n = if codes.contains(&3) { 0.0 } else { codes.len() as f64 };
        let square = f64::from(x * x);
        let slope = (n * square * y).cos();
        assert!((f64::from(d_x) - slope * n * 2.0 * f64::from(x) * y).abs() < 1e-6, "{codes:?}: {d_x}");
        assert!((d_y - slope * n * square).abs() < 1e-12, "{codes:?}: {d_y}");
    }
}
