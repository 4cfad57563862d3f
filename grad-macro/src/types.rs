//! What a written type says about activity, and the type of its gradient.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Generics, Type};

use crate::ir::{Float, Holder, Place, Shape};
use crate::site::Sited;

/// What the macro can tell from a type as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// `f32` or `f64`.
    Float(Float),
    /// Carries no floats.
    Constant,
    /// A name that only rustc can resolve: counts as a float.
    Named,
    /// One of the type parameters, by its number.
    Generic(u8),
    /// Carries floats in some shape: see [`place`].
    Shaped,
}

const CONSTANT_NAMES: &[&str] = &[
    "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "bool", "char", "str",
    "String",
];

/// Classifies a type.
pub fn classify(ty: &Type, generics: &Generics) -> Class {
    match ty {
        Type::Paren(inner) => classify(&inner.elem, generics),
        Type::Group(inner) => classify(&inner.elem, generics),
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return Class::Named };
            let name = last.ident.to_string();
            let single = path.qself.is_none() && path.path.segments.len() == 1;
            let primitive = single || path.path.segments.iter().any(|segment| segment.ident == "primitive");
            if primitive && name == "f32" {
                Class::Float(Float::F32)
            } else if primitive && name == "f64" {
                Class::Float(Float::F64)
            } else if CONSTANT_NAMES.contains(&name.as_str()) {
                Class::Constant
            } else if let (true, Some(index)) = (single, type_parameter(&name, generics)) {
                Class::Generic(index)
            } else if !last.arguments.is_none() {
                classify_arguments(last, generics)
            } else {
                Class::Named
            }
        }
        Type::Reference(reference) => shaped_unless_constant(&reference.elem, generics),
        Type::Slice(slice) => shaped_unless_constant(&slice.elem, generics),
        Type::Array(array) => shaped_unless_constant(&array.elem, generics),
        Type::Tuple(tuple) => {
            if tuple.elems.iter().all(|ty| classify(ty, generics) == Class::Constant) {
                Class::Constant
            } else {
                Class::Shaped
            }
        }
        Type::FnPtr(_) | Type::ImplTrait(_) | Type::TraitObject(_) | Type::Never(_) => Class::Constant,
        _ => Class::Shaped,
    }
}

fn shaped_unless_constant(ty: &Type, generics: &Generics) -> Class {
    if classify(ty, generics) == Class::Constant { Class::Constant } else { Class::Shaped }
}

/// `Vec<u8>` is constant, `Vec<f64>` is not.
fn classify_arguments(segment: &syn::PathSegment, generics: &Generics) -> Class {
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return Class::Shaped };
    let constant = arguments.args.iter().all(|argument| match argument {
        syn::GenericArgument::Type(ty) => classify(ty, generics) == Class::Constant,
        _ => true,
    });
    let known = ["Vec", "Option", "Box", "Rc", "Arc", "Cell", "HashMap", "BTreeMap", "HashSet", "BTreeSet"];
    let matrix = crate::matrices::known(&segment.ident.to_string()).is_some();
    if constant && (matrix || known.iter().any(|name| segment.ident == name)) { Class::Constant } else { Class::Shaped }
}

/// How an argument of this type holds floats, if it is one of the shapes that can be differentiated.
pub fn place(ty: &Type, generics: &Generics) -> Option<Place> {
    match ty {
        Type::Paren(inner) => place(&inner.elem, generics),
        Type::Group(inner) => place(&inner.elem, generics),
        Type::Reference(reference) => {
            let holder = if reference.mutability.is_some() { Holder::Exclusive } else { Holder::Shared };
            Some(Place { shape: shape(&reference.elem, generics)?, holder })
        }
        _ if is_mutable_view(ty) => None,
        _ => Some(Place { shape: shape(ty, generics)?, holder: Holder::Owned }),
    }
}

/// An array's view that is changed where it is handed on by value: who called would not see what becomes of its cotangent.
fn is_mutable_view(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    crate::matrices::known(&name).is_some() && name.starts_with("ArrayViewMut")
}

/// What a type holds.
pub fn shape(ty: &Type, generics: &Generics) -> Option<Shape> {
    match (classify(ty, generics), ty) {
        (Class::Float(float), _) => Some(Shape::Scalar(float)),
        (Class::Named, _) => Some(Shape::Unknown),
        (Class::Generic(index), _) => Some(Shape::Scalar(Float::Param(index))),
        (Class::Constant, _) => None,
        (_, Type::Paren(inner)) => shape(&inner.elem, generics),
        (_, Type::Group(inner)) => shape(&inner.elem, generics),
        // A reference in a place: indexing goes through it.
        (_, Type::Reference(reference)) if reference.mutability.is_none() => match shape(&reference.elem, generics)? {
            Shape::Scalar(_) | Shape::Unknown => None,
            shape => Some(shape),
        },
        (_, Type::Slice(slice)) => Some(Shape::Array(Box::new(shape(&slice.elem, generics)?))),
        (_, Type::Array(array)) => Some(Shape::Array(Box::new(shape(&array.elem, generics)?))),
        (_, Type::Tuple(tuple)) => {
            tuple.elems.iter().map(|ty| shape_beside(ty, generics)).collect::<Option<_>>().map(Shape::Tuple)
        }
        (_, Type::Path(path)) if matrix_of(path, generics).is_some() => matrix_of(path, generics).map(Shape::Matrix),
        (_, Type::Path(path)) => match vector_of(path) {
            Some(element) => Some(Shape::Vector(Box::new(shape(element, generics)?))),
            None if option_of(path).is_some() => {
                let (payload, reference) = option_of(path).expect("just checked");
                Some(Shape::Option { payload: Box::new(shape(payload, generics)?), reference })
            }
            None if is_foreign(path) => None,
            // A struct, as far as can be seen.
            None => Some(Shape::Unknown),
        },
        _ => None,
    }
}

/// The same of a member of a tuple, which may be an integer beside floats.
fn shape_beside(ty: &Type, generics: &Generics) -> Option<Shape> {
    match (classify(ty, generics), ty) {
        (Class::Constant, Type::Tuple(tuple)) => {
            tuple.elems.iter().map(|ty| shape_beside(ty, generics)).collect::<Option<_>>().map(Shape::Tuple)
        }
        (Class::Constant, Type::Path(path)) => {
            let number = path.path.get_ident().is_some_and(|name| name != "str" && name != "String");
            number.then_some(Shape::Scalar(Float::Not))
        }
        _ => shape(ty, generics),
    }
}

/// What is known of a vector or matrix by the name of its type.
pub fn matrix_of(path: &syn::TypePath, generics: &Generics) -> Option<crate::ir::Matrix> {
    crate::matrices::of_type(path, |element| match classify(element, generics) {
        Class::Float(float) => float,
        Class::Generic(index) => Float::Param(index),
        _ => Float::Unknown,
    })
}

/// `ArrayView1<f64>` with the lifetime that was left out.
pub fn with_lifetime(path: &syn::TypePath, lifetime: &syn::Lifetime) -> syn::TypePath {
    if names_lifetime(&Type::Path(path.clone())) { path.clone() } else { lasting(path, lifetime) }
}

/// `ArrayView1<'_, f64>`, whatever its lifetime was.
pub fn of_any_lifetime(path: &syn::TypePath) -> syn::TypePath {
    lasting(path, &syn::parse_quote!('_))
}

fn lasting(path: &syn::TypePath, lifetime: &syn::Lifetime) -> syn::TypePath {
    let mut path = path.clone();
    if is_view(&Type::Path(path.clone()))
        && let Some(last) = path.path.segments.last_mut()
        && let syn::PathArguments::AngleBracketed(arguments) = &mut last.arguments
    {
        match arguments.args.first_mut() {
            Some(syn::GenericArgument::Lifetime(given)) => *given = lifetime.clone(),
            _ => arguments.args.insert(0, syn::GenericArgument::Lifetime(lifetime.clone())),
        }
    }
    path
}

/// Whether a type is a view of an array, by its name.
pub fn is_view(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let view = path.path.segments.last().is_some_and(|last| last.ident.to_string().starts_with("ArrayView"));
    view && matrix_of(path, &Generics::default()).is_some()
}

/// Whether a view's lifetime has a name.
pub fn names_lifetime(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    let Some(syn::PathArguments::AngleBracketed(arguments)) = last.map(|last| &last.arguments) else { return false };
    matches!(arguments.args.first(), Some(syn::GenericArgument::Lifetime(lifetime)) if lifetime.ident != "_")
}

/// `Vec<T>`: `T`.
pub fn vector_of(path: &syn::TypePath) -> Option<&Type> {
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match (last.ident == "Vec", arguments.args.first()) {
        (true, Some(syn::GenericArgument::Type(ty))) => Some(ty),
        _ => None,
    }
}

/// `Option<T>` and `Option<&T>`: `T`, and whether it is behind a reference.
pub fn option_of(path: &syn::TypePath) -> Option<(&Type, bool)> {
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match (last.ident == "Option", arguments.args.first()) {
        (true, Some(syn::GenericArgument::Type(Type::Reference(reference)))) if reference.mutability.is_none() => {
            Some((&reference.elem, true))
        }
        (true, Some(syn::GenericArgument::Type(ty))) => Some((ty, false)),
        _ => None,
    }
}

/// A container of the standard library that has no tangent.
fn is_foreign(path: &syn::TypePath) -> bool {
    const FOREIGN: &[&str] = &[
        "Arc",
        "BTreeMap",
        "BTreeSet",
        "BinaryHeap",
        "Cell",
        "Cow",
        "HashMap",
        "HashSet",
        "LinkedList",
        "Mutex",
        "Rc",
        "RefCell",
        "Result",
        "RwLock",
        "VecDeque",
    ];
    path.path.segments.last().is_some_and(|last| {
        FOREIGN.iter().any(|name| last.ident == name)
            || boxed_number(path)
            || crate::matrices::is_view_type(&last.ident.to_string())
    })
}

/// A `Box` of something that is no struct: what is behind the pointer could only be reached by a `*`.
pub fn boxed_number(path: &syn::TypePath) -> bool {
    let Some(last) = path.path.segments.last().filter(|last| last.ident == "Box") else { return false };
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return false };
    !matches!(
        arguments.args.first(),
        Some(syn::GenericArgument::Type(ty @ Type::Path(inner)))
            if shape(ty, &Generics::default()) == Some(Shape::Unknown) && !is_foreign(inner)
    )
}

fn type_parameter(name: &str, generics: &Generics) -> Option<u8> {
    let index = generics.type_params().position(|param| param.ident == name)?;
    u8::try_from(index).ok()
}

/// A type without the lifetimes in it: a tangent borrows nothing, so it is the same for all of them.
pub fn owned(ty: TokenStream) -> TokenStream {
    let mut owned = TokenStream::new();
    let mut in_lifetime = false;
    for token in ty {
        let token = match token {
            proc_macro2::TokenTree::Group(group) => {
                let mut inner = proc_macro2::Group::new(group.delimiter(), self::owned(group.stream()));
                inner.set_span(group.span());
                inner.into()
            }
            proc_macro2::TokenTree::Ident(ident) if in_lifetime => {
                proc_macro2::Ident::new("static", ident.span()).into()
            }
            token => token,
        };
        in_lifetime = matches!(&token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '\'');
        owned.extend([token]);
    }
    owned
}

/// The gradient's type for an argument of this type; `private` is the path of the runtime.
pub fn tangent(ty: &Type, generics: &Generics, private: &TokenStream) -> TokenStream {
    match (classify(ty, generics), ty) {
        (Class::Float(_), _) => ty.to_token_stream(),
        (_, Type::Paren(inner)) => tangent(&inner.elem, generics, private),
        (_, Type::Group(inner)) => tangent(&inner.elem, generics, private),
        (Class::Shaped, Type::Reference(reference)) => tangent(&reference.elem, generics, private),
        (Class::Shaped, Type::Slice(slice)) => {
            let element = tangent(&slice.elem, generics, private);
            quote!(#private Vec<#element>)
        }
        (Class::Shaped, Type::Array(array)) => {
            let (element, len) = (tangent(&array.elem, generics, private), &array.len);
            quote!([#element; #len])
        }
        (Class::Shaped, Type::Tuple(tuple)) => {
            let elements = tuple.elems.iter().map(|ty| match classify(ty, generics) {
                Class::Constant => quote_spanned!(ty.site().ours()=> <#ty as #private Shaped>::Cotangent),
                _ => tangent(ty, generics, private),
            });
            quote!((#(#elements,)*))
        }
        (Class::Generic(_), _) => ty.to_token_stream(),
        (Class::Shaped, Type::Path(path)) if matrix_of(path, generics).is_some() => {
            // Of a view, which has no tangent of its own: what is owned.
            let span = ty.site().ours();
            let ty = owned(with_lifetime(path, &syn::parse_quote!('static)).to_token_stream());
            quote_spanned!(span=> <#ty as #private Shaped>::Cotangent)
        }
        // Reported: nothing is to be added to that.
        (Class::Shaped, _) if shape(ty, generics).is_none() => ty.to_token_stream(),
        (Class::Shaped, Type::Path(path)) if vector_of(path).is_some() => {
            let element = tangent(vector_of(path).expect("just checked"), generics, private);
            quote!(#private Vec<#element>)
        }
        (Class::Shaped, Type::Path(path)) if option_of(path).is_some() => {
            let payload = tangent(option_of(path).expect("just checked").0, generics, private);
            quote!(#private Option<#payload>)
        }
        _ => {
            // If the type is not differentiable, rustc says so where it stands.
            let span = ty.site().ours();
            let ty = owned(ty.to_token_stream());
            quote_spanned!(span=> <#ty as #private Differentiable>::Tangent)
        }
    }
}
