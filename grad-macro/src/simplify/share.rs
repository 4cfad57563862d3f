//! `share`: what was computed once is not computed again.

use std::collections::HashMap;
use std::fmt::Write;

use crate::ir::{Func, Op, Operand, Region, StmtKind, ValueId, visit};

/// Runs the pass.
pub fn share(_: &mut Func, region: &mut Region) {
    Share { seen: HashMap::new(), same: HashMap::new() }.region(region);
}

struct Share {
    /// Steps in scope, by what they compute.
    seen: HashMap<String, ValueId>,
    /// Values found to be others.
    same: HashMap<ValueId, ValueId>,
}

impl Share {
    fn region(&mut self, region: &mut Region) {
        // What an inner region computes is out of scope after it.
        let outer = self.seen.clone();
        let stmts = std::mem::take(&mut region.stmts);
        for mut stmt in stmts {
            match &mut stmt.kind {
                StmtKind::Let { pattern, op } => {
                    if let Op::Closure { body, .. } = op {
                        self.region(body);
                    }
                    if let Some(elements) = visit::elements_of_mut(op) {
                        self.region(&mut elements.body);
                    }
                    visit::op_operands(op, &mut |operand| self.replace(operand));
                    if let ([id], Some(key)) = (pattern.values().as_slice(), key(op)) {
                        match self.seen.get(&key) {
                            Some(first) if stmt.generated => {
                                self.same.insert(*id, *first);
                                continue;
                            }
                            _ => {
                                self.seen.insert(key, *id);
                            }
                        }
                    }
                }
                StmtKind::Branch(branch) => {
                    visit::head_operands(&mut branch.head, &mut |operand| self.replace(operand));
                    for arm in &mut branch.arms {
                        if let Some(guard) = &mut arm.guard {
                            visit::opaque_operands(guard, &mut |operand| self.replace(operand));
                        }
                        self.region(&mut arm.region);
                    }
                }
                StmtKind::Loop(looped) => {
                    for carried in &mut looped.carried {
                        visit::operand(&mut carried.init, &mut |operand| self.replace(operand));
                    }
                    visit::loop_head_operands(&mut looped.head, &mut |operand| self.replace(operand));
                    self.region(&mut looped.body);
                }
                StmtKind::Comment(_) => {}
            }
            region.stmts.push(stmt);
        }
        visit::end_operands(&mut region.end, &mut |operand| self.replace(operand));
        self.seen = outer;
    }

    fn replace(&self, operand: &mut Operand) {
        if let Operand::Value(id) = operand
            && let Some(same) = self.same.get(id)
        {
            *id = *same;
        }
    }
}

/// What a step computes, if it depends on nothing but its operands.
fn key(op: &Op) -> Option<String> {
    let mut key = String::new();
    let mut operands: Vec<&Operand> = Vec::new();
    match op {
        Op::Neg(a) => {
            key.push('-');
            operands.push(a);
        }
        Op::Binary(symbol, a, b) => {
            key.push_str(symbol);
            operands.extend([a, b]);
        }
        Op::Method { name, path: None, args } => {
            key.push_str(name);
            operands.extend(args);
        }
        Op::Select { test, then, other } => {
            key.push_str("if");
            operands.extend([test, then, other]);
        }
        _ => return None,
    }
    for operand in operands {
        match operand {
            Operand::Value(id) => write!(key, " v{}", id.0).ok()?,
            Operand::Number(number) => write!(key, " {number:?}").ok()?,
            Operand::Const(constant) => write!(key, " {}", constant.tokens).ok()?,
            // What a place holds may have changed.
            Operand::View(_) => return None,
        }
    }
    Some(key)
}
