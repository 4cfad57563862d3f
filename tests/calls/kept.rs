//! What a pullback keeps of a slice that changes after the call: a few numbers, none, or many.

use grad::check::gradient_of;
use grad::differentiable;

#[differentiable]
fn energy(xs: &[f64]) -> f64 {
    xs.iter().map(|x| x * x * x).sum()
}

/// Changes what `energy` has seen.
#[differentiable]
fn charge(xs: &mut [f64], by: f64) -> f64 {
    let before = energy(xs);
    for x in xs.iter_mut() {
        *x *= by * before;
    }
    let after = energy(xs);
    for x in xs.iter_mut() {
        *x += before;
    }
    after
}

#[differentiable]
fn charged(xs: &[f64], by: f64) -> f64 {
    let mut changed = xs.to_vec();
    let after = charge(&mut changed, by);
    after + changed.iter().sum::<f64>()
}

#[test]
fn of_any_length() {
    for length in 0..9_u32 {
        let xs: Vec<f64> = (0..length).map(|i| 0.8 - 0.3 * f64::from(i)).collect();
        let by = 0.9;
        let (value, (d_xs, d_by)) = charged_grad(&xs, by);
        assert_eq!(value, charged(&xs, by));
        let point: Vec<f64> = xs.iter().copied().chain([by]).collect();
        let claimed: Vec<f64> = d_xs.into_iter().chain([d_by]).collect();
        gradient_of(|p: &[f64]| charged(&p[..p.len() - 1], p[p.len() - 1]), &point, &claimed).assert();
    }
}

/// The clone keeps what the pullback keeps.
#[test]
fn for_several_seeds() {
    for length in [1_u32, 2, 4, 5] {
        let start: Vec<f64> = (0..length).map(|i| 0.5 + 0.2 * f64::from(i)).collect();
        let by = 0.7;
        let mut xs = start.clone();
        let (_, pullback) = charge_vjp(&mut xs, by);
        for row in 0..start.len() {
            let mut seed = vec![0.0; start.len()];
            seed[row] = 1.0;
            let (d_xs, d_by) = pullback.clone()(0.0, seed);
            let point: Vec<f64> = start.iter().copied().chain([by]).collect();
            let claimed: Vec<f64> = d_xs.into_iter().chain([d_by]).collect();
            let at_row = |p: &[f64]| {
                let mut xs = p[..p.len() - 1].to_vec();
                charge(&mut xs, p[p.len() - 1]);
                xs[row]
            };
            gradient_of(at_row, &point, &claimed).assert();
        }
    }
}

// What is kept of constants: words, indices, pairs.

#[differentiable(constant(weights))]
fn weighted(xs: &[f64], weights: &[f32]) -> f64 {
    xs.iter().zip(weights).map(|(x, w)| x * x * f64::from(*w)).sum()
}

#[differentiable(constant(order, name))]
fn picked(xs: &[f64], order: &[usize], name: &str) -> f64 {
    let scale = if name == "twice" { 2.0 } else { 1.0 };
    let mut product = scale;
    for &i in order {
        product *= xs[i] + name.len() as f64;
    }
    product
}

#[differentiable]
fn with_tables(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for n in 1..4_usize {
        let weights: Vec<f32> = (0..n).map(|i| 0.5 + i as f32).collect();
        let order: Vec<usize> = (0..n).map(|i| (i + n) % 3).collect();
        let name = String::from(if n == 2 { "twice" } else { "once" });
        sum += weighted(xs, &weights[..]) * picked(xs, &order[..], &name[..]);
    }
    sum
}

#[test]
fn tables() {
    let xs = [0.3, -0.8, 1.1];
    let (value, gradient) = with_tables_grad(&xs);
    assert_eq!(value, with_tables(&xs));
    gradient_of(with_tables, &xs, &gradient).assert();
}
