//! Whether what the way back is handed may hold references to constants: then its type names a lifetime, and whoever keeps it, keeps
//! these constants borrowed.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};

use crate::ir::{
    Activity, Arm, Branch, End, Float, Func, Head, Keep, Op, Operand, Pattern, Region, Stmt, StmtKind, ValueId, visit,
};
use crate::reverse::Reversed;

/// Whether what loops and branches save for the way back, or what called functions hold, may be references to constants.
pub(super) fn may_hold_references(reversed: &Reversed) -> bool {
    let region = |stmts: &[Stmt]| Region { stmts: stmts.to_vec(), end: End::Diverge };
    let (forward, backward) = (region(&reversed.forward), region(&reversed.backward));
    let used = visit::used_values(&backward);
    // `let views: Vec<&[f64]> = …;`
    let lists = used.iter().any(|id| {
        let value = reversed.func.value(*id);
        let borrows = value.annotation.as_ref().is_some_and(|ty| ty.to_string().contains('&'));
        value.activity == Activity::Constant && borrows && !reversed.func.params.contains(id)
    });
    let mut numbers = HashSet::new();
    note_numbers(&forward, &mut numbers);
    let mut saved = Saved { func: &reversed.func, numbers, held: used.into_iter().collect(), references: lists };
    saved.region(&forward, None);
    saved.references || saved.keeps(&forward) || saved.keeps(&backward)
}

/// What of the forward half gets to the way back, seen from its end to its beginning.
struct Saved<'a> {
    func: &'a Func,
    /// Constants of unknown type that can be no references.
    numbers: HashSet<ValueId>,
    /// What the way back uses, or what is part of that.
    held: HashSet<ValueId>,
    references: bool,
}

impl Saved<'_> {
    /// `results`: what a branch makes of what its arms yield.
    fn region(&mut self, region: &Region, results: Option<&[ValueId]>) {
        let mut end = region.end.clone();
        let mut index = 0;
        visit::end_operands(&mut end, &mut |operand| {
            let held = results.and_then(|results| results.get(index)).is_none_or(|id| self.held.contains(id));
            index += 1;
            if let (Some(id), true) = (operand.value(), held) {
                self.held.insert(id);
            }
        });
        region.stmts.iter().rev().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Let { op: Op::Push { payload, .. }, .. } => self.save(payload),
            StmtKind::Let { pattern, op: Op::Variant { payload, .. } } => {
                if pattern.values().iter().any(|id| self.held.contains(id)) {
                    self.save(payload);
                }
            }
            // What a reference is made of may be one.
            StmtKind::Let { pattern, op } => {
                if pattern.values().iter().any(|id| self.held.contains(id) && self.may_be_reference(*id)) {
                    visit::op_operands(&mut op.clone(), &mut |operand| self.held.extend(operand.value()));
                }
            }
            StmtKind::Branch(branch) => {
                let Branch { head, arms, results } = branch;
                arms.iter().for_each(|arm| self.region(&arm.region, Some(results)));
                let parts = |arm: &Arm| arm.pattern.as_ref().map(Pattern::values).unwrap_or_default();
                if arms.iter().flat_map(parts).any(|id| self.held.contains(&id))
                    && let Head::Variant(Operand::Value(of)) = head
                {
                    self.held.insert(*of);
                }
            }
            StmtKind::Loop(looped) => {
                self.region(&looped.body, None);
                let held = looped.carried.iter().filter(|carried| self.held.contains(&carried.inside));
                let begun: Vec<ValueId> = held.filter_map(|carried| carried.init.value()).collect();
                self.held.extend(begun);
            }
            StmtKind::Comment(_) => {}
        }
    }

    fn save(&mut self, payload: &[Operand]) {
        for id in payload.iter().filter_map(Operand::value) {
            self.held.insert(id);
            self.references |= self.may_be_reference(id);
        }
    }

    /// Whether what is kept of a constant argument of a call is a reference.
    fn keeps(&self, region: &Region) -> bool {
        region.stmts.iter().any(|stmt| match &stmt.kind {
            StmtKind::Let { op: Op::Kept { value, keep: Keep::Reference, .. }, .. } => match value {
                Operand::View(_) => false,
                Operand::Value(id) => self.may_be_reference(*id),
                _ => true,
            },
            StmtKind::Let { .. } | StmtKind::Comment(_) => false,
            StmtKind::Branch(branch) => branch.arms.iter().any(|arm| self.keeps(&arm.region)),
            StmtKind::Loop(looped) => self.keeps(&looped.body),
        })
    }

    fn may_be_reference(&self, id: ValueId) -> bool {
        let value = self.func.value(id);
        let unknown = value.float == Float::Unknown && !self.numbers.contains(&id);
        let owned = value.annotation.as_ref().is_some_and(|ty| is_owned(ty.clone()));
        value.activity == Activity::Constant && unknown && !owned && value.place.is_none()
    }
}

/// Whether a type as it is written has nothing in it but numbers, arrays and vectors.
fn is_owned(ty: TokenStream) -> bool {
    let known =
        ["f32", "f64", "bool", "char", "Vec", "usize", "u8", "u16", "u32", "u64", "isize", "i8", "i16", "i32", "i64"];
    ty.into_iter().all(|token| match token {
        TokenTree::Ident(ident) => known.iter().any(|name| ident == name),
        TokenTree::Group(group) => is_owned(group.stream()),
        TokenTree::Punct(punct) => matches!(punct.as_char(), '<' | '>' | ',' | ';'),
        TokenTree::Literal(_) => true,
    })
}

/// Constants of unknown type that can be no references: what arithmetic gives, and arrays of that.
fn note_numbers(region: &Region, found: &mut HashSet<ValueId>) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern, op } if gives_numbers(op) => found.extend(pattern.values()),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| note_numbers(&arm.region, found)),
            StmtKind::Loop(looped) => note_numbers(&looped.body, found),
        }
    }
}

fn gives_numbers(op: &Op) -> bool {
    match op {
        Op::Binary(..) | Op::Neg(_) | Op::Cast { .. } => true,
        Op::Method { name, .. } => crate::rules::is_known(name) && name != "clone",
        Op::Opaque(opaque) => {
            let text = opaque.tokens.to_string();
            text.starts_with('[') && !text.contains('&')
        }
        _ => false,
    }
}
