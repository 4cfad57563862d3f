use std::hint::black_box;
use std::rc::Rc;

use fastrand::Rng;

use super::{BY_HAND, Case, GENERATED, PRIMAL, Result, Wanted, Ways};
use crate::data::lstm::Lstm;
use crate::{by_hand, data, generated, lstm};

/// The numbers of layers and of characters.
const SIZES: [(usize, usize); 3] = [(2, 1024), (4, 1024), (2, 4096)];

const BITS: usize = 14;

pub fn cases(wanted: &Wanted) -> Vec<Case> {
    let case = |(layers, characters)| {
        let name = format!("lstm_lstm_l{layers}_c{characters}");
        let file = format!("data/lstm/lstm_l{layers}_c{characters}.txt");
        let synthetic = |random: &mut Rng| data::lstm::synthetic(layers, characters, BITS, random);
        wanted.data(&name, &file, data::lstm::read, synthetic).map(|data| case(name, data))
    };
    SIZES.into_iter().filter_map(case).collect()
}

fn case(name: String, data: Lstm) -> Case {
    let data = Rc::new(data);
    let [for_primal, for_hand, for_generated] = [(); 3].map(|()| Rc::clone(&data));
    Case {
        name,
        bar: 1.7,
        ways: Ways {
            primal: Box::new(move || _ = black_box(primal(black_box(&for_primal)))),
            by_hand: Box::new(move || drop(black_box(hand_written(black_box(&for_hand))))),
            generated: Box::new(move || drop(black_box(generated::lstm(black_box(&for_generated))))),
        },
        results: Box::new(move || results(&data)),
    }
}

fn primal(data: &Lstm) -> f64 {
    lstm::lstm(&data.main, &data.extra, &data.hidden, &data.cell, &data.text, data.b)
}

fn hand_written(data: &Lstm) -> (f64, (Vec<f64>, Vec<f64>)) {
    by_hand::lstm::lstm(&data.main, &data.extra, &data.hidden, &data.cell, &data.text, data.b)
}

fn results(data: &Lstm) -> Vec<Result> {
    let (value, (main, extra)) = hand_written(data);
    let (generated_value, (d_main, d_extra)) = generated::lstm(data);
    vec![
        Result::new(
            "value",
            [(PRIMAL, vec![primal(data)]), (BY_HAND, vec![value]), (GENERATED, vec![generated_value])],
        ),
        Result::new("jacobian", [(BY_HAND, [main, extra].concat()), (GENERATED, [d_main, d_extra].concat())]),
    ]
}
