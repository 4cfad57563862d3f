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
pub fn array<T: Numbers + ?Sized>(value: &T) -> Value {
    value.single().map_or_else(|| summary(|see| value.each(see)), Value::Number)
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

/// A value of any type. `(&&&&&&Shown(&value)).shown()` takes the first of the traits below that applies.
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

impl<T: Scalar> ViaScalar for &&&&&Shown<'_, T> {
    type Float = T;
    fn one(&self) -> T {
        T::from_f64(1.0)
    }
    fn shown(&self) -> Value {
        Value::Number(self.0.to_f64())
    }
    fn single(&self) -> bool {
        size_of::<T>() == 4
    }
    fn number(&self) -> Number {
        Number { value: self.0.to_f64(), single: size_of::<T>() == 4, float: true }
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

impl<T: Numbers + ?Sized> ViaFloats for &&&&Shown<'_, T> {
    fn shown(&self) -> Value {
        array(self.0)
    }
}

/// A struct of floats.
pub trait ViaMembers {
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

impl<T: crate::Floats<f64> + ?Sized> ViaMembers for &&&Shown<'_, T> {
    fn shown(&self) -> Value {
        summary(|see| self.0.floats().for_each(|number| see(*number)))
    }
}

/// A struct of floats of the other type.
pub trait ViaMembers32 {
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

impl<T: crate::Floats<f32> + ?Sized> ViaMembers32 for &&Shown<'_, T> {
    fn shown(&self) -> Value {
        summary(|see| self.0.floats().for_each(|number| see(f64::from(*number))))
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

/// Something made of floats.
pub trait Numbers {
    /// Calls `see` with each of them.
    fn each(&self, see: &mut dyn FnMut(f64));
    /// The number, if it is just one.
    fn single(&self) -> Option<f64> {
        None
    }
}

impl Numbers for f32 {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        see(f64::from(*self));
    }
    fn single(&self) -> Option<f64> {
        Some(f64::from(*self))
    }
}

impl Numbers for f64 {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        see(*self);
    }
    fn single(&self) -> Option<f64> {
        Some(*self)
    }
}

impl<T: Numbers> Numbers for [T] {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.iter().for_each(|element| element.each(see));
    }
}

impl<T: Numbers, const N: usize> Numbers for [T; N] {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.as_slice().each(see);
    }
}

impl<T: Numbers> Numbers for Vec<T> {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.as_slice().each(see);
    }
}

impl<T: Numbers + ?Sized> Numbers for &T {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        (**self).each(see);
    }
    fn single(&self) -> Option<f64> {
        (**self).single()
    }
}

impl<T: Numbers + ?Sized> Numbers for &mut T {
    fn each(&self, see: &mut dyn FnMut(f64)) {
        (**self).each(see);
    }
    fn single(&self) -> Option<f64> {
        (**self).single()
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Numbers),*> Numbers for ($($name,)*) {
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
