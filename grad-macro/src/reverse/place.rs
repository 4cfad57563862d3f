//! Arrays, slices and vectors: the cotangent of a place is another place of the same shape, its shadow, which every
//! use adds to and every assignment takes from.
//!
//! What is loaded from a place is a value like any other, so that nothing overwritten has to be restored.

use std::collections::HashSet;

use super::{Cotangents, Reverse, generated, needs, noted};
use crate::ir::{
    Activity, Float, Hint, Holder, Mode, Op, Operand, Pattern, Place, Shape, Step, Stmt, StmtKind, ValueId, View, visit,
};
use crate::site::Site;

impl Reverse {
    /// The shadow of a parameter: the caller's, behind a mutable reference.
    pub(super) fn shadow_of_param(&mut self, param: ValueId) {
        let value = self.func.value(param).clone();
        let Some(place) = value.place else { return };
        let slice = matches!(place.shape, Shape::Array(_) | Shape::Vector(_));
        let holder = match place.holder {
            // An array behind a reference looks like a slice here; it is never empty, so the difference is none.
            Holder::Shared if slice => Holder::Optional,
            _ => Holder::Exclusive,
        };
        let shadow = self.func.fresh(Hint::Cotangent(param), value.site, Float::Unknown, Activity::Active);
        self.func.values[shadow.0].place = Some(Place { shape: place.shape, holder });
        self.shadows.insert(param, shadow);
        if place.holder == Holder::Exclusive {
            // Afterwards it belongs to the caller again.
            self.modified.insert(param);
        }
    }

    /// The places that carry derivatives and are declared by these statements themselves.
    pub(super) fn places_of(&self, stmts: &[Stmt]) -> HashSet<ValueId> {
        let mut places = HashSet::new();
        for stmt in stmts {
            let ids = match &stmt.kind {
                StmtKind::Let { pattern, .. } => pattern.values(),
                StmtKind::Branch(branch) => branch.results.clone(),
                StmtKind::Loop(looped) => looped.results.clone(),
                StmtKind::Comment(_) => Vec::new(),
            };
            places.extend(ids.into_iter().filter(|id| self.func.is_active_place(*id)));
        }
        places
    }

    /// A place that a statement is the last to use gets its shadow before that statement is gone back through. Gives what must come
    /// before the statement.
    pub(super) fn ensure_shadows(
        &mut self,
        stmt: &Stmt,
        here: &HashSet<ValueId>,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) -> Vec<Stmt> {
        let mut before = Vec::new();
        if noted::is_note(stmt) {
            return before;
        }
        let mut mentioned: Vec<ValueId> = Vec::new();
        visit::stmt_operands(&mut stmt.clone(), &mut |operand| mentioned.extend(operand.value()));
        mentioned.extend(super::structs::roots_behind(&self.direct, stmt));
        let handed_on = needs::handed_on(stmt);
        for id in mentioned {
            if !here.contains(&id) || self.shadows.contains_key(&id) || handed_on.contains(&id) {
                continue;
            }
            let site = self.func.value(id).site;
            let (remember, blank) = self.blank(id, site);
            if needs::modifies(stmt, id) {
                forward.extend(remember);
            } else {
                // The place may be gone after the statement.
                before.extend(remember);
            }
            self.new_shadow(id, blank, backward);
        }
        before
    }

    /// Zeros of the shape of a place: written down if it is known; if not, the shape is remembered on the way forward.
    pub(super) fn blank(&mut self, id: ValueId, site: Site) -> (Option<Stmt>, Op) {
        if let Some(zeros) = self.lengths.zeros(&self.func, id) {
            return (None, zeros);
        }
        let shape = self.func.fresh(Hint::User("shape".to_owned()), site, Float::Not, Activity::Constant);
        let remember = Op::Of { name: "shape_of", place: View::whole(id) };
        (Some(generated(Pattern::one(shape), remember, site)), Op::Blank(Operand::Value(shape)))
    }

    /// A value that may be an array for all that is known can be used as a number too: what it is owed as one goes to its shadow.
    pub(super) fn numbers_to_shadows(
        &mut self,
        defined: &[ValueId],
        cotangents: &mut Cotangents,
        backward: &mut Vec<Stmt>,
    ) {
        for id in defined {
            let Some(shadow) = self.shadows.get(id).copied() else { continue };
            if let Some(value) = self.total(*id, cotangents, backward) {
                self.note_owed(shadow, !self.may_vanish(&value));
                let (to, site) = (View::whole(shadow), self.func.value(*id).site);
                backward.push(generated(Pattern::none(), Op::Update { to, symbol: "+", value }, site));
            }
        }
    }

    /// Declares the shadow of a place.
    pub(super) fn new_shadow(&mut self, of: ValueId, op: Op, backward: &mut Vec<Stmt>) -> ValueId {
        let value = self.func.value(of).clone();
        let shadow = self.func.fresh(Hint::Cotangent(of), value.site, Float::Unknown, Activity::Active);
        let shape = value.place.map_or(Shape::Unknown, |place| place.shape);
        self.func.values[shadow.0].place = Some(Place { shape, holder: Holder::Owned });
        self.func.values[shadow.0].mutable = true;
        self.levels.insert(shadow, self.level);
        if let Op::Use(Operand::Value(from)) = &op
            && self.certain.contains(from)
        {
            self.certain.insert(shadow);
        }
        backward.push(generated(Pattern::one(shadow), op, value.site));
        self.shadows.insert(of, shadow);
        shadow
    }

    /// Something was added to a shadow.
    fn note_owed(&mut self, shadow: ValueId, amount_is_certain: bool) {
        if amount_is_certain && self.levels.get(&shadow) == Some(&self.level) {
            self.certain.insert(shadow);
        }
    }

    /// The same part of the place's shadow.
    pub(super) fn shadow(&self, view: &View) -> Option<View> {
        let shadow = self.shadows.get(&view.root())?;
        let steps = super::structs::steps_of_shadow(&self.func, view);
        Some(View { steps, ..view.of(*shadow).with_mode(Mode::Place) })
    }

    /// A value that may be zero because nobody used what it belongs to.
    fn read_shadow(&mut self, op: Op, float: Float, site: Site, backward: &mut Vec<Stmt>) -> Operand {
        let d = self.emit(op, site, backward);
        if let Operand::Value(id) = d {
            self.func.values[id.0].float = float;
            self.cut_off.insert(id);
        }
        d
    }

    /// Hands a cotangent on to an operand: to what is owed to a float, or to the shadow of a place.
    pub(super) fn hand_on(
        &mut self,
        operand: &Operand,
        d: View,
        cotangents: &mut Cotangents,
        backward: &mut Vec<Stmt>,
    ) {
        let Operand::Value(id) = operand else { return };
        let value = self.func.value(*id);
        if value.activity != Activity::Active {
            return;
        }
        let (site, float) = (value.site, value.float);
        if value.place.is_none() {
            // What a called function gave may be anything, which cannot be moved out of a place.
            let anything = self.given_by_calls.contains(id) && float == Float::Unknown;
            let op = if anything && !self.const_fn && !self.surely_numbers.contains(id) {
                Op::Copy { from: d, method: Some("clone".to_owned()) }
            } else {
                Op::Load(d)
            };
            let amount = self.read_shadow(op, float, site, backward);
            self.owe(operand, amount, cotangents);
            return;
        }
        self.hand_on_place(*id, d, backward);
    }

    /// The same for a place, which may be gone after this use of it.
    fn hand_on_place(&mut self, id: ValueId, d: View, backward: &mut Vec<Stmt>) {
        let site = self.func.value(id).site;
        match self.shadows.get(&id) {
            Some(shadow) => {
                let place = View::whole(*shadow);
                let certain = self.certain.contains(&d.root());
                self.note_owed(place.root(), certain);
                let args = vec![Operand::of_view(d.with_mode(Mode::Shared))];
                backward.push(generated(Pattern::none(), Op::Into { name: "add", place, args }, site));
            }
            None if d.steps.is_empty() => {
                self.new_shadow(id, Op::Use(d.base), backward);
            }
            None => {
                self.new_shadow(id, Op::Copy { from: d, method: Some("clone".to_owned()) }, backward);
            }
        }
    }

    /// A place comes into being: what its shadow holds by now goes to what it was made of.
    pub(super) fn made(&mut self, id: ValueId, op: &Op, cotangents: &mut Cotangents, backward: &mut Vec<Stmt>) {
        let Some(shadow) = self.shadows.get(&id).copied() else { return };
        let whole = View::whole(shadow);
        let site = self.func.value(id).site;
        match op {
            Op::Use(from) => self.hand_on(from, whole, cotangents, backward),
            Op::Copy { from, .. } | Op::Load(from) => {
                if let Some(to) = self.shadow(from).filter(|_| self.func.is_active_place(from.root())) {
                    let certain = self.certain.contains(&shadow);
                    self.note_owed(to.root(), certain);
                    let args = vec![Operand::of_view(whole.with_mode(Mode::Shared))];
                    backward.push(generated(Pattern::none(), Op::Into { name: "add", place: to, args }, site));
                }
            }
            Op::Struct(made) => self.made_struct(made, &whole, site, cotangents, backward),
            Op::Array { elements, .. } => {
                for (index, element) in elements.iter().enumerate() {
                    let index = proc_macro2::Literal::usize_unsuffixed(index);
                    let tokens = quote::ToTokens::to_token_stream(&index);
                    let index = Operand::Const(crate::ir::Const { tokens, number: None, atomic: true });
                    self.hand_on(element, whole.then(Step::Index(index)), cotangents, backward);
                }
            }
            Op::Repeat { value, .. } => {
                let Operand::Value(element) = value else { return };
                if self.func.value(*element).activity != Activity::Active {
                    return;
                }
                if self.func.value(*element).place.is_some() {
                    let Some(to) = self.shadows.get(element).copied() else {
                        let like = Op::Of { name: "first_of", place: whole.clone() };
                        let to = self.new_shadow(*element, like, backward);
                        self.add_each(to, &whole, site, backward);
                        return;
                    };
                    self.add_each(to, &whole, site, backward);
                } else {
                    let float = self.func.value(*element).float;
                    let amount = self.read_shadow(Op::Of { name: "total", place: whole }, float, site, backward);
                    self.owe(value, amount, cotangents);
                }
            }
            // Arithmetic makes numbers: nobody here asks the shadow.
            Op::Binary(..) | Op::Neg(_) | Op::Select { .. }
                if matches!(self.func.shape(&View::whole(id)), Shape::Scalar(_)) =>
            {
                self.lost.set(Some(id));
            }
            _ => {}
        }
    }

    fn add_each(&mut self, to: ValueId, from: &View, site: Site, backward: &mut Vec<Stmt>) {
        let args = vec![Operand::of_view(from.with_mode(Mode::Shared))];
        backward.push(generated(Pattern::none(), Op::Into { name: "add_each", place: View::whole(to), args }, site));
    }

    /// A float is read from a place.
    pub(super) fn loaded(
        &mut self,
        id: ValueId,
        from: &View,
        d: Option<Operand>,
        site: Site,
        backward: &mut Vec<Stmt>,
    ) {
        let (Some(d), Some(to)) = (d, self.shadow(from)) else { return };
        if self.func.is_active_place(from.root()) {
            let certain = !self.may_vanish(&d);
            self.note_owed(to.root(), certain);
            let op = if self.func.shape(from) == Shape::Unknown && may_be_anything(&d, backward) {
                // Anything that a function may take.
                let place = View { base: d, ..View::whole(id) }.with_mode(Mode::Shared);
                Op::Into { name: "add", place: to, args: vec![Operand::of_view(place)] }
            } else {
                Op::Update { to, symbol: "+", value: d }
            };
            backward.push(generated(Pattern::none(), op, site));
        }
    }

    /// Goes back through a change of a place.
    pub(super) fn changed(
        &mut self,
        stmt: &Stmt,
        op: &Op,
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let site = stmt.site;
        let of_value = |this: &Self, value: &Operand| match value {
            Operand::Value(id) => this.func.value(*id).float,
            _ => Float::Unknown,
        };
        match op {
            Op::Update { to, symbol, value } => {
                if let Some(shadow) = self.shadow(to)
                    && self.func.activity(value) == Activity::Active
                {
                    let float = of_value(self, value);
                    let mut d = self.read_shadow(Op::Load(shadow), float, site, backward);
                    if *symbol == "-" {
                        d = self.emit(Op::Neg(d), site, backward);
                    }
                    self.owe(value, d, cotangents);
                }
            }
            Op::Store { to, value } => {
                if let Some(shadow) = self.shadow(to) {
                    // Forward statements are gathered from the last to the first: this one comes before the store.
                    forward.push(stmt.clone());
                    self.stored(to, shadow, value, site, cotangents, forward, backward);
                    return;
                }
            }
            Op::Mutate { place, method, args } => {
                if let Some(shadow) = self.shadow(place) {
                    self.mutated(stmt, place, shadow, method, args, cotangents, forward, backward);
                    return;
                }
            }
            _ => {}
        }
        forward.push(stmt.clone());
    }

    /// Whether a value of unknown type may have other lengths than what it replaces. What is computed or loaded has not: it is a number, or something of a fixed size.
    fn may_be_aggregate(&self, value: &Operand, before: &[Stmt]) -> bool {
        let Operand::Value(id) = value else { return value.view().is_some() };
        let computes = |op: &Op| {
            matches!(op, Op::Use(_) | Op::Neg(_) | Op::Binary(..) | Op::Method { .. } | Op::Cast { .. } | Op::Load(_))
        };
        let made = before.iter().rev().find_map(|stmt| match &stmt.kind {
            StmtKind::Let { pattern, op } if pattern.values().contains(id) => Some(op),
            _ => None,
        });
        !self.func.value(*id).float.is_known() && !made.is_some_and(computes)
    }

    #[allow(clippy::too_many_arguments)]
    fn stored(
        &mut self,
        to: &View,
        shadow: View,
        value: &Operand,
        site: Site,
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let shape = self.func.shape(to);
        let aggregate = shape.is_aggregate()
            || value.value().is_some_and(|id| self.func.value(id).place.is_some())
            || shape == Shape::Unknown && self.may_be_aggregate(value, forward);
        let op = if aggregate && !matches!(shape, Shape::Array(_)) {
            // What was there before may have had other lengths.
            let old = self.func.fresh(Hint::User("shape".to_owned()), site, Float::Not, Activity::Constant);
            forward.push(generated(Pattern::one(old), Op::Of { name: "shape_of", place: to.clone() }, site));
            let zeros = self.emit(Op::Zeros(Operand::Value(old)), site, backward);
            Op::Into { name: "replace", place: shadow, args: vec![zeros] }
        } else {
            Op::Into { name: "take", place: shadow, args: Vec::new() }
        };
        let value = match value {
            Operand::View(view) if view.steps.is_empty() => &view.base,
            value => value,
        };
        match value {
            Operand::Value(id) if self.func.is_active_place(*id) && !self.shadows.contains_key(id) => {
                self.new_shadow(*id, op, backward);
            }
            Operand::Value(id) if self.func.is_active_place(*id) => {
                let d = self.emit(op, site, backward);
                let Operand::Value(d) = d else { return };
                self.hand_on_place(*id, View::whole(d), backward);
            }
            value => {
                let float = value.value().map_or(Float::Unknown, |id| self.func.value(id).float);
                let d = self.read_shadow(op, float, site, backward);
                self.owe(value, d, cotangents);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn mutated(
        &mut self,
        stmt: &Stmt,
        place: &View,
        shadow: View,
        method: &str,
        args: &[Operand],
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let site = stmt.site;
        forward.push(stmt.clone());
        let into = |this: &mut Self, name: &'static str, args: Vec<Operand>, backward: &mut Vec<Stmt>| {
            let op = Op::Into { name, place: shadow.clone(), args };
            match name {
                "pop" | "take_total" => Some(this.emit(op, site, backward)),
                _ => {
                    backward.push(generated(Pattern::none(), op, site));
                    None
                }
            }
        };
        match method {
            "swap" | "reverse" => {
                let op = Op::Mutate { place: shadow.clone(), method: method.to_owned(), args: args.to_vec() };
                backward.push(generated(Pattern::none(), op, site));
            }
            "push" => {
                if let Some(at) = self.pushed_at(place, &args[0], &shadow) {
                    let d = self.read_shadow(Op::Load(at), self.func.float(&args[0]), site, backward);
                    self.owe(&args[0], d, cotangents);
                    return;
                }
                let Some(Operand::Value(d)) = into(self, "pop", Vec::new(), backward) else { return };
                self.cut_off.insert(d);
                match &args[0] {
                    Operand::Value(id) if self.func.is_active_place(*id) => {
                        // It becomes the shadow of what was pushed.
                        self.func.values[d.0].mutable = true;
                        self.hand_on_place(*id, View::whole(d), backward);
                    }
                    value => {
                        self.func.values[d.0].float = self.func.float(value);
                        self.owe(value, Operand::Value(d), cotangents);
                    }
                }
            }
            "rotate_left" | "rotate_right" => {
                let back = if method == "rotate_left" { "rotate_right" } else { "rotate_left" };
                let op = Op::Mutate { place: shadow.clone(), method: back.to_owned(), args: args.to_vec() };
                backward.push(generated(Pattern::none(), op, site));
            }
            "truncate" => {
                // What was cut off is owed nothing so far.
                let cut = Step::Range { from: Some(args[0].clone()), to: None, inclusive: false };
                let shape = self.func.fresh(Hint::User("shape".to_owned()), site, Float::Not, Activity::Constant);
                let op = Op::Of { name: "shape_of", place: place.with_mode(Mode::Place).then(cut) };
                forward.push(generated(Pattern::one(shape), op, site));
                let zeros = self.emit(Op::Zeros(Operand::Value(shape)), site, backward);
                into(self, "append", vec![zeros], backward);
            }
            "fill" => {
                let Some(Operand::Value(d)) = into(self, "take_total", Vec::new(), backward) else { return };
                self.cut_off.insert(d);
                self.func.values[d.0].float = self.func.float(&args[0]);
                self.owe(&args[0], Operand::Value(d), cotangents);
            }
            "extend_from_slice" => {
                let len = self.func.fresh(Hint::User("len".to_owned()), site, Float::Not, Activity::Constant);
                let op = Op::Method { name: "len".to_owned(), path: None, args: vec![Operand::of_view(place.clone())] };
                forward.push(generated(Pattern::one(len), op, site));
                let source = args[0].view().and_then(|view| self.shadow(view));
                let len = Operand::Value(len);
                match source {
                    Some(source) => {
                        let source = Operand::of_view(source.with_mode(Mode::Exclusive));
                        into(self, "cut_tail_into", vec![len, source], backward);
                    }
                    None => {
                        into(self, "cut_tail", vec![len], backward);
                    }
                }
            }
            _ => {
                let source = args[0].view().and_then(|view| self.shadow(view));
                match source {
                    Some(source) if source.root() != shadow.root() => {
                        let source = Operand::of_view(source.with_mode(Mode::Exclusive));
                        into(self, "move_into", vec![source], backward);
                    }
                    Some(source) => {
                        // Two parts of one place: through a copy.
                        let op = Op::Into { name: "take_all", place: shadow.clone(), args: Vec::new() };
                        let Operand::Value(moved) = self.emit(op, site, backward) else { return };
                        self.func.values[moved.0].place = Some(Place { shape: Shape::Unknown, holder: Holder::Owned });
                        let moved = Operand::of_view(View::whole(moved).with_mode(Mode::Shared));
                        let op = Op::Into { name: "add_slices", place: source, args: vec![moved] };
                        backward.push(generated(Pattern::none(), op, site));
                    }
                    None => {
                        into(self, "clear", Vec::new(), backward);
                    }
                }
            }
        }
    }
}

/// Whether an amount is what a called function's pullback gave, or what went through a branch: that need not be a number.
fn may_be_anything(d: &Operand, backward: &[Stmt]) -> bool {
    backward.iter().rev().any(|stmt| match &stmt.kind {
        StmtKind::Branch(branch) => d.value().is_some_and(|id| branch.results.contains(&id)),
        StmtKind::Let { pattern, op: Op::Helper { name: "active", .. } } => {
            d.value().is_some_and(|id| pattern.values().contains(&id))
        }
        _ => false,
    })
}
