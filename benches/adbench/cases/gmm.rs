use std::hint::black_box;
use std::rc::Rc;

use super::{BY_HAND, Case, GENERATED, PRIMAL, Result, Wanted, Ways};
use crate::by_hand::gmm::Gradient;
use crate::data::gmm::Gmm;
use crate::{by_hand, data, generated, gmm};

/// The suite's directory, and the numbers of dimensions, components and points.
const SIZES: [(&str, usize, usize, usize); 6] = [
    ("1k", 2, 5, 1000),
    ("1k", 10, 5, 1000),
    ("1k", 10, 25, 1000),
    ("1k", 20, 50, 1000),
    ("1k", 32, 25, 1000),
    ("10k", 10, 25, 10_000),
];

pub fn cases(wanted: &Wanted) -> Vec<Case> {
    let case = |(directory, d, k, n)| {
        let name = format!("gmm_{directory}_gmm_d{d}_K{k}");
        let file = format!("data/gmm/{directory}/gmm_d{d}_K{k}.txt");
        wanted
            .data(&name, &file, data::gmm::read, |random| data::gmm::synthetic(d, k, n, random))
            .map(|data| case(name, data))
    };
    SIZES.into_iter().filter_map(case).collect()
}

fn case(name: String, data: Gmm) -> Case {
    let data = Rc::new(data);
    let [for_primal, for_hand, for_generated] = [(); 3].map(|()| Rc::clone(&data));
    Case {
        name,
        bar: 2.2,
        ways: Ways {
            primal: Box::new(move || _ = black_box(primal(black_box(&for_primal)))),
            by_hand: Box::new(move || drop(black_box(hand_written(black_box(&for_hand))))),
            generated: Box::new(move || drop(black_box(generated::gmm(black_box(&for_generated))))),
        },
        results: Box::new(move || results(&data)),
    }
}

fn primal(data: &Gmm) -> f64 {
    gmm::gmm(&data.alphas, &data.means, &data.icfs, &data.x, data.d, data.gamma, data.m)
}

fn hand_written(data: &Gmm) -> (f64, Gradient) {
    by_hand::gmm::gmm(&data.alphas, &data.means, &data.icfs, &data.x, data.d, data.gamma, data.m)
}

fn results(data: &Gmm) -> Vec<Result> {
    let (value, (alphas, means, icfs)) = hand_written(data);
    let (generated_value, (d_alphas, d_means, d_icfs)) = generated::gmm(data);
    vec![
        Result::new(
            "value",
            [(PRIMAL, vec![primal(data)]), (BY_HAND, vec![value]), (GENERATED, vec![generated_value])],
        ),
        Result::new(
            "jacobian",
            [(BY_HAND, [alphas, means, icfs].concat()), (GENERATED, [d_alphas, d_means, d_icfs].concat())],
        ),
    ]
}
