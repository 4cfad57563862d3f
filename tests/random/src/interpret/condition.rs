//! Conditions and integers.

use super::frame::{Frame, Stop};
use super::machine::Slot;
use crate::ast::{Cmp, Cond, IntExpr, IntOp, Test};
use crate::ops;

impl Frame<'_, '_> {
    pub fn cond(&mut self, cond: &Cond) -> Result<bool, Stop> {
        Ok(match cond {
            Cond::Float(cmp, a, b) => {
                let a = self.expr(a)?.float().value;
                let b = self.expr(b)?.float().value;
                let holds = compare(*cmp, &a, &b);
                self.machine.decide(i64::from(holds), ops::relative_gap(a, b));
                holds
            }
            Cond::Int(cmp, a, b) => compare(*cmp, &self.int(a)?, &self.int(b)?),
            Cond::Var(var) => match self.slots[*var] {
                Some(Slot::Bool(value)) => value,
                _ => unreachable!("a bool variable"),
            },
            Cond::Lit(value) => *value,
            Cond::Is(test, expr) => {
                let value = self.expr(expr)?.float().value;
                if value.is_nan() && matches!(test, Test::SignNegative | Test::SignPositive) {
                    return Err(Stop::Undefined);
                }
                let (holds, gap) = match test {
                    Test::Nan => (value.is_nan(), f64::INFINITY),
                    Test::Finite => (value.is_finite(), f64::INFINITY),
                    Test::SignNegative => (value.is_sign_negative(), value.abs()),
                    Test::SignPositive => (value.is_sign_positive(), value.abs()),
                };
                self.machine.decide(i64::from(holds), gap);
                holds
            }
            Cond::Not(cond) => !self.cond(cond)?,
            Cond::And(a, b) => self.cond(a)? && self.cond(b)?,
            Cond::Or(a, b) => self.cond(a)? || self.cond(b)?,
        })
    }

    pub fn int(&mut self, int: &IntExpr) -> Result<i64, Stop> {
        Ok(match int {
            IntExpr::Lit(value, _) => *value,
            IntExpr::Var(var) => match self.slots[*var] {
                Some(Slot::Int(value)) => value,
                _ => unreachable!("an integer variable"),
            },
            IntExpr::Op(op, a, b) => operate(*op, self.int(a)?, *b),
            IntExpr::Both(op, a, b) => operate(*op, self.int(a)?, self.int(b)?),
            IntExpr::As(int, _) => self.int(int)?,
            IntExpr::Len(var) => self.length(*var) as i64,
            IntExpr::Min(a, b) => self.int(a)?.min(*b),
            IntExpr::Least(a, b) => self.int(a)?.min(self.int(b)?),
            IntExpr::If(cond, then, otherwise, _) => {
                if self.cond(cond)? {
                    *then
                } else {
                    *otherwise
                }
            }
            IntExpr::Truncate(expr, int) => {
                let value = self.expr(expr)?.float().value;
                let low = if int.signed() { -100.0 } else { 0.0 };
                // Rust saturates, and NaN becomes 0; within bounds that fit every integer type,
                // this is the same.
                assert!(value.is_nan() || value.abs() <= 100.0, "a large float becomes an integer");
                let whole = if value.is_nan() { 0 } else { value.max(low) as i64 };
                self.machine.decide(whole, ops::relative_gap(value, value.round()));
                whole
            }
        })
    }
}

fn operate(op: IntOp, a: i64, b: i64) -> i64 {
    match op {
        IntOp::Add => a + b,
        IntOp::Sub => a - b,
        IntOp::Mul => a * b,
        IntOp::Rem => a % b,
    }
}

fn compare<T: PartialOrd>(cmp: Cmp, a: &T, b: &T) -> bool {
    match cmp {
        Cmp::Lt => a < b,
        Cmp::Le => a <= b,
        Cmp::Gt => a > b,
        Cmp::Ge => a >= b,
        Cmp::Eq => a == b,
        Cmp::Ne => a != b,
    }
}
