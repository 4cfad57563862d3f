//! The objectives of the ADBench suite on small made-up data: values where they are known, gradients against finite
//! differences and against those written by hand.
//!
//! The suite's own data and results are compared with in the benchmark of the same name.

#[path = "../benches/adbench/ba.rs"]
mod ba;
#[allow(dead_code, reason = "the benchmark uses all of it")]
#[path = "../benches/adbench/by_hand/mod.rs"]
mod by_hand;
#[allow(dead_code, reason = "files are read by the benchmark only")]
#[path = "../benches/adbench/data/mod.rs"]
mod data;
#[path = "../benches/adbench/generated.rs"]
mod generated;
#[path = "../benches/adbench/gmm.rs"]
mod gmm;
#[path = "../benches/adbench/hand.rs"]
mod hand;
#[path = "../benches/adbench/lstm.rs"]
mod lstm;

use std::f64::consts::{LN_2, PI};

use data::ba::Observation;
use data::gmm::Gmm;
use data::hand::Hand;
use data::lstm::Lstm;
use fastrand::Rng;
use grad::check;

fn random() -> Rng {
    Rng::with_seed(11)
}

/// How far a number may be from the exact one, relative to the largest of its array.
const TOLERANCE: f64 = 1e-13;

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= TOLERANCE * largest, "at {place}: found {found}, expected {expected}");
    }
}

mod gmm_gradient {
    use super::*;

    fn value(data: &Gmm) -> f64 {
        gmm::gmm(&data.alphas, &data.means, &data.icfs, &data.x, data.d, data.gamma, data.m)
    }

    /// `data` with all parameters replaced by those of one slice.
    fn value_at(parameters: &[f64], data: &Gmm) -> f64 {
        let (alphas, others) = parameters.split_at(data.alphas.len());
        let (means, icfs) = others.split_at(data.means.len());
        gmm::gmm(alphas, means, icfs, &data.x, data.d, data.gamma, data.m)
    }

    #[track_caller]
    fn assert_right(data: &Gmm) {
        let (found, (alphas, means, icfs)) = generated::gmm(data);
        assert_eq!(found.to_bits(), value(data).to_bits());
        let gradient = [alphas, means, icfs].concat();
        let (by_hand, (alphas, means, icfs)) =
            by_hand::gmm::gmm(&data.alphas, &data.means, &data.icfs, &data.x, data.d, data.gamma, data.m);
        assert_close(&[found], &[by_hand]);
        assert_close(&gradient, &[alphas, means, icfs].concat());
        let parameters = [&data.alphas[..], &data.means, &data.icfs].concat();
        check::gradient_of(|p: &[f64]| value_at(p, data), &parameters, &gradient).assert();
    }

    #[test]
    fn a_single_normal_distribution() {
        let (x, mean, q) = (0.7, -0.2, 0.3);
        let data = Gmm { alphas: vec![1.5], means: vec![mean], icfs: vec![q], x: vec![x], d: 1, gamma: 1.0, m: 0 };
        let y = f64::exp(q) * (x - mean);
        // With one component the weights do not matter. The prior of one dimension, for m = 0: the constant
        // is -ln 2 + ln(gamma(1)), gamma(1) being 1.
        let prior = 0.5 * f64::exp(2.0 * q) + LN_2;
        let expected = -0.5 * (2.0 * PI).ln() + q - 0.5 * y * y + prior;
        assert_close(&[value(&data)], &[expected]);
        assert_right(&data);
        let (_, (alphas, means, icfs)) = generated::gmm(&data);
        assert_close(&alphas, &[0.0]);
        assert_close(&means, &[f64::exp(q) * y]);
        assert_close(&icfs, &[1.0 - y * y + f64::exp(2.0 * q)]);
    }

    #[test]
    fn several_sizes() {
        for (d, k, n) in [(1, 1, 1), (1, 3, 4), (2, 1, 3), (3, 2, 7), (4, 3, 20)] {
            assert_right(&data::gmm::synthetic(d, k, n, &mut random()));
        }
    }

    #[test]
    fn without_points_there_is_the_prior() {
        assert_right(&data::gmm::synthetic(2, 2, 0, &mut random()));
    }

    #[test]
    fn adds_into_the_buffers_of_the_caller() {
        let data = data::gmm::synthetic(2, 3, 5, &mut random());
        let (value, (alphas, means, icfs)) = generated::gmm(&data);
        let mut buffers = [vec![1.0; alphas.len()], vec![2.0; means.len()], vec![3.0; icfs.len()]];
        let [into_alphas, into_means, into_icfs] = &mut buffers;
        for _ in 0..2 {
            let again = gmm::gmm_grad_into(
                &data.alphas,
                &data.means,
                &data.icfs,
                &data.x,
                data.d,
                data.gamma,
                data.m,
                into_alphas,
                into_means,
                into_icfs,
            );
            assert_eq!(again.to_bits(), value.to_bits());
        }
        for ((buffer, start), once) in buffers.iter().zip([1.0, 2.0, 3.0]).zip([alphas, means, icfs]) {
            let expected: Vec<f64> = once.iter().map(|d| start + 2.0 * d).collect();
            assert_close(buffer, &expected);
        }
    }
}

mod lstm_gradient {
    use super::*;

    fn value_at(parameters: &[f64], data: &Lstm) -> f64 {
        let (main, extra) = parameters.split_at(data.main.len());
        lstm::lstm(main, extra, &data.hidden, &data.cell, &data.text, data.b)
    }

    #[track_caller]
    fn assert_right(data: &Lstm) {
        let parameters = [&data.main[..], &data.extra].concat();
        let (found, (main, extra)) = generated::lstm(data);
        assert_eq!(found.to_bits(), value_at(&parameters, data).to_bits());
        let gradient = [main, extra].concat();
        let (by_hand, (main, extra)) =
            by_hand::lstm::lstm(&data.main, &data.extra, &data.hidden, &data.cell, &data.text, data.b);
        assert_close(&[found], &[by_hand]);
        assert_close(&gradient, &[main, extra].concat());
        check::gradient_of(|p: &[f64]| value_at(p, data), &parameters, &gradient).assert();
    }

    #[test]
    fn without_weights_only_the_biases_of_the_output_count() {
        let (b, text) = (2, vec![1.0, 0.0, 1.0, 1.0, 0.0, 1.0]);
        let mut extra = vec![0.0; 6];
        extra[4..].copy_from_slice(&[0.5, -1.0]);
        let data = Lstm { main: vec![0.0; 16], extra, hidden: vec![0.0; 2], cell: vec![0.0; 2], text, b };
        // All that is predicted are the biases. The second and third characters have 1 and 2 bits of the two.
        let log_sum = (2.0 + f64::exp(0.5) + f64::exp(-1.0)).ln();
        let expected = -((0.5 - log_sum) + (-1.0 - log_sum) + (-1.0 - log_sum)) / 4.0;
        let (value, (_, extra)) = generated::lstm(&data);
        assert_close(&[value], &[expected]);
        let share = |y: f64| 3.0 * f64::exp(y) / log_sum.exp();
        assert_close(&extra[4..], &[(share(0.5) - 1.0) / 4.0, (share(-1.0) - 2.0) / 4.0]);
        assert_right(&data);
    }

    #[test]
    fn several_sizes() {
        for (layers, characters, b) in [(1, 2, 1), (1, 5, 2), (2, 4, 3), (3, 6, 2)] {
            assert_right(&data::lstm::synthetic(layers, characters, b, &mut random()));
        }
    }
}

mod ba_jacobian {
    use super::*;

    /// Camera, point and weight as one slice.
    fn value_at(p: &[f64], feature: [f64; 2]) -> [f64; 2] {
        let camera = p[..11].try_into().expect("11 numbers");
        let point = p[11..14].try_into().expect("3 numbers");
        ba::reprojection_error(camera, point, p[14], feature)
    }

    #[track_caller]
    fn assert_right(observation: &Observation) {
        let &Observation { camera, point, weight, feature } = observation;
        let parameters = [&camera[..], point, &[weight]].concat();
        let (mut rows, mut rows_by_hand) = ([[0.0; 15]; 2], [[0.0; 15]; 2]);
        let value = generated::reprojection_error(observation, &mut rows);
        assert_eq!(value.map(f64::to_bits), value_at(&parameters, feature).map(f64::to_bits));
        assert_close(&value, &by_hand::ba::reprojection_error(observation, &mut rows_by_hand));
        for s in 0..2 {
            assert_close(&rows[s], &rows_by_hand[s]);
            check::gradient_of(|p: &[f64]| value_at(p, feature)[s], &parameters, &rows[s]).assert();
        }
        assert_eq!(generated::weight_error(weight), (ba::weight_error(weight), -2.0 * weight));
    }

    #[test]
    fn some_observations() {
        data::ba::synthetic(3, 4, 12, &mut random()).observations().for_each(|observation| assert_right(&observation));
    }

    #[test]
    fn a_pinhole_camera_that_looks_straight_ahead() {
        let camera = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.5, -0.5, 0.0, 0.0];
        let observation = Observation { camera: &camera, point: &[3.0, 1.0, 4.0], weight: 10.0, feature: [1.0, 1.0] };
        let mut rows = [[0.0; 15]; 2];
        let value = generated::reprojection_error(&observation, &mut rows);
        assert_eq!(value, [10.0 * (1.5 + 0.5 - 1.0), 10.0 * (0.5 - 0.5 - 1.0)]);
        // Turning by a little moves the point by `rotation cross point`; the picture moves with it.
        let turned = [20.0 * -(3.0 * 1.0 / 16.0), 20.0 * (1.0 + 3.0 * 3.0 / 16.0), 20.0 * -(1.0 / 4.0)];
        assert_close(&rows[0][..3], &turned);
        assert_close(&rows[0][11..], &[20.0 / 4.0, 0.0, -20.0 * 3.0 / 16.0, 1.0]);
        assert_close(&rows[1][11..], &[0.0, 20.0 / 4.0, -20.0 / 16.0, -1.0]);
    }

    /// There the way without a turn is taken, whose derivative is that of the formula's limit.
    #[test]
    fn near_no_turn() {
        let point = [1.0, 2.0, 5.0];
        let mut rows = [[[0.0; 15]; 2]; 2];
        for (turn, rows) in [0.0, 1e-9].into_iter().zip(&mut rows) {
            let camera = [turn, -turn, turn, 0.1, 0.2, 0.3, 2.0, 0.5, -0.5, 0.1, 0.01];
            let observation = Observation { camera: &camera, point: &point, weight: 0.5, feature: [1.0, 1.0] };
            generated::reprojection_error(&observation, rows);
        }
        for (none, little) in rows[0].as_flattened().iter().zip(rows[1].as_flattened()) {
            assert!((none - little).abs() < 1e-8, "{none} and {little}");
        }
    }
}

mod hand_gradient {
    use super::*;

    fn residuals_at(parameters: &[f64], data: &Hand) -> Vec<f64> {
        let (theta, us) = parameters.split_at(data.theta.len());
        let mut residuals = vec![0.0; 3 * data.measured.points.len()];
        if us.is_empty() {
            hand::hand_residuals(theta, &data.model, &data.measured, &mut residuals);
        } else {
            hand::hand_complicated_residuals(theta, us, &data.model, &data.measured, &mut residuals);
        }
        residuals
    }

    fn value_at(parameters: &[f64], data: &Hand) -> f64 {
        let (theta, us) = parameters.split_at(data.theta.len());
        if us.is_empty() {
            hand::hand(theta, &data.model, &data.measured)
        } else {
            hand::hand_complicated(theta, us, &data.model, &data.measured)
        }
    }

    #[track_caller]
    fn assert_right(data: &Hand) {
        let parameters = [&data.theta[..], &data.us].concat();
        let (found, gradient, value_by_hand, gradient_by_hand);
        if data.us.is_empty() {
            (found, gradient) = generated::hand(data);
            (value_by_hand, gradient_by_hand) = by_hand::hand::hand(&data.theta, &data.model, &data.measured);
        } else {
            let (value, (theta, us)) = generated::hand_complicated(data);
            (found, gradient) = (value, [theta, us].concat());
            let (value, (theta, us)) =
                by_hand::hand::hand_complicated(&data.theta, &data.us, &data.model, &data.measured);
            (value_by_hand, gradient_by_hand) = (value, [theta, us].concat());
        }
        assert_eq!(found.to_bits(), value_at(&parameters, data).to_bits());
        assert_close(&[found], &[value_by_hand]);
        assert_close(&gradient, &gradient_by_hand);
        check::gradient_of(|p: &[f64]| value_at(p, data), &parameters, &gradient).assert();
        let residuals = residuals_at(&parameters, data);
        assert_close(&generated::hand_pullback(data, &residuals), &gradient);
        assert_row_right(data, &parameters, 0);
        assert_row_right(data, &parameters, residuals.len() - 1);
    }

    /// A row of the Jacobian of the residuals.
    #[track_caller]
    fn assert_row_right(data: &Hand, parameters: &[f64], row: usize) {
        let mut seed = vec![0.0; 3 * data.measured.points.len()];
        seed[row] = 1.0;
        let owed = generated::hand_pullback(data, &seed);
        check::gradient_of(|p: &[f64]| residuals_at(p, data)[row], parameters, &owed).assert();
    }

    #[test]
    fn points_that_belong_to_vertices() {
        assert_right(&data::hand::synthetic(9, 5, false, &mut random()));
    }

    #[test]
    fn points_that_lie_in_triangles() {
        assert_right(&data::hand::synthetic(9, 4, true, &mut random()));
    }

    /// Several points may belong to one vertex.
    #[test]
    fn more_points_than_vertices() {
        assert_right(&data::hand::synthetic(8, 12, false, &mut random()));
    }

    /// A hand that is not turned keeps still under the rotation of the whole; all else has its gradient.
    #[test]
    fn a_hand_that_is_hardly_turned() {
        let mut data = data::hand::synthetic(9, 5, false, &mut random());
        data.theta[..3].copy_from_slice(&[3e-5, -2e-5, 1e-5]);
        let (value, gradient) = generated::hand(&data);
        assert_eq!(gradient[..3], [0.0; 3]);
        let (value_by_hand, gradient_by_hand) = by_hand::hand::hand(&data.theta, &data.model, &data.measured);
        assert_close(&[value], &[value_by_hand]);
        assert_close(&gradient, &gradient_by_hand);
        let turn = data.theta[..3].to_vec();
        let rest = |p: &[f64]| value_at(&[&turn[..], p].concat(), &data);
        check::gradient_of(rest, &data.theta[3..], &gradient[3..]).assert();
    }
}
