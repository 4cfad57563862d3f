//! Structs: going back, the cotangent of a struct is taken apart as the struct was put together.

use std::collections::{HashMap, HashSet};

use super::{Cotangents, Reverse, generated, needs};
use crate::ir::{
    Activity, End, Float, Func, Member, Op, Operand, Pattern, Payload, Region, Shape, Step, Stmt, StmtKind, Struct,
    Tree, ValueId, View, visit,
};
use crate::site::Site;

impl Reverse {
    /// What the cotangent of a new struct holds goes to its fields, and to the struct that gave the others.
    pub(super) fn made_struct(
        &mut self,
        made: &Struct,
        whole: &View,
        site: Site,
        cotangents: &mut Cotangents,
        backward: &mut Vec<Stmt>,
    ) {
        for (member, tree) in &made.fields {
            self.hand_on_tree(tree, whole.then(part(made, member)), cotangents, backward);
        }
        let Some(Operand::View(base)) = &made.base else { return };
        let Some(to) = self.shadow(base).filter(|_| self.func.is_active_place(base.root())) else { return };
        for (member, _) in &made.fields {
            let op = Op::Into { name: "zero", place: whole.then(part(made, member)), args: Vec::new() };
            backward.push(generated(Pattern::none(), op, site));
        }
        let args = vec![Operand::of_view(whole.with_mode(crate::ir::Mode::Shared))];
        backward.push(generated(Pattern::none(), Op::Into { name: "add", place: to, args }, site));
    }

    fn hand_on_tree(&mut self, tree: &Tree<Operand>, d: View, cotangents: &mut Cotangents, backward: &mut Vec<Stmt>) {
        match tree {
            Tree::Leaf(leaf) => self.hand_on(leaf, d, cotangents, backward),
            Tree::Tuple(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.hand_on_tree(element, d.then(Step::Field(Member::Unnamed(index))), cotangents, backward);
                }
            }
        }
    }
}

/// The step to a member of a struct's or a variant's cotangent.
fn part(of: &Struct, member: &Member) -> Step {
    if let Some(variant) = &of.variant {
        return Step::Payload(Payload { variant: variant.clone(), member: member.clone(), reference: false });
    }
    match member {
        Member::Named(_) => Step::Field(member.clone()),
        // A tuple: all of its members are in its cotangent.
        Member::Unnamed(_) if of.path.is_empty() => Step::Field(member.clone()),
        Member::Unnamed(index) => Step::Part(*index),
    }
}

/// The same part of a place's cotangent. A tuple, whose members are all there, is told from a tuple struct where its shape is known.
pub(super) fn steps_of_shadow(func: &Func, view: &View) -> Vec<Step> {
    let mut so_far = View::whole(view.root());
    let mut steps = Vec::new();
    for step in &view.steps {
        let known = func.shape(&so_far) != Shape::Unknown;
        so_far = so_far.then(step.clone());
        steps.push(match step {
            Step::Field(Member::Unnamed(index)) if !known => Step::Part(*index),
            Step::Payload(payload) => Step::Payload(Payload { reference: false, ..payload.clone() }),
            step => step.clone(),
        });
    }
    steps
}

/// Fields of unknown type that are read from places which nobody changes: what a call owes to one goes to the field's cotangent at once, since it
/// may be a constant member.
pub(super) fn direct_loads(func: &Func, body: &Region) -> HashMap<ValueId, View> {
    let mut changed = HashSet::new();
    needs::modified_in(body, &mut |id| {
        changed.insert(id);
    });
    let mut loads = HashMap::new();
    collect(func, body, &mut |id, view| {
        if !changed.contains(&view.root()) {
            loads.insert(id, view.clone());
        }
    });
    loads
}

fn collect(func: &Func, region: &Region, found: &mut dyn FnMut(ValueId, &View)) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op: Op::Load(view) } => {
                let field = view.steps.iter().any(Step::is_member);
                if field && func.is_active_place(view.root()) && func.shape(view) == Shape::Unknown {
                    found(*id, view);
                }
            }
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| collect(func, &arm.region, found)),
            StmtKind::Loop(looped) => collect(func, &looped.body, found),
        }
    }
}

/// Values that are made of such fields by arithmetic, and may be integers.
pub(super) fn maybe_integers(func: &Func, body: &Region, direct: &HashMap<ValueId, View>) -> HashSet<ValueId> {
    let mut found: HashSet<ValueId> = HashSet::new();
    follow(func, body, direct, &mut found);
    found
}

fn follow(func: &Func, region: &Region, direct: &HashMap<ValueId, View>, found: &mut HashSet<ValueId>) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } => {
                let operands: Vec<&Operand> = match op {
                    Op::Neg(a) | Op::Use(a) => vec![a],
                    Op::Binary(_, a, b) => vec![a, b],
                    Op::Method { args, .. } => args.iter().collect(),
                    _ => continue,
                };
                let known = |operand: &&Operand| match operand {
                    Operand::Value(id) => {
                        direct.contains_key(id) || found.contains(id) || func.value(*id).activity == Activity::Constant
                    }
                    Operand::View(_) => false,
                    _ => true,
                };
                let active = func.value(*id).activity == Activity::Active;
                if active && func.value(*id).float == Float::Unknown && operands.iter().all(known) {
                    found.insert(*id);
                }
            }
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| follow(func, &arm.region, direct, found)),
            StmtKind::Loop(looped) => follow(func, &looped.body, direct, found),
        }
    }
}

/// Values that can only be numbers, since something is computed from them or they are computed.
pub(super) fn numbers(func: &Func, body: &Region) -> HashSet<ValueId> {
    let mut found = HashSet::new();
    note_numbers(&body.stmts, &mut found);
    found.extend(func.params.iter().filter(|id| func.value(**id).float.is_known()));
    found
}

/// Values that called functions gave.
pub(super) fn note_calls(region: &Region, found: &mut HashSet<ValueId>) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern, op: Op::Call(_) } => found.extend(pattern.values()),
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| note_calls(&arm.region, found)),
            StmtKind::Loop(looped) => note_calls(&looped.body, found),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
        }
    }
}

/// Values that may be structs: nothing is computed with what a called function gave, or with what was read, here or where it goes to.
pub(super) fn maybe_structs(func: &Func, body: &Region, numbers: &HashSet<ValueId>) -> HashSet<ValueId> {
    let mut found = HashSet::new();
    loop {
        let before = found.len();
        pass_on(func, body, &[], &mut found);
        found.retain(|id| func.value(*id).float == Float::Unknown && !numbers.contains(id));
        if found.len() == before {
            return found;
        }
    }
}

fn pass_on(func: &Func, region: &Region, to: &[ValueId], found: &mut HashSet<ValueId>) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern, op } => {
                let may_be = match op {
                    Op::Call(_) | Op::Struct(_) => true,
                    Op::Load(view) => func.shape(view) == Shape::Unknown,
                    Op::Use(Operand::Value(from)) => found.contains(from),
                    _ => false,
                };
                if may_be {
                    found.extend(pattern.values());
                }
            }
            StmtKind::Branch(branch) => {
                branch.arms.iter().for_each(|arm| pass_on(func, &arm.region, &branch.results, found));
            }
            StmtKind::Loop(looped) => {
                let inside: Vec<ValueId> = looped.carried.iter().map(|carried| carried.inside).collect();
                for (carried, result) in looped.carried.iter().zip(&looped.results) {
                    if carried.init.value().is_some_and(|id| found.contains(&id)) {
                        found.insert(carried.inside);
                    }
                    if found.contains(&carried.inside) {
                        found.insert(*result);
                    }
                }
                pass_on(func, &looped.body, &inside, found);
            }
            StmtKind::Comment(_) => {}
        }
    }
    if let End::Yield(operands) = &region.end {
        for (operand, to) in operands.iter().zip(to) {
            if operand.value().is_some_and(|id| found.contains(&id)) {
                found.insert(*to);
            }
        }
    }
}

pub(super) fn note_numbers(stmts: &[Stmt], found: &mut HashSet<ValueId>) {
    for stmt in stmts {
        match &stmt.kind {
            StmtKind::Let { pattern, op } => {
                if matches!(op, Op::Neg(_) | Op::Binary(..) | Op::Method { .. } | Op::Cast { .. }) {
                    found.extend(pattern.values());
                    visit::op_operands(&mut op.clone(), &mut |operand| found.extend(operand.value()));
                }
                if let Op::Update { value, .. } = op {
                    found.extend(value.value());
                }
            }
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| note_numbers(&arm.region.stmts, found)),
            StmtKind::Loop(looped) => note_numbers(&looped.body.stmts, found),
            StmtKind::Comment(_) => {}
        }
    }
}

/// The places that the values in a statement were read from.
pub(super) fn roots_behind(direct: &HashMap<ValueId, View>, stmt: &Stmt) -> Vec<ValueId> {
    let mut roots = Vec::new();
    visit::stmt_operands(&mut stmt.clone(), &mut |operand| {
        roots.extend(operand.value().and_then(|id| direct.get(&id)).map(View::root));
    });
    roots
}
