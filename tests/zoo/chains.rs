//! Iterator chains: every end, every step between, and closures that capture active locals.

use crate::harness::{LENGTHS, array, number, numbers, positive, rows};

const ZERO: f64 = 0.0;
const ONE: f64 = 1.0;

both! {
    #[differentiable]
    fn map_sum(xs: &[f64]) -> f64 {
        xs.iter().map(|x| x * x.sin()).sum()
    }

    #[differentiable]
    fn plain_sum_and_product(xs: &[f64], y: f64) -> f64 {
        xs.iter().sum::<f64>() * y + xs.iter().product::<f64>()
    }

    #[differentiable]
    fn copied_and_cloned(xs: &[f64]) -> f64 {
        let sum: f64 = xs.iter().copied().map(|x| x * x).sum();
        let product: f64 = xs.iter().cloned().map(|x| x + 2.0).product();
        sum * product
    }

    #[differentiable]
    fn zip_map_sum(xs: &[f64], ys: &[f64]) -> f64 {
        xs.iter().zip(ys).map(|(x, y)| x * y).sum::<f64>()
            + xs.iter().zip(ys.iter()).map(|(&x, &y)| (x - y).powi(2)).sum::<f64>()
    }

    #[differentiable]
    fn enumerate_map_sum(xs: &[f64], y: f64) -> f64 {
        xs.iter().enumerate().map(|(i, x)| (x * y).powi(i as i32)).sum()
    }

    #[differentiable]
    fn sums_as_elements(xs: &[f64], y: f64) -> f64 {
        let mut scores = [ZERO; 3];
        for j in 0..3 {
            scores[j] = xs.iter().map(|x| x * y).sum::<f64>();
        }
        scores[1] * y + scores[2]
    }

    #[differentiable]
    fn horner_by_fold(coefficients: &[f64], x: f64) -> f64 {
        coefficients.iter().rev().fold(ZERO, |value, c| value * x + c)
    }

    #[differentiable]
    fn largest_and_smallest(xs: &[f64]) -> f64 {
        let largest = xs.iter().fold(ZERO, |a, b| a.max(*b));
        let smallest = xs.iter().copied().fold(ZERO, |a, b| a.min(b));
        largest * largest + smallest * largest
    }

    #[differentiable]
    fn log_sum_exp(xs: &[f64], start: f64) -> f64 {
        let largest = xs.iter().fold(start, |a, &b| a.max(b));
        let sum: f64 = xs.iter().map(|x| (x - largest).exp()).sum();
        largest + (sum + (start - largest).exp()).ln()
    }

    #[differentiable]
    fn fold_of_a_pair(xs: &[f64], y: f64) -> f64 {
        let (sum, product) = xs.iter().fold((ZERO, y), |(sum, product), x| (sum + x * product, product * x));
        sum * product + sum
    }

    #[differentiable]
    fn collected(xs: &[f64], y: f64) -> f64 {
        let scaled = xs.iter().map(|x| x * y).collect::<Vec<_>>();
        let squares: Vec<f64> = scaled.iter().map(|s| s * s).collect();
        let mut sum = y;
        for i in 0..xs.len() {
            sum += squares[i] * scaled[xs.len() - 1 - i];
        }
        sum
    }

    #[differentiable]
    fn softmax_entropy(xs: &[f64]) -> f64 {
        let weights: Vec<_> = xs.iter().map(|x| x.exp()).collect();
        let total: f64 = weights.iter().sum();
        -weights.iter().map(|w| w / (total + 0.5)).map(|p| p * p.ln()).sum::<f64>()
    }

    #[differentiable]
    fn for_each_into_an_accumulator(xs: &[f64], y: f64) -> f64 {
        let mut sum = ZERO;
        let mut product = ONE;
        xs.iter().for_each(|x| {
            sum += x * product;
            product *= y;
        });
        sum * product
    }

    #[differentiable]
    fn for_each_in_place(xs: &[f64], y: f64) -> f64 {
        let mut work = xs.to_vec();
        work.iter_mut().for_each(|w| *w *= y);
        work.iter_mut().zip(xs).enumerate().for_each(|(i, (w, x))| *w += x * f64::from(i as u32));
        work.iter().map(|w| w.sin()).sum()
    }

    #[differentiable]
    fn filtered_by_value(xs: &[f64]) -> f64 {
        let positive: f64 = xs.iter().filter(|x| **x > 0.0).map(|x| x.ln()).sum();
        let small: f64 = xs.iter().copied().filter(|&x| x.abs() < 1.0).product();
        positive * small
    }

    #[differentiable]
    fn filtered_by_index(xs: &[f64]) -> f64 {
        xs.iter().enumerate().filter(|(i, _)| i % 3 != 1).map(|(_, x)| x * x).fold(ONE, |a, b| a + a * b)
    }

    #[differentiable]
    fn taken_and_skipped(xs: &[f64]) -> f64 {
        let head: f64 = xs.iter().take(2).product();
        let tail: f64 = xs.iter().skip(1).map(|x| x * x).sum();
        let middle: f64 = xs.iter().skip(2).take(3).sum();
        head * tail + middle * middle
    }

    #[differentiable]
    fn stepped(xs: &[f64]) -> f64 {
        let even: f64 = xs.iter().step_by(2).sum();
        let every_third: f64 = xs.iter().skip(1).step_by(3).map(|x| x.sin()).sum();
        even * even - every_third
    }

    #[differentiable]
    fn chained(xs: &[f64], ys: &[f64]) -> f64 {
        xs.iter().chain(ys).map(|x| x * x).sum::<f64>()
            + xs.iter().chain(ys.iter().rev()).fold(ONE, |a, x| (a * x).sin() + 1.0)
    }

    // As a perceptron has it: the inputs, and a one for the bias.
    #[differentiable]
    fn chained_to_constants(xs: &[f64], ys: &[f64]) -> f64 {
        let first = [ONE, -ONE];
        xs.iter().chain(&[ONE]).zip(ys).map(|(x, w)| (x * w).sin()).sum::<f64>()
            + first.iter().rev().chain(xs).zip(ys.iter().rev()).fold(ONE, |a, (x, w)| (a * *x).sin() + w)
    }

    #[differentiable]
    fn scanned(xs: &[f64], decay: f64) -> f64 {
        xs.iter()
            .scan(ZERO, |state, x| {
                *state = *state * decay + x;
                Some(*state)
            })
            .map(|s| s * s)
            .sum()
    }

    #[differentiable]
    fn scanned_and_collected(xs: &[f64]) -> f64 {
        let sums: Vec<f64> = xs
            .iter()
            .scan(ONE, |sum, &x| {
                *sum += x * x;
                Some(*sum)
            })
            .collect();
        xs.iter().zip(&sums).map(|(x, s)| x / s).sum()
    }

    #[differentiable]
    fn over_a_range(x: f64, y: f64, n: u32) -> f64 {
        (0..n).map(|k| (x * f64::from(k)).sin() * y).sum::<f64>()
            + (1..=n).rev().map(|k| x / f64::from(k)).fold(ONE, |a, b| a * b + y)
    }

    #[differentiable]
    fn ranges_over_indices(xs: &[f64], ys: &[f64]) -> f64 {
        let n = xs.len().min(ys.len());
        (0..n).map(|i| (0..=i).map(|j| xs[j] * ys[i - j]).sum::<f64>()).map(|c| c * c).sum()
    }

    #[differentiable]
    fn steps_of_a_range(xs: &[f64]) -> f64 {
        (0..xs.len()).step_by(2).map(|i| xs[i] * xs[xs.len() - 1 - i]).sum::<f64>()
            + (0..xs.len()).skip(1).filter(|i| i % 2 == 0).map(|i| xs[i].cos()).product::<f64>()
    }

    #[differentiable]
    fn windows_in_a_chain(xs: &[f64]) -> f64 {
        let roughness: f64 = xs.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum();
        let areas: f64 = xs.chunks(2).map(|c| c.iter().product::<f64>()).sum();
        let pairs: f64 = xs.chunks_exact(2).map(|c| c[0] / (2.0 + c[1] * c[1])).sum();
        roughness * areas + pairs
    }

    #[differentiable]
    fn rows_in_a_chain(rows: &[[f64; 2]], weights: [f64; 2]) -> f64 {
        rows.iter().map(|row| row.iter().zip(&weights).map(|(a, w)| a * w).sum::<f64>().tanh()).sum::<f64>()
            + rows.iter().map(|[a, b]| a * b).sum::<f64>()
    }

    #[differentiable]
    fn captured_locals(xs: &[f64], y: f64) -> f64 {
        let scale = y * y + 1.0;
        let shift = xs.iter().sum::<f64>() / scale;
        let mean_square: f64 = xs
            .iter()
            .map(|x| {
                let centered = x - shift;
                let scaled = centered / scale;
                scaled * scaled
            })
            .sum();
        mean_square.sqrt() * scale + shift
    }

    #[differentiable]
    fn captured_arrays(xs: &[f64], m: [[f64; 2]; 2]) -> f64 {
        let first = m[0];
        xs.iter().enumerate().map(|(i, x)| x * first[i % 2] + m[1][(i + 1) % 2]).map(|z| z * z).sum()
    }

    #[differentiable]
    fn branches_in_closures(xs: &[f64], y: f64) -> f64 {
        xs.iter()
            .map(|&x| {
                let shifted = x + y * y;
                if x > y {
                    x * y
                } else if shifted > 0.0 {
                    shifted.sqrt()
                } else {
                    x * x
                }
            })
            .sum()
    }

    #[differentiable]
    fn three_in_step(xs: &[f64], ys: &[f64], zs: &[f64]) -> f64 {
        xs.iter().zip(ys).zip(zs).map(|((x, y), z)| x * y * z).sum::<f64>().sin()
    }

    #[differentiable]
    fn chain_in_a_for(xs: &[f64], y: f64) -> f64 {
        let mut state = y;
        for (i, z) in xs.iter().map(|x| x * y).enumerate().skip(1).take(4) {
            state = state * z + f64::from(i as u32);
        }
        state
    }

    #[differentiable]
    fn chain_in_a_loop(xs: &[f64], n: usize) -> f64 {
        let mut xs = xs.to_vec();
        for _ in 0..n {
            let total: f64 = xs.iter().map(|x| x * x).sum();
            xs = xs.iter().map(|x| x / (1.0 + total)).collect();
        }
        xs.iter().sum()
    }
}

#[test]
fn ends() {
    for n in LENGTHS {
        zoo!(map_sum, map_sum_grad, map_sum_grad_into, map_sum_vjp, duals::map_sum: &numbers(n));
        zoo!(
            plain_sum_and_product, plain_sum_and_product_grad, plain_sum_and_product_grad_into, plain_sum_and_product_vjp,
            duals::plain_sum_and_product: &numbers(n), number()
        );
        zoo!(
            sums_as_elements, sums_as_elements_grad, sums_as_elements_grad_into, sums_as_elements_vjp,
            duals::sums_as_elements: &numbers(n), number()
        );
        zoo!(
            horner_by_fold, horner_by_fold_grad, horner_by_fold_grad_into, horner_by_fold_vjp, duals::horner_by_fold:
            &numbers(n), number()
        );
        zoo!(
            largest_and_smallest, largest_and_smallest_grad, largest_and_smallest_grad_into, largest_and_smallest_vjp,
            duals::largest_and_smallest: &numbers(n)
        );
        zoo!(
            log_sum_exp, log_sum_exp_grad, log_sum_exp_grad_into, log_sum_exp_vjp, duals::log_sum_exp:
            &numbers(n), number()
        );
        zoo!(
            fold_of_a_pair, fold_of_a_pair_grad, fold_of_a_pair_grad_into, fold_of_a_pair_vjp, duals::fold_of_a_pair:
            &numbers(n), number()
        );
        zoo!(collected, collected_grad, collected_grad_into, collected_vjp, duals::collected: &numbers(n), number());
        zoo!(
            softmax_entropy, softmax_entropy_grad, softmax_entropy_grad_into, softmax_entropy_vjp,
            duals::softmax_entropy: &numbers(n)
        );
    }
}

#[test]
fn for_each() {
    for n in LENGTHS {
        zoo!(
            for_each_into_an_accumulator, for_each_into_an_accumulator_grad, for_each_into_an_accumulator_grad_into,
            for_each_into_an_accumulator_vjp, duals::for_each_into_an_accumulator: &numbers(n), number()
        );
        zoo!(
            for_each_in_place, for_each_in_place_grad, for_each_in_place_grad_into, for_each_in_place_vjp,
            duals::for_each_in_place: &numbers(n), number()
        );
    }
}

#[test]
fn steps_between() {
    for n in LENGTHS {
        zoo!(
            copied_and_cloned, copied_and_cloned_grad, copied_and_cloned_grad_into, copied_and_cloned_vjp,
            duals::copied_and_cloned: &numbers(n)
        );
        zoo!(
            zip_map_sum, zip_map_sum_grad, zip_map_sum_grad_into, zip_map_sum_vjp, duals::zip_map_sum:
            &numbers(n), &numbers(n)
        );
        zoo!(
            enumerate_map_sum, enumerate_map_sum_grad, enumerate_map_sum_grad_into, enumerate_map_sum_vjp,
            duals::enumerate_map_sum: &numbers(n), number()
        );
        zoo!(
            filtered_by_value, filtered_by_value_grad, filtered_by_value_grad_into, filtered_by_value_vjp,
            duals::filtered_by_value: &numbers(n)
        );
        zoo!(
            filtered_by_index, filtered_by_index_grad, filtered_by_index_grad_into, filtered_by_index_vjp,
            duals::filtered_by_index: &numbers(n)
        );
        zoo!(
            taken_and_skipped, taken_and_skipped_grad, taken_and_skipped_grad_into, taken_and_skipped_vjp,
            duals::taken_and_skipped: &numbers(n)
        );
        zoo!(stepped, stepped_grad, stepped_grad_into, stepped_vjp, duals::stepped: &numbers(n));
        zoo!(
            chained_to_constants, chained_to_constants_grad, chained_to_constants_grad_into, chained_to_constants_vjp,
            duals::chained_to_constants:
            &numbers(n), &numbers(n + 1)
        );
        zoo!(chained, chained_grad, chained_grad_into, chained_vjp, duals::chained: &numbers(n), &numbers(2));
        zoo!(
            three_in_step, three_in_step_grad, three_in_step_grad_into, three_in_step_vjp, duals::three_in_step:
            &numbers(n), &numbers(n), &numbers(n)
        );
    }
    zoo!(
        zip_map_sum, zip_map_sum_grad, zip_map_sum_grad_into, zip_map_sum_vjp, duals::zip_map_sum:
        &numbers(5), &numbers(3)
    );
}

#[test]
fn scan() {
    for n in LENGTHS {
        zoo!(scanned, scanned_grad, scanned_grad_into, scanned_vjp, duals::scanned: &numbers(n), number());
        zoo!(
            scanned_and_collected, scanned_and_collected_grad, scanned_and_collected_grad_into, scanned_and_collected_vjp,
            duals::scanned_and_collected: &numbers(n)
        );
    }
}

#[test]
fn over_ranges() {
    for n in LENGTHS {
        zoo!(
            over_a_range, over_a_range_grad, over_a_range_grad_into, over_a_range_vjp, duals::over_a_range:
            number(), number(), =n as u32
        );
        zoo!(
            ranges_over_indices, ranges_over_indices_grad, ranges_over_indices_grad_into, ranges_over_indices_vjp,
            duals::ranges_over_indices: &numbers(n), &numbers(n)
        );
        zoo!(
            steps_of_a_range, steps_of_a_range_grad, steps_of_a_range_grad_into, steps_of_a_range_vjp,
            duals::steps_of_a_range: &numbers(n)
        );
    }
}

#[test]
fn windows_and_rows() {
    for n in LENGTHS {
        zoo!(
            windows_in_a_chain, windows_in_a_chain_grad, windows_in_a_chain_grad_into, windows_in_a_chain_vjp,
            duals::windows_in_a_chain: &numbers(n)
        );
        zoo!(
            rows_in_a_chain, rows_in_a_chain_grad, rows_in_a_chain_grad_into, rows_in_a_chain_vjp,
            duals::rows_in_a_chain: &rows(n), array()
        );
    }
}

#[test]
fn closures() {
    for n in LENGTHS {
        zoo!(
            captured_locals, captured_locals_grad, captured_locals_grad_into, captured_locals_vjp,
            duals::captured_locals: &numbers(n + 1), positive()
        );
        zoo!(
            captured_arrays, captured_arrays_grad, captured_arrays_grad_into, captured_arrays_vjp,
            duals::captured_arrays: &numbers(n), [array(), array()]
        );
        zoo!(
            branches_in_closures, branches_in_closures_grad, branches_in_closures_grad_into, branches_in_closures_vjp,
            duals::branches_in_closures: &numbers(n), number()
        );
    }
}

#[test]
fn among_loops() {
    for n in LENGTHS {
        zoo!(
            chain_in_a_for, chain_in_a_for_grad, chain_in_a_for_grad_into, chain_in_a_for_vjp, duals::chain_in_a_for:
            &numbers(n), number()
        );
        zoo!(
            chain_in_a_loop, chain_in_a_loop_grad, chain_in_a_loop_grad_into, chain_in_a_loop_vjp,
            duals::chain_in_a_loop: &numbers(3), =n
        );
    }
}

/// Iterators with a name, handed on as a whole.
#[grad::differentiable]
fn named(xs: &[f64], ys: &[f64]) -> f64 {
    let pairs = xs.iter().zip(ys);
    let products = pairs.map(|(x, y)| x * y);
    let total: f64 = products.sum();
    let mut most = 0.0;
    let large = xs.iter().filter(|x| **x > 0.5).enumerate();
    for (i, x) in large {
        most += x * x * (i + 1) as f64;
    }
    let scale = 2.0;
    let scaled = ys.iter().map(|y| y * scale);
    let rest = {
        let factor = 3.0;
        scaled.sum::<f64>() * factor
    };
    total.sin() + most * rest
}

#[grad::differentiable]
fn named_windows(xs: &[f64], shift: f64) -> f64 {
    let skipped = 1;
    let steps = xs.windows(2).skip(skipped).map(|w| (w[1] - w[0] + shift).powi(2));
    let mut lengths: Vec<f64> = steps.rev().collect();
    for l in lengths.iter_mut() {
        *l *= shift;
    }
    let both = lengths.iter().zip(xs);
    both.fold(1.0, |acc, (l, x)| acc + l * x.sin())
}

#[test]
fn with_a_name() {
    for n in LENGTHS {
        zoo!(named, named_grad, named_grad_into, named_vjp: &numbers(n), &numbers(n));
        zoo!(named_windows, named_windows_grad, named_windows_grad_into, named_windows_vjp: &numbers(n), number());
    }
}

#[grad::differentiable]
fn shifted_row(row: &[f64], k: f64) -> Vec<f64> {
    row.iter().map(|v| k * v + 1.0).collect()
}

#[grad::differentiable]
fn with_its_square(x: f64) -> (f64, f64) {
    (x, x * x)
}

#[grad::differentiable]
fn with_its_sine(x: f64) -> [f64; 2] {
    [x, x.sin()]
}

#[grad::differentiable]
fn collected_results(xs: &[f64], k: f64) -> f64 {
    let rows: Vec<Vec<f64>> = xs.chunks(2).map(|row| row.to_vec()).collect();
    let shifted: Vec<Vec<f64>> = rows.iter().map(|row| shifted_row(row, k)).collect();
    let products: Vec<f64> = shifted.iter().map(|row| row.iter().zip(xs).map(|(a, b)| a * b).sum::<f64>()).collect();
    let mut sum = 0.0;
    for row in &xs.chunks(3).map(|row| shifted_row(row, k)).collect::<Vec<Vec<f64>>>() {
        for v in row {
            sum += v * v;
        }
    }
    let pairs: Vec<(f64, f64)> = xs.iter().map(|&x| with_its_square(x)).collect();
    let arrays: Vec<[f64; 2]> = xs.iter().map(|&x| with_its_sine(x)).collect();
    let of_pairs: f64 = pairs.iter().map(|(a, b)| a * b).sum();
    sum + products.iter().product::<f64>() + of_pairs * arrays.iter().map(|a| a[0] * a[1]).sum::<f64>()
}

#[test]
fn of_what_functions_give() {
    for n in LENGTHS {
        zoo!(collected_results, collected_results_grad, collected_results_grad_into, collected_results_vjp: &numbers(n), number());
    }
}
