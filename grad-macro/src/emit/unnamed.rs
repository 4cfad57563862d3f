//! `impl Trait` in arguments, under names: what is hidden in a return type must say which type parameters it holds, and can say so only of
//! those that have a name.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{ItemFn, Type, parse_quote};

/// The generics and the arguments of a function without `impl Trait`, and the names of the parameters that stand for these.
pub fn named(generics: TokenStream, args: TokenStream) -> (TokenStream, TokenStream, Vec<Ident>) {
    let Ok(mut function) = syn::parse2::<ItemFn>(quote!(fn f #generics(#args) {})) else {
        return (generics, args, Vec::new());
    };
    let mut names = Names::default();
    for input in &mut function.sig.inputs {
        names.visit_fn_arg_mut(input);
    }
    if names.bounds.is_empty() {
        return (generics, args, Vec::new());
    }
    let mut found = Vec::new();
    for (name, bounds) in names.bounds {
        function.sig.generics.params.push(parse_quote!(#name: #bounds));
        found.push(name);
    }
    let params = &function.sig.generics.params;
    let inputs = function.sig.inputs.iter();
    (quote!(<#params>), quote!(#(#inputs,)*), found)
}

#[derive(Default)]
struct Names {
    bounds: Vec<(Ident, TokenStream)>,
}

impl VisitMut for Names {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::ImplTrait(unnamed) = ty {
            let name = format_ident!("Unnamed{}", self.bounds.len(), span = Span::mixed_site());
            self.bounds.push((name.clone(), unnamed.bounds.to_token_stream()));
            *ty = parse_quote!(#name);
            return;
        }
        syn::visit_mut::visit_type_mut(self, ty);
    }
}
