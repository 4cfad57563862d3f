//! Hands the names in the rule table to the tests.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Ident;

use crate::rules::RULES;

/// `callback! { neg(x) add(a, b) … }`: every rule with its arguments, in the table's order.
pub fn walk(callback: &TokenStream) -> TokenStream {
    let ident = |name: &&str| Ident::new(name, Span::call_site());
    let signatures = RULES.iter().map(|rule| {
        let (name, args) = (ident(&rule.name), rule.args.iter().map(ident));
        quote!(#name(#(#args),*))
    });
    quote!(#callback! { #(#signatures)* })
}
