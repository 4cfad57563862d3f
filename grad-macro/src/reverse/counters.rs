//! Counters that a loop carries are counted back, and not saved.
//!
//! `next += 1` is undone by `next - 1`: integers are exact. The loop back starts with what the counter was after the last trip. Where an inner
//! loop counts, its loop back gives what the counter was before it.

use std::collections::{HashMap, HashSet};

use super::looped::Trip;
use super::{Reverse, generated};
use crate::ir::{
    Activity, Carried, End, Float, Func, Loop, Op, Operand, Pattern, Region, Stmt, StmtKind, Tree, ValueId, visit,
};

/// A counter of a loop.
pub(super) struct Counter {
    /// Its place among the carried.
    index: usize,
    /// Its value after the trip: what the loop back carries.
    end: ValueId,
    /// What is known as soon as a trip back starts.
    early: Undone,
    /// What is known once an inner loop was gone back through, and which.
    late: Option<(ValueId, Undone)>,
    /// Its value before the trip.
    start: Operand,
}

/// Steps that undo others.
#[derive(Default)]
struct Undone {
    steps: Vec<Stmt>,
    /// The values of the way forward, and what stands for them.
    twins: HashMap<ValueId, ValueId>,
}

impl Reverse {
    /// The counters that a loop carries.
    pub(super) fn counters(&mut self, looped: &Loop, trip: &Trip, there: &HashSet<ValueId>) -> Vec<Counter> {
        let End::Yield(next) = &looped.body.end else { return Vec::new() };
        if looped.exits > 0 {
            return Vec::new();
        }
        let carried: Vec<(usize, ValueId, Operand)> =
            (0..).zip(&looped.carried).map(|(at, one)| (at, one.inside, one.init.clone())).collect();
        let mut counters = Vec::new();
        for (index, inside, init) in carried {
            let value = self.func.value(inside);
            let constant = value.activity == Activity::Constant && value.place.is_none() && !value.mutable;
            let Operand::Value(next) = next[index] else { continue };
            if constant
                && next != inside
                && let Some(path) = self.path(inside, next, trip, there, self.is_integer(&init))
            {
                counters.push(self.undo(index, inside, next, path));
            }
        }
        counters
    }

    /// The steps from the end of a trip to its start, each with the value that it gives.
    fn path(
        &self,
        inside: ValueId,
        next: ValueId,
        trip: &Trip,
        there: &HashSet<ValueId>,
        integer: bool,
    ) -> Option<Vec<Undo>> {
        // Of what is known to be no float, one can be added to nothing but an integer.
        let number = self.func.value(inside).float == Float::Not;
        let mut integer = integer || self.integers.contains(&inside);
        let fixed = |operand: &Operand| match operand {
            Operand::Value(id) => {
                let value = self.func.value(*id);
                let known = !trip.inside.contains(id) && !value.mutable && value.place.is_none();
                (known || there.contains(id)) && value.activity == Activity::Constant && self.is_whole(*id)
            }
            other => is_integer_literal(other),
        };
        let mut path = Vec::new();
        let mut at = next;
        while at != inside {
            let made = trip.forward.iter().find(|stmt| defines(stmt, at))?;
            let undo = match &made.kind {
                StmtKind::Let { op: Op::Binary(symbol @ ("+" | "-"), Operand::Value(from), by), .. } if fixed(by) => {
                    integer |= number && is_integer_literal(by);
                    Undo { of: at, to: *from, how: How::Step(if *symbol == "+" { "-" } else { "+" }, by.clone()) }
                }
                StmtKind::Let { op: Op::Binary("+", by, Operand::Value(from)), .. } if fixed(by) => {
                    integer |= number && is_integer_literal(by);
                    Undo { of: at, to: *from, how: How::Step("-", by.clone()) }
                }
                StmtKind::Let { op: Op::Use(Operand::Value(from)), .. } => Undo { of: at, to: *from, how: How::Same },
                StmtKind::Let { op: Op::Helper { name: "like", args }, .. } => {
                    Undo { of: at, to: args.first()?.value()?, how: How::Same }
                }
                StmtKind::Loop(inner) => {
                    let index = inner.results.iter().position(|id| *id == at)?;
                    let to = inner.carried.get(index)?.init.value()?;
                    Undo { of: at, to, how: How::Loop(*self.counted.get(&at)?) }
                }
                _ => return None,
            };
            at = undo.to;
            path.push(undo);
        }
        let loops = path.iter().filter(|undo| matches!(undo.how, How::Loop(_))).count();
        let constant = |id: ValueId| self.func.value(id).activity == Activity::Constant && !self.func.value(id).mutable;
        (integer && loops < 2 && path.iter().all(|undo| constant(undo.of))).then_some(path)
    }

    fn undo(&mut self, index: usize, inside: ValueId, next: ValueId, path: Vec<Undo>) -> Counter {
        let value = self.func.value(inside).clone();
        let fresh = |this: &mut Self| this.func.fresh(value.hint.clone(), value.site, Float::Not, Activity::Constant);
        let end = fresh(self);
        let mut early = Undone::default();
        let mut late: Option<(ValueId, Undone)> = None;
        let mut at = end;
        early.twins.insert(next, at);
        for undo in path {
            match undo.how {
                How::Same => {}
                How::Step(symbol, by) => {
                    let to = fresh(self);
                    let op = Op::Binary(symbol, Operand::Value(at), by);
                    let undone = late.as_mut().map_or(&mut early, |(_, late)| late);
                    undone.steps.push(generated(Pattern::one(to), op, value.site));
                    at = to;
                }
                How::Loop(result) => {
                    late = Some((result, Undone::default()));
                    at = result;
                }
            }
            late.as_mut().map_or(&mut early, |(_, late)| late).twins.insert(undo.to, at);
        }
        Counter { index, end, early, late, start: Operand::Value(at) }
    }

    fn is_whole(&self, id: ValueId) -> bool {
        self.func.value(id).float == Float::Not || self.integers.contains(&id)
    }

    /// Whether it can only be one of Rust's integers.
    fn is_integer(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Value(id) => self.integers.contains(id),
            other => is_integer_literal(other),
        }
    }

    /// Has the loop back carry its counters, and gives them to its trips. `back` is what a trip does, without what is made again.
    pub(super) fn count_back(
        &mut self,
        counters: &[Counter],
        looped: &Loop,
        carried: &mut Vec<Carried>,
        body: &mut Region,
        results: &mut Vec<ValueId>,
    ) {
        for counter in counters {
            let result = looped.results[counter.index];
            let value = self.func.value(looped.carried[counter.index].inside).clone();
            let before = self.func.fresh(value.hint, value.site, Float::Not, Activity::Constant);
            self.counted.insert(result, before);
            carried.push(Carried { init: Operand::Value(result), inside: counter.end });
            results.push(before);
            super::again::replace(body, &counter.early.twins);
            body.stmts.splice(0..0, counter.early.steps.iter().cloned());
            if let Some((inner, late)) = &counter.late {
                super::again::replace(body, &late.twins);
                let at = body.stmts.iter().position(|stmt| defines(stmt, *inner)).map_or(0, |at| at + 1);
                body.stmts.splice(at..at, late.steps.iter().cloned());
            }
            if let End::Yield(next) = &mut body.end {
                next.push(counter.start.clone());
            }
        }
    }
}

impl Counter {
    /// What is there at the start of a trip back.
    pub(super) fn known(&self) -> impl Iterator<Item = ValueId> {
        self.early.twins.keys().copied()
    }

    /// Whether a trip back has use for it.
    pub(super) fn is_wanted(&self, trip: &Trip, again: &[Stmt]) -> bool {
        let used = used(again);
        let known = |id: &ValueId| trip.needed.contains(id) || used.contains(id);
        self.early.twins.keys().any(known) || self.late.iter().any(|(_, late)| late.twins.keys().any(known))
    }

    /// Whether what is known late is not looked at before.
    pub(super) fn is_in_time(&self, trip: &Trip, again: &[Stmt]) -> bool {
        let Some((inner, late)) = &self.late else { return true };
        let Some(at) = trip.backward.iter().position(|stmt| defines(stmt, *inner)) else { return false };
        let before: Vec<Stmt> = again.iter().chain(&trip.backward[..=at]).cloned().collect();
        let used = used(&before);
        !late.twins.keys().any(|id| used.contains(id))
    }

    /// What need not be saved for its sake.
    pub(super) fn gives(&self, id: ValueId) -> bool {
        let late = self.late.as_ref().is_some_and(|(_, late)| late.twins.contains_key(&id));
        late || self.early.twins.contains_key(&id)
    }
}

/// How a step is undone: from the value that it gives to the one that it was given.
struct Undo {
    of: ValueId,
    to: ValueId,
    how: How,
}

enum How {
    Same,
    Step(&'static str, Operand),
    /// By going back through an inner loop, whose loop back gives this.
    Loop(ValueId),
}

/// The values that can only be of Rust's integers, by what they start with.
pub(super) fn integers(func: &Func, region: &Region) -> HashSet<ValueId> {
    let mut integers: HashSet<ValueId> =
        (0..func.values.len()).map(ValueId).filter(|id| says_integer(func, *id)).collect();
    gather(region, &mut integers);
    integers
}

fn says_integer(func: &Func, id: ValueId) -> bool {
    let annotation = func.value(id).annotation.as_ref().map(ToString::to_string);
    annotation.is_some_and(|ty| INTEGERS.contains(&ty.as_str()))
}

fn gather(region: &Region, integers: &mut HashSet<ValueId>) {
    let is = |operand: &Operand, integers: &HashSet<ValueId>| match operand {
        Operand::Value(id) => integers.contains(id),
        other => is_integer_literal(other),
    };
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } => {
                let same = match op {
                    Op::Use(of) => is(of, integers),
                    Op::Helper { name: "like", args } => args.iter().any(|arg| is(arg, integers)),
                    _ => false,
                };
                if same {
                    integers.insert(*id);
                }
            }
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| gather(&arm.region, integers)),
            StmtKind::Loop(looped) => {
                for (at, carried) in looped.carried.iter().enumerate() {
                    if is(&carried.init, integers) {
                        integers.insert(carried.inside);
                        integers.extend(looped.results.get(at).filter(|_| looped.exits == 0));
                    }
                }
                gather(&looped.body, integers);
            }
        }
    }
}

/// `1`, `1_usize`, `-1`
fn is_integer_literal(operand: &Operand) -> bool {
    let Operand::Const(constant) = operand else { return false };
    let text = constant.tokens.to_string();
    let text = text.trim_start_matches('-').trim_start();
    syn::parse_str::<syn::LitInt>(text)
        .is_ok_and(|literal| matches!(literal.suffix(), "") || INTEGERS.contains(&literal.suffix()))
}

const INTEGERS: [&str; 12] = ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];

fn used(stmts: &[Stmt]) -> HashSet<ValueId> {
    visit::used_values(&Region { stmts: stmts.to_vec(), end: End::Diverge }).into_iter().collect()
}

fn defines(stmt: &Stmt, id: ValueId) -> bool {
    match &stmt.kind {
        StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(known))), .. } => *known == id,
        StmtKind::Loop(looped) => looped.results.contains(&id),
        _ => false,
    }
}
