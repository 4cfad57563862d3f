//! Loops that only add up: nothing is saved for them.
//!
//! A loop whose trips change nothing but sums, and look at none of these, can be gone back through in any order. If there is one sum, each
//! trip's backward half runs right after its forward half, as if the sum's cotangent were one; later all of it is scaled
//! with what the cotangent turns out to be. If there are several, the loop back runs each trip's forward half again.

use std::collections::{HashMap, HashSet};

use super::again::Effort;
use super::looped::Trip;
use super::{Cotangents, Reverse, generated, needs, written};
use crate::ir::{
    Activity, Carried, End, Float, Func, Hint, Holder, Loop, LoopHead, Mode, Op, Operand, Pattern, Place, Region,
    Shape, Stmt, StmtKind, ValueId, View, visit,
};

/// A loop of which it is tried whether it can be gone back through at once, or the function itself, if its seed is known. A loop in it whose sum
/// becomes part of its sum has the same cotangent, which is known then: it can be gone back through at once too.
#[derive(Clone)]
pub(super) struct Tried {
    /// The cotangents of its sums.
    pub(super) sums: Vec<ValueId>,
    /// The shadows that were there before it.
    pub(super) shadows: HashSet<ValueId>,
    /// Whether a loop in it was.
    pub(super) relied_on: bool,
}

/// The places from outside that a loop changes in ways that are left out where its trips are run again.
struct RunAgain {
    /// Those with sums in their elements.
    sums: HashSet<ValueId>,
    /// Those that get new elements.
    written: HashSet<ValueId>,
}

impl RunAgain {
    fn is_empty(&self) -> bool {
        self.sums.is_empty() && self.written.is_empty()
    }
}

/// A cotangent that is known before a loop.
struct Known {
    cotangent: Operand,
    /// What computes it, in order.
    steps: Vec<Stmt>,
}

impl Tried {
    /// The function itself, with a seed that is known: what is added to arguments behind references can be added at once.
    pub(super) fn with_seeds(seeds: &[ValueId], func: &Func, shadows: &HashMap<ValueId, ValueId>) -> Tried {
        let shared =
            |param: &&ValueId| func.value(**param).place.as_ref().is_some_and(|place| place.holder == Holder::Shared);
        let shadows = func.params.iter().filter(shared).filter_map(|param| shadows.get(param)).copied().collect();
        Tried { sums: seeds.to_vec(), shadows, relied_on: false }
    }
}

impl Reverse {
    /// Whether it is worth a try: there are loops in it.
    pub(super) fn may_try(&self, looped: &Loop) -> bool {
        self.tried.is_some() && looped.exits == 0 && has_loops(&looped.body)
    }

    /// Does all of it, if the loop is of this kind.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn fused(
        &mut self,
        stmt: &Stmt,
        looped: &Loop,
        trip: &Trip,
        owed: &[Option<Operand>],
        extras: &[Vec<Option<Operand>>],
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) -> Option<()> {
        let mut again = RunAgain { sums: self.sums_in_places(looped), written: HashSet::new() };
        if self.depth == 0 && looped.exits == 0 && written::saves_much(&self.func, &trip.forward) {
            again.written = self.written_places(looped);
        }
        if self.const_fn || trip.carried.is_empty() && again.is_empty() {
            return None;
        }
        // A loop inside of another one would need new places, or run again, in each trip of that.
        let several = trip.carried.len() > 1 || !again.is_empty();
        let adds_to = self.adds_to_places(trip);
        // A loop with ways out of its own: only its sum may be of interest, on the way where that is handed on.
        if looped.exits > 0 && (several || !adds_to.is_empty() || !self.only_sums_leave(looped, extras)) {
            return None;
        }
        let alone = !several && !adds_to.is_empty();
        let known = if alone { self.known_cotangent(looped, trip, owed, &adds_to, forward, backward) } else { None };
        if self.depth > 0 && (several || !adds_to.is_empty() && known.is_none()) {
            return None;
        }
        let unchanged = trip.carried.iter().all(|(_, d, next)| next.value() == Some(*d));
        let looked_at = trip.carried.iter().any(|(index, ..)| trip.needed.contains(&looped.carried[*index].inside));
        let touches = self.touches_outside(looped, &again, &trip.private);
        let rather_saves = known.is_none() && again.written.is_empty() && self.goes_along(looped, &trip.private);
        if !unchanged || looked_at || touches || rather_saves {
            return None;
        }
        // If nothing has to be saved, the plain loop back is the best there is.
        let (range, there): (bool, HashSet<ValueId>) = match &looped.head {
            LoopHead::For { pattern, reversible, .. } if looped.exits == 0 => {
                (*reversible, pattern.values().into_iter().collect())
            }
            _ => (false, HashSet::new()),
        };
        if range && !trip.at_once && trip.private.is_empty() {
            let (_, saved) = self.compute_again(&trip.needed, &trip.forward, &trip.inside, &there, Effort::Arithmetic);
            if saved.is_empty() && !needs::saves(&trip.forward) {
                return None;
            }
        }
        match trip.carried.as_slice() {
            // A cotangent of a type that is a parameter cannot be scaled: nobody says that it can.
            [(index, d, _)] if !several && (known.is_some() || adds_to.is_empty() || !self.func.generic) => {
                let owed = owed[*index].clone()?;
                if let Some(known) = known {
                    self.at_once_inside(stmt, looped, trip, *d, owed, known, cotangents, forward);
                } else {
                    self.at_once(stmt, looped, trip, *d, owed, cotangents, forward, backward);
                }
                Some(())
            }
            _ => self.twice(stmt, looped, trip, &again, owed, cotangents, forward, backward),
        }
    }

    /// Whether nothing that carries derivatives, and that anything is owed to, leaves a loop but its sums, as what it carries.
    fn only_sums_leave(&self, looped: &Loop, extras: &[Vec<Option<Operand>>]) -> bool {
        let End::Yield(next) = &looped.body.end else { return false };
        let Some(flow) = next.first().and_then(Operand::value) else { return false };
        let own = if looped.leaves { looped.carried.len() } else { 0 };
        let mut only = true;
        ends_of_trips(&looped.body, flow, &mut |arm, payload| {
            // The first way is to go on.
            let Some(way) = arm.checked_sub(1) else { return };
            let mut others = payload.iter().zip(&extras[way]).skip(if way == 0 { own } else { 0 });
            only &= others.all(|(operand, owed)| owed.is_none() || self.func.activity(operand) != Activity::Active);
        });
        only
    }

    /// The places from outside that a trip adds to going back.
    fn adds_to_places(&self, trip: &Trip) -> Vec<ValueId> {
        let stmts = trip.forward.iter().chain(&trip.backward).cloned().collect();
        let way_back = Region { stmts, end: End::Diverge };
        let mut inside = HashSet::new();
        visit::region_definitions(&way_back, &mut |id| {
            inside.insert(id);
        });
        let used: HashSet<ValueId> = visit::used_values(&way_back).into_iter().collect();
        let outside = |shadow: &&ValueId| used.contains(*shadow) && !inside.contains(*shadow);
        self.shadows.values().filter(outside).copied().collect()
    }

    /// The cotangent of a trip's sum, where that is known before the loop, and the places are there that the trip adds to; with the steps that
    /// compute it.
    fn known_cotangent(
        &mut self,
        looped: &Loop,
        trip: &Trip,
        owed: &[Option<Operand>],
        adds_to: &[ValueId],
        forward: &[Stmt],
        backward: &[Stmt],
    ) -> Option<Known> {
        let ([(index, ..)], Some(tried)) = (trip.carried.as_slice(), &self.tried) else { return None };
        let d = owed[*index].as_ref().and_then(Operand::value)?;
        if !adds_to.iter().all(|shadow| tried.shadows.contains(shadow)) {
            return None;
        }
        if tried.sums.contains(&d) {
            return Some(Known { cotangent: Operand::Value(d), steps: Vec::new() });
        }
        // A multiple of it, as of a mean.
        if self.level > 1 {
            return None;
        }
        let later: Vec<Stmt> = forward.iter().rev().chain(backward).cloned().collect();
        let mut inside: HashSet<ValueId> = looped.results.iter().copied().collect();
        visit::region_definitions(&Region { stmts: later.clone(), end: End::Diverge }, &mut |id| {
            inside.insert(id);
        });
        let (steps, unknown) = self.compute_again(&[d], &later, &inside, &HashSet::new(), Effort::Everything);
        if !unknown.is_empty() || !steps.iter().all(|step| self.is_the_same_before(step)) {
            return None;
        }
        let mut region = Region { stmts: Vec::new(), end: End::Yield(vec![Operand::Value(d)]) };
        self.rename(steps, &[], &mut region);
        match region.end {
            End::Yield(operands) => Some(Known { cotangent: operands.into_iter().next()?, steps: region.stmts }),
            _ => None,
        }
    }

    /// Whether a step gives the same before a loop as after it: it looks at nothing that may change, and cannot panic.
    fn is_the_same_before(&self, step: &Stmt) -> bool {
        let StmtKind::Let { pattern, op } = &step.kind else { return false };
        let number = pattern.values().iter().all(|id| self.func.value(*id).float != Float::Not);
        let mut same = match op {
            Op::Opaque(opaque) => opaque.pure,
            Op::Binary(..) | Op::Neg(_) | Op::Select { .. } => number,
            Op::Method { name, .. } => number || name == "len",
            Op::Use(_) | Op::Cast { .. } | Op::Helper { .. } => true,
            _ => false,
        };
        visit::stmt_operands(&mut step.clone(), &mut |operand| match operand {
            Operand::Value(id) => {
                let value = self.func.value(*id);
                let shared = value.place.as_ref().is_none_or(|place| place.holder == Holder::Shared);
                same &= !value.mutable && shared;
            }
            Operand::View(_) | Operand::Const(_) | Operand::Number(_) => {}
        });
        same
    }

    /// Whether a trip reads elements of its own of a place that carries derivatives: then the gradient itself has room for what all trips
    /// save, and saving is cheaper.
    fn goes_along(&self, looped: &Loop, private: &[ValueId]) -> bool {
        let mut own: HashSet<ValueId> = match &looped.head {
            LoopHead::For { pattern, .. } => pattern.values().into_iter().collect(),
            _ => return false,
        };
        let mut inside: HashSet<ValueId> = private.iter().copied().collect();
        visit::region_definitions(&looped.body, &mut |id| {
            inside.insert(id);
        });
        let mut along = false;
        needs::follow(&looped.body, &mut own, &mut |view, own| {
            let active = self.func.is_active_place(view.root()) && !inside.contains(&view.root());
            let mut indices = Vec::new();
            visit::view(&mut view.clone(), &mut |operand| indices.extend(operand.value()));
            along |= active && indices[1..].iter().any(|id| own.contains(id));
        });
        along
    }

    /// Whether a trip changes places from outside that carry derivatives.
    fn touches_outside(&self, looped: &Loop, but: &RunAgain, private: &[ValueId]) -> bool {
        let mut inside: HashSet<ValueId> = private.iter().copied().collect();
        visit::region_definitions(&looped.body, &mut |id| {
            inside.insert(id);
        });
        let mut touched = false;
        needs::modified_in(&looped.body, &mut |id| {
            let known = but.sums.contains(&id) || but.written.contains(&id);
            touched |= self.func.is_active_place(id) && !inside.contains(&id) && !known;
        });
        touched
    }

    /// Places from outside that a loop does nothing with but add to some elements of them: the same ones again and again, or the place
    /// would have room for what all trips save.
    fn sums_in_places(&self, looped: &Loop) -> HashSet<ValueId> {
        let mut inside = HashSet::new();
        visit::region_definitions(&looped.body, &mut |id| {
            inside.insert(id);
        });
        let mut own: HashSet<ValueId> = visit::bound_by_trip(looped).into_iter().collect();
        needs::follow(&looped.body, &mut own, &mut |_, _| {});
        let mut added: HashMap<ValueId, usize> = HashMap::new();
        let mut moving = HashSet::new();
        additions(&looped.body, &mut |to| {
            *added.entry(to.root()).or_default() += 1;
            let mut parts = Vec::new();
            visit::view(&mut to.clone(), &mut |operand| parts.extend(operand.value()));
            if to.steps.is_empty() || parts[1..].iter().any(|id| own.contains(id)) {
                moving.insert(to.root());
            }
        });
        let mut uses: HashMap<ValueId, usize> = HashMap::new();
        let mut noteless = looped.body.clone();
        without_notes(&mut noteless.stmts, &|_| true);
        for id in visit::used_values(&noteless) {
            *uses.entry(id).or_default() += 1;
        }
        added.retain(|root, count| {
            let only = uses.get(root) == Some(count) && !moving.contains(root);
            only && self.func.is_active_place(*root) && !inside.contains(root)
        });
        added.into_keys().collect()
    }

    /// Each trip back right after it.
    #[allow(clippy::too_many_arguments)]
    fn at_once(
        &mut self,
        stmt: &Stmt,
        looped: &Loop,
        trip: &Trip,
        d: ValueId,
        owed: Operand,
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let site = stmt.site;
        // Places from outside get shadows of the loop's own.
        let mut before = Vec::new();
        let mut places = Vec::new();
        let adds_to = self.adds_to_places(trip);
        let mut shadows: Vec<(ValueId, ValueId)> =
            self.shadows.iter().map(|(place, shadow)| (*place, *shadow)).collect();
        shadows.retain(|(_, shadow)| adds_to.contains(shadow));
        shadows.sort_unstable();
        let mut own = HashMap::new();
        for (place, shadow) in shadows {
            let new = self.own_shadow(place, shadow, site, &mut before);
            own.insert(shadow, new);
            // Nothing is left of what a private one is owed.
            if !trip.private.contains(&place) {
                places.push((shadow, new));
            }
        }
        let one = Operand::Number(1.0);
        let mut after = Vec::new();
        let whole = if looped.exits == 0 {
            self.whole_trips(looped, trip, d, &one, site)
        } else {
            Some(self.trips_that_may_leave(looped, trip, d, &one, site, &mut before, &mut after))
        };
        let Some((mut fused, sums)) = whole else { return };
        super::again::replace(&mut fused.body, &own);
        let gathered = self.gather(&mut fused);
        let (begins, ends) = self.fused_notes(looped.id, site);
        forward.extend(after);
        forward.extend(ends);
        forward.extend(gathered.into_iter().rev());
        forward.push(Stmt { kind: StmtKind::Loop(fused), ..stmt.clone() });
        forward.extend(begins);
        forward.extend(before.into_iter().rev());

        // Later: all of it, times what the sum is owed.
        let added = trip.carried.first().map_or(d, |(index, ..)| looped.carried[*index].inside);
        self.note_scaled(looped.id, &owed, site, backward);
        for (id, sum) in sums {
            let sum = Operand::Value(sum);
            let amount = if self.is_another_float(&sum, added, looped) {
                self.emit(Op::Helper { name: "scaled", args: vec![owed.clone(), sum] }, site, backward)
            } else {
                let amount = self.emit(Op::Binary("*", owed.clone(), sum), site, backward);
                if self.may_vanish(&owed) { self.unless_zero(&owed, amount, site, backward) } else { amount }
            };
            self.owe(&Operand::Value(id), amount, cotangents);
        }
        for (shadow, own) in places {
            let args = vec![owed.clone(), Operand::of_view(View::whole(own).with_mode(Mode::Shared))];
            let op = Op::Into { name: "add_scaled", place: View::whole(shadow), args };
            backward.push(generated(Pattern::none(), op, site));
        }
        for (carried, index) in looped.carried.iter().zip(0..) {
            if trip.carried.iter().any(|(at, ..)| *at == index) {
                self.owe(&carried.init, owed.clone(), cotangents);
            }
        }
    }

    /// Whether what a trip owes to a value from outside may be an `f32` where its sum is an `f64`, or the other way round.
    fn is_another_float(&self, owed: &Operand, sum: ValueId, looped: &Loop) -> bool {
        match (self.func.float(owed), self.func.value(sum).float) {
            (a, b) if a.is_known() && b.is_known() => a != b,
            _ => self.casts(&looped.body),
        }
    }

    /// Whether active values become others of another type in a region.
    fn casts(&self, region: &Region) -> bool {
        region.stmts.iter().any(|stmt| match &stmt.kind {
            StmtKind::Let { op: Op::Cast { from, .. }, .. } => self.func.activity(from) == Activity::Active,
            StmtKind::Let { .. } | StmtKind::Comment(_) => false,
            StmtKind::Branch(branch) => branch.arms.iter().any(|arm| self.casts(&arm.region)),
            StmtKind::Loop(looped) => self.casts(&looped.body),
        })
    }

    /// Each trip back right after it, in a trip of a loop around that is gone back through at once too: the cotangent is that of its sum.
    #[allow(clippy::too_many_arguments)]
    fn at_once_inside(
        &mut self,
        stmt: &Stmt,
        looped: &Loop,
        trip: &Trip,
        d: ValueId,
        owed: Operand,
        known: Known,
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
    ) {
        if let Some(tried) = &mut self.tried {
            tried.relied_on = true;
        }
        let whole = self.whole_trips(looped, trip, d, &known.cotangent, stmt.site);
        let Some((mut fused, sums)) = whole else { return };
        for (id, sum) in sums {
            self.owe(&Operand::Value(id), Operand::Value(sum), cotangents);
        }
        for (index, ..) in &trip.carried {
            self.owe(&looped.carried[*index].init, owed.clone(), cotangents);
        }
        let gathered = self.gather(&mut fused);
        // Gathered from the last to the first.
        forward.extend(gathered.into_iter().rev());
        forward.push(Stmt { kind: StmtKind::Loop(fused), ..stmt.clone() });
        forward.extend(known.steps.into_iter().rev());
    }

    /// The loop with both halves of each trip, one after the other, for a sum whose cotangent is known; and the sums of what the
    /// trips owe to values from outside.
    fn whole_trips(
        &mut self,
        looped: &Loop,
        trip: &Trip,
        d: ValueId,
        known: &Operand,
        site: crate::site::Site,
    ) -> Option<(Loop, Vec<(ValueId, ValueId)>)> {
        let mut fused = looped.clone();
        let End::Yield(mut next) = looped.body.end.clone() else { return None };
        let mut way_back = trip.backward.clone();
        let mut sums = Vec::new();
        for (id, amount) in &trip.outer {
            let (inside, sum, result) = self.sum(*id, amount, &mut way_back);
            fused.carried.push(Carried { init: Operand::Number(0.0), inside });
            fused.results.push(result);
            next.push(sum);
            sums.push((*id, result));
        }
        let mut stmts = trip.forward.clone();
        stmts.append(&mut way_back);
        self.release_after(&mut stmts, site);
        fused.body = Region { stmts, end: End::Yield(next) };
        put_in_place_of(d, known, &mut fused.body);
        Some((fused, sums))
    }

    /// The same for a loop with ways out of its own: what it carries is not there after it on every way, so the sums are locals.
    #[allow(clippy::too_many_arguments)]
    fn trips_that_may_leave(
        &mut self,
        looped: &Loop,
        trip: &Trip,
        d: ValueId,
        known: &Operand,
        site: crate::site::Site,
        before: &mut Vec<Stmt>,
        after: &mut Vec<Stmt>,
    ) -> (Loop, Vec<(ValueId, ValueId)>) {
        let mut fused = looped.clone();
        let mut stmts = trip.forward.clone();
        stmts.extend(trip.backward.iter().cloned());
        let mut sums = Vec::new();
        for (id, amount) in &trip.outer {
            let float = self.func.value(*id).float;
            let mut fresh = || self.func.fresh(Hint::Cotangent(*id), site, float, Activity::Active);
            let (local, result) = (fresh(), fresh());
            self.cut_off.insert(result);
            self.func.values[local.0].place = Some(Place { shape: Shape::Scalar(float), holder: Holder::Owned });
            self.func.values[local.0].mutable = true;
            before.push(generated(Pattern::one(local), Op::Use(Operand::Number(0.0)), site));
            let add = Op::Update { to: View::whole(local), symbol: "+", value: amount.clone() };
            stmts.push(generated(Pattern::none(), add, site));
            after.push(generated(Pattern::one(result), Op::Load(View::whole(local)), site));
            sums.push((*id, result));
        }
        self.release_after(&mut stmts, site);
        fused.body.stmts = stmts;
        put_in_place_of(d, known, &mut fused.body);
        (fused, sums)
    }

    /// The loop back runs each trip forward again.
    #[allow(clippy::too_many_arguments)]
    fn twice(
        &mut self,
        stmt: &Stmt,
        looped: &Loop,
        trip: &Trip,
        places: &RunAgain,
        owed: &[Option<Operand>],
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) -> Option<()> {
        let LoopHead::For { iterator, reversible, .. } = &looped.head else { return None };
        let again = *reversible || super::again::replayable(&self.func, iterator);
        // What a later trip wrote is gone back through before.
        let again = again && (*reversible || places.written.is_empty());
        let mut primal = looped.body.clone();
        leave_out(&mut primal.stmts, places);
        let private: HashSet<ValueId> = trip.private.iter().copied().collect();
        let numbers = private.iter().all(|id| self.holds_numbers(*id));
        if !again || !numbers || !needs::repeatable(&self.func, &primal, &private) {
            return None;
        }
        // What else is carried would have to be known at the start of each trip.
        let known: HashSet<usize> = trip.carried.iter().map(|(index, ..)| *index).collect();
        let mut body = Region { stmts: trip.forward.clone(), end: End::Yield(Vec::new()) };
        // The second time nothing is added or written.
        leave_out(&mut body.stmts, places);
        body.stmts.extend(trip.backward.iter().cloned());
        let used: HashSet<ValueId> = visit::used_values(&body).into_iter().collect();
        if !used.iter().all(|id| trip.inside.contains(id) || private.contains(id) || self.is_as_it_was(*id)) {
            return None;
        }
        let mut inside_sums = Vec::new();
        for (index, carried) in looped.carried.iter().enumerate() {
            if known.contains(&index) {
                inside_sums.push(carried.inside);
            } else if used.contains(&carried.inside) {
                return None;
            }
        }
        forward.push(stmt.clone());
        let (carried, next, results) =
            self.carried_back(&trip.carried, &trip.outer, owed, looped, &mut body.stmts, backward);
        body.end = End::Yield(next);
        // The sums themselves are of no interest.
        for id in inside_sums {
            let start = generated(Pattern::one(id), Op::Use(Operand::Number(0.0)), stmt.site);
            body.stmts.insert(0, start);
        }
        self.release_after(&mut body.stmts, stmt.site);
        let ids: Vec<ValueId> = results.iter().map(|(_, id)| *id).collect();
        let mut head = looped.head.clone();
        if let (LoopHead::For { iterator, .. }, false) = (&mut head, places.written.is_empty()) {
            *iterator = self.reversed(iterator, stmt.site, backward);
        }
        let mut back = Loop { head, carried, body, results: ids, ..looped.clone() };
        self.renew(&mut back, trip, looped, forward, backward);
        let gathered = self.gather(&mut back);
        backward.push(Stmt { kind: StmtKind::Loop(back), site: stmt.site, generated: true });
        backward.extend(gathered);
        for (operand, id) in results {
            self.owe(&operand, Operand::Value(id), cotangents);
        }
        Some(())
    }

    /// Whether what is from outside of a loop is the same when the loop is run again on the way back.
    fn is_as_it_was(&self, id: ValueId) -> bool {
        let value = self.func.value(id);
        if self.shelves.contains(&id) || self.stacks.iter().any(|(stack, _)| *stack == id) {
            // Each trip takes from it what it kept itself.
            return true;
        }
        match &value.place {
            // Cotangents belong to the way back.
            Some(_) if self.shadows.values().any(|shadow| *shadow == id) || self.parts.contains(&id) => true,
            // The caller has it back by then.
            Some(place) if place.holder == Holder::Exclusive => false,
            Some(_) if value.activity == Activity::Active => !self.modified.contains(&id),
            _ => !(value.mutable && value.activity != Activity::Active),
        }
    }

    /// What the calls of a trip put into the store is forgotten after it.
    pub(super) fn release_after(&mut self, stmts: &mut Vec<Stmt>, site: crate::site::Site) {
        let region = Region { stmts: std::mem::take(stmts), end: End::Diverge };
        let calls = super::stored::calls(&region);
        *stmts = region.stmts;
        if calls {
            let mark = self.mark(site);
            stmts.insert(0, generated(Pattern::one(mark), Op::Mark, site));
            stmts.push(generated(Pattern::none(), Op::Release { mark: Operand::Value(mark) }, site));
        }
    }

    /// Whether a place holds numbers, or arrays of these.
    fn holds_numbers(&self, id: ValueId) -> bool {
        let mut shape = self.func.value(id).place.as_ref().map(|place| &place.shape);
        while let Some(Shape::Array(element)) = shape {
            shape = Some(element);
        }
        matches!(shape, Some(Shape::Scalar(_)))
    }

    /// New names for everything that the forward half of a trip declares, and new places for what is private to it.
    fn renew(
        &mut self,
        back: &mut Loop,
        trip: &Trip,
        looped: &Loop,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let mut twins: HashMap<ValueId, ValueId> = HashMap::new();
        for place in &trip.private {
            let site = self.func.value(*place).site;
            let (remember, blank) = self.blank(*place, site);
            forward.extend(remember);
            let twin = self.twin_of_place(*place);
            self.func.values[twin.0].mutable = true;
            backward.push(generated(Pattern::one(twin), blank, site));
            twins.insert(*place, twin);
        }
        let mut old: Vec<ValueId> = trip.inside.iter().copied().collect();
        old.extend(looped.carried.iter().map(|carried| carried.inside));
        old.sort_unstable();
        old.dedup();
        for id in old {
            twins.insert(id, self.twin_of_place(id));
        }
        super::again::redefine(&mut back.body, &twins);
        if let LoopHead::For { pattern, .. } = &mut back.head {
            super::again::redefine_pattern(pattern, &twins);
        }
        super::again::replace(&mut back.body, &twins);
    }
}

/// A cotangent that is known.
pub(super) fn put_in_place_of(d: ValueId, known: &Operand, region: &mut Region) {
    visit::region_operands(region, &mut |operand| {
        if operand.value() == Some(d) {
            *operand = known.clone();
        }
    });
}

/// Calls `found` with each way that a trip may end, and what leaves then.
fn ends_of_trips(region: &Region, flow: ValueId, found: &mut dyn FnMut(usize, &[Operand])) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern, op: Op::Variant { arm, payload, .. } } if pattern.values() == [flow] => {
                found(*arm, payload);
            }
            StmtKind::Branch(branch) => {
                let Some(at) = branch.results.iter().position(|id| *id == flow) else { continue };
                for arm in &branch.arms {
                    if let End::Yield(operands) = &arm.region.end
                        && let Some(flow) = operands[at].value()
                    {
                        ends_of_trips(&arm.region, flow, found);
                    }
                }
            }
            StmtKind::Let { .. } | StmtKind::Loop(_) | StmtKind::Comment(_) => {}
        }
    }
}

/// Whether there is a loop in a region.
pub(super) fn has_loops(region: &Region) -> bool {
    region.stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Loop(_) => true,
        StmtKind::Branch(branch) => branch.arms.iter().any(|arm| has_loops(&arm.region)),
        StmtKind::Let { .. } | StmtKind::Comment(_) => false,
    })
}

/// Calls `found` with whatever something is added to.
pub(super) fn additions(region: &Region, found: &mut dyn FnMut(&View)) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { op: Op::Update { to, symbol: "+" | "-", .. }, .. } => found(to),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| additions(&arm.region, found)),
            StmtKind::Loop(looped) => additions(&looped.body, found),
        }
    }
}

/// Leaves out what is added and written to places, and what is noted of it.
fn leave_out(stmts: &mut Vec<Stmt>, places: &RunAgain) {
    without_notes(stmts, &|id| places.sums.contains(&id) || places.written.contains(&id));
    retain(stmts, &|op| match op {
        Op::Update { to, .. } => !places.sums.contains(&to.root()),
        _ => written::written_by(op).is_none_or(|to| !places.written.contains(&to.root())),
    });
}

/// Leaves out the notes that mention such a value.
fn without_notes(stmts: &mut Vec<Stmt>, such: &dyn Fn(ValueId) -> bool) {
    retain(stmts, &|op| {
        let mut mentioned = false;
        if matches!(op, Op::Note(_)) {
            visit::op_operands(&mut op.clone(), &mut |operand| mentioned |= operand.value().is_some_and(such));
        }
        !mentioned
    });
}

fn retain(stmts: &mut Vec<Stmt>, keep: &dyn Fn(&Op) -> bool) {
    stmts.retain_mut(|stmt| match &mut stmt.kind {
        StmtKind::Let { op, .. } => keep(op),
        StmtKind::Comment(_) => true,
        StmtKind::Branch(branch) => {
            branch.arms.iter_mut().for_each(|arm| retain(&mut arm.region.stmts, keep));
            true
        }
        StmtKind::Loop(looped) => {
            retain(&mut looped.body.stmts, keep);
            true
        }
    });
}
