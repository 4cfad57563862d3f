//! The reverse transform: a function becomes its forward half and its backward half.
//!
//! A region is walked from its last statement to its first. When a value's definition is reached, all its uses
//! have added what they owe to its cotangent; the sum is the value's cotangent, and the definition's rule hands it on.
//! Each statement kind has its own file beside this driver: [`op`] for steps, [`branch`] for branches,
//! [`call`] for calls of other annotated functions; [`rule`] lowers the rule table's texts.

mod branch;
mod call;
mod cut_off;
mod op;
mod powi;
mod rule;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use crate::site::Site;

use crate::analyse::activity;
use crate::ir::{Activity, End, Float, Func, Hint, Op, Operand, Pattern, Region, Stmt, StmtKind, ValueId};

/// A function and its derivative.
pub struct Reversed {
    /// All values, those of both halves; the body is empty.
    pub func: Func,
    /// The user's steps in their order, and what is saved.
    pub forward: Vec<Stmt>,
    /// The function's value.
    pub value: Operand,
    /// The cotangent of the value, an input of the backward half.
    pub seed: ValueId,
    /// From the seed to the gradients.
    pub backward: Vec<Stmt>,
    /// The gradient of each parameter, in order; `None` for constant ones.
    pub gradients: Vec<Option<Operand>>,
}

/// Differentiates a function whose body has no early returns.
///
/// In a `const fn` no closure can be called: there, calls go back through a second `const fn` of the callee.
pub fn reverse(mut func: Func, result: Float, const_fn: bool) -> Reversed {
    let body = std::mem::replace(&mut func.body, Region { stmts: Vec::new(), end: End::Diverge });
    let site = body.stmts.last().map_or_else(Site::call_site, |stmt| stmt.site);
    let value = match &body.end {
        End::Yield(operands) => operands.first().cloned(),
        _ => None,
    };
    let hint = value.as_ref().and_then(Operand::value).map_or(Hint::User("seed".to_owned()), Hint::Cotangent);
    let seed = func.fresh(hint, site, result, Activity::Active);

    let mut reverse = Reverse {
        func,
        const_fn,
        rules: HashMap::new(),
        payloads: HashMap::new(),
        owed: HashMap::new(),
        cut_off: HashSet::new(),
    };
    let mut cotangents = Cotangents::default();
    if let Some(Operand::Value(id)) = value {
        cotangents.add(id, Operand::Value(seed));
    }
    let Halves { forward, mut backward, mut cotangents } = reverse.region(&body.stmts, cotangents);
    let gradients = reverse
        .func
        .params
        .clone()
        .into_iter()
        .map(|param| {
            let active = reverse.func.value(param).activity == Activity::Active;
            active.then(|| reverse.total(param, &mut cotangents, &mut backward).unwrap_or(Operand::Number(0.0)))
        })
        .collect();
    // A function that never comes back has no value: its forward half ends in the panic.
    let value = value.unwrap_or(Operand::Number(0.0));
    Reversed { func: reverse.func, forward, value, seed, backward, gradients }
}

/// What the uses of each value owe to its cotangent so far.
#[derive(Default, Clone)]
struct Cotangents {
    owed: BTreeMap<ValueId, Vec<Operand>>,
}

impl Cotangents {
    fn add(&mut self, id: ValueId, amount: Operand) {
        self.owed.entry(id).or_default().push(amount);
    }
}

/// The two halves of a region.
struct Halves {
    forward: Vec<Stmt>,
    backward: Vec<Stmt>,
    /// What the region owes to values from outside of it.
    cotangents: Cotangents,
}

struct Reverse {
    func: Func,
    const_fn: bool,
    /// Parsed texts of the rule table.
    rules: HashMap<&'static str, Option<Rc<syn::Expr>>>,
    /// For a variant: the values that each of its ways binds where it is taken apart.
    payloads: HashMap<ValueId, Vec<Vec<ValueId>>>,
    /// The cotangents of those values.
    owed: HashMap<ValueId, Operand>,
    /// Cotangents that are zero where a branch or a `max` did not use the value.
    cut_off: HashSet<ValueId>,
}

impl Reverse {
    /// Walks a region backwards.
    fn region(&mut self, stmts: &[Stmt], mut cotangents: Cotangents) -> Halves {
        let mut forward = Vec::new();
        let mut backward = Vec::new();
        for stmt in stmts.iter().rev() {
            match &stmt.kind {
                StmtKind::Let { pattern, op } => {
                    self.step(stmt, pattern, op, &mut cotangents, &mut forward, &mut backward);
                }
                StmtKind::Branch(branch) => {
                    self.branch(stmt, branch, &mut cotangents, &mut forward, &mut backward);
                }
                StmtKind::Comment(_) => forward.push(stmt.clone()),
            }
        }
        forward.reverse();
        Halves { forward, backward, cotangents }
    }

    /// The cotangent of a value: the sum of what its uses owe. `None` if nothing does.
    fn total(&mut self, id: ValueId, cotangents: &mut Cotangents, out: &mut Vec<Stmt>) -> Option<Operand> {
        let mut amounts = cotangents.owed.remove(&id)?.into_iter();
        let mut total = amounts.next()?;
        let site = self.func.value(id).site;
        for amount in amounts {
            total = self.emit(Op::Binary("+", total, amount), site, out);
        }
        if let Operand::Value(sum) = total {
            let value = &mut self.func.values[sum.0];
            if matches!(value.hint, Hint::Temp) {
                value.hint = Hint::Cotangent(id);
                value.site = site;
            }
        }
        Some(total)
    }

    /// Appends a step of our own.
    fn emit(&mut self, op: Op, site: Site, out: &mut Vec<Stmt>) -> Operand {
        let float = activity::float_of(&self.func, &op);
        let id = self.func.fresh(Hint::Temp, site, float, Activity::Active);
        self.note_cut_off(id, &op);
        out.push(generated(Pattern::one(id), op, site));
        Operand::Value(id)
    }

    /// A copy of a value for another scope.
    fn twin(&mut self, id: ValueId) -> ValueId {
        let mut value = self.func.value(id).clone();
        value.hint = Hint::Same(id);
        value.annotation = None;
        value.mutable = false;
        self.func.values.push(value);
        ValueId(self.func.values.len() - 1)
    }
}

fn generated(pattern: Pattern, op: Op, site: Site) -> Stmt {
    Stmt { kind: StmtKind::Let { pattern, op }, site, generated: true }
}
