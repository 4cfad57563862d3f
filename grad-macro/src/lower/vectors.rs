//! Methods of `Vec` that move elements along: each is written as the pushes, rotations and truncations that it amounts to.

use proc_macro2::Ident;
use quote::quote_spanned;
use syn::{Expr, ExprMethodCall, RangeLimits};

use super::iterate::{Source, integer};
use super::place::strip;
use super::stages::Pipeline;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Mode, Op, Opaque, Operand, Pattern, Shape, Step, Tree, View};
use crate::site::{Site, Sited};

/// Those methods.
pub(super) const MOVES: &[&str] = &["insert", "remove", "swap_remove", "resize", "retain", "dedup"];

/// Whether an element stays, given how many do before it.
type Stays<'a, T> = dyn FnMut(&mut T, View, Operand) -> Flow<Tree<Operand>> + 'a;

impl Lowerer<'_> {
    /// One of those on a vector that carries derivatives.
    pub(super) fn moves(&mut self, call: &ExprMethodCall, view: &View, name: &str) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let view = view.with_mode(Mode::Place);
        match name {
            "insert" => self.insert(call, &view),
            "remove" | "swap_remove" => {
                let index = self.steering(call.args.first()?)?;
                let len = self.len(&view, site);
                self.must_fit(call, &view, &index, &len, None);
                let element = self.taken_out(&view, index.clone(), site);
                let last = self.less(len, integer(1), site);
                if name == "remove" {
                    self.rotate(&view, index, None, "rotate_left", integer(1), site);
                } else {
                    self.mutate(&view, "swap", vec![index, last.clone()], site);
                }
                self.cut_off(&view, last, site);
                Some(element)
            }
            "resize" => self.resize(call, &view),
            "retain" => self.retain(call, &view),
            "dedup" => self.dedup(call, &view),
            _ => Some(self.fail_about(&catalogue::PLACE_METHOD, site, name)),
        }
    }

    fn mutate(&mut self, place: &View, method: &str, args: Vec<Operand>, site: Site) {
        let op = Op::Mutate { place: place.clone(), method: method.to_owned(), args };
        self.push(Pattern::none(), op, site);
    }

    fn rotate(&mut self, view: &View, from: Operand, to: Option<Operand>, method: &str, by: Operand, site: Site) {
        let part = view.then(Step::Range { from: Some(from), to, inclusive: false });
        self.mutate(&part, method, vec![by], site);
    }

    /// An element as a value of its own.
    fn taken_out(&mut self, view: &View, index: Operand, site: Site) -> Tree<Operand> {
        let element = view.then(Step::Index(index));
        self.settle(Tree::Leaf(Operand::of_view(element)), site)
    }

    /// Panics where and as the user's own call would, by that call.
    fn must_fit(&mut self, call: &ExprMethodCall, view: &View, index: &Operand, len: &Operand, value: Option<Operand>) {
        let site = call.method.site();
        let method = &call.method;
        let tokens = match value {
            Some(_) => quote_spanned!(site.start=> if index > len {
                vector.#method(index, ::core::clone::Clone::clone(&value));
            }),
            None => quote_spanned!(site.start=> if index >= len { let _ = vector.#method(index); }),
        };
        let vector = Operand::of_view(view.clone());
        let holes =
            [("vector", Some(vector)), ("index", Some(index.clone())), ("len", Some(len.clone())), ("value", value)];
        let key = |name: &str| Key::of(&Ident::new(name, site.start));
        let holes = holes.into_iter().filter_map(|(name, operand)| Some((key(name), Tree::Leaf(operand?)))).collect();
        self.push(Pattern::none(), Op::Opaque(Opaque { tokens, holes, pure: false }), site);
    }

    /// A value that is put into a vector.
    fn put(&mut self, value: &Expr, site: Site) -> Flow<Operand> {
        let tree = self.expr(value)?;
        let leaf = match self.settle(tree, site) {
            Tree::Leaf(leaf) => leaf,
            Tree::Tuple(elements) => self.whole_tuple(elements, value.site()).base,
        };
        Some(self.moved(leaf, site))
    }

    fn insert(&mut self, call: &ExprMethodCall, view: &View) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let (index, value) = (call.args.first()?, call.args.get(1)?);
        let index = self.steering(index)?;
        let value = self.put(value, site)?;
        let len = self.len(view, site);
        self.must_fit(call, view, &index, &len, Some(value.clone()));
        self.mutate(view, "push", vec![value], site);
        self.rotate(view, index, None, "rotate_right", integer(1), site);
        Some(Tree::unit())
    }

    /// Cut off, or filled up with a number.
    fn resize(&mut self, call: &ExprMethodCall, view: &View) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let (to, value) = (call.args.first()?, call.args.get(1)?);
        let to = self.steering(to)?;
        let value = self.operand(value)?;
        let len = self.len(view, site);
        let missing = self.less(to.clone(), len.clone(), site);
        let kept = self.min(to, len, site);
        self.cut_off(view, kept, site);
        let source = Source::Range { from: None, len: missing };
        self.each(Pipeline::of(source), &[], &[], None, site, &mut |this, _| {
            this.mutate(view, "push", vec![value.clone()], site);
            Some(())
        })?;
        Some(Tree::unit())
    }

    fn retain(&mut self, call: &ExprMethodCall, view: &View) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let test = call.args.first()?;
        self.must_not_change(test)?;
        let source = Source::Range { from: None, len: self.len(view, site) };
        self.keep(call, view, source, integer(0), &mut |this, element, _| {
            let element = this.referred(element, Mode::Shared, site);
            this.apply(test, vec![Tree::Leaf(element)])
        })
    }

    /// The first element stays, and each that differs from the last that did.
    fn dedup(&mut self, call: &ExprMethodCall, view: &View) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let len = self.len(view, site);
        let source = Source::Range { from: Some(integer(1)), len: self.less(len.clone(), integer(1), site) };
        let first = self.min(len, integer(1), site);
        let differs: Expr = syn::parse_quote_spanned!(site.start=> |element, last| *element != *last);
        self.keep(call, view, source, first, &mut |this, element, kept| {
            let last = this.less(kept, integer(1), site);
            let both = [element, view.then(Step::Index(last))];
            let both = both.map(|part| Tree::Leaf(this.referred(part, Mode::Shared, site)));
            this.apply(&differs, both.into())
        })
    }

    /// Each element that stays changes places with the first that does not, so that the order is kept. `kept` are there before; the test is
    /// given the element, and how many are kept by then.
    fn keep(
        &mut self,
        call: &ExprMethodCall,
        view: &View,
        source: Source<'static>,
        kept: Operand,
        test: &mut Stays<'_, Self>,
    ) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let kept = self.hidden("kept", Tree::Leaf(kept), site, std::ptr::from_ref(call) as usize);
        self.each(Pipeline::of(source), &[], &[kept], None, site, &mut |this, index| {
            let Tree::Leaf(index) = index else { return None };
            let Tree::Leaf(before) = this.vars[kept].now.clone()? else { return None };
            let stays = test(this, view.then(Step::Index(index.clone())), before)?;
            let stays = this.leaf(stays, site);
            let mut keep = |this: &mut Self| {
                let Tree::Leaf(count) = this.vars[kept].now.clone()? else { return None };
                this.mutate(view, "swap", vec![count.clone(), index.clone()], site);
                let more = this.constant_step(Op::Binary("+", count, integer(1)), site);
                this.vars[kept].now = Some(Tree::Leaf(more));
                Some(Tree::unit())
            };
            this.branch_on(stays, site, &mut keep, &mut |_| Some(Tree::unit())).map(|_| ())
        })?;
        let Tree::Leaf(kept) = self.vars[kept].now.clone()? else { return None };
        self.cut_off(view, kept, site);
        Some(Tree::unit())
    }

    /// `v.drain(a..b)`: the elements as a vector of their own, which are gone from the first one then.
    pub(super) fn drained(&mut self, call: &ExprMethodCall) -> Flow<Source<'static>> {
        let site = call.method.site();
        let Some(Expr::Range(range)) = call.args.first().map(strip) else {
            self.fail_about(&catalogue::ITERATOR, site, "drain");
            return None;
        };
        let view = self.place(&call.receiver)?.with_mode(Mode::Place);
        let len = self.len(&view, site);
        let from = match &range.start {
            Some(from) => self.steering(from)?,
            None => integer(0),
        };
        let to = match &range.end {
            Some(to) => {
                let to = self.steering(to)?;
                match range.limits {
                    RangeLimits::Closed(_) => self.constant_step(Op::Binary("+", to, integer(1)), site),
                    RangeLimits::HalfOpen(_) => to,
                }
            }
            None => len.clone(),
        };
        let part = view.then(Step::Range { from: Some(from.clone()), to: Some(to.clone()), inclusive: false });
        let shape = Shape::Vector(Box::new(self.func.shape(&part).element()));
        let drained = self.new_place(Op::Copy { from: part, method: Some("to_vec".to_owned()) }, shape, site);
        let count = self.constant_step(Op::Binary("-", to, from.clone()), site);
        self.rotate(&view, from, None, "rotate_left", count.clone(), site);
        let rest = self.constant_step(Op::Binary("-", len, count), site);
        self.cut_off(&view, rest, site);
        Some(self.elements(drained, Mode::Place, None, site))
    }

    /// Whether a vector that was taken for a constant is given something active.
    pub(super) fn moves_in(&mut self, call: &ExprMethodCall) -> bool {
        let Some(var) = self.root_variable(&call.receiver) else { return false };
        let activity = self.activity_of(&call.args);
        if !self.vars[var].vector || !MOVES.iter().any(|name| call.method == name) || activity == Activity::Constant {
            return false;
        }
        self.activate(var, activity, call.method.site());
        true
    }
}
