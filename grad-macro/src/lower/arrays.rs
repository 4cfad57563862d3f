//! Arrays made by a function of each element or index: `a.map(|x| …)`, `std::array::from_fn(|i| …)`.

use std::collections::HashSet;

use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, ExprMethodCall, GenericArgument, PathArguments, Type};

use super::iterate::Source;
use super::place::strip;
use super::stages::Pipeline;
use super::{Flow, Lowerer, collect_idents};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Const, Float, Hint, Mode, Op, Operand, Pattern, Shape, Step, Tree, View};
use crate::site::{Site, Sited};

impl Lowerer<'_> {
    /// Whether a method call is `map` on an array.
    pub(super) fn is_array_map(&self, call: &ExprMethodCall) -> bool {
        let told =
            |expr| self.guessed_type(expr).is_some_and(|ty| matches!(self.declared.seen_through(&ty), Type::Array(_)));
        let array = || match strip(&call.receiver) {
            Expr::Array(_) => true,
            Expr::MethodCall(inner) if self.is_array_map(inner) => true,
            made @ (Expr::Call(_) | Expr::MethodCall(_)) => told(made),
            place => {
                self.names_place(place)
                    && match self.shape_at(place) {
                        Shape::Array(_) => true,
                        shape => shape == Shape::Unknown && told(place),
                    }
            }
        };
        call.method == "map" && call.args.len() == 1 && self.is_active(call) && array()
    }

    /// `array.map(|x| …)`
    pub(super) fn array_map(&mut self, call: &ExprMethodCall) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let step = call.args.first()?;
        if let Expr::Array(array) = strip(&call.receiver) {
            let mut items = Vec::new();
            for element in &array.elems {
                let item = self.expr(element)?;
                items.push(self.settle(item, element.site()));
            }
            let mut elements = Vec::new();
            for item in items {
                elements.push(self.number_of(step, item)?);
            }
            let float = elements.first().map_or(Float::Unknown, |first| self.func.float(first));
            let op = Op::Array { elements, vector: false };
            let place = self.new_place(op, Shape::Array(Box::new(Shape::Scalar(float))), site);
            return Some(Tree::Leaf(Operand::of_view(place)));
        }
        let view = self.place(&call.receiver)?;
        self.mapped_array(&view, step, site)
    }

    fn mapped_array(&mut self, view: &View, step: &Expr, site: Site) -> Flow<Tree<Operand>> {
        let made = Op::Copy { from: view.with_mode(Mode::Place), method: None };
        let elements = self.elements(view.with_mode(Mode::Place), Mode::Place, None, site);
        self.filled(made, Source::Enumerate(Box::new(elements)), step, site)
    }

    /// `let a: [f64; 3] = std::array::from_fn(|i| …);`, `let a: [f64; 3] = f(x).map(|x| …);`
    pub(super) fn array_of_type(&mut self, init: &Expr, ty: Option<&Type>) -> Option<Flow<Tree<Operand>>> {
        if let (Expr::MethodCall(call), Some(Type::Array(_))) = (strip(init), ty)
            && let (Expr::Call(_), true, Some(step)) = (strip(&call.receiver), call.method == "map", call.args.first())
            && self.activity_of(&call.receiver) == Activity::Active
        {
            let site = call.method.site();
            return Some(self.place(&call.receiver).and_then(|view| self.mapped_array(&view, step, site)));
        }
        let Expr::Call(call) = strip(init) else { return None };
        let Expr::Path(path) = strip(&call.func) else { return None };
        let last = path.path.segments.last()?;
        if last.ident != "from_fn" || call.args.len() != 1 || self.activity_of(init) == Activity::Constant {
            return None;
        }
        let len = match (&last.arguments, ty) {
            (PathArguments::AngleBracketed(arguments), _) => match arguments.args.get(1)? {
                GenericArgument::Const(len) => quote::ToTokens::to_token_stream(len),
                GenericArgument::Type(len) => quote::ToTokens::to_token_stream(len),
                _ => return None,
            },
            (_, Some(Type::Array(array))) => quote::ToTokens::to_token_stream(&array.len),
            _ => return None,
        };
        let site = path.site();
        let len = Operand::Const(Const { tokens: len, number: None, atomic: false });
        let made = Op::Repeat { value: self.start(0.0), len: len.clone(), vector: false };
        let indices = Source::Range { from: None, len };
        Some(self.filled(made, Source::Enumerate(Box::new(indices)), &call.args[0], site))
    }

    /// `v.sort_by(…)`: the order of the elements is found first; then each of them moves.
    pub(super) fn sort(&mut self, call: &ExprMethodCall, view: &View) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let (array, compare) = (&call.receiver, call.args.first()?);
        // Which of two equal elements comes first is known of a stable order, and does not matter where they are the same bits.
        let stable = call.method == "sort_by" || compare.to_token_stream().to_string().contains("total_cmp");
        if !stable || self.has_effects(compare) {
            return Some(self.fail_about(&catalogue::PLACE_METHOD, site, &call.method));
        }
        let len = self.len(view, site);
        let indices = self.tokens_with("len", len, site, quote_spanned!(site.start=> 0..len));
        let indices = self.step(Op::Opaque(indices), site, Float::Not);
        let order = self.step(Op::Helper { name: "gathered", args: vec![indices] }, site, Float::Not);
        if let Operand::Value(id) = order {
            self.func.values[id.0].hint = Hint::User("order".to_owned());
            self.func.values[id.0].mutable = true;
        }
        // What the user's variables are called may be called by our names too, between which and theirs no text can tell.
        let mut taken = HashSet::new();
        collect_idents(compare.to_token_stream(), &mut taken);
        let ours = |name: &str| {
            let mut name = name.to_owned();
            while taken.contains(&name) {
                name.push('_');
            }
            Ident::new(&name, Span::mixed_site().located_at(site.start))
        };
        let (name, i, j, old) = (ours("order"), ours("i"), ours("j"), ours("old"));
        let compare = match strip(compare) {
            Expr::Closure(closure) if closure.inputs.len() == 2 => {
                let (a, b, body) = (&closure.inputs[0], &closure.inputs[1], &closure.body);
                quote_spanned!(site.start=> { let #a = &#array[*#i]; let #b = &#array[*#j]; #body })
            }
            function => quote_spanned!(site.start=> #function(&#array[*#i], &#array[*#j])),
        };
        self.scopes.push(std::collections::HashMap::new());
        self.declare(Key::of(&name), Some(Tree::Leaf(order)));
        let sorts: Expr = syn::parse_quote_spanned!(site.start=> #name.sort_by(|#i, #j| #compare));
        let mut opaque = self.capture_expr(&sorts);
        opaque.pure = false;
        self.push(Pattern::none(), Op::Opaque(opaque), site);
        let moves: syn::Block = syn::parse_quote_spanned!(site.start=> {
            let #old = #array.to_vec();
            for #i in 0..#old.len() {
                #array[#i] = #old[#name[#i]];
            }
        });
        let flow = self.block(&moves);
        self.scopes.pop();
        flow
    }

    /// `rows.concat()`
    pub(super) fn concat(&mut self, view: View, site: Site) -> Flow<Tree<Operand>> {
        let rows = self.elements(view, Mode::Shared, None, site);
        self.collect(Pipeline::of(rows).flattened(), site)
    }

    /// An array with what a function makes of each item.
    fn filled(&mut self, made: Op, items: Source, step: &Expr, site: Site) -> Flow<Tree<Operand>> {
        let shape = Shape::Array(Box::new(Shape::Scalar(Float::Unknown)));
        let view = self.new_place(made, shape, site);
        let value = &mut self.func.values[view.root().0];
        value.activity = Activity::Active;
        value.mutable = true;
        value.hint = Hint::User("made".to_owned());
        let names = super::opaque::assigned_in(step);
        self.each(Pipeline::of(items), &names, &[], None, site, &mut |this, item| {
            let Tree::Tuple(mut parts) = item else { return None };
            let item = parts.pop()?;
            let Some(Tree::Leaf(index)) = parts.pop() else { return None };
            let value = this.number_of(step, item)?;
            let to = View { mode: Mode::Place, ..view.then(Step::Index(index)) };
            this.push(Pattern::none(), Op::Store { to, value }, site);
            Some(())
        })?;
        self.movable.insert(view.root());
        Some(Tree::Leaf(Operand::of_view(view)))
    }

    /// What a function makes of an item, if that is a number.
    fn number_of(&mut self, step: &Expr, item: Tree<Operand>) -> Flow<Operand> {
        let value = self.apply(step, vec![item])?;
        match self.valued(value, step.site()) {
            Tree::Leaf(leaf @ (Operand::Value(_) | Operand::Const(_) | Operand::Number(_))) => Some(leaf),
            _ => {
                self.fail(&catalogue::CLOSURE, step.site());
                None
            }
        }
    }
}
