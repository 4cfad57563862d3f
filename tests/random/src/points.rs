//! The points at which a program is tried.

use crate::ast::{Array, Float, Holder, Kind, Program};

/// One argument.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    Float(Float, f64),
    Int(i64),
    Bool(bool),
    /// The numbers of an array of arrays stand in one row.
    Array(Float, Vec<f64>),
}

fn bits(float: Float, value: f64) -> u64 {
    match float {
        Float::F64 => value.to_bits(),
        Float::F32 => u64::from((value as f32).to_bits()),
    }
}

fn source(float: Float, value: f64) -> String {
    match float {
        Float::F64 => format!("{value:?}"),
        Float::F32 => format!("{:?}", value as f32),
    }
}

impl Input {
    /// The words by which the scratch program receives it: where the type does not tell how many
    /// items there are, their number, then the bits of each.
    pub fn words(&self, kind: Kind) -> Vec<u64> {
        match (self, kind) {
            (Input::Float(float, value), _) => vec![bits(*float, *value)],
            (Input::Int(value), _) => vec![*value as u64],
            (Input::Bool(value), _) => vec![u64::from(*value)],
            (Input::Array(float, values), Kind::Array(array)) => {
                let count = (values.len() / array.width()) as u64;
                let count = (!array.holder.fixed()).then_some(count);
                count.into_iter().chain(values.iter().map(|&value| bits(*float, value))).collect()
            }
            (Input::Array(..), kind) => unreachable!("an array for {kind:?}"),
        }
    }

    /// Rust source for it.
    pub fn source(&self, kind: Kind) -> String {
        match (self, kind) {
            (Input::Float(float, value), _) => source(*float, *value),
            (Input::Int(value), _) => value.to_string(),
            (Input::Bool(value), _) => value.to_string(),
            (Input::Array(float, values), Kind::Array(array)) => {
                let prefix = match array.holder {
                    Holder::Fixed => "",
                    Holder::FixedRef | Holder::Slice => "&",
                    Holder::FixedMut | Holder::SliceMut => "&mut ",
                    Holder::Vec => "vec!",
                    Holder::VecRef => "&vec!",
                };
                let list = |values: &[f64]| {
                    let items: Vec<String> = values.iter().map(|&value| source(*float, value)).collect();
                    format!("[{}]", items.join(", "))
                };
                let items = match array.inner {
                    None => list(values),
                    Some(inner) => format!("[{}]", values.chunks(inner).map(list).collect::<Vec<_>>().join(", ")),
                };
                format!("{prefix}{items}")
            }
            (Input::Array(..), kind) => unreachable!("an array for {kind:?}"),
        }
    }
}

/// The arguments of the tested function, as a call has them.
pub fn call(program: &Program, inputs: &[Input]) -> String {
    let kinds = program.main().param_kinds();
    let args: Vec<String> = inputs.iter().zip(kinds).map(|(input, kind)| input.source(kind)).collect();
    format!("({})", args.join(", "))
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the points of a program depend on nothing but seed and
/// position, so that a shrunk program meets the points of the one it came from.
fn mix(seed: u64, point: usize, param: usize) -> u64 {
    let mut z = seed ^ ((point as u64) << 32 | param as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Numbers on which kinks and special cases lie.
const ROUND: [f64; 10] = [0.0, 1.0, -1.0, 0.5, 2.0, -0.5, 1.5, 3.0, -2.0, -0.0];

/// `count` points for the tested function. Most are generic; every fourth has round numbers, on
/// which ties and other kinks happen.
pub fn points(program: &Program, seed: u64, count: usize) -> Vec<Vec<Input>> {
    let point = |point: usize| {
        let kinds = program.main().param_kinds().enumerate();
        let round = point % 4 == 3;
        let input = |(param, kind): (usize, Kind)| match kind {
            Kind::Array(array) => Input::Array(array.float, numbers(array, seed, point, param, round)),
            kind => input(kind, mix(seed, point, param), round),
        };
        kinds.map(input).collect()
    };
    (0..count).map(point).collect()
}

/// Every length that is allowed turns up, one point after the other; arrays of one program often
/// have the same one.
fn numbers(array: Array, seed: u64, point: usize, param: usize, round: bool) -> Vec<f64> {
    let random = mix(seed, point, param);
    let step = if random.is_multiple_of(3) { param } else { 0 };
    let length = array.least + (point + point / 4 + seed as usize % 97 + step) % (array.most - array.least + 1);
    let count = length * array.width();
    // Every number has a parameter's number of its own, beyond those of all parameters.
    let number = |place: usize| float(array.float, mix(seed, point, 1000 * (param + 1) + place), round);
    (0..count).map(number).collect()
}

fn float(float: Float, random: u64, round: bool) -> f64 {
    let value = if round {
        ROUND[(random >> 8) as usize % ROUND.len()]
    } else {
        // Between -3 and 3, with 53 random bits.
        6.0 * ((random >> 11) as f64 / (1_u64 << 53) as f64) - 3.0
    };
    if float == Float::F32 { f64::from(value as f32) } else { value }
}

fn input(kind: Kind, random: u64, round: bool) -> Input {
    match kind {
        Kind::Float(of) => Input::Float(of, float(of, random, round)),
        Kind::Int(int) => {
            let value = (random >> 8) as i64 % 7;
            Input::Int(if int.signed() { value - 2 } else { value })
        }
        Kind::Bool => Input::Bool(random & 1 == 1),
        Kind::Array(_) => unreachable!("an array has its own points"),
    }
}
