//! What is known of an integer before the program runs: enough to keep every index in bounds.

use super::{Builder, Language};
use crate::ast::{Array, Facts, Int, IntExpr, IntOp, Kind, VarId};

/// Integers of programs with loops stay between these.
const LIMIT: i64 = 60;

impl Builder<'_, '_, '_> {
    pub(super) fn facts(&self, int: &IntExpr) -> Facts {
        match int {
            IntExpr::Lit(value, _) => Facts { low: *value, high: *value, ..Facts::default() },
            IntExpr::Var(var) => self.vars[*var].facts.clone(),
            IntExpr::Op(op, a, b) => operate(*op, self.facts(a), *b),
            IntExpr::Both(op, a, b) => self.combine(*op, a, b),
            IntExpr::As(a, _) => self.facts(a),
            IntExpr::Len(var) => {
                let array = self.array(*var);
                Facts { low: array.least as i64, high: array.most as i64, under: vec![(*var, -1)], steered: false }
            }
            IntExpr::Min(a, b) => {
                let a = self.facts(a);
                Facts { low: a.low.min(*b), high: a.high.min(*b), ..a }
            }
            IntExpr::Least(a, b) => {
                let (mut a, b) = (self.facts(a), self.facts(b));
                a.low = a.low.min(b.low);
                a.high = a.high.min(b.high);
                a.under.extend(b.under);
                a.steered |= b.steered;
                a
            }
            IntExpr::If(_, a, b, _) => Facts { low: *a.min(b), high: *a.max(b), under: Vec::new(), steered: true },
            IntExpr::Truncate(_, int) => {
                let low = if int.signed() { -LIMIT } else { 0 };
                Facts { low, high: LIMIT, under: Vec::new(), steered: true }
            }
        }
    }

    /// Two integers; the cases are those that the generator makes.
    fn combine(&self, op: IntOp, a: &IntExpr, b: &IntExpr) -> Facts {
        let (left, right) = (self.facts(a), self.facts(b));
        let steered = left.steered || right.steered;
        match op {
            IntOp::Add => {
                let (low, high) = (left.low + right.low, left.high + right.high);
                Facts { low, high, under: Vec::new(), steered }
            }
            // What is taken away is not negative.
            IntOp::Sub => Facts { low: left.low - right.high, high: left.high - right.low, under: left.under, steered },
            IntOp::Rem => {
                let under = right.under.iter().map(|&(var, k)| (var, k + 1)).collect();
                Facts { low: 0, high: (right.high - 1).max(0), under, steered }
            }
            IntOp::Mul => unreachable!("never made"),
        }
    }

    /// What is known of the variable of a loop over `from..to` or `from..=to`.
    pub(super) fn between(&self, from: &IntExpr, to: &IntExpr, inclusive: bool) -> Facts {
        let (from, to) = (self.facts(from), self.facts(to));
        let less = i64::from(!inclusive);
        Facts {
            low: from.low,
            high: (to.high - less).max(from.low),
            under: to.under.iter().map(|&(var, k)| (var, k + less)).collect(),
            steered: from.steered || to.steered,
        }
    }

    /// A result that stays within the limits, and may become a float.
    pub(super) fn harmless(&self, int: &IntExpr) -> bool {
        if self.language == Language::Scalars {
            return true;
        }
        let facts = self.facts(int);
        !facts.steered && facts.low >= -LIMIT && facts.high <= LIMIT
    }

    pub(super) fn array(&self, var: VarId) -> Array {
        match self.vars[var].kind {
            Kind::Array(array) => array,
            kind => unreachable!("an array of kind {kind:?}"),
        }
    }

    /// The arrays in scope that satisfy a condition.
    pub(super) fn arrays(&self, wanted: impl Fn(Array) -> bool) -> Vec<VarId> {
        self.visible(|var| matches!(var.kind, Kind::Array(array) if wanted(array)))
    }

    /// Those that may be written to.
    pub(super) fn writable(&self, wanted: impl Fn(Array) -> bool) -> Vec<VarId> {
        let mut found = self.arrays(wanted);
        found.retain(|&id| {
            let writes = self.vars[id].mutable || self.vars[id].kind.exclusive();
            writes && !self.frozen.contains(&id)
        });
        found
    }

    /// The integers in scope, with those that depend on active values.
    pub(super) fn counters(&self) -> Vec<(VarId, Int)> {
        let found = self.visible(|var| matches!(var.kind, Kind::Int(_)));
        let kind = |id: VarId| match self.vars[id].kind {
            Kind::Int(int) => (id, int),
            kind => unreachable!("an integer of kind {kind:?}"),
        };
        found.into_iter().map(kind).collect()
    }
}

fn operate(op: IntOp, a: Facts, b: i64) -> Facts {
    let moved = |by: i64| a.under.iter().map(|&(var, k)| (var, k - by)).collect();
    match op {
        IntOp::Add => Facts { low: a.low + b, high: a.high + b, under: moved(b), steered: a.steered },
        IntOp::Sub => Facts { low: a.low - b, high: a.high - b, under: moved(-b), steered: a.steered },
        IntOp::Mul => {
            let (low, high) = if b >= 0 { (a.low * b, a.high * b) } else { (a.high * b, a.low * b) };
            Facts { low, high, under: Vec::new(), steered: a.steered }
        }
        IntOp::Rem if a.low >= 0 => Facts { low: 0, high: a.high.min(b - 1), ..a },
        IntOp::Rem => Facts { low: 1 - b, high: b - 1, under: Vec::new(), steered: a.steered },
    }
}
