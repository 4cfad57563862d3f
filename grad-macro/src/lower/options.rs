//! Methods of `Option`, each read as the `match` that it is short for.

use quote::{quote, quote_spanned};
use syn::{Expr, ExprMethodCall};

use super::place::strip;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Const, Head, Member, Mode, Op, Operand, Pattern, Payload, Shape, Step, Tree, View};
use crate::site::{Site, Sited};

/// Methods that give another `Option`.
const ADAPTORS: &[&str] =
    &["map", "and_then", "or", "or_else", "as_ref", "as_mut", "as_deref", "copied", "cloned", "clone"];
/// Methods that take out what is in it.
const TAKERS: &[&str] =
    &["unwrap", "expect", "unwrap_or", "unwrap_or_else", "unwrap_or_default", "map_or", "map_or_else"];

impl Lowerer<'_> {
    /// Whether a method call is one of these, on an `Option`.
    pub(super) fn is_option_method(&self, call: &ExprMethodCall) -> bool {
        let name = call.method.to_string();
        let adaptor = ADAPTORS.contains(&name.as_str()) && name != "clone";
        (adaptor || TAKERS.contains(&name.as_str())) && !self.is_array_map(call) && self.gives_option(&call.receiver)
    }

    /// Whether an expression may be an active `Option`, given that a method of `Option` is called on it.
    fn gives_option(&self, expr: &Expr) -> bool {
        match strip(expr) {
            Expr::MethodCall(call) => {
                let adaptor = ADAPTORS.iter().any(|name| call.method == name) && self.gives_option(&call.receiver);
                adaptor || !self.is_special(call) && self.is_users_method(call)
            }
            Expr::Call(_) | Expr::If(_) | Expr::Match(_) | Expr::Block(_) => self.activity_of(expr) == Activity::Active,
            place => self.names_place(place) && matches!(self.shape_at(place), Shape::Option { .. } | Shape::Unknown),
        }
    }

    /// Goes on with what is in an `Option`, if anything is.
    pub(super) fn with_some(
        &mut self,
        option: Tree<Operand>,
        site: Site,
        some: &mut dyn FnMut(&mut Self, Tree<Operand>) -> Flow<()>,
        none: &mut dyn FnMut(&mut Self) -> Flow<Tree<Operand>>,
    ) -> Flow<()> {
        let view = self.placed(option, site);
        let step = Step::Payload(Payload { variant: "Some".to_owned(), member: Member::Unnamed(0), reference: false });
        let part = self.member_of(&view, step);
        let mut there = |this: &mut Self| {
            let item = this.settle(Tree::Leaf(Operand::of_view(part.clone())), site);
            some(this, item).map(|()| Tree::unit())
        };
        self.choose(&view, site, &mut there, none).map(|_| ())
    }

    pub(super) fn option_method(&mut self, call: &ExprMethodCall) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let mut view = self.place(&call.receiver)?;
        if !by_reference(&call.receiver) && !call.method.to_string().starts_with("as_") {
            // What a name stands for, followed where it is a reference: the `Option` is taken by value.
            view = View { extra: 0, ..view.with_mode(Mode::Place) };
        }
        if let Operand::Value(id) = view.base
            && view.steps.is_empty()
            && self.func.value(id).place.is_none()
        {
            self.make_place(id, Shape::Unknown);
        }
        let some = Step::Payload(Payload { variant: "Some".to_owned(), member: Member::Unnamed(0), reference: false });
        let part = self.member_of(&view, some);
        let item = move |this: &mut Self| match (part.mode, part.extra) {
            (Mode::Place, _) | (_, 1..) => Tree::Leaf(Operand::of_view(part.clone())),
            (mode, _) => Tree::Leaf(this.referred(part.clone(), mode, site)),
        };
        let none = || Some(Tree::Leaf(path(quote!(::core::option::Option::None))));
        let args: Vec<&Expr> = call.args.iter().collect();
        let name = call.method.to_string();
        Some(match (name.as_str(), args.as_slice()) {
            ("as_ref" | "as_deref", []) => Tree::Leaf(Operand::of_view(view.with_mode(Mode::Shared))),
            ("as_mut", []) => Tree::Leaf(Operand::of_view(view.with_mode(Mode::Exclusive))),
            ("copied" | "cloned", []) => self.choose(
                &view,
                site,
                &mut |this| {
                    let own = match item(this) {
                        Tree::Leaf(Operand::View(part)) => Tree::Leaf(Operand::of_view(part.with_mode(Mode::Place))),
                        item => item,
                    };
                    Some(this.wrapped(own, site))
                },
                &mut |_| none(),
            )?,
            ("unwrap" | "expect", _) => {
                self.must_be_some(&view, call);
                item(self)
            }
            ("unwrap_or", [default]) => {
                let default = self.expr(default)?;
                let default = self.settle(default, site);
                self.either(&view, site, &item, &mut |_| Some(default.clone()))?
            }
            ("unwrap_or_else", [default]) => {
                self.either(&view, site, &item, &mut |this| this.apply(default, Vec::new()))?
            }
            ("unwrap_or_default", []) => {
                let default = Const { tokens: quote!(::core::default::Default::default()), number: None, atomic: true };
                self.either(&view, site, &item, &mut |_| Some(Tree::Leaf(Operand::Const(default.clone()))))?
            }
            ("map_or", [default, function]) => {
                let default = self.expr(default)?;
                let default = self.settle(default, site);
                let mut some = |this: &mut Self| {
                    let item = item(this);
                    this.apply(function, vec![item])
                };
                self.choose(&view, site, &mut some, &mut |_| Some(default.clone()))?
            }
            ("map_or_else", [default, function]) => {
                let mut some = |this: &mut Self| {
                    let item = item(this);
                    this.apply(function, vec![item])
                };
                self.choose(&view, site, &mut some, &mut |this| this.apply(default, Vec::new()))?
            }
            ("map", [function]) => {
                let mut some = |this: &mut Self| {
                    let item = item(this);
                    let value = this.apply(function, vec![item])?;
                    Some(this.wrapped(value, site))
                };
                self.choose(&view, site, &mut some, &mut |_| none())?
            }
            ("and_then", [function]) => {
                let mut some = |this: &mut Self| {
                    let item = item(this);
                    this.apply(function, vec![item])
                };
                self.choose(&view, site, &mut some, &mut |_| none())?
            }
            ("or", [other]) => {
                let other = self.expr(other)?;
                let other = self.settle(other, site);
                self.either_whole(&view, site, &mut |_| Some(other.clone()))?
            }
            ("or_else", [other]) => self.either_whole(&view, site, &mut |this| this.apply(other, Vec::new()))?,
            _ => self.fail_about(&catalogue::PLACE_METHOD, site, &call.method),
        })
    }

    /// `match option { Some(_) => …, None => … }`
    fn choose(
        &mut self,
        view: &View,
        site: Site,
        some: &mut dyn FnMut(&mut Self) -> Flow<Tree<Operand>>,
        none: &mut dyn FnMut(&mut Self) -> Flow<Tree<Operand>>,
    ) -> Flow<Tree<Operand>> {
        let before = self.vars.clone();
        let pattern = |tokens| Some(Pattern::User { tokens, bindings: Vec::new() });
        let some = self.arm(site, |this| (pattern(quote!(::core::option::Option::Some(_))), None, some(this)));
        self.restore(&before);
        let none = self.arm(site, |this| (pattern(quote!(::core::option::Option::None)), None, none(this)));
        let head = Head::Match(Tree::Leaf(Operand::of_view(view.clone())));
        self.merge(head, vec![some, none], before, site)
    }

    /// What is in it, or something else. Next to a number it is one.
    fn either(
        &mut self,
        view: &View,
        site: Site,
        item: &dyn Fn(&mut Self) -> Tree<Operand>,
        none: &mut dyn FnMut(&mut Self) -> Flow<Tree<Operand>>,
    ) -> Flow<Tree<Operand>> {
        let mut number = false;
        let before = self.vars.clone();
        let pattern = |tokens| Some(Pattern::User { tokens, bindings: Vec::new() });
        let other = self.arm(site, |this| {
            let value = none(this);
            number = matches!(&value, Some(Tree::Leaf(leaf)) if leaf.view().is_none());
            (pattern(quote!(::core::option::Option::None)), None, value)
        });
        self.restore(&before);
        let some = self.arm(site, |this| {
            let value = match item(this) {
                Tree::Leaf(Operand::View(part)) if number && part.mode == Mode::Place => {
                    Tree::Leaf(this.read(&part, site))
                }
                item => item,
            };
            (pattern(quote!(::core::option::Option::Some(_))), None, Some(value))
        });
        let head = Head::Match(Tree::Leaf(Operand::of_view(view.clone())));
        self.merge(head, vec![other, some], before, site)
    }

    /// The `Option` itself, or another.
    fn either_whole(
        &mut self,
        view: &View,
        site: Site,
        none: &mut dyn FnMut(&mut Self) -> Flow<Tree<Operand>>,
    ) -> Flow<Tree<Operand>> {
        let mut some = |this: &mut Self| Some(this.settle(Tree::Leaf(Operand::of_view(view.clone())), site));
        self.choose(view, site, &mut some, none)
    }

    /// `Some(value)`
    fn wrapped(&mut self, value: Tree<Operand>, site: Site) -> Tree<Operand> {
        let mut value = self.settle(value, site);
        for leaf in value.leaves_mut() {
            *leaf = self.moved(leaf.clone(), site);
        }
        self.made_some(value, site)
    }

    /// Panics where the user's own call would, with the same message.
    fn must_be_some(&mut self, view: &View, call: &ExprMethodCall) {
        let site = call.method.site();
        let mut opaque = match call.args.first() {
            Some(message) => self.capture_expr(message),
            None => self.capture(quote!(), false),
        };
        let option = syn::Ident::new("option", proc_macro2::Span::mixed_site().located_at(site.start));
        let (method, message) = (&call.method, opaque.tokens);
        opaque.tokens = quote_spanned!(site.start=> let _ = ::core::option::Option::as_ref(#option).#method(#message));
        let referred = Operand::of_view(View { extra: 0, ..view.with_mode(Mode::Shared) });
        opaque.holes.push((Key::of(&option), Tree::Leaf(referred)));
        opaque.pure = false;
        self.push(Pattern::none(), Op::Opaque(opaque), site);
    }
}

/// `option.as_ref()`
fn by_reference(receiver: &Expr) -> bool {
    matches!(strip(receiver), Expr::MethodCall(call) if call.method.to_string().starts_with("as_"))
}

fn path(tokens: proc_macro2::TokenStream) -> Operand {
    Operand::Const(Const { tokens, number: None, atomic: true })
}
