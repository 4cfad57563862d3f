//! Constants that may change while they are lent, such as a generator of random numbers in a `Cell`, and what may refer to such a one: what is
//! computed from it a second time may be something else.

use std::collections::{HashMap, HashSet};

use syn::Type;

use crate::declared::Declared;
use crate::ir::{Activity, Float, Func, Head, LoopHead, Opaque, Operand, Pattern, Region, StmtKind, ValueId, visit};

/// Finds them, by the types of values as far as they are written.
pub fn of(func: &Func, types: &HashMap<ValueId, Type>, declared: &Declared, floats: &[String]) -> HashSet<ValueId> {
    let mut finding = Finding { func, types, declared, floats, found: HashSet::new() };
    // An active one of an unknown type is taken for what it most likely is: numbers.
    let unknown = |id: &ValueId| {
        let constant = func.value(*id).activity != Activity::Active;
        !finding.stays(*id).unwrap_or(!constant)
    };
    finding.found = func.params.iter().chain(&func.strangers).copied().filter(unknown).collect();
    finding.region(&func.body);
    finding.found
}

struct Finding<'a> {
    func: &'a Func,
    types: &'a HashMap<ValueId, Type>,
    declared: &'a Declared,
    floats: &'a [String],
    found: HashSet<ValueId>,
}

impl Finding<'_> {
    /// Whether a value cannot change, if its type tells.
    fn stays(&self, id: ValueId) -> Option<bool> {
        if self.func.value(id).float != Float::Unknown {
            return Some(true);
        }
        self.types.get(&id).map(|ty| self.declared.stays(ty, self.floats))
    }

    fn refers(&self, operands: impl IntoIterator<Item = Operand>) -> bool {
        operands.into_iter().any(|operand| match operand {
            Operand::Value(id) => self.found.contains(&id),
            Operand::View(view) => self.found.contains(&view.root()),
            _ => false,
        })
    }

    fn refers_opaque(&self, opaque: &Opaque) -> bool {
        self.refers(opaque.holes.iter().flat_map(|(_, tree)| tree.leaves()).cloned())
    }

    fn note(&mut self, ids: Vec<ValueId>) {
        let may = ids.into_iter().filter(|id| !self.stays(*id).unwrap_or(false));
        let may: Vec<ValueId> = may.collect();
        self.found.extend(may);
    }

    fn note_pattern(&mut self, pattern: Option<&Pattern>) {
        self.note(pattern.map(Pattern::values).unwrap_or_default());
    }

    fn region(&mut self, region: &Region) {
        for stmt in &region.stmts {
            match &stmt.kind {
                StmtKind::Let { pattern, op } => {
                    let mut operands = Vec::new();
                    visit::op_operands(&mut op.clone(), &mut |operand| operands.push(operand.clone()));
                    if self.refers(operands) {
                        self.note(pattern.values());
                    }
                }
                StmtKind::Branch(branch) => {
                    let refers = match &branch.head {
                        Head::If(_) => false,
                        Head::Match(tree) => self.refers(tree.leaves().into_iter().cloned()),
                        Head::Opaque(opaque) => self.refers_opaque(opaque),
                        Head::Variant(operand) => self.refers([operand.clone()]),
                    };
                    for arm in &branch.arms {
                        if refers {
                            self.note_pattern(arm.pattern.as_ref());
                        }
                        self.region(&arm.region);
                        self.leave(&arm.region, &branch.results);
                    }
                }
                StmtKind::Loop(looped) => {
                    if let LoopHead::For { pattern, iterator, .. } = &looped.head
                        && self.refers_opaque(iterator)
                    {
                        self.note_pattern(Some(pattern));
                    }
                    for carried in &looped.carried {
                        if self.refers([carried.init.clone()]) {
                            self.note(vec![carried.inside]);
                        }
                    }
                    self.region(&looped.body);
                    self.leave(&looped.body, &looped.results);
                }
                StmtKind::Comment(_) => {}
            }
        }
    }

    /// What leaves a region.
    fn leave(&mut self, region: &Region, results: &[ValueId]) {
        let mut end = region.end.clone();
        let mut operands = Vec::new();
        visit::end_operands(&mut end, &mut |operand| operands.push(operand.clone()));
        if self.refers(operands) {
            self.note(results.to_vec());
        }
    }
}
