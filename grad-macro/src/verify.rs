//! A last look at the IR before it is written out: every value that is used is in scope.
//!
//! If not, the transform has a bug. The user gets an error that says so, instead of one of rustc's about code that
//! they never wrote.

use std::collections::HashSet;

use crate::ir::{Func, Op, Region, StmtKind, ValueId, visit};

/// What is wrong with a region, if anything.
pub fn verify(func: &Func, region: &Region, inputs: &[ValueId]) -> Result<(), String> {
    let mut scope: HashSet<ValueId> = func.params.iter().chain(inputs).copied().collect();
    check(region, &mut scope)
}

fn check(region: &Region, scope: &mut HashSet<ValueId>) -> Result<(), String> {
    let mut added: Vec<ValueId> = Vec::new();
    let mut region = region.clone();
    let result = check_stmts(&mut region, scope, &mut added);
    for id in added {
        scope.remove(&id);
    }
    result
}

fn check_stmts(region: &mut Region, scope: &mut HashSet<ValueId>, added: &mut Vec<ValueId>) -> Result<(), String> {
    for stmt in &mut region.stmts {
        let mut missing = None;
        match &mut stmt.kind {
            StmtKind::Let { pattern, op } => {
                if let Op::Closure { seed, lends, body, .. } = op {
                    let mut bound = seed.values();
                    bound.extend(lends.iter().flat_map(visit::lent_values));
                    // A place that is lent again has the name of the one outside.
                    let bound: Vec<ValueId> = bound.into_iter().filter(|id| scope.insert(*id)).collect();
                    check(body, scope)?;
                    for id in bound {
                        scope.remove(&id);
                    }
                } else if let Op::Rule(rule) = op {
                    for passed in &mut rule.args {
                        visit::operand(&mut passed.operand, &mut |operand| {
                            note_missing(operand.value(), scope, &mut missing);
                        });
                    }
                    if let Some(elements) = &rule.elements {
                        let new = scope.insert(elements.param);
                        check(&elements.body, scope)?;
                        if new {
                            scope.remove(&elements.param);
                        }
                    }
                } else {
                    visit::op_operands(op, &mut |operand| note_missing(operand.value(), scope, &mut missing));
                }
                add(pattern.values(), scope, added);
            }
            StmtKind::Branch(branch) => {
                visit::head_operands(&mut branch.head, &mut |operand| {
                    note_missing(operand.value(), scope, &mut missing);
                });
                for arm in &mut branch.arms {
                    let bound = arm.pattern.as_ref().map(crate::ir::Pattern::values).unwrap_or_default();
                    scope.extend(bound.iter().copied());
                    if let Some(guard) = &mut arm.guard {
                        visit::opaque_operands(guard, &mut |operand| {
                            note_missing(operand.value(), scope, &mut missing);
                        });
                    }
                    check(&arm.region, scope)?;
                    for id in bound {
                        scope.remove(&id);
                    }
                }
                add(branch.results.clone(), scope, added);
            }
            StmtKind::Loop(looped) => {
                for carried in &mut looped.carried {
                    visit::operand(&mut carried.init, &mut |operand| {
                        note_missing(operand.value(), scope, &mut missing)
                    });
                }
                let bound = visit::bound_by_trip(looped);
                scope.extend(bound.iter().copied());
                visit::loop_head_operands(&mut looped.head, &mut |operand| {
                    note_missing(operand.value(), scope, &mut missing);
                });
                check(&looped.body, scope)?;
                for id in bound {
                    scope.remove(&id);
                }
                add(looped.results.clone(), scope, added);
            }
            StmtKind::Comment(_) => {}
        }
        if let Some(id) = missing {
            return Err(format!("value {} is used where it is not in scope", id.0));
        }
    }
    let mut missing = None;
    visit::end_operands(&mut region.end, &mut |operand| note_missing(operand.value(), scope, &mut missing));
    match missing {
        Some(id) => Err(format!("value {} leaves a region where it is not in scope", id.0)),
        None => Ok(()),
    }
}

fn add(ids: Vec<ValueId>, scope: &mut HashSet<ValueId>, added: &mut Vec<ValueId>) {
    for id in ids {
        if scope.insert(id) {
            added.push(id);
        }
    }
}

fn note_missing(id: Option<ValueId>, scope: &HashSet<ValueId>, missing: &mut Option<ValueId>) {
    if let Some(id) = id
        && !scope.contains(&id)
    {
        *missing = Some(id);
    }
}
