//! Walks over operands: every pass that asks "what does this use?" or replaces values goes through here.

use super::{Arm, Branch, End, Head, Op, Opaque, Operand, Region, Stmt, StmtKind, ValueId};

/// Calls `visit` on every operand of an operation, the bodies of closures included.
pub fn op_operands(op: &mut Op, visit: &mut dyn FnMut(&mut Operand)) {
    match op {
        Op::Use(a) | Op::Neg(a) | Op::Cast { from: a, .. } | Op::Detach { arg: a, .. } => visit(a),
        Op::Binary(_, a, b) => {
            visit(a);
            visit(b);
        }
        Op::Method { args, .. } | Op::Helper { args, .. } | Op::Variant { payload: args, .. } => {
            args.iter_mut().for_each(visit);
        }
        Op::Opaque(opaque) => opaque_operands(opaque, visit),
        Op::Call(call) | Op::Vjp(call) => call.args.iter_mut().for_each(visit),
        Op::Pull { pullback, seed } => {
            visit(pullback);
            visit(seed);
        }
        Op::PullConst { call, seed } => {
            call.args.iter_mut().for_each(&mut *visit);
            visit(seed);
        }
        Op::Select { test, then, other } => {
            visit(test);
            visit(then);
            visit(other);
        }
        Op::Closure { body, .. } => region_operands(body, visit),
    }
}

/// Calls `visit` on every operand that the user's tokens stand for.
pub fn opaque_operands(opaque: &mut Opaque, visit: &mut dyn FnMut(&mut Operand)) {
    for (_, tree) in &mut opaque.holes {
        tree.leaves_mut().into_iter().for_each(&mut *visit);
    }
}

/// Calls `visit` on every operand of a branch's head.
pub fn head_operands(head: &mut Head, visit: &mut dyn FnMut(&mut Operand)) {
    match head {
        Head::If(operand) | Head::Variant(operand) => visit(operand),
        Head::Match(tree) => tree.leaves_mut().into_iter().for_each(visit),
        Head::Opaque(opaque) => opaque_operands(opaque, visit),
    }
}

/// Calls `visit` on every operand of a region's end.
pub fn end_operands(end: &mut End, visit: &mut dyn FnMut(&mut Operand)) {
    match end {
        End::Yield(operands) | End::Return(operands) => operands.iter_mut().for_each(visit),
        End::Diverge => {}
    }
}

/// Calls `visit` on every operand of a statement, inner regions included.
pub fn stmt_operands(stmt: &mut Stmt, visit: &mut dyn FnMut(&mut Operand)) {
    match &mut stmt.kind {
        StmtKind::Let { op, .. } => op_operands(op, visit),
        StmtKind::Branch(Branch { head, arms, .. }) => {
            head_operands(head, visit);
            for Arm { guard, region, .. } in arms {
                if let Some(guard) = guard {
                    opaque_operands(guard, visit);
                }
                region_operands(region, visit);
            }
        }
        StmtKind::Comment(_) => {}
    }
}

/// Calls `visit` on every operand of a region, inner regions included.
pub fn region_operands(region: &mut Region, visit: &mut dyn FnMut(&mut Operand)) {
    for stmt in &mut region.stmts {
        stmt_operands(stmt, visit);
    }
    end_operands(&mut region.end, visit);
}

/// The values that a region uses, with repetitions, in order.
pub fn used_values(region: &Region) -> Vec<ValueId> {
    let mut used = Vec::new();
    region_operands(&mut region.clone(), &mut |operand| used.extend(operand.value()));
    used
}

/// The values that a statement defines, inner regions included.
pub fn stmt_definitions(stmt: &Stmt, visit: &mut dyn FnMut(ValueId)) {
    match &stmt.kind {
        StmtKind::Let { pattern, op } => {
            pattern.values().into_iter().for_each(&mut *visit);
            if let Op::Closure { seed, body } = op {
                visit(*seed);
                region_definitions(body, visit);
            }
        }
        StmtKind::Branch(branch) => {
            branch.results.iter().copied().for_each(&mut *visit);
            for arm in &branch.arms {
                if let Some(pattern) = &arm.pattern {
                    pattern.values().into_iter().for_each(&mut *visit);
                }
                region_definitions(&arm.region, visit);
            }
        }
        StmtKind::Comment(_) => {}
    }
}

/// The values that a region defines, inner regions included.
pub fn region_definitions(region: &Region, visit: &mut dyn FnMut(ValueId)) {
    for stmt in &region.stmts {
        stmt_definitions(stmt, visit);
    }
}
