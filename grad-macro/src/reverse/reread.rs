//! What a pullback reads again where it is lent: elements of slices and arrays that nobody can change, and members of structs.
//!
//! The pullback of `a[0] * b[0] + a[1] * b[1]` is lent `a` and `b` again, for the places that their cotangents are added to. Were it to hold
//! their elements, a loop that calls it would save them with each call.

use std::collections::HashMap;

use super::again::replace;
use super::generated;
use crate::ir::{Activity, End, Func, Hint, Op, Operand, Pattern, Region, Step, Stmt, StmtKind, Tree, ValueId, visit};

/// Puts the steps that read again before the backward half, which then uses what they give. `lent` are the parameters that it is lent.
pub fn read_again(func: &mut Func, forward: &[Stmt], backward: &mut Vec<Stmt>, lent: &[ValueId]) {
    let mut region = Region { stmts: std::mem::take(backward), end: End::Diverge };
    let used = visit::used_values(&region);
    let mut twins = HashMap::new();
    let mut reads = Vec::new();
    for stmt in forward {
        let StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op: op @ Op::Load(view) } = &stmt.kind else {
            continue;
        };
        let is_there = |operand: &Operand| operand.value().is_none_or(|id| used.contains(&id) && is_fixed(func, id));
        let can = lent.contains(&view.root())
            && view.steps.iter().all(|step| match step {
                Step::Index(index) => is_there(index),
                Step::Field(_) => true,
                _ => false,
            });
        if can && used.contains(id) && !func.value(*id).mutable && func.value(*id).place.is_none() {
            let mut value = func.value(*id).clone();
            value.hint = Hint::Same(*id);
            value.annotation = None;
            func.values.push(value);
            let twin = ValueId(func.values.len() - 1);
            reads.push(generated(Pattern::one(twin), op.clone(), stmt.site));
            twins.insert(*id, twin);
        }
    }
    replace(&mut region, &twins);
    reads.append(&mut region.stmts);
    *backward = reads;
}

/// Whether an index is a number that stays as it is: the pullback holds it anyway, for the place that the cotangent is added to.
fn is_fixed(func: &Func, id: ValueId) -> bool {
    let value = func.value(id);
    value.activity == Activity::Constant && !value.mutable && value.place.is_none()
}
