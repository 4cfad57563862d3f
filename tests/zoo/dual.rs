//! Dual numbers: a value and its derivative along one direction, for the checks that finite differences are too coarse for.
//!
//! They stand for `f64` in bodies that are written for both: operators take numbers, references and plain `f64`s as those of
//! `f64` do. Only the literals that a sum or a product starts from need a name.

#![allow(dead_code)]

use std::cmp::Ordering;
use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

#[derive(Clone, Copy, Debug)]
pub struct Dual {
    pub value: f64,
    pub tangent: f64,
}

pub const ZERO: Dual = Dual { value: 0.0, tangent: 0.0 };
pub const HALF: Dual = Dual { value: 0.5, tangent: 0.0 };
pub const ONE: Dual = Dual { value: 1.0, tangent: 0.0 };

impl Dual {
    fn map(self, value: f64, slope: f64) -> Dual {
        Dual { value, tangent: slope * self.tangent }
    }

    pub fn sin(self) -> Dual {
        self.map(self.value.sin(), self.value.cos())
    }

    pub fn cos(self) -> Dual {
        self.map(self.value.cos(), -self.value.sin())
    }

    pub fn tanh(self) -> Dual {
        self.map(self.value.tanh(), self.value.cosh().powi(-2))
    }

    pub fn exp(self) -> Dual {
        self.map(self.value.exp(), self.value.exp())
    }

    pub fn ln(self) -> Dual {
        self.map(self.value.ln(), self.value.recip())
    }

    pub fn sqrt(self) -> Dual {
        self.map(self.value.sqrt(), 0.5 / self.value.sqrt())
    }

    pub fn abs(self) -> Dual {
        self.map(self.value.abs(), self.value.signum())
    }

    pub fn powi(self, n: i32) -> Dual {
        self.map(self.value.powi(n), f64::from(n) * self.value.powi(n - 1))
    }

    pub fn max(self, other: impl Into<Dual>) -> Dual {
        let other = other.into();
        if self.value > other.value { self } else { other }
    }

    pub fn min(self, other: impl Into<Dual>) -> Dual {
        let other = other.into();
        if self.value < other.value { self } else { other }
    }
}

impl From<&Dual> for Dual {
    fn from(number: &Dual) -> Dual {
        *number
    }
}

macro_rules! from_constants {
    ($($number:ident)+) => {
        $(impl From<$number> for Dual {
            fn from(number: $number) -> Dual {
                Dual { value: f64::from(number), tangent: 0.0 }
            }
        })+
    };
}

from_constants!(f64 i32 u32 u8);

impl Neg for Dual {
    type Output = Dual;

    fn neg(self) -> Dual {
        self.map(-self.value, -1.0)
    }
}

impl Neg for &Dual {
    type Output = Dual;

    fn neg(self) -> Dual {
        -*self
    }
}

/// An operator for every pair of operands that floats have it for.
macro_rules! operator {
    ($operator:ident $method:ident, $assign:ident $assign_method:ident: |$a:ident, $b:ident| $value:expr, $tangent:expr) => {
        impl $operator<Dual> for Dual {
            type Output = Dual;

            fn $method(self, $b: Dual) -> Dual {
                let $a = self;
                Dual { value: $value, tangent: $tangent }
            }
        }

        operator!(@pairs $operator $method: (Dual, &Dual) (&Dual, Dual) (&Dual, &Dual));
        operator!(@pairs $operator $method: (Dual, f64) (&Dual, f64) (Dual, &f64) (f64, Dual) (f64, &Dual) (&f64, Dual));

        impl<B> $assign<B> for Dual
        where
            Dual: $operator<B, Output = Dual>,
        {
            fn $assign_method(&mut self, other: B) {
                *self = $operator::$method(*self, other);
            }
        }
    };
    (@pairs $operator:ident $method:ident: $(($a:ty, $b:ty))+) => {
        $(impl $operator<$b> for $a {
            type Output = Dual;

            fn $method(self, other: $b) -> Dual {
                $operator::$method(Dual::from(self.clone()), Dual::from(other.clone()))
            }
        })+
    };
}

operator!(Add add, AddAssign add_assign: |a, b| a.value + b.value, a.tangent + b.tangent);
operator!(Sub sub, SubAssign sub_assign: |a, b| a.value - b.value, a.tangent - b.tangent);
operator!(Mul mul, MulAssign mul_assign: |a, b| a.value * b.value, a.tangent * b.value + a.value * b.tangent);
operator!(Div div, DivAssign div_assign: |a, b| a.value / b.value, (a.tangent - a.value / b.value * b.tangent) / b.value);

impl PartialEq for Dual {
    fn eq(&self, other: &Dual) -> bool {
        self.value == other.value
    }
}

impl PartialEq<f64> for Dual {
    fn eq(&self, other: &f64) -> bool {
        self.value == *other
    }
}

impl PartialOrd for Dual {
    fn partial_cmp(&self, other: &Dual) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl PartialOrd<f64> for Dual {
    fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
        self.value.partial_cmp(other)
    }
}

// Sums of floats start at minus zero, and so do these, so that the values are the same to the last bit.
impl Sum for Dual {
    fn sum<I: Iterator<Item = Dual>>(numbers: I) -> Dual {
        numbers.fold(Dual::from([0.0; 0].iter().sum::<f64>()), Add::add)
    }
}

impl<'a> Sum<&'a Dual> for Dual {
    fn sum<I: Iterator<Item = &'a Dual>>(numbers: I) -> Dual {
        numbers.copied().sum()
    }
}

impl Product for Dual {
    fn product<I: Iterator<Item = Dual>>(numbers: I) -> Dual {
        numbers.fold(ONE, Mul::mul)
    }
}

impl<'a> Product<&'a Dual> for Dual {
    fn product<I: Iterator<Item = &'a Dual>>(numbers: I) -> Dual {
        numbers.copied().product()
    }
}
