//! Branches: the backward half goes back through the arm that the forward half took.
//!
//! Where the way back needs nothing from inside the arms and the choice can be made again (an `if` over a
//! saved `bool`), it is. Otherwise each arm yields what its way back needs as its own [`Op::Variant`], and the backward branch
//! takes that apart.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Cotangents, Halves, Reverse, generated};
use crate::ir::{Arm, Branch, End, Float, Head, Hint, Op, Operand, Pattern, Region, Stmt, StmtKind, ValueId, visit};

/// Both halves of an arm.
struct Backward {
    /// The forward half, without its end.
    forward: Vec<Stmt>,
    stmts: Vec<Stmt>,
    /// What is owed to each value from outside.
    owed: HashMap<ValueId, Operand>,
    /// Values of the forward half that the backward half uses.
    saved: Vec<ValueId>,
    /// Whether the arm comes to its end at all.
    arrives: bool,
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
        let results: Vec<Option<Operand>> =
            branch.results.iter().map(|id| self.total(*id, cotangents, backward)).collect();
        let carries_variant = branch.results.iter().any(|id| self.payloads.contains_key(id));
        if results.iter().all(Option::is_none) && !carries_variant {
            forward.push(stmt.clone());
            return;
        }
        let mut arms: Vec<Backward> = branch.arms.iter().map(|arm| self.arm(arm, branch, &results)).collect();

        // The values that some arm owes to, in a fixed order.
        let outer: BTreeSet<ValueId> = arms.iter().flat_map(|arm| arm.owed.keys().copied()).collect();
        if let Head::Variant(Operand::Value(flow)) = &branch.head {
            let bound = branch.arms.iter().map(|arm| arm.pattern.as_ref().map(Pattern::values).unwrap_or_default());
            self.payloads.insert(*flow, bound.collect());
        }
        if outer.is_empty() {
            forward.push(self.forward_branch(stmt, branch, &mut arms, None));
            return;
        }
        let again = matches!(branch.head, Head::If(_)) && arms.iter().all(|arm| arm.saved.is_empty());
        let head = if again {
            forward.push(self.forward_branch(stmt, branch, &mut arms, None));
            branch.head.clone()
        } else {
            let saved = self.func.fresh(Hint::Saved, stmt.site, Float::Not, crate::ir::Activity::Constant);
            forward.push(self.forward_branch(stmt, branch, &mut arms, Some(saved)));
            Head::Variant(Operand::Value(saved))
        };
        let totals: Vec<ValueId> = outer
            .iter()
            .map(|id| {
                self.func.fresh(
                    Hint::Cotangent(*id),
                    stmt.site,
                    self.func.value(*id).float,
                    crate::ir::Activity::Active,
                )
            })
            .collect();
        for (id, total) in outer.iter().zip(&totals) {
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
        if let End::Yield(operands) = &arm.region.end {
            arrives = true;
            for ((operand, result), d) in operands.iter().zip(&branch.results).zip(results) {
                if let Some(d) = d {
                    self.owe(operand, d.clone(), &mut seeds);
                }
                if let (Some(ways), Operand::Value(id)) = (self.payloads.get(result).cloned(), operand) {
                    self.payloads.insert(*id, ways);
                }
            }
        }
        let Halves { forward, backward: mut stmts, mut cotangents } = self.region(&arm.region.stmts, seeds);
        let ids: Vec<ValueId> = cotangents.owed.keys().copied().collect();
        let owed: HashMap<ValueId, Operand> = ids
            .into_iter()
            .filter_map(|id| self.total(id, &mut cotangents, &mut stmts).map(|total| (id, total)))
            .collect();

        let mut inside: HashSet<ValueId> = arm.pattern.iter().flat_map(Pattern::values).collect();
        for stmt in &forward {
            visit::stmt_definitions(stmt, &mut |id| {
                inside.insert(id);
            });
        }
        let way_back = Region { stmts: stmts.clone(), end: End::Yield(owed.values().cloned().collect()) };
        let mut saved = Vec::new();
        for id in visit::used_values(&way_back) {
            if inside.contains(&id) && !saved.contains(&id) {
                saved.push(id);
            }
        }
        saved.sort_unstable();
        Backward { forward, stmts, owed, saved, arrives }
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
                let variant = self.func.fresh(Hint::Same(saved), stmt.site, Float::Not, crate::ir::Activity::Constant);
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
        let zero = Operand::Number(0.0);
        let end = outer.iter().map(|id| arm.owed.get(id).cloned().unwrap_or_else(|| zero.clone())).collect();
        let mut region = Region { stmts: arm.stmts, end: End::Yield(end) };
        if again {
            return Arm { pattern: None, guard: None, region };
        }
        let twins: HashMap<ValueId, ValueId> = arm.saved.iter().map(|id| (*id, self.twin(*id))).collect();
        visit::region_operands(&mut region, &mut |operand| {
            if let Operand::Value(id) = operand
                && let Some(twin) = twins.get(id)
            {
                *id = *twin;
            }
        });
        let bound: Vec<ValueId> = arm.saved.iter().map(|id| twins[id]).collect();
        Arm { pattern: Some(Pattern::tuple(&bound)), guard: None, region }
    }

    /// A variant passes on what its payload was owed where it was taken apart.
    pub(super) fn variant(&mut self, id: ValueId, arm: usize, payload: &[Operand], cotangents: &mut Cotangents) {
        let Some(ways) = self.payloads.get(&id) else { return };
        let Some(bound) = ways.get(arm) else { return };
        let owed: Vec<(Operand, Operand)> = payload
            .iter()
            .zip(bound)
            .filter_map(|(operand, bound)| Some((operand.clone(), self.owed.get(bound)?.clone())))
            .collect();
        for (operand, amount) in owed {
            self.owe(&operand, amount, cotangents);
        }
    }
}
