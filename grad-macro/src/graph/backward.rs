//! Which trip of a loop is gone back through.

use std::collections::HashMap;

use super::forward::note;
use crate::ir::note::NoteKind;
use crate::ir::{LoopHead, LoopId, Op, Stmt, StmtKind};
use crate::reverse::Reversed;
use crate::site::Site;

/// Puts notes into the loops back, and takes those about steps out of what is run again.
pub fn mark_trips(reversed: &mut Reversed) {
    let mut iterators = HashMap::new();
    collect(&reversed.forward, &mut iterators);
    let marker = Marker { iterators };
    let forward = std::mem::take(&mut reversed.forward);
    reversed.forward = marker.forward(forward);
    let backward = std::mem::take(&mut reversed.backward);
    reversed.backward = marker.backward(backward);
}

struct Marker {
    /// What each loop goes through, as written.
    iterators: HashMap<LoopId, String>,
}

fn collect(stmts: &[Stmt], iterators: &mut HashMap<LoopId, String>) {
    for stmt in stmts {
        match &stmt.kind {
            StmtKind::Loop(looped) => {
                if let LoopHead::For { iterator, .. } = &looped.head
                    && starts_trip(&looped.body.stmts, looped.id)
                {
                    iterators.insert(looped.id, iterator.tokens.to_string());
                }
                collect(&looped.body.stmts, iterators);
            }
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| collect(&arm.region.stmts, iterators)),
            _ => {}
        }
    }
}

impl Marker {
    /// Here loops go forward, but for those in the trips of a loop that goes back at once.
    fn forward(&self, stmts: Vec<Stmt>) -> Vec<Stmt> {
        let mut out = Vec::new();
        for mut stmt in stmts {
            match &mut stmt.kind {
                StmtKind::Loop(looped) if !starts_trip(&looped.body.stmts, looped.id) => {
                    out.extend(self.backward(vec![stmt]));
                    continue;
                }
                StmtKind::Loop(looped) => {
                    looped.body.stmts = self.forward(std::mem::take(&mut looped.body.stmts));
                    end_last(&mut looped.body.stmts, looped.id);
                }
                StmtKind::Branch(branch) => {
                    for arm in &mut branch.arms {
                        arm.region.stmts = self.forward(std::mem::take(&mut arm.region.stmts));
                    }
                }
                _ => {}
            }
            out.push(stmt);
        }
        out
    }

    fn backward(&self, stmts: Vec<Stmt>) -> Vec<Stmt> {
        let mut out = Vec::new();
        // Whether what follows is run again: it has been noted before.
        let mut again = false;
        for mut stmt in stmts {
            match &mut stmt.kind {
                StmtKind::Let { op: Op::Note(note), .. } if !note.is_backward() => {
                    match note.kind {
                        NoteKind::Fused => again = true,
                        NoteKind::FusedEnd { .. } | NoteKind::Pulled { .. } => again = false,
                        _ => {}
                    }
                    continue;
                }
                StmtKind::Loop(looped) if again => without_notes(&mut looped.body.stmts),
                StmtKind::Branch(branch) => {
                    for arm in &mut branch.arms {
                        arm.region.stmts = self.backward(std::mem::take(&mut arm.region.stmts));
                    }
                }
                StmtKind::Loop(looped) => {
                    let id = looped.id;
                    looped.body.stmts = self.backward(std::mem::take(&mut looped.body.stmts));
                    if !has_notes(&looped.body.stmts) {
                        // It runs forward again, for what its trips need.
                        out.push(stmt);
                        continue;
                    }
                    let last_first = match &looped.head {
                        LoopHead::For { iterator, .. } => {
                            self.iterators.get(&id).is_none_or(|known| *known != iterator.tokens.to_string())
                        }
                        _ => true,
                    };
                    let plain = |kind| note(kind, Vec::new(), Site::call_site());
                    looped.body.stmts.insert(0, plain(NoteKind::BackTrip { id, last_first }));
                    looped.body.stmts.push(plain(NoteKind::BackTripEnd));
                    out.push(plain(NoteKind::Back { id }));
                    out.push(stmt);
                    out.push(plain(NoteKind::BackEnd));
                    continue;
                }
                _ => {}
            }
            out.push(stmt);
        }
        out
    }
}

fn without_notes(stmts: &mut Vec<Stmt>) {
    stmts.retain(|stmt| !matches!(&stmt.kind, StmtKind::Let { op: Op::Note(_), .. }));
    for stmt in stmts {
        match &mut stmt.kind {
            StmtKind::Branch(branch) => branch.arms.iter_mut().for_each(|arm| without_notes(&mut arm.region.stmts)),
            StmtKind::Loop(looped) => without_notes(&mut looped.body.stmts),
            _ => {}
        }
    }
}

/// A trip that is gone back through at once ends after that.
fn end_last(stmts: &mut Vec<Stmt>, id: LoopId) {
    let ends = |stmt: &Stmt| {
        matches!(&stmt.kind, StmtKind::Let { op: Op::Note(note), .. } if match note.kind {
            NoteKind::Next { id: known, .. } | NoteKind::Flow { id: known, .. } => known == id,
            _ => false,
        })
    };
    if let Some(at) = stmts.iter().position(ends) {
        let end = stmts.remove(at);
        stmts.push(end);
    }
}

fn starts_trip(stmts: &[Stmt], id: LoopId) -> bool {
    stmts.iter().any(|stmt| {
        matches!(&stmt.kind, StmtKind::Let { op: Op::Note(note), .. }
            if matches!(note.kind, NoteKind::Trip { id: known } if known == id))
    })
}

fn has_notes(stmts: &[Stmt]) -> bool {
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Let { op, .. } => matches!(op, Op::Note(_)),
        StmtKind::Branch(branch) => branch.arms.iter().any(|arm| has_notes(&arm.region.stmts)),
        StmtKind::Loop(looped) => has_notes(&looped.body.stmts),
        StmtKind::Comment(_) => false,
    })
}
