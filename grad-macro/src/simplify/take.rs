//! `take`: what nobody looks at afterwards is handed over by value to the rules for vectors and matrices, which use its memory again.

use std::collections::HashSet;

use crate::ir::{Func, Holder, How, Op, Operand, Pattern, Region, Rule, Stmt, StmtKind, ValueId, visit};
use crate::matrices::Kind;

/// Runs the pass.
pub fn take(func: &mut Func, region: &mut Region) {
    let func = &*func;
    within(func, region);
}

/// From the last statement to the first: what is mentioned later is known.
fn within(func: &Func, region: &mut Region) {
    let made: HashSet<ValueId> = region.stmts.iter().filter_map(makes).collect();
    let mut later = HashSet::new();
    visit::end_operands(&mut region.end, &mut |operand| later.extend(operand.value()));
    for stmt in region.stmts.iter_mut().rev() {
        match &mut stmt.kind {
            StmtKind::Let { op: Op::Rule(rule), .. } => {
                let free = |id: ValueId| {
                    let owned = func.value(id).place.as_ref().is_some_and(|place| place.holder == Holder::Owned);
                    owned && made.contains(&id) && !later.contains(&id)
                };
                hand_over(rule, free);
            }
            StmtKind::Let { op: Op::Closure { body, .. }, .. } => within(func, body),
            StmtKind::Branch(branch) => branch.arms.iter_mut().for_each(|arm| within(func, &mut arm.region)),
            StmtKind::Loop(looped) => within(func, &mut looped.body),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
        }
        visit::stmt_operands(&mut stmt.clone(), &mut |operand| later.extend(operand.value()));
    }
}

/// What a statement makes that is certainly no reference.
fn makes(stmt: &Stmt) -> Option<ValueId> {
    let StmtKind::Let { pattern, op: Op::Rule(_) | Op::Copy { .. } | Op::Blank(_) } = &stmt.kind else { return None };
    match pattern {
        Pattern::Tree(tree) => tree.leaves().first().copied().copied().flatten(),
        Pattern::User { .. } => None,
    }
}

fn hand_over(rule: &mut Rule, free: impl Fn(ValueId) -> bool) {
    let whole = |operand: &Operand| {
        let view = operand.view().filter(|view| view.steps.is_empty())?;
        free(view.root()).then(|| view.root())
    };
    let mentions = |id: ValueId| {
        let mut count = 0;
        let mut op = Op::Rule(Box::new(rule.clone()));
        visit::op_operands(&mut op, &mut |operand| count += usize::from(operand.value() == Some(id)));
        count
    };
    if rule.operation.is_own() {
        return;
    }
    // A result's cotangent is the second argument of what makes an operand's.
    let made = rule.name.starts_with("made_");
    let at = usize::from(made);
    let Some(id) = rule.args.get(at).and_then(|passed| whole(&passed.operand)) else { return };
    if mentions(id) > 1 {
        return;
    }
    if made {
        rule.args[at].how = How::Last;
    } else if let (Some(operation), true) =
        (rule.name.strip_suffix("_of"), !matches!(rule.operation.kind, Kind::Curve | Kind::Joined))
    {
        rule.name = format!("{operation}_taking");
        rule.args[at].how = How::Taken;
    }
}
