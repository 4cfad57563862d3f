use std::hint::black_box;
use std::path::Path;
use std::rc::Rc;

use fastrand::Rng;

use super::{BY_HAND, Case, GENERATED, PRIMAL, Result, Wanted, Ways};
use crate::data::hand::Hand;
use crate::{by_hand, data, generated, hand};

/// The suite's models, how many vertices each has, and whether points lie in triangles.
const MODELS: [(&str, usize, bool); 4] = [
    ("simple_small", 544, false),
    ("simple_big", 10_000, false),
    ("complicated_small", 544, true),
    ("complicated_big", 10_000, true),
];

/// The suite's number, and how many points are measured.
const MEASURED: [(u32, usize); 3] = [(1, 100), (2, 192), (3, 200)];

pub fn cases(wanted: &Wanted) -> Vec<Case> {
    let case = |((model, vertices, complicated), (i, points))| {
        let name = format!("hand_{model}_hand{i}_t26_c{points}");
        let file = format!("data/hand/{model}/hand{i}_t26_c{points}.txt");
        let read = |file: &Path| data::hand::read(file, complicated);
        let synthetic = |random: &mut Rng| data::hand::synthetic(vertices, points, complicated, random);
        wanted.data(&name, &file, read, synthetic).map(|data| case(name, data, wanted.folder.is_some()))
    };
    MODELS.into_iter().flat_map(|model| MEASURED.map(|measured| (model, measured))).filter_map(case).collect()
}

/// `with_jacobian`: computes the Jacobian of the residuals too, for whoever knows what it should be.
fn case(name: String, data: Hand, with_jacobian: bool) -> Case {
    let data = Rc::new(data);
    let [for_primal, for_hand, for_generated] = [(); 3].map(|()| Rc::clone(&data));
    Case {
        name,
        bar: 2.5,
        ways: if data.us.is_empty() {
            Ways {
                primal: Box::new(move || _ = black_box(primal(black_box(&for_primal)))),
                by_hand: Box::new(move || drop(black_box(hand_written(black_box(&for_hand))))),
                generated: Box::new(move || drop(black_box(generated::hand(black_box(&for_generated))))),
            }
        } else {
            Ways {
                primal: Box::new(move || _ = black_box(primal_complicated(black_box(&for_primal)))),
                by_hand: Box::new(move || drop(black_box(hand_written_complicated(black_box(&for_hand))))),
                generated: Box::new(move || drop(black_box(generated::hand_complicated(black_box(&for_generated))))),
            }
        },
        results: Box::new(move || results(&data, with_jacobian)),
    }
}

fn primal(data: &Hand) -> f64 {
    hand::hand(&data.theta, &data.model, &data.measured)
}

fn hand_written(data: &Hand) -> (f64, Vec<f64>) {
    by_hand::hand::hand(&data.theta, &data.model, &data.measured)
}

fn primal_complicated(data: &Hand) -> f64 {
    hand::hand_complicated(&data.theta, &data.us, &data.model, &data.measured)
}

fn hand_written_complicated(data: &Hand) -> (f64, (Vec<f64>, Vec<f64>)) {
    by_hand::hand::hand_complicated(&data.theta, &data.us, &data.model, &data.measured)
}

/// `theta`'s gradient, then that of `us`.
fn flat((value, (theta, us)): (f64, (Vec<f64>, Vec<f64>))) -> (f64, Vec<f64>) {
    (value, [theta, us].concat())
}

fn results(data: &Hand, with_jacobian: bool) -> Vec<Result> {
    let mut residuals = vec![0.0; 3 * data.measured.points.len()];
    let (value, by_hand, generated);
    if data.us.is_empty() {
        hand::hand_residuals(&data.theta, &data.model, &data.measured, &mut residuals);
        (value, by_hand, generated) = (primal(data), hand_written(data), generated::hand(data));
    } else {
        hand::hand_complicated_residuals(&data.theta, &data.us, &data.model, &data.measured, &mut residuals);
        value = primal_complicated(data);
        by_hand = flat(hand_written_complicated(data));
        generated = flat(generated::hand_complicated(data));
    }
    let pulled_back = generated::hand_pullback(data, &residuals);
    let rows = residuals.len();
    let mut results = vec![
        Result::new("half_square", [(PRIMAL, vec![value]), (BY_HAND, vec![by_hand.0]), (GENERATED, vec![generated.0])]),
        Result::new("residual", [(PRIMAL, residuals)]),
        Result::new(
            "jt_residual",
            [(BY_HAND, by_hand.1), (GENERATED, generated.1), ("residuals pulled back", pulled_back)],
        ),
    ];
    if with_jacobian {
        results.push(Result::new("jacobian", [("each row pulled back", jacobian(data, rows))]));
    }
    results
}

/// Column by column: for each point what its rows owe to its own `us` (two columns, if there are any), then to `theta`.
fn jacobian(data: &Hand, rows: usize) -> Vec<f64> {
    let complicated = !data.us.is_empty();
    let angles = data.theta.len();
    let columns = if complicated { 2 + angles } else { angles };
    let mut jacobian = vec![0.0; rows * columns];
    let mut seed = vec![0.0; rows];
    for row in 0..rows {
        seed[row] = 1.0;
        let mut owed = generated::hand_pullback(data, &seed);
        seed[row] = 0.0;
        let us = owed.split_off(angles);
        let point = row / 3;
        let own_us = if complicated { &us[2 * point..2 * point + 2] } else { &[] };
        let others = us.iter().enumerate().filter(|(u, _)| u / 2 != point);
        assert!(others.into_iter().all(|(_, owed)| *owed == 0.0), "row {row} owes to the place of another point");
        for (column, owed) in own_us.iter().chain(&owed).enumerate() {
            jacobian[column * rows + row] = *owed;
        }
    }
    jacobian
}
