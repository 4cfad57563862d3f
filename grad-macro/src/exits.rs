//! Early returns: a function is brought into the form in which every region is left at its end.
//!
//! What follows a branch with a returning arm moves into the arm that goes on. Where an arm may either return
//! or go on, the branch yields which of the two happened as a two-way [`Op::Variant`], and what follows becomes
//! the arm for going on of a second branch.

use crate::ir::{Activity, Arm, Branch, End, Float, Func, Head, Hint, Op, Operand, Pattern, Region, Stmt, StmtKind};
use crate::site::Site;

/// Removes every early return; afterwards the body ends with [`End::Yield`] of the result.
pub fn normalise(func: &mut Func) {
    let body = std::mem::replace(&mut func.body, Region { stmts: Vec::new(), end: End::Diverge });
    func.body = close(func, body);
}

/// Whether some way through the region returns.
fn may_return(region: &Region) -> bool {
    matches!(region.end, End::Return(_)) || region.stmts.iter().any(stmt_may_return)
}

fn stmt_may_return(stmt: &Stmt) -> bool {
    matches!(&stmt.kind, StmtKind::Branch(branch) if branch.arms.iter().any(|arm| may_return(&arm.region)))
}

/// Whether every way through the region returns (or never ends).
fn always_leaves(region: &Region) -> bool {
    matches!(region.end, End::Return(_) | End::Diverge)
        || region.stmts.iter().any(|stmt| {
            matches!(&stmt.kind, StmtKind::Branch(branch) if branch.arms.iter().all(|arm| always_leaves(&arm.region)))
        })
}

/// A region whose every end is the function's end: returns become yields of the result.
fn close(func: &mut Func, region: Region) -> Region {
    let Region { mut stmts, end } = region;
    let Some(at) = stmts.iter().position(stmt_may_return) else {
        let end = match end {
            End::Return(operands) => End::Yield(operands),
            end => end,
        };
        return Region { stmts, end };
    };
    let rest = Region { stmts: stmts.split_off(at + 1), end };
    let Some(Stmt { kind: StmtKind::Branch(branch), site, .. }) = stmts.pop() else {
        return Region { stmts, end: End::Diverge };
    };
    let going_on: Vec<usize> =
        (0..branch.arms.len()).filter(|index| !always_leaves(&branch.arms[*index].region)).collect();
    let simple = match going_on.as_slice() {
        [] => true,
        [only] => !may_return(&branch.arms[*only].region),
        _ => false,
    };
    let result = func.fresh(Hint::Temp, site, Float::Unknown, Activity::Active);
    let statement =
        if simple { nest(func, branch, rest, result) } else { part(func, &mut stmts, branch, rest, result, site) };
    stmts.push(Stmt { kind: StmtKind::Branch(statement), site, generated: false });
    Region { stmts, end: End::Yield(vec![Operand::Value(result)]) }
}

/// At most one arm goes on: it takes the rest of the function with it.
fn nest(func: &mut Func, branch: Branch, rest: Region, result: crate::ir::ValueId) -> Branch {
    let mut rest = Some(rest);
    let arms = branch
        .arms
        .into_iter()
        .map(|arm| {
            let leaves = always_leaves(&arm.region);
            let mut region = arm.region;
            if !leaves && let (Some(rest), End::Yield(operands)) = (rest.take(), region.end.clone()) {
                for (id, operand) in branch.results.iter().zip(operands) {
                    region.stmts.push(bind(func, *id, operand));
                }
                region.stmts.extend(rest.stmts);
                region.end = rest.end;
            }
            Arm { region: close(func, region), ..arm }
        })
        .collect();
    Branch { head: branch.head, arms, results: vec![result] }
}

/// Several ways go on, or one arm may do either: the branch yields which it was, and a second branch follows.
fn part(
    func: &mut Func,
    stmts: &mut Vec<Stmt>,
    branch: Branch,
    rest: Region,
    result: crate::ir::ValueId,
    site: Site,
) -> Branch {
    let flow = func.fresh(Hint::Saved, site, Float::Not, Activity::Active);
    let arms = branch.arms.into_iter().map(|arm| Arm { region: mark(func, arm.region), ..arm }).collect();
    stmts.push(Stmt {
        kind: StmtKind::Branch(Branch { head: branch.head, arms, results: vec![flow] }),
        site,
        generated: false,
    });
    let returned = func.fresh(Hint::Temp, site, Float::Unknown, Activity::Active);
    let leave = Arm {
        pattern: Some(Pattern::tuple(&[returned])),
        guard: None,
        region: Region { stmts: Vec::new(), end: End::Yield(vec![Operand::Value(returned)]) },
    };
    let go_on = Arm { pattern: Some(Pattern::tuple(&branch.results)), guard: None, region: close(func, rest) };
    Branch { head: Head::Variant(Operand::Value(flow)), arms: vec![leave, go_on], results: vec![result] }
}

/// A region that yields whether it returned (the first way) or went on (the second).
fn mark(func: &mut Func, region: Region) -> Region {
    let Region { mut stmts, end } = region;
    if let Some(at) = stmts.iter().position(stmt_may_return) {
        let rest = Region { stmts: stmts.split_off(at + 1), end };
        let Some(Stmt { kind: StmtKind::Branch(branch), site, .. }) = stmts.pop() else {
            return Region { stmts, end: End::Diverge };
        };
        let flow = func.fresh(Hint::Saved, site, Float::Not, Activity::Active);
        let leaves = branch.arms.iter().all(|arm| always_leaves(&arm.region));
        let arms = branch.arms.into_iter().map(|arm| Arm { region: mark(func, arm.region), ..arm }).collect();
        stmts.push(Stmt {
            kind: StmtKind::Branch(Branch { head: branch.head, arms, results: vec![flow] }),
            site,
            generated: false,
        });
        if leaves {
            return Region { stmts, end: End::Yield(vec![Operand::Value(flow)]) };
        }
        let returned = func.fresh(Hint::Temp, site, Float::Unknown, Activity::Active);
        let leave = Region { stmts: Vec::new(), end: End::Return(vec![Operand::Value(returned)]) };
        let out = func.fresh(Hint::Saved, site, Float::Not, Activity::Active);
        let arms = vec![
            Arm { pattern: Some(Pattern::tuple(&[returned])), guard: None, region: mark(func, leave) },
            Arm { pattern: Some(Pattern::tuple(&branch.results)), guard: None, region: mark(func, rest) },
        ];
        let head = Head::Variant(Operand::Value(flow));
        stmts.push(Stmt { kind: StmtKind::Branch(Branch { head, arms, results: vec![out] }), site, generated: false });
        return Region { stmts, end: End::Yield(vec![Operand::Value(out)]) };
    }
    let (arm, payload) = match end {
        End::Return(operands) => (0, operands),
        End::Yield(operands) => (1, operands),
        End::Diverge => return Region { stmts, end: End::Diverge },
    };
    let site = payload.iter().find_map(Operand::value).map_or_else(Site::call_site, |id| func.value(id).site);
    let flow = func.fresh(Hint::Saved, site, Float::Not, Activity::Active);
    stmts.push(Stmt {
        kind: StmtKind::Let { pattern: Pattern::one(flow), op: Op::Variant { arm, of: 2, payload } },
        site,
        generated: true,
    });
    Region { stmts, end: End::Yield(vec![Operand::Value(flow)]) }
}

fn bind(func: &Func, id: crate::ir::ValueId, operand: Operand) -> Stmt {
    Stmt {
        kind: StmtKind::Let { pattern: Pattern::one(id), op: Op::Use(operand) },
        site: func.value(id).site,
        generated: false,
    }
}
