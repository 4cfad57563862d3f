//! Walks over operands: every pass that asks "what does this use?" or replaces values goes through here.

use std::collections::HashSet;

use super::{
    Arm, Branch, End, Head, Lend, Lent, Loop, LoopHead, Op, Opaque, Operand, Pattern, Region, Step, Stmt, StmtKind,
    Tree, ValueId, View,
};

/// Calls `visit` on an operand, or on those that a place is written with.
pub fn operand(operand: &mut Operand, visit: &mut dyn FnMut(&mut Operand)) {
    match operand {
        Operand::View(inner) => view(inner, visit),
        _ => visit(operand),
    }
}

/// Calls `visit` on the local and the indices of a place.
pub fn view(view: &mut View, visit: &mut dyn FnMut(&mut Operand)) {
    visit(&mut view.base);
    for step in &mut view.steps {
        match step {
            Step::Index(index) => operand(index, visit),
            Step::Range { from, to, .. } => from.iter_mut().chain(to).for_each(|bound| operand(bound, visit)),
            Step::Element { number, repeated } => {
                operand(number, visit);
                repeated.iter_mut().for_each(|shape| operand(shape, visit));
            }
            Step::Call { args, .. } => operands(args, visit),
            Step::Field(_) | Step::Part(_) | Step::Payload(_) => {}
        }
    }
}

fn operands(list: &mut [Operand], visit: &mut dyn FnMut(&mut Operand)) {
    list.iter_mut().for_each(|one| operand(one, visit));
}

/// Calls `visit` on every operand of an operation, the bodies of closures included.
pub fn op_operands(op: &mut Op, visit: &mut dyn FnMut(&mut Operand)) {
    match op {
        Op::Use(a)
        | Op::Neg(a)
        | Op::Cast { from: a, .. }
        | Op::Detach { arg: a, .. }
        | Op::Zeros(a)
        | Op::Blank(a) => {
            operand(a, visit);
        }
        Op::Kept { call, value, .. } => {
            operand(value, visit);
            if let (super::Companion::Method { .. }, Some(receiver)) = (&call.companion, call.args.first_mut()) {
                operand(receiver, visit);
            }
        }
        Op::Binary(_, a, b) | Op::Repeat { value: a, len: b, .. } => {
            operand(a, visit);
            operand(b, visit);
        }
        Op::Method { args, .. } | Op::Helper { args, .. } | Op::Variant { payload: args, .. } => operands(args, visit),
        Op::Array { elements, .. } | Op::Tuple(elements) => operands(elements, visit),
        Op::Struct(made) => {
            for (_, tree) in &mut made.fields {
                tree.leaves_mut().into_iter().for_each(|leaf| operand(leaf, visit));
            }
            made.base.iter_mut().for_each(|base| operand(base, visit));
        }
        Op::Opaque(opaque) => opaque_operands(opaque, visit),
        Op::Call(call) | Op::Vjp(call) => operands(&mut call.args, visit),
        Op::Pull { pullback, seed, lends, .. } => {
            operand(pullback, visit);
            seed.iter_mut().for_each(|seed| operand(seed, visit));
            lends.iter_mut().for_each(|lend| lend_operands(lend, visit));
        }
        Op::PullConst { call, seed } => {
            operands(&mut call.args, visit);
            operand(seed, visit);
        }
        Op::Select { test, then, other } => {
            operand(test, visit);
            operand(then, visit);
            operand(other, visit);
        }
        Op::Closure { body, .. } => region_operands(body, visit),
        Op::Rule(rule) => {
            rule.args.iter_mut().for_each(|passed| operand(&mut passed.operand, visit));
            if let Some(elements) = &mut rule.elements {
                region_operands(&mut elements.body, visit);
            }
        }
        Op::Load(place) | Op::Copy { from: place, .. } | Op::Of { place, .. } | Op::Portion(place) => {
            view(place, visit)
        }
        Op::Store { to, value } | Op::Update { to, value, .. } => {
            operand(value, visit);
            view(to, visit);
        }
        Op::Mutate { place, args, .. } | Op::Into { place, args, .. } => {
            view(place, visit);
            operands(args, visit);
        }
        Op::First { of, count } => {
            view(of, visit);
            operand(count, visit);
        }
        Op::Shelve { shelf, place } => {
            operand(shelf, visit);
            view(place, visit);
        }
        Op::Unshelve { shelf, kept } => {
            operand(shelf, visit);
            operand(kept, visit);
        }
        Op::Stack { .. } | Op::Mark => {}
        Op::Reserve { stack, iterator, .. } => {
            operand(stack, visit);
            opaque_operands(iterator, visit);
        }
        Op::Push { stack, payload, .. } => {
            operand(stack, visit);
            operands(payload, visit);
        }
        Op::Pop { stack, cursor } => {
            operand(stack, visit);
            if let Some(cursor) = cursor {
                operand(cursor, visit);
            }
        }
        Op::Height { stack: one } | Op::Release { mark: one } => operand(one, visit),
        Op::Note(note) => operands(&mut note.operands, visit),
    }
}

fn lend_operands(lend: &mut Lend, visit: &mut dyn FnMut(&mut Operand)) {
    match lend {
        Lend::Held => {}
        Lend::Constant(constant) => operand(constant, visit),
        Lend::Shared { place, cotangent } => {
            view(place, visit);
            view(cotangent, visit);
        }
        Lend::Exclusive { cotangent } => view(cotangent, visit),
        Lend::Either { place, cotangent } | Lend::Receiver { place, cotangent } => {
            operand(place, visit);
            view(cotangent, visit);
        }
    }
}

/// The locals that a pullback binds.
pub fn lent_values(lent: &Lent) -> Vec<ValueId> {
    match lent {
        Lent::Held => Vec::new(),
        Lent::Constant { id, .. } | Lent::Exclusive { cotangent: id } => vec![*id],
        Lent::Shared { place, cotangent, .. } | Lent::View { place, wanted: cotangent } => vec![*place, *cotangent],
    }
}

/// Calls `visit` on every operand that the user's tokens stand for.
pub fn opaque_operands(opaque: &mut Opaque, visit: &mut dyn FnMut(&mut Operand)) {
    for (_, tree) in &mut opaque.holes {
        tree.leaves_mut().into_iter().for_each(|leaf| operand(leaf, visit));
    }
}

/// Calls `visit` on every operand of a branch's head.
pub fn head_operands(head: &mut Head, visit: &mut dyn FnMut(&mut Operand)) {
    match head {
        Head::If(test) | Head::Variant(test) => operand(test, visit),
        Head::Match(tree) => tree.leaves_mut().into_iter().for_each(|leaf| operand(leaf, visit)),
        Head::Opaque(opaque) => opaque_operands(opaque, visit),
    }
}

/// Calls `visit` on every operand of a loop's head.
pub fn loop_head_operands(head: &mut LoopHead, visit: &mut dyn FnMut(&mut Operand)) {
    match head {
        LoopHead::For { iterator, .. } => opaque_operands(iterator, visit),
        LoopHead::While(test) => opaque_operands(test, visit),
        LoopHead::Forever => {}
        LoopHead::Unwind { stack, height, .. } => {
            operand(stack, visit);
            operand(height, visit);
        }
    }
}

/// The locals that a loop binds at the start of each trip.
pub fn bound_by_trip(looped: &Loop) -> Vec<ValueId> {
    let mut bound: Vec<ValueId> = looped.carried.iter().map(|carried| carried.inside).collect();
    match &looped.head {
        LoopHead::For { pattern, .. } | LoopHead::Unwind { pattern, .. } => bound.extend(Pattern::values(pattern)),
        LoopHead::While(_) | LoopHead::Forever => {}
    }
    bound
}

/// The one local that a loop over a range binds, if elements are looked at by it, or by what is computed of it: then it is a `usize`.
pub fn index_of(looped: &Loop) -> Option<ValueId> {
    let LoopHead::For { pattern: Pattern::Tree(Tree::Leaf(Some(index))), .. } = &looped.head else { return None };
    let mut body = looped.body.clone();
    let mut of_index = HashSet::from([*index]);
    note_computed(&body, &mut of_index);
    let mut indexes = false;
    region_views(&mut body, &mut |view| {
        indexes |=
            view.steps.iter().any(|step| matches!(step, Step::Index(Operand::Value(id)) if of_index.contains(id)));
    });
    indexes.then_some(*index)
}

fn note_computed(region: &Region, from: &mut HashSet<ValueId>) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } => {
                let of_it = |operand: &Operand| matches!(operand, Operand::Value(id) if from.contains(id));
                let computed = match op {
                    Op::Use(a) => of_it(a),
                    Op::Binary("+" | "-" | "*" | "/" | "%", a, b) => of_it(a) || of_it(b),
                    _ => false,
                };
                if computed {
                    from.insert(*id);
                }
            }
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| note_computed(&arm.region, from)),
            StmtKind::Loop(looped) => note_computed(&looped.body, from),
        }
    }
}

/// Calls `visit` on every operand of a region's end.
pub fn end_operands(end: &mut End, visit: &mut dyn FnMut(&mut Operand)) {
    match end {
        End::Yield(list) | End::Return(list) | End::Next(_, list) | End::Leave(_, list) => operands(list, visit),
        End::Diverge => {}
    }
}

/// Calls `visit` on every operand of a statement, inner regions included.
pub fn stmt_operands(stmt: &mut Stmt, visit: &mut dyn FnMut(&mut Operand)) {
    match &mut stmt.kind {
        StmtKind::Let { op, .. } => op_operands(op, visit),
        StmtKind::Branch(Branch { head, arms, .. }) => {
            head_operands(head, visit);
            for Arm { guard, region, .. } in arms {
                if let Some(guard) = guard {
                    opaque_operands(guard, visit);
                }
                region_operands(region, visit);
            }
        }
        StmtKind::Loop(looped) => {
            looped.carried.iter_mut().for_each(|carried| operand(&mut carried.init, visit));
            loop_head_operands(&mut looped.head, visit);
            region_operands(&mut looped.body, visit);
        }
        StmtKind::Comment(_) => {}
    }
}

/// Calls `visit` on every operand of a region, inner regions included.
pub fn region_operands(region: &mut Region, visit: &mut dyn FnMut(&mut Operand)) {
    for stmt in &mut region.stmts {
        stmt_operands(stmt, visit);
    }
    end_operands(&mut region.end, visit);
}

/// Calls `found` on every place that a region is written with.
pub fn region_views(region: &mut Region, found: &mut dyn FnMut(&mut View)) {
    let in_operand = |operand: &mut Operand, found: &mut dyn FnMut(&mut View)| {
        if let Operand::View(view) = operand {
            found(view);
        }
    };
    for stmt in &mut region.stmts {
        match &mut stmt.kind {
            StmtKind::Let { op, .. } => match op {
                Op::Load(view)
                | Op::Copy { from: view, .. }
                | Op::Of { place: view, .. }
                | Op::Portion(view)
                | Op::Shelve { place: view, .. }
                | Op::First { of: view, .. } => found(view),
                Op::Store { to, value } | Op::Update { to, value, .. } => {
                    found(to);
                    in_operand(value, found);
                }
                Op::Mutate { place, args, .. } | Op::Into { place, args, .. } => {
                    found(place);
                    args.iter_mut().for_each(|arg| in_operand(arg, found));
                }
                Op::Use(a) | Op::Kept { value: a, .. } => in_operand(a, found),
                Op::Struct(made) => made.base.iter_mut().for_each(|base| in_operand(base, found)),
                Op::Method { args, .. } => args.iter_mut().for_each(|arg| in_operand(arg, found)),
                Op::Call(call) | Op::Vjp(call) => call.args.iter_mut().for_each(|arg| in_operand(arg, found)),
                Op::Pull { lends, .. } => {
                    for lend in lends {
                        match lend {
                            Lend::Held => {}
                            Lend::Constant(constant) => in_operand(constant, found),
                            Lend::Shared { place, cotangent } => {
                                found(place);
                                found(cotangent);
                            }
                            Lend::Exclusive { cotangent } => found(cotangent),
                            Lend::Either { place, cotangent } | Lend::Receiver { place, cotangent } => {
                                in_operand(place, found);
                                found(cotangent);
                            }
                        }
                    }
                }
                Op::Opaque(opaque) => {
                    for (_, tree) in &mut opaque.holes {
                        tree.leaves_mut().into_iter().for_each(|leaf| in_operand(leaf, found));
                    }
                }
                Op::Rule(rule) => {
                    rule.args.iter_mut().for_each(|passed| in_operand(&mut passed.operand, found));
                    rule.elements.iter_mut().for_each(|elements| region_views(&mut elements.body, found));
                }
                _ => {}
            },
            StmtKind::Branch(branch) => {
                branch.arms.iter_mut().for_each(|arm| region_views(&mut arm.region, found));
            }
            StmtKind::Loop(looped) => region_views(&mut looped.body, found),
            StmtKind::Comment(_) => {}
        }
    }
}

/// The function of each element that an operation is done with.
pub fn elements_of(op: &Op) -> Option<&super::Elements> {
    match op {
        Op::Rule(rule) => rule.elements.as_ref(),
        _ => None,
    }
}

/// The same, to change.
pub fn elements_of_mut(op: &mut Op) -> Option<&mut super::Elements> {
    match op {
        Op::Rule(rule) => rule.elements.as_mut(),
        _ => None,
    }
}

/// The values that a region uses, with repetitions, in order.
pub fn used_values(region: &Region) -> Vec<ValueId> {
    let mut used = Vec::new();
    region_operands(&mut region.clone(), &mut |operand| used.extend(operand.value()));
    used
}

/// The values that a statement defines, inner regions included.
pub fn stmt_definitions(stmt: &Stmt, visit: &mut dyn FnMut(ValueId)) {
    match &stmt.kind {
        StmtKind::Let { pattern, op } => {
            pattern.values().into_iter().for_each(&mut *visit);
            if let Op::Closure { seed, lends, body, .. } = op {
                seed.values().into_iter().for_each(&mut *visit);
                lends.iter().flat_map(lent_values).for_each(&mut *visit);
                region_definitions(body, visit);
            }
            if let Some(elements) = elements_of(op) {
                visit(elements.param);
                region_definitions(&elements.body, visit);
            }
        }
        StmtKind::Branch(branch) => {
            branch.results.iter().copied().for_each(&mut *visit);
            for arm in &branch.arms {
                if let Some(pattern) = &arm.pattern {
                    pattern.values().into_iter().for_each(&mut *visit);
                }
                region_definitions(&arm.region, visit);
            }
        }
        StmtKind::Loop(looped) => {
            looped.results.iter().copied().for_each(&mut *visit);
            bound_by_trip(looped).into_iter().for_each(&mut *visit);
            region_definitions(&looped.body, visit);
        }
        StmtKind::Comment(_) => {}
    }
}

/// The values that a region defines, inner regions included.
pub fn region_definitions(region: &Region, visit: &mut dyn FnMut(ValueId)) {
    for stmt in &region.stmts {
        stmt_definitions(stmt, visit);
    }
}
