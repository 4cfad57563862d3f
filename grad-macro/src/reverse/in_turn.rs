//! Vectors that a loop fills from the start, one element a trip: what an iterator collects, and `push` into a new vector.
//!
//! There the element that a trip pushed is the one at the trip's index. Going back, its cotangent is read where it is, and not popped: the
//! trips do not depend on each other then, can be taken in their natural order, and several at once.

use std::collections::HashSet;

use syn::Expr;

use super::Reverse;
use super::needs::modified_by;
use super::portions::count;
use crate::ir::{Loop, LoopHead, LoopId, Op, Opaque, Operand, Region, Step, Stmt, StmtKind, ValueId, View, visit};

/// Each such vector, with its loop.
pub(super) fn filled_in_turn(region: &Region) -> HashSet<(LoopId, ValueId)> {
    let mut found = HashSet::new();
    within(region, &mut found);
    found
}

fn within(region: &Region, found: &mut HashSet<(LoopId, ValueId)>) {
    for (at, stmt) in region.stmts.iter().enumerate() {
        match &stmt.kind {
            StmtKind::Loop(looped) => {
                let pushed = looped.body.stmts.iter().filter_map(pushes);
                let in_turn = pushed.filter(|vector| {
                    index_of(looped).is_some()
                        && is_empty_after(*vector, &region.stmts[..at])
                        && resizes(&looped.body, *vector) == 1
                });
                found.extend(in_turn.map(|vector| (looped.id, vector)));
                within(&looped.body, found);
            }
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| within(&arm.region, found)),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
        }
    }
}

/// The index of a loop over `0..count` that every trip of is taken to its end.
pub(super) fn index_of(looped: &Loop) -> Option<ValueId> {
    let LoopHead::For { iterator, reversible: true, .. } = &looped.head else { return None };
    count(iterator).filter(|_| looped.exits == 0)?;
    visit::index_of(looped)
}

/// The vector that a statement pushes to.
fn pushes(stmt: &Stmt) -> Option<ValueId> {
    match &stmt.kind {
        StmtKind::Let { op: Op::Mutate { place, method, .. }, .. } if method == "push" && place.steps.is_empty() => {
            place.base.value()
        }
        _ => None,
    }
}

/// Whether these statements make the vector, and leave it without an element.
fn is_empty_after(vector: ValueId, stmts: &[Stmt]) -> bool {
    for stmt in stmts.iter().rev() {
        if let StmtKind::Let { pattern, op } = &stmt.kind
            && pattern.values().contains(&vector)
        {
            return match op {
                Op::Helper { name: "room", .. } => true,
                Op::Array { elements, vector: true } => elements.is_empty(),
                Op::Opaque(opaque) => makes_empty(opaque),
                _ => false,
            };
        }
        let mut changes = false;
        modified_by(stmt, &mut |id| changes |= id == vector);
        if changes {
            return false;
        }
    }
    false
}

/// `Vec::new()`, `Vec::with_capacity(count)` or `vec![]`.
fn makes_empty(opaque: &Opaque) -> bool {
    match syn::parse2(opaque.tokens.clone()) {
        Ok(Expr::Call(call)) => {
            let Expr::Path(path) = &*call.func else { return false };
            let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
            let makes = names.next().is_some_and(|name| name == "new" || name == "with_capacity");
            makes && names.next().is_some_and(|name| name == "Vec")
        }
        Ok(Expr::Macro(made)) => made.mac.path.is_ident("vec") && made.mac.tokens.is_empty(),
        _ => false,
    }
}

/// How many steps of a region may change the vector's length.
fn resizes(region: &Region, vector: ValueId) -> usize {
    let resized_by = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Let { op: Op::Store { to, .. } | Op::Update { to, .. }, .. } if !to.steps.is_empty() => 0,
        StmtKind::Let { .. } => {
            let mut changes = false;
            modified_by(stmt, &mut |id| changes |= id == vector);
            usize::from(changes)
        }
        StmtKind::Branch(branch) => branch.arms.iter().map(|arm| resizes(&arm.region, vector)).sum(),
        StmtKind::Loop(looped) => resizes(&looped.body, vector),
        StmtKind::Comment(_) => 0,
    };
    region.stmts.iter().map(resized_by).sum()
}

impl Reverse {
    /// Where in the shadow of a vector the cotangent is of the number that the loop around pushes to it, if that can be told.
    pub(super) fn pushed_at(&self, vector: &View, number: &Operand, shadow: &View) -> Option<View> {
        let (around, index) = self.loops.last()?;
        let in_turn = self.in_turn.contains(&(*around, vector.root()));
        let number = number.value().is_some_and(|id| self.is_number(id));
        (in_turn && number).then_some(shadow.then(Step::Index(Operand::Value((*index)?))))
    }
}
