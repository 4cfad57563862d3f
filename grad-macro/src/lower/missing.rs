//! What may be missing: `x.first()`, `x.get(i)`, `x.iter().next()`, `v.pop()`, `x.iter().copied().reduce(f64::max)`. Such an `Option` is
//! never made: there is a test, and what is there if it holds. So it must be unwrapped or matched at once.

use quote::{quote, quote_spanned};
use syn::{Expr, ExprIf, ExprMatch, ExprMethodCall, Pat};

use super::iterate::{Source, continues, integer, starts};
use super::place::strip;
use super::stages::{Pipeline, word};
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Mode, Op, Operand, Pattern, Step, Tree, View};
use crate::site::{Site, Sited};

/// Something that may be missing.
pub(super) struct Missing<'e> {
    /// Whether it is there.
    pub(super) test: Operand,
    item: Item<'e>,
    then: Vec<Then<'e>>,
}

/// What is made of it.
enum Then<'e> {
    Copied,
    Map(&'e Expr),
}

enum Item<'e> {
    /// A part of a place.
    Part(View),
    /// One element and the others.
    Parts(View, View),
    /// The last element of a vector, which is taken off; its index.
    Last(View, Operand),
    /// An item of an iterator, and its index.
    At(Source<'e>, Operand),
    /// What a function makes of all items, one after the other.
    Reduced(Source<'e>, &'e ExprMethodCall, &'e Expr),
    /// The largest or smallest item.
    Chosen(Source<'e>, &'e ExprMethodCall, &'e Expr),
    /// What was found on the way to the test.
    Known(Tree<Operand>),
    /// What a method of a matrix gives, unwrapped: it is asked a second time.
    Unwrapped(Box<Expr>),
}

/// Methods that take out what is there.
pub(super) const TAKERS: &[&str] = &["unwrap", "expect", "unwrap_or", "unwrap_or_else", "map_or", "is_some", "is_none"];

impl Lowerer<'_> {
    /// Whether an expression gives something that may be missing.
    pub(super) fn may_be_missing(&self, expr: &Expr) -> bool {
        let Expr::MethodCall(call) = strip(expr) else { return false };
        if self.is_optional_matrix(call) {
            return true;
        }
        if self.is_declared(call) {
            return false;
        }
        match (call.method.to_string().as_str(), call.args.len()) {
            ("copied" | "cloned", 0) | ("map", 1) => self.may_be_missing(&call.receiver),
            (
                "first" | "first_mut" | "last_mut" | "pop" | "split_first" | "split_last" | "split_first_mut"
                | "split_last_mut",
                0,
            )
            | ("get" | "get_mut", 1) => self.names_place(&call.receiver),
            ("last", 0) => self.names_place(&call.receiver) || self.can_be_asked(&call.receiver),
            ("reduce", 1) if self.is_walked(&call.receiver) => self.activity_of(&call.receiver) == Activity::Active,
            ("next" | "next_back", 0) | ("nth" | "reduce" | "min_by" | "max_by", 1) => {
                self.can_be_asked(&call.receiver)
            }
            _ => false,
        }
    }

    /// An iterator over active values that can be entered at any place.
    fn can_be_asked(&self, expr: &Expr) -> bool {
        let Expr::MethodCall(call) = strip(expr) else { return false };
        let name = call.method.to_string();
        let from_range = matches!(strip(&call.receiver), Expr::Range(_)) && name == "map";
        let known = starts(&name) && self.names_place(&call.receiver)
            || continues(&name) && (from_range || self.can_be_asked(&call.receiver));
        known && self.activity_of(expr) == Activity::Active && !self.is_walked(expr)
    }

    /// What an expression gives, if it may be missing.
    pub(super) fn missing<'e>(&mut self, expr: &'e Expr) -> Flow<Option<Missing<'e>>> {
        if !self.may_be_missing(expr) {
            return Some(None);
        }
        let Expr::MethodCall(call) = strip(expr) else { return Some(None) };
        let site = call.method.site();
        if self.is_optional_matrix(call) {
            let there: Expr = syn::parse_quote_spanned!(call.method.span()=> #call.is_some());
            let item = Item::Unwrapped(Box::new(syn::parse_quote_spanned!(call.method.span()=> #call.unwrap())));
            let test = self.opaque_of_activity(&there, Activity::Cut);
            return Some(Some(Missing { test, item, then: Vec::new() }));
        }
        let name = call.method.to_string();
        let arg = call.args.first();
        let then = match (name.as_str(), arg) {
            ("copied" | "cloned", None) => Some(Then::Copied),
            ("map", Some(step)) => Some(Then::Map(step)),
            _ => None,
        };
        if let Some(then) = then {
            let mut missing = self.missing(&call.receiver)?;
            missing.as_mut()?.then.push(then);
            return Some(missing);
        }
        if let ("reduce", Some(step)) = (name.as_str(), arg)
            && self.is_walked(&call.receiver)
        {
            return Some(Some(self.reduced_walking(call, step)?));
        }
        if !self.names_place(&call.receiver) {
            if ["nth", "last", "min_by", "max_by"].contains(&name.as_str()) && self.shows(&call.receiver) {
                self.fail_about(&catalogue::ITERATOR, site, &name);
                return None;
            }
            let source = self.source(&call.receiver)?;
            let len = source.len();
            let index = match (name.as_str(), arg) {
                ("nth", Some(index)) => self.steering(index)?,
                ("last" | "next_back", _) => self.less(len.clone(), integer(1), site),
                _ => integer(0),
            };
            let test = self.constant_step(Op::Binary("<", index.clone(), len), site);
            let item = match (name.as_str(), arg) {
                ("reduce", Some(step)) => Item::Reduced(source, call, step),
                ("min_by" | "max_by", Some(compare)) => Item::Chosen(source, call, compare),
                _ => Item::At(source, index),
            };
            return Some(Some(Missing { test, item, then: Vec::new() }));
        }
        let view = self.place(&call.receiver)?;
        let len = self.len(&view, site);
        let index = match (name.as_str(), arg) {
            ("get" | "get_mut", Some(index)) => self.steering(index)?,
            ("first" | "first_mut" | "split_first" | "split_first_mut", _) => integer(0),
            _ => self.less(len.clone(), integer(1), site),
        };
        let test = self.constant_step(Op::Binary("<", index.clone(), len), site);
        let mode = if name.ends_with("_mut") { Mode::Exclusive } else { Mode::Shared };
        let element = view.with_mode(mode).then(Step::Index(index.clone()));
        let item = match name.as_str() {
            "pop" => Item::Last(view, index),
            "split_first" | "split_first_mut" => {
                let others = Step::Range { from: Some(integer(1)), to: None, inclusive: false };
                Item::Parts(element, view.with_mode(mode).then(others))
            }
            "split_last" | "split_last_mut" => {
                let others = Step::Range { from: None, to: Some(index), inclusive: false };
                Item::Parts(element, view.with_mode(mode).then(others))
            }
            _ => Item::Part(element),
        };
        Some(Some(Missing { test, item, then: Vec::new() }))
    }

    /// What is there, where the test has held.
    fn found(&mut self, missing: &Missing, site: Site) -> Flow<Tree<Operand>> {
        let mut item = match &missing.item {
            Item::Part(view) => Tree::Leaf(self.referred(view.clone(), view.mode, site)),
            Item::Parts(element, others) => {
                let element = self.referred(element.clone(), element.mode, site);
                Tree::Tuple(vec![Tree::Leaf(element), Tree::Leaf(Operand::of_view(others.clone()))])
            }
            Item::Last(view, index) => {
                let view = view.with_mode(Mode::Place);
                let last = self.settle(Tree::Leaf(Operand::of_view(view.then(Step::Index(index.clone())))), site);
                self.cut_off(&view, index.clone(), site);
                last
            }
            Item::At(source, index) => self.item_at(source, index.clone(), site)?,
            Item::Known(item) => item.clone(),
            Item::Reduced(source, call, step) => self.reduced(source, call, step)?,
            Item::Chosen(source, call, compare) => {
                let index = self.chosen(source, call, compare)?;
                self.item_at(source, index, site)?
            }
            Item::Unwrapped(expr) => self.expr(expr)?,
        };
        for then in &missing.then {
            item = match then {
                Then::Copied => self.copied(item, site),
                Then::Map(step) => self.apply(step, vec![item])?,
            };
        }
        Some(item)
    }

    /// `reduce`: references stay references.
    fn reduced(&mut self, source: &Source, call: &ExprMethodCall, step: &Expr) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let first = self.item_at(source, integer(0), site)?;
        let referred =
            first.leaves().into_iter().any(|leaf| matches!(leaf, Operand::View(view) if view.mode != Mode::Place));
        let as_given = |this: &Self, state: Tree<Operand>| if referred { this.by_reference(state) } else { state };
        let first = self.valued(first, site);
        let state = self.hidden("reduced", first, site, std::ptr::from_ref(call) as usize);
        let len = self.less(source.len(), integer(1), site);
        let others = Source::Skip(Box::new(source.clone()), integer(1), len);
        let names = super::opaque::assigned_in(step);
        self.each(Pipeline::of(others), &names, &[state], None, site, &mut |this, item| {
            let before = this.vars[state].now.clone()?;
            let given = as_given(this, before.clone());
            let after = this.apply(step, vec![given, item])?;
            let after = this.valued(after, site);
            this.vars[state].now = Some(this.tied_to(after, &before, site));
            Some(())
        })?;
        let last = self.vars[state].now.clone()?;
        Some(as_given(self, last))
    }

    /// `reduce` of numbers that have to be gone through from the start: the first of them is known only then.
    fn reduced_walking<'e>(&mut self, call: &'e ExprMethodCall, step: &'e Expr) -> Flow<Missing<'e>> {
        let site = call.method.site();
        let pipeline = self.pipeline(&call.receiver)?;
        let at = std::ptr::from_ref(call) as usize;
        let state = self.hidden("reduced", Tree::Leaf(self.start(0.0)), site, at);
        let there = self.hidden("there", Tree::Leaf(word("false")), site, std::ptr::from_ref(step) as usize);
        let names = super::opaque::assigned_in(step);
        let referred = std::cell::Cell::new(false);
        self.each(pipeline, &names, &[state, there], None, site, &mut |this, item| {
            let (Tree::Leaf(before), Tree::Leaf(found)) =
                (this.vars[state].now.clone()?, this.vars[there].now.clone()?)
            else {
                return None;
            };
            referred.set(matches!(&item, Tree::Leaf(Operand::View(view)) if view.mode != Mode::Place));
            let as_given =
                |this: &Self, state: Tree<Operand>| if referred.get() { this.by_reference(state) } else { state };
            let after = this.branch_on(
                found,
                site,
                &mut |this| {
                    let given = as_given(this, Tree::Leaf(before.clone()));
                    let after = this.apply(step, vec![given, item.clone()])?;
                    let after = this.valued(after, site);
                    Some(Tree::Leaf(this.leaf(after, site)))
                },
                &mut |this| {
                    let first = this.valued(item.clone(), site);
                    Some(Tree::Leaf(this.leaf(first, site)))
                },
            )?;
            this.vars[state].now = Some(this.tied_to(after, &Tree::Leaf(before.clone()), site));
            this.vars[there].now = Some(Tree::Leaf(word("true")));
            Some(())
        })?;
        let (last, Tree::Leaf(test)) = (self.vars[state].now.clone()?, self.vars[there].now.clone()?) else {
            return None;
        };
        let item = if referred.get() { self.by_reference(last) } else { last };
        Some(Missing { test, item: Item::Known(item), then: Vec::new() })
    }

    /// The index of the largest item, the last of them, or of the smallest, the first of them.
    fn chosen(&mut self, source: &Source, call: &ExprMethodCall, compare: &Expr) -> Flow<Operand> {
        let site = call.method.site();
        let best = self.hidden("best", Tree::Leaf(integer(0)), site, std::ptr::from_ref(call) as usize);
        let from = Source::Range { from: Some(integer(1)), len: self.less(source.len(), integer(1), site) };
        self.each(Pipeline::of(from), &[], &[best], None, site, &mut |this, index| {
            let (Tree::Leaf(before), Tree::Leaf(index)) = (this.vars[best].now.clone()?, index) else { return None };
            let mut items = Vec::new();
            for index in [&before, &index] {
                let item = this.item_at(source, index.clone(), site)?;
                items.push(this.seen(item, site));
            }
            let order = this.answer(compare, items)?;
            let better = if call.method == "max_by" {
                quote_spanned!(site.start=> order != ::core::cmp::Ordering::Greater)
            } else {
                quote_spanned!(site.start=> order == ::core::cmp::Ordering::Greater)
            };
            let opaque = this.tokens_with("order", order, site, better);
            let better = this.constant_step(Op::Opaque(opaque), site);
            let chosen = this.branch_on(better, site, &mut |_| Some(Tree::Leaf(index.clone())), &mut |_| {
                Some(Tree::Leaf(before.clone()))
            })?;
            this.vars[best].now = Some(chosen);
            Some(())
        })?;
        let Tree::Leaf(best) = self.vars[best].now.clone()? else { return None };
        Some(best)
    }

    /// What a function answers, which steers and nothing more.
    fn answer(&mut self, function: &Expr, args: Vec<Tree<Operand>>) -> Flow<Operand> {
        let written: Expr;
        let closure = match strip(function) {
            Expr::Closure(closure) => closure,
            path => {
                written = syn::parse_quote!(|a, b| #path(a, b));
                let Expr::Closure(closure) = &written else { return None };
                closure
            }
        };
        self.must_not_change(function)?;
        if closure.inputs.len() != args.len() {
            self.fail(&catalogue::CLOSURE, function.site());
            return None;
        }
        self.scopes.push(std::collections::HashMap::new());
        for (pat, arg) in closure.inputs.iter().zip(args) {
            let pat = if let Pat::Type(typed) = pat { &typed.pat } else { pat };
            self.bind(pat, None, arg, function.site());
        }
        let answer = self.opaque_of_activity(&closure.body, Activity::Cut);
        self.scopes.pop();
        Some(answer)
    }

    /// `x.first().unwrap()` and the like.
    pub(super) fn unwrapped(&mut self, call: &ExprMethodCall, whole: &Expr) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let Some(missing) = self.missing(&call.receiver)? else {
            return Some(self.fail_about(&catalogue::PLACE_METHOD, site, &call.method));
        };
        match call.method.to_string().as_str() {
            "unwrap_or" => {
                let default = call.args.first()?;
                let referred = matches!(default, Expr::Reference(_));
                let default = if let Expr::Reference(reference) = default { &*reference.expr } else { default };
                let default = self.operand(default)?;
                let chosen = self.found_or(&missing, site, &mut |_| Some(Tree::Leaf(default.clone())))?;
                Some(if referred { self.by_reference(chosen) } else { chosen })
            }
            name @ ("is_some" | "is_none") => {
                if let Item::Last(view, index) = &missing.item {
                    self.cut_off(view, index.clone(), site);
                }
                let tokens = if name == "is_some" {
                    quote_spanned!(site.start=> there)
                } else {
                    quote_spanned!(site.start=> !there)
                };
                let opaque = self.tokens_with("there", missing.test, site, tokens);
                Some(Tree::Leaf(self.constant_step(Op::Opaque(opaque), site)))
            }
            "unwrap_or_else" => {
                let default = call.args.first()?;
                self.found_or(&missing, site, &mut |this| this.apply(default, Vec::new()))
            }
            "map_or" => {
                let (default, step) = (call.args.first()?, call.args.get(1)?);
                let default = self.expr(default)?;
                let default = self.settle(default, site);
                let missing = Missing { then: missing.then.into_iter().chain([Then::Map(step)]).collect(), ..missing };
                self.found_or(&missing, site, &mut |_| Some(default.clone()))
            }
            "unwrap" | "expect" => {
                self.must_be_there(&missing, call, whole);
                self.found(&missing, site)
            }
            _ => Some(self.fail_about(&catalogue::PLACE_METHOD, site, &call.method)),
        }
    }

    fn found_or(
        &mut self,
        missing: &Missing,
        site: Site,
        otherwise: &mut dyn FnMut(&mut Self) -> Flow<Tree<Operand>>,
    ) -> Flow<Tree<Operand>> {
        self.branch_on(
            missing.test.clone(),
            site,
            &mut |this| {
                let item = this.found(missing, site)?;
                Some(this.valued(item, site))
            },
            otherwise,
        )
    }

    /// Panics where the user's own call would.
    fn must_be_there(&mut self, missing: &Missing, call: &ExprMethodCall, whole: &Expr) {
        let (Item::Part(_) | Item::Parts(..)) = missing.item else {
            let site = call.method.site();
            let (method, message) = (&call.method, &call.args);
            let mut opaque = self.tokens_with(
                "there",
                missing.test.clone(),
                site,
                quote_spanned!(site.start=> let _ = ::core::option::Option::#method(if there { ::core::option::Option::Some(()) } else { ::core::option::Option::None }, #message)),
            );
            let message = self.capture(quote!(#message), false);
            opaque.holes.extend(message.holes);
            opaque.pure = false;
            self.push(Pattern::none(), Op::Opaque(opaque), site);
            return;
        };
        // Looking is enough to panic.
        let mut whole = whole.clone();
        if let Expr::MethodCall(unwrap) = &mut whole
            && let Expr::MethodCall(part) = &mut *unwrap.receiver
        {
            let name = part.method.to_string();
            part.method = syn::Ident::new(name.trim_end_matches("_mut"), part.method.span());
        }
        self.probe(&whole);
    }

    /// `if let Some(v) = x.last() { … }`
    pub(super) fn if_some(
        &mut self,
        branch: &ExprIf,
        pat: &Pat,
        guard: Option<&Expr>,
        missing: &Missing,
    ) -> Flow<Tree<Operand>> {
        let Some(inner) = in_some(pat) else { return Some(self.fail(&catalogue::PATTERN, pat.site())) };
        let site = branch.if_token.site();
        // What else happens does not see the pattern's names.
        let outside = self.scopes.clone();
        let otherwise = |this: &mut Self| {
            let Some((_, other)) = &branch.else_branch else { return Some(Tree::unit()) };
            let inside = std::mem::replace(&mut this.scopes, outside.clone());
            let value = this.expr(other);
            this.scopes = inside;
            value
        };
        self.branch_on(
            missing.test.clone(),
            site,
            &mut |this| {
                let item = this.found(missing, pat.site())?;
                this.bind(inner, None, item, pat.site());
                let Some(guard) = guard else { return this.block(&branch.then_branch) };
                let guard = this.operand(guard)?;
                this.branch_on(guard, site, &mut |this| this.block(&branch.then_branch), &mut |this| otherwise(this))
            },
            &mut |this| otherwise(this),
        )
    }

    /// `match x.last() { Some(v) => …, None => … }`
    pub(super) fn match_some(&mut self, branch: &ExprMatch, missing: &Missing) -> Flow<Tree<Operand>> {
        let arms: Vec<_> = branch.arms.iter().collect();
        let (some, none) = match arms.as_slice() {
            [some, none] if in_some(&some.pat).is_some() => (some, none),
            [none, some] if in_some(&some.pat).is_some() => (some, none),
            _ => return Some(self.fail(&catalogue::PATTERN, branch.expr.site())),
        };
        let is_none = matches!(&none.pat, Pat::Wild(_)) && std::ptr::eq(*none, arms[1])
            || matches!(&none.pat, Pat::Ident(none) if none.ident == "None");
        let (true, Some(inner)) = (is_none, in_some(&some.pat)) else {
            return Some(self.fail(&catalogue::PATTERN, none.pat.site()));
        };
        self.branch_on(
            missing.test.clone(),
            branch.match_token.site(),
            &mut |this| {
                let item = this.found(missing, some.pat.site())?;
                this.bind(inner, None, item, some.pat.site());
                this.expr(&some.body)
            },
            &mut |this| this.expr(&none.body),
        )
    }

    /// `let Some(v) = x.last() else { return 0.0 };`
    pub(super) fn let_some(&mut self, pat: &Pat, missing: &Missing, other: &Expr) -> Flow<()> {
        let Some(inner) = in_some(pat) else {
            self.fail(&catalogue::PATTERN, pat.site());
            return Some(());
        };
        let site = pat.site();
        self.branch_on(missing.test.clone(), site, &mut |_| Some(Tree::unit()), &mut |this| this.expr(other))?;
        let item = self.found(missing, site)?;
        self.bind(inner, None, item, site);
        Some(())
    }
}

/// What stands in `Some(…)`.
fn in_some(pat: &Pat) -> Option<&Pat> {
    match pat {
        Pat::TupleStruct(some) if some.path.is_ident("Some") && some.elems.len() == 1 => Some(&some.elems[0]),
        _ => None,
    }
}
