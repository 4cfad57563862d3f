//! The functions that stand beside the annotated one.
//!
//! - `f_grad(args) -> (value, gradients)` and `f_vjp(args) -> (value, pullback)`, for the user.
//! - What other annotated functions call. Functions live in the value namespace; beside a free function stands a type
//!   of the same name, so that one `use other::f;` imports both. An associated function has a hidden sibling instead.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericParam, ItemFn, Type};

use super::code::{Code, inlined, to_text, to_tokens};
use super::expr::{SIBLING, hidden_name, spanned};
use super::graph::PullbackShape;
use super::inner::Inner;
use super::text::tidy;
use super::unnamed::named;
use super::{Emitter, Store, numbers};
use crate::ir::{End, Func, Hint, Op, Operand, Pattern, Region, Stmt, StmtKind, visit};
use crate::options::Options;
use crate::reverse::stored::uses_store;
use crate::reverse::{Gradient, Reversed};
use crate::signature::{Param, Signature};
use crate::simplify::simplify;
use crate::site::Sited;
use crate::types::{self, tangent};
use crate::verify::verify;

/// Everything that is known of the annotated function.
pub struct Companions<'a> {
    /// The function.
    pub function: &'a ItemFn,
    /// Its signature.
    pub signature: &'a Signature,
    /// The attribute's options.
    pub options: &'a Options,
    /// The path of what generated code calls.
    pub private: &'a TokenStream,
    /// What it stands in.
    pub within: Within,
    /// Items of its body.
    pub items: TokenStream,
    /// The paths of the functions that it calls.
    pub callees: Vec<TokenStream>,
    /// Whether it calls itself.
    pub recursive: bool,
    /// Whether notes are made, for a graph.
    pub recording: bool,
}

/// What a function stands in.
#[derive(Clone, Default)]
pub struct Within {
    /// Whether that is an `impl` block or a trait.
    pub associated: bool,
    /// Whether it is a member of a trait: then what callers see must follow from the signature alone.
    pub of_trait: bool,
    /// The parameters of the block or trait, if they are known.
    pub parameters: Option<Vec<TokenStream>>,
    /// Whether there is no body, and there are to be none.
    pub declared: bool,
}

/// A companion: its code, and the text of it for its documentation.
pub(super) struct Body {
    pub(super) tokens: TokenStream,
    pub(super) text: String,
}

impl<'a> Companions<'a> {
    /// Before anything is known of the body.
    pub fn new(
        function: &'a ItemFn,
        signature: &'a Signature,
        options: &'a Options,
        private: &'a TokenStream,
        within: Within,
    ) -> Companions<'a> {
        Companions {
            function,
            signature,
            options,
            private,
            within,
            items: TokenStream::new(),
            callees: Vec::new(),
            recursive: false,
            recording: false,
        }
    }

    /// The same again.
    pub(super) fn again(&self) -> Companions<'a> {
        let (within, items, callees) = (self.within.clone(), self.items.clone(), self.callees.clone());
        Companions { within, items, callees, ..*self }
    }

    /// The companions of a function that was differentiated.
    pub fn derived(&self, reversed: &Reversed) -> Result<TokenStream, String> {
        if self.is_shaped(reversed) {
            return self.shaped(reversed);
        }
        let grad = self.grad_body(reversed)?;
        let vjp = self.vjp_body(reversed)?;
        let pullback = match self.function.sig.constness {
            Some(_) => Some(self.pullback_body(reversed)?),
            None => None,
        };
        Ok(self.assemble(&grad, &vjp, pullback.as_ref()))
    }

    /// Companions with the right signatures and no bodies, so that one error does not cause others.
    pub fn stubs(&self) -> TokenStream {
        if self.within.of_trait
            || self.has_places() && self.signature.args_understood && self.signature.result_understood
        {
            return self.shaped_stubs();
        }
        let grad = Body { tokens: unreachable(), text: String::new() };
        let vjp = Body { tokens: quote!((::core::unreachable!(), |_| ::core::unreachable!())), text: String::new() };
        let pullback = self.function.sig.constness.map(|_| Body { tokens: grad.tokens.clone(), text: String::new() });
        self.assemble(&grad, &vjp, pullback.as_ref())
    }

    pub(super) fn written(&self, code: Vec<Code>) -> Body {
        Body { tokens: to_tokens(&code), text: self.shown(&code) }
    }

    fn grad_body(&self, reversed: &Reversed) -> Result<Body, String> {
        let mut func = reversed.func.clone();
        let region = grad_region(reversed);
        self.write(&mut func, region, &[], |end| {
            let (value, rest) = end.split_first().expect("the value comes first");
            let gradients = bare_or_tuple(rest);
            quote!((#value, #gradients))
        })
    }

    fn pullback_body(&self, reversed: &Reversed) -> Result<Body, String> {
        let mut func = reversed.func.clone();
        let seed = reversed.seeds[0];
        func.values[seed.0].hint = Hint::User(self.seed_name().to_string());
        let backward = Region { stmts: reversed.backward.clone(), end: End::Yield(gradients(reversed)) };
        let region = joined(reversed, backward);
        self.write(&mut func, region, &[seed], |end| {
            let gradients = end[1..].to_vec();
            self.per_argument(gradients)
        })
    }

    pub(super) fn vjp_body(&self, reversed: &Reversed) -> Result<Body, String> {
        let mut func = reversed.func.clone();
        let seed = reversed.seeds[0];
        let site = func.value(seed).site;
        func.values[seed.0].annotation = self.signature.result.as_ref().map(ToTokens::to_token_stream);
        let pullback =
            func.fresh(Hint::User("pullback".to_owned()), site, crate::ir::Float::Not, crate::ir::Activity::Constant);
        let body = Box::new(Region { stmts: reversed.backward.clone(), end: End::Yield(gradients(reversed)) });
        let mut stmts = vec![comment("forward")];
        stmts.extend(reversed.forward.clone());
        stmts.push(comment("backward"));
        stmts.push(Stmt {
            kind: StmtKind::Let {
                pattern: Pattern::one(pullback),
                op: Op::Closure { seed: Pattern::one(seed), lends: Vec::new(), types: None, body },
            },
            site,
            generated: true,
        });
        let end = End::Yield(vec![value_of(reversed), Operand::Value(pullback)]);
        self.write(&mut func, Region { stmts, end }, &[], |end| quote!((#(#end),*)))
    }

    /// Simplifies, verifies and writes a body; `finish` writes its last line.
    pub(super) fn write(
        &self,
        func: &mut Func,
        region: Region,
        inputs: &[crate::ir::ValueId],
        finish: impl Fn(&[TokenStream]) -> TokenStream,
    ) -> Result<Body, String> {
        self.write_in(Store::new(self.store_name(), false, false, uses_store(&region)), func, region, inputs, finish)
    }

    /// The same, where the store is.
    fn write_in(
        &self,
        store: Store,
        func: &mut Func,
        mut region: Region,
        inputs: &[crate::ir::ValueId],
        finish: impl Fn(&[TokenStream]) -> TokenStream,
    ) -> Result<Body, String> {
        simplify(func, &mut region, self.options);
        verify(func, &region, inputs)?;
        numbers::spell(func, &mut region, &self.float_parameters(), self.private);
        let inline = self.options.runs("inline");
        let aliases = self.aliases();
        let alias_tokens: Vec<TokenStream> = aliases.iter().map(ToTokens::to_token_stream).collect();
        let private = self.private;
        let declared: Vec<TokenStream> = store.own(private).into_iter().chain(store.taken(private)).collect();
        let recorder = self.recording.then(|| self.recorder(func));
        let emitter = Emitter::new(func, private, &alias_tokens, inline, store).recording(recorder);
        let mut code = emitter.finished_body(&region, &finish);
        let at = usize::from(matches!(code.first(), Some(Code::Comment(_))));
        code.splice(at..at, declared.into_iter().map(Code::Line));
        let text = self.shown(&code);
        let items = &self.items;
        // If a callee is not annotated, rustc's error about this name says what is missing.
        let inner = Inner::of(items);
        let imports = (self.callees.iter().zip(&aliases))
            .filter_map(|(called, alias)| inner.path(called).map(|path| quote!(use #path as #alias;)));
        let body = to_tokens(&code);
        Ok(Body { tokens: quote!(#items #(#imports)* #body), text })
    }

    /// The type parameters that stand for floats.
    pub(super) fn float_parameters(&self) -> Vec<Ident> {
        self.signature.generics.type_params().map(|param| param.ident.clone()).collect()
    }

    /// The same for a body that ends in a closure which binds parameters anew.
    pub(super) fn write_closure(
        &self,
        func: &mut Func,
        region: Region,
        finish: impl Fn(&[TokenStream]) -> TokenStream,
    ) -> Result<Body, String> {
        let lent = self.takes_store() && self.is_lent_store();
        let store = Store::new(self.store_name(), self.takes_store(), lent, uses_store(&region));
        self.write_in(store, func, region, &[], finish)
    }

    /// Whether there is an argument for the caller's store: see [`crate::ir::StoreArg`].
    pub(super) fn takes_store(&self) -> bool {
        !self.within.associated
    }

    /// What the store is called: as nothing of the user's.
    pub(super) fn store_name(&self) -> Ident {
        let mut taken = std::collections::HashSet::new();
        crate::lower::collect_idents(self.function.to_token_stream(), &mut taken);
        let mut name = "store".to_owned();
        while taken.contains(&name) || taken.contains(&format!("own_{name}")) {
            name.push('_');
        }
        Ident::new(&name, Span::mixed_site())
    }

    /// The type of the store as the last argument.
    pub(super) fn store_type(&self) -> Option<TokenStream> {
        let private = self.private;
        self.takes_store().then(|| quote!(#private Option<&mut #private Store>))
    }

    /// The name under which each called function's companion is imported.
    fn aliases(&self) -> Vec<Ident> {
        let mut aliases: Vec<Ident> = Vec::new();
        for path in &self.callees {
            let mut alias = alias(path);
            // Two callees may have one name, in different modules.
            while aliases.contains(&alias) {
                alias = format_ident!("{alias}_", span = alias.span());
            }
            aliases.push(alias);
        }
        aliases
    }

    /// The code as people want to see it: without the path of our own helpers, callees under their own names.
    fn shown(&self, code: &[Code]) -> String {
        let mut text = String::new();
        to_text(code, 1, &mut text);
        let text = text.replace(&tidy(self.private), "").replace(ALIAS, "");
        let text = numbers::shown(&self.with_self(text));
        let text = text.replace(&format!("_kinds{SIBLING}_by_value"), "_kinds");
        text.replace(&format!("_pullback{SIBLING}"), "_pullback").replace(SIBLING, "_vjp")
    }

    /// The text with `self` under its own name.
    fn with_self(&self, text: String) -> String {
        let Some(param) = self.signature.params.iter().find(|param| param.receiver.is_some()) else { return text };
        let name = param.ident.to_string();
        let whole = |c: char| c.is_alphanumeric() || c == '_';
        let mut shown = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(&name) {
            let (before, after) = (&rest[..at], &rest[at + name.len()..]);
            shown.push_str(before);
            let inside = before.ends_with(&whole) && !before.ends_with("d_") || after.starts_with(whole);
            shown.push_str(if inside { &name } else { "self" });
            rest = after;
        }
        shown + rest
    }

    pub(super) fn assemble(&self, grad: &Body, vjp: &Body, pullback: Option<&Body>) -> TokenStream {
        let (vis, constness) = (&self.function.vis, &self.function.sig.constness);
        let result = self.result();
        let gradients = self.gradient_type();
        let grad_name = self.companion_name("grad");
        let vjp_name = self.companion_name("vjp");
        let args = self.args();
        let generics = &self.function.sig.generics;
        let where_clause = &generics.where_clause;
        let attributes = self.attributes();

        let signature = quote!(#vis #constness fn #grad_name #generics(#args) -> (#result, #gradients) #where_clause);
        let doc = self.doc(
            &format!("The value of {} and its gradient with respect to {}.", self.link(), self.active_names()),
            &signature,
            grad,
        );
        let body = &grad.tokens;
        let body = self.block(body);
        let grad_item = quote!(#doc #attributes #signature #body);

        let repeats = (!self.is_ruled()).then(|| quote!(+ Clone));
        let signature = quote! {
            #vis fn #vjp_name #generics(#args) -> (#result, impl FnOnce(#result) -> #gradients #repeats) #where_clause
        };
        let doc = self.doc(
            &format!(
                "The value of {} and its pullback: from the cotangent of the value to the gradient with respect to {}.",
                self.link(),
                self.active_names()
            ),
            &signature,
            vjp,
        );
        let pullback_type = self.closure_type(&gradients);
        let (vjp_generics, vjp_args) = self.hidden(&generics.to_token_stream(), &args);
        let signature = quote! {
            #vis fn #vjp_name #vjp_generics(#vjp_args) -> (#result, #pullback_type) #where_clause
        };
        let body = self.block(&vjp.tokens);
        let vjp_item = quote!(#doc #attributes #signature #body);
        // A stub has no text, and adds nothing.
        let into_item = self.grad_into(grad.text.is_empty());
        let bridge = self.bridge(pullback);
        quote!(#grad_item #into_item #vjp_item #bridge)
    }

    /// `f_grad_into`: adds the gradients to the caller's numbers.
    fn grad_into(&self, stub: bool) -> TokenStream {
        let sig = &self.function.sig;
        let (vis, constness, generics) = (&self.function.vis, &sig.constness, &sig.generics);
        let where_clause = &generics.where_clause;
        let (name, grad) = (self.companion_name("grad_into"), self.companion_name("grad"));
        let grad = if self.within.associated { quote!(Self::#grad) } else { grad.to_token_stream() };
        let (args, arg_names, turbofish) = (self.args(), self.arg_names(), self.turbofish());
        let (result, attributes) = (self.result(), self.attributes());
        let buffers: Vec<Ident> = self.signature.active().map(|param| self.buffer_name(&param.spelled())).collect();
        let types = self.gradient_types();
        let gradients: Vec<Ident> = (0..buffers.len()).map(gradient_name).collect();
        let bound: Vec<TokenStream> = gradients.iter().map(ToTokens::to_token_stream).collect();
        let taken = bare_or_tuple(&bound);
        let doc = format!(
            "The value of {}; its gradient with respect to {} is added to the last arguments.",
            self.link(),
            self.active_names()
        );
        let body = if stub {
            unreachable()
        } else {
            quote! {
                let (value, #taken) = #grad #turbofish(#(#arg_names),*);
                #(*#buffers += #gradients;)*
                value
            }
        };
        let body = self.block(&body);
        quote! {
            #[doc = #doc]
            #attributes
            #vis #constness fn #name #generics(#args #(#buffers: &mut #types),*) -> #result #where_clause #body
        }
    }

    pub(super) fn located(&self, ident: &Ident) -> Ident {
        located(ident)
    }

    pub(super) fn plain_name(&self) -> String {
        plain(&self.function.sig.ident)
    }

    /// Without a type of the function's name.
    pub(super) fn is_standalone(&self) -> bool {
        let name = &self.function.sig.ident;
        self.options.standalone || ["std", "core", "alloc"].iter().any(|taken| name == taken)
    }

    /// `d_x` for `x`, unless an argument has that name.
    pub(super) fn buffer_name(&self, ident: &Ident) -> Ident {
        self.free_name(format!("d_{}", plain(ident)))
    }

    fn seed_name(&self) -> Ident {
        self.free_name("seed".to_owned())
    }

    /// A name that no argument has.
    pub(super) fn free_name(&self, mut name: String) -> Ident {
        while self.signature.params.iter().any(|param| param.ident == name) {
            name.push('_');
        }
        format_ident!("{name}", span = Span::mixed_site())
    }

    /// What other annotated functions call: the pullback's gradients argument by argument, constant ones marked.
    fn bridge(&self, pullback: Option<&Body>) -> TokenStream {
        let name = &self.function.sig.ident;
        let vis = &self.function.vis;
        let result = self.result();
        let generics = &self.function.sig.generics;
        let where_clause = &generics.where_clause;
        let args = self.args();
        let arg_names = self.arg_names();
        let attributes = self.attributes();
        let all = self.all_gradients_type();
        let vjp = self.companion_name("vjp");
        let vjp = if self.within.associated { quote!(Self::#vjp) } else { vjp.to_token_stream() };
        let turbofish = self.turbofish();

        let keep_alive = self.mentions_primal();
        let shape = self.bridge_shape();
        let PullbackShape { generics: vjp_generics, args: vjp_args, store, pullback: pullback_type } = &shape;
        let both = match &self.options.vjp {
            // Located as in `ruled`, so that an error about it is one.
            Some(rule) => {
                let span = rule.site().ours();
                quote_spanned!(span=> #rule(#(#arg_names),*))
            }
            None => quote!(#vjp #turbofish(#(#arg_names),*)),
        };
        let both = self.scalar_bridged(&both);
        let vjp_body = self.block(&quote!(#keep_alive #both));
        let untraced = self.untraced(&shape);
        let pullback_fn = |name: Ident| {
            pullback.map(|body| {
                let body = &body.tokens;
                let seed = self.seed_name();
                let body = self.block(body);
                quote! {
                    #[doc(hidden)] #attributes
                    #vis const fn #name #generics(#args #seed: #result) -> #all #where_clause #body
                }
            })
        };
        if self.within.associated {
            let plain = plain(name);
            let vjp_name = hidden_name(&plain, "vjp", Span::call_site());
            let pullback = pullback_fn(hidden_name(&plain, "pullback", Span::call_site()));
            let primal = self.calls_primal(&hidden_name(&plain, "primal", Span::call_site()));
            let kinds = self.kinds(&hidden_name(&plain, "kinds", Span::call_site()), false);
            return quote! {
                #primal
                #kinds
                #[doc(hidden)] #[allow(dead_code)] #attributes
                #vis fn #vjp_name #vjp_generics(#vjp_args #store) -> (#result, #pullback_type) #where_clause #vjp_body
                #pullback
                #untraced
            };
        }
        if self.is_standalone() {
            return TokenStream::new();
        }
        let pullback = pullback_fn(format_ident!("pullback"));
        let primal = self.calls_primal(&format_ident!("primal"));
        let kinds = self.kinds(&format_ident!("kinds"), false);
        let cfgs = self.cfgs();
        quote! {
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
                #vis fn vjp #vjp_generics(#vjp_args #store) -> (#result, #pullback_type) #where_clause #vjp_body
                #pullback
            }
            #untraced
        }
    }

    /// How the pullback of a function of numbers is declared. It holds numbers, and is handed nothing.
    fn bridge_shape(&self) -> PullbackShape {
        // A hand-written rule may hold what it borrows, but not the store.
        let (generics, args) = match self.is_ruled() {
            true => (self.named_generics(), self.named_args()),
            false => (self.function.sig.generics.to_token_stream(), self.args()),
        };
        let (generics, args) = self.hidden(&generics, &args);
        PullbackShape {
            generics,
            args,
            store: self.store_type().map(|ty| quote!(_: #ty)),
            pullback: self.bridge_type(&self.held(), &self.all_gradients_type()),
        }
    }

    /// That of any function.
    pub(super) fn pullback_shape(&self, reversed: &Reversed) -> PullbackShape {
        if self.is_shaped(reversed) { self.core_shape(self.holds_constants(reversed)) } else { self.bridge_shape() }
    }

    /// What a pullback that holds numbers is handed.
    fn held(&self) -> TokenStream {
        let private = self.private;
        let lends = self.signature.params.iter().map(|_| quote!(#private Held));
        quote!((#(#lends,)*))
    }

    /// From the value and the pullback to what others call.
    pub(super) fn bridged(&self, both: &TokenStream, reversed: &Reversed) -> TokenStream {
        if self.is_shaped(reversed) {
            self.core_bridged(both, self.holds_constants(reversed))
        } else {
            self.scalar_bridged(both)
        }
    }

    fn scalar_bridged(&self, both: &TokenStream) -> TokenStream {
        let (private, result) = (self.private, self.result());
        let active: Vec<Ident> = (0..self.signature.active().count()).map(gradient_name).collect();
        let bound: Vec<TokenStream> = active.iter().map(ToTokens::to_token_stream).collect();
        let taken = bare_or_tuple(&bound);
        let per_argument = self.per_argument(bound);
        let unused = self.takes_store().then(|| quote!(, _));
        let answer = quote!({ let #taken = pullback(seed); #per_argument });
        let pullback = if self.recursive {
            // The pullback holds the pullback of the inner call: without a box its type would hold itself.
            let closure = quote!(move |seed, _ #unused| #answer);
            self.boxed(&closure, &result, &self.held(), &self.all_gradients_type(), None)
        } else if self.is_ruled() {
            quote! {{
                use #private MayRepeat as _;
                use #private MayRunOnce as _;
                let pullback = (&#private Ask(&pullback)).repeats().hold(pullback);
                move |seed, _ #unused| { let pullback = pullback.take(); #answer }
            }}
        } else {
            let inlined = inlined();
            quote!(#inlined move |seed, _ #unused| #answer)
        };
        quote! {
            let (value, mut pullback) = { #both };
            (value, #pullback)
        }
    }

    /// Whether it has an `f_grad`.
    pub(super) fn gives_one_float(&self) -> bool {
        self.has_gradient()
    }

    /// A pullback in a box, behind a closure again.
    pub(super) fn boxed(
        &self,
        pullback: &TokenStream,
        seed: &TokenStream,
        lends: &TokenStream,
        gradients: &TokenStream,
        bound: Option<&TokenStream>,
    ) -> TokenStream {
        let (private, store_type) = (self.private, self.store_type());
        let store = store_type.as_ref().map(|ty| quote!(store: #ty));
        let passed = self.takes_store().then(|| quote!(store));
        quote! {{
            let boxed: #private Box<dyn #private FnOnce(#seed, #lends, #store_type) -> #gradients #bound> = #private Box::new(#pullback);
            let once = #private Single::new(boxed);
            move |seed, lends: #lends, #store| once.take()(seed, lends, #passed)
        }}
    }

    /// Whether its pullback is a hand-written rule's.
    pub(super) fn is_ruled(&self) -> bool {
        self.options.vjp.is_some()
    }

    /// `+ Clone` for pullbacks, but for one that is a hand-written rule's.
    fn repeats(&self) -> Option<TokenStream> {
        let private = self.private;
        (!self.is_ruled()).then(|| quote!(+ #private Clone))
    }

    /// A pullback holds numbers, no references, so that a constant argument may be a reference to something short-lived.
    fn captures(&self, shared: bool) -> TokenStream {
        let borrows = self.signature.params.iter().any(|param| {
            let mut tokens = param.ty.to_token_stream().into_iter();
            types::is_view(&param.ty) || tokens.any(|token| matches!(&token, TokenTree::Punct(p) if p.as_char() == '&'))
        });
        // What a hand-written rule holds is its own affair.
        if shared && self.is_ruled() {
            return self.user_captures();
        }
        if !(borrows || shared) || self.is_ruled() {
            return TokenStream::new();
        }
        self.captured(Vec::new(), self.hidden_names()).unwrap_or_default()
    }

    /// A function that is used through its companions alone is still used.
    pub(super) fn mentions_primal(&self) -> TokenStream {
        if self.has_unnamed_types() {
            return TokenStream::new();
        }
        let (name, turbofish) = (&self.function.sig.ident, self.turbofish());
        if self.within.associated { quote!(let _ = Self::#name #turbofish;) } else { quote!(let _ = #name #turbofish;) }
    }

    /// The same where the function cannot be mentioned without calling it: a hidden function that would.
    pub(super) fn calls_primal(&self, hidden: &Ident) -> TokenStream {
        if !self.has_unnamed_types() {
            return TokenStream::new();
        }
        let sig = &self.function.sig;
        let (name, generics, where_clause) = (&sig.ident, &sig.generics, &sig.generics.where_clause);
        let (args, arg_names, result, attributes) = (self.args(), self.arg_names(), self.result(), self.attributes());
        let call = if self.within.associated { quote!(Self::#name) } else { name.to_token_stream() };
        let body = self.block(&quote!(#call(#(#arg_names),*)));
        quote! {
            #[allow(dead_code)] #attributes
            fn #hidden #generics(#args) -> #result #where_clause #body
        }
    }

    /// Generics and arguments of what shares the caller's store.
    pub(super) fn hidden(&self, generics: &TokenStream, args: &TokenStream) -> (TokenStream, TokenStream) {
        if !self.names_lifetimes() {
            return (generics.clone(), args.clone());
        }
        let (generics, args, _) = named(generics.clone(), args.clone());
        (generics, args)
    }

    /// The names of its type and const parameters.
    pub(super) fn hidden_names(&self) -> Vec<TokenStream> {
        let mut names = self.generic_names();
        let (.., unnamed) = named(TokenStream::new(), self.args());
        names.extend(unnamed.iter().map(ToTokens::to_token_stream));
        names
    }

    /// `impl Trait` in an argument: a type that cannot be written.
    pub(super) fn has_unnamed_types(&self) -> bool {
        self.signature.params.iter().any(|param| contains_impl(&param.ty))
    }

    pub(super) fn companion_name(&self, what: &str) -> Ident {
        let name = &self.function.sig.ident;
        format_ident!("{}_{what}", plain(name), span = name.span())
    }

    /// `impl FnOnce(result) -> gradients`, located at the argument whose type may turn out not to be
    /// differentiable, so that rustc's errors about it are one.
    /// The same for what others call.
    fn bridge_type(&self, lends: &TokenStream, gradients: &TokenStream) -> TokenStream {
        let named = self.signature.active().find(|param| param.class == crate::types::Class::Named);
        let span = named.map_or_else(Span::call_site, |param| param.ty.site().ours());
        let (private, result, captures) = (spanned(self.private, span), self.result(), self.captures(true));
        let lends = spanned(lends, span);
        let store = self.store_type().map(|ty| spanned(&ty, span));
        quote_spanned!(span=> impl #private FnOnce(#result, #lends, #store) -> #gradients + #private Clone #captures)
    }

    fn closure_type(&self, gradients: &TokenStream) -> TokenStream {
        let named = self.signature.active().find(|param| param.class == crate::types::Class::Named);
        let span = named.map_or_else(Span::call_site, |param| param.ty.site().ours());
        let (private, result, captures) = (spanned(self.private, span), self.result(), self.captures(false));
        let repeats = self.repeats();
        quote_spanned!(span=> impl #private FnOnce(#result) -> #gradients #repeats #captures)
    }

    pub(super) fn args(&self) -> TokenStream {
        self.args_with(&|param| param.ty.to_token_stream())
    }

    pub(super) fn args_with(&self, ty: &dyn Fn(&crate::signature::Param) -> TokenStream) -> TokenStream {
        self.arg_list(ty).into_iter().collect()
    }

    pub(super) fn arg_list(&self, ty: &dyn Fn(&crate::signature::Param) -> TokenStream) -> Vec<TokenStream> {
        let args = self.signature.params.iter().map(|param| {
            let (ident, ty) = (located(&param.ident), ty(param));
            if let Some(token) = &param.receiver {
                return quote!(#token: #ty,);
            }
            // The user's code may change it in place.
            let in_place = !param.active || param.place.is_some();
            let mutable = (param.mutable && in_place).then(|| quote!(mut));
            quote!(#mutable #ident: #ty,)
        });
        args.collect()
    }

    /// `{ body }`, with the other name of `self`; nothing where only a declaration is wanted.
    pub(super) fn block(&self, body: &TokenStream) -> TokenStream {
        if self.within.declared {
            return quote!(;);
        }
        let receiver =
            self.signature.params.iter().find_map(|param| param.receiver.as_ref().map(|token| (param, token)));
        let renamed = receiver.map(|(param, token)| {
            let (ident, mutable) = (located(&param.ident), (param.mutable).then(|| quote!(mut)));
            quote!(let #mutable #ident = #token;)
        });
        quote!({ #renamed #body })
    }

    /// The parameters that a pullback's type may mention, for `use<…>`: those of the function, and of the block around it if these are
    /// known.
    pub(super) fn captured(&self, lifetimes: Vec<TokenStream>, own: Vec<TokenStream>) -> Option<TokenStream> {
        if !self.within.associated {
            return Some(quote!(+ use<#(#lifetimes,)* #(#own),*>));
        }
        let around = self.within.parameters.as_ref()?;
        let (outer, around): (Vec<_>, Vec<_>) = around.iter().partition(|name| name.to_string().starts_with('\''));
        Some(quote!(+ use<#(#lifetimes,)* #(#outer,)* #(#around,)* #(#own),*>))
    }

    pub(super) fn arg_names(&self) -> Vec<Ident> {
        self.signature.params.iter().map(|param| located(&param.ident)).collect()
    }

    pub(super) fn result(&self) -> TokenStream {
        self.signature.result.as_ref().map_or_else(|| quote!(()), ToTokens::to_token_stream)
    }

    fn gradient_types(&self) -> Vec<TokenStream> {
        let generics = &self.signature.generics;
        // Of an argument that is an error, a stub gives nothing.
        let gradient = |param: &Param| match param.is_understood() {
            true => tangent(&param.ty, generics, self.private),
            false => quote!(()),
        };
        self.signature.active().map(gradient).collect()
    }

    pub(super) fn gradient_type(&self) -> TokenStream {
        bare_or_tuple(&self.gradient_types())
    }

    fn all_gradients_type(&self) -> TokenStream {
        self.per_argument(self.gradient_types())
    }

    /// A tuple with one entry for each argument: the next of `active`, or the mark of a constant one. The mark
    /// is a type and its only value, so this serves for both.
    fn per_argument(&self, active: Vec<TokenStream>) -> TokenStream {
        let private = self.private;
        let mut active = active.into_iter();
        let entries: Vec<TokenStream> = self
            .signature
            .params
            .iter()
            .map(|param| match param.active.then(|| active.next()).flatten() {
                Some(entry) => entry,
                None => quote!(#private Constant),
            })
            .collect();
        quote!((#(#entries,)*))
    }

    pub(super) fn turbofish(&self) -> TokenStream {
        let params = self.generic_names();
        if params.is_empty() { TokenStream::new() } else { quote!(::<#(#params),*>) }
    }

    /// The names of type and const parameters.
    pub(super) fn generic_names(&self) -> Vec<TokenStream> {
        self.function
            .sig
            .generics
            .params
            .iter()
            .filter_map(|param| match param {
                GenericParam::Type(ty) => Some(ty.ident.to_token_stream()),
                GenericParam::Const(constant) => Some(constant.ident.to_token_stream()),
                GenericParam::Lifetime(_) => None,
            })
            .collect()
    }

    pub(super) fn cfgs(&self) -> Vec<&syn::Attribute> {
        self.function.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).collect()
    }

    /// Attributes that companions share with the function, and what keeps lints quiet about generated code.
    pub(super) fn attributes(&self) -> TokenStream {
        let kept = self
            .function
            .attrs
            .iter()
            .filter(|attr| ["cfg", "track_caller", "deprecated"].iter().any(|name| attr.path().is_ident(name)));
        let inline = (!self.within.declared).then(|| quote!(#[inline]));
        quote! {
            #(#kept)*
            #inline
            #[allow(warnings, unused, deprecated, invalid_nan_comparisons, clippy::all, clippy::pedantic, clippy::nursery)]
        }
    }

    /// The function, as a link of its documentation.
    pub(super) fn link(&self) -> String {
        let name = plain(&self.function.sig.ident);
        if self.within.associated { format!("[`{name}`](Self::{name})") } else { format!("[`{name}`]") }
    }

    pub(super) fn active_names(&self) -> String {
        let names: Vec<String> = self.signature.active().map(|param| format!("`{}`", param.spelled())).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [all @ .., last] => format!("{} and {last}", all.join(", ")),
        }
    }

    pub(super) fn doc(&self, first: &str, signature: &TokenStream, body: &Body) -> TokenStream {
        self.doc_of(first, signature, &body.text)
    }

    pub(super) fn doc_of(&self, first: &str, signature: &TokenStream, text: &str) -> TokenStream {
        if text.is_empty() {
            return quote!(#[doc = #first]);
        }
        let text = format!(
            "{first}\n\nWritten by `#[differentiable]`:\n\n```text\n{} {{\n{}}}\n```",
            wrapped(&tidy(signature).replace(",)", ")")),
            text
        );
        quote!(#[doc = #text])
    }
}

impl Emitter<'_> {
    /// A body whose last line is written by `finish` from what it yields.
    fn finished_body(mut self, region: &Region, finish: &dyn Fn(&[TokenStream]) -> TokenStream) -> Vec<Code> {
        let mut code = self.body(region);
        if let End::Yield(operands) = &region.end {
            code.pop();
            let end: Vec<TokenStream> =
                operands.iter().map(|operand| self.operand(operand, crate::site::Site::call_site()).tokens).collect();
            code.push(Code::Line(finish(&end)));
        }
        code
    }
}

/// `f_grad` before it is simplified: both halves, the cotangent of the result being one.
pub fn grad_region(reversed: &Reversed) -> Region {
    let mut backward = Region { stmts: reversed.backward.clone(), end: End::Yield(gradients(reversed)) };
    visit::region_operands(&mut backward, &mut |operand| {
        if operand.value() == Some(reversed.seeds[0]) {
            *operand = Operand::Number(1.0);
        }
    });
    joined(reversed, backward)
}

/// The gradients, in order.
fn gradients(reversed: &Reversed) -> Vec<Operand> {
    let value = |gradient: &Gradient| match gradient {
        Gradient::Value(value) => Some(value.clone()),
        Gradient::Constant | Gradient::Place(_) => None,
    };
    reversed.gradients.iter().filter_map(value).collect()
}

/// The function's value; one that never comes back has none.
fn value_of(reversed: &Reversed) -> Operand {
    reversed.values.first().cloned().unwrap_or(Operand::Number(0.0))
}

/// Forward and backward half in one region, which yields the value and then the gradients.
fn joined(reversed: &Reversed, backward: Region) -> Region {
    let mut stmts = vec![comment("forward")];
    stmts.extend(reversed.forward.clone());
    stmts.push(comment("backward"));
    stmts.extend(backward.stmts);
    let mut end = vec![value_of(reversed)];
    if let End::Yield(operands) = backward.end {
        end.extend(operands);
    }
    Region { stmts, end: End::Yield(end) }
}

pub(super) fn comment(text: &'static str) -> Stmt {
    Stmt { kind: StmtKind::Comment(text), site: crate::site::Site::call_site(), generated: true }
}

pub(super) fn bare_or_tuple(entries: &[TokenStream]) -> TokenStream {
    match entries {
        [one] => one.clone(),
        _ => quote!((#(#entries),*)),
    }
}

/// How the name ends under which a called function's companion is imported.
const ALIAS: &str = "_without_the_attribute_differentiable";

/// The name under which a called function's companion is imported. It is read when the companion is not there.
fn alias(path: &TokenStream) -> Ident {
    let last = path.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident),
        _ => None,
    });
    let last = last.last().unwrap_or_else(|| Ident::new("function", Span::call_site()));
    format_ident!("{}{ALIAS}", plain(&last), span = Span::mixed_site().located_at(last.span()))
}

/// A signature, one argument a line if it is long.
fn wrapped(signature: &str) -> String {
    let open = signature.find('(').unwrap_or(signature.len());
    let close = signature.find(") ->").unwrap_or(signature.len());
    if signature.len() <= 100 || close <= open {
        return signature.to_owned();
    }
    let args = signature[open + 1..close].replace(", ", ",\n    ");
    format!("{}(\n    {args},\n{}", &signature[..open], &signature[close..])
}

fn unreachable() -> TokenStream {
    quote!(::core::unreachable!())
}

pub(super) fn gradient_name(index: usize) -> Ident {
    format_ident!("gradient{index}", span = Span::mixed_site())
}

fn contains_impl(ty: &Type) -> bool {
    tidy(&ty.to_token_stream()).contains("impl ")
}

fn located(ident: &Ident) -> Ident {
    let span = Span::mixed_site().located_at(ident.span());
    let mut ident = ident.clone();
    ident.set_span(span);
    // A keyword in the edition that our own tokens have.
    if ident == "gen" { Ident::new_raw("gen", span) } else { ident }
}

pub(super) fn plain(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}
