//! What a branch gives is an array where one of its arms gives one: that is seen only when all is read.

use std::collections::HashMap;

use crate::ir::{Activity, End, Func, Op, Operand, Place, Region, StmtKind, ValueId};

/// Makes the values of called functions places where they are used as such.
pub fn spread(func: &mut Func) {
    loop {
        let body = std::mem::replace(&mut func.body, Region { stmts: Vec::new(), end: End::Diverge });
        let mut calls = HashMap::new();
        note_calls(&body, &mut calls);
        let changed = region(func, &body, &calls);
        func.body = body;
        if !changed {
            return;
        }
    }
}

/// The values that calls and branches give.
fn note_calls(region: &Region, calls: &mut HashMap<ValueId, ()>) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern, op: Op::Call(_) } => calls.extend(pattern.values().into_iter().map(|id| (id, ()))),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            StmtKind::Branch(branch) => {
                calls.extend(branch.results.iter().map(|id| (*id, ())));
                branch.arms.iter().for_each(|arm| note_calls(&arm.region, calls));
            }
            StmtKind::Loop(looped) => note_calls(&looped.body, calls),
        }
    }
}

/// Every part of something active is a part of a place, and what active values are written to is active: nothing would be owed
/// to them otherwise.
pub fn check(func: &Func) -> Result<(), String> {
    if let Some(id) = written_to_constant(func, &func.body) {
        return Err(format!("an active value is written to the constant {}", id.0));
    }
    let mut lost = None;
    crate::ir::visit::region_views(&mut func.body.clone(), &mut |view| {
        let id = view.root();
        let value = func.value(id);
        if value.activity == Activity::Active && value.place.is_none() && !view.steps.is_empty() {
            lost = Some(id);
        }
    });
    match lost {
        Some(id) => Err(format!("value {} has parts and is no place", id.0)),
        None => Ok(()),
    }
}

/// The constant place that a statement writes an active value to.
pub fn constant_target(func: &Func, op: &Op) -> Option<ValueId> {
    let (to, values) = match op {
        Op::Store { to, value } | Op::Update { to, value, .. } => (to, std::slice::from_ref(value)),
        Op::Mutate { place, args, .. } => (place, args.as_slice()),
        _ => return None,
    };
    let active = values.iter().any(|value| func.activity(value) == Activity::Active);
    (active && func.value(to.root()).activity != Activity::Active).then(|| to.root())
}

fn written_to_constant(func: &Func, region: &Region) -> Option<ValueId> {
    region.stmts.iter().find_map(|stmt| match &stmt.kind {
        StmtKind::Let { op, .. } => constant_target(func, op),
        StmtKind::Branch(branch) => branch.arms.iter().find_map(|arm| written_to_constant(func, &arm.region)),
        StmtKind::Loop(looped) => written_to_constant(func, &looped.body),
        StmtKind::Comment(_) => None,
    })
}

fn region(func: &mut Func, of: &Region, calls: &HashMap<ValueId, ()>) -> bool {
    let mut changed = false;
    for stmt in &of.stmts {
        match &stmt.kind {
            StmtKind::Branch(branch) => {
                for (index, result) in branch.results.iter().enumerate() {
                    let yields: Vec<ValueId> = (branch.arms.iter())
                        .filter_map(|arm| match &arm.region.end {
                            End::Yield(operands) => operands.get(index).and_then(Operand::value),
                            _ => None,
                        })
                        .collect();
                    let place = std::iter::once(result).chain(&yields).find_map(|id| func.value(*id).place.clone());
                    let Some(place) = place else { continue };
                    for id in yields.into_iter().chain([*result]) {
                        let of_call = id == *result || calls.contains_key(&id);
                        changed |= of_call && make(func, id, &place);
                    }
                }
                for arm in &branch.arms {
                    changed |= region(func, &arm.region, calls);
                }
            }
            StmtKind::Loop(looped) => changed |= region(func, &looped.body, calls),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
        }
    }
    changed
}

fn make(func: &mut Func, id: ValueId, place: &Place) -> bool {
    let value = &mut func.values[id.0];
    if value.place.is_some() || value.activity != Activity::Active {
        return false;
    }
    value.place = Some(place.clone());
    true
}
