//! Which members of a struct, or of a variant, carry floats.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, DeriveInput, Fields, Generics, Index, Type};

use crate::diagnostics::{Errors, catalogue};
use crate::site::Sited;
use crate::types::{Class, classify};

/// A member of the struct.
#[derive(Clone)]
pub(super) struct Member {
    /// Its name, or its index.
    pub(super) name: syn::Member,
    /// Its type.
    pub(super) ty: Type,
    /// Whether it carries floats.
    pub(super) active: bool,
    /// Its name in the tangent.
    pub(super) in_tangent: TokenStream,
}

/// Reads the members. One whose type cannot be seen through counts as active, as arguments do.
pub(super) fn read(fields: &Fields, of: &DeriveInput, errors: &mut Errors) -> Vec<Member> {
    let mut members = Vec::new();
    let mut moved_up = 0;
    for (index, field) in fields.iter().enumerate() {
        let active = !is_constant(&field.attrs, errors) && classify_member(&field.ty, of, errors);
        let name = match &field.ident {
            Some(ident) => syn::Member::Named(ident.clone()),
            None => syn::Member::Unnamed(Index::from(index)),
        };
        let in_tangent = match &field.ident {
            Some(ident) => ident.to_token_stream(),
            None => {
                let index = proc_macro2::Literal::usize_unsuffixed(moved_up);
                quote!(#index)
            }
        };
        moved_up += usize::from(active);
        members.push(Member { name, ty: field.ty.clone(), active, in_tangent });
    }
    members
}

/// `#[constant]`
fn is_constant(attributes: &[Attribute], errors: &mut Errors) -> bool {
    let mut found = false;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("constant")) {
        if attribute.meta.require_path_only().is_err() {
            errors.report(&catalogue::CONSTANT_MEMBER, attribute.site());
        }
        found = true;
    }
    found
}

/// Whether a type carries floats.
fn classify_member(ty: &Type, of: &DeriveInput, errors: &mut Errors) -> bool {
    if classify(ty, &of.generics) == Class::Constant || is_marker(ty) {
        return false;
    }
    if let Some(holder) = holder_in(ty) {
        errors.report_about(&catalogue::MEMBER_TYPE, ty.site(), holder);
        return false;
    }
    if let Some(own) = itself_in(ty, &of.ident) {
        errors.report_about(&catalogue::MEMBER_ITSELF, own.site(), &of.ident);
        return false;
    }
    if let Some(reference) = reference_in(ty) {
        errors.report(&catalogue::MEMBER_REFERENCE, reference.site());
        return false;
    }
    true
}

/// Where a type holds itself without a `Box` around it, as in a `Vec`.
fn itself_in<'t>(ty: &'t Type, own: &Ident) -> Option<&'t Type> {
    match ty {
        Type::Array(array) => itself_in(&array.elem, own),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(|ty| itself_in(ty, own)),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            if last.ident == *own || path.path.is_ident("Self") {
                return Some(ty);
            }
            let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            let mut inside = arguments.args.iter().filter(|_| last.ident != "Box");
            inside.find_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => itself_in(ty, own),
                _ => None,
            })
        }
        _ => None,
    }
}

/// `PhantomData<T>`
fn is_marker(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "PhantomData" || last.ident == "PhantomPinned")
}

/// A type of the standard library that holds what cannot be gone into yet.
fn holder_in(ty: &Type) -> Option<&'static str> {
    const HOLDERS: &[&str] = &["Rc", "Arc", "RefCell", "HashMap", "BTreeMap", "VecDeque"];
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let inside = || {
        arguments.args.iter().find_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => holder_in(ty),
            _ => None,
        })
    };
    let number = crate::types::boxed_number(path).then_some("Box");
    HOLDERS.iter().copied().find(|holder| last.ident == holder).or(number).or_else(inside)
}

/// A reference or pointer that a member holds: it cannot take a step along a gradient.
fn reference_in(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Reference(_) | Type::Ptr(_) => Some(ty),
        Type::Paren(inner) => reference_in(&inner.elem),
        Type::Group(inner) => reference_in(&inner.elem),
        Type::Array(array) => reference_in(&array.elem),
        Type::Slice(_) => Some(ty),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(reference_in),
        _ => None,
    }
}

/// The parts of a type that only rustc can see through.
pub fn unseen<'t>(ty: &'t Type, generics: &Generics) -> Vec<&'t Type> {
    match ty {
        Type::Paren(inner) => unseen(&inner.elem, generics),
        Type::Group(inner) => unseen(&inner.elem, generics),
        Type::Array(array) => unseen(&array.elem, generics),
        Type::Slice(slice) => unseen(&slice.elem, generics),
        Type::Reference(reference) => unseen(&reference.elem, generics),
        Type::Tuple(tuple) => tuple.elems.iter().flat_map(|ty| unseen(ty, generics)).collect(),
        Type::Path(path) if crate::types::vector_of(path).is_some() => {
            unseen(crate::types::vector_of(path).expect("just checked"), generics)
        }
        ty => match classify(ty, generics) {
            Class::Float(_) | Class::Generic(_) | Class::Constant => Vec::new(),
            _ => vec![ty],
        },
    }
}
