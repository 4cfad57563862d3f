//! The types of variables and values.

use std::fmt::Write;

/// A float type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Float {
    F64,
    F32,
}

impl Float {
    pub fn name(self) -> &'static str {
        match self {
            Float::F64 => "f64",
            Float::F32 => "f32",
        }
    }
}

/// An integer type. Values stay small: no operation of a generated program can overflow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Int {
    I32,
    I64,
    U8,
    Usize,
}

impl Int {
    pub fn name(self) -> &'static str {
        match self {
            Int::I32 => "i32",
            Int::I64 => "i64",
            Int::U8 => "u8",
            Int::Usize => "usize",
        }
    }

    pub fn signed(self) -> bool {
        matches!(self, Int::I32 | Int::I64)
    }
}

/// How the items of an array are held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// `[f64; 3]`
    Fixed,
    /// `&[f64; 3]`
    FixedRef,
    /// `&mut [f64; 3]`
    FixedMut,
    /// `Vec<f64>`
    Vec,
    /// `&Vec<f64>`
    VecRef,
    /// `&[f64]`
    Slice,
    /// `&mut [f64]`
    SliceMut,
}

impl Holder {
    /// Not behind a reference.
    pub fn owned(self) -> bool {
        matches!(self, Holder::Fixed | Holder::Vec)
    }

    /// Behind a reference that writes.
    pub fn exclusive(self) -> bool {
        matches!(self, Holder::FixedMut | Holder::SliceMut)
    }

    /// Behind a reference that only reads.
    pub fn shared(self) -> bool {
        matches!(self, Holder::FixedRef | Holder::VecRef | Holder::Slice)
    }

    /// Its length is part of the type.
    pub fn fixed(self) -> bool {
        matches!(self, Holder::Fixed | Holder::FixedRef | Holder::FixedMut)
    }
}

/// The type of an array, a slice or a `Vec`, and what is known of its length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Array {
    pub float: Float,
    pub holder: Holder,
    /// The items are arrays of this length; where `None`, they are numbers.
    pub inner: Option<usize>,
    /// The shortest and the longest that it can be.
    pub least: usize,
    pub most: usize,
}

impl Array {
    /// `[float; length]`
    pub fn fixed(float: Float, length: usize) -> Array {
        Array { float, holder: Holder::Fixed, inner: None, least: length, most: length }
    }

    pub fn held(self, holder: Holder) -> Array {
        Array { holder, ..self }
    }

    /// The numbers in one item.
    pub fn width(self) -> usize {
        self.inner.unwrap_or(1)
    }

    /// One item of an array of arrays, as a reference or a value.
    pub fn row(self, holder: Holder) -> Option<Array> {
        self.inner.map(|length| Array::fixed(self.float, length).held(holder))
    }

    pub fn name(self) -> String {
        let item = match self.inner {
            Some(inner) => format!("[{}; {inner}]", self.float.name()),
            None => self.float.name().to_owned(),
        };
        let length = self.least;
        match self.holder {
            Holder::Fixed => format!("[{item}; {length}]"),
            Holder::FixedRef => format!("&[{item}; {length}]"),
            Holder::FixedMut => format!("&mut [{item}; {length}]"),
            Holder::Vec => format!("Vec<{item}>"),
            Holder::VecRef => format!("&Vec<{item}>"),
            Holder::Slice => format!("&[{item}]"),
            Holder::SliceMut => format!("&mut [{item}]"),
        }
    }
}

/// The type of a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Float(Float),
    Int(Int),
    Bool,
    Array(Array),
}

impl Kind {
    pub fn name(self) -> String {
        match self {
            Kind::Float(float) => float.name().to_owned(),
            Kind::Int(int) => int.name().to_owned(),
            Kind::Bool => "bool".to_owned(),
            Kind::Array(array) => array.name(),
        }
    }

    /// The float type that it is made of.
    pub fn float(self) -> Option<Float> {
        match self {
            Kind::Float(float) | Kind::Array(Array { float, .. }) => Some(float),
            Kind::Int(_) | Kind::Bool => None,
        }
    }

    /// Written to by a callee, for its caller to see.
    pub fn exclusive(self) -> bool {
        matches!(self, Kind::Array(array) if array.holder.exclusive())
    }
}

/// The type of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    Float(Float),
    Array(Array),
    /// Without items: no value at all.
    Tuple(Vec<Type>),
}

impl Type {
    pub fn unit() -> Type {
        Type::Tuple(Vec::new())
    }

    pub fn is_unit(&self) -> bool {
        *self == Type::unit()
    }

    pub fn name(&self) -> String {
        match self {
            Type::Float(float) => float.name().to_owned(),
            Type::Array(array) => array.name(),
            Type::Tuple(items) => {
                let mut out = String::from("(");
                for (index, item) in items.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    let _ = write!(out, "{comma}{}", item.name());
                }
                out + ")"
            }
        }
    }
}
