//! Slices of places are taken before a loop back, and not in each of its trips.

use std::collections::{HashMap, HashSet};

use super::{Reverse, generated};
use crate::ir::{
    Activity, Float, Hint, Holder, Loop, Mode, Op, Operand, Pattern, Place, Region, Shape, Step, Stmt, ValueId, View,
    visit,
};

impl Reverse {
    /// Wherever all that a loop does with a place is within one and the same slice of it.
    pub(super) fn portions(&mut self, looped: &mut Loop, before: &mut Vec<Stmt>) {
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
        // A place that is also used as a whole in other ways stays.
        let mut bare = HashSet::new();
        for stmt in &looped.body.stmts {
            bare.extend(super::needs::handed_on(stmt));
        }
        let mut changed = HashSet::new();
        super::needs::modified_in(&looped.body, &mut |id| {
            changed.insert(id);
        });
        lent(&looped.body, &mut changed);
        let mut roots: Vec<(ValueId, Step)> =
            slices.into_iter().filter_map(|(root, step)| Some((root, step?))).collect();
        roots.retain(|(root, _)| {
            !inside.contains(root) && !bare.contains(root) && self.func.value(*root).place.is_some()
        });
        roots.sort_unstable_by_key(|(root, _)| *root);
        let mut renamed: HashMap<ValueId, ValueId> = HashMap::new();
        for (root, step) in roots {
            let value = self.func.value(root).clone();
            let Some(place) = value.place else { continue };
            if place.holder == Holder::Exclusive && !self.shadows.values().any(|shadow| *shadow == root) {
                continue;
            }
            let exclusive = changed.contains(&root);
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
            let mode = if exclusive { Mode::Exclusive } else { Mode::Shared };
            let view = View::whole(root).then(step).with_mode(mode);
            before.push(generated(Pattern::one(part), Op::Portion(view), value.site));
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
            }
        });
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
                    | Lend::Either { cotangent, .. } = lend
                    {
                        changed.insert(cotangent.root());
                    }
                }
            }
            crate::ir::StmtKind::Let { op: Op::Portion(view), .. } if view.mode == Mode::Exclusive => {
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
