//! `drop_dead`: values that nobody needs go, unless making them can be noticed.

use std::collections::HashSet;

use crate::ir::{
    Activity, Arm, Branch, End, Func, Lend, Loop, Op, Opaque, Operand, Pattern, Region, Stmt, StmtKind, Tree, ValueId,
    visit,
};

/// Runs the pass.
pub fn drop_dead(func: &mut Func, region: &mut Region) {
    Drop { func, used: HashSet::new() }.region(region);
}

struct Drop<'a> {
    func: &'a Func,
    used: HashSet<ValueId>,
}

impl Drop<'_> {
    /// Walks backwards: a value's uses come after it.
    fn region(&mut self, region: &mut Region) {
        let used = &mut self.used;
        visit::end_operands(&mut region.end, &mut |operand| used.extend(operand.value()));
        let mut kept: Vec<Stmt> = Vec::new();
        for mut stmt in std::mem::take(&mut region.stmts).into_iter().rev() {
            if self.stmt(&mut stmt) {
                kept.push(stmt);
            }
        }
        kept.reverse();
        region.stmts = kept;
    }

    /// Whether the statement stays; what it uses is noted.
    fn stmt(&mut self, stmt: &mut Stmt) -> bool {
        match &mut stmt.kind {
            StmtKind::Comment(_) => true,
            StmtKind::Let { pattern, op } => {
                let wanted = pattern.values().iter().any(|id| self.used.contains(id));
                if !wanted && self.unnoticed(op, pattern, stmt.generated) {
                    return false;
                }
                // The user's type may be what tells what `Vec::new()` is.
                let typed = matches!((&*op, &*pattern), (Op::Opaque(_), Pattern::Tree(Tree::Leaf(Some(id)))) if self.func.value(*id).annotation.is_some());
                if !typed {
                    self.forget_unused(pattern);
                }
                if let (Op::Vjp(call), Pattern::Tree(Tree::Tuple(parts))) = (&*op, &*pattern)
                    && let [value, Tree::Leaf(None)] = parts.as_slice()
                {
                    let (call, value) = (call.clone(), value.clone());
                    *pattern = Pattern::Tree(value);
                    *op = Op::Call(call);
                }
                if let Op::Closure { body, .. } = op {
                    self.region(body);
                }
                if let Some(elements) = visit::elements_of_mut(op) {
                    self.region(&mut elements.body);
                }
                let used = &mut self.used;
                visit::op_operands(op, &mut |operand| used.extend(operand.value()));
                true
            }
            StmtKind::Branch(branch) => self.branch(branch),
            StmtKind::Loop(looped) => self.looped(looped, stmt.generated),
        }
    }

    /// What a loop carries stays only if a later trip, or what comes after, needs it. The user's own loops stay: they
    /// may not end.
    fn looped(&mut self, looped: &mut Loop, generated: bool) -> bool {
        let outer = self.used.clone();
        let mut kept: Vec<bool> = vec![false; looped.carried.len()];
        loop {
            // Try with what is known to be needed; the body may need more.
            let mut body = looped.body.clone();
            if looped.exits == 0
                && let End::Yield(next) = &mut body.end
            {
                retain(next, &|index| {
                    kept.get(index).copied().unwrap_or(true)
                        || looped.results.get(index).is_some_and(|id| outer.contains(id))
                });
            }
            self.used.clone_from(&outer);
            let (used, head) = (&mut self.used, &mut looped.head);
            visit::loop_head_operands(head, &mut |operand| used.extend(operand.value()));
            self.region(&mut body);
            let needed: Vec<bool> = (looped.carried.iter().enumerate())
                .map(|(index, carried)| {
                    looped.exits > 0
                        || self.used.contains(&carried.inside)
                        || looped.results.get(index).is_some_and(|id| outer.contains(id))
                })
                .collect();
            if needed == kept || looped.exits > 0 {
                kept = needed;
                looped.body = body;
                break;
            }
            kept = needed.iter().zip(&kept).map(|(a, b)| *a || *b).collect();
        }
        if looped.exits == 0 {
            retain(&mut looped.results, &|index| kept.get(index).copied().unwrap_or(true));
            retain(&mut looped.carried, &|index| kept[index]);
        }
        let used = &mut self.used;
        for carried in &mut looped.carried {
            visit::operand(&mut carried.init, &mut |operand| used.extend(operand.value()));
        }
        let idle = looped.results.is_empty() && looped.body.stmts.is_empty() && looped.exits == 0;
        !(idle && generated && !matches!(looped.head, crate::ir::LoopHead::Unwind { .. }))
    }

    fn branch(&mut self, branch: &mut Branch) -> bool {
        let keep: Vec<bool> = branch.results.iter().map(|id| self.used.contains(id)).collect();
        let filter = |index: usize| keep[index];
        retain(&mut branch.results, &filter);
        for arm in &mut branch.arms {
            if let End::Yield(operands) = &mut arm.region.end {
                retain(operands, &filter);
            }
            self.region(&mut arm.region);
        }
        if branch.results.is_empty() && branch.arms.iter().all(is_empty) {
            return false;
        }
        let used = &mut self.used;
        visit::head_operands(&mut branch.head, &mut |operand| used.extend(operand.value()));
        for arm in &mut branch.arms {
            if let Some(guard) = &mut arm.guard {
                visit::opaque_operands(guard, &mut |operand| used.extend(operand.value()));
            }
        }
        true
    }

    fn forget_unused(&self, pattern: &mut Pattern) {
        if let Pattern::Tree(tree) = pattern {
            for leaf in tree.leaves_mut() {
                if leaf.is_some_and(|id| !self.used.contains(&id)) {
                    *leaf = None;
                }
            }
        }
    }

    /// Whether nobody can tell that the step was left out: it calls nothing of the user's and cannot panic.
    fn unnoticed(&self, op: &Op, pattern: &Pattern, generated: bool) -> bool {
        let active = pattern.values().iter().all(|id| self.func.value(*id).activity == Activity::Active);
        let float = pattern.values().iter().all(|id| self.func.value(*id).float.is_known());
        match op {
            Op::Opaque(opaque) => opaque.pure || is_empty_vector(opaque),
            Op::Call(_) | Op::Vjp(_) => false,
            // Lengths may not fit.
            Op::Rule(rule) => generated && rule.args.iter().all(|passed| passed.how != crate::ir::How::Exclusive),
            Op::Pull { lends, .. } => lends.iter().all(|lend| matches!(lend, Lend::Held | Lend::Constant(_))),
            // The user's index may be out of bounds; ours was checked going forward.
            Op::Load(_) | Op::Of { .. } | Op::Portion(_) | Op::First { .. } | Op::TwoParts { .. } => generated,
            Op::Store { .. } | Op::Update { .. } | Op::Mutate { .. } | Op::Into { .. } => false,
            // A copy that nobody takes back may as well not be kept.
            Op::Shelve { .. } => generated,
            Op::Unshelve { .. } => false,
            Op::Reserve { .. } | Op::Push { .. } | Op::Pop { .. } | Op::Release { .. } | Op::Note(_) => false,
            Op::Copy { .. } | Op::Repeat { .. } | Op::Array { .. } | Op::Struct(_) => generated,
            // Integers overflow; floats do not.
            Op::Binary(..) | Op::Neg(_) => active || float,
            // Of an array: it may panic, as `chunks(0)` does.
            Op::Method { name, args, .. } if matches!(args.first(), Some(Operand::View(_))) => name == "len",
            // On a constant it may be a method of the user's own type.
            Op::Method { name, args, .. } => {
                let on_float = args.first().is_some_and(|receiver| self.func.activity(receiver) == Activity::Active);
                active && (on_float || generated) || name == "saturating_sub"
            }
            _ => true,
        }
    }
}

/// `vec![]`, of which nobody may know any more what it is a vector of.
fn is_empty_vector(opaque: &Opaque) -> bool {
    let text = opaque.tokens.to_string().replace(' ', "");
    text == "vec![]" || text == "Vec::new()"
}

fn is_empty(arm: &Arm) -> bool {
    arm.region.stmts.is_empty() && matches!(arm.region.end, End::Yield(_)) && arm.guard.is_none()
}

fn retain<T>(list: &mut Vec<T>, keep: &dyn Fn(usize) -> bool) {
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        keep(index - 1)
    });
}
