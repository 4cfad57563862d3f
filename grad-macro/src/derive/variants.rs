//! Enums: a tangent with the same variants. One without floats has a tangent of nothing.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{DataEnum, DeriveInput, Fields, GenericParam, WherePredicate, parse_quote};

use super::Structure;
use super::members::{self, Member};
use crate::diagnostics::Errors;

/// A variant.
struct Variant<'a> {
    ident: &'a Ident,
    fields: &'a Fields,
    members: Vec<Member>,
}

/// `#[derive(Differentiable)]` on an enum.
pub(super) fn derive(input: &DeriveInput, data: &DataEnum, facade: &TokenStream, mut errors: Errors) -> TokenStream {
    let variants: Vec<Variant> = (data.variants.iter())
        .map(|variant| {
            let members = members::read(&variant.fields, input, &mut errors);
            Variant { ident: &variant.ident, fields: &variant.fields, members }
        })
        .collect();
    let private = quote!(#facade::__private::);
    let active = variants.iter().flat_map(|variant| &variant.members).filter(|member| member.active).cloned().collect();
    let structure = Structure::new(input, false, active, &private);
    let enumeration = Enumeration { structure, variants };
    let errors = errors.to_tokens();
    let (tangent, rest) = enumeration.written();
    quote! {
        #errors
        #tangent
        #[allow(warnings, unused, deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
        const _: () = { #rest };
    }
}

/// The enum, as far as it is like a struct with the members of all variants, and its variants.
struct Enumeration<'a> {
    structure: Structure<'a>,
    variants: Vec<Variant<'a>>,
}

impl Variant<'_> {
    fn active(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.active)
    }

    /// The name that a member's value is bound to.
    fn bound(prefix: &str, member: &Member) -> Ident {
        let name = member.name.to_token_stream().to_string();
        format_ident!("{prefix}_{}", name.trim_start_matches("r#"), span = proc_macro2::Span::mixed_site())
    }

    /// A pattern that binds the members which carry floats.
    fn pattern(&self, of: &Ident, of_tangent: bool, prefix: &str) -> TokenStream {
        let ident = self.ident;
        let fields = self.active().map(|member| {
            let bound = Self::bound(prefix, member);
            let name = if of_tangent { member.in_tangent.clone() } else { member.name.to_token_stream() };
            quote!(#name: #bound,)
        });
        quote!(#of::#ident { #(#fields)* .. })
    }

    /// The tangent's variant, each member made by `one`.
    fn made(&self, tangent: &Ident, mut one: impl FnMut(&Member) -> TokenStream) -> TokenStream {
        let ident = self.ident;
        let fields = self.active().map(|member| {
            let (name, value) = (&member.in_tangent, one(member));
            quote!(#name: #value,)
        });
        quote!(#tangent::#ident { #(#fields)* })
    }
}

impl Enumeration<'_> {
    /// The tangent, and all implementations.
    fn written(&self) -> (TokenStream, TokenStream) {
        let payloads = self.payloads();
        if self.structure.active.is_empty() {
            // Nothing can be told apart in it: every two such tangents can be added.
            let (tangent, space) = (self.structure.tangent(), self.structure.space());
            return (tangent, quote!(#space #payloads));
        }
        let (definition, known, space) = (self.definition(), self.known(), self.space());
        (definition, quote!(#known #space #payloads))
    }

    /// `enum ShapeTangent { … }`
    fn definition(&self) -> TokenStream {
        let structure = &self.structure;
        let (vis, tangent) = (structure.vis, &structure.tangent);
        let generics = {
            let mut generics = structure.kept.clone();
            generics.make_where_clause().predicates.extend(structure.bounds());
            generics
        };
        let (parameters, where_clause) = (&generics.params, &generics.where_clause);
        let parameters = (!parameters.is_empty()).then(|| quote!(<#parameters>));
        let variants = self.variants.iter().map(|variant| {
            let ident = variant.ident;
            let doc = format!("Of a `{}::{ident}`.", structure.ident);
            let fields = variant.active().map(|member| {
                let (name, ty) = (&member.name, structure.tangent_of(member));
                let doc = format!("With respect to `{}`.", name.to_token_stream());
                match member.name {
                    syn::Member::Named(_) => quote!(#[doc = #doc] #name: #ty,),
                    syn::Member::Unnamed(_) => quote!(#[doc = #doc] #ty,),
                }
            });
            let fields = match (variant.active().next(), variant.fields) {
                (None, _) => TokenStream::new(),
                (_, Fields::Named(_)) => quote!({ #(#fields)* }),
                _ => quote!((#(#fields)*)),
            };
            quote!(#[doc = #doc] #ident #fields,)
        });
        let doc = format!(
            "The tangent of [`{0}`]: the type of a gradient with respect to a `{0}`. It is of the same variant.",
            structure.ident
        );
        quote! {
            #[doc = #doc]
            #[allow(dead_code, deprecated, private_interfaces, private_bounds)]
            #vis enum #tangent #parameters #where_clause { #(#variants)* }
        }
    }

    /// `match value { … }`, an arm for each variant.
    fn each(
        &self,
        value: &TokenStream,
        of: &Ident,
        of_tangent: bool,
        mut arm: impl FnMut(&Variant) -> TokenStream,
    ) -> TokenStream {
        let arms = self.variants.iter().map(|variant| {
            let (pattern, body) = (variant.pattern(of, of_tangent, "a"), arm(variant));
            quote!(#pattern => #body,)
        });
        quote!(match #value { #(#arms)* })
    }

    /// The same for two values of one variant.
    fn both(
        &self,
        of: &Ident,
        of_tangent: bool,
        otherwise: &TokenStream,
        mut arm: impl FnMut(&Variant) -> TokenStream,
    ) -> TokenStream {
        let tangent = &self.structure.tangent;
        let arms = self.variants.iter().map(|variant| {
            let (a, b) = (variant.pattern(of, of_tangent, "a"), variant.pattern(tangent, true, "b"));
            let body = arm(variant);
            quote!((#a, #b) => #body,)
        });
        let otherwise = (self.variants.len() > 1).then(|| quote!(_ => #otherwise,));
        quote!(match (self, other) { #(#arms)* #otherwise })
    }

    /// What is said where two variants differ.
    fn differ(&self) -> TokenStream {
        let (private, name) = (self.structure.private, self.structure.ident.to_string());
        quote!(#private other_variant(#name))
    }

    /// What the standard library knows of every plain enum.
    fn known(&self) -> TokenStream {
        let structure = &self.structure;
        let (tangent, private) = (&structure.tangent, structure.private);
        let this = quote!(self);
        let clone = self.each(&this, tangent, true, |variant| {
            variant.made(tangent, |member| {
                let a = Variant::bound("a", member);
                quote!(::core::clone::Clone::clone(#a))
            })
        });
        let equal = self.both(tangent, true, &quote!(false), |variant| {
            let pairs = variant.active().map(|member| {
                let (a, b) = (Variant::bound("a", member), Variant::bound("b", member));
                quote!(&& *#a == *#b)
            });
            quote!(true #(#pairs)*)
        });
        let shown = self.each(&this, tangent, true, |variant| {
            let text = variant.ident.to_string();
            let text = text.trim_start_matches("r#");
            let bound = variant.active().map(|member| Variant::bound("a", member));
            if let Fields::Named(_) = variant.fields {
                let labels =
                    variant.active().map(|member| member.in_tangent.to_string().trim_start_matches("r#").to_owned());
                quote!(f.debug_struct(#text) #(.field(#labels, #bound))* .finish())
            } else {
                quote!(f.debug_tuple(#text) #(.field(#bound))* .finish())
            }
        });
        let implement = |of_trait: TokenStream, body: TokenStream| structure.implement(true, &of_trait, &body);
        let clone = implement(quote!(::core::clone::Clone), quote!(#[inline] fn clone(&self) -> Self { #clone }));
        let equal =
            implement(quote!(::core::cmp::PartialEq), quote!(#[inline] fn eq(&self, other: &Self) -> bool { #equal }));
        let debug = implement(
            quote!(::core::fmt::Debug),
            quote!(fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { #shown }),
        );
        let add_assign = implement(
            quote!(::core::ops::AddAssign),
            quote!(#[inline] #[track_caller] fn add_assign(&mut self, other: Self) { #private add(self, &other); }),
        );
        let add = implement(
            quote!(::core::ops::Add),
            quote! {
                type Output = Self;
                #[inline]
                #[track_caller]
                fn add(mut self, other: Self) -> Self { #private add(&mut self, &other); self }
            },
        );
        let copy = structure.copy();
        quote!(#clone #copy #equal #debug #add_assign #add)
    }

    /// The runtime's traits.
    fn space(&self) -> TokenStream {
        let both = [false, true].map(|of_tangent| {
            let (shaped, differentiable) = (self.shaped(of_tangent), self.differentiable(of_tangent));
            let floats = self.floats(of_tangent);
            quote!(#shaped #differentiable #floats)
        });
        let sums = self.sums();
        quote!(#(#both)* #sums)
    }

    fn name_of(&self, of_tangent: bool) -> &Ident {
        if of_tangent { &self.structure.tangent } else { self.structure.ident }
    }

    fn type_in(&self, member: &Member, of_tangent: bool) -> TokenStream {
        if of_tangent { self.structure.tangent_of(member) } else { member.ty.to_token_stream() }
    }

    /// `Shaped`: which variant it is, and the shapes of what it holds, in nested pairs.
    fn shaped(&self, of_tangent: bool) -> TokenStream {
        let (structure, private) = (&self.structure, self.structure.private);
        let (of, tangent, tangent_type) = (self.name_of(of_tangent), &structure.tangent, structure.type_of(true));
        let ty = |member: &Member| self.type_in(member, of_tangent);
        let pairs = |variant: &Variant, one: &dyn Fn(&Member) -> TokenStream| {
            let members: Vec<&Member> = variant.active().collect();
            members.into_iter().rev().fold(quote!(()), |rest, member| {
                let one = one(member);
                quote!((#one, #rest))
            })
        };
        let shape_type = self.variants.iter().rev().fold(quote!(()), |rest, variant| {
            let own = pairs(variant, &|member| {
                let ty = ty(member);
                quote!(<#ty as #private Shaped>::Shape)
            });
            quote!(#private Either<#own, #rest>)
        });
        // The k-th variant is `Right(Right(Left(…)))`.
        let nested = |index: usize, own: TokenStream| {
            (0..index).fold(quote!(#private Either::Left(#own)), |inner, _| quote!(#private Either::Right(#inner)))
        };
        let mut index = 0;
        let shape = self.each(&quote!(self), of, of_tangent, |variant| {
            let own = pairs(variant, &|member| {
                let (a, ty) = (Variant::bound("a", member), ty(member));
                quote!(<#ty as #private Shaped>::shape(#a))
            });
            index += 1;
            nested(index - 1, own)
        });
        let zeros = |method: TokenStream| {
            let arms = self.variants.iter().enumerate().map(|(index, variant)| {
                let bound = pairs(variant, &|member| Variant::bound("a", member).to_token_stream());
                let pattern = nested(index, bound);
                let made = variant.made(tangent, |member| {
                    let (a, ty) = (Variant::bound("a", member), ty(member));
                    quote!(<#ty as #private Shaped>::#method(#a))
                });
                quote!(#pattern => #made,)
            });
            // There is no further variant.
            let (last, private) = (self.variants.len(), structure.private);
            let beyond = (0..last).fold(quote!(()), |inner, _| quote!(#private Either::Right(#inner)));
            let differ = self.differ();
            quote!(match shape { #(#arms)* #beyond => #differ })
        };
        let (zeros, blank) = (zeros(quote!(zeros)), zeros(quote!(blank)));
        let any = self.each(&quote!(self), of, of_tangent, |variant| {
            let any = variant.active().map(|member| {
                let (a, ty) = (Variant::bound("a", member), ty(member));
                quote!(|| <#ty as #private Shaped>::any(#a))
            });
            quote!(false #(#any)*)
        });
        let fits = self.both(of, of_tangent, &quote!(false), |variant| {
            let fits = variant.active().map(|member| {
                let (a, b, ty) = (Variant::bound("a", member), Variant::bound("b", member), ty(member));
                quote!(&& <#ty as #private Shaped>::fits(#a, #b))
            });
            quote!(true #(#fits)*)
        });
        let see = cfg!(feature = "graph").then(|| {
            let see = self.each(&quote!(self), of, of_tangent, |variant| {
                let see = variant.active().map(|member| {
                    let (a, ty) = (Variant::bound("a", member), ty(member));
                    quote!(<#ty as #private Shaped>::each(#a, see);)
                });
                quote!({ #(#see)* })
            });
            quote!(fn each(&self, see: &mut dyn FnMut(f64)) { #see })
        });
        let body = quote! {
            type Cotangent = #tangent_type;
            type Shape = #shape_type;
            #[inline]
            fn shape(&self) -> Self::Shape { #shape }
            #[inline]
            fn zeros(shape: &Self::Shape) -> #tangent_type { #zeros }
            #[inline]
            fn blank(shape: &Self::Shape) -> #tangent_type { #blank }
            #[inline]
            fn any(&self) -> bool { #any }
            #[inline]
            fn is_missing(&self) -> bool { !<Self as #private Shaped>::any(self) }
            #[inline]
            fn fits(&self, other: &#tangent_type) -> bool { #fits }
            #see
        };
        structure.implement(of_tangent, &quote!(#private Shaped), &body)
    }

    fn differentiable(&self, of_tangent: bool) -> TokenStream {
        let (structure, private) = (&self.structure, self.structure.private);
        let tangent_type = structure.type_of(true);
        let moved = self.both(self.name_of(of_tangent), of_tangent, &self.differ(), |variant| {
            let moved = variant.active().map(|member| {
                let (a, b) = (Variant::bound("a", member), Variant::bound("b", member));
                let ty = self.type_in(member, of_tangent);
                quote!(<#ty as #private Differentiable>::add_scaled(#a, factor, #b);)
            });
            quote!({ #(#moved)* })
        });
        let body = quote! {
            type Tangent = #tangent_type;
            #[inline]
            #[track_caller]
            fn add_scaled(&mut self, factor: f64, other: &#tangent_type) { #moved }
        };
        structure.implement(of_tangent, &quote!(#private Differentiable), &body)
    }

    /// `Floats`: those that the variant holds. Of another variant there is nothing, so that all of them have iterators of one type.
    fn floats(&self, of_tangent: bool) -> TokenStream {
        let (structure, private) = (&self.structure, self.structure.private);
        let parameter: GenericParam = parse_quote!(__OfType: 'static);
        let all: Vec<(usize, &Variant, &Member)> = (self.variants.iter().enumerate())
            .flat_map(|(index, variant)| variant.active().map(move |member| (index, variant, member)))
            .collect();
        let bounds: Vec<WherePredicate> = (all.iter())
            .map(|(_, _, member)| {
                let ty = self.type_in(member, of_tangent);
                parse_quote!(#ty: #private Floats<__OfType>)
            })
            .collect();
        let chain = |method: TokenStream| {
            // An optional reference for each member of each variant.
            let slot = |index: usize, member: &Member| {
                let name = member.name.to_token_stream().to_string();
                format_ident!("of_{index}_{}", name.trim_start_matches("r#"), span = proc_macro2::Span::mixed_site())
            };
            let slots: Vec<Ident> = all.iter().map(|(index, _, member)| slot(*index, member)).collect();
            let mut at = 0;
            let chosen = self.each(&quote!(self), self.name_of(of_tangent), of_tangent, |_| {
                let own = at;
                at += 1;
                let values = all.iter().map(|(index, _, member)| {
                    if *index == own {
                        let a = Variant::bound("a", member);
                        quote!(#private Some(#a))
                    } else {
                        quote!(#private None)
                    }
                });
                quote!((#(#values,)*))
            });
            let chained = slots.iter().zip(&all).map(|(slot, (_, _, member))| {
                let ty = self.type_in(member, of_tangent);
                quote! {
                    let floats = #private Iterator::chain(
                        floats,
                        #private Iterator::flat_map(#slot.into_iter(), <#ty as #private Floats<__OfType>>::#method),
                    );
                }
            });
            quote! {
                let (#(#slots,)*) = #chosen;
                let floats = ::core::iter::empty();
                #(#chained)*
                floats
            }
        };
        let (shared, exclusive) = (chain(quote!(floats)), chain(quote!(floats_mut)));
        let body = quote! {
            #[inline]
            fn floats(&self) -> impl #private Iterator<Item = &__OfType> { #shared }
            #[inline]
            fn floats_mut(&mut self) -> impl #private Iterator<Item = &mut __OfType> { #exclusive }
        };
        structure.implement_where(of_tangent, Some(parameter), &quote!(#private Floats<__OfType>), &bounds, &body)
    }

    /// What only a tangent can do.
    fn sums(&self) -> TokenStream {
        let (structure, private) = (&self.structure, self.structure.private);
        let tangent = &structure.tangent;
        let ty = |member: &Member| structure.tangent_of(member);
        let added = self.both(tangent, true, &self.differ(), |variant| {
            let added = variant.active().map(|member| {
                let (a, b, ty) = (Variant::bound("a", member), Variant::bound("b", member), ty(member));
                quote!(#private add::<#ty, #ty>(#a, #b);)
            });
            quote!({ #(#added)* })
        });
        let accumulate = structure.implement(
            true,
            &quote!(#private Accumulate),
            &quote!(#[inline] #[track_caller] fn accumulate(&mut self, other: &Self) { #added }),
        );
        let parameter: GenericParam = parse_quote!(__Factor: ::core::marker::Copy);
        let bounds: Vec<WherePredicate> = (structure.active.iter())
            .map(|member| {
                let ty = ty(member);
                parse_quote!(#ty: #private AccumulateScaled<__Factor>)
            })
            .collect();
        let scaled = self.both(tangent, true, &self.differ(), |variant| {
            let scaled = variant.active().map(|member| {
                let (a, b, ty) = (Variant::bound("a", member), Variant::bound("b", member), ty(member));
                quote!(<#ty as #private AccumulateScaled<__Factor>>::accumulate_scaled(#a, factor, #b);)
            });
            quote!({ #(#scaled)* })
        });
        let scaled = structure.implement_where(
            true,
            Some(parameter),
            &quote!(#private AccumulateScaled<__Factor>),
            &bounds,
            &quote!(#[inline] #[track_caller] fn accumulate_scaled(&mut self, factor: __Factor, other: &Self) { #scaled }),
        );
        let settled = self.each(&quote!(self), tangent, true, |variant| {
            let settled = variant.active().map(|member| {
                let a = Variant::bound("a", member);
                quote!(#private settle(#a);)
            });
            quote!({ #(#settled)* })
        });
        let settle =
            structure.implement(true, &quote!(#private Settle), &quote!(#[inline] fn settle(&mut self) { #settled }));
        let first = self.variants.first().map(|variant| variant.made(tangent, |_| quote!(#private no_seed())));
        let no_seed =
            structure.implement(true, &quote!(#private NoSeed), &quote!(#[inline] fn no_seed() -> Self { #first }));
        let active = structure.implement(
            true,
            &quote!(#private Active),
            &quote!(
                type Gradient = Self;
            ),
        );
        quote!(#accumulate #scaled #settle #no_seed #active)
    }

    /// What each variant holds, by its name: in the enum, and in the tangent, where nothing is owed to constant members.
    fn payloads(&self) -> TokenStream {
        let (structure, private) = (&self.structure, self.structure.private);
        let mut written = TokenStream::new();
        for variant in &self.variants {
            for member in &variant.members {
                let ident = variant.ident;
                let (text, name) = (ident.to_string(), member.name.to_token_stream().to_string());
                let (text, name) = (text.trim_start_matches("r#"), name.trim_start_matches("r#"));
                let parameters = quote!(<{ #private name(#text) }, { #private name(#name) }>);
                let differ = self.differ();
                let otherwise = (self.variants.len() > 1).then(|| quote!(_ => #differ,));
                let reached = |of_tangent: bool| {
                    let of = self.name_of(of_tangent);
                    let name = if of_tangent { member.in_tangent.clone() } else { member.name.to_token_stream() };
                    quote!(match self { #of::#ident { #name: part, .. } => part, #otherwise })
                };
                let (ty, own) = (&member.ty, reached(false));
                written.extend(structure.implement(
                    false,
                    &quote!(#private Payload #parameters),
                    &quote!(type Part = #ty; #[inline] #[track_caller] fn payload(&self) -> &#ty { #own }),
                ));
                written.extend(structure.implement(
                    false,
                    &quote!(#private PayloadMut #parameters),
                    &quote!(#[inline] #[track_caller] fn payload_mut(&mut self) -> &mut #ty { #own }),
                ));
                let (ty, shared, exclusive) = if member.active {
                    let (ty, reached) = (structure.tangent_of(member), reached(true));
                    (ty, reached.clone(), reached)
                } else {
                    let ty = quote!(#private ConstantMember);
                    (ty.clone(), quote!(&#ty), quote!(#private nowhere(#ty)))
                };
                written.extend(structure.implement(
                    true,
                    &quote!(#private Payload #parameters),
                    &quote!(type Part = #ty; #[inline] #[track_caller] fn payload(&self) -> &#ty { #shared }),
                ));
                let changed = structure.implement(
                    true,
                    &quote!(#private PayloadMut #parameters),
                    &quote!(#[inline] #[track_caller] fn payload_mut(&mut self) -> &mut #ty { #exclusive }),
                );
                written.extend(if member.active { changed } else { quote!(#private where_allocated! { #changed }) });
            }
        }
        written
    }
}
