//! Slices of places are taken before a loop back, and not in each of its trips.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenTree;

use super::{Reverse, generated};
use crate::ir::{
    Activity, End, Float, Hint, Holder, Loop, LoopHead, Mode, Op, Opaque, Operand, Pattern, Place, Region, Shape, Step,
    Stmt, StmtKind, Tree, ValueId, View, visit,
};

impl Reverse {
    /// Wherever all that a loop does with a place is within one and the same slice of it.
    pub(super) fn portions(&mut self, looped: &mut Loop, before: &mut Vec<Stmt>) {
        if self.notes {
            // The notes look at the whole.
            return;
        }
        let mut inside: HashSet<ValueId> = visit::bound_by_trip(looped).into_iter().collect();
        visit::region_definitions(&looped.body, &mut |id| {
            inside.insert(id);
        });
        let mut slices: HashMap<ValueId, Option<Step>> = HashMap::new();
        visit::region_views(&mut looped.body, &mut |view| {
            let Some(root) = view.base.value() else { return };
            let step = view.steps.first().filter(|step| range_from_outside(step, &inside)).cloned();
            let same = |known: &Option<Step>| match (known, &step) {
                (Some(known), Some(step)) => text(known) == text(step),
                _ => false,
            };
            match slices.get(&root) {
                None => {
                    slices.insert(root, step);
                }
                Some(known) if same(known) => {}
                Some(_) => {
                    slices.insert(root, None);
                }
            }
        });
        let mut roots: Vec<(ValueId, Step)> =
            slices.into_iter().filter_map(|(root, step)| Some((root, step?))).collect();
        roots.retain(|(root, _)| !inside.contains(root));
        roots.sort_unstable_by_key(|(root, _)| *root);
        let used = Use::of(looped);
        let mut renamed: HashMap<ValueId, ValueId> = HashMap::new();
        for (root, step) in roots {
            let Some((part, mode)) = self.part_of(root, &used) else { continue };
            let view = View::whole(root).then(step).with_mode(mode);
            before.push(generated(Pattern::one(part), Op::Portion(view), self.func.value(root).site));
            renamed.insert(root, part);
        }
        if renamed.is_empty() {
            return;
        }
        visit::region_views(&mut looped.body, &mut |view| {
            if let Operand::Value(root) = &mut view.base
                && let Some(part) = renamed.get(root)
            {
                *root = *part;
                view.steps.remove(0);
                self.shared_if_so(*part, view);
            }
        });
    }

    /// Where a loop over `0..count` looks at the elements of a place one after another, and at nothing else of it, it is given just these:
    /// then rustc knows that every index is within bounds.
    pub(super) fn first_elements(&mut self, looped: &mut Loop, range: &Opaque, before: &mut Vec<Stmt>) {
        if self.notes {
            // The notes look at the whole.
            return;
        }
        let Some(count) = count(range) else { return };
        let LoopHead::For { pattern: Pattern::Tree(Tree::Leaf(Some(index))), .. } = &looped.head else { return };
        let index = *index;
        let mut inside: HashSet<ValueId> = visit::bound_by_trip(looped).into_iter().collect();
        visit::region_definitions(&looped.body, &mut |id| {
            inside.insert(id);
        });
        let elements =
            |view: &View| matches!(view.steps.first(), Some(Step::Index(Operand::Value(id))) if *id == index);
        let mut only: HashMap<ValueId, bool> = HashMap::new();
        visit::region_views(&mut looped.body, &mut |view| {
            let Some(root) = view.base.value() else { return };
            *only.entry(root).or_insert(true) &= elements(view);
        });
        // What is looked at in each trip was there going forward; what some trips look at may not be.
        let mut always = HashSet::new();
        for stmt in &looped.body.stmts {
            if let StmtKind::Let { op, .. } = &stmt.kind {
                let mut body = Region { stmts: vec![stmt.clone()], end: End::Diverge };
                if !matches!(op, Op::Pull { .. } | Op::Closure { .. }) {
                    visit::region_views(&mut body, &mut |view| always.extend(view.base.value()));
                }
            }
        }
        let mut roots: Vec<ValueId> = only.into_iter().filter_map(|(root, only)| only.then_some(root)).collect();
        roots.retain(|root| !inside.contains(root) && always.contains(root));
        roots.sort_unstable();
        let used = Use::of(looped);
        let mut renamed: HashMap<ValueId, ValueId> = HashMap::new();
        for root in roots {
            let slice = matches!(&self.func.value(root).place, Some(place) if matches!(place.shape, Shape::Array(_) | Shape::Vector(_)));
            if !slice {
                continue;
            }
            let Some((part, mode)) = self.part_of(root, &used) else { continue };
            let op = Op::First { of: View::whole(root).with_mode(mode), count: count.clone() };
            before.push(generated(Pattern::one(part), op, self.func.value(root).site));
            renamed.insert(root, part);
        }
        if !renamed.is_empty() {
            visit::region_views(&mut looped.body, &mut |view| {
                if let Operand::Value(root) = &mut view.base
                    && let Some(part) = renamed.get(root)
                {
                    *root = *part;
                    self.shared_if_so(*part, view);
                }
            });
        }
    }

    /// What is not changed going back need not be borrowed for it.
    fn shared_if_so(&self, part: ValueId, view: &mut View) {
        let shared = self.func.value(part).place.as_ref().is_some_and(|place| place.holder == Holder::Shared);
        if shared && matches!(view.mode, Mode::Exclusive | Mode::Either) {
            view.mode = Mode::Shared;
        }
    }

    /// A name for a part of a place that a loop uses, and how it is referred to; unless the loop uses the place as a whole in other ways.
    fn part_of(&mut self, root: ValueId, used: &Use) -> Option<(ValueId, Mode)> {
        let value = self.func.value(root).clone();
        let place = value.place?;
        let shadow = self.shadows.values().any(|shadow| *shadow == root) || self.parts.contains(&root);
        if used.bare.contains(&root) || place.holder == Holder::Exclusive && !shadow {
            return None;
        }
        let exclusive = used.changed.contains(&root);
        let holder = match (exclusive, place.holder) {
            (false, _) => Holder::Shared,
            (true, Holder::Optional) => Holder::Optional,
            (true, _) => Holder::Exclusive,
        };
        let shape = match place.shape {
            Shape::Vector(element) => Shape::Array(element),
            shape => shape,
        };
        let hint = match value.hint {
            Hint::Cotangent(of) => Hint::Cotangent(of),
            _ => Hint::User("part".to_owned()),
        };
        let part = self.func.fresh(hint, value.site, Float::Unknown, Activity::Active);
        self.func.values[part.0].place = Some(Place { shape, holder });
        self.parts.insert(part);
        Some((part, if exclusive { Mode::Exclusive } else { Mode::Shared }))
    }
}

/// What a loop does with places.
struct Use {
    /// Used as they are.
    bare: HashSet<ValueId>,
    /// Changed.
    changed: HashSet<ValueId>,
}

impl Use {
    fn of(looped: &Loop) -> Use {
        let mut bare = HashSet::new();
        for stmt in &looped.body.stmts {
            bare.extend(super::needs::handed_on(stmt));
        }
        let mut changed = HashSet::new();
        super::needs::modified_in(&looped.body, &mut |id| {
            changed.insert(id);
        });
        lent(&looped.body, &mut changed);
        Use { bare, changed }
    }
}

/// `0..count`: the count.
pub(super) fn count(range: &Opaque) -> Option<Operand> {
    let mut tokens = range.tokens.clone().into_iter();
    let start = tokens.next()?;
    let dots = [tokens.next()?, tokens.next()?];
    let end = tokens.next()?;
    let is_range = dots.iter().all(|dot| matches!(dot, TokenTree::Punct(dot) if dot.as_char() == '.'));
    if !matches!(start.to_string().as_str(), "0" | "0usize") || !is_range || tokens.next().is_some() {
        return None;
    }
    match &end {
        TokenTree::Ident(ident) => {
            let key = crate::hygiene::Key::of(ident);
            match range.holes.iter().find(|(known, _)| *known == key) {
                Some((_, Tree::Leaf(operand @ Operand::Value(_)))) => Some(operand.clone()),
                _ => None,
            }
        }
        // Of a few elements that are counted in the code, rustc knows all.
        _ => None,
    }
}

/// Cotangents that are lent are changed.
fn lent(region: &Region, changed: &mut HashSet<ValueId>) {
    for stmt in &region.stmts {
        match &stmt.kind {
            crate::ir::StmtKind::Let { op: Op::Pull { lends, .. }, .. } => {
                for lend in lends {
                    use crate::ir::Lend;
                    if let Lend::Shared { cotangent, .. }
                    | Lend::Exclusive { cotangent }
                    | Lend::Either { cotangent, .. }
                    | Lend::Receiver { cotangent, .. } = lend
                    {
                        changed.insert(cotangent.root());
                    }
                }
            }
            crate::ir::StmtKind::Let { op: Op::Portion(view) | Op::First { of: view, .. }, .. }
                if view.mode == Mode::Exclusive =>
            {
                changed.insert(view.root());
            }
            crate::ir::StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| lent(&arm.region, changed)),
            crate::ir::StmtKind::Loop(looped) => lent(&looped.body, changed),
            _ => {}
        }
    }
}

fn range_from_outside(step: &Step, inside: &HashSet<ValueId>) -> bool {
    let Step::Range { from, to, .. } = step else { return false };
    from.iter().chain(to).all(|bound| bound.view().is_none() && bound.value().is_none_or(|id| !inside.contains(&id)))
}

fn text(step: &Step) -> String {
    format!("{step:?}")
}
