//! The points at which a program is tried.

use crate::ast::{Float, Kind, Program};

/// One argument.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Input {
    Float(Float, f64),
    Int(i64),
    Bool(bool),
}

impl Input {
    /// The bits by which the scratch program receives it.
    pub fn bits(self) -> u64 {
        match self {
            Input::Float(Float::F64, value) => value.to_bits(),
            Input::Float(Float::F32, value) => u64::from((value as f32).to_bits()),
            Input::Int(value) => value as u64,
            Input::Bool(value) => u64::from(value),
        }
    }

    /// Rust source for it.
    pub fn source(self) -> String {
        match self {
            Input::Float(Float::F64, value) => format!("{value:?}"),
            Input::Float(Float::F32, value) => format!("{:?}", value as f32),
            Input::Int(value) => value.to_string(),
            Input::Bool(value) => value.to_string(),
        }
    }
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
        kinds.map(|(param, kind)| input(kind, mix(seed, point, param), point % 4 == 3)).collect()
    };
    (0..count).map(point).collect()
}

fn input(kind: Kind, random: u64, round: bool) -> Input {
    match kind {
        Kind::Float(float) => {
            let value = if round {
                ROUND[(random >> 8) as usize % ROUND.len()]
            } else {
                // Between -3 and 3, with 53 random bits.
                6.0 * ((random >> 11) as f64 / (1_u64 << 53) as f64) - 3.0
            };
            Input::Float(float, if float == Float::F32 { f64::from(value as f32) } else { value })
        }
        Kind::Int(int) => {
            let value = (random >> 8) as i64 % 7;
            Input::Int(if int.signed() { value - 2 } else { value })
        }
        Kind::Bool => Input::Bool(random & 1 == 1),
    }
}
