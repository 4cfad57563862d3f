use std::hint::black_box;
use std::rc::Rc;

use super::{BY_HAND, Case, GENERATED, PRIMAL, Result, Wanted, Ways};
use crate::by_hand::ba::Rows;
use crate::data::ba::{Ba, Observation};
use crate::{ba, by_hand, data, generated};

/// The sparse Jacobian's values, in the suite's order: the rows of each observation, then what its weight's error owes to it.
#[derive(Clone)]
struct Jacobian {
    residuals: Residuals,
    rows: Vec<Rows>,
    weights: Vec<f64>,
}

#[derive(Clone)]
struct Residuals {
    errors: Vec<[f64; 2]>,
    weights: Vec<f64>,
}

/// The suite's number, and the numbers of cameras, points and observations.
const SIZES: [(u32, usize, usize, usize); 3] =
    [(1, 49, 7776, 31_843), (2, 21, 11_315, 36_455), (3, 161, 48_126, 182_072)];

pub fn cases(wanted: &Wanted) -> Vec<Case> {
    let case = |(i, n, m, p)| {
        let name = format!("ba_ba{i}_n{n}_m{m}_p{p}");
        let file = format!("data/ba/ba{i}_n{n}_m{m}_p{p}.txt");
        wanted
            .data(&name, &file, data::ba::read, |random| data::ba::synthetic(n, m, p, random))
            .map(|data| case(name, data))
    };
    SIZES.into_iter().filter_map(case).collect()
}

fn case(name: String, data: Ba) -> Case {
    let data = Rc::new(data);
    let [for_primal, for_hand, for_generated] = [(); 3].map(|()| Rc::clone(&data));
    let jacobian = Jacobian::of(&data);
    let mut residuals = jacobian.residuals.clone();
    let [mut by_hand, mut generated] = [jacobian.clone(), jacobian];
    Case {
        name,
        bar: 3.0,
        ways: Ways {
            primal: Box::new(move || black_box(&mut residuals).compute(&for_primal)),
            by_hand: Box::new(move || black_box(&mut by_hand).compute_by_hand(&for_hand)),
            generated: Box::new(move || black_box(&mut generated).compute_generated(&for_generated)),
        },
        results: Box::new(move || results(&data)),
    }
}

impl Residuals {
    fn compute(&mut self, data: &Ba) {
        let errors = self.errors.iter_mut().zip(&mut self.weights);
        for ((error, weight_error), observation) in errors.zip(data.observations()) {
            let Observation { camera, point, weight, feature } = observation;
            *error = ba::reprojection_error(camera, point, weight, feature);
            *weight_error = ba::weight_error(weight);
        }
    }

    /// First all reprojection errors, then all errors of the weights.
    fn into_suite_order(self) -> Vec<f64> {
        [self.errors.into_flattened(), self.weights].concat()
    }
}

impl Jacobian {
    fn of(data: &Ba) -> Jacobian {
        let observations = data.weights.len();
        let zeros = vec![0.0; observations];
        let residuals = Residuals { errors: vec![[0.0; 2]; observations], weights: zeros.clone() };
        Jacobian { residuals, rows: vec![[[0.0; 15]; 2]; observations], weights: zeros }
    }

    fn compute_by_hand(&mut self, data: &Ba) {
        self.compute(data, by_hand::ba::reprojection_error, by_hand::ba::weight_error);
    }

    fn compute_generated(&mut self, data: &Ba) {
        self.compute(data, generated::reprojection_error, generated::weight_error);
    }

    #[inline]
    fn compute(
        &mut self,
        data: &Ba,
        reprojection_error: impl Fn(&Observation, &mut Rows) -> [f64; 2],
        weight_error: impl Fn(f64) -> (f64, f64),
    ) {
        let errors = self.residuals.errors.iter_mut().zip(&mut self.residuals.weights);
        let owed = self.rows.iter_mut().zip(&mut self.weights);
        for (((error, weight), (rows, d_weight)), observation) in errors.zip(owed).zip(data.observations()) {
            *error = reprojection_error(&observation, rows);
            (*weight, *d_weight) = weight_error(observation.weight);
        }
    }

    fn into_suite_order(self) -> Vec<f64> {
        [self.rows.into_flattened().into_flattened(), self.weights].concat()
    }

    /// What the first observation owes.
    fn first_block(&self) -> Vec<f64> {
        [self.rows[0].as_flattened(), &self.weights[..1]].concat()
    }
}

fn results(data: &Ba) -> Vec<Result> {
    let empty = Jacobian::of(data);
    let mut residuals = empty.residuals.clone();
    let [mut by_hand, mut generated] = [empty.clone(), empty];
    residuals.compute(data);
    by_hand.compute_by_hand(data);
    generated.compute_generated(data);
    vec![
        Result::new(
            "residual",
            [
                (PRIMAL, residuals.into_suite_order()),
                (BY_HAND, by_hand.residuals.clone().into_suite_order()),
                (GENERATED, generated.residuals.clone().into_suite_order()),
            ],
        ),
        Result::new(
            "first_block_2x15_rowmajor_then_w",
            [(BY_HAND, by_hand.first_block()), (GENERATED, generated.first_block())],
        ),
        Result::new("jacobian", [(BY_HAND, by_hand.into_suite_order()), (GENERATED, generated.into_suite_order())]),
    ]
}
