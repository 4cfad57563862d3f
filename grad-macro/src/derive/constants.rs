//! Where the cotangents of constant members go: nowhere, but without an error.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Structure;

impl Structure<'_> {
    /// The members that the tangent does not have.
    pub(super) fn constants(&self) -> TokenStream {
        if self.unnamed { self.parts() } else { self.behind() }
    }

    /// Behind the tangent stands a struct that has them, and nothing in it.
    fn behind(&self) -> TokenStream {
        if self.constant.is_empty() {
            return TokenStream::new();
        }
        let private = self.private;
        let hidden = format_ident!("{}Constants", self.tangent.to_string().trim_end_matches("Tangent"));
        let names: Vec<&syn::Member> = self.constant.iter().map(|member| &member.name).collect();
        let nothing = quote!(#hidden { #(#names: #private ConstantMember),* });
        let deref = self.implement(
            true,
            &quote!(::core::ops::Deref),
            &quote! {
                type Target = #hidden;
                #[inline]
                fn deref(&self) -> &#hidden { &#nothing }
            },
        );
        let deref_mut = self.implement(
            true,
            &quote!(::core::ops::DerefMut),
            &quote! {
                #[inline]
                fn deref_mut(&mut self) -> &mut #hidden { #private nowhere(#nothing) }
            },
        );
        quote! {
            #[doc(hidden)]
            pub struct #hidden { #(pub #names: #private ConstantMember),* }
            #deref
            #private where_allocated! { #deref_mut }
        }
    }

    /// The members of a tuple struct, by their indices there.
    fn parts(&self) -> TokenStream {
        let private = self.private;
        let active = self.active.iter().map(|member| {
            let (index, in_tangent, ty) = (&member.name, &member.in_tangent, self.tangent_of(member));
            let shared = self.implement(
                true,
                &quote!(#private Part<#index>),
                &quote! {
                    type Part = #ty;
                    #[inline]
                    fn part(&self) -> &#ty { &self.#in_tangent }
                },
            );
            let exclusive = self.implement(
                true,
                &quote!(#private PartMut<#index>),
                &quote! {
                    #[inline]
                    fn part_mut(&mut self) -> &mut #ty { &mut self.#in_tangent }
                },
            );
            quote!(#shared #exclusive)
        });
        let constant = self.constant.iter().map(|member| {
            let index = &member.name;
            let shared = self.implement(
                true,
                &quote!(#private Part<#index>),
                &quote! {
                    type Part = #private ConstantMember;
                    #[inline]
                    fn part(&self) -> &#private ConstantMember { &#private ConstantMember }
                },
            );
            let exclusive = self.implement(
                true,
                &quote!(#private PartMut<#index>),
                &quote! {
                    #[inline]
                    fn part_mut(&mut self) -> &mut #private ConstantMember {
                        #private nowhere(#private ConstantMember)
                    }
                },
            );
            quote!(#shared #private where_allocated! { #exclusive })
        });
        quote!(#(#active)* #(#constant)*)
    }
}
