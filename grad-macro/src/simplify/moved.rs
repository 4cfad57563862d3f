//! `moved`: a place that is looked at for the last time where it is copied is the copy itself.
//!
//! In the user's text it is moved there, `let y = x` or `(x, y)` at the end. This runs before the function is reversed: neither a vector nor
//! its cotangent is copied then.

use std::collections::{HashMap, HashSet};

use crate::ir::{
    Activity, End, Func, Hint, Holder, Op, Operand, Pattern, Region, Shape, Stmt, StmtKind, Tree, ValueId, visit,
};

/// Runs the pass.
pub fn moved(func: &mut Func) {
    let mut body = std::mem::replace(&mut func.body, Region { stmts: Vec::new(), end: End::Diverge });
    let mut same = HashMap::new();
    within(func, &mut body, &mut same);
    visit::region_operands(&mut body, &mut |operand| {
        if let Operand::Value(id) = operand {
            *id = first(*id, &same);
        }
    });
    func.body = body;
}

/// What a copy became one with.
fn first(mut id: ValueId, same: &HashMap<ValueId, ValueId>) -> ValueId {
    while let Some(from) = same.get(&id) {
        id = *from;
    }
    id
}

/// From the last statement to the first: what is mentioned later is known.
fn within(func: &mut Func, region: &mut Region, same: &mut HashMap<ValueId, ValueId>) {
    let made: HashSet<ValueId> = region.stmts.iter().flat_map(makes).collect();
    let mut later = HashSet::new();
    visit::end_operands(&mut region.end, &mut |operand| later.extend(operand.value()));
    let read = read(region);
    let mut kept = Vec::new();
    for mut stmt in std::mem::take(&mut region.stmts).into_iter().rev() {
        if let Some((to, from)) = copies(&stmt)
            && made.contains(&from)
            && !later.contains(&from)
            && (!read.contains(&from) || !handed_over(&kept, to, same))
            && become_one(func, from, to)
        {
            same.insert(to, from);
            later.insert(from);
            continue;
        }
        match &mut stmt.kind {
            StmtKind::Branch(branch) => branch.arms.iter_mut().for_each(|arm| within(func, &mut arm.region, same)),
            StmtKind::Loop(looped) => within(func, &mut looped.body, same),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
        }
        visit::stmt_operands(&mut stmt, &mut |operand| later.extend(operand.value()));
        kept.push(stmt);
    }
    kept.reverse();
    region.stmts = kept;
}

fn makes(stmt: &Stmt) -> Vec<ValueId> {
    match &stmt.kind {
        StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), .. } => vec![*id],
        StmtKind::Branch(branch) => branch.results.clone(),
        _ => Vec::new(),
    }
}

/// The copy of a whole place that no method of the user's made, and that place.
fn copies(stmt: &Stmt) -> Option<(ValueId, ValueId)> {
    match &stmt.kind {
        StmtKind::Let { op: Op::Copy { from, method: None }, .. } if from.steps.is_empty() => {
            Some((*makes(stmt).first()?, from.root()))
        }
        _ => None,
    }
}

/// What is read in a region, but to be copied as a whole: the way back may want to read it, too.
fn read(region: &Region) -> HashSet<ValueId> {
    let mut read = HashMap::new();
    for stmt in &region.stmts {
        visit::stmt_operands(&mut stmt.clone(), &mut |operand| {
            if let Some(id) = operand.value() {
                *read.entry(id).or_insert(0) += 1;
            }
        });
        written(stmt, &mut |id| *read.entry(id).or_insert(0) -= 1);
        if let Some((_, from)) = copies(stmt) {
            *read.entry(from).or_insert(0) -= 1;
        }
    }
    read.retain(|_, count| *count > 0);
    read.into_keys().collect()
}

/// Calls `found` on what elements are written to.
fn written(stmt: &Stmt, found: &mut dyn FnMut(ValueId)) {
    match &stmt.kind {
        StmtKind::Let { op: Op::Store { to, .. } | Op::Update { to, .. } | Op::Mutate { place: to, .. }, .. } => {
            found(to.root());
        }
        StmtKind::Branch(branch) => {
            branch.arms.iter().flat_map(|arm| &arm.region.stmts).for_each(|stmt| written(stmt, found));
        }
        StmtKind::Loop(looped) => looped.body.stmts.iter().for_each(|stmt| written(stmt, found)),
        StmtKind::Let { .. } | StmtKind::Comment(_) => {}
    }
}

/// Whether a copy is moved into something else: it is no place of its own any more then.
fn handed_over(stmts: &[Stmt], copy: ValueId, same: &HashMap<ValueId, ValueId>) -> bool {
    let mut region = Region { stmts: stmts.to_vec(), end: End::Diverge };
    let mut mentioned = 0;
    visit::region_operands(&mut region, &mut |operand| {
        mentioned += usize::from(operand.value().is_some_and(|id| first(id, same) == copy));
    });
    let mut looked_at = 0;
    visit::region_views(&mut region, &mut |view| looked_at += usize::from(first(view.root(), same) == copy));
    mentioned > looked_at
}

/// Whether a place can stand for its copy, which it then does. Not for one that changes: what is read before could not be read again on the way
/// back.
fn become_one(func: &mut Func, from: ValueId, to: ValueId) -> bool {
    let copy = func.value(to).clone();
    let place = func.value(from);
    let (Some(old), Some(new)) = (&place.place, &copy.place) else { return false };
    let owned = old.holder == Holder::Owned && new.holder == Holder::Owned;
    let shape = if old.shape == Shape::Unknown { &new.shape } else { &old.shape };
    let alike = *shape == new.shape || new.shape == Shape::Unknown;
    let active = place.activity == Activity::Active && copy.activity == Activity::Active;
    if !owned || !alike || !active || copy.mutable || func.told.contains_key(&to) || func.made.contains_key(&to) {
        return false;
    }
    let shape = shape.clone();
    let place = &mut func.values[from.0];
    if let Some(place) = &mut place.place {
        place.shape = shape;
    }
    if matches!(place.hint, Hint::Temp) {
        place.hint = copy.hint;
    }
    place.annotation = place.annotation.take().or(copy.annotation);
    true
}
