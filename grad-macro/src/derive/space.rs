//! What makes structs differentiable and tangents a vector space: zeros, sums, multiples.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericParam, WherePredicate, parse_quote};

use super::Structure;

/// A member as it is reached in the struct, or in its tangent.
struct Reached {
    name: TokenStream,
    ty: TokenStream,
    /// The same member of the tangent.
    in_tangent: TokenStream,
}

impl Structure<'_> {
    /// The runtime's traits, for the struct and for its tangent.
    pub(super) fn space(&self) -> TokenStream {
        let both = [false, true].map(|of_tangent| {
            let members = self.reached(of_tangent);
            let shaped = self.shaped(of_tangent, &members);
            let differentiable = self.differentiable(of_tangent, &members);
            let floats = self.floats(of_tangent, &members);
            quote!(#shaped #differentiable #floats)
        });
        let tangent = self.sums(&self.reached(true));
        quote!(#(#both)* #tangent)
    }

    fn reached(&self, of_tangent: bool) -> Vec<Reached> {
        let member = |member: &super::Member| {
            let in_tangent = member.in_tangent.clone();
            if of_tangent {
                Reached { name: in_tangent.clone(), ty: self.tangent_of(member), in_tangent }
            } else {
                Reached { name: member.name.to_token_stream(), ty: member.ty.to_token_stream(), in_tangent }
            }
        };
        self.active.iter().map(member).collect()
    }

    /// `Shaped`: the shapes of the members, in nested pairs.
    fn shaped(&self, of_tangent: bool, members: &[Reached]) -> TokenStream {
        let (private, tangent) = (self.private, &self.tangent);
        let tangent_type = self.type_of(true);
        let names: Vec<_> = members.iter().map(|member| &member.name).collect();
        let types: Vec<_> = members.iter().map(|member| &member.ty).collect();
        let in_tangent: Vec<_> = members.iter().map(|member| &member.in_tangent).collect();
        let pairs = |one: &dyn Fn(&Reached) -> TokenStream| {
            members.iter().rev().fold(quote!(()), |rest, member| {
                let one = one(member);
                quote!((#one, #rest))
            })
        };
        let shape_type = pairs(&|member| {
            let ty = &member.ty;
            quote!(<#ty as #private Shaped>::Shape)
        });
        let shape = pairs(&|member| {
            let (name, ty) = (&member.name, &member.ty);
            quote!(<#ty as #private Shaped>::shape(&self.#name))
        });
        // The k-th is `shape.1.1.0`.
        let shapes: Vec<TokenStream> = (0..members.len())
            .map(|index| {
                let ones = std::iter::repeat_n(quote!(.1), index);
                quote!(shape #(#ones)* .0)
            })
            .collect();
        let each = cfg!(feature = "graph").then(|| {
            quote! {
                fn each(&self, see: &mut dyn FnMut(f64)) {
                    #(<#types as #private Shaped>::each(&self.#names, see);)*
                }
            }
        });
        let body = quote! {
            type Cotangent = #tangent_type;
            type Shape = #shape_type;
            #[inline]
            fn shape(&self) -> Self::Shape { #shape }
            #[inline]
            fn zeros(shape: &Self::Shape) -> #tangent_type {
                #tangent { #(#in_tangent: <#types as #private Shaped>::zeros(&#shapes)),* }
            }
            #[inline]
            fn blank(shape: &Self::Shape) -> #tangent_type {
                #tangent { #(#in_tangent: <#types as #private Shaped>::blank(&#shapes)),* }
            }
            #[inline]
            fn any(&self) -> bool { false #(|| <#types as #private Shaped>::any(&self.#names))* }
            #[inline]
            fn is_missing(&self) -> bool { !<Self as #private Shaped>::any(self) }
            #[inline]
            fn fits(&self, other: &#tangent_type) -> bool {
                true #(&& <#types as #private Shaped>::fits(&self.#names, &other.#in_tangent))*
            }
            #each
        };
        self.implement(of_tangent, &quote!(#private Shaped), &body)
    }

    fn differentiable(&self, of_tangent: bool, members: &[Reached]) -> TokenStream {
        let private = self.private;
        let tangent_type = self.type_of(true);
        let names: Vec<_> = members.iter().map(|member| &member.name).collect();
        let types: Vec<_> = members.iter().map(|member| &member.ty).collect();
        let in_tangent: Vec<_> = members.iter().map(|member| &member.in_tangent).collect();
        let body = quote! {
            type Tangent = #tangent_type;
            #[inline]
            #[track_caller]
            fn add_scaled(&mut self, factor: f64, tangent: &#tangent_type) {
                #(<#types as #private Differentiable>::add_scaled(&mut self.#names, factor, &tangent.#in_tangent);)*
            }
        };
        self.implement(of_tangent, &quote!(#private Differentiable), &body)
    }

    /// `Floats`: those of the members, one after the other.
    fn floats(&self, of_tangent: bool, members: &[Reached]) -> TokenStream {
        let private = self.private;
        let parameter: GenericParam = parse_quote!(__OfType: 'static);
        let names: Vec<_> = members.iter().map(|member| &member.name).collect();
        let types: Vec<_> = members.iter().map(|member| &member.ty).collect();
        let bounds: Vec<WherePredicate> = types.iter().map(|ty| parse_quote!(#ty: #private Floats<__OfType>)).collect();
        let chain = |method: TokenStream, reference: TokenStream| {
            let chained = names.iter().zip(&types).map(|(name, ty)| {
                quote!(let floats = #private Iterator::chain(floats, <#ty as #private Floats<__OfType>>::#method(#reference self.#name));)
            });
            quote!(let floats = ::core::iter::empty(); #(#chained)* floats)
        };
        let (shared, exclusive) = (chain(quote!(floats), quote!(&)), chain(quote!(floats_mut), quote!(&mut)));
        let body = quote! {
            #[inline]
            fn floats(&self) -> impl #private Iterator<Item = &__OfType> { #shared }
            #[inline]
            fn floats_mut(&mut self) -> impl #private Iterator<Item = &mut __OfType> { #exclusive }
        };
        self.implement_where(of_tangent, Some(parameter), &quote!(#private Floats<__OfType>), &bounds, &body)
    }

    /// What only a tangent can do.
    fn sums(&self, members: &[Reached]) -> TokenStream {
        let (private, tangent) = (self.private, &self.tangent);
        let names: Vec<_> = members.iter().map(|member| &member.name).collect();
        let types: Vec<_> = members.iter().map(|member| &member.ty).collect();
        let accumulate = self.implement(
            true,
            &quote!(#private Accumulate),
            &quote! {
                #[inline]
                fn accumulate(&mut self, from: &Self) {
                    #(#private add::<#types, #types>(&mut self.#names, &from.#names);)*
                }
            },
        );
        let parameter: GenericParam = parse_quote!(__Factor: ::core::marker::Copy);
        let bounds: Vec<WherePredicate> =
            types.iter().map(|ty| parse_quote!(#ty: #private AccumulateScaled<__Factor>)).collect();
        let scaled = self.implement_where(
            true,
            Some(parameter),
            &quote!(#private AccumulateScaled<__Factor>),
            &bounds,
            &quote! {
                #[inline]
                fn accumulate_scaled(&mut self, factor: __Factor, from: &Self) {
                    #(<#types as #private AccumulateScaled<__Factor>>::accumulate_scaled(&mut self.#names, factor, &from.#names);)*
                }
            },
        );
        let settle = self.implement(
            true,
            &quote!(#private Settle),
            &quote! {
                #[inline]
                fn settle(&mut self) { #(#private settle(&mut self.#names);)* }
            },
        );
        let no_seed = self.implement(
            true,
            &quote!(#private NoSeed),
            &quote! {
                #[inline]
                fn no_seed() -> Self { #tangent { #(#names: #private no_seed()),* } }
            },
        );
        let active = self.implement(
            true,
            &quote!(#private Active),
            &quote!(
                type Gradient = Self;
            ),
        );
        quote!(#accumulate #scaled #settle #no_seed #active)
    }
}
