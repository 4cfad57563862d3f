//! Derivatives that would be lost: a value that depends on an active argument only through a cast or a
//! comparison must not reach the result as a number.

use std::collections::{HashMap, HashSet};

use crate::site::Site;

use crate::diagnostics::{Errors, catalogue};
use crate::ir::{Activity, End, Func, Loop, LoopId, Op, Operand, Region, StmtKind, ValueId};

/// Reports every such value.
pub fn report(func: &Func, errors: &mut Errors) {
    let mut search = Search { func, useful: HashSet::new(), reported: HashSet::new(), loops: HashMap::new(), errors };
    search.region(&func.body, &[]);
}

struct Search<'a> {
    func: &'a Func,
    /// Values that go into the result as numbers.
    useful: HashSet<ValueId>,
    reported: HashSet<ValueId>,
    /// What each open loop carries, and its results.
    loops: HashMap<LoopId, (Vec<ValueId>, Vec<ValueId>)>,
    errors: &'a mut Errors,
}

impl Search<'_> {
    /// Walks backwards, so that the uses of a value are known when its definition is met.
    fn region(&mut self, region: &Region, results: &[ValueId]) {
        match &region.end {
            End::Return(operands) => {
                for operand in operands {
                    self.wants(operand, operand.value().map(|id| self.func.value(id).site));
                }
            }
            End::Yield(operands) => self.yields(operands, results),
            End::Next(id, operands) => {
                if let Some((inside, _)) = self.loops.get(id).cloned() {
                    self.yields(operands, &inside);
                }
            }
            End::Leave(id, operands) => {
                if let Some((_, results)) = self.loops.get(id).cloned() {
                    self.yields(operands, &results);
                }
            }
            End::Diverge => {}
        }
        for stmt in region.stmts.iter().rev() {
            match &stmt.kind {
                StmtKind::Let { pattern, op } => {
                    self.stored(op);
                    if let Some(elements) = crate::ir::visit::elements_of(op) {
                        // What each element becomes is useful where the whole is.
                        let useful = pattern.values().iter().any(|id| self.useful.contains(id));
                        if let (End::Yield(operands), true) = (&elements.body.end, useful) {
                            operands.iter().for_each(|operand| self.wants(operand, None));
                        }
                        self.region(&elements.body, &[]);
                    }
                    for id in pattern.values() {
                        if self.useful.contains(&id) {
                            self.operands(op, self.func.value(id).activity);
                        }
                    }
                }
                StmtKind::Branch(branch) => {
                    for arm in &branch.arms {
                        self.region(&arm.region, &branch.results);
                    }
                }
                StmtKind::Loop(looped) => self.looped(looped),
                StmtKind::Comment(_) => {}
            }
        }
    }

    fn yields(&mut self, operands: &[Operand], results: &[ValueId]) {
        for (operand, result) in operands.iter().zip(results) {
            if self.useful.contains(result) {
                // A branch that is cut as a whole is reported where its value is used.
                if self.func.value(*result).activity == Activity::Active {
                    self.wants(operand, operand.value().map(|id| self.func.value(id).site));
                } else {
                    self.useful.extend(operand.value());
                }
            }
        }
    }

    /// What one trip makes may be useful in the next.
    fn looped(&mut self, looped: &Loop) {
        let inside: Vec<ValueId> = looped.carried.iter().map(|carried| carried.inside).collect();
        for (inside, result) in inside.iter().zip(&looped.results) {
            if self.useful.contains(result) {
                self.useful.insert(*inside);
            }
        }
        self.loops.insert(looped.id, (inside.clone(), looped.results.clone()));
        loop {
            let before = self.useful.len();
            self.region(&looped.body, &inside);
            if self.useful.len() == before {
                break;
            }
        }
        self.loops.remove(&looped.id);
        for carried in &looped.carried {
            self.yields(std::slice::from_ref(&carried.init), &[carried.inside]);
        }
    }

    /// The operands of a useful step. An active step must have no cut operand.
    fn operands(&mut self, op: &Op, activity: Activity) {
        let mut operands: Vec<(&Operand, Option<Site>)> = Vec::new();
        match op {
            Op::Use(a) | Op::Neg(a) | Op::Cast { from: a, .. } => operands.push((a, None)),
            Op::Binary(_, a, b) => operands.extend([(a, None), (b, None)]),
            Op::Helper { name: "like", args } => operands.push((&args[0], None)),
            Op::Load(view) | Op::Copy { from: view, .. } => operands.push((&view.base, None)),
            Op::Array { elements, .. } => operands.extend(elements.iter().map(|element| (element, None))),
            Op::Struct(made) => {
                for ((_, tree), site) in made.fields.iter().zip(&made.sites) {
                    operands.extend(tree.leaves().into_iter().map(|leaf| (leaf, Some(*site))));
                }
                operands.extend(made.base.iter().map(|base| (base, None)));
            }
            Op::Repeat { value, .. } => operands.push((value, None)),
            Op::Rule(rule) => operands.extend(rule.args.iter().map(|passed| (&passed.operand, None))),
            Op::Method { args, .. } => operands.extend(args.iter().map(|arg| (arg, None))),
            Op::Call(call) => {
                operands.extend(call.args.iter().zip(&call.arg_spans).map(|(arg, site)| (arg, Some(*site))));
            }
            _ => {}
        }
        for (operand, site) in operands {
            if activity == Activity::Active || matches!(op, Op::Call(_)) {
                let own = operand.value().map(|id| self.func.value(id).site);
                self.wants(operand, site.or(own));
            } else {
                self.useful.extend(operand.value());
            }
        }
    }

    /// What is written to a place that carries derivatives must carry them itself.
    fn stored(&mut self, op: &Op) {
        let (place, values): (_, &[Operand]) = match op {
            Op::Store { to, value } | Op::Update { to, value, .. } => (to, std::slice::from_ref(value)),
            Op::Mutate { place, method, args } if method == "push" || method == "fill" => (place, args),
            _ => return,
        };
        if self.func.activity(&place.base) == Activity::Active {
            for value in values {
                self.wants(value, value.value().map(|id| self.func.value(id).site));
            }
        }
    }

    fn wants(&mut self, operand: &Operand, site: Option<Site>) {
        let Some(id) = operand.value().or_else(|| operand.view().and_then(|view| view.base.value())) else { return };
        self.useful.insert(id);
        if self.func.value(id).activity == Activity::Cut && self.reported.insert(id) {
            self.errors.report(&catalogue::CUT_REACHES_RESULT, site.unwrap_or(self.func.value(id).site));
        }
    }
}
