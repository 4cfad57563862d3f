//! Type parameters: which of them stand for floats, and what the companions ask of them.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{FnArg, GenericParam, Generics, ItemFn, Pat, Type, TypeParam, TypeParamBound, WhereClause, WherePredicate};

use crate::hygiene::Key;
use crate::lower::{collect_idents, used_as_many, used_as_numbers};
use crate::signature::Signature;

/// Traits that only numbers have, by the names that are usual for them.
const OF_FLOATS: &[&str] = &[
    "Float",
    "FloatCore",
    "FloatConst",
    "Real",
    "RealField",
    "Scalar",
    "Num",
    "NumOps",
    "NumAssign",
    "NumCast",
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Neg",
    "AddAssign",
    "SubAssign",
    "MulAssign",
    "DivAssign",
];

/// The type parameters that stand for floats, of the function and of the block around it.
pub fn floats(function: &ItemFn, around: Option<&Generics>) -> Generics {
    let of_block = around.iter().flat_map(|generics| generics.type_params().cloned());
    let all: Vec<TypeParam> = of_block.chain(function.sig.generics.type_params().cloned()).collect();
    let clauses =
        [around.and_then(|generics| generics.where_clause.as_ref()), function.sig.generics.where_clause.as_ref()];
    let (many, numbers) = (used_as_many(&function.block), used_as_numbers(&function.block));
    let is_float = |param: &TypeParam| {
        let bounds = bounds_of(param, &clauses);
        if bounds.iter().any(|bound| OF_FUNCTIONS.contains(&bound.as_str())) {
            return false;
        }
        if bounds.iter().any(|bound| OF_FLOATS.contains(&bound.as_str())) {
            return true;
        }
        // An argument of another trait's type is a float, unless it is used as a struct is and never as a number.
        let own = function.sig.generics.type_params().any(|other| other.ident == param.ident);
        let (mut number, mut named) = (false, false);
        for input in &function.sig.inputs {
            let FnArg::Typed(typed) = input else { continue };
            if let Pat::Ident(pat) = &*typed.pat
                && is_exactly(referred(&typed.ty), param)
            {
                let name = Key::of(&pat.ident).name;
                if numbers.contains(&name) {
                    return true;
                }
                named |= many.contains(&name);
            }
            number |= is_made_of(&typed.ty, param);
        }
        own && number && !named && !bounds.is_empty() && !bounds.iter().all(|bound| of_anything(bound))
    };
    let mut floats = Generics::default();
    floats.params.extend(all.into_iter().filter(is_float).map(GenericParam::Type));
    floats
}

/// Traits of what is called or gone through, and carries no floats itself.
const OF_FUNCTIONS: &[&str] =
    &["Fn", "FnMut", "FnOnce", "Iterator", "IntoIterator", "DoubleEndedIterator", "ExactSizeIterator"];

/// Whether an argument's type is a parameter that stands for a function or an iterator.
pub fn is_function(ty: &Type, function: &ItemFn, around: Option<&Generics>) -> bool {
    let of_block = around.iter().flat_map(|generics| generics.type_params());
    let found = of_block.chain(function.sig.generics.type_params()).find(|param| is_exactly(referred(ty), param));
    let Some(param) = found else { return false };
    let clauses =
        [around.and_then(|generics| generics.where_clause.as_ref()), function.sig.generics.where_clause.as_ref()];
    bounds_of(param, &clauses).iter().any(|bound| OF_FUNCTIONS.contains(&bound.as_str()))
}

/// Whether types mention parameters that do not stand for floats.
pub fn mentions_others<'t>(
    types: impl Iterator<Item = &'t Type>,
    function: &ItemFn,
    around: Option<&Generics>,
    floats: &Generics,
) -> bool {
    let mut mentioned = HashSet::new();
    types.for_each(|ty| collect_idents(ty.to_token_stream(), &mut mentioned));
    let other = |param: &TypeParam| !floats.type_params().any(|float| float.ident == param.ident);
    let of_block = around.iter().flat_map(|generics| generics.type_params()).map(|param| (param, true));
    let own = function.sig.generics.type_params().map(|param| (param, false));
    of_block.chain(own).any(|(param, of_block)| {
        let named = mentioned.contains(&param.ident.to_string()) || of_block && mentioned.contains("Self");
        named && other(param)
    })
}

/// The names of the traits that a parameter is bound to.
fn bounds_of(param: &TypeParam, clauses: &[Option<&WhereClause>]) -> HashSet<String> {
    let mut bounds = HashSet::new();
    let mut add = |bound: &TypeParamBound| {
        if let TypeParamBound::Trait(bound) = bound {
            bounds.extend(bound.path.segments.last().map(|last| last.ident.to_string()));
        }
    };
    param.bounds.iter().for_each(&mut add);
    for predicate in clauses.iter().flatten().flat_map(|clause| &clause.predicates) {
        if let WherePredicate::Type(predicate) = predicate
            && is_exactly(&predicate.bounded_ty, param)
        {
            predicate.bounds.iter().for_each(&mut add);
        }
    }
    bounds
}

/// Traits that say nothing about what a type is.
fn of_anything(bound: &str) -> bool {
    [
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Differentiable",
        "Eq",
        "Hash",
        "Into",
        "Ord",
        "PartialEq",
        "Send",
        "Sized",
        "Sync",
    ]
    .contains(&bound)
}

fn is_exactly(ty: &Type, param: &TypeParam) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(&param.ident))
}

/// `T`, `&[T]`, `Vec<T>` and the like.
fn is_made_of(ty: &Type, param: &TypeParam) -> bool {
    match ty {
        Type::Reference(reference) => is_made_of(&reference.elem, param),
        Type::Paren(inner) => is_made_of(&inner.elem, param),
        Type::Group(inner) => is_made_of(&inner.elem, param),
        Type::Slice(slice) => is_made_of(&slice.elem, param),
        Type::Array(array) => is_made_of(&array.elem, param),
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| is_made_of(ty, param)),
        Type::Path(path) => {
            is_exactly(ty, param) || crate::types::vector_of(path).is_some_and(|element| is_made_of(element, param))
        }
        _ => false,
    }
}

fn referred(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => referred(&reference.elem),
        Type::Paren(inner) => referred(&inner.elem),
        Type::Group(inner) => referred(&inner.elem),
        ty => ty,
    }
}

/// Asks the companions' type parameters to be what they are used as.
pub fn bound(function: &mut ItemFn, signature: &Signature, around: Option<&Generics>, private: &TokenStream) {
    let mut mentioned = HashSet::new();
    for param in &signature.params {
        collect_idents(param.ty.to_token_stream(), &mut mentioned);
    }
    collect_idents(function.sig.output.to_token_stream(), &mut mentioned);
    let mut predicates: Vec<WherePredicate> = Vec::new();
    for float in signature.generics.type_params() {
        let ident = &float.ident;
        let of_self = mentioned.contains("Self");
        let of_block = !function.sig.generics.type_params().any(|param| param.ident == *ident);
        if of_block && around.is_none() {
            // A trait's function must ask for no more than the trait does.
            continue;
        }
        if of_self || mentioned.contains(&ident.to_string()) {
            predicates.push(syn::parse_quote!(#ident: #private Scalar));
        }
    }
    // Any other parameter that is an argument must be differentiable. (A struct of parameters is so by its own derive; a bound on it would
    // keep rustc from looking into it.)
    let of_block = around.iter().flat_map(|generics| generics.type_params());
    let parameters: Vec<&Ident> =
        of_block.chain(function.sig.generics.type_params()).map(|param| &param.ident).collect();
    let mut others: Vec<WherePredicate> = Vec::new();
    for ty in signature.active().flat_map(|param| crate::derive::unseen(&param.ty, &signature.generics)) {
        if let Type::Path(path) = ty
            && parameters.iter().any(|parameter| path.path.is_ident(*parameter))
        {
            others.push(syn::parse_quote!(#ty: #private Differentiable));
        }
    }
    predicates.extend(others);
    if !predicates.is_empty() {
        function.sig.generics.make_where_clause().predicates.extend(predicates);
    }
}
