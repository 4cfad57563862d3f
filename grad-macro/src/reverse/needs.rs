//! What a region does to the world outside of it, and what its results depend on.

use std::collections::HashSet;

use crate::ir::{Activity, End, Func, How, Mode, Op, Operand, Region, Stmt, StmtKind, ValueId, View};

/// Calls `found` on every place that a statement changes.
pub fn modified_by(stmt: &Stmt, found: &mut dyn FnMut(ValueId)) {
    match &stmt.kind {
        StmtKind::Let { op, .. } => match op {
            Op::Store { to, .. } | Op::Update { to, .. } => found(to.root()),
            Op::Mutate { place, .. } => found(place.root()),
            Op::Into { place, args, .. } => {
                found(place.root());
                lent(args, found);
            }
            Op::Call(call) | Op::Vjp(call) => lent(&call.args, found),
            Op::Closure { body, .. } => modified_in(body, found),
            Op::Rule(rule) => {
                for passed in rule.args.iter().filter(|passed| passed.how == How::Exclusive) {
                    passed.operand.view().into_iter().for_each(|view| found(view.root()));
                }
                rule.elements.iter().for_each(|elements| modified_in(&elements.body, found));
            }
            _ => {}
        },
        StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| modified_in(&arm.region, found)),
        StmtKind::Loop(looped) => modified_in(&looped.body, found),
        StmtKind::Comment(_) => {}
    }
}

/// The places among arguments that may be changed through them.
fn lent(args: &[Operand], found: &mut dyn FnMut(ValueId)) {
    for arg in args {
        if let Operand::View(view) = arg
            && matches!(view.mode, Mode::Exclusive | Mode::Either)
        {
            found(view.root());
        }
    }
}

/// Calls `found` on every place that `..base` may move something out of.
pub(super) fn taken_from(stmt: &Stmt, found: &mut dyn FnMut(ValueId)) {
    let mut within = |region: &Region| region.stmts.iter().for_each(|stmt| taken_from(stmt, found));
    match &stmt.kind {
        StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| within(&arm.region)),
        StmtKind::Loop(looped) => within(&looped.body),
        StmtKind::Let { op: Op::Struct(made), .. } => {
            if let Some(Operand::View(base)) = &made.base {
                found(base.root());
            }
        }
        StmtKind::Let { .. } | StmtKind::Comment(_) => {}
    }
}

/// Whether a statement changes a place.
pub(super) fn modifies(stmt: &Stmt, place: ValueId) -> bool {
    let mut modifies = false;
    modified_by(stmt, &mut |id| modifies |= id == place);
    modifies
}

/// The same for a region.
pub fn modified_in(region: &Region, found: &mut dyn FnMut(ValueId)) {
    region.stmts.iter().for_each(|stmt| modified_by(stmt, found));
}

/// Whether a region changes places that carry derivatives.
pub(super) fn touches(func: &Func, region: &Region) -> bool {
    let mut touched = false;
    modified_in(region, &mut |id| touched |= func.is_active_place(id));
    touched
}

/// Places that a statement takes over as they are.
pub(super) fn handed_on(stmt: &Stmt) -> HashSet<ValueId> {
    let StmtKind::Let { op, .. } = &stmt.kind else { return HashSet::new() };
    let operands: Vec<&Operand> = match op {
        Op::Use(value) | Op::Store { value, .. } | Op::Repeat { value, .. } => vec![value],
        Op::Mutate { args, .. } | Op::Array { elements: args, .. } | Op::Variant { payload: args, .. } => {
            args.iter().collect()
        }
        Op::Struct(made) => made.fields.iter().flat_map(|(_, tree)| tree.leaves()).collect(),
        Op::Call(call) => call.args.iter().collect(),
        // The first one to be owed something has its cotangent made by the rule; not what a part is looked at of too.
        Op::Rule(rule) => {
            let views = || rule.args.iter().filter_map(|passed| passed.operand.view());
            let parts: HashSet<ValueId> = views().filter(|view| !view.steps.is_empty()).map(View::root).collect();
            return views().map(View::root).filter(|root| !parts.contains(root)).collect();
        }
        _ => Vec::new(),
    };
    operands.into_iter().filter_map(Operand::value).collect()
}

/// The values of a region that the wanted ones depend on, and what is written to places.
pub(super) fn reached(func: &Func, region: &Region, wanted: &mut HashSet<ValueId>) {
    loop {
        let before = wanted.len();
        walk(func, region, &[], wanted);
        if wanted.len() == before {
            return;
        }
    }
}

fn walk(func: &Func, region: &Region, results: &[ValueId], wanted: &mut HashSet<ValueId>) {
    if let End::Yield(operands) = &region.end {
        for (operand, result) in operands.iter().zip(results) {
            if wanted.contains(result) {
                wanted.extend(operand.value());
            }
        }
    }
    for stmt in region.stmts.iter().rev() {
        match &stmt.kind {
            StmtKind::Let { pattern, op } => {
                let mut effect = false;
                modified_by(stmt, &mut |id| effect |= func.is_active_place(id));
                let place = pattern.values().iter().any(|id| func.is_active_place(*id));
                if effect || place || pattern.values().iter().any(|id| wanted.contains(id)) {
                    crate::ir::visit::op_operands(&mut op.clone(), &mut |operand| {
                        if let Operand::Value(id) = operand
                            && func.value(*id).activity == Activity::Active
                        {
                            wanted.insert(*id);
                        }
                    });
                }
            }
            StmtKind::Branch(branch) => {
                for arm in &branch.arms {
                    walk(func, &arm.region, &branch.results, wanted);
                }
                crate::ir::visit::head_operands(&mut branch.head.clone(), &mut |operand| {
                    wanted.extend(operand.value());
                });
            }
            StmtKind::Loop(looped) => {
                let inside: Vec<ValueId> = looped.carried.iter().map(|carried| carried.inside).collect();
                for (inside, result) in inside.iter().zip(&looped.results) {
                    if looped.exits > 0 || wanted.contains(result) {
                        wanted.insert(*inside);
                    }
                }
                if looped.exits > 0
                    && let End::Yield(operands) = &looped.body.end
                {
                    wanted.extend(operands.iter().filter_map(Operand::value));
                }
                walk(func, &looped.body, &inside, wanted);
                for carried in &looped.carried {
                    if wanted.contains(&carried.inside) {
                        wanted.extend(carried.init.value());
                    }
                }
            }
            StmtKind::Comment(_) => {}
        }
    }
}

/// Whether going back does more than compute numbers.
pub(super) fn has_effects(stmts: &[Stmt]) -> bool {
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Let { op, .. } => match op {
            Op::Store { .. }
            | Op::Update { .. }
            | Op::Mutate { .. }
            | Op::Into { .. }
            | Op::Push { .. }
            | Op::Pop { .. }
            | Op::Shelve { .. }
            | Op::Unshelve { .. }
            | Op::Note(_) => true,
            Op::Rule(rule) => rule.args.iter().any(|passed| passed.how == How::Exclusive),
            Op::Pull { lends, .. } => lends.iter().any(|lend| {
                matches!(
                    lend,
                    crate::ir::Lend::Shared { .. }
                        | crate::ir::Lend::Exclusive { .. }
                        | crate::ir::Lend::Either { .. }
                        | crate::ir::Lend::Receiver { .. }
                )
            }),
            _ => false,
        },
        StmtKind::Branch(branch) => branch.arms.iter().any(|arm| has_effects(&arm.region.stmts)),
        StmtKind::Loop(looped) => {
            matches!(looped.head, crate::ir::LoopHead::Unwind { .. }) || has_effects(&looped.body.stmts)
        }
        StmtKind::Comment(_) => false,
    })
}

/// Whether a region can be run a second time: nothing in it can be noticed from outside. The `own` places are its own, too.
pub(super) fn repeatable(func: &Func, region: &Region, own: &HashSet<ValueId>) -> bool {
    let mut inside = own.clone();
    crate::ir::visit::region_definitions(region, &mut |id| {
        inside.insert(id);
    });
    let mut outside = false;
    modified_in(region, &mut |id| outside |= !inside.contains(&id));
    !outside && region.stmts.iter().all(|stmt| repeatable_stmt(func, stmt, &inside))
}

/// The same for a statement, which may change places; if it is run again in its order among those that change the `own` places.
pub(super) fn repeatable_stmt(func: &Func, stmt: &Stmt, own: &HashSet<ValueId>) -> bool {
    let replayable = |opaque: &crate::ir::Opaque| super::again::replayable_in_order(func, opaque, own);
    match &stmt.kind {
        StmtKind::Let { pattern, op } => match op {
            Op::Opaque(opaque) => replayable(opaque),
            // What it is lent may be a generator of random numbers.
            Op::Call(call) | Op::Vjp(call) => !call.args.iter().any(|arg| match arg {
                Operand::Value(id) => func.changing.contains(id),
                Operand::View(view) => func.changing.contains(&view.root()),
                _ => false,
            }),
            // A function that is not looked into may do anything.
            Op::Method { path: Some(_), .. }
                if pattern.values().iter().all(|id| func.value(*id).activity != Activity::Active) =>
            {
                super::again::is_arithmetic(op)
            }
            _ => true,
        },
        StmtKind::Branch(crate::ir::Branch { head: crate::ir::Head::Opaque(opaque), .. }) if !replayable(opaque) => {
            false
        }
        StmtKind::Branch(branch) => branch.arms.iter().all(|arm| {
            arm.guard.as_ref().is_none_or(replayable)
                && arm.region.stmts.iter().all(|stmt| repeatable_stmt(func, stmt, own))
        }),
        StmtKind::Loop(looped) => {
            let head = match &looped.head {
                crate::ir::LoopHead::For { iterator, reversible, .. } => *reversible || replayable(iterator),
                crate::ir::LoopHead::While(test) => replayable(test),
                _ => true,
            };
            head && looped.body.stmts.iter().all(|stmt| repeatable_stmt(func, stmt, own))
        }
        StmtKind::Comment(_) => true,
    }
}

/// Calls `seen` on every place that is looked at, with the values that depend on the given ones so far. Only constants are
/// followed: indices and what they are made of.
pub(super) fn follow(
    region: &Region,
    own: &mut HashSet<ValueId>,
    seen: &mut dyn FnMut(&crate::ir::View, &HashSet<ValueId>),
) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern, op } => {
                let mut depends = false;
                crate::ir::visit::op_operands(&mut op.clone(), &mut |operand| {
                    depends |= operand.value().is_some_and(|id| own.contains(&id));
                });
                match op {
                    Op::Load(view) | Op::Copy { from: view, .. } | Op::Of { place: view, .. } => seen(view, own),
                    Op::Into { args, .. } => args.iter().filter_map(Operand::view).for_each(|view| seen(view, own)),
                    Op::Call(call) => call.args.iter().filter_map(Operand::view).for_each(|view| seen(view, own)),
                    _ => {}
                }
                if depends && !matches!(op, Op::Load(_) | Op::Call(_)) {
                    own.extend(pattern.values());
                }
            }
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| follow(&arm.region, own, seen)),
            StmtKind::Loop(looped) => follow(&looped.body, own, seen),
            StmtKind::Comment(_) => {}
        }
    }
}

/// Whether the trips of a loop back can be taken in any order: they only add, and look at nothing that is added to.
pub(super) fn only_adds(stmts: &[Stmt]) -> bool {
    let region = Region { stmts: stmts.to_vec(), end: End::Diverge };
    let mut inside = HashSet::new();
    crate::ir::visit::region_definitions(&region, &mut |id| {
        inside.insert(id);
    });
    let mut changed = HashSet::new();
    modified_in(&region, &mut |id| {
        changed.insert(id);
    });
    let mut looks = false;
    follow(&region, &mut HashSet::new(), &mut |view, _| {
        looks |= changed.contains(&view.root()) && !inside.contains(&view.root());
    });
    !looks && adds(stmts)
}

fn adds(stmts: &[Stmt]) -> bool {
    stmts.iter().all(|stmt| match &stmt.kind {
        StmtKind::Let { op, .. } => match op {
            Op::Update { symbol, .. } => *symbol == "+",
            Op::Into { name, .. } => matches!(*name, "add" | "add_each" | "add_scaled" | "add_slices"),
            Op::Store { .. } | Op::Mutate { .. } | Op::Push { .. } | Op::Pop { .. } | Op::Pull { .. } => false,
            _ => true,
        },
        StmtKind::Branch(branch) => branch.arms.iter().all(|arm| adds(&arm.region.stmts)),
        StmtKind::Loop(looped) => matches!(looped.head, crate::ir::LoopHead::For { .. }) && adds(&looped.body.stmts),
        StmtKind::Comment(_) => true,
    })
}

/// Whether a loop among the statements saves something.
pub(super) fn saves(stmts: &[Stmt]) -> bool {
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Let { op, .. } => matches!(op, Op::Push { .. }),
        StmtKind::Branch(branch) => branch.arms.iter().any(|arm| saves(&arm.region.stmts)),
        StmtKind::Loop(looped) => saves(&looped.body.stmts),
        StmtKind::Comment(_) => false,
    })
}
