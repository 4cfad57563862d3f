//! The companions of functions with a hand-written rule.
//!
//! `f_vjp` is the rule itself. Others that call the function keep the rule's pullback until they go back; but where it may
//! borrow from the arguments, they cannot: what is borrowed may be a local array, which is gone or changed by then. There the function
//! itself runs forwards, and the rule runs on the way back, on the arguments that it is lent again.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::code::Code;
use super::companions::{Body, Companions, bare_or_tuple, gradient_name};
use super::shaped::{Kind, buffer_is_slice, is_reference};
use crate::ir::Float;
use crate::signature::{Param, is_mutable_reference};
use crate::site::Sited;

impl Companions<'_> {
    /// All companions.
    pub fn ruled(&self, rule: &syn::Path) -> TokenStream {
        if self.has_places() || self.within.of_trait { self.ruled_shaped(rule) } else { self.ruled_scalar(rule) }
    }

    /// Of a function of numbers.
    fn ruled_scalar(&self, rule: &syn::Path) -> TokenStream {
        let args = self.arg_names();
        // If the rule has another shape, rustc says so where it is named.
        let span = rule.site().ours();
        let one = self.one();
        let grad = vec![
            Code::Line(quote_spanned!(span=> let (value, pullback) = #rule(#(#args),*);)),
            Code::Line(quote_spanned!(span=> (value, pullback(#one)))),
        ];
        let vjp = vec![Code::Line(quote_spanned!(span=> #rule(#(#args),*)))];
        self.assemble(&self.written(grad), &self.written(vjp), None)
    }

    /// Of a function with arrays, structs and the like.
    fn ruled_shaped(&self, rule: &syn::Path) -> TokenStream {
        let into = self.has_gradient().then(|| self.ruled_into(rule));
        let core = self.ruled_core(rule);
        let (span, args) = (rule.site().ours(), self.passed_names());
        // The pullback that a trait promises can be repeated; the rule's need not.
        let vjp = (!self.within.of_trait).then(|| quote_spanned!(span=> #rule(#(#args),*)));
        self.assemble_shaped(into.as_ref(), &core, self.hands_over_borrows(), vjp)
    }

    /// The seed of one.
    fn one(&self) -> TokenStream {
        match self.signature.result_float {
            Float::Param(index) => {
                let (private, name) = (self.private, &self.float_parameters()[usize::from(index)]);
                quote!(#private number::<#name>(1.0))
            }
            _ => quote!(1.0),
        }
    }

    /// `f_grad_into`: the rule's gradients are added to the caller's buffers.
    fn ruled_into(&self, rule: &syn::Path) -> Body {
        let (private, span, args) = (self.private, rule.site().ours(), self.passed_names());
        let (gradients, taken) = self.gradients();
        let (one, value, pullback) = (self.one(), self.free_name("value".into()), self.free_name("pullback".into()));
        let (mut before, mut seeds, mut after) = (Vec::new(), vec![one], Vec::new());
        for (param, gradient) in self.signature.active().zip(&gradients) {
            let (ident, buffer) = (self.located(&param.ident), self.buffer_name(&param.spelled()));
            let text = param.spelled().to_string();
            if buffer_is_slice(&param.ty) {
                before.push(quote!(#private check_buffer(&*#ident, &*#buffer, #text);));
            }
            if self.kind(param) == Kind::Exclusive {
                let seed = self.free_name(format!("seed_{text}"));
                before.push(quote!(let #seed = #private zeros_like(&*#ident);));
                seeds.push(seed.to_token_stream());
            }
            let place = reborrowed(param, &ident);
            let shape = self.free_name(format!("shape_of_{text}"));
            before.push(quote!(let #shape = #private shape_of(#place);));
            after.push(quote!(#private check_gradient(&#gradient, &#shape, #text);));
            after.push(quote!(#private add(&mut *#buffer, &#gradient);));
        }
        let both = quote_spanned!(span=> let (#value, #pullback) = #rule(#(#args),*););
        let pulled = quote_spanned!(span=> let #taken = #pullback(#(#seeds),*););
        Body { tokens: quote!(#(#before)* #both #pulled #(#after)* #value), text: self.ruled_text(rule) }
    }

    /// What others call: the function itself, and a pullback that runs the rule.
    fn ruled_core(&self, rule: &syn::Path) -> Body {
        let (private, span) = (self.private, rule.site().ours());
        let (gradients, taken) = self.gradients();
        let mut gradients = gradients.into_iter();
        let (mut keeps, mut lends, mut again) = (Vec::new(), Vec::new(), Vec::new());
        let (mut handed, mut seeds) = (Vec::new(), Vec::new());
        let (mut after, mut answer) = (Vec::new(), Vec::new());
        let [seed, value, pullback] = ["seed", "value", "pullback"].map(|name| self.free_name(name.to_owned()));
        if !self.gives_nothing() {
            seeds.push(seed.to_token_stream());
        }
        for param in &self.signature.params {
            let ident = self.located(&param.ident);
            let name = param.spelled().to_string();
            let gradient = param.active.then(|| gradients.next()).flatten();
            let (kept, cotangent) = (self.free_name(format!("kept_{name}")), self.buffer_name(&param.spelled()));
            let kind = self.kind(param);
            let (lend, given) = match kind {
                Kind::LentConstant if is_reference(&param.ty) => (quote!(#private Lent(#ident)), quote!(#ident)),
                Kind::LentConstant => (quote!(#private Lent(&#ident)), quote!(#ident)),
                Kind::View => (quote!(#private Shared(&#ident, #cotangent)), quote!(#ident)),
                Kind::Shared => (quote!(#private Shared(#ident, #cotangent)), quote!(#ident)),
                Kind::Exclusive => (quote!(#private Exclusive(#cotangent)), quote!(&mut #kept)),
                Kind::Constant | Kind::ByValue if is_mutable_reference(&param.ty) => (quote!(_), quote!(&mut #kept)),
                Kind::Constant | Kind::ByValue => (quote!(_), kept.to_token_stream()),
            };
            lends.push(lend);
            handed.push(given);
            if is_mutable_reference(&param.ty) {
                keeps.push(quote!(let #kept = #private keep(&*#ident);));
                again.push(quote!(let mut #kept = #kept;));
            } else if matches!(kind, Kind::Constant | Kind::ByValue) {
                keeps.push(quote!(let #kept = ::core::clone::Clone::clone(&#ident);));
            }
            let Some(gradient) = gradient else {
                answer.push(quote!(#private Constant));
                continue;
            };
            match kind {
                Kind::Shared | Kind::View => {
                    let place = reborrowed(param, &ident);
                    after.push(quote!(#private check_gradient(&#gradient, &#private shape_of(#place), #name);));
                    after.push(quote!(
                        if let ::core::option::Option::Some(#cotangent) = #cotangent {
                            #private add(#cotangent, &#gradient);
                        }
                    ));
                    answer.push(quote!(()));
                }
                Kind::Exclusive => {
                    seeds.push(quote!(#private keep(&*#cotangent)));
                    let shape = self.free_name(format!("shape_of_{name}"));
                    keeps.push(quote!(let #shape = #private shape_of(&*#ident);));
                    after.push(quote!(#private check_gradient(&#gradient, &#shape, #name);));
                    after.push(quote!(#private put_back(#cotangent, #gradient);));
                    answer.push(quote!(()));
                }
                _ => {
                    let shape = self.free_name(format!("shape_of_{name}"));
                    keeps.push(quote!(let #shape = #private shape_of(&#ident);));
                    after.push(quote!(#private check_gradient(&#gradient, &#shape, #name);));
                    answer.push(gradient.to_token_stream());
                }
            }
        }
        let (function, turbofish, args) = (&self.function.sig.ident, self.turbofish(), self.passed_names());
        let primal = if self.within.associated { quote!(Self::#function) } else { function.to_token_stream() };
        let turbofish = (!self.has_unnamed_types()).then_some(turbofish);
        let (seed_type, lend_types) = (self.seed_type(), self.lend_types());
        let store = self.store_type().map(|ty| quote!(_: #ty));
        let run = quote_spanned!(span=> let (_, #pullback) = #rule(#(#handed),*););
        let pulled = quote_spanned!(span=> let #taken = #pullback(#(#seeds),*););
        let tokens = quote! {
            #(#keeps)*
            let #value = #primal #turbofish(#(#args),*);
            (#value, move |#seed: #seed_type, (#(#lends,)*): #lend_types, #store| {
                #(#again)*
                #run
                #pulled
                #(#after)*
                (#(#answer,)*)
            })
        };
        Body { tokens, text: self.ruled_text(rule) }
    }

    fn gradients(&self) -> (Vec<Ident>, TokenStream) {
        let gradients: Vec<Ident> = (0..self.signature.active().count()).map(gradient_name).collect();
        let bound: Vec<TokenStream> = gradients.iter().map(ToTokens::to_token_stream).collect();
        (gradients, bare_or_tuple(&bound))
    }

    /// What the documentation shows.
    fn ruled_text(&self, rule: &syn::Path) -> String {
        let rule = super::text::tidy(&rule.to_token_stream());
        format!("    // by hand: {rule}\n")
    }
}

/// The argument as a reference to it.
fn reborrowed(param: &Param, ident: &Ident) -> TokenStream {
    if is_reference(&param.ty) { quote!(&*#ident) } else { quote!(&#ident) }
}
