//! Trips that start again from the state.
//!
//! The state of a loop is what it carries from trip to trip, be it in variables or in elements of places, the same in each trip, that it
//! changes. A trip that would
//! save more than that saves its state, and going back it is run again as far as its way back needs it: with calls and branches, but without
//! loops, which may be long.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::again::Effort;
use super::looped::Trip;
use super::{Reverse, again, needs};
use crate::ir::{
    Activity, Float, Hint, Holder, Op, Operand, Pattern, Step, Stmt, StmtKind, Tree, ValueId, View, visit,
};

impl Reverse {
    /// Where what would be saved is more than the state: the steps that are made again, and what is saved for them.
    pub(super) fn state_instead(
        &self,
        trip: &Trip,
        carried: &[ValueId],
        there: &HashSet<ValueId>,
        saved: &[ValueId],
    ) -> Option<(Vec<Stmt>, Vec<ValueId>)> {
        let loads = self.loads_of_state(trip);
        let places: BTreeSet<String> = loads.iter().map(|(_, view)| text(view)).collect();
        let state = again::floats(&self.func, carried) + places.len();
        let weight = self.weight(trip, saved);
        if weight <= state || state == 0 {
            return None;
        }
        let start: HashSet<ValueId> = carried.iter().copied().chain(loads.into_iter().map(|(id, _)| id)).collect();
        let steps = self.steps_from(trip, &start, there);
        let least = self.weight(trip, &steps.1).min(weight);
        let restart = self.restart(trip, carried, there).filter(|(_, saved)| self.weight(trip, saved) < least);
        restart.or_else(|| Some(steps).filter(|(_, saved)| self.weight(trip, saved) < weight))
    }

    /// The floating-point operations that a trip's way back needs, made again from a start.
    fn steps_from(&self, trip: &Trip, start: &HashSet<ValueId>, there: &HashSet<ValueId>) -> (Vec<Stmt>, Vec<ValueId>) {
        let from: HashSet<ValueId> = there.union(start).copied().collect();
        let (steps, rest) = self.compute_again(&trip.needed, &trip.forward, &trip.inside, &from, Effort::Everything);
        let mut used: HashSet<ValueId> = trip.needed.iter().copied().collect();
        for stmt in &steps {
            visit::stmt_operands(&mut stmt.clone(), &mut |operand| used.extend(operand.value()));
        }
        let mut saved: Vec<ValueId> = start.iter().filter(|id| used.contains(id)).copied().collect();
        saved.sort_unstable();
        saved.extend(rest);
        (steps, saved)
    }

    /// What is read from places that the trips change, and where.
    fn loads_of_state<'a>(&self, trip: &'a Trip) -> Vec<(ValueId, &'a View)> {
        let load = |stmt: &'a Stmt| match &stmt.kind {
            StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op: Op::Load(view) } => {
                self.reads_state(trip, *id, view).then_some((*id, view))
            }
            _ => None,
        };
        trip.forward.iter().filter_map(load).collect()
    }

    /// Each trip reads the same element: one that moves along with the trips is not carried from one to the next.
    fn reads_state(&self, trip: &Trip, id: ValueId, view: &View) -> bool {
        let number = self.func.value(id).place.is_none() && self.func.value(id).activity == Activity::Active;
        let mut parts = Vec::new();
        visit::view(&mut view.clone(), &mut |operand| parts.extend(operand.value()));
        number && !self.stable.contains(&id) && !parts.iter().any(|part| trip.inside.contains(part))
    }

    /// The steps of a trip that its way back needs, and the state that they start from.
    fn restart(&self, trip: &Trip, carried: &[ValueId], there: &HashSet<ValueId>) -> Option<(Vec<Stmt>, Vec<ValueId>)> {
        if self.notes || self.const_fn {
            // The recorder has seen every call once, and would see it again.
            return None;
        }
        let mut slice = Slice::of(self, trip, carried, there);
        let all = trip.needed.iter().all(|id| slice.add(*id));
        let steps = slice.steps.into_iter().map(|at| Stmt { generated: true, ..trip.forward[at].clone() }).collect();
        (all && again::floats(&self.func, &slice.saved) > 0).then_some((steps, slice.saved))
    }

    /// About how many floats there are in what a trip saves.
    fn weight(&self, trip: &Trip, saved: &[ValueId]) -> usize {
        let of = |id: &ValueId| match self.func.value(*id).hint {
            Hint::Pullback(_) => self.weight_of_pullback(trip, *id),
            // Which way a branch went, and what for.
            Hint::Saved => 2,
            _ => usize::from(self.func.value(*id).float != Float::Not),
        };
        saved.iter().map(of).sum()
    }

    /// A pullback keeps about as many numbers as it is made of; of places it may keep anything.
    fn weight_of_pullback(&self, trip: &Trip, pullback: ValueId) -> usize {
        let makes = |stmt: &&Stmt| match &stmt.kind {
            StmtKind::Let { pattern, op: Op::Vjp(_) } => pattern.values().contains(&pullback),
            _ => false,
        };
        let Some(StmtKind::Let { pattern, op: Op::Vjp(call) }) = trip.forward.iter().find(makes).map(|stmt| &stmt.kind)
        else {
            return MANY;
        };
        let number = |operand: &Operand| operand.value().is_none_or(|id| self.func.value(id).place.is_none());
        if !call.args.iter().all(|arg| arg.view().is_none() && number(arg)) {
            return MANY;
        }
        let active = call.args.iter().filter(|arg| self.func.activity(arg) == Activity::Active).count();
        // Without the pullback itself.
        active.max(pattern.values().len() - 1)
    }
}

/// The same for two views of one part. (What is kept of the user's tokens knows where it stands.)
fn text(view: &View) -> String {
    let mut operands = Vec::new();
    visit::view(&mut view.clone(), &mut |operand| {
        operands.push(match operand {
            Operand::Const(constant) => constant.tokens.to_string(),
            other => format!("{other:?}"),
        });
    });
    let steps = view.steps.iter().map(|step| match step {
        Step::Field(member) => member.to_string(),
        Step::Part(index) => index.to_string(),
        Step::Payload(payload) => format!("{payload:?}"),
        Step::Call { method, .. } => method.clone(),
        Step::Index(_) | Step::Element { .. } | Step::Range { .. } => String::new(),
    });
    operands.extend(steps);
    operands.join(".")
}

/// More than any loop carries in variables.
const MANY: usize = 1000;

struct Slice<'a> {
    reverse: &'a Reverse,
    trip: &'a Trip,
    carried: &'a [ValueId],
    there: &'a HashSet<ValueId>,
    /// Where each value is made.
    definitions: HashMap<ValueId, usize>,
    /// Where each place of the trip's own is changed.
    changes: HashMap<ValueId, Vec<usize>>,
    steps: BTreeSet<usize>,
    saved: Vec<ValueId>,
}

impl<'a> Slice<'a> {
    fn of(reverse: &'a Reverse, trip: &'a Trip, carried: &'a [ValueId], there: &'a HashSet<ValueId>) -> Slice<'a> {
        let mut definitions = HashMap::new();
        let mut changes: HashMap<ValueId, Vec<usize>> = HashMap::new();
        for (at, stmt) in trip.forward.iter().enumerate() {
            match &stmt.kind {
                StmtKind::Let { pattern, .. } => definitions.extend(pattern.values().into_iter().map(|id| (id, at))),
                StmtKind::Branch(branch) => definitions.extend(branch.results.iter().map(|id| (*id, at))),
                StmtKind::Loop(looped) => definitions.extend(looped.results.iter().map(|id| (*id, at))),
                StmtKind::Comment(_) => {}
            }
            needs::modified_by(stmt, &mut |id| changes.entry(id).or_default().push(at));
        }
        Slice { reverse, trip, carried, there, definitions, changes, steps: BTreeSet::new(), saved: Vec::new() }
    }

    /// Whether a value can be had again; notes what has to be done and saved for it.
    fn add(&mut self, id: ValueId) -> bool {
        if self.reverse.shelves.contains(&id) {
            return true;
        }
        let value = self.reverse.func.value(id);
        if !self.trip.inside.contains(&id) {
            // From outside: it is there, but what it holds may have changed.
            let lent = value.place.as_ref().is_some_and(|place| place.holder == Holder::Exclusive);
            return !lent && !self.reverse.modified.contains(&id) && (value.place.is_some() || !value.mutable);
        }
        if self.there.contains(&id) || self.saved.contains(&id) {
            return true;
        }
        if self.carried.contains(&id) {
            self.saved.push(id);
            return value.place.is_none();
        }
        let Some(at) = self.definitions.get(&id).copied() else { return false };
        let stmt = &self.trip.forward[at];
        if let StmtKind::Let { op: Op::Load(view), .. } = &stmt.kind
            && self.reverse.reads_state(self.trip, id, view)
        {
            self.saved.push(id);
            return true;
        }
        if value.mutable && !self.reverse.func.is_active_place(id) {
            // The user's own tokens may change it.
            return false;
        }
        self.step(at) && self.changes.get(&id).cloned().unwrap_or_default().into_iter().all(|at| self.step(at))
    }

    fn step(&mut self, at: usize) -> bool {
        if !self.steps.insert(at) {
            return true;
        }
        let stmt = &self.trip.forward[at];
        if has_loops(stmt) || !needs::repeatable_stmt(&self.reverse.func, stmt, &HashSet::new()) {
            return false;
        }
        let mut own = HashSet::new();
        visit::stmt_definitions(stmt, &mut |id| {
            own.insert(id);
        });
        let mut used = Vec::new();
        visit::stmt_operands(&mut stmt.clone(), &mut |operand| used.extend(operand.value()));
        let mut changed = Vec::new();
        needs::modified_by(stmt, &mut |id| changed.push(id));
        changed.iter().all(|id| self.trip.inside.contains(id))
            && used.into_iter().chain(changed).all(|id| own.contains(&id) || self.add(id))
    }
}

/// Loops, and the stacks that their trips were saved on.
fn has_loops(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Let { op, .. } => {
            matches!(op, Op::Push { .. } | Op::Pop { .. } | Op::Reserve { .. } | Op::Height { .. })
        }
        StmtKind::Branch(branch) => branch.arms.iter().any(|arm| arm.region.stmts.iter().any(has_loops)),
        StmtKind::Loop(_) => true,
        StmtKind::Comment(_) => false,
    }
}
