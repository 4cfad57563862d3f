//! What the way back computes again instead of having it saved: indices, loads from places that nobody changed, and in
//! loops cheap arithmetic.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::Reverse;
use crate::hygiene::Key;
use crate::ir::{
    Activity, Float, Func, Holder, LoopHead, Op, Opaque, Operand, Pattern, Region, Stmt, StmtKind, Tree, ValueId, visit,
};

/// How much may be computed again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// Loads and arithmetic on constants.
    Reading,
    /// That, and additions and multiplications of floats.
    Arithmetic,
    /// Everything that is made of floats alone.
    Everything,
}

impl Reverse {
    /// Splits what is needed into steps that are made again and values that must be saved. `inside` are the values that
    /// are not there going back, `there` those among them that are all the same.
    pub(super) fn compute_again(
        &self,
        needed: &[ValueId],
        forward: &[Stmt],
        inside: &HashSet<ValueId>,
        there: &HashSet<ValueId>,
        effort: Effort,
    ) -> (Vec<Stmt>, Vec<ValueId>) {
        let mut definitions: HashMap<ValueId, (usize, &Stmt)> = HashMap::new();
        for (at, stmt) in forward.iter().enumerate() {
            if let StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), .. } = &stmt.kind {
                definitions.insert(*id, (at, stmt));
            }
        }
        let order = |id: &ValueId| definitions.get(id).map_or(0, |(at, _)| at + 1);
        let mut needed = needed.to_vec();
        needed.sort_by_key(|id| (order(id), *id));
        let mut search = Search { reverse: self, definitions: &definitions, inside, there, effort, saved: Vec::new() };
        let mut again: HashSet<usize> = HashSet::new();
        for id in needed {
            search.settle(id, &mut again);
        }
        let saved = search.saved;
        let mut again: Vec<usize> = again.into_iter().collect();
        again.sort_unstable();
        (again.into_iter().map(|at| Stmt { generated: true, ..forward[at].clone() }).collect(), saved)
    }

    /// References to parts of constants are taken again, so that a pullback does not hold them.
    pub(super) fn refer_again(&mut self, forward: &[Stmt], region: &mut Region) {
        let mut inside = HashSet::new();
        let mut references = HashSet::new();
        for stmt in forward {
            visit::stmt_definitions(stmt, &mut |id| {
                inside.insert(id);
            });
            if let StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } = &stmt.kind
                && refers(op)
            {
                references.insert(*id);
            }
        }
        let mut needed = visit::used_values(region);
        needed.retain(|id| references.contains(id));
        needed.sort_unstable();
        needed.dedup();
        if needed.is_empty() {
            return;
        }
        let numbers: HashSet<ValueId> = inside.difference(&references).copied().collect();
        let (again, _) = self.compute_again(&needed, forward, &inside, &numbers, Effort::Arithmetic);
        self.rename(again, &[], region);
    }

    /// Puts the steps that are made again before the region, and gives everything from the other half new names.
    pub(super) fn rename(
        &mut self,
        again: Vec<Stmt>,
        saved: &[ValueId],
        region: &mut Region,
    ) -> HashMap<ValueId, ValueId> {
        let mut twins: HashMap<ValueId, ValueId> = saved.iter().map(|id| (*id, self.twin(*id))).collect();
        for stmt in &again {
            visit::stmt_definitions(stmt, &mut |id| {
                let changes = self.func.value(id).mutable || self.func.value(id).place.is_some();
                let twin = |this: &mut Self| if changes { this.twin_of_place(id) } else { this.twin(id) };
                twins.entry(id).or_insert_with(|| twin(self));
            });
        }
        let rest = std::mem::take(&mut region.stmts);
        region.stmts = again;
        redefine(region, &twins);
        region.stmts.extend(rest);
        replace(region, &twins);
        twins
    }

    /// A twin that may be changed like the original.
    pub(super) fn twin_of_place(&mut self, id: ValueId) -> ValueId {
        let twin = self.twin(id);
        self.func.values[twin.0].mutable = self.func.value(id).mutable;
        self.func.values[twin.0].annotation = self.func.value(id).annotation.clone();
        twin
    }
}

/// Replaces values by others.
pub(super) fn replace(region: &mut Region, twins: &HashMap<ValueId, ValueId>) {
    visit::region_operands(region, &mut |operand| {
        if let Operand::Value(id) = operand
            && let Some(twin) = twins.get(id)
        {
            *id = *twin;
        }
    });
}

/// Renames what is declared.
pub(super) fn redefine(region: &mut Region, twins: &HashMap<ValueId, ValueId>) {
    for stmt in &mut region.stmts {
        match &mut stmt.kind {
            StmtKind::Let { pattern, op } => {
                redefine_pattern(pattern, twins);
                if let Some(elements) = visit::elements_of_mut(op) {
                    redefine_one(&mut elements.param, twins);
                    redefine(&mut elements.body, twins);
                }
            }
            StmtKind::Branch(branch) => {
                branch.results.iter_mut().for_each(|id| redefine_one(id, twins));
                for arm in &mut branch.arms {
                    if let Some(pattern) = &mut arm.pattern {
                        redefine_pattern(pattern, twins);
                    }
                    redefine(&mut arm.region, twins);
                }
            }
            StmtKind::Loop(looped) => {
                looped.results.iter_mut().for_each(|id| redefine_one(id, twins));
                looped.carried.iter_mut().for_each(|carried| redefine_one(&mut carried.inside, twins));
                if let LoopHead::For { pattern, .. } | LoopHead::Unwind { pattern, .. } = &mut looped.head {
                    redefine_pattern(pattern, twins);
                }
                redefine(&mut looped.body, twins);
            }
            StmtKind::Comment(_) => {}
        }
    }
}

pub(super) fn redefine_pattern(pattern: &mut Pattern, twins: &HashMap<ValueId, ValueId>) {
    match pattern {
        Pattern::Tree(tree) => {
            for leaf in tree.leaves_mut().into_iter().flatten() {
                redefine_one(leaf, twins);
            }
        }
        Pattern::User { bindings, .. } => bindings.iter_mut().for_each(|(_, id)| redefine_one(id, twins)),
    }
}

fn redefine_one(id: &mut ValueId, twins: &HashMap<ValueId, ValueId>) {
    if let Some(twin) = twins.get(id) {
        *id = *twin;
    }
}

/// The places that a step looks into.
pub(super) fn places(func: &Func, op: &Op) -> Vec<ValueId> {
    let mut places = Vec::new();
    visit::op_operands(&mut op.clone(), &mut |operand| places.extend(operand.value()));
    places.retain(|id| func.value(*id).place.is_some());
    places
}

/// `&data.points`
fn refers(op: &Op) -> bool {
    match op {
        Op::Opaque(opaque) => {
            let first = opaque.tokens.clone().into_iter().next();
            matches!(first, Some(TokenTree::Punct(punct)) if punct.as_char() == '&')
        }
        Op::Use(Operand::View(_)) => true,
        _ => false,
    }
}

struct Search<'a> {
    reverse: &'a Reverse,
    definitions: &'a HashMap<ValueId, (usize, &'a Stmt)>,
    inside: &'a HashSet<ValueId>,
    there: &'a HashSet<ValueId>,
    effort: Effort,
    saved: Vec<ValueId>,
}

impl Search<'_> {
    fn is_there(&self, id: ValueId) -> bool {
        let place = self.reverse.func.value(id).place.as_ref();
        if place.is_some_and(|place| place.holder == Holder::Exclusive) {
            // An argument that the caller has back by then.
            return false;
        }
        !self.inside.contains(&id) || self.there.contains(&id) || self.saved.contains(&id)
    }

    /// Makes a value again or saves it. What a reference refers to is saved in its place: it ends with the region.
    fn settle(&mut self, id: ValueId, again: &mut HashSet<usize>) {
        if self.is_there(id) {
            return;
        }
        let mut steps = HashSet::new();
        if self.can(id, &mut steps) {
            again.extend(steps);
            return;
        }
        let func = &self.reverse.func;
        let fixed = |id: &ValueId| {
            let value = func.value(*id);
            value.activity == Activity::Constant && value.place.is_none() && !value.mutable
        };
        if let Some((at, Stmt { kind: StmtKind::Let { op, .. }, .. })) = self.definitions.get(&id)
            && refers(op)
            && self.cheap(id, op)
        {
            let mut operands = Vec::new();
            visit::op_operands(&mut op.clone(), &mut |operand| operands.extend(operand.value()));
            if operands.iter().all(fixed) {
                again.insert(*at);
                operands.into_iter().for_each(|operand| self.settle(operand, again));
                return;
            }
        }
        self.saved.push(id);
    }

    /// Whether a value can be made again; the steps for it.
    fn can(&self, id: ValueId, steps: &mut HashSet<usize>) -> bool {
        if self.is_there(id) {
            return true;
        }
        let Some((at, stmt)) = self.definitions.get(&id) else { return false };
        if steps.contains(at) {
            return true;
        }
        let StmtKind::Let { op, .. } = &stmt.kind else { return false };
        if !self.cheap(id, op) {
            return false;
        }
        let mut operands = Vec::new();
        visit::op_operands(&mut op.clone(), &mut |operand| operands.extend(operand.value()));
        if !operands.into_iter().all(|operand| self.can(operand, steps)) {
            return false;
        }
        steps.insert(*at);
        true
    }

    fn cheap(&self, id: ValueId, op: &Op) -> bool {
        let func = &self.reverse.func;
        let value = func.value(id);
        if value.mutable || value.place.is_some() {
            return false;
        }
        let constant = value.activity != Activity::Active;
        if self.effort == Effort::Reading && self.reverse.depth == 0 && constant && !refers(op) {
            // Numbers are saved rather than what they are made of.
            return false;
        }
        match op {
            Op::Load(_) => self.reverse.stable.contains(&id),
            Op::Use(Operand::View(_)) => constant,
            Op::Use(_) => constant || self.effort != Effort::Reading,
            Op::Opaque(opaque) => replayable(func, opaque),
            // A copy of a place that changes later has to be taken before.
            Op::Kept { value, .. } => !matches!(value, Operand::View(view) if view.mode == crate::ir::Mode::Either),
            _ if constant => is_arithmetic(op) && (places(func, op).is_empty() || self.reverse.stable.contains(&id)),
            Op::Neg(_) | Op::Binary("+" | "-" | "*", ..) => self.effort != Effort::Reading,
            Op::Cast { .. } | Op::Helper { name: "like" | "float" | "const_float", .. } => {
                self.effort != Effort::Reading
            }
            Op::Binary(..) | Op::Select { .. } => self.effort == Effort::Everything,
            Op::Method { path, .. } => self.effort == Effort::Everything && path.is_none(),
            _ => false,
        }
    }
}

/// Steps on constants that can be made again.
pub(super) fn is_arithmetic(op: &Op) -> bool {
    match op {
        Op::Neg(_) | Op::Binary(..) | Op::Cast { .. } | Op::Helper { .. } | Op::Use(_) => true,
        Op::Method { name, path, .. } => {
            let known = ["len", "min", "max", "saturating_sub", "div_ceil", "abs", "pow"].contains(&name.as_str());
            known && path.as_ref().is_none_or(|path| path.to_string().starts_with("usize"))
        }
        _ => false,
    }
}

/// Whether the user's tokens can be evaluated again: operators, indices, references, no calls.
pub(super) fn replayable(func: &Func, opaque: &Opaque) -> bool {
    replayable_in_order(func, opaque, &HashSet::new())
}

/// The same where all that is done to the `own` places is done again in the same order.
pub(super) fn replayable_in_order(func: &Func, opaque: &Opaque, own: &HashSet<ValueId>) -> bool {
    is_fixed(func, opaque, own) && no_calls(opaque.tokens.clone(), &|ident| is_strange(func, opaque, ident))
}

/// Whether a view of an array can be made again, `x.row(i)`: that is a call, but one that is known.
pub(super) fn replayable_view(func: &Func, opaque: &Opaque) -> bool {
    let tokens: Vec<TokenTree> = opaque.tokens.clone().into_iter().collect();
    let [of @ .., TokenTree::Punct(_), TokenTree::Ident(_), TokenTree::Group(args)] = tokens.as_slice() else {
        return false;
    };
    let strange = |ident: &Ident| is_strange(func, opaque, ident);
    is_fixed(func, opaque, &HashSet::new())
        && no_calls(of.iter().cloned().collect(), &strange)
        && no_calls(args.stream(), &strange)
}

/// Whether nothing that tokens mention changes.
fn is_fixed(func: &Func, opaque: &Opaque, own: &HashSet<ValueId>) -> bool {
    let changes = |leaf: &Operand| match leaf {
        Operand::Value(id) => func.value(*id).mutable,
        // What an active place holds may have changed, unless it is behind a reference.
        Operand::View(view) => {
            let place = func.value(view.root()).place.as_ref();
            place.is_none_or(|place| place.holder != Holder::Shared) && !own.contains(&view.root())
        }
        _ => false,
    };
    !opaque.holes.iter().flat_map(|(_, tree)| tree.leaves()).any(changes)
}

/// Whether a name stands for something whose methods may do anything.
fn is_strange(func: &Func, opaque: &Opaque, ident: &Ident) -> bool {
    let hole = opaque.holes.iter().find(|(key, _)| *key == Key::of(ident));
    matches!(hole, Some((_, Tree::Leaf(Operand::Value(id)))) if func.strangers.contains(id))
}

fn no_calls(tokens: TokenStream, strange: &dyn Fn(&Ident) -> bool) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().all(|(index, token)| match token {
        TokenTree::Group(group) => {
            let after_name = index.checked_sub(1).is_some_and(|before| match &tokens[before] {
                TokenTree::Ident(ident) => {
                    let of_stranger = index
                        .checked_sub(3)
                        .is_some_and(|of| matches!(&tokens[of], TokenTree::Ident(of) if strange(of)));
                    let known = !of_stranger && ["len", "min", "max", "is_empty"].iter().any(|name| ident == name);
                    let keyword = ["in", "if", "as", "return", "match"].iter().any(|word| ident == word);
                    !known && !keyword
                }
                TokenTree::Group(_) => group.delimiter() == Delimiter::Parenthesis,
                TokenTree::Punct(punct) => {
                    punct.as_char() == '>' || punct.as_char() == '!' && group.delimiter() != Delimiter::Parenthesis
                }
                TokenTree::Literal(_) => false,
            });
            let call = after_name && group.delimiter() == Delimiter::Parenthesis;
            let block = group.delimiter() == Delimiter::Brace;
            !call && !block && no_calls(group.stream(), strange)
        }
        // Closures, macros, assignments, mutable references.
        TokenTree::Punct(punct) => {
            let bang = punct.as_char() == '!' && index > 0 && matches!(&tokens[index - 1], TokenTree::Ident(_));
            let bar = punct.as_char() == '|' && (index == 0 || matches!(&tokens[index - 1], TokenTree::Punct(_)));
            !bang && !bar
        }
        TokenTree::Ident(ident) => ident != "mut" && ident != "move" && ident != "unsafe",
        TokenTree::Literal(_) => true,
    })
}

/// How many floats there are among values.
pub(super) fn floats(func: &Func, ids: &[ValueId]) -> usize {
    ids.iter()
        .filter(|id| func.value(**id).float != Float::Not && func.value(**id).activity == Activity::Active)
        .count()
}
