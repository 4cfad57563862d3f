//! `read_once`: an element that was read is not read again while nobody changes the place.
//!
//! This runs before the function is reversed: in `p[0] * p[0]`, what both factors owe becomes one sum, and one number is kept for the way back.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use crate::ir::{
    Activity, Func, Hint, Op, Operand, Pattern, Region, Shape, Step, StmtKind, Tree, ValueId, View, visit,
};
use crate::reverse::needs;

/// Runs the pass.
pub fn read_once(func: &mut Func) {
    let mut body = std::mem::replace(&mut func.body, Region { stmts: Vec::new(), end: crate::ir::End::Diverge });
    let mut read = Read { func, seen: HashMap::new(), same: HashMap::new() };
    read.region(&mut body);
    let same = read.same;
    visit::region_operands(&mut body, &mut |operand| {
        if let Operand::Value(id) = operand
            && let Some(first) = same.get(id)
        {
            *id = *first;
        }
    });
    func.body = body;
}

struct Read<'a> {
    func: &'a Func,
    /// What was read and has not changed since: by its text, the place that it is in and the value.
    seen: HashMap<String, (ValueId, ValueId)>,
    /// Values found to be others.
    same: HashMap<ValueId, ValueId>,
}

impl Read<'_> {
    fn region(&mut self, region: &mut Region) {
        let stmts = std::mem::take(&mut region.stmts);
        for mut stmt in stmts {
            let outer = self.seen.clone();
            let mut changed = HashSet::new();
            needs::modified_by(&stmt, &mut |id| {
                changed.insert(id);
            });
            match &mut stmt.kind {
                StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } => {
                    if self.again(*id, op) {
                        continue;
                    }
                    self.forget(&changed);
                }
                StmtKind::Let { .. } => self.forget(&changed),
                StmtKind::Branch(branch) => {
                    for arm in &mut branch.arms {
                        self.seen.clone_from(&outer);
                        self.region(&mut arm.region);
                    }
                    self.seen = outer;
                    self.forget(&changed);
                }
                StmtKind::Loop(looped) => {
                    // By the trips before, too.
                    self.forget(&changed);
                    let before = self.seen.clone();
                    self.region(&mut looped.body);
                    self.seen = before;
                }
                StmtKind::Comment(_) => {}
            }
            region.stmts.push(stmt);
        }
    }

    /// Whether a statement that was read before is to be left out; a variable of the user's becomes a copy.
    fn again(&mut self, id: ValueId, op: &mut Op) -> bool {
        let Op::Load(view) = op else { return false };
        let Some(key) = self.key(id, view) else { return false };
        let Some((_, first)) = self.seen.get(&key) else {
            self.seen.insert(key, (view.root(), id));
            return false;
        };
        if matches!(self.func.value(id).hint, Hint::Temp) {
            self.same.insert(id, *first);
            return true;
        }
        *op = Op::Use(Operand::Value(*first));
        false
    }

    fn forget(&mut self, changed: &HashSet<ValueId>) {
        self.seen.retain(|_, (root, _)| !changed.contains(root));
    }

    /// Which element it is, if that is known and it is a float.
    fn key(&self, id: ValueId, view: &View) -> Option<String> {
        let value = self.func.value(id);
        let float = matches!(self.func.shape(view), Shape::Scalar(float) if float.is_known());
        if !float || value.place.is_some() || value.activity != Activity::Active || view.steps.is_empty() {
            return None;
        }
        let mut key = format!("v{}", view.root().0);
        for step in &view.steps {
            match step {
                Step::Index(index) => write!(key, "[{}]", self.operand(index)?).ok()?,
                Step::Range { from, to, inclusive } => {
                    let bound = |bound: &Option<Operand>| {
                        bound.as_ref().map_or(Some(String::new()), |bound| self.operand(bound))
                    };
                    write!(key, "[{}..{inclusive}{}]", bound(from)?, bound(to)?).ok()?;
                }
                Step::Field(member) => write!(key, ".{member}").ok()?,
                _ => return None,
            }
        }
        Some(key)
    }

    fn operand(&self, operand: &Operand) -> Option<String> {
        match operand {
            // The user's own tokens may change a mutable one.
            Operand::Value(id) if self.func.value(*id).mutable => None,
            Operand::Value(id) => Some(format!("v{}", id.0)),
            Operand::Const(constant) => Some(constant.tokens.to_string()),
            Operand::Number(number) => Some(format!("{number:?}")),
            Operand::View(_) => None,
        }
    }
}
