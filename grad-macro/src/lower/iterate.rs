//! Iterators: what a `for` goes through, and chains of adaptors.
//!
//! Slices, arrays and ranges can be entered at any place, and so can what `zip`, `rev`, `skip` and the like make of them:
//! such a [`Source`] becomes a loop over an index. What has to be gone through from the start (`filter`, `scan`)
//! is a stage after it: see `stages.rs`.

use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote};
use syn::{Expr, ExprMethodCall, RangeLimits, Type};

use super::elements::Part;
use super::place::strip;
use super::stages::Pipeline;
use super::{Flow, Lowerer, VarId};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Float, Hint, Mode, Op, Operand, Pattern, Shape, Step, Tree, ValueId, View};
use crate::site::{Site, Sited};

/// What can be entered at any place.
#[derive(Clone)]
pub(super) enum Source<'e> {
    /// `from..to`
    Range {
        from: Option<Operand>,
        len: Operand,
    },
    /// The elements of a place.
    Elements {
        view: View,
        mode: Mode,
        part: Part,
        len: Operand,
        /// Gone through by value: where it is written.
        taken: Option<usize>,
    },
    /// Overlapping or successive parts of a place.
    Parts {
        view: View,
        mode: Mode,
        size: Operand,
        apart: bool,
        total: Operand,
        len: Operand,
    },
    Zip(Box<Source<'e>>, Box<Source<'e>>, Operand),
    Enumerate(Box<Source<'e>>),
    /// The elements of a matrix with their indices; the number of its columns.
    Indexed(Box<Source<'e>>, Operand),
    Rev(Box<Source<'e>>),
    Skip(Box<Source<'e>>, Operand, Operand),
    Take(Box<Source<'e>>, Operand),
    StepBy(Box<Source<'e>>, Operand, Operand),
    Chain(Box<Source<'e>>, Box<Source<'e>>, Operand),
    Map(Box<Source<'e>>, &'e Expr),
    Copied(Box<Source<'e>>),
}

impl Lowerer<'_> {
    /// Whether an iterator over constants goes through slices, arrays and vectors, as far as their types can be seen: then its
    /// items can be found again by their index.
    pub(super) fn is_indexable(&self, expr: &Expr) -> bool {
        if is_range(expr) {
            return false;
        }
        match strip(expr) {
            Expr::Range(range) => range.start.is_some(),
            Expr::Reference(reference) => reference.mutability.is_none() && self.is_indexed(&reference.expr),
            Expr::Path(path) => {
                let var = path.path.get_ident().and_then(|ident| self.find_ident(ident));
                var.is_some_and(|var| {
                    let var = &self.vars[var];
                    let by_type = |ty: &Type| matches!(ty, Type::Reference(reference) if is_list(&reference.elem));
                    var.slice || var.ty.as_ref().is_some_and(by_type)
                })
            }
            Expr::MethodCall(call) => match (call.method.to_string().as_str(), call.args.first()) {
                ("iter", None) => self.is_indexed(&call.receiver),
                (name, _) if self.matrices && crate::matrices::is_lanes(name) => {
                    self.is_indexed(&call.receiver) || self.is_shared_matrix(&call.receiver)
                }
                ("windows" | "chunks" | "chunks_exact", Some(_)) => self.is_indexed(&call.receiver),
                ("zip" | "chain", Some(other)) => {
                    let part = |expr: &Expr| self.is_indexable(expr) || is_range(expr);
                    part(&call.receiver) && part(other)
                }
                ("enumerate" | "rev" | "skip" | "take" | "step_by", _) => self.is_indexable(&call.receiver),
                _ => false,
            },
            _ => false,
        }
    }

    /// `&items` and `&items[a..b]`, where the items are in a vector or an array.
    pub(super) fn refers_to_list(&self, expr: &Expr) -> bool {
        let Expr::Reference(reference) = strip(expr) else { return false };
        if reference.mutability.is_some() || !self.is_indexed(&reference.expr) {
            return false;
        }
        match strip(&reference.expr) {
            Expr::Path(path) => path.path.get_ident().and_then(|ident| self.find_ident(ident)).is_some_and(|var| {
                let var = &self.vars[var];
                var.vector || var.ty.as_ref().is_some_and(is_list)
            }),
            Expr::Index(index) => matches!(strip(&index.index), Expr::Range(_)),
            _ => false,
        }
    }

    /// A constant slice, array or vector.
    fn is_indexed(&self, expr: &Expr) -> bool {
        match strip(expr) {
            Expr::Path(path) => {
                let Some(var) = path.path.get_ident().and_then(|ident| self.find_ident(ident)) else { return false };
                let var = &self.vars[var];
                // What is changed in place must be looked at when its turn comes.
                !self.in_place.contains(&var.name) && matches!(var.now, Some(Tree::Leaf(_)))
            }
            Expr::Field(field) => self.is_indexed(&field.base),
            Expr::Index(index) => self.is_indexed(&index.expr),
            _ => false,
        }
    }

    /// Whether an expression is a place that is an array, a slice or a vector for sure: no iterator.
    pub(super) fn is_list(&self, expr: &Expr) -> bool {
        self.names_place(expr)
            && (matches!(self.shape_at(expr), Shape::Array(_) | Shape::Vector(_))
                || self.guessed_type(expr).is_some_and(|ty| is_list(self.declared.seen_through(&ty))))
    }

    /// An adaptor is that of an iterator: a method of its name on an array, a slice or a vector is somebody's own.
    pub(super) fn must_be_iterator(&mut self, call: &ExprMethodCall) -> Flow<()> {
        let name = call.method.to_string();
        let of_array = name == "map" && matches!(self.shape_at(&call.receiver), Shape::Array(_));
        if continues(&name) && name != "into_iter" && !of_array && self.is_list(&call.receiver) {
            self.fail_about(&catalogue::ITERATOR, call.method.site(), &name);
            return None;
        }
        Some(())
    }

    pub(super) fn iterates_mutably(&self, expr: &Expr) -> bool {
        match strip(expr) {
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                (name.ends_with("_mut") && self.names_place(&call.receiver)) || self.iterates_mutably(&call.receiver)
            }
            _ => false,
        }
    }

    /// Reads an iterator that can be entered anywhere.
    pub(super) fn source<'e>(&mut self, expr: &'e Expr) -> Flow<Source<'e>> {
        let site = expr.site();
        match strip(expr) {
            Expr::Range(range) => {
                let from = match &range.start {
                    Some(from) => Some(self.steering(from)?),
                    None => None,
                };
                let len = match &range.end {
                    Some(to) => {
                        let to = self.steering(to)?;
                        let to = match range.limits {
                            RangeLimits::Closed(_) => {
                                let one = integer(1);
                                self.constant_step(Op::Binary("+", to, one), site)
                            }
                            RangeLimits::HalfOpen(_) => to,
                        };
                        match &from {
                            Some(from) => self.less(to, from.clone(), site),
                            None => to,
                        }
                    }
                    // Without an end: whoever it is zipped with ends first.
                    None => integer(usize::MAX),
                };
                Some(Source::Range { from, len })
            }
            Expr::Reference(reference) => {
                let mode = if reference.mutability.is_some() { Mode::Exclusive } else { Mode::Shared };
                let known = self.iterated_matrix(&reference.expr);
                let view = self.iterated_as(&reference.expr, mode)?;
                Some(self.elements(view, mode, known, site))
            }
            Expr::MethodCall(call) => self.source_method(call, expr),
            _ => self.taken(expr, site),
        }
    }

    /// A list that is gone through by value. What the variable is given meanwhile does not reach the items: an array that changes is copied,
    /// which is found by reading again.
    pub(super) fn taken<'e>(&mut self, expr: &'e Expr, site: Site) -> Flow<Source<'e>> {
        let known = self.iterated_matrix(expr);
        let written = std::ptr::from_ref(expr) as usize;
        let mut view = self.iterated(expr)?;
        let by_value = view.mode == Mode::Place;
        if by_value && self.closures.is_changed_list(written) {
            let copy = self.read(&view, site);
            view = self.placed(Tree::Leaf(copy), site);
        }
        let mode = view.mode;
        let mut source = self.elements(view, mode, known, site);
        if let (true, Source::Elements { taken, .. }) = (by_value, &mut source) {
            *taken = Some(written);
        }
        Some(source)
    }

    /// The place that an iterator goes through.
    pub(super) fn iterated(&mut self, expr: &Expr) -> Flow<View> {
        self.iterated_as(expr, Mode::Shared)
    }

    /// The same, where it may be changed.
    fn iterated_as(&mut self, expr: &Expr, mode: Mode) -> Flow<View> {
        if self.names_place(expr) {
            return self.place(expr);
        }
        if self.activity_of(expr) == Activity::Constant {
            // A constant, by reference where it is not one yet.
            let operand = match strip(expr) {
                Expr::Path(path) if path.path.get_ident().is_some_and(|ident| self.find_ident(ident).is_some()) => {
                    let var = path.path.get_ident().and_then(|ident| self.find_ident(ident)).expect("just checked");
                    match self.vars[var].now.clone() {
                        Some(Tree::Leaf(leaf)) => leaf,
                        _ => self.opaque(expr),
                    }
                }
                _ => {
                    let mutability = (mode == Mode::Exclusive).then(|| quote!(mut));
                    let by_reference: Expr = syn::parse_quote!(&#mutability #expr);
                    self.opaque(&by_reference)
                }
            };
            if let Operand::Value(_) = operand {
                return Some(View { base: operand, steps: Vec::new(), mode: Mode::Shared, extra: 0 });
            }
        }
        let tree = self.expr(expr)?;
        let tree = match self.guessed_type(expr) {
            Some(guessed) => self.placed_by_guess(tree, &guessed, expr.site()),
            None => tree,
        };
        Some(self.placed(tree, expr.site()))
    }

    fn source_method<'e>(&mut self, call: &'e ExprMethodCall, whole: &'e Expr) -> Flow<Source<'e>> {
        let site = call.method.site();
        let name = call.method.to_string();
        if let Some(lanes) = self.lanes(call) {
            return lanes;
        }
        self.must_be_iterator(call)?;
        if self.is_declared(call) {
            let view = self.iterated(whole)?;
            return Some(self.elements(view, Mode::Place, None, site));
        }
        Some(match (name.as_str(), call.args.first()) {
            ("iter", None) => {
                let known = self.iterated_matrix(&call.receiver);
                let view = self.iterated(&call.receiver)?;
                self.elements(view, Mode::Shared, known, site)
            }
            ("iter_mut", None) => {
                let known = self.iterated_matrix(&call.receiver);
                let view = self.iterated_as(&call.receiver, Mode::Exclusive)?;
                self.elements(view, Mode::Exclusive, known, site)
            }
            ("into_iter", None) if !matches!(strip(&call.receiver), Expr::MethodCall(_) | Expr::Range(_)) => {
                return self.taken(&call.receiver, site);
            }
            ("into_iter", None) => return self.source(&call.receiver),
            ("windows" | "chunks" | "chunks_exact" | "chunks_mut" | "chunks_exact_mut", Some(size)) => {
                let mode = if name.ends_with("_mut") { Mode::Exclusive } else { Mode::Shared };
                let view = self.iterated_as(&call.receiver, mode)?;
                let size = self.steering(size)?;
                self.parts(&name, view, size, site)
            }
            ("drain", Some(_)) if self.names_place(&call.receiver) => return self.drained(call),
            ("zip", Some(other)) => {
                let first = self.source(&call.receiver)?;
                let second = self.source(other)?;
                let (a, b) = (first.len(), second.len());
                let len = self.min(a, b, site);
                Source::Zip(Box::new(first), Box::new(second), len)
            }
            ("chain", Some(other)) => {
                let first = self.source(&call.receiver)?;
                let second = self.source(other)?;
                let len = self.constant_step(Op::Binary("+", first.len(), second.len()), site);
                Source::Chain(Box::new(first), Box::new(second), len)
            }
            ("enumerate", None) => Source::Enumerate(Box::new(self.source(&call.receiver)?)),
            ("rev", None) => Source::Rev(Box::new(self.source(&call.receiver)?)),
            ("skip", Some(count)) => {
                let inner = self.source(&call.receiver)?;
                let count = self.steering(count)?;
                let len = self.less(inner.len(), count.clone(), site);
                Source::Skip(Box::new(inner), count, len)
            }
            ("take", Some(count)) => {
                let inner = self.source(&call.receiver)?;
                let count = self.steering(count)?;
                let len = self.min(inner.len(), count, site);
                Source::Take(Box::new(inner), len)
            }
            ("step_by", Some(step)) => {
                let inner = self.source(&call.receiver)?;
                let step = self.steering(step)?;
                let op = Op::Method { name: "div_ceil".to_owned(), path: None, args: vec![inner.len(), step.clone()] };
                let len = self.constant_step(op, site);
                Source::StepBy(Box::new(inner), step, len)
            }
            ("copied" | "cloned", None) => Source::Copied(Box::new(self.source(&call.receiver)?)),
            ("map", Some(step)) => {
                // Not every item is asked for, and not in order.
                self.must_not_change(step)?;
                Source::Map(Box::new(self.source(&call.receiver)?), step)
            }
            _ => {
                let matrix = self.iterated_matrix(whole);
                if self.activity_of(whole) == Activity::Constant {
                    let view = self.iterated(whole)?;
                    let mode = view.mode;
                    return Some(self.elements(view, mode, matrix, site));
                }
                if let (Some(_), Expr::MethodCall(call)) = (matrix, strip(whole)) {
                    // A view gives references, an array what it holds.
                    let mode = if self.gives_view(call) { Mode::Shared } else { Mode::Place };
                    let view = self.iterated(whole)?;
                    return Some(self.elements(view, mode, matrix, site));
                }
                let known = ["to_vec", "clone", "collect"].contains(&name.as_str());
                if !known {
                    self.fail_about(&catalogue::ITERATOR, site, &name);
                    return None;
                }
                let tree = self.expr(whole)?;
                let view = self.placed(tree, site);
                self.elements(view, Mode::Place, matrix, site)
            }
        })
    }

    fn parts<'e>(&mut self, name: &str, view: View, size: Operand, site: Site) -> Source<'e> {
        // Panics where the user's own call would.
        let op = Op::Method {
            name: name.to_owned(),
            path: None,
            args: vec![
                Operand::of_view(view.with_mode(if name.ends_with("_mut") { Mode::Exclusive } else { Mode::Shared })),
                size.clone(),
            ],
        };
        self.push(Pattern::Tree(Tree::Leaf(None)), op, site);
        let mode = if name.ends_with("_mut") { Mode::Exclusive } else { Mode::Shared };
        let total = self.len(&view, site);
        let method =
            |name: &str, a: Operand, b: Operand| Op::Method { name: name.to_owned(), path: None, args: vec![a, b] };
        match name {
            "windows" => {
                let one = integer(1);
                let more = self.constant_step(Op::Binary("+", total.clone(), one), site);
                let len = self.less(more, size.clone(), site);
                Source::Parts { view, mode, size, apart: false, total, len }
            }
            "chunks" | "chunks_mut" => {
                let len = self.constant_step(method("div_ceil", total.clone(), size.clone()), site);
                Source::Parts { view, mode, size, apart: true, total, len }
            }
            _ => {
                let len = self.constant_step(Op::Binary("/", total.clone(), size.clone()), site);
                let total = self.constant_step(Op::Binary("*", len.clone(), size.clone()), site);
                Source::Parts { view, mode, size, apart: true, total, len }
            }
        }
    }

    pub(super) fn min(&mut self, a: Operand, b: Operand, site: Site) -> Operand {
        let path = Some(quote!(usize::min));
        self.constant_step(Op::Method { name: "min".to_owned(), path, args: vec![a, b] }, site)
    }

    /// `a - b`, or zero.
    pub(super) fn less(&mut self, a: Operand, b: Operand, site: Site) -> Operand {
        let path = Some(quote!(usize::saturating_sub));
        self.constant_step(Op::Method { name: "saturating_sub".to_owned(), path, args: vec![a, b] }, site)
    }

    /// A variable of ours that changes from item to item.
    pub(super) fn hidden(&mut self, name: &str, init: Tree<Operand>, site: Site, decl: usize) -> VarId {
        let ident = Ident::new(name, Span::mixed_site());
        let init = self.settle(init, site);
        let init = self.named(name, site, None, init);
        let key = Key::of(&ident).ours();
        let var = self.declare(key, Some(init));
        self.vars[var].decl = decl;
        self.vars[var].name = name.to_owned();
        var
    }

    /// A range whose bounds are values, so that it is the same going back.
    pub(super) fn range(&mut self, iterator: &Expr) -> Flow<crate::ir::Opaque> {
        let mut copy = iterator.clone();
        let mut holes = Vec::new();
        let Some(range) = inner_range(&mut copy) else { return Some(self.capture_expr(iterator)) };
        for (bound, name) in [(&mut range.start, "from"), (&mut range.end, "to")] {
            let Some(bound) = bound else { continue };
            if matches!(strip(bound), Expr::Lit(_)) {
                continue;
            }
            let site = bound.site();
            let operand = self.steering(bound)?;
            let ident = Ident::new(name, site.start);
            holes.push((Key::of(&ident), Tree::Leaf(operand)));
            **bound = syn::parse_quote!(#ident);
        }
        let mut opaque = self.capture_expr(&copy);
        let names: Vec<Key> = holes.iter().map(|(key, _)| key.clone()).collect();
        opaque.holes.retain(|(key, _)| !names.contains(key));
        opaque.holes.extend(holes);
        Some(opaque)
    }

    /// What a test is given: a reference to the item.
    pub(super) fn seen(&mut self, item: Tree<Operand>, site: Site) -> Tree<Operand> {
        match item {
            Tree::Leaf(Operand::View(view)) => {
                let extra = view.extra + 1;
                Tree::Leaf(Operand::of_view(View { extra, ..*view }))
            }
            Tree::Leaf(Operand::Value(id)) if self.func.value(id).activity != Activity::Constant => {
                Tree::Leaf(Operand::of_view(View {
                    base: Operand::Value(id),
                    steps: Vec::new(),
                    mode: Mode::Shared,
                    extra: 0,
                }))
            }
            Tree::Leaf(leaf @ Operand::Value(_)) => {
                // A constant item, by reference.
                let opaque = self.tokens_with("item", leaf, site, quote::quote_spanned!(site.start=> &item));
                let operand = self.step(Op::Opaque(opaque), site, Float::Unknown);
                Tree::Leaf(operand)
            }
            // `|(a, b)|` takes references to the parts; `|&(a, b)|` the parts themselves: see `unseen`.
            Tree::Tuple(parts) => Tree::Tuple(parts.into_iter().map(|part| self.seen(part, site)).collect()),
            other => other,
        }
    }

    /// `copied`, `cloned`: the value that an item refers to.
    pub(super) fn copied(&mut self, item: Tree<Operand>, site: Site) -> Tree<Operand> {
        match item {
            Tree::Leaf(Operand::View(view)) => Tree::Leaf(self.read(&view, site)),
            Tree::Leaf(leaf) => {
                let opaque = self.tokens_with("item", leaf, site, quote::quote_spanned!(site.start=> *item));
                Tree::Leaf(self.step(Op::Opaque(opaque), site, Float::Unknown))
            }
            tuple @ Tree::Tuple(_) => tuple,
        }
    }

    pub(super) fn leaf(&mut self, tree: Tree<Operand>, site: Site) -> Operand {
        match tree {
            Tree::Leaf(Operand::View(view)) => self.read(&view, site),
            Tree::Leaf(leaf) => leaf,
            Tree::Tuple(_) => {
                self.fail(&catalogue::TUPLE_SHAPE, site);
                Operand::Number(0.0)
            }
        }
    }

    /// Whether a source's items are references to constants.
    fn refers_to_constants(&self, source: &Source) -> bool {
        match source {
            Source::Elements { view, mode: Mode::Shared, part, .. } => {
                !matches!(part, Part::Copied(_)) && self.func.value(view.root()).activity == Activity::Constant
            }
            Source::Rev(inner) | Source::Skip(inner, ..) | Source::Take(inner, _) | Source::StepBy(inner, ..) => {
                self.refers_to_constants(inner)
            }
            _ => false,
        }
    }

    /// The item at an index.
    pub(super) fn item_at(&mut self, source: &Source, index: Operand, site: Site) -> Flow<Tree<Operand>> {
        Some(match source {
            Source::Range { from: None, .. } => Tree::Leaf(index),
            Source::Range { from: Some(from), .. } => {
                Tree::Leaf(self.constant_step(Op::Binary("+", from.clone(), index), site))
            }
            Source::Elements { view, part: Part::Copied(method), .. } => self.copied_part(view, method, index, site),
            Source::Elements { view, mode, part, .. } => self.element(view, part.step(index), *mode, site),
            Source::Parts { view, mode, size, apart, total, .. } => {
                let from = if *apart { self.constant_step(Op::Binary("*", index, size.clone()), site) } else { index };
                let mut to = self.constant_step(Op::Binary("+", from.clone(), size.clone()), site);
                if *apart {
                    to = self.min(to, total.clone(), site);
                }
                self.element(view, Step::Range { from: Some(from), to: Some(to), inclusive: false }, *mode, site)
            }
            Source::Zip(first, second, _) => {
                let first = self.item_at(first, index.clone(), site)?;
                Tree::Tuple(vec![first, self.item_at(second, index, site)?])
            }
            Source::Enumerate(inner) => Tree::Tuple(vec![Tree::Leaf(index.clone()), self.item_at(inner, index, site)?]),
            Source::Indexed(inner, columns) => {
                let row = self.constant_step(Op::Binary("/", index.clone(), columns.clone()), site);
                let column = self.constant_step(Op::Binary("%", index.clone(), columns.clone()), site);
                let place = Tree::Tuple(vec![Tree::Leaf(row), Tree::Leaf(column)]);
                Tree::Tuple(vec![place, self.item_at(inner, index, site)?])
            }
            Source::Rev(inner) => {
                let one = integer(1);
                let last = self.constant_step(Op::Binary("-", inner.len(), one), site);
                let index = self.constant_step(Op::Binary("-", last, index), site);
                self.item_at(inner, index, site)?
            }
            Source::Skip(inner, count, _) => {
                let index = self.constant_step(Op::Binary("+", count.clone(), index), site);
                self.item_at(inner, index, site)?
            }
            Source::Take(inner, _) => self.item_at(inner, index, site)?,
            Source::StepBy(inner, step, _) => {
                let index = self.constant_step(Op::Binary("*", index, step.clone()), site);
                self.item_at(inner, index, site)?
            }
            Source::Chain(first, second, _) => {
                let test = self.constant_step(Op::Binary("<", index.clone(), first.len()), site);
                let constants = [self.refers_to_constants(first), self.refers_to_constants(second)];
                // Where the other one's items are active, they are numbers here, and so must these be.
                let valued = |this: &mut Self, item: Tree<Operand>, constant: bool| {
                    let item = if constant && constants[0] != constants[1] { this.copied(item, site) } else { item };
                    this.valued(item, site)
                };
                self.branch_on(
                    test,
                    site,
                    &mut |this| {
                        let item = this.item_at(first, index.clone(), site)?;
                        Some(valued(this, item, constants[0]))
                    },
                    &mut |this| {
                        let index = this.constant_step(Op::Binary("-", index.clone(), first.len()), site);
                        let item = this.item_at(second, index, site)?;
                        Some(valued(this, item, constants[1]))
                    },
                )
                .map(|tree| self.by_reference(tree))?
            }
            Source::Map(inner, step) => {
                let item = self.item_at(inner, index, site)?;
                self.apply(step, vec![item])?
            }
            Source::Copied(inner) => {
                let item = self.item_at(inner, index, site)?;
                self.copied(item, site)
            }
        })
    }

    /// References to floats as the floats, to leave an arm.
    pub(super) fn valued(&mut self, tree: Tree<Operand>, site: Site) -> Tree<Operand> {
        match tree {
            // It may be a struct.
            Tree::Leaf(Operand::View(view)) if self.func.shape(&view) == Shape::Unknown => {
                self.settle(Tree::Leaf(Operand::of_view(view.with_mode(Mode::Place))), site)
            }
            Tree::Leaf(Operand::View(view)) => Tree::Leaf(self.read(&view, site)),
            Tree::Leaf(leaf) => Tree::Leaf(leaf),
            Tree::Tuple(elements) => {
                Tree::Tuple(elements.into_iter().map(|element| self.valued(element, site)).collect())
            }
        }
    }

    /// The way back.
    pub(super) fn by_reference(&self, tree: Tree<Operand>) -> Tree<Operand> {
        tree.map(&mut |leaf| match leaf {
            Operand::Value(id) if self.func.value(*id).activity != Activity::Constant => {
                Operand::of_view(View { base: Operand::Value(*id), steps: Vec::new(), mode: Mode::Shared, extra: 0 })
            }
            leaf => leaf.clone(),
        })
    }

    fn element(&mut self, view: &View, step: Step, mode: Mode, site: Site) -> Tree<Operand> {
        let part = view.with_mode(Mode::Place).then(step);
        if self.func.value(view.root()).activity == Activity::Constant {
            // Of a constant: a value of its own. What is a view is no reference.
            let mode = if matches!(part.steps.last(), Some(Step::Call { .. })) { Mode::Place } else { mode };
            let op = Op::Use(Operand::of_view(part.with_mode(mode)));
            let item = self.step(op, site, Float::Unknown);
            if let (Mode::Exclusive, Operand::Value(id)) = (mode, &item) {
                // What it holds has to be looked at when its turn comes.
                self.func.values[id.0].mutable = true;
            }
            part.steps.last().into_iter().for_each(|step| self.note_lane(&item, step));
            return Tree::Leaf(item);
        }
        match mode {
            // It may be a struct.
            Mode::Place if self.func.shape(&part) == Shape::Unknown && !self.const_fn && !self.steers => {
                let ty = self.type_of_view(&part);
                let copy = self.new_place(Op::Copy { from: part, method: None }, Shape::Unknown, site);
                self.types.extend(ty.map(|ty| (copy.root(), ty)));
                Tree::Leaf(Operand::of_view(copy))
            }
            Mode::Place => Tree::Leaf(self.read(&part, site)),
            mode => Tree::Leaf(self.referred(part, mode, site)),
        }
    }

    /// The item at an index of a fresh vector: its element shape follows from what was pushed.
    pub(super) fn collect(&mut self, pipeline: Pipeline, site: Site) -> Flow<Tree<Operand>> {
        let room = match (pipeline.known_len(), pipeline.mapped_range()) {
            (Some(len), _) => len,
            (None, Some(range)) => {
                let mut opaque = self.range(range)?;
                let tokens = &opaque.tokens;
                opaque.tokens = quote!(::core::iter::Iterator::size_hint(&(#tokens)).0);
                let room = self.step(Op::Opaque(opaque), site, Float::Not);
                if let Operand::Value(id) = room {
                    self.func.values[id.0].activity = Activity::Constant;
                }
                room
            }
            (None, None) => integer(0),
        };
        let view = self.new_place(
            Op::Helper { name: "room", args: vec![room] },
            Shape::Vector(Box::new(Shape::Unknown)),
            site,
        );
        let id = view.root();
        self.func.values[id.0].activity = Activity::Active;
        self.func.values[id.0].mutable = true;
        self.func.values[id.0].hint = Hint::User("collected".to_owned());
        let mut element = None;
        self.each(pipeline, &[], &[], None, site, &mut |this, item| {
            if let Tree::Leaf(Operand::View(part)) = &item
                && matches!(part.steps.last(), Some(Step::Range { .. }))
            {
                this.fail(&catalogue::REFERENCE, site);
                return None;
            }
            let item = match this.valued(item, site) {
                Tree::Leaf(whole @ Operand::View(_)) => whole,
                Tree::Tuple(elements) if !elements.is_empty() => this.whole_tuple(elements, site).base,
                item => this.leaf(item, site),
            };
            element = Some(this.shape_of_operand(&item));
            let item = this.moved(item, site);
            this.push(
                Pattern::none(),
                Op::Mutate { place: view.clone(), method: "push".to_owned(), args: vec![item] },
                site,
            );
            Some(())
        })?;
        if let (Some(element), Some(place)) = (element, &mut self.func.values[id.0].place) {
            place.shape = Shape::Vector(Box::new(element));
        }
        self.movable.insert(id);
        Some(Tree::Leaf(Operand::of_view(View::whole(id))))
    }

    /// What called functions gave and was collected may be anything, and so may be the elements of a matrix; a written type tells.
    pub(super) fn typed_as(&mut self, view: &View, ty: Option<&syn::Type>) {
        let Some(written) = ty.and_then(|ty| crate::types::shape(ty, &syn::Generics::default())) else { return };
        let Some(place) = self.func.values[view.root().0].place.as_mut().filter(|_| view.steps.is_empty()) else {
            return;
        };
        match (written, &mut place.shape) {
            (Shape::Matrix(written), Shape::Matrix(known)) => known.float = known.float.join(written.float),
            (Shape::Vector(element), known)
                if !matches!(*element, Shape::Scalar(_))
                    && *known == Shape::Vector(Box::new(Shape::Scalar(Float::Unknown))) =>
            {
                *known = Shape::Vector(element);
            }
            _ => {}
        }
    }

    fn shape_of_operand(&self, operand: &Operand) -> Shape {
        match operand {
            Operand::View(view) => self.func.shape(view),
            Operand::Value(id) => match &self.func.value(*id).place {
                Some(place) => place.shape.clone(),
                None => Shape::Scalar(self.func.value(*id).float),
            },
            _ => Shape::Scalar(Float::Unknown),
        }
    }
}

impl<'e> Source<'e> {
    /// Whether it goes on for ever.
    pub(super) fn is_endless(&self) -> bool {
        match self {
            Source::Range { len, .. } => matches!(len, Operand::Const(len) if len.tokens.to_string() == "usize :: MAX"),
            Source::Elements { .. } | Source::Parts { .. } | Source::Take(..) => false,
            Source::Zip(first, second, _) => first.is_endless() && second.is_endless(),
            Source::Chain(first, second, _) => first.is_endless() || second.is_endless(),
            Source::Enumerate(inner)
            | Source::Indexed(inner, _)
            | Source::Rev(inner)
            | Source::Skip(inner, ..)
            | Source::StepBy(inner, ..)
            | Source::Map(inner, _)
            | Source::Copied(inner) => inner.is_endless(),
        }
    }

    /// What it goes through by value: the places, and where they are written.
    pub(super) fn taken(&self) -> Vec<(ValueId, usize)> {
        match self {
            Source::Elements { view, taken, .. } => taken.iter().map(|written| (view.root(), *written)).collect(),
            Source::Range { .. } | Source::Parts { .. } => Vec::new(),
            Source::Zip(first, second, _) | Source::Chain(first, second, _) => [first.taken(), second.taken()].concat(),
            Source::Enumerate(inner)
            | Source::Indexed(inner, _)
            | Source::Rev(inner)
            | Source::Skip(inner, ..)
            | Source::Take(inner, _)
            | Source::StepBy(inner, ..)
            | Source::Map(inner, _)
            | Source::Copied(inner) => inner.taken(),
        }
    }

    /// Its closures.
    pub(super) fn steps(&self) -> Vec<&'e Expr> {
        match self {
            Source::Range { .. } | Source::Elements { .. } | Source::Parts { .. } => Vec::new(),
            Source::Zip(first, second, _) | Source::Chain(first, second, _) => [first.steps(), second.steps()].concat(),
            Source::Map(inner, step) => [inner.steps(), vec![*step]].concat(),
            Source::Enumerate(inner)
            | Source::Indexed(inner, _)
            | Source::Rev(inner)
            | Source::Skip(inner, ..)
            | Source::Take(inner, _)
            | Source::StepBy(inner, ..)
            | Source::Copied(inner) => inner.steps(),
        }
    }

    /// How many items there are.
    pub(super) fn len(&self) -> Operand {
        match self {
            Source::Range { len, .. }
            | Source::Elements { len, .. }
            | Source::Parts { len, .. }
            | Source::Zip(_, _, len)
            | Source::Skip(_, _, len)
            | Source::Take(_, len)
            | Source::StepBy(_, _, len)
            | Source::Chain(_, _, len) => len.clone(),
            Source::Enumerate(inner)
            | Source::Indexed(inner, _)
            | Source::Rev(inner)
            | Source::Map(inner, _)
            | Source::Copied(inner) => inner.len(),
        }
    }
}

fn inner_range(expr: &mut Expr) -> Option<&mut syn::ExprRange> {
    match expr {
        Expr::Range(range) => Some(range),
        Expr::Paren(paren) => inner_range(&mut paren.expr),
        Expr::Group(group) => inner_range(&mut group.expr),
        Expr::MethodCall(call) => inner_range(&mut call.receiver),
        _ => None,
    }
}

pub(super) fn integer(number: usize) -> Operand {
    let tokens = match number {
        usize::MAX => quote!(usize::MAX),
        number => proc_macro2::Literal::usize_suffixed(number).to_token_stream(),
    };
    Operand::Const(crate::ir::Const { tokens, number: None, atomic: true })
}

/// A range, reversed or with steps: an iterator that can be gone through again, from its end.
pub(super) fn is_range(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::Range(range) => range.end.is_some() && range.start.is_some(),
        Expr::MethodCall(call) if call.method == "rev" => is_range(&call.receiver),
        Expr::MethodCall(call) if call.method == "step_by" => {
            matches!(strip(&call.receiver), Expr::Range(range)
                if range.end.is_some() && matches!(range.limits, RangeLimits::HalfOpen(_)))
        }
        _ => false,
    }
}

/// Whether a chain of methods goes through an iterator.
pub(super) fn starts_chain(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::MethodCall(call) => starts(&call.method.to_string()) || starts_chain(&call.receiver),
        Expr::Range(_) => true,
        _ => false,
    }
}

/// Methods of arrays that an iterator starts with.
pub(super) fn starts(name: &str) -> bool {
    ["iter", "iter_mut", "into_iter", "windows", "chunks", "chunks_exact", "chunks_mut", "chunks_exact_mut"]
        .contains(&name)
}

/// Adaptors that are known.
pub(super) fn continues(name: &str) -> bool {
    const ADAPTORS: &[&str] = &[
        "map",
        "zip",
        "enumerate",
        "rev",
        "take",
        "skip",
        "step_by",
        "chain",
        "copied",
        "cloned",
        "filter",
        "take_while",
        "skip_while",
        "filter_map",
        "map_while",
        "flat_map",
        "flatten",
        "scan",
        "into_iter",
    ];
    ADAPTORS.contains(&name)
}

/// `[T]`, `[T; N]` and `Vec<T>`.
fn is_list(ty: &Type) -> bool {
    match ty {
        Type::Slice(_) | Type::Array(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Vec"),
        _ => false,
    }
}
