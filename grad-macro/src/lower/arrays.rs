//! Arrays made by a function of each element or index: `a.map(|x| …)`, `std::array::from_fn(|i| …)`.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ExprMethodCall, GenericArgument, Generics, PathArguments, Type};

use super::iterate::Source;
use super::known::behind_references;
use super::made::is_from_fn;
use super::place::strip;
use super::stages::Pipeline;
use super::{Flow, Lowerer, collect_idents};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Const, Float, Hint, Mode, Op, Operand, Pattern, Shape, Step, StmtKind, Tree, View};
use crate::site::{Site, Sited};
use crate::types::shape;

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
            let (mut elements, mut shape) = (Vec::new(), Shape::Unknown);
            for item in items {
                let (element, own) = self.element_of(step, item, None)?;
                elements.push(element);
                shape = own;
            }
            let op = Op::Array { elements, vector: false };
            let place = self.new_place(op, Shape::Array(Box::new(shape)), site);
            return Some(Tree::Leaf(Operand::of_view(place)));
        }
        self.mapped_array(&call.receiver, step, site)
    }

    fn mapped_array(&mut self, array: &Expr, step: &Expr, site: Site) -> Flow<Tree<Operand>> {
        let mut elements = self.taken(array, site)?;
        let Source::Elements { view, mode, .. } = &mut elements else { return None };
        *mode = Mode::Place;
        let made = Op::Copy { from: view.with_mode(Mode::Place), method: None };
        let view = view.clone();
        // Of a copy, nothing is known but what the copied array is.
        let told = self.type_of_view(&view).or_else(|| self.guessed_type(array).map(behind_references));
        let len = match told.as_ref().map(|ty| self.declared.seen_through(ty)) {
            Some(Type::Array(array)) => Some(array.len.to_token_stream()),
            _ => self.written_length(&view).map(|len| proc_macro2::Literal::usize_suffixed(len).into_token_stream()),
        };
        let element = self.func.shape(&view).element();
        self.filled(made, len, element, None, Source::Enumerate(Box::new(elements)), step, site)
    }

    /// `let a: [f64; 3] = std::array::from_fn(|i| …);`, `let a: [f64; 3] = f(x).map(|x| …);`
    pub(super) fn array_of_type(&mut self, init: &Expr, ty: Option<&Type>) -> Option<Flow<Tree<Operand>>> {
        if let Expr::MethodCall(call) = strip(init)
            && self.is_into_array(call)
        {
            return Some(self.copied_array(call, ty));
        }
        if let (Expr::MethodCall(call), Some(Type::Array(_))) = (strip(init), ty)
            && let (Expr::Call(_), true, Some(step)) = (strip(&call.receiver), call.method == "map", call.args.first())
            && self.activity_of(&call.receiver) == Activity::Active
        {
            let site = call.method.site();
            return Some(self.mapped_array(&call.receiver, step, site));
        }
        let Expr::Call(call) = strip(init) else { return None };
        let Expr::Path(path) = strip(&call.func) else { return None };
        let last = path.path.segments.last()?;
        if !is_from_fn(call) || self.activity_of(init) == Activity::Constant {
            return None;
        }
        let len = match (&last.arguments, ty) {
            (PathArguments::AngleBracketed(arguments), _) => match arguments.args.get(1)? {
                GenericArgument::Const(len) => quote::ToTokens::to_token_stream(len),
                GenericArgument::Type(len) => quote::ToTokens::to_token_stream(len),
                _ => return None,
            },
            (_, Some(Type::Array(array))) => quote::ToTokens::to_token_stream(&array.len),
            _ => return Some(Some(self.fail(&catalogue::ARRAY_LENGTH, path.site()))),
        };
        let element = match ty {
            Some(Type::Array(array)) if !matches!(*array.elem, Type::Infer(_)) => Some(&*array.elem),
            _ => None,
        };
        let site = path.site();
        let tokens = len.clone();
        let len = Operand::Const(Const { tokens: len, number: None, atomic: false });
        let made = Op::Repeat { value: self.start(0.0), len: len.clone(), vector: false };
        let indices = Source::Enumerate(Box::new(Source::Range { from: None, len }));
        let number = Shape::Scalar(Float::Unknown);
        Some(self.filled(made, Some(tokens), number, element, indices, &call.args[0], site))
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
        collect_idents(quote!(#array #compare), &mut taken);
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

    /// An array with what a function makes of each item. What is `made` first holds elements of the shape `start`; where those that are stored are others, it is blank instead.
    #[allow(clippy::too_many_arguments)]
    fn filled(
        &mut self,
        made: Op,
        len: Option<TokenStream>,
        start: Shape,
        element: Option<&Type>,
        items: Source,
        step: &Expr,
        site: Site,
    ) -> Flow<Tree<Operand>> {
        let shape = Shape::Array(Box::new(Shape::Scalar(Float::Unknown)));
        let begins = self.stmts.len();
        let view = self.new_place(made, shape, site);
        let value = &mut self.func.values[view.root().0];
        value.activity = Activity::Active;
        value.mutable = true;
        value.hint = Hint::User("made".to_owned());
        let names = super::opaque::assigned_in(step);
        let mut stored = Shape::Scalar(Float::Unknown);
        self.each(Pipeline::of(items), &names, &[], None, site, &mut |this, item| {
            let Tree::Tuple(mut parts) = item else { return None };
            let item = parts.pop()?;
            let Some(Tree::Leaf(index)) = parts.pop() else { return None };
            let (value, shape) = this.element_of(step, item, element)?;
            stored = shape;
            let to = View { mode: Mode::Place, ..view.then(Step::Index(index)) };
            this.push(Pattern::none(), Op::Store { to, value }, site);
            Some(())
        })?;
        let number = |shape: &Shape| matches!(shape, Shape::Scalar(_));
        let fits = number(&start) && number(&stored) || start == stored && stored != Shape::Unknown;
        if !fits {
            let Some(len) = &len else { return Some(self.fail(&catalogue::ARRAY_LENGTH, site)) };
            let tokens = quote_spanned!(site.ours()=> ::core::array::from_fn::<_, { #len }, _>(|_| ::core::default::Default::default()));
            let blank = Operand::Const(Const { tokens, number: None, atomic: true });
            if let StmtKind::Let { op, .. } = &mut self.stmts[begins].kind {
                *op = Op::Use(blank);
            }
        }
        if let (Some(place), false) = (&mut self.func.values[view.root().0].place, number(&stored)) {
            place.shape = Shape::Array(Box::new(stored));
        }
        self.movable.insert(view.root());
        let made = Tree::Leaf(Operand::of_view(view));
        self.note_type(&made, len.map(|len| syn::parse_quote!([_; #len])));
        Some(made)
    }

    /// What a function makes of an item, and its shape.
    fn element_of(&mut self, step: &Expr, item: Tree<Operand>, ty: Option<&Type>) -> Flow<(Operand, Shape)> {
        let site = step.site();
        let told = ty.and_then(|ty| shape(self.declared.seen_through(ty), &Generics::default()));
        let number = matches!(told, Some(Shape::Scalar(_)));
        let value = self.apply(step, vec![item])?;
        let value = match self.valued(value, site) {
            Tree::Tuple(elements) => Tree::Leaf(Operand::of_view(self.whole_tuple(elements, site))),
            value => value,
        };
        match value {
            Tree::Leaf(Operand::View(view)) if view.mode == Mode::Place && view.steps.is_empty() => {
                let shape = self.func.shape(&view);
                Some((view.base, shape))
            }
            Tree::Leaf(Operand::Value(id)) if !number && self.is_call(id) && !self.func.value(id).float.is_known() => {
                // It may be anything.
                let shape = told.unwrap_or(Shape::Unknown);
                self.make_place(id, shape.clone());
                Some((Operand::Value(id), shape))
            }
            Tree::Leaf(leaf @ (Operand::Value(_) | Operand::Const(_) | Operand::Number(_))) => {
                let float = self.func.float(&leaf);
                let shape = told.filter(|_| self.func.activity(&leaf) == Activity::Constant);
                Some((leaf, shape.unwrap_or(Shape::Scalar(float))))
            }
            _ => {
                self.fail(&catalogue::CLOSURE, site);
                None
            }
        }
    }
}
