//! Which numbers a value can be, where that follows from how it was made.
//!
//! Rules test for the edges of their domain (`ln` of a negative number). Where the tested value is an exponential, a
//! sigmoid or a square, the test has one answer, and a person would not write it.

use std::collections::HashMap;

use crate::ir::{Op, Operand, ValueId};

/// Lower and upper bound. A value may also be NaN, for which every comparison is false: so a range can show that a
/// comparison is false, never that it is true.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    low: f64,
    high: f64,
}

const ANY: Range = Range { low: f64::NEG_INFINITY, high: f64::INFINITY };
const NOT_NEGATIVE: Range = Range { low: 0.0, high: f64::INFINITY };
const UNIT: Range = Range { low: -1.0, high: 1.0 };

impl Range {
    /// Bounds that hold after rounding to `f32` too: what is not exact there is widened to a whole number.
    fn new(low: f64, high: f64) -> Range {
        let low = if super::fold::exact(low) { low } else { low.floor() };
        let high = if super::fold::exact(high) { high } else { high.ceil() };
        let huge = f64::from(1 << 24);
        Range {
            low: if low.abs() <= huge { low } else { f64::NEG_INFINITY },
            high: if high.abs() <= huge { high } else { f64::INFINITY },
        }
    }

    fn is_not_negative(self) -> bool {
        self.low >= 0.0
    }
}

/// The ranges of the values seen so far.
#[derive(Default)]
pub struct Ranges {
    known: HashMap<ValueId, Range>,
}

impl Ranges {
    /// The range of an operand.
    pub fn of(&self, operand: &Operand) -> Range {
        match (operand.number(), operand.value()) {
            (Some(number), _) => Range { low: number, high: number },
            (_, Some(id)) => self.known.get(&id).copied().unwrap_or(ANY),
            _ => ANY,
        }
    }

    /// Notes what a step's result can be.
    pub fn note(&mut self, id: ValueId, op: &Op) {
        let range = self.of_op(op);
        if range != ANY {
            self.known.insert(id, range);
        }
    }

    /// Whether a comparison is false whatever the values are.
    pub fn never(&self, symbol: &str, a: &Operand, b: &Operand) -> bool {
        let (a, b) = (self.of(a), self.of(b));
        match symbol {
            "<" => a.low >= b.high,
            "<=" => a.low > b.high,
            ">" => a.high <= b.low,
            ">=" => a.high < b.low,
            "==" => a.low > b.high || a.high < b.low,
            _ => false,
        }
    }

    /// Rounding is monotone: the bounds of a result are the results of the bounds.
    fn of_op(&self, op: &Op) -> Range {
        match op {
            Op::Use(a) => self.of(a),
            Op::Neg(a) => {
                let a = self.of(a);
                Range { low: -a.high, high: -a.low }
            }
            Op::Binary("+", a, b) => {
                let (a, b) = (self.of(a), self.of(b));
                Range::new(a.low + b.low, a.high + b.high)
            }
            Op::Binary("-", a, b) => {
                let (a, b) = (self.of(a), self.of(b));
                Range::new(a.low - b.high, a.high - b.low)
            }
            Op::Binary("*", Operand::Value(a), Operand::Value(b)) if a == b => NOT_NEGATIVE,
            Op::Binary("*", a, b) => {
                let (a, b) = (self.of(a), self.of(b));
                if !(a.is_not_negative() && b.is_not_negative()) {
                    return ANY;
                }
                Range::new(or_zero(a.low * b.low), or_infinity(a.high * b.high))
            }
            Op::Binary("/", a, b) => {
                let (a, b) = (self.of(a), self.of(b));
                if !(a.is_not_negative() && b.is_not_negative()) {
                    return ANY;
                }
                Range::new(or_zero(a.low / b.high), or_infinity(a.high / b.low))
            }
            Op::Method { name, args, .. } => self.of_method(name, args),
            Op::Select { then, other, .. } => {
                let (then, other) = (self.of(then), self.of(other));
                Range { low: then.low.min(other.low), high: then.high.max(other.high) }
            }
            _ => ANY,
        }
    }

    fn of_method(&self, name: &str, args: &[Operand]) -> Range {
        match (name, args) {
            ("exp" | "exp2", [x]) if self.of(x).high <= 0.0 => Range { low: 0.0, high: 1.0 },
            ("exp" | "exp2" | "abs" | "sqrt" | "hypot" | "cosh", _) => NOT_NEGATIVE,
            ("powi", [_, n]) if n.number().is_some_and(|n| n % 2.0 == 0.0) => NOT_NEGATIVE,
            ("sin" | "cos" | "tanh", _) => UNIT,
            // A NaN gives way to the other operand.
            ("max", [_, bound]) if bound.number().is_some() => Range { low: self.of(bound).low, ..ANY },
            ("min", [_, bound]) if bound.number().is_some() => Range { high: self.of(bound).high, ..ANY },
            _ => ANY,
        }
    }
}

/// `0 · ∞` and the like: the lower bound of what cannot be negative.
fn or_zero(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number }
}

fn or_infinity(number: f64) -> f64 {
    if number.is_nan() { f64::INFINITY } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(name: &str, args: Vec<Operand>) -> Op {
        Op::Method { name: name.to_owned(), path: None, args }
    }

    #[test]
    fn a_sigmoid_is_between_zero_and_one() {
        let mut ranges = Ranges::default();
        let value = |n| Operand::Value(ValueId(n));
        ranges.note(ValueId(1), &method("exp", vec![value(0)]));
        ranges.note(ValueId(2), &Op::Binary("+", Operand::Number(1.0), value(1)));
        ranges.note(ValueId(3), &Op::Binary("/", Operand::Number(1.0), value(2)));
        ranges.note(ValueId(4), &Op::Binary("-", Operand::Number(1.0), value(3)));
        assert!(ranges.never("<", &value(3), &Operand::Number(0.0)));
        assert!(ranges.never("<", &value(4), &Operand::Number(0.0)));
        assert!(ranges.never(">", &value(4), &Operand::Number(1.0)));
        assert!(!ranges.never("<", &value(0), &Operand::Number(0.0)));
        assert!(!ranges.never("==", &value(4), &Operand::Number(0.0)));
    }

    #[test]
    fn bounds_survive_rounding_to_f32() {
        let mut ranges = Ranges::default();
        ranges.note(ValueId(1), &Op::Binary("+", Operand::Number(0.1), Operand::Number(0.2)));
        let range = ranges.of(&Operand::Value(ValueId(1)));
        assert_eq!((range.low, range.high), (0.0, 1.0));
    }
}
