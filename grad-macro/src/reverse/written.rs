//! Loops that make one element a trip: `out.push(z)`, `out[i] = z`, and what an iterator collects.
//!
//! Such a trip knows nothing of the others, so it can be run again on the way back, right before it is gone back through. That is worth it
//! where loops in it would save much for each of their own trips: as many entries as there are trips of both, where the result has room for
//! those of the outer one alone. Not where these loops make vectors: then a second run would take longer than saving does.

use std::collections::{HashMap, HashSet};

use super::Reverse;
use crate::ir::{Func, Loop, Op, Operand, Region, Step, Stmt, StmtKind, ValueId, View, visit};

/// More numbers than that are much to save for one trip of an inner loop, and so is anything else than numbers.
const FEW: usize = 4;

impl Reverse {
    /// Places from outside that a loop does nothing with but write new elements to them.
    pub(super) fn written_places(&self, looped: &Loop) -> HashSet<ValueId> {
        let mut inside = HashSet::new();
        visit::region_definitions(&looped.body, &mut |id| {
            inside.insert(id);
        });
        let mut writes: HashMap<ValueId, usize> = HashMap::new();
        visit_writes(&looped.body, &mut |to| *writes.entry(to.root()).or_default() += 1);
        let mut uses: HashMap<ValueId, usize> = HashMap::new();
        for id in visit::used_values(&looped.body) {
            *uses.entry(id).or_default() += 1;
        }
        writes.retain(|root, count| {
            uses.get(root) == Some(count) && self.func.is_active_place(*root) && !inside.contains(root)
        });
        writes.into_keys().collect()
    }
}

/// Whether loops among the statements save much for each of their trips.
pub(super) fn saves_much(func: &Func, stmts: &[Stmt]) -> bool {
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Loop(looped) => pushes_much(func, &looped.body.stmts) && !makes_vectors(&looped.body.stmts),
        StmtKind::Branch(branch) => branch.arms.iter().any(|arm| saves_much(func, &arm.region.stmts)),
        StmtKind::Let { .. } | StmtKind::Comment(_) => false,
    })
}

fn pushes_much(func: &Func, stmts: &[Stmt]) -> bool {
    let number = |operand: &Operand| {
        operand.value().map(|id| func.value(id)).is_some_and(|value| value.place.is_none() && value.float.is_known())
    };
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Let { op: Op::Push { payload, .. }, .. } => payload.len() > FEW || !payload.iter().all(number),
        StmtKind::Loop(looped) => pushes_much(func, &looped.body.stmts),
        StmtKind::Branch(branch) => branch.arms.iter().any(|arm| pushes_much(func, &arm.region.stmts)),
        StmtKind::Let { .. } | StmtKind::Comment(_) => false,
    })
}

fn makes_vectors(stmts: &[Stmt]) -> bool {
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Let { op, .. } => matches!(
            op,
            Op::Helper { name: "room", .. } | Op::Array { vector: true, .. } | Op::Repeat { vector: true, .. }
        ),
        StmtKind::Loop(looped) => makes_vectors(&looped.body.stmts),
        StmtKind::Branch(branch) => branch.arms.iter().any(|arm| makes_vectors(&arm.region.stmts)),
        StmtKind::Comment(_) => false,
    })
}

/// What a step writes a new element to.
pub(super) fn written_by(op: &Op) -> Option<&View> {
    match op {
        Op::Store { to, .. } => matches!(to.steps.first(), Some(Step::Index(_))).then_some(to),
        Op::Mutate { place, method, .. } => (place.steps.is_empty() && method == "push").then_some(place),
        _ => None,
    }
}

fn visit_writes(region: &Region, found: &mut dyn FnMut(&View)) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { op, .. } => written_by(op).into_iter().for_each(&mut *found),
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| visit_writes(&arm.region, found)),
            StmtKind::Loop(looped) => visit_writes(&looped.body, found),
            StmtKind::Comment(_) => {}
        }
    }
}
