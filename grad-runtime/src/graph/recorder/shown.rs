//! Values of types that the macro does not know.

use core::fmt::Debug;
use std::format;
use std::string::String;
use std::vec::Vec;

use crate::graph::model::{Summary, Value};
use crate::scalar::Scalar;

/// A float, and of which type it was.
#[derive(Clone, Copy)]
pub struct Number {
    pub value: f64,
    pub single: bool,
}

impl Number {
    /// As the value of a node.
    pub fn shown(self) -> Value {
        Value::Number(self.value)
    }
}

/// A float of either type.
pub fn number<T: Scalar>(value: T) -> Number {
    Number { value: value.to_f64(), single: size_of::<T>() == 4 }
}

/// An array at a glance; what turns out to be a single number is one.
pub fn array<T: Floats + ?Sized>(value: &T) -> Value {
    if let Some(number) = value.single() {
        return Value::Number(number);
    }
    let mut summary = Summary {
        len: 0,
        first: Vec::new(),
        smallest: f64::INFINITY,
        largest: f64::NEG_INFINITY,
        zeros: 0,
        non_finite: 0,
    };
    value.each(&mut |number| {
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

/// A constant of any type. `(&&&&Shown(&value)).shown()` takes the first of the traits below that applies.
pub struct Shown<'a, T: ?Sized>(pub &'a T);

/// A float.
pub trait ViaScalar {
    /// The value.
    fn shown(&self) -> Value;
    /// Whether it is an `f32`.
    fn single(&self) -> bool;
}

impl<T: Scalar> ViaScalar for &&&Shown<'_, T> {
    fn shown(&self) -> Value {
        Value::Number(self.0.to_f64())
    }
    fn single(&self) -> bool {
        size_of::<T>() == 4
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
}

impl<T: Floats> ViaFloats for &&Shown<'_, T> {
    fn shown(&self) -> Value {
        array(self.0)
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
}

impl<T: Debug + ?Sized> ViaDebug for &Shown<'_, T> {
    fn shown(&self) -> Value {
        let text = format!("{:?}", self.0);
        // References to floats, integers.
        text.parse::<f64>().map_or_else(|_| Value::Text(shortened(&text)), Value::Number)
    }
}

/// Anything else.
pub trait ViaNothing {
    /// The value.
    fn shown(&self) -> Value;
    /// It is no `f32`.
    fn single(&self) -> bool {
        false
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

/// Something made of floats.
pub trait Floats {
    /// Calls `see` with each of them.
    fn each(&self, see: &mut dyn FnMut(f64));
    /// The number, if it is just one.
    fn single(&self) -> Option<f64> {
        None
    }
}

impl Floats for f32 {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        see(f64::from(*self));
    }
    fn single(&self) -> Option<f64> {
        Some(f64::from(*self))
    }
}

impl Floats for f64 {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        see(*self);
    }
    fn single(&self) -> Option<f64> {
        Some(*self)
    }
}

impl<T: Floats> Floats for [T] {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.iter().for_each(|element| element.each(see));
    }
}

impl<T: Floats, const N: usize> Floats for [T; N] {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.as_slice().each(see);
    }
}

impl<T: Floats> Floats for Vec<T> {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.as_slice().each(see);
    }
}

impl<T: Floats + ?Sized> Floats for &T {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        (**self).each(see);
    }
    fn single(&self) -> Option<f64> {
        (**self).single()
    }
}

impl<T: Floats + ?Sized> Floats for &mut T {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        (**self).each(see);
    }
    fn single(&self) -> Option<f64> {
        (**self).single()
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Floats),*> Floats for ($($name,)*) {
            #[allow(non_snake_case, unused_variables, reason = "one macro for all lengths")]
            fn each(&self, see: &mut dyn FnMut(f64)) {
                let ($($name,)*) = self;
                $($name.each(see);)*
            }
        }
    };
}

tuples!();
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
