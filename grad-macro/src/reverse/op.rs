//! Steps: `let value = op;`.

use super::{Cotangents, Reverse};
use crate::ir::{Activity, Float, Op, Operand, Pattern, Stmt};
use crate::rules;

impl Reverse {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn step(
        &mut self,
        stmt: &Stmt,
        pattern: &Pattern,
        op: &Op,
        before: &[Stmt],
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        if let Op::Call(call) = op {
            let (noted, changed) = (self.before(op, cotangents), self.changed_by(stmt));
            let results = pattern.values();
            self.note_shadows(&changed, stmt.site, backward);
            self.note_shadows(&results, stmt.site, backward);
            self.call(stmt, pattern, call, before, cotangents, forward, backward);
            if let Some(output) = results.first().or(changed.last()) {
                self.note_products(noted.as_ref(), *output, op, cotangents, stmt.site, backward);
            }
            self.note_undo(&changed, stmt.site, backward);
            return;
        }
        let id = match pattern.values().as_slice() {
            [id] => *id,
            _ => {
                let changed = self.changed_by(stmt);
                self.note_shadows(&changed, stmt.site, backward);
                self.note_undo(&changed, stmt.site, backward);
                self.changed(stmt, op, cotangents, forward, backward);
                return;
            }
        };
        if let Op::Rule(rule) = op {
            let noted = self.before(op, cotangents);
            self.note_shadow(id, stmt.site, backward);
            self.rule(stmt, id, rule, cotangents, forward, backward);
            self.note_products(noted.as_ref(), id, op, cotangents, stmt.site, backward);
            return;
        }
        if let Op::Variant { arm, payload, .. } = op {
            self.variant(id, *arm, payload, cotangents, backward);
        }
        let active = self.func.value(id).activity == Activity::Active;
        if active && self.func.value(id).place.is_some() {
            self.note_shadow(id, stmt.site, backward);
            self.made(id, op, cotangents, backward);
            forward.push(stmt.clone());
            return;
        }
        if let Op::Load(from) = op {
            let d = self.total(id, cotangents, backward).filter(|_| active);
            self.loaded(id, from, d, stmt.site, backward);
            forward.push(stmt.clone());
            return;
        }
        let Some(d) = self.total(id, cotangents, backward).filter(|_| active) else {
            forward.push(stmt.clone());
            return;
        };
        let noted = self.before(op, cotangents);
        match op {
            Op::Use(a) => self.owe(a, d, cotangents),
            Op::Neg(a) => {
                let rule = rules::find("neg", 1).expect("in the table");
                self.apply(rule, std::slice::from_ref(a), id, &d, stmt.site, cotangents, backward);
            }
            Op::Binary(symbol, a, b) => {
                let (name, args) = match (*symbol, a.number()) {
                    // One over something has the shorter rule.
                    ("/", Some(1.0)) => ("recip", vec![b.clone()]),
                    _ => (rules::method(symbol), vec![a.clone(), b.clone()]),
                };
                let rule = rules::find(name, args.len()).expect("in the table");
                self.apply(rule, &args, id, &d, stmt.site, cotangents, backward);
            }
            Op::Method { name, args, .. } if name == "powi" => {
                self.powi(&args[0], &args[1], &d, stmt.site, cotangents, backward);
            }
            Op::Method { name, args, .. } => {
                if let Some(rule) = rules::find(name, args.len()) {
                    self.apply(rule, args, id, &d, stmt.site, cotangents, backward);
                }
            }
            Op::Cast { from, .. } => {
                let back = match self.func.float(from) {
                    Float::F32 => Op::Cast { from: d, to: quote::quote!(f32) },
                    Float::F64 => Op::Cast { from: d, to: quote::quote!(f64) },
                    _ => Op::Helper { name: "cast_like", args: vec![d, from.clone()] },
                };
                let d = self.emit(back, stmt.site, backward);
                if let Some(value) = d.value() {
                    self.func.values[value.0].float = self.func.float(from);
                }
                self.owe(from, d, cotangents);
            }
            _ => {}
        }
        self.note_products(noted.as_ref(), id, op, cotangents, stmt.site, backward);
        forward.push(stmt.clone());
    }

    /// Adds to the cotangent of an operand, if it has one.
    pub(super) fn owe(&self, operand: &Operand, amount: Operand, cotangents: &mut Cotangents) {
        if let Operand::Value(id) = operand
            && self.func.value(*id).activity == Activity::Active
        {
            cotangents.add(*id, amount);
        }
        if let Operand::View(view) = operand
            && self.func.is_active_place(view.root())
        {
            // What is owed to a place is added to its shadow.
            self.lost.set(Some(view.root()));
        }
    }
}
