//! `#[derive(Differentiable)]`: the tangent type of a struct or an enum, and what the runtime asks of both.

mod constants;
mod members;
mod space;
mod tangent;
mod variants;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, Fields, GenericParam, Generics, Visibility, WherePredicate};

use crate::diagnostics::{Errors, catalogue};
use crate::site::Sited;
use members::Member;
pub use members::unseen;

/// `#[derive(Differentiable)] item`
pub fn derive(item: TokenStream, facade: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let Ok(input) = syn::parse2::<DeriveInput>(item.clone()) else {
        errors.report(&catalogue::DERIVE_STRUCT, item.site());
        return errors.to_tokens();
    };
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(data) => return variants::derive(&input, data, facade, errors),
        Data::Union(_) => {
            errors.report(&catalogue::DERIVE_STRUCT, input.ident.site());
            return errors.to_tokens();
        }
    };
    let members = members::read(fields, &input, &mut errors);
    let private = quote!(#facade::__private::);
    let structure = Structure::new(&input, matches!(fields, Fields::Unnamed(_)), members, &private);
    let (tangent, space, constants) = (structure.tangent(), structure.space(), structure.constants());
    let errors = errors.to_tokens();
    quote! {
        #errors
        #tangent
        #[allow(warnings, unused, deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
        const _: () = {
            #space
            #constants
        };
    }
}

/// The struct that the derive stands on, and the names that its tangent has. (Of an enum, with the members of all variants.)
struct Structure<'a> {
    /// Its name.
    ident: &'a Ident,
    vis: &'a Visibility,
    /// Whether its members have no names.
    unnamed: bool,
    generics: &'a Generics,
    /// Those of the members that carry floats.
    active: Vec<Member>,
    /// The others.
    constant: Vec<Member>,
    /// The tangent's name.
    tangent: Ident,
    /// The parameters that the tangent needs.
    kept: Generics,
    /// The path of the runtime.
    private: &'a TokenStream,
}

impl<'a> Structure<'a> {
    fn new(input: &'a DeriveInput, unnamed: bool, members: Vec<Member>, private: &'a TokenStream) -> Structure<'a> {
        let (active, constant): (Vec<Member>, Vec<Member>) = members.into_iter().partition(|member| member.active);
        let name = input.ident.to_string();
        let tangent = format_ident!("{}Tangent", name.trim_start_matches("r#"), span = input.ident.span());
        let kept = kept(&input.generics, &active);
        Structure {
            ident: &input.ident,
            vis: &input.vis,
            unnamed,
            generics: &input.generics,
            active,
            constant,
            tangent,
            kept,
            private,
        }
    }

    /// The type of a member's tangent.
    fn tangent_of(&self, member: &Member) -> TokenStream {
        // A parameter may be anything differentiable, not only a float.
        crate::types::tangent(&member.ty, &Generics::default(), self.private)
    }

    /// What is asked of the type parameters that carry floats, and of types that cannot be seen through: where one of these is not
    /// differentiable, that is one error, at the type.
    fn bounds(&self) -> Vec<WherePredicate> {
        let mentioned = mentioned(&self.active);
        let bound = |tokens: TokenStream| -> WherePredicate {
            let span = tokens.site().ours();
            let private = crate::emit::spanned(self.private, span);
            syn::parse2(quote_spanned!(span=> #tokens: #private Differentiable)).expect("a bound")
        };
        let params = (self.generics.type_params())
            .filter(|param| mentioned.contains(&param.ident.to_string()))
            .map(|param| bound(param.ident.to_token_stream()));
        let unseen = self.active.iter().flat_map(|member| members::unseen(&member.ty, self.generics));
        let unseen = unseen.filter(|ty| !self.is_in(&ty.to_token_stream()));
        params.chain(unseen.map(|ty| bound(crate::types::owned(ty.to_token_stream())))).collect()
    }

    /// Whether the type itself is mentioned: a bound on a member that holds it would have no end.
    fn is_in(&self, tokens: &TokenStream) -> bool {
        let mut found = std::collections::HashSet::new();
        crate::lower::collect_idents(tokens.clone(), &mut found);
        found.contains(&self.ident.to_string())
    }

    /// The generics of an implementation for the struct, or for its tangent.
    fn implemented(&self, of_tangent: bool) -> Generics {
        let mut generics = if of_tangent { self.kept.clone() } else { self.generics.clone() };
        for param in generics.type_params_mut() {
            param.default = None;
        }
        for param in &mut generics.params {
            if let GenericParam::Const(constant) = param {
                constant.default = None;
            }
        }
        generics.make_where_clause().predicates.extend(self.bounds());
        generics
    }

    /// `Params<T>` or `ParamsTangent<T>`
    fn type_of(&self, of_tangent: bool) -> TokenStream {
        let (ident, generics) = if of_tangent { (&self.tangent, &self.kept) } else { (self.ident, self.generics) };
        let (_, arguments, _) = generics.split_for_impl();
        quote!(#ident #arguments)
    }

    /// `impl<…> Trait for Type where … { body }`
    fn implement(&self, of_tangent: bool, of_trait: &TokenStream, body: &TokenStream) -> TokenStream {
        self.implement_where(of_tangent, None, of_trait, &[], body)
    }

    /// The same with a parameter of the trait's own, and more bounds.
    fn implement_where(
        &self,
        of_tangent: bool,
        parameter: Option<GenericParam>,
        of_trait: &TokenStream,
        bounds: &[WherePredicate],
        body: &TokenStream,
    ) -> TokenStream {
        let mut generics = self.implemented(of_tangent);
        generics.params.extend(parameter);
        let bounds = bounds.iter().filter(|bound| !self.is_in(&bound.to_token_stream()));
        generics.make_where_clause().predicates.extend(bounds.cloned());
        let (parameters, _, where_clause) = generics.split_for_impl();
        let ty = self.type_of(of_tangent);
        quote! {
            #[automatically_derived]
            impl #parameters #of_trait for #ty #where_clause { #body }
        }
    }
}

/// Identifiers in the types of members.
fn mentioned(members: &[Member]) -> std::collections::HashSet<String> {
    let mut found = std::collections::HashSet::new();
    for member in members {
        crate::lower::collect_idents(member.ty.to_token_stream(), &mut found);
    }
    found
}

/// The parameters that the members mention, with what is said about these alone.
fn kept(generics: &Generics, members: &[Member]) -> Generics {
    let mentioned = mentioned(members);
    let name = |param: &GenericParam| match param {
        GenericParam::Type(ty) => ty.ident.to_string(),
        GenericParam::Const(constant) => constant.ident.to_string(),
        GenericParam::Lifetime(lifetime) => format!("'{}", lifetime.lifetime.ident),
    };
    let mut kept = generics.clone();
    let (stay, gone): (Vec<GenericParam>, Vec<GenericParam>) =
        // A tangent borrows nothing.
        generics.params.iter().cloned().partition(|param| {
            mentioned.contains(&name(param)) && !matches!(param, GenericParam::Lifetime(_))
        });
    kept.params = stay.into_iter().collect();
    let gone: Vec<String> = gone.iter().map(name).collect();
    if let Some(clause) = &mut kept.where_clause {
        clause.predicates = std::mem::take(&mut clause.predicates)
            .into_iter()
            .filter(|predicate| {
                let mut found = std::collections::HashSet::new();
                crate::lower::collect_idents(predicate.to_token_stream(), &mut found);
                !gone.iter().any(|name| found.contains(name.trim_start_matches('\'')))
            })
            .collect();
    }
    kept
}
