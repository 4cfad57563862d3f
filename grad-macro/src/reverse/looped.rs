//! Loops: going back, the trips are taken in the opposite order.
//!
//! What one trip needs of its forward half is saved on a stack, one entry a trip; what can be computed again is not saved.
//! The cotangents of what is carried are carried the other way; what a trip owes to values from outside is
//! summed. Loops that only add up need no stack: see [`super::fuse`].

use std::collections::{BTreeMap, HashMap, HashSet};

use quote::ToTokens;

use super::again::Effort;
use super::counters::Counter;
use super::fuse::Tried;
use super::{Cotangents, Halves, Reverse, generated, needs};
use crate::hygiene::Key;
use crate::ir::{
    Activity, Carried, End, Float, Hint, Loop, LoopHead, Op, Opaque, Operand, Pattern, Region, Stmt, StmtKind, Tree,
    ValueId, View, visit,
};
use crate::lower::strip;
use crate::site::Site;

/// Both halves of a trip.
pub(super) struct Trip {
    /// The forward half, without its end.
    pub(super) forward: Vec<Stmt>,
    /// The backward half, without its end.
    pub(super) backward: Vec<Stmt>,
    /// For each carried value that has one: its place among the carried, its cotangent after the trip (going in) and before it
    /// (coming out).
    pub(super) carried: Vec<(usize, ValueId, Operand)>,
    /// What is owed to values from outside.
    pub(super) outer: BTreeMap<ValueId, Operand>,
    /// Values that are not there going back.
    pub(super) inside: HashSet<ValueId>,
    /// Those among them that the backward half uses.
    pub(super) needed: Vec<ValueId>,
    /// Whether loops in it are gone back through at once, which only a trip can hold that is gone back through at once itself.
    pub(super) at_once: bool,
    /// Places from outside that count as the trip's own, which is so if it is gone back through right after it was run.
    pub(super) private: Vec<ValueId>,
}

impl Reverse {
    pub(super) fn looped(
        &mut self,
        stmt: &Stmt,
        looped: &Loop,
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let (owed, extras) = self.results(looped, cotangents, backward);
        let nothing = owed.iter().all(Option::is_none) && extras.iter().all(|way| way.iter().all(Option::is_none));
        if nothing && !needs::touches(&self.func, &looped.body) {
            forward.push(stmt.clone());
            return;
        }
        let tries = self.may_try(looped);
        let private = if looped.exits == 0 { looped.private.clone() } else { Vec::new() };
        let before = (tries || !private.is_empty()).then(|| self.clone());
        let mut trip = self.trip(looped, &owed, &extras, tries, private);
        if let Some(()) = self.fused(stmt, looped, &trip, &owed, &extras, cotangents, forward, backward) {
            return;
        }
        if let (Some(before), true) = (before, trip.at_once || !trip.private.is_empty()) {
            // What is in it has relied on that.
            *self = before;
            trip = self.trip(looped, &owed, &extras, false, Vec::new());
        }
        self.unwound(stmt, looped, trip, &owed, cotangents, forward, backward);
    }

    /// What is owed to the loop's results: to what it carries, and to what else leaves it on each way out.
    fn results(
        &mut self,
        looped: &Loop,
        cotangents: &mut Cotangents,
        backward: &mut Vec<Stmt>,
    ) -> (Vec<Option<Operand>>, Vec<Vec<Option<Operand>>>) {
        let count = looped.carried.len();
        if looped.exits < 2 {
            let all: Vec<Option<Operand>> = (looped.results.iter())
                .map(|id| match self.shadows.get(id) {
                    Some(shadow) => Some(Operand::Value(*shadow)),
                    None => self.total(*id, cotangents, backward),
                })
                .collect();
            let own = looped.exits == 0 || looped.leaves;
            let owed = if own { all[..count].to_vec() } else { vec![None; count] };
            return (owed, vec![all]);
        }
        // Several ways out: what was owed where they parted.
        let exit = looped.results[0];
        let ways = self.payloads.get(&exit).cloned().unwrap_or_default();
        let extras: Vec<Vec<Option<Operand>>> =
            ways.iter().map(|bound| bound.iter().map(|id| self.owed.get(id).cloned()).collect()).collect();
        let owed = match extras.first() {
            Some(first) if looped.leaves => first[..count].to_vec(),
            _ => vec![None; count],
        };
        (owed, extras)
    }

    /// Walks a trip backwards.
    fn trip(
        &mut self,
        looped: &Loop,
        owed: &[Option<Operand>],
        extras: &[Vec<Option<Operand>>],
        tries: bool,
        private: Vec<ValueId>,
    ) -> Trip {
        // Later trips change places from outside; what a trip declares is its own.
        self.modified.retain(|id| !private.contains(id));
        let mut own: HashSet<ValueId> = private.iter().copied().collect();
        visit::region_definitions(&looped.body, &mut |id| {
            own.insert(id);
        });
        needs::modified_in(&looped.body, &mut |id| {
            if !own.contains(&id) {
                self.modified.insert(id);
            }
        });
        self.carried.extend(looped.carried.iter().map(|carried| carried.inside));
        let live = self.live(looped, owed);
        let mut seeds = Cotangents::default();
        let mut carried: Vec<(usize, ValueId, Operand)> = Vec::new();
        for (index, one) in looped.carried.iter().enumerate() {
            if !live.contains(&index) {
                continue;
            }
            let value = self.func.value(one.inside).clone();
            let d = self.func.fresh(Hint::Cotangent(one.inside), value.site, value.float, Activity::Active);
            // Before the last trip it is what the result is owed, or nothing.
            self.cut_off.insert(d);
            carried.push((index, d, Operand::Number(0.0)));
        }
        if let End::Yield(next) = &looped.body.end {
            if looped.exits == 0 {
                for (index, d, _) in &carried {
                    self.owe(&next[*index], Operand::Value(*d), &mut seeds);
                }
            } else if let Some(Operand::Value(flow)) = next.first() {
                self.flow_seeds(*flow, looped, &carried, extras);
            }
        }
        let sums = carried.iter().map(|(_, d, _)| *d).collect();
        let tried = tries.then(|| Tried { sums, shadows: self.shadows.values().copied().collect(), relied_on: false });
        let around = std::mem::replace(&mut self.tried, tried);
        self.depth += 1;
        self.trips.push(super::trips::trips(&looped.head));
        self.loops.push((looped.id, super::in_turn::index_of(looped)));
        let Halves { forward, backward, mut cotangents } = self.region(&looped.body.stmts, seeds);
        self.depth -= 1;
        self.trips.pop();
        self.loops.pop();
        let at_once = std::mem::replace(&mut self.tried, around).is_some_and(|tried| tried.relied_on);
        let mut backward = backward;
        for (index, _, next) in &mut carried {
            let one = &looped.carried[*index];
            *next = match self.total(one.inside, &mut cotangents, &mut backward) {
                Some(total) => total,
                None => self.nothing(one.inside, &mut backward),
            };
        }
        let mut outer = BTreeMap::new();
        let ids: Vec<ValueId> = cotangents.owed.keys().copied().collect();
        for id in ids {
            if let Some(total) = self.total(id, &mut cotangents, &mut backward) {
                outer.insert(id, total);
            }
        }
        let mut inside: HashSet<ValueId> = visit::bound_by_trip(looped).into_iter().collect();
        for stmt in &forward {
            visit::stmt_definitions(stmt, &mut |id| {
                inside.insert(id);
            });
        }
        let mut ends: Vec<Operand> = carried.iter().map(|(_, _, next)| next.clone()).collect();
        ends.extend(outer.values().cloned());
        let mut needed = visit::used_values(&Region { stmts: backward.clone(), end: End::Yield(ends) });
        needed.retain(|id| inside.contains(id));
        needed.sort_unstable();
        needed.dedup();
        Trip { forward, backward, carried, outer, inside, needed, at_once, private }
    }

    /// The carried values that anything owed depends on.
    fn live(&self, looped: &Loop, owed: &[Option<Operand>]) -> HashSet<usize> {
        let active = |index: &usize| {
            let inside = self.func.value(looped.carried[*index].inside);
            inside.activity == Activity::Active && inside.place.is_none()
        };
        let all = (0..looped.carried.len()).filter(active);
        let End::Yield(next) = &looped.body.end else { return HashSet::new() };
        if looped.exits > 0 {
            return all.collect();
        }
        let mut live: HashSet<usize> = all.clone().filter(|index| owed[*index].is_some()).collect();
        loop {
            let mut wanted: HashSet<ValueId> = live.iter().filter_map(|index| next[*index].value()).collect();
            needs::reached(&self.func, &looped.body, &mut wanted);
            let more: HashSet<usize> = all
                .clone()
                .filter(|index| live.contains(index) || wanted.contains(&looped.carried[*index].inside))
                .collect();
            if more.len() == live.len() {
                return live;
            }
            live = more;
        }
    }

    /// What each way out of a trip, and the way to the next, is owed.
    fn flow_seeds(
        &mut self,
        flow: ValueId,
        looped: &Loop,
        carried: &[(usize, ValueId, Operand)],
        extras: &[Vec<Option<Operand>>],
    ) {
        let site = self.func.value(flow).site;
        let count = looped.carried.len();
        let mut ways = Vec::new();
        let slot = |this: &mut Self, amount: Option<Operand>| {
            let id = this.func.fresh(Hint::Temp, site, Float::Unknown, Activity::Active);
            if let Some(amount) = amount {
                this.owed.insert(id, amount);
            }
            id
        };
        let of = |index: usize| carried.iter().find(|(at, ..)| *at == index).map(|(_, d, _)| Operand::Value(*d));
        ways.push((0..count).map(|index| slot(self, of(index))).collect::<Vec<_>>());
        for (way, amounts) in extras.iter().enumerate() {
            let own = way == 0 && looped.leaves;
            let slots = amounts
                .iter()
                .enumerate()
                .map(|(index, amount)| {
                    // What is carried out of the loop is owed what the loop's cotangents start with.
                    let amount = if own && index < count { of(index) } else { amount.clone() };
                    slot(self, amount)
                })
                .collect();
            ways.push(slots);
        }
        self.payloads.insert(flow, ways);
        self.flows.insert(flow);
    }

    /// What the way back of a trip makes again, what is saved for it, and what it counts back.
    fn saved_of(
        &mut self,
        looped: &Loop,
        trip: &Trip,
        there: &HashSet<ValueId>,
    ) -> (Vec<Stmt>, Vec<ValueId>, Vec<Counter>) {
        let carried: Vec<ValueId> = looped.carried.iter().map(|carried| carried.inside).collect();
        let mut counters = self.counters(looped, trip, there);
        loop {
            let mut there = there.clone();
            there.extend(counters.iter().flat_map(Counter::known));
            let (mut again, mut saved) =
                self.compute_again(&trip.needed, &trip.forward, &trip.inside, &there, Effort::Arithmetic);
            if let Some(from_state) = self.state_instead(trip, &carried, &there, &saved) {
                (again, saved) = from_state;
            }
            let count = counters.len();
            counters.retain(|counter| counter.is_in_time(trip, &again) && counter.is_wanted(trip, &again));
            if counters.len() == count {
                saved.retain(|id| !counters.iter().any(|counter| counter.gives(*id)));
                return (again, saved, counters);
            }
        }
    }

    /// The loop with what it saves, and the loop back.
    #[allow(clippy::too_many_arguments)]
    fn unwound(
        &mut self,
        stmt: &Stmt,
        looped: &Loop,
        trip: Trip,
        owed: &[Option<Operand>],
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let site = stmt.site;
        let range = match &looped.head {
            LoopHead::For { pattern, iterator, reversible: true } if looped.exits == 0 => Some((pattern, iterator)),
            _ => None,
        };
        let there: HashSet<ValueId> = range.iter().flat_map(|(pattern, _)| pattern.values()).collect();
        let (again, saved, counters) = self.saved_of(looped, &trip, &there);

        let few = range
            .and_then(|_| super::trips::few(self.trips.iter().copied().chain([super::trips::trips(&looped.head)])));
        let saves = range.is_none() || !saved.is_empty();
        let mut body = Region { stmts: trip.forward, end: looped.body.end.clone() };
        let foresees = range.is_some() && few.is_none() && self.depth == 0 && super::stored::calls(&body);
        let stack = saves.then(|| {
            let stack = self.func.fresh(Hint::Saved, site, Float::Not, Activity::Constant);
            self.func.values[stack.0].mutable = true;
            self.stacks.push((stack, few));
            let payload = saved.iter().map(|id| Operand::Value(*id)).collect();
            body.stmts.push(generated(
                Pattern::none(),
                Op::Push { stack: Operand::Value(stack), payload, reserved: range.is_some(), stored: false, foresees },
                site,
            ));
            stack
        });
        let kind = StmtKind::Loop(Loop { body, ..looped.clone() });
        forward.push(Stmt { kind, ..stmt.clone() });
        let mut height = None;
        if let Some(stack) = stack {
            if range.is_none() {
                let id = self.func.fresh(Hint::User("height".to_owned()), site, Float::Not, Activity::Constant);
                forward.push(generated(Pattern::one(id), Op::Height { stack: Operand::Value(stack) }, site));
                height = Some(id);
            } else if let (Some((_, iterator)), None) = (range, few) {
                let (iterator, exact) = (iterator.clone(), self.depth == 0);
                let op = Op::Reserve { stack: Operand::Value(stack), iterator, exact, stored: false };
                forward.push(generated(Pattern::none(), op, site));
            }
        }

        // The loop back.
        let trip_carries = trip.carried.iter().any(|(_, d, next)| next.value() != Some(*d));
        let mut way_back = Region { stmts: trip.backward, end: End::Yield(outer_amounts(&trip.outer)) };
        // What no trip changes is not carried: it is owed as it is.
        let (unchanged, changed): (Vec<_>, Vec<_>) =
            trip.carried.iter().cloned().partition(|(_, d, next)| next.value() == Some(*d));
        for (index, d, _) in unchanged {
            let owed = match &owed[index] {
                Some(owed) => owed.clone(),
                None => self.nothing(looped.carried[index].inside, backward),
            };
            super::fuse::put_in_place_of(d, &owed, &mut way_back);
            self.owe(&looped.carried[index].init, owed, cotangents);
        }
        let outer: BTreeMap<ValueId, Operand> = match &way_back.end {
            End::Yield(amounts) => trip.outer.keys().copied().zip(amounts.iter().cloned()).collect(),
            _ => BTreeMap::new(),
        };
        let (mut carried, next, results) =
            self.carried_back(&changed, &outer, owed, looped, &mut way_back.stmts, backward);
        way_back.end = End::Yield(next);
        let mut twins = self.rename(again, &saved, &mut way_back);
        let mut ids: Vec<ValueId> = results.iter().map(|(_, id)| *id).collect();
        self.count_back(&counters, looped, &mut carried, &mut way_back, &mut ids);
        self.release_after(&mut way_back.stmts, site);
        let bound: Vec<ValueId> = saved.iter().map(|id| twins[id]).collect();
        let head = match (range, stack, height) {
            (Some((pattern, iterator)), stack, _) => {
                let mut pattern = pattern.clone();
                let mut own = HashMap::new();
                rebind(&mut pattern, &mut |id| {
                    let twin = *twins.entry(id).or_insert_with(|| self.twin(id));
                    own.insert(id, twin);
                    twin
                });
                super::again::replace(&mut way_back, &own);
                if let Some(stack) = stack {
                    let pop =
                        generated(Pattern::tuple(&bound), Op::Pop { stack: Operand::Value(stack), cursor: None }, site);
                    way_back.stmts.insert(0, pop);
                }
                // Where trips only add, their order does not matter, and the natural one is the fastest.
                let chained =
                    trip_carries || !counters.is_empty() || stack.is_some() || !needs::only_adds(&way_back.stmts);
                let iterator = if chained { self.reversed(iterator, site, backward) } else { iterator.clone() };
                LoopHead::For { pattern, iterator, reversible: true }
            }
            (None, Some(stack), Some(height)) => LoopHead::Unwind {
                stack: Operand::Value(stack),
                height: Operand::Value(height),
                pattern: Pattern::tuple(&bound),
            },
            _ => return,
        };
        let mut back = Loop {
            id: looped.id,
            head,
            carried,
            body: way_back,
            results: ids,
            exits: 0,
            leaves: false,
            private: Vec::new(),
        };
        let gathered = self.gather(&mut back);
        self.portions(&mut back, backward);
        if let Some((_, range)) = range {
            self.first_elements(&mut back, range, backward);
        }
        backward.push(Stmt { kind: StmtKind::Loop(back), site, generated: true });
        backward.extend(gathered);
        for (operand, id) in results {
            self.owe(&operand, Operand::Value(id), cotangents);
        }
    }

    /// What the loop back carries: the cotangents of what the loop carries, and sums of what is owed to values from
    /// outside. With what each is owed to in the end.
    pub(super) fn carried_back(
        &mut self,
        carried: &[(usize, ValueId, Operand)],
        outer: &BTreeMap<ValueId, Operand>,
        owed: &[Option<Operand>],
        looped: &Loop,
        stmts: &mut Vec<Stmt>,
        before: &mut Vec<Stmt>,
    ) -> (Vec<Carried>, Vec<Operand>, Vec<(Operand, ValueId)>) {
        let mut all = Vec::new();
        let mut next = Vec::new();
        let mut results = Vec::new();
        for (index, d, out) in carried {
            let one = &looped.carried[*index];
            let init = match &owed[*index] {
                Some(owed) => owed.clone(),
                None => self.nothing(one.inside, before),
            };
            let value = self.func.value(*d).clone();
            let result = self.func.fresh(value.hint, value.site, value.float, Activity::Active);
            self.cut_off.insert(result);
            all.push(Carried { init, inside: *d });
            next.push(out.clone());
            results.push((one.init.clone(), result));
        }
        for (id, amount) in outer {
            let (inside, sum, result) = self.sum(*id, amount, stmts);
            all.push(Carried { init: self.nothing(*id, before), inside });
            next.push(sum);
            results.push((Operand::Value(*id), result));
        }
        (all, next, results)
    }

    /// A sum over all trips: its value before a trip and after it, and in the end.
    pub(super) fn sum(&mut self, of: ValueId, amount: &Operand, stmts: &mut Vec<Stmt>) -> (ValueId, Operand, ValueId) {
        let value = self.func.value(of).clone();
        let fresh = |this: &mut Self| this.func.fresh(Hint::Cotangent(of), value.site, value.float, Activity::Active);
        let (inside, result) = (fresh(self), fresh(self));
        self.cut_off.insert(result);
        let op = Op::Binary("+", Operand::Value(inside), amount.clone());
        let sum = self.emit(op, value.site, stmts);
        (inside, sum, result)
    }

    /// The zero shadow of a place from outside, for sums of one loop alone.
    pub(super) fn own_shadow(&mut self, place: ValueId, shadow: ValueId, site: Site, stmts: &mut Vec<Stmt>) -> ValueId {
        let value = self.func.value(shadow).clone();
        let own = self.func.fresh(Hint::Cotangent(place), value.site, Float::Unknown, Activity::Active);
        self.func.values[own.0].place =
            value.place.map(|place| crate::ir::Place { holder: crate::ir::Holder::Owned, ..place });
        self.func.values[own.0].mutable = true;
        stmts.push(generated(Pattern::one(own), Op::Of { name: "zeros_like", place: View::whole(place) }, site));
        own
    }
}

fn outer_amounts(outer: &BTreeMap<ValueId, Operand>) -> Vec<Operand> {
    outer.values().cloned().collect()
}

fn rebind(pattern: &mut Pattern, change: &mut dyn FnMut(ValueId) -> ValueId) {
    match pattern {
        Pattern::Tree(tree) => {
            for leaf in tree.leaves_mut() {
                *leaf = leaf.map(&mut *change);
            }
        }
        Pattern::User { bindings, .. } => {
            for (_, id) in bindings {
                *id = change(*id);
            }
        }
    }
}

impl Reverse {
    /// The same range from its end.
    pub(super) fn reversed(&mut self, iterator: &Opaque, site: Site, backward: &mut Vec<Stmt>) -> Opaque {
        let part = |tokens: &dyn quote::ToTokens| Opaque { tokens: tokens.to_token_stream(), ..iterator.clone() };
        // The steps of a `Range<i64>` have no `rev`.
        if let Ok(syn::Expr::MethodCall(call)) = syn::parse2(iterator.tokens.clone())
            && call.method == "step_by"
            && let Some(step) = call.args.first()
        {
            let mut argument = |tokens: &dyn quote::ToTokens| {
                let id = self.func.fresh(Hint::Temp, site, Float::Not, Activity::Constant);
                backward.push(generated(Pattern::one(id), Op::Opaque(part(tokens)), site));
                Operand::Value(id)
            };
            let args = vec![argument(&strip(&call.receiver)), argument(step)];
            let id = self.func.fresh(Hint::Temp, site, Float::Not, Activity::Constant);
            backward.push(generated(Pattern::one(id), Op::Helper { name: "back_by", args }, site));
            let steps = syn::Ident::new("steps", site.start);
            let holes = vec![(Key::of(&steps), Tree::Leaf(Operand::Value(id)))];
            return Opaque { tokens: steps.into_token_stream(), holes, pure: false };
        }
        let tokens = &iterator.tokens;
        part(&quote::quote!(::core::iter::Iterator::rev(#tokens)))
    }
}
