//! The suite's expected results, and how they are compared with.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// How far a number may be from the expected one, relative to that.
const RELATIVE: f64 = 1e-10;

/// The same for numbers that are much smaller than others of their array, relative to the largest: they are what is left of
/// larger ones, and so are the errors in them.
const OF_LARGEST: f64 = 1e-13;

/// What is expected of an array of numbers.
pub struct Expected {
    len: usize,
    largest: f64,
    /// Places in the array, and what is there: all of them, or a few.
    entries: Vec<(usize, f64)>,
    /// Where only a few are known: the sum of all sizes, and the root of the sum of all squares.
    norms: Option<[f64; 2]>,
}

impl Expected {
    pub fn exactly(numbers: &[f64]) -> Expected {
        Expected {
            len: numbers.len(),
            largest: largest(numbers),
            entries: numbers.iter().copied().enumerate().collect(),
            norms: None,
        }
    }

    /// The array of that name that is expected of the case, from the folder.
    ///
    /// # Panics
    /// If the files do not hold it.
    pub fn read(folder: &Path, case: &str, what: &str) -> Expected {
        let file = folder.join(format!("reference/{case}.json"));
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let json: Value = serde_json::from_str(&text).expect("a reference is JSON");
        let expected = &json["manual"][what];
        let kind = if what == "jacobian" { "jac" } else { what };
        let full = folder.join(format!("reference/full/{case}.manual.{kind}.f64"));
        if what == "half_square" {
            let norm = float(&json["manual"]["residual"]["norm2"]);
            Expected::exactly(&[0.5 * norm * norm])
        } else if let Some(value) = expected.as_f64() {
            Expected::exactly(&[value])
        } else if expected["full"].is_array() {
            Expected::exactly(&floats(&expected["full"]))
        } else if full.exists() {
            Expected::exactly(&little_endian(&full))
        } else {
            let places = floats(&expected["index"]);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "they are places in an array")]
            let places = places.into_iter().map(|place| place as usize);
            Expected {
                len: expected["len"].as_u64().and_then(|len| usize::try_from(len).ok()).expect("a length"),
                largest: float(&expected["max_abs"]),
                entries: places.zip(floats(&expected["entry"])).collect(),
                norms: Some(["norm1", "norm2"].map(|norm| float(&expected[norm]))),
            }
        }
    }

    /// How much of the allowed error the worst of the numbers has; at most 1 if they agree. What is wrong, if it cannot be said so.
    pub fn share_of_allowed(&self, found: &[f64]) -> Result<f64, String> {
        if found.len() != self.len {
            return Err(format!("{} numbers, not {}", found.len(), self.len));
        }
        let allowed = |expected: f64| (RELATIVE * expected.abs()).max(OF_LARGEST * self.largest).max(f64::MIN_POSITIVE);
        let share = |found: f64, expected: f64| (found - expected).abs() / allowed(expected);
        let entries = self.entries.iter().map(|&(place, expected)| share(found[place], expected));
        let found_norms = [found.iter().map(|x| x.abs()).sum(), found.iter().map(|x| x * x).sum::<f64>().sqrt()];
        let norms = self.norms.into_iter().flat_map(|norms| norms.into_iter().zip(found_norms));
        let norms = norms.map(|(expected, found)| (found - expected).abs() / (RELATIVE * expected));
        // `max` alone would pass over NaN.
        let shares = entries.chain(norms).map(|share| if share.is_nan() { f64::INFINITY } else { share });
        Ok(shares.fold(0.0, f64::max))
    }
}

fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(0.0, |largest, number| number.abs().max(largest))
}

fn float(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().expect("an array").iter().map(float).collect()
}

fn little_endian(file: &Path) -> Vec<f64> {
    let bytes = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
}
