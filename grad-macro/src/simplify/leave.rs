//! `leave`: a cotangent that is taken out of an element and then put back whole is left there, and only read. It is the way back of `a[i] = a[i] + x`.

use crate::ir::{Func, Mode, Op, Operand, Pattern, Region, Shape, Stmt, StmtKind, Tree, ValueId, View, visit};

/// Runs the pass.
pub fn leave(func: &mut Func, region: &mut Region) {
    within(&*func, region);
}

fn within(func: &Func, region: &mut Region) {
    for stmt in &mut region.stmts {
        match &mut stmt.kind {
            StmtKind::Let { op: Op::Closure { body, .. }, .. } => within(func, body),
            StmtKind::Branch(branch) => branch.arms.iter_mut().for_each(|arm| within(func, &mut arm.region)),
            StmtKind::Loop(looped) => within(func, &mut looped.body),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
        }
    }
    for at in 0..region.stmts.len() {
        let Some((id, place)) = region.stmts.get(at).and_then(|stmt| taken(func, stmt)) else { continue };
        let later = &region.stmts[at + 1..];
        let Some(back) = later.iter().position(|stmt| mentions(stmt, place.root())) else { continue };
        if puts_back(&later[back], id, &place) {
            region.stmts.remove(at + 1 + back);
            if let StmtKind::Let { op, .. } = &mut region.stmts[at].kind {
                *op = Op::Load(place.with_mode(Mode::Place));
            }
        }
    }
}

/// What is taken, and where from.
fn taken(func: &Func, stmt: &Stmt) -> Option<(ValueId, View)> {
    let StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op: Op::Into { name: "take", place, args } } =
        &stmt.kind
    else {
        return None;
    };
    let number = matches!(func.shape(place), Shape::Scalar(float) if float.is_known());
    // The same element later, too.
    let mut fixed = true;
    let mut steps = View { base: Operand::Value(*id), ..place.clone() };
    visit::view(&mut steps, &mut |operand| fixed &= operand.value().is_none_or(|id| !func.value(id).mutable));
    (number && fixed && args.is_empty() && func.value(*id).place.is_none()).then(|| (*id, place.clone()))
}

fn puts_back(stmt: &Stmt, id: ValueId, place: &View) -> bool {
    let StmtKind::Let { op: Op::Update { to, symbol: "+", value: Operand::Value(value) }, .. } = &stmt.kind else {
        return false;
    };
    let same = |a: &View, b: &View| a.root() == b.root() && format!("{:?}", a.steps) == format!("{:?}", b.steps);
    *value == id && same(to, place)
}

fn mentions(stmt: &Stmt, root: ValueId) -> bool {
    let mut found = false;
    visit::stmt_operands(&mut stmt.clone(), &mut |operand| found |= operand.value() == Some(root));
    found
}
