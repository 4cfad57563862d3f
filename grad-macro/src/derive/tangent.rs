//! The tangent type itself.

use proc_macro2::TokenStream;
use quote::quote;

use super::Structure;
use super::members::Member;
use crate::ir::Float;
use crate::types::{Class, classify};

impl Structure<'_> {
    /// `struct ParamsTangent { … }`, and what the standard library knows of every plain struct.
    pub(super) fn tangent(&self) -> TokenStream {
        let (vis, tangent, private) = (self.vis, &self.tangent, self.private);
        let generics = {
            let mut generics = self.kept.clone();
            generics.make_where_clause().predicates.extend(self.bounds());
            generics
        };
        let (parameters, where_clause) = (&generics.params, &generics.where_clause);
        let parameters = (!parameters.is_empty()).then(|| quote!(<#parameters>));
        let fields = self.active.iter().map(|member| {
            let (name, ty) = (&member.name, self.tangent_of(member));
            let doc = format!("With respect to `{}`.", quote!(#name));
            if self.unnamed { quote!(#[doc = #doc] pub #ty,) } else { quote!(#[doc = #doc] pub #name: #ty,) }
        });
        let doc = format!("The tangent of [`{0}`]: the type of a gradient with respect to a `{0}`.", self.ident);
        let definition = if self.unnamed {
            quote!(#vis struct #tangent #parameters (#(#fields)*) #where_clause;)
        } else {
            quote!(#vis struct #tangent #parameters #where_clause { #(#fields)* })
        };
        let names: Vec<&TokenStream> = self.active.iter().map(|member| &member.in_tangent).collect();
        let clone = self.implement(
            true,
            &quote!(::core::clone::Clone),
            &quote! {
                #[inline]
                fn clone(&self) -> Self {
                    #tangent { #(#names: ::core::clone::Clone::clone(&self.#names)),* }
                }
            },
        );
        let equal = self.implement(
            true,
            &quote!(::core::cmp::PartialEq),
            &quote! {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    true #(&& self.#names == other.#names)*
                }
            },
        );
        let text = tangent.to_string();
        let shown = if self.unnamed {
            quote!(f.debug_tuple(#text) #(.field(&self.#names))* .finish())
        } else {
            let labels = names.iter().map(|name| name.to_string().trim_start_matches("r#").to_owned());
            quote!(f.debug_struct(#text) #(.field(#labels, &self.#names))* .finish())
        };
        let debug = self.implement(
            true,
            &quote!(::core::fmt::Debug),
            &quote! {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { #shown }
            },
        );
        let default = self.implement(
            true,
            &quote!(::core::default::Default),
            &quote! {
                /// Zero, with vectors of length zero.
                #[inline]
                fn default() -> Self { #private no_seed() }
            },
        );
        let add_assign = self.implement(
            true,
            &quote!(::core::ops::AddAssign),
            &quote! {
                #[inline]
                fn add_assign(&mut self, other: Self) { #private add(self, &other); }
            },
        );
        let add = self.implement(
            true,
            &quote!(::core::ops::Add),
            &quote! {
                type Output = Self;
                #[inline]
                fn add(mut self, other: Self) -> Self { #private add(&mut self, &other); self }
            },
        );
        let copy = self.copy();
        quote! {
            #[doc = #doc]
            #[allow(dead_code, deprecated, private_interfaces, private_bounds)]
            #definition
            #[allow(warnings, unused, deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
            const _: () = { #clone #copy #equal #debug #default #add_assign #add };
        }
    }

    /// A tangent of floats and arrays alone is copied.
    pub(super) fn copy(&self) -> TokenStream {
        if !self.active.iter().all(|member| self.is_copied(member)) {
            return TokenStream::new();
        }
        let private = self.private;
        let mentioned = super::mentioned(&self.active);
        let bounds: Vec<syn::WherePredicate> = (self.kept.type_params())
            .filter(|param| mentioned.contains(&param.ident.to_string()))
            .map(|param| {
                let ident = &param.ident;
                syn::parse_quote!(<#ident as #private Differentiable>::Tangent: ::core::marker::Copy)
            })
            .collect();
        self.implement_where(true, None, &quote!(::core::marker::Copy), &bounds, &TokenStream::new())
    }

    fn is_copied(&self, member: &Member) -> bool {
        is_copied(&member.ty, self.generics)
    }
}

/// Floats, parameters that stand for them, and arrays and tuples of these.
fn is_copied(ty: &syn::Type, generics: &syn::Generics) -> bool {
    match ty {
        syn::Type::Paren(inner) => is_copied(&inner.elem, generics),
        syn::Type::Group(inner) => is_copied(&inner.elem, generics),
        syn::Type::Array(array) => is_copied(&array.elem, generics),
        syn::Type::Tuple(tuple) => tuple.elems.iter().all(|ty| is_copied(ty, generics)),
        ty => matches!(classify(ty, generics), Class::Float(Float::F32 | Float::F64) | Class::Generic(_)),
    }
}
