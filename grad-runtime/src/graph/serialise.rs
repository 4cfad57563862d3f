//! Numbers for formats that know no NaN and no infinity (JSON): those are written as text.

use std::string::{String, ToString};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Number {
    Finite(f64),
    Other(String),
}

impl From<f64> for Number {
    fn from(number: f64) -> Number {
        if number.is_finite() { Number::Finite(number) } else { Number::Other(number.to_string()) }
    }
}

impl Number {
    fn read<E: serde::de::Error>(self) -> Result<f64, E> {
        match self {
            Number::Finite(number) => Ok(number),
            Number::Other(text) => text.parse().map_err(E::custom),
        }
    }
}

pub fn serialize<S: Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
    Number::from(*number).serialize(to)
}

pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Number::deserialize(from)?.read()
}

pub mod option {
    use super::{Deserialize, Deserializer, Number, Serialize, Serializer};

    pub fn serialize<S: Serializer>(number: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
        number.map(Number::from).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
        Option::<Number>::deserialize(from)?.map(Number::read).transpose()
    }
}

pub mod list {
    use std::vec::Vec;

    use super::{Deserialize, Deserializer, Number, Serialize, Serializer};

    pub fn serialize<S: Serializer>(numbers: &[f64], to: S) -> Result<S::Ok, S::Error> {
        numbers.iter().map(|number| Number::from(*number)).collect::<Vec<_>>().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
        Vec::<Number>::deserialize(from)?.into_iter().map(Number::read).collect()
    }
}
