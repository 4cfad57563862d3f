//! What loops save goes to the store that all calls share, where it can: numbers of a function that others call.
//!
//! A loop's numbers must lie one after another: nothing else may be put into the store while the loop runs, and of nested loops only one
//! can use it. Everything else stays in vectors.

use std::collections::{HashMap, HashSet};

use super::generated;
use super::structs::note_numbers;
use crate::ir::{Activity, Float, Func, Hint, Op, Operand, Pattern, Region, Stmt, StmtKind, StoreArg, ValueId};

/// Moves what it can from vectors to the store.
pub fn store_numbers(func: &mut Func, forward: &mut Vec<Stmt>, backward: &mut [Stmt]) {
    let mut elsewhere = HashSet::new();
    walk(backward, 0, &mut |op, _| {
        if let Op::Push { stack: Operand::Value(stack), .. } = op {
            elsewhere.insert(*stack);
        }
    });
    for stmt in forward.iter() {
        // Of a few trips: that is no allocation.
        if let StmtKind::Let { pattern, op: Op::Stack { trips: Some(_), .. } } = &stmt.kind {
            elsewhere.extend(pattern.values());
        }
    }
    let mut cursors: HashMap<ValueId, ValueId> = HashMap::new();
    let mut at = 0;
    while at < forward.len() {
        let chosen = match &forward[at].kind {
            StmtKind::Loop(looped) => choose(func, &looped.body.stmts).filter(|stack| !elsewhere.contains(stack)),
            _ => None,
        };
        if let Some(stack) = chosen {
            let site = forward[at].site;
            let cursor = func.fresh(Hint::User("end".to_owned()), site, Float::Not, Activity::Constant);
            func.values[cursor.0].mutable = true;
            forward.insert(at + 1, generated(Pattern::one(cursor), Op::Mark, site));
            cursors.insert(stack, cursor);
            at += 1;
        }
        at += 1;
    }
    for half in [forward.as_mut_slice(), backward] {
        walk_mut(half, &mut |pattern, op| {
            let of = |stack: &Operand| stack.value().and_then(|id| cursors.get(&id)).copied();
            match op {
                Op::Stack { stored, .. } => {
                    *stored = pattern.values().first().is_some_and(|stack| cursors.contains_key(stack));
                }
                Op::Push { stack, stored, .. } | Op::Reserve { stack, stored, .. } => *stored = of(stack).is_some(),
                Op::Pop { stack, cursor } => *cursor = of(stack).map(Operand::Value),
                _ => {}
            }
        });
    }
    for stack in cursors.keys() {
        func.values[stack.0].mutable = false;
    }
}

/// The innermost vector of a loop that holds nothing but numbers, if nothing else gets in between.
fn choose(func: &Func, stmts: &[Stmt]) -> Option<ValueId> {
    let (mut calls, mut pulls) = (0, 0);
    let mut never = HashSet::new();
    // What called functions give may be a struct.
    let mut numbers = HashSet::new();
    note_numbers(stmts, &mut numbers);
    let mut candidates: Vec<(usize, ValueId)> = Vec::new();
    walk(stmts, 0, &mut |op, depth| match op {
        Op::Vjp(call) if call.store() == StoreArg::Lent => calls += 1,
        Op::Pull { store: StoreArg::Lent, .. } => pulls += 1,
        Op::Pop { stack, .. } | Op::Height { stack } => never.extend(stack.value()),
        Op::Push { stack: Operand::Value(stack), payload, reserved, .. } => {
            let number = |operand: &Operand| {
                operand.value().is_some_and(|id| {
                    let value = func.value(id);
                    let known = value.float.is_known() || value.float == Float::Unknown && numbers.contains(&id);
                    value.place.is_none() && value.activity == Activity::Active && known
                })
            };
            if *reserved && !payload.is_empty() && payload.len() <= 12 && payload.iter().all(number) {
                candidates.push((depth, *stack));
            }
        }
        _ => {}
    });
    candidates.retain(|(_, stack)| !never.contains(stack));
    // A call whose pullback is not called at once leaves its own numbers there.
    (calls == pulls).then(|| candidates.into_iter().max_by_key(|(depth, _)| *depth)).flatten().map(|(_, stack)| stack)
}

fn walk(stmts: &[Stmt], depth: usize, see: &mut dyn FnMut(&Op, usize)) {
    for stmt in stmts {
        match &stmt.kind {
            StmtKind::Let { op, .. } => {
                if let Op::Closure { body, .. } = op {
                    walk(&body.stmts, depth, see);
                }
                if let Some(elements) = crate::ir::visit::elements_of(op) {
                    walk(&elements.body.stmts, depth, see);
                }
                see(op, depth);
            }
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| walk(&arm.region.stmts, depth, see)),
            StmtKind::Loop(looped) => walk(&looped.body.stmts, depth + 1, see),
            StmtKind::Comment(_) => {}
        }
    }
}

fn walk_mut(stmts: &mut [Stmt], see: &mut dyn FnMut(&Pattern, &mut Op)) {
    for stmt in stmts {
        match &mut stmt.kind {
            StmtKind::Let { pattern, op } => see(pattern, op),
            StmtKind::Branch(branch) => {
                branch.arms.iter_mut().for_each(|arm| walk_mut(&mut arm.region.stmts, see));
            }
            StmtKind::Loop(looped) => walk_mut(&mut looped.body.stmts, see),
            StmtKind::Comment(_) => {}
        }
    }
}

/// Whether a region saves something in the store, or lends it.
pub fn uses_store(region: &Region) -> bool {
    let mut found = calls(region);
    walk(&region.stmts, 0, &mut |op, _| found |= matches!(op, Op::Stack { stored: true, .. }));
    found
}

/// Whether a region calls functions that may save something in the store.
pub fn calls(region: &Region) -> bool {
    let mut found = false;
    walk(&region.stmts, 0, &mut |op, _| found |= matches!(op, Op::Vjp(call) if call.store() == StoreArg::Lent));
    found
}
