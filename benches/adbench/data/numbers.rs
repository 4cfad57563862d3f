//! Files of numbers with white space between them.

use std::fs;
use std::path::Path;

/// The numbers of a file, taken one after the other.
pub struct Numbers {
    numbers: std::vec::IntoIter<f64>,
}

impl Numbers {
    /// # Panics
    /// If there is no such file, or something in it is not a number.
    pub fn of(file: &Path) -> Numbers {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parse = |word: &str| word.parse().unwrap_or_else(|_| panic!("{}: not a number: {word}", file.display()));
        Numbers { numbers: text.split_whitespace().map(parse).collect::<Vec<_>>().into_iter() }
    }

    pub fn float(&mut self) -> f64 {
        self.numbers.next().expect("the file has another number")
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "files of the suite hold small counts")]
    pub fn count(&mut self) -> usize {
        self.float() as usize
    }

    pub fn floats(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.float()).collect()
    }

    pub fn array<const N: usize>(&mut self) -> [f64; N] {
        [(); N].map(|()| self.float())
    }
}
