//! Values of types that the macro does not know.

use core::fmt::Debug;
use std::format;
use std::string::String;
use std::vec::Vec;

use crate::graph::model::{Summary, Value};
use crate::member::ConstantMember;
use crate::place::Shaped;
use crate::scalar::Scalar;

/// A float, and of which type it was.
#[derive(Clone, Copy)]
pub struct Number {
    pub value: f64,
    pub single: bool,
    /// Whether it is a float at all: a member of a struct may turn out to be an integer.
    pub float: bool,
}

impl Number {
    /// A slope or the like.
    pub const fn of(value: f64) -> Number {
        Number { value, single: false, float: true }
    }

    /// As the value of a node.
    pub fn shown(self) -> Value {
        Value::Number(self.value)
    }
}

/// What a step gives, or what is owed to it, of a type that rustc infers: most likely a float. A member of a struct may turn out to be an integer,
/// and what a function gives to be a struct.
pub fn number<T: Shaped + ?Sized>(value: &T) -> Number {
    match value.number() {
        Some((value, single)) => Number { value, single, float: true },
        None => Number { value: f64::NAN, single: false, float: false },
    }
}

/// An array at a glance; what turns out to be a single number is one.
fn array<T: Shaped + ?Sized>(value: &T) -> Value {
    value.number().map_or_else(|| summary(|see| value.each(see)), |(number, _)| Value::Number(number))
}

/// What `each` goes through, at a glance.
fn summary(each: impl FnOnce(&mut dyn FnMut(f64))) -> Value {
    let mut summary = Summary {
        len: 0,
        first: Vec::new(),
        smallest: f64::INFINITY,
        largest: f64::NEG_INFINITY,
        zeros: 0,
        non_finite: 0,
    };
    each(&mut |number| {
        summary.len += 1;
        if summary.first.len() < SHOWN {
            summary.first.push(number);
        }
        summary.zeros += usize::from(number == 0.0);
        if number.is_finite() {
            summary.smallest = summary.smallest.min(number);
            summary.largest = summary.largest.max(number);
        } else {
            summary.non_finite += 1;
        }
    });
    if summary.smallest > summary.largest {
        (summary.smallest, summary.largest) = (f64::NAN, f64::NAN);
    }
    Value::Array(summary)
}

/// How many numbers of an array are kept.
const SHOWN: usize = 8;

/// A value of any type. `(&&&&&Shown(&value)).shown()` takes the first of the traits below that applies.
pub struct Shown<'a, T: ?Sized>(pub &'a T);

/// A float.
pub trait ViaScalar {
    /// The type of the float.
    type Float;
    /// A cotangent of one.
    fn one(&self) -> Self::Float;
    /// The value.
    fn shown(&self) -> Value;
    /// Whether it is an `f32`.
    fn single(&self) -> bool;
    /// The number.
    fn number(&self) -> Number;
}

impl<T: Scalar> ViaScalar for &&&&Shown<'_, T> {
    type Float = T;
    fn one(&self) -> T {
        T::of(1.0)
    }
    fn shown(&self) -> Value {
        Value::Number(self.0.wide())
    }
    fn single(&self) -> bool {
        size_of::<T>() == 4
    }
    fn number(&self) -> Number {
        Number { value: self.0.wide(), single: size_of::<T>() == 4, float: true }
    }
}

/// Something made of floats.
pub trait ViaFloats {
    /// The value.
    fn shown(&self) -> Value;
    /// It is no `f32`.
    fn single(&self) -> bool {
        false
    }
    /// It has no cotangent.
    fn one(&self) -> ConstantMember {
        ConstantMember
    }
    /// It is no float.
    fn number(&self) -> Number {
        Number { value: self.shown().number().unwrap_or(f64::NAN), single: false, float: false }
    }
}

impl<T: Shaped + ?Sized> ViaFloats for &&Shown<'_, T> {
    fn shown(&self) -> Value {
        array(self.0)
    }
}

/// An integer or the like.
pub trait ViaPlain {
    /// The value.
    fn shown(&self) -> Value;
    /// It is no `f32`.
    fn single(&self) -> bool {
        false
    }
    /// It has no cotangent.
    fn one(&self) -> ConstantMember {
        ConstantMember
    }
    /// It is no float.
    fn number(&self) -> Number {
        Number { value: self.shown().number().unwrap_or(f64::NAN), single: false, float: false }
    }
}

/// No float, and no place of floats.
pub trait Plain: Debug {}

macro_rules! plain {
    ($($name:ty)*) => {$(impl Plain for $name {})*};
}

plain!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize bool char ConstantMember);

impl<T: Plain> ViaPlain for &&&Shown<'_, T> {
    fn shown(&self) -> Value {
        printed(self.0)
    }
}

/// Something that can be printed.
pub trait ViaDebug {
    /// The value.
    fn shown(&self) -> Value;
    /// It is no `f32`.
    fn single(&self) -> bool {
        false
    }
    /// It has no cotangent.
    fn one(&self) -> ConstantMember {
        ConstantMember
    }
    /// It is no float.
    fn number(&self) -> Number {
        Number { value: self.shown().number().unwrap_or(f64::NAN), single: false, float: false }
    }
}

impl<T: Debug + ?Sized> ViaDebug for &Shown<'_, T> {
    fn shown(&self) -> Value {
        printed(self.0)
    }
}

fn printed(value: &(impl Debug + ?Sized)) -> Value {
    let text = format!("{value:?}");
    text.parse::<f64>().map_or_else(|_| Value::Text(shortened(&text)), Value::Number)
}

/// Anything else.
pub trait ViaNothing {
    /// The value.
    fn shown(&self) -> Value;
    /// It is no `f32`.
    fn single(&self) -> bool {
        false
    }
    /// It has no cotangent.
    fn one(&self) -> ConstantMember {
        ConstantMember
    }
    /// It is no float.
    fn number(&self) -> Number {
        Number { value: self.shown().number().unwrap_or(f64::NAN), single: false, float: false }
    }
}

impl<T: ?Sized> ViaNothing for Shown<'_, T> {
    fn shown(&self) -> Value {
        Value::Text(String::from("…"))
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}
