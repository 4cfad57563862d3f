//! References with a name that the function changes: `rest = &rest[1..];`, `best = row;`.
//!
//! Such a name stays with one place. What changes is a variable of ours: from where to where a slice goes, the index of an element, or a
//! number itself. These are carried by loops and merged by branches as any others, and the name stands for what they say.

use syn::PatIdent;

use super::iterate::integer;
use super::{Flow, Lowerer, VarId};
use crate::ir::{Activity, Mode, Op, Operand, Pattern, Shape, Step, Tree, View};
use crate::site::Site;

/// What such a name refers to.
#[derive(Clone)]
pub(super) struct Window {
    place: View,
    part: Part,
}

#[derive(Clone, Copy)]
enum Part {
    /// From where to where.
    Slice(VarId, VarId),
    /// At which index.
    Element(VarId),
    /// A number that is no place.
    Number(VarId),
}

impl Window {
    /// The variables that tell which part it is.
    pub(super) fn vars(&self) -> Vec<VarId> {
        match self.part {
            Part::Slice(from, to) => vec![from, to],
            Part::Element(var) | Part::Number(var) => vec![var],
        }
    }
}

impl Lowerer<'_> {
    /// `let mut rest = xs;`, where something else is assigned to it later.
    pub(super) fn window(&mut self, pat: &PatIdent, view: &View, site: Site) -> Option<Window> {
        let name = pat.ident.to_string();
        let moves = pat.mutability.is_some() && self.reassigned.contains(&name);
        if !moves || view.mode != Mode::Shared || view.extra > 0 {
            return None;
        }
        let decl = std::ptr::from_ref(&pat.ident) as usize;
        let number = self.func.value(view.root()).place.is_none() && view.steps.is_empty()
            || matches!(self.func.shape(view), Shape::Scalar(_));
        if number {
            let base = self.read(view, site);
            if self.func.activity(&base) != Activity::Active {
                return None;
            }
            let place = View { base: base.clone(), steps: Vec::new(), ..*view };
            let number = self.hidden(&name, Tree::Leaf(base), site, decl + 1);
            return Some(Window { place, part: Part::Number(number) });
        }
        let mut place = view.clone();
        if let Some(Step::Index(index)) = place.steps.last().cloned() {
            place.steps.pop();
            let index = self.hidden("at", Tree::Leaf(index), site, decl + 1);
            return Some(Window { place, part: Part::Element(index) });
        }
        while let Some(Step::Range { .. }) = place.steps.last() {
            place.steps.pop();
        }
        if place.steps.iter().any(|step| !matches!(step, Step::Index(_) | Step::Field(_))) {
            return None;
        }
        let (from, to) = self.bounds(&place, view, site)?;
        let from = self.hidden("from", Tree::Leaf(from), site, decl + 1);
        let to = self.hidden("to", Tree::Leaf(to), site, decl + 2);
        Some(Window { place, part: Part::Slice(from, to) })
    }

    /// Where a part of a slice begins and ends in the whole.
    fn bounds(&mut self, place: &View, view: &View, site: Site) -> Flow<(Operand, Operand)> {
        let (mut start, mut end) = (integer(0), self.len(&place.with_mode(Mode::Shared), site));
        for step in &view.steps[place.steps.len()..] {
            let Step::Range { from, to, inclusive } = step else { return None };
            let before = start.clone();
            if let Some(to) = to {
                end = self.constant_step(Op::Binary("+", before.clone(), to.clone()), site);
                if *inclusive {
                    end = self.constant_step(Op::Binary("+", end, integer(1)), site);
                }
            }
            if let Some(from) = from {
                start = self.constant_step(Op::Binary("+", before, from.clone()), site);
            }
        }
        Some((start, end))
    }

    /// Such a name is made to refer to something else; whether it can.
    pub(super) fn move_window(&mut self, var: VarId, view: &View, site: Site) -> bool {
        let Some(window) = self.vars[var].window.clone() else { return false };
        let steps = window.place.steps.len();
        let same = view.base == window.place.base && view.steps.starts_with(&window.place.steps) && view.extra == 0;
        match (window.part, &view.steps[steps.min(view.steps.len())..]) {
            (Part::Number(number), _) => {
                let value = self.read(view, site);
                let before = self.vars[number].now.clone().unwrap_or(Tree::unit());
                if self.func.activity(&value) != Activity::Active || matches!(value, Operand::View(_)) {
                    return false;
                }
                self.vars[number].now = Some(self.tied_to(Tree::Leaf(value), &before, site));
            }
            (Part::Element(at), [Step::Index(index)]) if same => self.vars[at].now = Some(Tree::Leaf(index.clone())),
            (Part::Slice(from, to), _) if same => {
                // Panics where the user's own reference would.
                self.push(Pattern::Tree(Tree::Leaf(None)), Op::Use(Operand::of_view(view.clone())), site);
                let Some((start, end)) = self.bounds(&window.place, view, site) else { return false };
                self.vars[from].now = Some(Tree::Leaf(start));
                self.vars[to].now = Some(Tree::Leaf(end));
            }
            _ => return false,
        }
        self.refresh(var);
        true
    }

    /// The names of references stand for what their variables say now.
    pub(super) fn refresh_windows(&mut self) {
        (0..self.vars.len()).for_each(|var| self.refresh(var));
    }

    pub(super) fn refresh(&mut self, var: VarId) {
        let Some(window) = self.vars[var].window.clone() else { return };
        let now = |of: VarId| match &self.vars[of].now {
            Some(Tree::Leaf(leaf)) => Some(leaf.clone()),
            _ => None,
        };
        let view = match window.part {
            Part::Slice(from, to) => window.place.then(Step::Range { from: now(from), to: now(to), inclusive: false }),
            Part::Element(at) => match now(at) {
                Some(index) => window.place.then(Step::Index(index)),
                None => return,
            },
            Part::Number(number) => match now(number) {
                Some(base) => View { base, ..window.place },
                None => return,
            },
        };
        self.vars[var].now = Some(Tree::Leaf(Operand::of_view(view.with_mode(Mode::Shared))));
    }
}
