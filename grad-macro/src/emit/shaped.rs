//! The companions of functions with arrays, slices and vectors among their arguments or results.
//!
//! Here `f_grad_into` holds the code, and `f_grad` calls it with new buffers. What other annotated functions call is a pullback that
//! holds no borrow: it is lent the arguments again, with the places that their cotangents are added to
//! (`grad-runtime/src/lend.rs`). `f_vjp` wraps that for users.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Type;

use super::code::inlined;
use super::companions::{Body, Companions, bare_or_tuple, comment, gradient_name};
use super::graph::PullbackShape;
use crate::ir::{
    Activity, End, Float, Hint, Holder, Lent, Mode, Op, Operand, Pattern, Place, Region, Shape, Stmt, StmtKind, Tree,
    ValueId, View, visit,
};
use crate::reverse::reread::read_again;
use crate::reverse::stored::store_numbers;
use crate::reverse::{Gradient, Reversed};
use crate::signature::{Param, is_mutable_reference};
use crate::types::{self, Class, tangent};

/// What the pullback needs to be handed for an argument.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing, and it gives nothing back.
    Constant,
    /// A constant behind a reference.
    LentConstant,
    /// Nothing, and it gives the gradient back.
    ByValue,
    /// The argument again, and a place to add to.
    Shared,
    /// The same, where the argument is a view of an array that is taken by value, and so is the place.
    View,
    /// The cotangent in, the gradient out.
    Exclusive,
}

impl Companions<'_> {
    /// Whether the function needs these companions.
    pub(super) fn is_shaped(&self, reversed: &Reversed) -> bool {
        self.within.of_trait || self.has_places() || self.borrows(reversed) || self.holds_constants(reversed)
    }

    /// Whether there is an array among the active arguments or in the result.
    pub(super) fn has_places(&self) -> bool {
        let plain = matches!(&self.signature.result_shape, Tree::Leaf(Shape::Scalar(_)));
        !plain || self.signature.params.iter().any(|param| param.active && param.place.is_some())
    }

    /// Whether going back looks at a constant behind a reference.
    fn borrows(&self, reversed: &Reversed) -> bool {
        let region = Region { stmts: reversed.backward.clone(), end: End::Diverge };
        let used = visit::used_values(&region);
        let params = self.signature.params.iter().zip(&reversed.func.params);
        params.into_iter().any(|(param, id)| {
            let lent = is_reference(&param.ty) && !is_mutable_reference(&param.ty) || types::is_view(&param.ty);
            !param.active && lent && used.contains(id)
        })
    }

    pub(super) fn kind(&self, param: &Param) -> Kind {
        match (param.active, &param.place) {
            (false, _)
                if is_reference(&param.ty) && !is_mutable_reference(&param.ty) && is_named(referred(&param.ty)) =>
            {
                Kind::LentConstant
            }
            (false, _) if types::is_view(&param.ty) => Kind::LentConstant,
            (false, _) => Kind::Constant,
            (true, _) if types::is_view(&param.ty) => Kind::View,
            (true, None) => Kind::ByValue,
            (true, Some(place)) => match place.holder {
                Holder::Owned => Kind::ByValue,
                Holder::Shared => Kind::Shared,
                Holder::Exclusive | Holder::Optional => Kind::Exclusive,
            },
        }
    }

    /// Whether whoever calls it lends it the store: who is called with numbers only may not be.
    pub(super) fn is_lent_store(&self) -> bool {
        self.signature.params.iter().any(|param| !matches!(self.kind(param), Kind::Constant | Kind::ByValue))
    }

    /// Whether an argument of unknown type has the lengths and the variants that it had at entry: parts of it may have been moved away by the
    /// end. What is behind a mutable reference is all there, and may be something else by then.
    fn is_intact(&self, param: &Param) -> bool {
        let unknown = param.place.as_ref().is_some_and(|place| place.shape == Shape::Unknown);
        unknown && !param.mutable && self.kind(param) != Kind::Exclusive
    }

    pub(super) fn has_gradient(&self) -> bool {
        matches!(&self.signature.result_shape, Tree::Leaf(Shape::Scalar(_)))
    }

    /// All companions.
    pub(super) fn shaped(&self, reversed: &Reversed) -> Result<TokenStream, String> {
        let core = self.core_body(reversed)?;
        let into = if self.has_gradient() { Some(self.grad_into_body(reversed)?) } else { None };
        Ok(self.assemble_shaped(into.as_ref(), &core, self.holds_constants(reversed), None))
    }

    /// The same without bodies.
    pub(super) fn shaped_stubs(&self) -> TokenStream {
        let body = |tokens: TokenStream| Body { tokens, text: String::new() };
        let blanks = self.takes_store().then(|| quote!(, _));
        let core = body(quote!((::core::unreachable!(), |_, _ #blanks| ::core::unreachable!())));
        let into = self.has_gradient().then(|| body(quote!(::core::unreachable!())));
        self.assemble_shaped(into.as_ref(), &core, false, None)
    }

    /// Whether the pullback may hold references to constants.
    pub(super) fn holds_constants(&self, reversed: &Reversed) -> bool {
        let constant_reference = self.signature.params.iter().any(|param| self.kind(param) == Kind::LentConstant);
        let holds = constant_reference && super::held::may_hold_references(reversed);
        holds && self.names_lifetimes() && !self.within.of_trait || self.hands_over_borrows()
    }

    /// Whether an argument that is taken by value is a borrow, which the pullback holds then.
    pub(super) fn hands_over_borrows(&self) -> bool {
        let mut types = self.signature.params.iter().map(|param| &param.ty);
        types.any(holds_reference) && self.names_lifetimes() && !self.within.of_trait
    }

    /// `f_grad_into`: both halves, adding to the caller's buffers.
    fn grad_into_body(&self, reversed: &Reversed) -> Result<Body, String> {
        let reversed = reversed.of_one.as_deref().unwrap_or(reversed);
        let mut func = reversed.func.clone();
        let site = crate::site::Site::call_site();
        let mut stmts = vec![comment("forward")];
        stmts.extend(reversed.forward.clone());
        stmts.push(comment("backward"));
        let mut after = Vec::new();
        let mut inputs = Vec::new();
        for ((param, id), gradient) in self.signature.params.iter().zip(func.params.clone()).zip(&reversed.gradients) {
            if matches!(gradient, Gradient::Constant) {
                continue;
            }
            let name = self.buffer_name(&param.spelled()).to_string();
            let direct = self.kind(param) == Kind::Shared;
            let buffer = match gradient {
                Gradient::Place(shadow) if direct => {
                    if let Some(place) = &mut func.values[shadow.0].place {
                        place.holder = Holder::Exclusive;
                    }
                    func.values[shadow.0].hint = Hint::User(name);
                    *shadow
                }
                _ => {
                    let buffer = func.fresh(Hint::User(name), site, Float::Unknown, Activity::Active);
                    func.values[buffer.0].place =
                        Some(crate::ir::Place { shape: Shape::Unknown, holder: Holder::Exclusive });
                    buffer
                }
            };
            match gradient {
                Gradient::Place(shadow) if !direct => {
                    if let Some(place) = &mut func.values[shadow.0].place {
                        place.holder = Holder::Owned;
                    }
                    func.values[shadow.0].mutable = true;
                    let zeros = let_one(*shadow, Op::Of { name: "zeros_like", place: View::whole(id) });
                    if self.is_intact(param) {
                        stmts.insert(1, zeros)
                    } else {
                        stmts.push(zeros)
                    }
                    let args = vec![Operand::of_view(View::whole(*shadow).with_mode(Mode::Shared))];
                    let op = Op::Into { name: "add", place: View::whole(buffer), args };
                    after.push(effect(op));
                }
                Gradient::Value(value) => {
                    let to = View::whole(buffer);
                    after.push(effect(Op::Update { to, symbol: "+", value: value.clone() }));
                }
                _ => {}
            }
            inputs.push(buffer);
        }
        stmts.extend(reversed.backward.clone());
        stmts.extend(after);
        let mut region = Region { stmts, end: End::Yield(reversed.values.clone()) };
        let seeds = &reversed.seeds;
        visit::region_operands(&mut region, &mut |operand| {
            if operand.value().is_some_and(|id| seeds.contains(&id)) {
                *operand = Operand::Number(1.0);
            }
        });
        func.params.extend(inputs);
        let private = self.private;
        let mut body = self.write(&mut func, region, &[], |end| self.result_value(end))?;
        let checks: Vec<TokenStream> = (self.signature.active())
            .filter(|param| buffer_is_slice(&param.ty))
            .map(|param| {
                let (name, buffer) = (&param.ident, self.buffer_name(&param.spelled()));
                let text = name.to_string();
                let name = self.located(name);
                quote!(#private check_buffer(&*#name, &*#buffer, #text);)
            })
            .collect();
        let tokens = body.tokens;
        body.tokens = quote!(#(#checks)* #tokens);
        Ok(body)
    }

    /// The result from its leaves.
    fn result_value(&self, leaves: &[TokenStream]) -> TokenStream {
        let mut leaves = leaves.iter();
        tree_of(&self.signature.result_shape, &mut leaves)
    }

    /// What others call: the forward half, and a closure with the backward half.
    pub(super) fn core_body(&self, reversed: &Reversed) -> Result<Body, String> {
        let mut func = reversed.func.clone();
        let site = crate::site::Site::call_site();
        let mut stmts = vec![comment("forward")];
        let (mut forward, mut backward) = (reversed.forward.clone(), reversed.backward.clone());
        if self.takes_store() {
            store_numbers(&mut func, &mut forward, &mut backward);
        }
        let lent = self.signature.params.iter().zip(&func.params).zip(&reversed.gradients);
        let lent = lent.filter(|((param, _), gradient)| {
            self.kind(param) == Kind::Shared && matches!(gradient, Gradient::Place(_))
        });
        let lent: Vec<ValueId> = lent.map(|((_, id), _)| *id).collect();
        read_again(&mut func, &forward, &mut backward, &lent);
        stmts.extend(forward);
        let (mut first, mut last) = (Vec::new(), Vec::new());
        let mut lends = Vec::new();
        let mut ends = Vec::new();
        for ((param, id), gradient) in self.signature.params.iter().zip(func.params.clone()).zip(&reversed.gradients) {
            lends.push(match (self.kind(param), gradient) {
                (Kind::Shared, Gradient::Place(shadow)) => {
                    let slice = buffer_is_slice(&param.ty);
                    if !slice && let Some(place) = &mut func.values[shadow.0].place {
                        place.holder = Holder::Exclusive;
                    }
                    Lent::Shared { place: id, cotangent: *shadow, slice }
                }
                (Kind::View, Gradient::Place(_)) => {
                    let wanted = func.fresh(Hint::User("wanted".to_owned()), site, Float::Not, Activity::Constant);
                    func.values[wanted.0].place = Some(Place { shape: Shape::Unknown, holder: Holder::Owned });
                    Lent::View { place: id, wanted }
                }
                (Kind::Exclusive, Gradient::Place(shadow)) => Lent::Exclusive { cotangent: *shadow },
                (Kind::LentConstant, _) => Lent::Constant { id, view: types::is_view(&param.ty) },
                _ => Lent::Held,
            });
            match gradient {
                Gradient::Constant => {
                    let private = self.private;
                    ends.push(constant(quote!(#private Constant)));
                }
                Gradient::Value(value) => ends.push(value.clone()),
                Gradient::Place(shadow) if self.kind(param) == Kind::ByValue => {
                    if let Some(place) = &mut func.values[shadow.0].place {
                        place.holder = Holder::Owned;
                    }
                    func.values[shadow.0].mutable = true;
                    let shape = func.fresh(Hint::User("shape".to_owned()), site, Float::Not, Activity::Constant);
                    let remember = let_one(shape, Op::Of { name: "shape_of", place: View::whole(id) });
                    if self.is_intact(param) {
                        stmts.insert(1, remember)
                    } else {
                        stmts.push(remember)
                    }
                    // Whoever gets it adds it to something, or settles it.
                    first.push(let_one(*shadow, Op::Blank(Operand::Value(shape))));
                    ends.push(Operand::Value(*shadow));
                }
                Gradient::Place(shadow) => {
                    if let Some(Lent::View { wanted, .. }) = lends.last() {
                        if let Some(place) = &mut func.values[shadow.0].place {
                            place.holder = Holder::Owned;
                        }
                        func.values[shadow.0].mutable = true;
                        first.push(let_one(*shadow, Op::Of { name: "zeros_like", place: View::whole(id) }));
                        let args = vec![Operand::of_view(View::whole(*shadow).with_mode(Mode::Shared))];
                        last.push(effect(Op::Into { name: "add_wanted", place: View::whole(*wanted), args }));
                    }
                    ends.push(constant(quote!(())));
                }
            }
        }
        stmts.push(comment("backward"));
        first.extend(backward);
        first.extend(last);
        let answer = func.fresh(Hint::Temp, site, Float::Not, Activity::Constant);
        first.push(let_one(answer, Op::Tuple(ends)));
        let ends = vec![Operand::Value(answer)];
        let pullback = func.fresh(Hint::User("pullback".to_owned()), site, Float::Not, Activity::Constant);
        let body = Box::new(Region { stmts: first, end: End::Yield(ends) });
        let seed = self.seed_pattern(&reversed.seeds);
        let types = Some([self.seed_type(), self.lend_types()]);
        stmts.push(let_one(pullback, Op::Closure { seed, lends, types, body }));
        let mut end = reversed.values.clone();
        end.push(Operand::Value(pullback));
        let region = Region { stmts, end: End::Yield(end) };
        self.write_closure(&mut func, region, |end| {
            let (pullback, leaves) = end.split_last().expect("the pullback comes last");
            let value = self.result_value(leaves);
            quote!((#value, #pullback))
        })
    }

    /// Whether there is no result.
    pub(super) fn gives_nothing(&self) -> bool {
        matches!(self.function.sig.output, syn::ReturnType::Default)
            || matches!(&self.signature.result_shape, Tree::Tuple(elements) if elements.is_empty())
    }

    pub(super) fn seed_pattern(&self, seeds: &[ValueId]) -> Pattern {
        let mut seeds = seeds.iter();
        fn tree(shape: &Tree<Shape>, seeds: &mut std::slice::Iter<ValueId>) -> Tree<Option<ValueId>> {
            match shape {
                Tree::Leaf(_) => Tree::Leaf(seeds.next().copied()),
                Tree::Tuple(elements) => Tree::Tuple(elements.iter().map(|element| tree(element, seeds)).collect()),
            }
        }
        Pattern::Tree(tree(&self.signature.result_shape, &mut seeds))
    }

    /// What the pullback gives back, argument by argument.
    fn per_argument_shaped(&self, mut given: impl FnMut(&Param) -> TokenStream) -> TokenStream {
        let private = self.private;
        let entries = self.signature.params.iter().map(|param| match self.kind(param) {
            Kind::ByValue => given(param),
            Kind::Shared | Kind::View | Kind::Exclusive => quote!(()),
            Kind::Constant | Kind::LentConstant => quote!(#private Constant),
        });
        quote!((#(#entries,)*))
    }

    /// For each argument, whether a caller has to keep a constant one to lend it again.
    pub(super) fn kinds(&self, name: &Ident, lends: bool) -> TokenStream {
        let (private, vis) = (self.private, &self.function.vis);
        let marks: Vec<TokenStream> = (self.signature.params.iter())
            .map(|param| match self.kind(param) {
                Kind::LentConstant | Kind::Shared | Kind::View if lends => quote!(#private KeepsReference),
                _ => quote!(#private KeepsNothing),
            })
            .collect();
        let declared = self.within.declared;
        let inline = (!declared).then(|| quote!(#[inline]));
        let body = if declared { quote!(;) } else { quote!({ (#(#marks,)*) }) };
        let of_trait = self.within.of_trait;
        let bound = (of_trait && declared).then(|| quote!(where Self: ::core::marker::Sized));
        // Where the type has no name: the same by a value of it.
        let method = self.signature.params.iter().any(|param| param.receiver.is_some());
        let of_value = method.then(|| {
            let name = format_ident!("{name}_by_value");
            quote! {
                #[doc(hidden)]
                #inline
                #[allow(dead_code, clippy::all, clippy::pedantic)]
                #vis fn #name(&self) -> (#(#marks,)*) #bound #body
            }
        });
        quote! {
            #[doc(hidden)]
            #inline
            #[allow(dead_code, clippy::all, clippy::pedantic)]
            #vis fn #name() -> (#(#marks,)*) #bound #body
            #of_value
        }
    }

    pub(super) fn lend_types(&self) -> TokenStream {
        let private = self.private;
        let generics = &self.signature.generics;
        let types = self.signature.params.iter().map(|param| match (self.kind(param), &param.ty) {
            (Kind::LentConstant, ty) => {
                let inner = for_a_call(referred(ty));
                quote!(#private Lent<'_, #inner>)
            }
            (Kind::View, ty) => {
                let view = for_a_call(ty);
                quote!(#private Shared<'_, #view, #private rules::Changed<'_, #view>>)
            }
            (Kind::Shared, ty) => {
                let inner = referred(ty);
                let cotangent = slot(inner, generics, private, false);
                quote!(#private Shared<'_, #inner, #cotangent>)
            }
            (Kind::Exclusive, ty) => {
                let cotangent = slot(referred(ty), generics, private, true);
                quote!(#private Exclusive<'_, #cotangent>)
            }
            _ => quote!(#private Held),
        });
        quote!((#(#types,)*))
    }

    /// `vjp` is the body of `f_vjp` where that is a rule, which need not be `Clone`.
    pub(super) fn assemble_shaped(
        &self,
        into: Option<&Body>,
        core: &Body,
        holds_constants: bool,
        vjp: Option<TokenStream>,
    ) -> TokenStream {
        let private = self.private;
        let sig = &self.function.sig;
        let (vis, constness, generics) = (&self.function.vis, &sig.constness, &sig.generics);
        let where_clause = &generics.where_clause;
        let (args, arg_names, turbofish) = (self.args(), self.arg_names(), self.turbofish());
        let (result, attributes) = (self.result(), self.attributes());
        let active: Vec<&Param> = self.signature.active().collect();
        let gradients: Vec<Ident> = (0..active.len()).map(gradient_name).collect();
        let bound: Vec<TokenStream> = gradients.iter().map(ToTokens::to_token_stream).collect();
        let taken = bare_or_tuple(&bound);
        let gradient_type = self.gradient_type();
        let stub = core.text.is_empty();
        let own = |name: Ident| if self.within.associated { quote!(Self::#name) } else { name.to_token_stream() };

        // f_grad and f_grad_into
        let grad_items = into.map(|into| {
            let name = self.companion_name("grad_into");
            let buffers = active.iter().map(|param| {
                let (buffer, ty) =
                    (self.buffer_name(&param.spelled()), buffer_type(&param.ty, &self.signature.generics, private));
                quote!(#buffer: &mut #ty)
            });
            let signature = quote!(#vis #constness fn #name #generics(#args #(#buffers),*) -> #result #where_clause);
            let doc = self.doc(
                &format!(
                    "The value of {}; its gradient with respect to {} is added to the last arguments.",
                    self.link(),
                    self.active_names()
                ),
                &signature,
                into,
            );
            let body = self.block(&into.tokens);
            let into_item = quote!(#doc #attributes #[track_caller] #signature #body);
            let called = own(name);
            let name = self.companion_name("grad");
            let zeros = active.iter().zip(&gradients).map(|(param, gradient)| {
                let ident = self.located(&param.ident);
                let at = if is_reference(&param.ty) { quote!(&*#ident) } else { quote!(&#ident) };
                let zeros = self.at_type(param, "zeros_like");
                quote!(let mut #gradient = #zeros(#at);)
            });
            let body = if stub {
                quote!(::core::unreachable!())
            } else {
                quote! {
                    #(#zeros)*
                    let value = #called #turbofish(#(#arg_names,)* #(&mut #gradients),*);
                    (value, #taken)
                }
            };
            let body = self.block(&body);
            let signature =
                quote!(#vis #constness fn #name #generics(#args) -> (#result, #gradient_type) #where_clause);
            let text = into.text.clone();
            let doc = self.doc_of(
                &format!("The value of {} and its gradient with respect to {}.", self.link(), self.active_names()),
                &signature,
                &text,
            );
            quote!(#into_item #doc #attributes #[track_caller] #signature #body)
        });

        // What others call.
        let keep_alive = self.mentions_primal();
        let shape = self.core_shape(holds_constants);
        let PullbackShape { generics: held_generics, args: core_args, store, pullback: pullback_type } = &shape;
        let name = self.store_name();
        let shared = self.takes_store().then(|| quote!(#private Some(&mut #name)));
        let declared = self.takes_store().then(|| quote!(let mut #name = #private Store::new();));
        let core_tokens = if stub { core.tokens.clone() } else { self.core_bridged(&core.tokens, holds_constants) };
        let keep_alive = (!stub).then_some(keep_alive);
        let core_body = self.block(&quote!(#keep_alive #core_tokens));
        let primal = |hidden: &Ident| self.calls_primal(hidden);
        let plain = self.plain_name();
        let free_core = self.within.associated || self.is_standalone();
        let (core_name, core_item) = if free_core {
            let name = super::expr::hidden_name(&plain, "vjp", Span::call_site());
            let primal = primal(&super::expr::hidden_name(&plain, "primal", Span::call_site()));
            let kinds = self.kinds(&super::expr::hidden_name(&plain, "kinds", Span::call_site()), true);
            let item = quote! {
                #primal
                #kinds
                #[doc(hidden)] #[allow(dead_code)] #attributes
                #vis fn #name #held_generics(#core_args #store) -> (#result, #pullback_type) #where_clause #core_body
            };
            (own(name), item)
        } else {
            let name = &sig.ident;
            let primal = primal(&format_ident!("primal"));
            let cfgs = self.cfgs();
            let kinds = self.kinds(&format_ident!("kinds"), true);
            let item = quote! {
                #(#cfgs)*
                #[doc(hidden)]
                #[allow(dead_code, non_camel_case_types)]
                #vis struct #name {}
                #(#cfgs)*
                #[allow(dead_code)]
                impl #name {
                    #primal
                    #kinds
                    #[doc(hidden)] #[allow(dead_code)] #attributes
                    #vis fn vjp #held_generics(#core_args #store) -> (#result, #pullback_type) #where_clause #core_body
                }
            };
            (quote!(#name::vjp), item)
        };

        // f_vjp
        let name = self.companion_name("vjp");
        let mut seeds: Vec<TokenStream> = Vec::new();
        let mut seed_types: Vec<TokenStream> = Vec::new();
        let unit = self.gives_nothing();
        let seed = self.free_name("seed".to_owned());
        if !unit {
            seeds.push(quote!(#seed));
            seed_types.push(self.seed_type());
        }
        let mut shapes = Vec::new();
        let mut made = Vec::new();
        let mut lent = Vec::new();
        let mut answer = Vec::new();
        let mut settled = Vec::new();
        if self.has_variants() {
            // The way back may look at nothing of the seed, where a variant holds nothing.
            let shape = format_ident!("shape_of_value", span = Span::mixed_site());
            shapes.push(quote!(let #shape = #private shape_of(&value);));
            made.push(quote!(#private check_result_seed(&#seed, &#shape);));
        }
        let mut at = 0;
        for param in &self.signature.params {
            let ident = self.located(&param.ident);
            let kind = self.kind(param);
            let gradient = gradients.get(at).cloned();
            if param.active {
                at += 1;
            }
            match (kind, gradient) {
                (Kind::Shared, Some(gradient)) => {
                    let zeros = self.at_type(param, "zeros_like");
                    made.push(quote!(let mut #gradient = #zeros(#ident);));
                    lent.push(quote!(#private lend(#ident, &mut #gradient)));
                    answer.push(quote!(_));
                }
                (Kind::Exclusive, Some(gradient)) => {
                    let shape = format_ident!(
                        "shape_of_{}",
                        crate::emit::companions::plain(&param.ident),
                        span = Span::mixed_site()
                    );
                    let text = param.spelled().to_string();
                    let shape_of = self.at_type(param, "shape_of");
                    shapes.push(quote!(let #shape = #shape_of(&*#ident);));
                    seeds.push(quote!(mut #gradient));
                    seed_types.push(tangent(&param.ty, &self.signature.generics, private));
                    made.push(quote!(#private check_seed(&#gradient, &#shape, #text);));
                    lent.push(quote!(#private lend_mut(&mut #gradient)));
                    answer.push(quote!(_));
                }
                (Kind::ByValue, Some(gradient)) => {
                    lent.push(quote!(#private Held));
                    answer.push(quote!(mut #gradient));
                    settled.push(quote!(#private settle(&mut #gradient);));
                }
                (Kind::View, Some(gradient)) => {
                    let zeros = self.at_type(param, "zeros_like");
                    made.push(quote!(let mut #gradient = #zeros(&#ident);));
                    lent.push(quote!(#private lend(&#ident, &mut #gradient.view_mut())));
                    answer.push(quote!(_));
                }
                (Kind::LentConstant, _) => {
                    let at = if is_reference(&param.ty) { ident.to_token_stream() } else { quote!(&#ident) };
                    lent.push(quote!(#private Lent(#at)));
                    answer.push(quote!(_));
                }
                _ => {
                    lent.push(quote!(#private Held));
                    answer.push(quote!(_));
                }
            }
        }
        let inner_seed = if unit { quote!(()) } else { quote!(#seed) };
        let passed = self.passed_names();
        let inlined = inlined();
        let body = if stub {
            let blanks = seeds.iter().map(|_| quote!(_));
            quote!((::core::unreachable!(), |#(#blanks),*| ::core::unreachable!()))
        } else if let Some(vjp) = &vjp {
            vjp.clone()
        } else {
            quote! {
                #declared
                let (value, pullback) = #core_name #turbofish(#(#passed,)* #shared);
                #(#shapes)*
                (value, #inlined move |#(#seeds),*| {
                    #(#made)*
                    let (#(#answer,)*) = pullback(#inner_seed, (#(#lent,)*), #shared);
                    #(#settled)*
                    #taken
                })
            }
        };
        let named = self.signature.active().find(|param| param.class == Class::Named);
        let span = named.map_or_else(Span::call_site, |param| crate::site::Sited::site(&param.ty).ours());
        let vjp_generics = self.named_generics();
        let vjp_args = self.named_args();
        let user_captures = self.user_captures();
        let (repeats, repeats_shown) = match vjp {
            Some(_) => (None, None),
            None => (Some(quote!(+ #private Clone)), Some(quote!(+ Clone))),
        };
        let closure = quote::quote_spanned!(span=> impl #private FnOnce(#(#seed_types),*) -> #gradient_type #repeats #user_captures);
        let signature = quote!(#vis fn #name #vjp_generics(#vjp_args) -> (#result, #closure) #where_clause);
        let shown = quote!(#vis fn #name #generics(#args) -> (#result, impl FnOnce(#(#seed_types),*) -> #gradient_type #repeats_shown) #where_clause);
        let doc = self.doc(
            &format!(
                "The value of {} and its pullback: from the cotangent of the value to the gradient with respect to {}.",
                self.link(),
                self.active_names()
            ),
            &shown,
            core,
        );
        let body = self.block(&body);
        let vjp_item = quote!(#doc #attributes #signature #body);
        let untraced = if stub && !self.within.of_trait { TokenStream::new() } else { self.untraced(&shape) };
        quote!(#grad_items #vjp_item #core_item #untraced)
    }

    /// The body of the core; a function that calls itself boxes its pullback.
    pub(super) fn core_bridged(&self, body: &TokenStream, holds_constants: bool) -> TokenStream {
        if !self.recursive {
            return body.clone();
        }
        let (generics, private) = (&self.signature.generics, self.private);
        let all = self.per_argument_shaped(|param| tangent(&param.ty, generics, private));
        let lends = self.lend_types();
        let bound = (holds_constants
            && self.named_lifetimes().first().is_some_and(|first| first.to_string() == "'lent"))
        .then(|| quote!(+ 'lent));
        let boxed = self.boxed(&quote!(both.1), &self.seed_type(), &lends, &all, bound.as_ref());
        quote! {
            let both = { #body };
            (both.0, #boxed)
        }
    }

    /// How the core is declared.
    pub(super) fn core_shape(&self, holds_constants: bool) -> PullbackShape {
        let (own_generics, private) = (&self.signature.generics, self.private);
        let all = self.per_argument_shaped(|param| tangent(&param.ty, own_generics, private));
        let (seed_type, lends) = (self.seed_type(), self.lend_types());
        let captures = self.core_captures(holds_constants);
        let (generics, args) = self.hidden(&self.held_generics(holds_constants), &self.core_args(holds_constants));
        let store_type = self.store_type();
        let name = self.store_name();
        PullbackShape {
            generics,
            args,
            store: store_type.as_ref().map(|ty| quote!(#name: #ty)),
            pullback: quote!(impl #private FnOnce(#seed_type, #lends, #store_type) -> #all + #private Clone #captures),
        }
    }

    /// A helper, located at an argument's type, so that rustc's errors about that are one.
    pub(super) fn at_type(&self, param: &Param, helper: &str) -> TokenStream {
        let span = crate::site::Sited::site(referred(&param.ty)).ours();
        let (private, helper) = (super::expr::spanned(self.private, span), Ident::new(helper, span));
        quote::quote_spanned!(span=> #private #helper)
    }

    /// The pullback of `f_vjp` borrows what is behind shared references, and nothing that the function may change.
    pub(super) fn user_captures(&self) -> TokenStream {
        if self.has_unnamed_types() {
            return TokenStream::new();
        }
        self.captured(self.named_lifetimes(), self.generic_names()).unwrap_or_default()
    }

    /// `'lent` for arguments behind shared references, and the function's own lifetimes.
    pub(super) fn named_lifetimes(&self) -> Vec<TokenStream> {
        let mut lifetimes: Vec<TokenStream> = Vec::new();
        if self.signature.params.iter().any(|param| needs_lifetime(&param.ty)) {
            lifetimes.push(quote!('lent));
        }
        lifetimes.extend(self.function.sig.generics.lifetimes().map(|lifetime| lifetime.lifetime.to_token_stream()));
        lifetimes
    }

    /// Whether borrows that a pullback may hold get a name: where all it may mention can be named.
    pub(super) fn names_lifetimes(&self) -> bool {
        !self.within.associated || self.within.parameters.is_some()
    }

    pub(super) fn named_generics(&self) -> TokenStream {
        let mut generics = self.function.sig.generics.clone();
        if self.names_lifetimes() && self.signature.params.iter().any(|param| needs_lifetime(&param.ty)) {
            generics.params.insert(0, syn::parse_quote!('lent));
        }
        let params = &generics.params;
        quote!(<#params>)
    }

    pub(super) fn named_args(&self) -> TokenStream {
        if !self.names_lifetimes() {
            return self.args();
        }
        self.args_with(&|param| with_lifetime(&param.ty))
    }

    fn core_args(&self, held: bool) -> TokenStream {
        if !held {
            return self.args();
        }
        self.args_with(&|param| {
            let held = self.kind(param) == Kind::LentConstant || holds_reference(&param.ty);
            if held { with_lifetime(&param.ty) } else { param.ty.to_token_stream() }
        })
    }

    fn held_generics(&self, held: bool) -> TokenStream {
        if held {
            return self.named_generics();
        }
        self.function.sig.generics.to_token_stream()
    }

    /// The pullback that others keep holds no borrow, but of constants if it must.
    fn core_captures(&self, held: bool) -> TokenStream {
        let lifetimes = if held { self.named_lifetimes() } else { Vec::new() };
        self.captured(lifetimes, self.hidden_names()).unwrap_or_default()
    }

    /// The arguments as they are handed on: mutable references by reborrowing.
    pub(super) fn passed_names(&self) -> Vec<TokenStream> {
        self.signature
            .params
            .iter()
            .map(|param| {
                let ident = self.located(&param.ident);
                if is_mutable_reference(&param.ty) { quote!(&mut *#ident) } else { ident.to_token_stream() }
            })
            .collect()
    }

    /// Whether the result may be an enum or hold one.
    fn has_variants(&self) -> bool {
        fn any(shape: &Shape) -> bool {
            match shape {
                Shape::Unknown | Shape::Option { .. } => true,
                Shape::Scalar(_) | Shape::Matrix(_) => false,
                Shape::Array(element) | Shape::Vector(element) => any(element),
                Shape::Tuple(elements) => elements.iter().any(any),
            }
        }
        self.signature.result_shape.leaves().into_iter().any(any)
    }

    /// The tangent of the result.
    pub(super) fn seed_type(&self) -> TokenStream {
        let generics = &self.signature.generics;
        self.signature.result.as_ref().map_or_else(|| quote!(()), |ty| tangent_of_result(ty, generics, self.private))
    }
}

pub(super) fn let_one(id: ValueId, op: Op) -> Stmt {
    let kind = StmtKind::Let { pattern: Pattern::one(id), op };
    Stmt { kind, site: crate::site::Site::call_site(), generated: true }
}

fn constant(tokens: TokenStream) -> Operand {
    Operand::Const(crate::ir::Const { tokens, number: None, atomic: true })
}

fn effect(op: Op) -> Stmt {
    let kind = StmtKind::Let { pattern: Pattern::none(), op };
    Stmt { kind, site: crate::site::Site::call_site(), generated: true }
}

fn tree_of(shape: &Tree<Shape>, leaves: &mut std::slice::Iter<TokenStream>) -> TokenStream {
    match shape {
        Tree::Leaf(_) => leaves.next().cloned().unwrap_or_else(|| quote!(::core::unreachable!())),
        Tree::Tuple(elements) => {
            let elements: Vec<TokenStream> = elements.iter().map(|element| tree_of(element, leaves)).collect();
            match elements.as_slice() {
                [one] => quote!((#one,)),
                _ => quote!((#(#elements),*)),
            }
        }
    }
}

pub(super) fn is_reference(ty: &Type) -> bool {
    match ty {
        Type::Paren(inner) => is_reference(&inner.elem),
        Type::Group(inner) => is_reference(&inner.elem),
        Type::Reference(_) => true,
        _ => false,
    }
}

/// No `dyn Trait`, whose bounds cannot be seen.
fn is_named(ty: &Type) -> bool {
    let mut found = std::collections::HashSet::new();
    crate::lower::collect_idents(ty.to_token_stream(), &mut found);
    !found.contains("dyn") && !found.contains("impl")
}

/// What a reference refers to.
fn referred(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => referred(&inner.elem),
        Type::Group(inner) => referred(&inner.elem),
        Type::Reference(reference) => &reference.elem,
        ty => ty,
    }
}

/// A shared reference without a lifetime of its own.
fn needs_lifetime(ty: &Type) -> bool {
    match ty {
        Type::Paren(inner) => needs_lifetime(&inner.elem),
        Type::Group(inner) => needs_lifetime(&inner.elem),
        Type::Reference(reference) => reference.lifetime.is_none() && reference.mutability.is_none(),
        Type::Path(_) if types::is_view(ty) => !types::names_lifetime(ty),
        Type::Path(path) => option_of_reference(path).is_some_and(|reference| reference.lifetime.is_none()),
        _ => false,
    }
}

/// `Option<&T>`: `&T`
fn option_of_reference(path: &syn::TypePath) -> Option<&syn::TypeReference> {
    crate::types::option_of(path).filter(|(_, reference)| *reference)?;
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(Type::Reference(reference)) => Some(reference),
        _ => None,
    }
}

/// Whether an argument is taken by value and holds a reference all the same, which its pullback holds then.
fn holds_reference(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if option_of_reference(path).is_some())
}

/// The type of a view with any lifetime, which is that of one call of the pullback.
fn for_a_call(ty: &Type) -> Type {
    match ty {
        Type::Path(path) if types::is_view(ty) => Type::Path(types::of_any_lifetime(path)),
        ty => ty.clone(),
    }
}

fn with_lifetime(ty: &Type) -> TokenStream {
    match ty {
        Type::Paren(inner) => with_lifetime(&inner.elem),
        Type::Group(inner) => with_lifetime(&inner.elem),
        Type::Path(path) if types::is_view(ty) && needs_lifetime(ty) => {
            types::with_lifetime(path, &syn::parse_quote!('lent)).to_token_stream()
        }
        Type::Reference(reference) if reference.lifetime.is_none() && reference.mutability.is_none() => {
            let elem = &reference.elem;
            quote!(&'lent #elem)
        }
        Type::Path(path) if needs_lifetime(ty) => {
            let mut path = path.clone();
            let inner = option_of_reference(&path).map(|reference| reference.elem.clone());
            if let Some(last) = path.path.segments.last_mut() {
                last.arguments = syn::PathArguments::AngleBracketed(syn::parse_quote!(<&'lent #inner>));
            }
            path.to_token_stream()
        }
        ty => ty.to_token_stream(),
    }
}

/// `[T]`, `Vec<T>`: `T`.
fn elements(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Paren(inner) => elements(&inner.elem),
        Type::Group(inner) => elements(&inner.elem),
        Type::Slice(slice) => Some(&slice.elem),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            match (last.ident == "Vec", arguments.args.first()) {
                (true, Some(syn::GenericArgument::Type(ty))) => Some(ty),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether the cotangent is handed over as a slice.
pub(super) fn buffer_is_slice(ty: &Type) -> bool {
    elements(referred(ty)).is_some()
}

/// The type of the place that a cotangent is added to.
fn slot(ty: &Type, generics: &syn::Generics, private: &TokenStream, whole: bool) -> TokenStream {
    let is_vector = matches!(ty, Type::Path(_));
    match elements(ty) {
        Some(element) if !(whole && is_vector) => {
            let element = tangent(element, generics, private);
            quote!([#element])
        }
        _ => tangent(ty, generics, private),
    }
}

/// The type of a caller's buffer.
fn buffer_type(ty: &Type, generics: &syn::Generics, private: &TokenStream) -> TokenStream {
    slot(referred(ty), generics, private, false)
}

/// The tangent of a result: numbers in a tuple are of their own types.
fn tangent_of_result(ty: &Type, generics: &syn::Generics, private: &TokenStream) -> TokenStream {
    match ty {
        Type::Paren(inner) => tangent_of_result(&inner.elem, generics, private),
        Type::Group(inner) => tangent_of_result(&inner.elem, generics, private),
        Type::Tuple(tuple) => {
            let elements: Vec<TokenStream> =
                tuple.elems.iter().map(|ty| tangent_of_result(ty, generics, private)).collect();
            match elements.as_slice() {
                [one] => quote!((#one,)),
                _ => quote!((#(#elements),*)),
            }
        }
        ty => tangent(ty, generics, private),
    }
}
