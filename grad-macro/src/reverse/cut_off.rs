//! Cotangents that may be zero because the value was not used on the way that was taken.
//!
//! `let l = x.ln(); if x > 0.0 { x * l } else { 0.0 }`: at zero nothing is owed to `l`, but its slope is infinite, and zero
//! times infinity is not a number. So where a cotangent may have been cut off, a steep rule says that zero contributes
//! zero. In straight lines nothing is cut off, and no test is made.

use super::Reverse;
use crate::ir::{Op, Operand, Stmt, ValueId};
use crate::site::Site;

impl Reverse {
    /// Notes whether a step's result is zero where something was cut off.
    pub(super) fn note_cut_off(&mut self, id: ValueId, op: &Op) {
        let cut_off = match op {
            Op::Use(a) | Op::Neg(a) | Op::Cast { from: a, .. } => self.may_vanish(a),
            Op::Binary("*", a, b) => self.may_vanish(a) || self.may_vanish(b),
            Op::Binary("/", a, _) => self.may_vanish(a),
            Op::Binary("+" | "-", a, b) => self.may_vanish(a) && self.may_vanish(b),
            Op::Select { then, other, .. } => self.may_vanish(then) || self.may_vanish(other),
            Op::Helper { name: "cast_like" | "active", args } => self.may_vanish(&args[0]),
            Op::Helper { name: "no_seed", .. } => true,
            _ => false,
        };
        if cut_off {
            self.cut_off.insert(id);
        }
    }

    /// What a value is owed where nobody uses it: zero, or a struct of zeros.
    pub(super) fn nothing(&mut self, id: ValueId, out: &mut Vec<Stmt>) -> Operand {
        if self.func.value(id).place.is_none() && (self.const_fn || !self.maybe_structs.contains(&id)) {
            return Operand::Number(0.0);
        }
        let site = self.func.value(id).site;
        self.emit(Op::Helper { name: "no_seed", args: Vec::new() }, site, out)
    }

    /// Whether an operand is zero where something was cut off.
    pub(super) fn may_vanish(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Value(id) => self.cut_off.contains(id),
            _ => operand.number() == Some(0.0),
        }
    }

    /// The amount, but zero where the cotangent is.
    pub(super) fn unless_zero(&mut self, d: &Operand, amount: Operand, site: Site, out: &mut Vec<Stmt>) -> Operand {
        let zero = Operand::Number(0.0);
        let test = self.emit(Op::Binary("==", d.clone(), zero.clone()), site, out);
        self.emit(Op::Select { test, then: zero, other: amount }, site, out)
    }
}
