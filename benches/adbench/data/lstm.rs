//! Texts, and networks that are to predict them.

use std::path::Path;

use fastrand::Rng;

use super::around_zero;
use super::numbers::Numbers;

pub struct Lstm {
    pub main: Vec<f64>,
    pub extra: Vec<f64>,
    pub hidden: Vec<f64>,
    pub cell: Vec<f64>,
    pub text: Vec<f64>,
    pub b: usize,
}

/// # Panics
/// If the file does not hold what it should.
pub fn read(file: &Path) -> Lstm {
    let mut numbers = Numbers::of(file);
    let [layers, characters, b] = [(); 3].map(|()| numbers.count());
    let main = numbers.floats(8 * layers * b);
    let extra = numbers.floats(3 * b);
    let (mut hidden, mut cell) = (Vec::new(), Vec::new());
    for _ in 0..layers {
        hidden.extend(numbers.floats(b));
        cell.extend(numbers.floats(b));
    }
    Lstm { main, extra, hidden, cell, text: numbers.floats(characters * b), b }
}

pub fn synthetic(layers: usize, characters: usize, b: usize, random: &mut Rng) -> Lstm {
    let text = (0..characters * b).map(|_| f64::from(u8::from(random.bool()))).collect();
    Lstm {
        main: around_zero(random, 1.0, 8 * layers * b),
        extra: around_zero(random, 1.0, 3 * b),
        hidden: around_zero(random, 1.0, layers * b),
        cell: around_zero(random, 1.0, layers * b),
        text,
        b,
    }
}
