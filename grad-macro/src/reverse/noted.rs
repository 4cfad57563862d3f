//! What going back is noted for the graph: every cotangent once it is summed, and what each step hands back.
//!
//! Notes are statements of their own that nothing here looks at, so that the numbers are the same with them and without.

use std::collections::HashMap;

use super::{Cotangents, Reverse};
use crate::graph::note;
use crate::ir::note::NoteKind;
use crate::ir::{Activity, Mode, Op, Operand, Stmt, StmtKind, ValueId, View, visit};
use crate::site::Site;

/// Whether a statement is a note.
pub(super) fn is_note(stmt: &Stmt) -> bool {
    matches!(&stmt.kind, StmtKind::Let { op: Op::Note(_), .. })
}

/// How much was owed to each operand of a step before it was gone back through.
pub(super) struct Before {
    owed: HashMap<ValueId, usize>,
}

impl Reverse {
    /// Notes the cotangent of a number.
    pub(super) fn note_total(&self, id: ValueId, total: &Operand, site: Site, out: &mut Vec<Stmt>) {
        if self.notes && self.func.value(id).place.is_none() {
            out.push(note(NoteKind::Cotangent { id }, vec![total.clone()], site));
        }
    }

    /// Notes the cotangent of an array, as it is by now.
    pub(super) fn note_shadow(&self, id: ValueId, site: Site, out: &mut Vec<Stmt>) {
        if let (true, Some(shadow)) = (self.notes, self.shadows.get(&id)) {
            let shadow = Operand::of_view(View::whole(*shadow).with_mode(Mode::Shared));
            out.push(note(NoteKind::CotangentArray { id }, vec![shadow], site));
        }
    }

    /// The arrays that a step changes.
    pub(super) fn changed_by(&self, stmt: &Stmt) -> Vec<ValueId> {
        let mut changed = Vec::new();
        if self.notes && !is_note(stmt) {
            super::needs::modified_by(stmt, &mut |id| changed.push(id));
            changed.retain(|id| self.func.is_active_place(*id));
            changed.reverse();
        }
        changed
    }

    /// Notes the cotangents of the arrays that a step has changed, as they are after it.
    pub(super) fn note_shadows(&self, ids: &[ValueId], site: Site, out: &mut Vec<Stmt>) {
        ids.iter().for_each(|id| self.note_shadow(*id, site, out));
    }

    /// Notes that before this step the arrays were others.
    pub(super) fn note_undo(&self, ids: &[ValueId], site: Site, out: &mut Vec<Stmt>) {
        out.extend(ids.iter().map(|id| note(NoteKind::Undo { id: *id }, Vec::new(), site)));
    }

    pub(super) fn before(&self, op: &Op, cotangents: &Cotangents) -> Option<Before> {
        let mut owed = HashMap::new();
        for id in self.handed_to(op) {
            owed.insert(id, cotangents.owed.get(&id).map_or(0, Vec::len));
        }
        self.notes.then_some(Before { owed })
    }

    /// Notes what a step has handed back since.
    pub(super) fn note_products(
        &self,
        before: Option<&Before>,
        output: ValueId,
        op: &Op,
        cotangents: &Cotangents,
        site: Site,
        out: &mut Vec<Stmt>,
    ) {
        let Some(before) = before else { return };
        // Another name is no step: what it hands on was handed to it.
        if matches!(op, Op::Use(_)) {
            return;
        }
        let mut owed = before.owed.clone();
        for argument in self.handed_to(op) {
            let Some(seen) = owed.get_mut(&argument) else { continue };
            let Some(amount) = cotangents.owed.get(&argument).and_then(|owed| owed.get(*seen)) else { continue };
            *seen += 1;
            out.push(note(NoteKind::Product { output, argument }, vec![amount.clone()], site));
        }
    }

    /// The numbers among a step's operands that carry derivatives.
    fn handed_to(&self, op: &Op) -> Vec<ValueId> {
        let mut ids = Vec::new();
        if self.notes {
            visit::op_operands(&mut op.clone(), &mut |operand| ids.extend(operand.value()));
            ids.retain(|id| self.func.value(*id).activity == Activity::Active && self.func.value(*id).place.is_none());
        }
        ids
    }

    /// Around a loop that goes back through each trip at once: the statements before it and after it.
    pub(super) fn fused_notes(&self, id: usize, site: Site) -> (Option<Stmt>, Option<Stmt>) {
        let begins = self.notes.then(|| note(NoteKind::Fused, Vec::new(), site));
        let ends = self.notes.then(|| note(NoteKind::FusedEnd { id }, Vec::new(), site));
        (begins, ends)
    }

    /// Around the way back through a call right after it, for a cotangent of one: the statements before it and after it.
    pub(super) fn pulled_notes(&self, id: ValueId, site: Site) -> (Option<Stmt>, Option<Stmt>) {
        let begins = self.notes.then(|| note(NoteKind::Fused, Vec::new(), site));
        let ends = self.notes.then(|| note(NoteKind::Pulled { id }, Vec::new(), site));
        (begins, ends)
    }

    /// What such a call is owed is known.
    pub(super) fn note_pulled(&self, id: ValueId, owed: &Operand, site: Site, out: &mut Vec<Stmt>) {
        if self.notes {
            out.push(note(NoteKind::PulledScaled { id }, vec![owed.clone()], site));
        }
    }

    /// What the sum of such a loop is owed is known.
    pub(super) fn note_scaled(&self, id: usize, owed: &Operand, site: Site, out: &mut Vec<Stmt>) {
        if self.notes {
            out.push(note(NoteKind::Scaled { id }, vec![owed.clone()], site));
        }
    }
}
