//! Sums over data that are active themselves: their gradient grows with them, but nothing else does.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{all_close, close, inputs, same_for_few_and_many};

#[differentiable]
fn log_of_the_sum(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += (2.0 * x).exp();
    }
    sum.ln()
}

#[test]
#[ignore = "not yet: the data carries derivatives: one number a trip is saved beside its gradient"]
fn into_buffers() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let mut d_xs = vec![0.0; n];
        let (value, used) = used_by(|| log_of_the_sum_grad_into(&xs, &mut d_xs));
        let expected: Vec<f64> = xs.iter().map(|x| 2.0 * (2.0 * x).exp() / value.exp()).collect();
        all_close(&d_xs, &expected, n);
        used
    });
}

#[test]
#[ignore = "not yet: the data carries derivatives: one number a trip is saved beside its gradient"]
fn beside_the_gradient_that_is_returned() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let ((value, d_xs), used) = used_by(|| log_of_the_sum_grad(&xs));
        let expected: Vec<f64> = xs.iter().map(|x| 2.0 * (2.0 * x).exp() / value.exp()).collect();
        all_close(&d_xs, &expected, n);
        used
    });
}

#[differentiable]
fn length(xs: &[f64]) -> f64 {
    xs.windows(2).map(|pair| ((pair[1] - pair[0]).powi(2) + 1.0).sqrt()).sum::<f64>()
}

/// The inputs lie on a line, so what neighbours pull at each other cancels but at the ends.
#[test]
fn by_windows() {
    same_for_few_and_many(|n| {
        let xs = inputs(n);
        let mut d_xs = vec![0.0; n];
        let (_, used) = used_by(|| length_grad_into(&xs, &mut d_xs));
        let gap = 1.0 / n as f64;
        let pull = gap / (gap * gap + 1.0).sqrt();
        let mut expected = vec![0.0; n];
        expected[0] = -pull;
        expected[n - 1] = pull;
        all_close(&d_xs, &expected, 2);
        used
    });
}

#[differentiable]
fn of_all_pairs(xs: &[f64]) -> f64 {
    let mut energy = 0.0;
    for i in 0..xs.len() {
        for j in 0..i {
            energy += 1.0 / (1.0 + (xs[i] - xs[j]).powi(2));
        }
    }
    energy
}

/// There are many more pairs than data.
#[test]
fn in_pairs() {
    super::expect::same_for(10, 300, |n| {
        let xs = inputs(n);
        let mut d_xs = vec![0.0; n];
        let (_, used) = used_by(|| of_all_pairs_grad_into(&xs, &mut d_xs));
        for (x, d) in xs.iter().zip(d_xs) {
            let pull = |other: &f64| -2.0 * (x - other) / (1.0 + (x - other).powi(2)).powi(2);
            close(d, xs.iter().map(pull).sum(), n);
        }
        used
    });
}

#[differentiable(constant(observed))]
fn misfit(users: &[f64], items: &[f64], observed: &[f64], scale: f64) -> f64 {
    let mut loss = 0.0;
    for (user, row) in users.iter().zip(observed.chunks_exact(items.len())) {
        for (item, seen) in items.iter().zip(row) {
            loss += (user * item - seen).cosh().ln() * scale;
        }
    }
    loss / observed.len() as f64
}

/// As many data as pairs, which are constant.
#[test]
fn in_rows_and_columns() {
    super::expect::same_for(10, 100, |n| {
        let (users, items, observed) = (inputs(n), inputs(n), inputs(n * n));
        let (mut d_users, mut d_items, mut d_scale) = (vec![0.0; n], vec![0.0; n], 0.0);
        let (value, used) =
            used_by(|| misfit_grad_into(&users, &items, &observed, 0.7, &mut d_users, &mut d_items, &mut d_scale));
        close(d_scale, value / 0.7, n * n);
        let miss = |i: usize, j: usize| users[i] * items[j] - observed[i * n + j];
        let weight = 0.7 / (n * n) as f64;
        for i in 0..n {
            close(d_users[i], (0..n).map(|j| weight * miss(i, j).tanh() * items[j]).sum(), n);
            close(d_items[i], (0..n).map(|j| weight * miss(j, i).tanh() * users[j]).sum(), n);
        }
        used
    });
}
