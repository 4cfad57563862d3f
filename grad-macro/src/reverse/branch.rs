//! Branches: the backward half goes back through the arm that the forward half took.
//!
//! Where the way back needs nothing from inside the arms and the choice can be made again (an `if` over a
//! saved `bool`), it is. Otherwise each arm yields what its way back needs as its own [`Op::Variant`], and the backward branch
//! takes that apart.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::again::Effort;
use super::{Cotangents, Halves, Reverse, generated, needs};
use crate::ir::{
    Activity, Arm, Branch, End, Float, Head, Hint, Holder, Mode, Op, Operand, Pattern, Place, Region, Stmt, StmtKind,
    ValueId, View, visit,
};

/// Both halves of an arm.
struct Backward {
    /// The forward half, without its end.
    forward: Vec<Stmt>,
    stmts: Vec<Stmt>,
    /// What is owed to each value from outside.
    owed: HashMap<ValueId, Operand>,
    /// Values of the forward half that the backward half uses.
    saved: Vec<ValueId>,
    /// What these, and others that are computed again, are called there.
    twins: HashMap<ValueId, ValueId>,
    /// Whether the arm comes to its end at all.
    arrives: bool,
    /// If it leaves a loop and owes nothing: what that way out is owed. All other cotangents of the loop are zero on this way.
    idle: Option<Vec<Operand>>,
}

/// The cotangent that is passed through all arms as it is.
fn same_on_every_way(arms: &[Backward], id: ValueId) -> Option<Operand> {
    let mut arriving = arms.iter().filter(|arm| arm.arrives && arm.idle.is_none());
    let first = arriving.next()?.owed.get(&id)?.value()?;
    if arms.iter().filter_map(|arm| arm.idle.as_ref()).flatten().any(|owed| owed.value() == Some(first)) {
        return None;
    }
    if !arriving.all(|arm| arm.owed.get(&id).and_then(Operand::value) == Some(first)) {
        return None;
    }
    let mut inside = false;
    for arm in arms {
        for stmt in &arm.stmts {
            visit::stmt_definitions(stmt, &mut |defined| inside |= defined == first);
        }
    }
    (!inside).then_some(Operand::Value(first))
}

impl Reverse {
    pub(super) fn branch(
        &mut self,
        stmt: &Stmt,
        branch: &Branch,
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let results: Vec<Option<Operand>> = (branch.results.iter())
            .map(|id| match self.shadows.get(id) {
                Some(shadow) => Some(Operand::Value(*shadow)),
                None => self.total(*id, cotangents, backward),
            })
            .collect();
        let carries_variant = branch.results.iter().any(|id| self.payloads.contains_key(id));
        let touches = branch.arms.iter().any(|arm| needs::touches(&self.func, &arm.region));
        if results.iter().all(Option::is_none) && !carries_variant && !touches {
            forward.push(stmt.clone());
            return;
        }
        let modified = self.modified.clone();
        let mut arms: Vec<Backward> = Vec::new();
        for arm in &branch.arms {
            self.modified.clone_from(&modified);
            let halves = self.arm(arm, branch, &results);
            arms.push(halves);
        }

        // The values that some arm owes to, in a fixed order.
        let mut outer: BTreeSet<ValueId> = arms.iter().flat_map(|arm| arm.owed.keys().copied()).collect();
        outer.retain(|id| {
            // What every way owes alike is owed whichever was taken.
            let same = same_on_every_way(&arms, *id).filter(|_| !self.is_payload(branch, *id));
            if let Some(d) = &same {
                cotangents.add(*id, d.clone());
                arms.iter_mut().for_each(|arm| drop(arm.owed.remove(id)));
            }
            same.is_none()
        });
        if let Head::Variant(Operand::Value(flow)) = &branch.head {
            let bound = branch.arms.iter().map(|arm| arm.pattern.as_ref().map(Pattern::values).unwrap_or_default());
            self.payloads.insert(*flow, bound.collect());
        }
        if outer.is_empty() && !arms.iter().any(|arm| needs::has_effects(&arm.stmts)) {
            forward.push(self.forward_branch(stmt, branch, &mut arms, None));
            return;
        }
        let again = matches!(branch.head, Head::If(_)) && arms.iter().all(|arm| arm.saved.is_empty());
        let head = if again {
            forward.push(self.forward_branch(stmt, branch, &mut arms, None));
            branch.head.clone()
        } else {
            let saved = self.func.fresh(Hint::Saved, stmt.site, Float::Not, Activity::Constant);
            forward.push(self.forward_branch(stmt, branch, &mut arms, Some(saved)));
            Head::Variant(Operand::Value(saved))
        };
        let totals: Vec<ValueId> = outer
            .iter()
            .map(|id| self.func.fresh(Hint::Cotangent(*id), stmt.site, self.func.value(*id).float, Activity::Active))
            .collect();
        for (id, total) in outer.iter().zip(&totals) {
            let place = self.func.value(*id).place.clone();
            self.func.values[total.0].mutable = place.is_some();
            self.func.values[total.0].place = place.map(|place| Place { holder: Holder::Owned, ..place });
            let owes = |arm: &Backward| arm.owed.get(id).is_some_and(|amount| !self.may_vanish(amount));
            if !arms.iter().filter(|arm| arm.arrives).all(owes) {
                self.cut_off.insert(*total);
            }
        }
        let arms = arms
            .into_iter()
            .filter(|arm| again || arm.arrives)
            .map(|arm| self.backward_arm(arm, &outer, again))
            .collect();
        backward.push(Stmt {
            kind: StmtKind::Branch(Branch { head, arms, results: totals.clone() }),
            site: stmt.site,
            generated: true,
        });
        for (id, total) in outer.into_iter().zip(totals) {
            // What a variant's payload is owed waits for the place where the variant was made.
            if self.is_payload(branch, id) {
                self.owed.insert(id, Operand::Value(total));
            } else {
                cotangents.add(id, Operand::Value(total));
            }
        }
    }

    fn is_payload(&self, branch: &Branch, id: ValueId) -> bool {
        matches!(branch.head, Head::Variant(_))
            && branch.arms.iter().any(|arm| arm.pattern.as_ref().is_some_and(|pattern| pattern.values().contains(&id)))
    }

    /// Walks an arm backwards from what its branch's results are owed.
    fn arm(&mut self, arm: &Arm, branch: &Branch, results: &[Option<Operand>]) -> Backward {
        let mut seeds = Cotangents::default();
        let mut arrives = false;
        let mut first = Vec::new();
        if let End::Yield(operands) = &arm.region.end {
            arrives = true;
            for ((operand, result), d) in operands.iter().zip(&branch.results).zip(results) {
                match (d, operand) {
                    // The place itself leaves the arm.
                    (Some(Operand::Value(d)), Operand::Value(id))
                        if self.func.is_active_place(*id) && self.shadows.contains_key(id) =>
                    {
                        // From outside of it.
                        let args = vec![Operand::of_view(View::whole(*d).with_mode(Mode::Shared))];
                        let place = View::whole(self.shadows[id]);
                        first.push(generated(
                            Pattern::none(),
                            Op::Into { name: "add", place, args },
                            self.func.value(*id).site,
                        ));
                    }
                    (Some(Operand::Value(d)), Operand::Value(id)) if self.func.is_active_place(*id) => {
                        self.modified.insert(*id);
                        self.new_shadow(*id, Op::Use(Operand::Value(*d)), &mut first);
                    }
                    (Some(d), operand) => self.owe(operand, d.clone(), &mut seeds),
                    (None, _) => {}
                }
                if let (Some(ways), Operand::Value(id)) = (self.payloads.get(result).cloned(), operand) {
                    self.payloads.insert(*id, ways);
                    if self.flows.contains(result) {
                        self.flows.insert(*id);
                    }
                }
            }
        }
        // Places that the arm's pattern binds.
        let mut shapes = Vec::new();
        let bound: Vec<ValueId> = arm.pattern.iter().flat_map(Pattern::values).collect();
        let places: Vec<ValueId> = bound.into_iter().filter(|id| self.func.is_active_place(*id)).collect();
        for id in &places {
            if !self.shadows.contains_key(id) {
                let site = self.func.value(*id).site;
                let (remember, blank) = self.blank(*id, site);
                shapes.extend(remember.map(|remember| (*id, remember)));
                self.new_shadow(*id, blank, &mut first);
            }
        }
        let Halves { mut forward, backward, mut cotangents } = self.region(&arm.region.stmts, seeds);
        for (id, shape) in shapes {
            // The shadow is made first going back: it has the shape that the place has in the end.
            let last = forward.iter().rposition(|stmt| needs::modifies(stmt, id));
            forward.insert(last.map_or(0, |at| at + 1), shape);
        }
        let mut stmts = first;
        stmts.extend(backward);
        self.numbers_to_shadows(&places, &mut cotangents, &mut stmts);
        let ids: Vec<ValueId> = cotangents.owed.keys().copied().collect();
        let mut owed: HashMap<ValueId, Operand> = ids
            .into_iter()
            .filter_map(|id| self.total(id, &mut cotangents, &mut stmts).map(|total| (id, total)))
            .collect();
        for id in places {
            if let Some(shadow) = self.shadows.remove(&id) {
                owed.insert(id, Operand::Value(shadow));
            }
        }

        let idle = (owed.is_empty() && stmts.is_empty()).then(|| self.leaves_for_nothing(&arm.region)).flatten();
        let mut inside: HashSet<ValueId> = arm.pattern.iter().flat_map(Pattern::values).collect();
        for stmt in &forward {
            visit::stmt_definitions(stmt, &mut |id| {
                inside.insert(id);
            });
        }
        let mut amounts: Vec<(ValueId, Operand)> = owed.into_iter().collect();
        amounts.sort_unstable_by_key(|(id, _)| *id);
        let end = End::Yield(amounts.iter().map(|(_, amount)| amount.clone()).collect());
        let mut way_back = Region { stmts, end };
        let mut needed: Vec<ValueId> = visit::used_values(&way_back);
        needed.retain(|id| inside.contains(id));
        needed.sort_unstable();
        needed.dedup();
        let (again, saved) = self.compute_again(&needed, &forward, &inside, &HashSet::new(), Effort::Reading);
        let twins = self.rename(again, &saved, &mut way_back);
        if let End::Yield(operands) = &way_back.end {
            for ((_, amount), renamed) in amounts.iter_mut().zip(operands) {
                *amount = renamed.clone();
            }
        }
        Backward { forward, stmts: way_back.stmts, owed: amounts.into_iter().collect(), saved, twins, arrives, idle }
    }

    /// If the end of this region is a way out of a loop, by which nothing leaves that carries derivatives and is owed anything: what is owed
    /// to that way.
    fn leaves_for_nothing(&self, region: &Region) -> Option<Vec<Operand>> {
        let End::Yield(operands) = &region.end else { return None };
        let ([Operand::Value(flow)], Some(Stmt { kind: StmtKind::Let { pattern, op }, .. })) =
            (operands.as_slice(), region.stmts.last())
        else {
            return None;
        };
        let Op::Variant { arm, payload, .. } = op else { return None };
        // The first way is to go on: what is owed to other ways is then owed by a later trip.
        if pattern.values() != [*flow] || !self.flows.contains(flow) || *arm == 0 {
            return None;
        }
        let slots = self.payloads.get(flow)?.get(*arm)?;
        let owed: Vec<(&Operand, &Operand)> =
            payload.iter().zip(slots).filter_map(|(left, slot)| Some((left, self.owed.get(slot)?))).collect();
        let nothing = owed.iter().all(|(left, _)| self.func.activity(left) != Activity::Active);
        nothing.then(|| owed.into_iter().map(|(_, owed)| owed.clone()).collect())
    }

    /// The forward half of the branch, which yields what it saves as one more result.
    fn forward_branch(&mut self, stmt: &Stmt, branch: &Branch, arms: &mut [Backward], saved: Option<ValueId>) -> Stmt {
        let of = arms.iter().filter(|arm| arm.arrives).count();
        let mut way = 0;
        let mut forward_arms = Vec::new();
        for (arm, halves) in branch.arms.iter().zip(arms) {
            let mut region = Region { stmts: std::mem::take(&mut halves.forward), end: arm.region.end.clone() };
            if let (Some(saved), End::Yield(operands)) = (saved, &mut region.end) {
                let payload = halves.saved.iter().map(|id| Operand::Value(*id)).collect();
                let variant = self.func.fresh(Hint::Same(saved), stmt.site, Float::Not, Activity::Constant);
                region.stmts.push(generated(Pattern::one(variant), Op::Variant { arm: way, of, payload }, stmt.site));
                operands.push(Operand::Value(variant));
                way += 1;
            }
            forward_arms.push(Arm { region, ..arm.clone() });
        }
        let mut results = branch.results.clone();
        results.extend(saved);
        let branch = Branch { head: branch.head.clone(), arms: forward_arms, results };
        Stmt { kind: StmtKind::Branch(branch), ..stmt.clone() }
    }

    fn backward_arm(&mut self, arm: Backward, outer: &BTreeSet<ValueId>, again: bool) -> Arm {
        let mut stmts = arm.stmts;
        let mut end = Vec::new();
        for id in outer {
            end.push(match arm.owed.get(id) {
                Some(amount) => amount.clone(),
                None => self.nothing(*id, &mut stmts),
            });
        }
        let region = Region { stmts, end: End::Yield(end) };
        if again {
            return Arm { pattern: None, guard: None, region };
        }
        let bound: Vec<ValueId> = arm.saved.iter().map(|id| arm.twins[id]).collect();
        Arm { pattern: Some(Pattern::tuple(&bound)), guard: None, region }
    }

    /// A variant passes on what its payload was owed where it was taken apart.
    pub(super) fn variant(
        &mut self,
        id: ValueId,
        arm: usize,
        payload: &[Operand],
        cotangents: &mut Cotangents,
        backward: &mut Vec<Stmt>,
    ) {
        let Some(ways) = self.payloads.get(&id) else { return };
        let Some(bound) = ways.get(arm) else { return };
        let owed: Vec<(Operand, Operand)> = payload
            .iter()
            .zip(bound)
            .filter_map(|(operand, bound)| Some((operand.clone(), self.owed.get(bound)?.clone())))
            .collect();
        for (operand, amount) in owed {
            match (&operand, &amount) {
                (Operand::Value(place), Operand::Value(d)) if self.func.is_active_place(*place) => {
                    self.modified.insert(*place);
                    let from = View::whole(*d);
                    self.new_shadow(*place, Op::Copy { from, method: Some("clone".to_owned()) }, backward);
                }
                _ => self.owe(&operand, amount, cotangents),
            }
        }
    }
}
