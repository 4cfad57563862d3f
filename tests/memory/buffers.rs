//! `f_grad_into` allocates nothing for the gradients, and nothing at all where nothing has to be saved; `f_grad` allocates them alone.

use grad::differentiable;

use super::counting::{Used, used_by};
use super::expect::{all_close, close, inputs, targets};

const N: usize = 1000;

#[differentiable]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    sum
}

#[test]
fn a_dot_product() {
    let (a, b) = (inputs(N), targets(N));
    let (mut d_a, mut d_b) = (vec![0.0; N], vec![0.0; N]);
    let (_, used) = used_by(|| dot_grad_into(&a, &b, &mut d_a, &mut d_b));
    assert_eq!(used, Used::NOTHING);
    assert_eq!((&d_a, &d_b), (&b, &a));
}

#[test]
fn gradients_that_are_returned_are_all_there_is() {
    let (a, b) = (inputs(N), targets(N));
    let ((_, (d_a, d_b)), used) = used_by(|| dot_grad(&a, &b));
    assert_eq!((&d_a, &d_b), (&b, &a));
    assert_eq!(used, Used { allocations: 2, peak: 16 * N, left: 16 * N });
}

#[differentiable]
fn sum_of_squares(xs: &[f64]) -> f64 {
    xs.iter().map(|x| x * x).sum()
}

#[test]
fn a_sum_of_squares() {
    let xs = inputs(N);
    let mut d_xs = vec![0.0; N];
    let (_, used) = used_by(|| sum_of_squares_grad_into(&xs, &mut d_xs));
    assert_eq!(used, Used::NOTHING);
    all_close(&d_xs, &xs.iter().map(|x| 2.0 * x).collect::<Vec<f64>>(), 1);
}

#[test]
fn a_buffer_is_used_again() {
    let batches = [inputs(N), targets(N)];
    let mut d_xs = vec![0.0; N];
    let ((), used) = used_by(|| {
        for xs in &batches {
            sum_of_squares_grad_into(xs, &mut d_xs);
        }
    });
    assert_eq!(used, Used::NOTHING);
    let expected: Vec<f64> = batches[0].iter().zip(&batches[1]).map(|(x, y)| 2.0 * x + 2.0 * y).collect();
    all_close(&d_xs, &expected, 2);
}

#[differentiable]
fn norm(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += x * x;
    }
    sum.sqrt()
}

#[test]
fn a_norm() {
    let xs = inputs(N);
    let mut d_xs = vec![0.0; N];
    let (value, used) = used_by(|| norm_grad_into(&xs, &mut d_xs));
    assert_eq!(used, Used::NOTHING);
    all_close(&d_xs, &xs.iter().map(|x| x / value).collect::<Vec<f64>>(), 4);
}

#[differentiable]
fn moment_of_inertia(masses: &Vec<f64>, places: &[[f64; 3]]) -> f64 {
    let mut sum = 0.0;
    for (mass, place) in masses.iter().zip(places) {
        sum += mass * (place[0] * place[0] + place[1] * place[1]);
    }
    sum
}

#[test]
fn vectors_and_slices_of_arrays() {
    let masses = inputs(N);
    let places: Vec<[f64; 3]> = targets(N).iter().map(|x| [*x, 2.0 * x, -x]).collect();
    let (mut d_masses, mut d_places) = (vec![0.0; N], vec![[0.0; 3]; N]);
    let (_, used) = used_by(|| moment_of_inertia_grad_into(&masses, &places, &mut d_masses, &mut d_places));
    assert_eq!(used, Used::NOTHING);
    for i in 0..N {
        let [x, y, _] = places[i];
        close(d_masses[i], x * x + y * y, 1);
        all_close(&d_places[i], &[2.0 * masses[i] * x, 2.0 * masses[i] * y, 0.0], 1);
    }
}

#[differentiable]
fn smoothed(xs: &mut [f64]) -> f64 {
    for i in 1..xs.len() {
        xs[i] += 0.5 * xs[i - 1];
    }
    xs[xs.len() - 1]
}

#[test]
#[ignore = "not yet: an argument changed in place gets a cotangent of its own"]
fn a_slice_changed_in_place() {
    const N: usize = 20;
    let mut xs = inputs(N);
    let mut d_xs = vec![0.0; N];
    let (_, used) = used_by(|| smoothed_grad_into(&mut xs, &mut d_xs));
    assert_eq!(used, Used::NOTHING);
    let expected: Vec<f64> = (0..N).map(|i| 0.5_f64.powi((N - 1 - i) as i32)).collect();
    assert_eq!(d_xs, expected);
}

#[differentiable]
fn by_calls(a: &[f64], b: &[f64]) -> f64 {
    let half = a.len() / 2;
    dot(&a[..half], &b[..half]) * dot(&a[half..], &b[half..])
}

#[test]
fn calls_add_into_the_same_buffers() {
    let (a, b) = (inputs(N), targets(N));
    let (mut d_a, mut d_b) = (vec![0.0; N], vec![0.0; N]);
    let (_, used) = used_by(|| by_calls_grad_into(&a, &b, &mut d_a, &mut d_b));
    assert_eq!(used, Used::NOTHING);
    let (first, second) = (dot(&a[..N / 2], &b[..N / 2]), dot(&a[N / 2..], &b[N / 2..]));
    for i in 0..N {
        let other = if i < N / 2 { second } else { first };
        close(d_a[i], other * b[i], N);
        close(d_b[i], other * a[i], N);
    }
}

#[differentiable]
fn differences(x: &[f64], y: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        out[i] = x[i] - y[i];
    }
}

#[differentiable]
fn squares(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum()
}

#[differentiable(wrt(centre))]
fn nearness(centre: &[f64], points: &[f64], n: usize) -> f64 {
    let width = centre.len();
    let mut difference = vec![0.0; width];
    let mut nearness = 0.0;
    for i in 0..n {
        differences(&points[i * width..(i + 1) * width], centre, &mut difference);
        nearness += (-squares(&difference)).exp();
    }
    nearness
}

/// What each trip keeps of the buffer for the way back is not allocated by itself.
#[test]
fn copies_for_the_way_back() {
    let (n, width) = (1000, 3);
    let (centre, points) = (inputs(width), inputs(n * width));
    let ((value, d_centre), used) = used_by(|| nearness_grad(&centre, &points, n));
    let (mut sum, mut d_sum) = (0.0, vec![0.0; width]);
    for point in points.chunks_exact(width) {
        let away: Vec<f64> = point.iter().zip(&centre).map(|(x, c)| x - c).collect();
        let near = (-away.iter().map(|a| a * a).sum::<f64>()).exp();
        sum += near;
        d_sum.iter_mut().zip(&away).for_each(|(d, a)| *d += 2.0 * near * a);
    }
    close(value, sum, n);
    all_close(&d_centre, &d_sum, n);
    assert!(used.allocations < n / 20, "{used:?}");
    assert!(used.peak < 8 * n * (width + 3) + 10_000, "{} bytes a trip", used.peak / n);
}
