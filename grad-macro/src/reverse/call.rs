//! Calls of other annotated functions: forward through their value and pullback, back through the pullback.
//!
//! Places are lent to the pullback again, with their shadows. A place that is changed after the call is copied before it.

use std::collections::HashMap;

use super::{Cotangents, Reverse, generated};
use crate::ir::{
    Activity, Call, Companion, Float, Hint, Holder, Keep, Lend, Mode, Op, Operand, Pattern, Place, Shape, Step, Stmt,
    StoreArg, Tree, ValueId, View,
};
use crate::site::Site;

/// What is to be done with the gradients of a call's arguments.
#[derive(Default)]
struct After {
    /// The pattern that the pullback's answer is bound to.
    results: Vec<Tree<Option<ValueId>>>,
    /// Numbers that go to arguments.
    amounts: Vec<(Operand, ValueId, Site)>,
    /// Gradients of whole places that were passed by value.
    places: Vec<(ValueId, ValueId, Site)>,
    /// Statements of ours.
    stmts: Vec<Stmt>,
    /// Numbers behind references.
    lent: Vec<(Operand, ValueId, Site)>,
}

impl Reverse {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn call(
        &mut self,
        stmt: &Stmt,
        pattern: &Pattern,
        call: &Call,
        before_stmts: &[Stmt],
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let mut results = pattern.values();
        let changes = call
            .args
            .iter()
            .any(|arg| matches!(arg, Operand::View(view) if view.changes() && self.func.is_active_place(view.root())));
        let mut seeds: Vec<Option<Operand>> = Vec::new();
        for id in &results {
            seeds.push(match self.shadows.get(id) {
                Some(shadow) => Some(Operand::Value(*shadow)),
                None => self.total(*id, cotangents, backward),
            });
        }
        if seeds.iter().all(Option::is_none) && !changes {
            forward.push(stmt.clone());
            return;
        }
        // What nobody uses may hold vectors, and the callee looks at what its elements are owed.
        let mut pattern = pattern.clone();
        let mut shapes = Vec::new();
        if !call.returns_nothing && !self.const_fn && !self.func.generic {
            if results.is_empty() && matches!(pattern, Pattern::Tree(Tree::Leaf(None))) {
                let id = self.func.fresh(Hint::Temp, stmt.site, Float::Unknown, Activity::Active);
                pattern = Pattern::one(id);
                results.push(id);
                seeds.push(None);
            }
            for (id, seed) in results.iter().zip(&mut seeds) {
                if seed.is_none() && !self.is_number(*id) {
                    *seed = Some(self.zeros_of(*id, stmt.site, &mut shapes, backward));
                }
            }
        }
        let pattern = &pattern;
        forward.extend(shapes);
        let seed = match (results.as_slice(), seeds.as_slice()) {
            ([_], [seed]) => seed.clone(),
            _ => {
                let mut seeds = seeds.iter().map(|seed| seed.clone().unwrap_or(Operand::Number(0.0)));
                match pattern {
                    Pattern::Tree(tree) => Some(self.seed_of(tree, &mut seeds, stmt.site, backward)),
                    Pattern::User { .. } => None,
                }
            }
        };
        // What is read from an array of cotangents is guarded where it is used; a number is guarded here, once. Where it is not known
        // which of the two it is, the helper `matters` knows. In loops, arrays of zeros are common, and not going back is the fastest.
        let test = if self.depth > 0 { "any" } else { "matters" };
        let of_places = results.iter().any(|id| self.func.value(*id).place.is_some());
        let array = |id: &ValueId| {
            let place = self.func.value(*id).place.as_ref();
            place.is_some_and(
                |place| matches!(&place.shape, Shape::Array(element) if !matches!(**element, Shape::Vector(_))),
            )
        };
        let arrays = results.iter().all(array);
        let vanishing = seed.clone().filter(|seed| {
            let place = results.len() == 1
                && self.shadows.get(&results[0]).is_some_and(|shadow| !self.certain.contains(shadow));
            let unasked = changes || self.const_fn || arrays && self.depth == 0;
            !unasked && (place || self.may_vanish(seed))
        });
        let pullback_of = results
            .first()
            .copied()
            .unwrap_or_else(|| self.func.fresh(Hint::Temp, stmt.site, Float::Unknown, Activity::Active));
        let at_once = self.goes_back_at_once(&results, call, before_stmts, changes);
        let mut after = After::default();
        let mut lends = Vec::new();
        let mut before = Vec::new();
        let mut lent_roots = HashMap::new();
        for (index, (arg, site)) in call.args.iter().zip(&call.arg_spans).enumerate() {
            let method = index == 0 && matches!(call.companion, Companion::Method { .. });
            let mut lend = if method {
                self.lend_receiver(arg, *site, call, &mut lent_roots, &mut after, &mut before, backward)
            } else {
                self.lend(arg, *site, &mut lent_roots, &mut after, &mut before, backward)
            };
            if let Lend::Constant(constant) = &mut lend
                && let Some((op, site)) = self.local_reference(constant, before_stmts)
            {
                // A reference to a local is made again.
                let own = constant.value().is_some_and(|id| self.owned.contains(id));
                let again = self.func.fresh(Hint::Temp, site, Float::Unknown, Activity::Constant);
                backward.push(generated(Pattern::one(again), op, site));
                let kept = self.func.fresh(Hint::User("kept".to_owned()), site, Float::Unknown, Activity::Constant);
                let value = Operand::Value(again);
                let keep = if own { Keep::Again } else { Keep::Reference };
                let op = Op::Kept { call: call.clone(), index, value, keep };
                backward.push(generated(Pattern::one(kept), op, site));
                *constant = Operand::Value(kept);
            } else if let Lend::Constant(constant) = &mut lend
                && let Some(id) = constant.value().filter(|id| self.owned.contains(*id) && self.func.views.contains(id))
            {
                // A copy of what is the function's own, of which a view is lent.
                let copy = self.func.fresh(Hint::User("kept".to_owned()), *site, Float::Unknown, Activity::Constant);
                let op = Op::Copy { from: View::whole(id), method: Some("to_owned".to_owned()) };
                before.push(generated(Pattern::one(copy), op, *site));
                *constant = Operand::of_view(View::whole(copy).as_view());
            } else if let Lend::Constant(constant) | Lend::Either { place: constant, .. } = &mut lend {
                // A reference is kept only if the callee wants it again.
                let kept = self.func.fresh(Hint::User("kept".to_owned()), *site, Float::Unknown, Activity::Constant);
                let value = std::mem::replace(constant, Operand::Value(kept));
                let own = value.value().is_some_and(|id| self.owned.contains(id));
                let keep = if own && !at_once { Keep::Copy } else { Keep::Reference };
                let op = Op::Kept { call: call.clone(), index, value, keep };
                before.push(generated(Pattern::one(kept), op, *site));
            }
            lends.push(lend);
        }
        // Who is called with nothing but numbers may have no use for the store, and has one of its own if so.
        let stores = lends.iter().any(|lend| !matches!(lend, Lend::Held));
        let call = &Call { stores, ..call.clone() };
        let store = call.store();
        let pattern_back = Pattern::Tree(Tree::Tuple(std::mem::take(&mut after.results)));
        if let (true, Some(d)) = (at_once, &seed) {
            // Gathered from the last to the first.
            let mut steps = Vec::new();
            for (arg, raw, site) in std::mem::take(&mut after.amounts) {
                let float = self.func.float(&arg);
                let slope = self.func.fresh(Hint::User("slope".to_owned()), site, float, Activity::Active);
                let op = Op::Helper { name: "active", args: vec![Operand::Value(raw)] };
                steps.push(generated(Pattern::one(slope), op, site));
                self.owe_scaled(&arg, d, slope, site, cotangents, backward);
            }
            forward.extend(steps.into_iter().rev());
            let mark = (store == StoreArg::Lent).then(|| self.mark(stmt.site));
            if let Some(mark) = mark {
                forward.push(generated(Pattern::none(), Op::Release { mark: Operand::Value(mark) }, stmt.site));
            }
            let pullback = self.func.fresh(Hint::Pullback(pullback_of), stmt.site, Float::Not, Activity::Constant);
            let pull = Op::Pull { pullback: Operand::Value(pullback), seed: Some(Operand::Number(1.0)), lends, store };
            let (begins, ends) = self.pulled_notes(pullback_of, stmt.site);
            forward.extend(ends);
            forward.push(generated(pattern_back, pull, stmt.site));
            forward.extend(begins);
            self.note_pulled(pullback_of, d, stmt.site, backward);
            forward.push(with_pullback(stmt, pattern, pullback, call));
            forward.extend(before.into_iter().rev());
            forward.extend(mark.map(|mark| generated(Pattern::one(mark), Op::Mark, stmt.site)));
            return;
        }
        let back = if self.const_fn {
            forward.push(stmt.clone());
            Op::PullConst { call: call.clone(), seed: seed.unwrap_or(Operand::Number(0.0)) }
        } else {
            let pullback = self.func.fresh(Hint::Pullback(pullback_of), stmt.site, Float::Not, Activity::Constant);
            forward.push(with_pullback(stmt, pattern, pullback, call));
            // Copies of what is changed later come before the call.
            forward.extend(before.into_iter().rev());
            Op::Pull { pullback: Operand::Value(pullback), seed, lends, store }
        };
        let mut wanted = None;
        if let Some(d) = &vanishing {
            let wants = match d {
                Operand::Value(id) if self.func.value(*id).place.is_some() => {
                    self.emit(Op::Of { name: test, place: View::whole(*id) }, stmt.site, backward)
                }
                d if results.len() == 1 => self.emit(
                    Op::Of { name: test, place: View { base: d.clone(), ..View::whole(pullback_of) } },
                    stmt.site,
                    backward,
                ),
                _ => Operand::Number(1.0),
            };
            wanted = wants.value().map(|_| wants);
        }
        let alone = after.amounts.is_empty() && after.places.is_empty() && after.lent.is_empty();
        let pull = generated(pattern_back, back, stmt.site);
        if let (Some(test), true) = (&wanted, alone) {
            // Nothing is owed: the way back through the callee is not taken.
            let mut stmts = vec![pull];
            stmts.append(&mut after.stmts);
            let arm = |stmts| crate::ir::Arm {
                pattern: None,
                guard: None,
                region: crate::ir::Region { stmts, end: crate::ir::End::Yield(Vec::new()) },
            };
            let branch = crate::ir::Branch {
                head: crate::ir::Head::If(test.clone()),
                arms: vec![arm(stmts), arm(Vec::new())],
                results: Vec::new(),
            };
            backward.push(Stmt { kind: crate::ir::StmtKind::Branch(branch), site: stmt.site, generated: true });
            return;
        }
        backward.push(pull);
        for (arg, raw, site) in after.amounts {
            // The callee may hold the argument constant; then this does not compile, and says so.
            let active = match &arg {
                Operand::Value(id) if self.maybe_integers.contains(id) => {
                    Op::Helper { name: "owed", args: vec![Operand::Value(raw), arg.clone()] }
                }
                _ => Op::Helper { name: "active", args: vec![Operand::Value(raw)] },
            };
            let mut amount = self.emit(active, site, backward);
            if let Operand::Value(id) = amount {
                self.func.values[id.0].float = self.func.float(&arg);
            }
            if let Some(test) = &wanted {
                let zero = Operand::Number(0.0);
                let known = self.func.float(&arg).is_known();
                let guarded = if known {
                    Op::Select { test: test.clone(), then: amount, other: zero }
                } else {
                    Op::Helper { name: "only_if", args: vec![test.clone(), amount] }
                };
                amount = self.emit(guarded, site, backward);
                if let Operand::Value(id) = amount {
                    self.cut_off.insert(id);
                }
            } else if (changes || of_places)
                && let Operand::Value(id) = amount
            {
                self.cut_off.insert(id);
            }
            self.owe(&arg, amount, cotangents);
        }
        for (id, raw, site) in after.places {
            let d = Op::Helper { name: "active", args: vec![Operand::Value(raw)] };
            if let (Some(shadow), false) = (self.shadows.get(&id).copied(), wanted.is_some()) {
                // Certain, as the callee's result is.
                if self.levels.get(&shadow) == Some(&self.level) {
                    self.certain.insert(shadow);
                }
            }
            if self.shadows.contains_key(&id) {
                let Operand::Value(d) = self.emit(d, site, backward) else { continue };
                self.func.values[d.0].place = Some(Place { shape: Shape::Unknown, holder: Holder::Owned });
                let args = vec![Operand::of_view(View::whole(d).with_mode(Mode::Shared))];
                let place = View::whole(self.shadows[&id]);
                backward.push(generated(Pattern::none(), Op::Into { name: "add", place, args }, site));
            } else {
                let shadow = self.new_shadow(id, d, backward);
                if wanted.is_none() {
                    self.certain.insert(shadow);
                }
            }
        }
        backward.append(&mut after.stmts);
        for (arg, place, site) in after.lent {
            let float = self.func.float(&arg);
            let amount = self.emit(Op::Load(View::whole(place)), site, backward);
            if let Operand::Value(id) = amount {
                self.func.values[id.0].float = float;
                self.cut_off.insert(id);
            }
            self.owe(&arg, amount, cotangents);
        }
    }

    /// The seed of a result that was taken apart, in the same shape.
    fn seed_of(
        &mut self,
        tree: &Tree<Option<ValueId>>,
        seeds: &mut impl Iterator<Item = Operand>,
        site: Site,
        backward: &mut Vec<Stmt>,
    ) -> Operand {
        match tree {
            Tree::Leaf(_) => seeds.next().unwrap_or(Operand::Number(0.0)),
            Tree::Tuple(parts) => {
                let payload = parts.iter().map(|part| self.seed_of(part, seeds, site, backward)).collect();
                self.emit(Op::Variant { arm: 0, of: 1, payload }, site, backward)
            }
        }
    }

    /// Zeros of the shape of a result, which is remembered.
    fn zeros_of(&mut self, result: ValueId, site: Site, shapes: &mut Vec<Stmt>, backward: &mut Vec<Stmt>) -> Operand {
        let shape = self.func.fresh(Hint::User("shape".to_owned()), site, Float::Not, Activity::Constant);
        let remember = Op::Of { name: "shape_of", place: View::whole(result) };
        shapes.push(generated(Pattern::one(shape), remember, site));
        self.emit(Op::Zeros(Operand::Value(shape)), site, backward)
    }

    /// Whether a call in a loop is gone back through right after it: a function of numbers, whose slopes are numbers too. They are
    /// less to save than a pullback.
    fn goes_back_at_once(&self, results: &[ValueId], call: &Call, before: &[Stmt], changes: bool) -> bool {
        let number = |arg: &Operand| match arg {
            Operand::View(_) => false,
            Operand::Value(id) if self.func.value(*id).activity == Activity::Active => self.is_number(*id),
            constant => self.local_reference(constant, before).is_none(),
        };
        // A receiver may be anything.
        let method = matches!(call.companion, Companion::Method { .. });
        let one = !method && matches!(results, [id] if self.is_number(*id));
        self.depth > 0 && !self.const_fn && !changes && one && call.args.iter().all(number)
    }

    /// Whether a value is a float for sure, and no struct or integer.
    pub(super) fn is_number(&self, id: ValueId) -> bool {
        let value = self.func.value(id);
        let known = value.float.is_known() || self.surely_numbers.contains(&id);
        value.place.is_none() && known && !self.direct.contains_key(&id) && !self.maybe_integers.contains(&id)
    }

    /// Owes a slope times what the call is owed.
    fn owe_scaled(
        &mut self,
        arg: &Operand,
        d: &Operand,
        slope: ValueId,
        site: Site,
        cotangents: &mut Cotangents,
        backward: &mut Vec<Stmt>,
    ) {
        let (vanishes, slope) = (self.may_vanish(d), Operand::Value(slope));
        let same = self.func.float(d) == self.func.float(&slope) && self.func.float(d) != Float::Unknown;
        let op = if same && !vanishes {
            Op::Binary("*", d.clone(), slope)
        } else {
            // Zero contributes zero, however steep the called function is.
            Op::Helper { name: "scaled", args: vec![d.clone(), slope] }
        };
        let amount = self.emit(op, site, backward);
        if let Operand::Value(id) = amount {
            self.func.values[id.0].float = self.func.float(arg);
            if vanishes {
                self.cut_off.insert(id);
            }
        }
        self.owe(arg, amount, cotangents);
    }

    /// A constant argument that is a reference to a local, made just before the call.
    fn local_reference(&self, constant: &Operand, before: &[Stmt]) -> Option<(Op, Site)> {
        let id = constant.value()?;
        if self.func.borrowed.contains(&id) {
            // The argument itself, which is lent again.
            return Some((Op::Use(constant.clone()), self.func.value(id).site));
        }
        let (op, site) = definition(id, before)?;
        let opaque = match op {
            // An element of a constant.
            Op::Use(Operand::View(_)) => return Some((op.clone(), site)),
            Op::Opaque(opaque) => opaque,
            _ => return None,
        };
        let first = opaque.tokens.clone().into_iter().next()?;
        let reference = matches!(first, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '&');
        let again = match self.func.views.contains(&id) {
            true => super::again::replayable_view(&self.func, opaque),
            false => reference && super::again::replayable(&self.func, opaque),
        };
        again.then(|| (Op::Opaque(opaque.clone()), site))
    }

    /// Whether a constant is a number, which is passed by value. What is known not to be a float may be a reference to such a thing.
    fn passes_number(&self, constant: &Operand) -> bool {
        match (self.func.float(constant), constant) {
            (float, _) if float.is_known() => true,
            (Float::Not, Operand::Value(id)) => {
                let annotation = self.func.value(*id).annotation.clone();
                let first = annotation.and_then(|ty| ty.into_iter().next());
                let reference = matches!(first, Some(proc_macro2::TokenTree::Punct(p)) if p.as_char() == '&');
                !reference && !self.func.borrowed.contains(id)
            }
            _ => false,
        }
    }

    /// What the pullback is handed for one argument.
    fn lend(
        &mut self,
        arg: &Operand,
        site: Site,
        roots: &mut HashMap<ValueId, Vec<View>>,
        after: &mut After,
        before: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) -> Lend {
        let view = match arg {
            Operand::View(view) => view,
            Operand::Value(id) if self.func.value(*id).activity == Activity::Active => {
                let raw = self.func.fresh(Hint::Temp, site, self.func.value(*id).float, Activity::Active);
                after.results.push(Tree::Leaf(Some(raw)));
                if let Some(to) = self.direct.get(id).and_then(|field| self.shadow(field)) {
                    let op = Op::Into { name: "owe", place: to, args: vec![Operand::Value(raw)] };
                    after.stmts.push(generated(Pattern::none(), op, site));
                } else if self.func.value(*id).place.is_some() {
                    after.places.push((*id, raw, site));
                } else {
                    after.amounts.push((arg.clone(), raw, site));
                }
                return Lend::Held;
            }
            constant => {
                after.results.push(Tree::Leaf(None));
                let number = constant.number().is_some() || self.passes_number(constant) || constant.is_none();
                return if number { Lend::Held } else { Lend::Constant(constant.clone()) };
            }
        };
        after.results.push(Tree::Leaf(None));
        let root = view.root();
        if self.func.value(root).activity != Activity::Active {
            return Lend::Constant(arg.clone());
        }
        if self.func.value(root).place.is_none() {
            // A reference to a float.
            let shadow = self.func.fresh(Hint::Cotangent(root), site, Float::Unknown, Activity::Active);
            self.func.values[shadow.0].place =
                Some(Place { shape: Shape::Scalar(self.func.value(root).float), holder: Holder::Owned });
            self.func.values[shadow.0].mutable = true;
            let zeros = Op::Of { name: "zeros_like", place: (**view).clone() };
            backward.push(generated(Pattern::one(shadow), zeros, site));
            after.lent.push((view.base.clone(), shadow, site));
            let place = (**view).clone();
            return Lend::Shared { place, cotangent: View::whole(shadow) };
        }
        let Some(mut cotangent) = self.shadow(view) else { return Lend::Constant(arg.clone()) };
        let lent = roots.entry(root).or_default();
        // Parts of one slice are lent side by side.
        let beside = !view.changes() && lent.iter().all(|other| self.is_beside(&cotangent, other, view));
        let again = !lent.is_empty();
        lent.push(cotangent.clone());
        if again && view.changes() {
            cotangent = self.second(view, &cotangent, site, after, backward);
        }
        if view.mode == Mode::Exclusive {
            return Lend::Exclusive { cotangent };
        }
        if view.mode == Mode::Either {
            return Lend::Either { place: arg.clone(), cotangent };
        }
        let mut place = (**view).clone();
        if self.modified.contains(&root) && view.mode == Mode::Place {
            let copy = self.func.fresh(Hint::User("kept".to_owned()), site, Float::Unknown, Activity::Active);
            self.func.values[copy.0].place = Some(Place { shape: self.func.shape(view), holder: Holder::Owned });
            let op = Op::Copy { from: (**view).clone(), method: Some("to_owned".to_owned()) };
            before.push(generated(Pattern::one(copy), op, site));
            place = View::whole(copy);
        } else if self.modified.contains(&root) {
            place = self.copy_for_later(view, site, before, backward);
        }
        if again && !beside {
            cotangent = self.second_shared(view, &place, &cotangent, site, after, backward);
        }
        if view.mode == Mode::Place {
            // A view of an array, by value.
            return Lend::Shared { place: place.as_view(), cotangent: cotangent.as_view() };
        }
        Lend::Shared { place, cotangent }
    }

    /// Whether two cotangents are slices of floats of one and the same slice.
    fn is_beside(&self, a: &View, b: &View, lent: &View) -> bool {
        let part = |view: &View| view.before_ranges().steps.len() < view.steps.len();
        let (of_a, of_b) = (a.before_ranges(), b.before_ranges());
        lent.mode == Mode::Shared
            && is_slice_of_floats(lent, &self.func.shape(lent))
            && !self.const_fn
            && part(a)
            && part(b)
            && format!("{:?}", of_a.steps) == format!("{:?}", of_b.steps)
    }

    /// A copy of what is lent, for the way back: in a loop, on a shelf.
    fn copy_for_later(&mut self, view: &View, site: Site, before: &mut Vec<Stmt>, backward: &mut Vec<Stmt>) -> View {
        let shape = self.func.shape(view);
        let copy = self.func.fresh(Hint::User("kept".to_owned()), site, Float::Unknown, Activity::Active);
        self.func.values[copy.0].place = Some(Place { shape: shape.clone(), holder: Holder::Owned });
        if self.depth == 0 || !is_slice_of_floats(view, &shape) {
            before.push(generated(Pattern::one(copy), Op::Of { name: "keep", place: view.clone() }, site));
            return View::whole(copy);
        }
        let constant = |this: &mut Self, name: &str| {
            this.func.fresh(Hint::User(name.to_owned()), site, Float::Not, Activity::Constant)
        };
        let (shelf, length) = (constant(self, "shelf"), constant(self, "kept"));
        self.func.values[shelf.0].mutable = true;
        self.shelves.push(shelf);
        let shelf = Operand::Value(shelf);
        before.push(generated(Pattern::one(length), Op::Shelve { shelf: shelf.clone(), place: view.clone() }, site));
        let unshelve = Op::Unshelve { shelf, kept: Operand::Value(length) };
        backward.push(generated(Pattern::one(copy), unshelve, site));
        View::whole(copy)
    }

    /// What the pullback of a method is handed for what stood before the dot, and what is done with what it gives back: the method may have
    /// taken it by value, by reference, or to change it.
    #[allow(clippy::too_many_arguments)]
    fn lend_receiver(
        &mut self,
        arg: &Operand,
        site: Site,
        call: &Call,
        roots: &mut HashMap<ValueId, Vec<View>>,
        after: &mut After,
        before: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) -> Lend {
        if self.func.activity(arg) != Activity::Active {
            after.results.push(Tree::Leaf(None));
            return Lend::Constant(arg.clone());
        }
        let raw = self.func.fresh(Hint::Temp, site, Float::Unknown, Activity::Active);
        after.results.push(Tree::Leaf(Some(raw)));
        let (place, cotangent) = match arg {
            Operand::View(view) => {
                let Some(cotangent) = self.shadow(view) else { return Lend::Constant(arg.clone()) };
                roots.entry(view.root()).or_default().push(cotangent.clone());
                let mut place = Operand::of_view(view.with_mode(Mode::Shared));
                if self.modified.contains(&view.root()) {
                    // A copy, if the method wants it again.
                    let kept = self.func.fresh(Hint::User("kept".to_owned()), site, Float::Unknown, Activity::Constant);
                    let value = Operand::of_view(view.with_mode(Mode::Either));
                    let op = Op::Kept { call: call.clone(), index: 0, value, keep: Keep::Reference };
                    before.push(generated(Pattern::one(kept), op, site));
                    place = Operand::Value(kept);
                }
                (place, cotangent)
            }
            value => {
                let Some(id) = value.value() else { return Lend::Constant(arg.clone()) };
                let shadow = self.func.fresh(Hint::Cotangent(id), site, Float::Unknown, Activity::Active);
                self.func.values[shadow.0].place =
                    Some(Place { shape: Shape::Scalar(self.func.float(value)), holder: Holder::Owned });
                self.func.values[shadow.0].mutable = true;
                let place = View { base: value.clone(), ..View::whole(id) }.with_mode(Mode::Shared);
                let zeros = Op::Of { name: "zeros_like", place: place.clone() };
                backward.push(generated(Pattern::one(shadow), zeros, site));
                after.lent.push((value.clone(), shadow, site));
                (Operand::of_view(place), View::whole(shadow))
            }
        };
        let op = Op::Into { name: "owe", place: cotangent.clone(), args: vec![Operand::Value(raw)] };
        after.stmts.push(generated(Pattern::none(), op, site));
        Lend::Receiver { place, cotangent }
    }

    /// A place that may change is passed, and another part of it: its second shadow is a copy.
    fn second(
        &mut self,
        view: &View,
        cotangent: &View,
        site: Site,
        after: &mut After,
        backward: &mut Vec<Stmt>,
    ) -> View {
        let copy = self.second_shadow(view, site);
        let op = Op::Of { name: "keep", place: cotangent.clone() };
        backward.push(generated(Pattern::one(copy), op, site));
        let args = vec![Operand::Value(copy)];
        let op = Op::Into { name: "put_back", place: cotangent.clone(), args };
        after.stmts.push(generated(Pattern::none(), op, site));
        View::whole(copy)
    }

    /// The same place is passed twice: its second shadow is a sum of its own, added afterwards.
    fn second_shared(
        &mut self,
        view: &View,
        place: &View,
        cotangent: &View,
        site: Site,
        after: &mut After,
        backward: &mut Vec<Stmt>,
    ) -> View {
        let sum = self.second_shadow(view, site);
        // The place is there; its cotangent may not be wanted. Where it is, it may be that of a constant member.
        let holder = self.func.value(cotangent.root()).place.as_ref().map(|place| place.holder);
        let like = if holder == Some(Holder::Optional) { place } else { cotangent };
        let op = Op::Of { name: "zeros_like", place: like.clone() };
        backward.push(generated(Pattern::one(sum), op, site));
        let whole = View::whole(sum);
        let args = vec![Operand::of_view(whole.with_mode(Mode::Shared))];
        let op = Op::Into { name: "add", place: cotangent.clone(), args };
        after.stmts.push(generated(Pattern::none(), op, site));
        whole
    }

    fn second_shadow(&mut self, view: &View, site: Site) -> ValueId {
        let shadow = self.func.fresh(Hint::Cotangent(view.root()), site, Float::Unknown, Activity::Active);
        self.func.values[shadow.0].place = Some(Place { shape: self.func.shape(view), holder: Holder::Owned });
        self.func.values[shadow.0].mutable = true;
        shadow
    }
}

/// How a value is made, by one of these statements.
fn definition(id: ValueId, stmts: &[Stmt]) -> Option<(&Op, Site)> {
    stmts.iter().rev().find_map(|stmt| match &stmt.kind {
        crate::ir::StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(known))), op } if *known == id => {
            Some((op, stmt.site))
        }
        _ => None,
    })
}

/// Whether a vector of floats, or a slice for sure (an array behind a reference looks like one), is lent.
fn is_slice_of_floats(view: &View, shape: &Shape) -> bool {
    match shape {
        Shape::Vector(element) => matches!(**element, Shape::Scalar(_)),
        Shape::Array(element) => {
            matches!(**element, Shape::Scalar(_)) && matches!(view.steps.last(), Some(Step::Range { .. }))
        }
        _ => false,
    }
}

/// The call, with its pullback beside its value.
fn with_pullback(stmt: &Stmt, pattern: &Pattern, pullback: ValueId, call: &Call) -> Stmt {
    let value = match pattern {
        Pattern::Tree(tree) => tree.clone(),
        Pattern::User { .. } => Tree::Leaf(None),
    };
    let both = Tree::Tuple(vec![value, Tree::Leaf(Some(pullback))]);
    let kind = crate::ir::StmtKind::Let { pattern: Pattern::Tree(both), op: Op::Vjp(call.clone()) };
    Stmt { kind, ..stmt.clone() }
}
