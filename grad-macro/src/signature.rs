//! The annotated function's signature: its arguments, which of them are active, and its result.

use proc_macro2::Ident;
use quote::{ToTokens, format_ident};
use syn::{FnArg, Generics, ItemFn, Pat, Receiver, ReceiverKind, ReturnType, Token, Type};

use crate::declared::Declared;
use crate::diagnostics::{Errors, catalogue};
use crate::hygiene::Key;
use crate::ir::{Float, Place, Shape, Tree};
use crate::lower::{aliases, collect_idents, used_as_many, used_as_numbers, with_fields};
use crate::options::Options;
use crate::site::Sited;
use crate::types::{self, Class, classify};

/// An argument.
pub struct Param {
    /// Its name in the companions.
    pub ident: Ident,
    /// Its name as a variable of the body.
    pub key: Key,
    /// Declared `mut`.
    pub mutable: bool,
    /// Its type.
    pub ty: Type,
    /// What the type says.
    pub class: Class,
    /// How it holds floats, if it is more than one float.
    pub place: Option<Place>,
    /// Whether it is differentiated.
    pub active: bool,
    /// `self`, if it is that.
    pub receiver: Option<Token![self]>,
}

/// The annotated function's signature.
pub struct Signature {
    /// The arguments in order.
    pub params: Vec<Param>,
    /// The result's type.
    pub result: Option<Type>,
    /// The result's float type, if it is one float.
    pub result_float: Float,
    /// What the result holds; a tuple is taken apart.
    pub result_shape: Tree<Shape>,
    /// Whether all arguments could be made sense of; if not, errors about the body would only follow from that.
    pub args_understood: bool,
    /// Whether the result could.
    pub result_understood: bool,
    /// Type parameters in scope, as far as they are known: none of them is the type that the function belongs to.
    pub type_parameters: Vec<String>,
    /// Those of them that stand for floats.
    pub generics: Generics,
    /// Whether active arguments mention others.
    pub generic: bool,
}

impl Signature {
    /// Reads a signature; reports what cannot be differentiated in it.
    pub fn read(
        function: &ItemFn,
        around: Option<&Generics>,
        declared: &Declared,
        options: &Options,
        of_trait: bool,
        errors: &mut Errors,
    ) -> Signature {
        let sig = &function.sig;
        if let Some(token) = &sig.asyncness {
            errors.report(&catalogue::ASYNC_FUNCTION, token.site());
        }
        if let syn::Safety::Unsafe(token) = &sig.safety {
            errors.report(&catalogue::UNSAFE_FUNCTION, token.site());
        }
        let generics = crate::generic::floats(function, around);
        let mut params = Vec::new();
        for (index, argument) in sig.inputs.iter().enumerate() {
            match argument {
                FnArg::Receiver(receiver) => params.push(Param::receiver(receiver, function, &generics)),
                FnArg::Typed(typed) => params.push(Param::read(index, &typed.pat, &typed.ty, &generics)),
            }
        }
        for param in &mut params {
            if crate::generic::is_function(&param.ty, function, around) {
                param.class = Class::Constant;
                param.place = None;
                param.active = false;
            }
        }
        // Written by macros, two arguments may be spelled alike.
        for index in 1..params.len() {
            while params[..index].iter().any(|other: &Param| other.ident == params[index].ident) {
                params[index].ident = format_ident!("{}_", params[index].ident);
            }
        }
        select_active(&mut params, options, errors);
        if params.iter().all(|param| !param.active) && errors.is_empty() {
            errors.report(&catalogue::NOTHING_ACTIVE, sig.ident.site());
        }
        let unclear = |param: &Param| param.active && !param.is_understood();
        let args_understood = !params.iter().any(unclear);
        let before = errors.count();
        assume_places(&mut params, function, declared);
        let has_output = params.iter().any(|param| param.active && is_mutable_reference(&param.ty));
        let (result, result_shape) = read_result(function, &generics, declared, has_output, of_trait, errors);
        let result_float = match result_shape {
            Tree::Leaf(Shape::Scalar(float)) => float,
            _ => Float::Unknown,
        };
        let result_understood = errors.count() == before;
        let active = params.iter().filter(|param| param.active).map(|param| &param.ty);
        let generic = crate::generic::mentions_others(active, function, around, &generics);
        let type_parameters = sig.generics.type_params().map(|param| param.ident.to_string()).collect();
        Signature {
            params,
            result,
            result_float,
            result_shape,
            args_understood,
            result_understood,
            type_parameters,
            generic,
            generics,
        }
    }

    /// The active arguments.
    pub fn active(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(|param| param.active)
    }
}

impl Param {
    /// Whether it can be differentiated.
    pub fn is_understood(&self) -> bool {
        self.class != Class::Shaped || self.place.is_some()
    }

    fn read(index: usize, pat: &Pat, ty: &Type, generics: &Generics) -> Param {
        let class = classify_argument(ty, generics);
        let (ident, mutable) = match pat {
            Pat::Ident(pat) => (pat.ident.clone(), pat.mutability.is_some()),
            _ => (format_ident!("argument{}", index + 1, span = pat.site().start), false),
        };
        let key = Key::of(&ident);
        let place = match class {
            Class::Shaped => types::place(ty, generics),
            _ => None,
        };
        let active = class != Class::Constant;
        Param { ident, key, mutable, ty: ty.clone(), class, place, active, receiver: None }
    }

    /// `self`, which has another name in the companions: what a pullback is handed needs names that can be bound.
    fn receiver(receiver: &Receiver, function: &ItemFn, generics: &Generics) -> Param {
        let mut taken = std::collections::HashSet::new();
        collect_idents(function.to_token_stream(), &mut taken);
        let mut name = "this".to_owned();
        while taken.contains(&name) {
            name.push('_');
        }
        let span = receiver.self_token.span;
        let ty = type_of_receiver(receiver);
        let class = if is_self(&ty) { classify(&ty, generics) } else { Class::Shaped };
        let place = match class {
            Class::Shaped if is_self(&ty) => types::place(&ty, generics),
            _ => None,
        };
        Param {
            ident: Ident::new(&name, span),
            key: Key::of(&Ident::new("self", span)),
            mutable: receiver.mutability.is_some(),
            ty,
            class,
            place,
            active: true,
            receiver: Some(receiver.self_token),
        }
    }

    /// Its name as the user wrote it.
    pub fn spelled(&self) -> Ident {
        match &self.receiver {
            Some(token) => Ident::new("self", token.span),
            None => self.ident.clone(),
        }
    }
}

/// A type parameter that stands for floats is a float.
fn classify_argument(ty: &Type, generics: &Generics) -> Class {
    match classify(ty, generics) {
        Class::Generic(index) => Class::Float(Float::Param(index)),
        class => class,
    }
}

/// What `self`, `&self` and `&mut self` are short for.
fn type_of_receiver(receiver: &Receiver) -> Type {
    let own = Ident::new("Self", receiver.self_token.span);
    match &receiver.kind {
        ReceiverKind::Reference(and, lifetime, mutability) => syn::parse_quote!(#and #lifetime #mutability #own),
        ReceiverKind::Typed(_, ty) => (**ty).clone(),
        _ => syn::parse_quote!(#own),
    }
}

/// `Self`, `&Self`, `&mut Self`
fn is_self(ty: &Type) -> bool {
    match ty {
        Type::Paren(inner) => is_self(&inner.elem),
        Type::Group(inner) => is_self(&inner.elem),
        Type::Reference(reference) => is_self(&reference.elem),
        Type::Path(path) => path.path.is_ident("Self"),
        _ => false,
    }
}

/// Applies `wrt` and `constant`, and checks that what stays active can be.
fn select_active(params: &mut [Param], options: &Options, errors: &mut Errors) {
    if let Some(names) = &options.wrt {
        let named = find_all(params, names, true, errors);
        for (index, param) in params.iter_mut().enumerate() {
            param.active = named.contains(&index);
        }
    }
    if let Some(names) = &options.constant {
        for index in find_all(params, names, false, errors) {
            params[index].active = false;
        }
    }
    for param in params.iter().filter(|param| param.active) {
        let (entry, span) = match param.class {
            Class::Shaped if param.receiver.is_some() && param.place.is_none() => {
                (&catalogue::SELF_ARGUMENT, param.spelled().site())
            }
            Class::Shaped if param.place.is_none() => (&catalogue::ARGUMENT_TYPE, param.ty.site()),
            _ => continue,
        };
        errors.report_about(entry, span, &param.ident);
    }
    check_partials(params, options, errors);
}

/// The arguments that an option names.
fn find_all(params: &[Param], names: &[Ident], floats: bool, errors: &mut Errors) -> Vec<usize> {
    let mut found = Vec::new();
    for name in names {
        match params.iter().position(|param| param.spelled() == *name) {
            None => errors.report_about(&catalogue::UNKNOWN_ARGUMENT, name.site(), name),
            Some(index) if found.contains(&index) => {
                errors.report_about(&catalogue::ARGUMENT_TWICE, name.site(), name);
            }
            Some(index) if floats && params[index].class == Class::Constant => {
                errors.report_about(&catalogue::ARGUMENT_WITHOUT_FLOATS, name.site(), name);
            }
            Some(index) => found.push(index),
        }
    }
    found
}

fn check_partials(params: &[Param], options: &Options, errors: &mut Errors) {
    let Some(partials) = &options.partials else { return };
    let names: Vec<Ident> = partials.iter().map(|(name, _)| name.clone()).collect();
    let named = find_all(params, &names, true, errors);
    for (index, param) in params.iter().enumerate() {
        if param.active && !named.contains(&index) {
            errors.report_about(&catalogue::MISSING_PARTIAL, param.ident.site(), param.spelled());
        }
    }
    for name in &names {
        if params.iter().any(|param| param.spelled() == *name && !param.active && param.class != Class::Constant) {
            errors.report_about(&catalogue::PARTIAL_OF_CONSTANT, name.site(), name);
        }
    }
}

/// `&mut …`
pub fn is_mutable_reference(ty: &Type) -> bool {
    match ty {
        Type::Paren(inner) => is_mutable_reference(&inner.elem),
        Type::Group(inner) => is_mutable_reference(&inner.elem),
        Type::Reference(reference) => reference.mutability.is_some(),
        _ => false,
    }
}

/// The result's type, and what it holds. Without one there must be something that the function writes to.
fn read_result(
    function: &ItemFn,
    generics: &Generics,
    declared: &Declared,
    has_output: bool,
    of_trait: bool,
    errors: &mut Errors,
) -> (Option<Type>, Tree<Shape>) {
    let ReturnType::Type(_, ty) = &function.sig.output else {
        if !has_output {
            errors.report(&catalogue::RESULT_TYPE, function.sig.ident.site());
        }
        return (None, Tree::unit());
    };
    let shape = result_shape(ty, generics).map(|shape| match shape {
        // A name for a type counts as a float, unless it looks otherwise. A trait's functions must look alike everywhere.
        Tree::Leaf(Shape::Unknown) if !of_trait && gives_number(function, ty, declared) => {
            Tree::Leaf(Shape::Scalar(Float::Unknown))
        }
        shape => shape,
    });
    let empty = matches!(&shape, Some(Tree::Tuple(elements)) if elements.is_empty());
    match shape {
        Some(shape) if !empty || has_output => (Some((**ty).clone()), shape),
        _ => {
            errors.report(&catalogue::RESULT_TYPE, ty.site());
            (Some((**ty).clone()), Tree::Leaf(Shape::Scalar(Float::Unknown)))
        }
    }
}

/// An argument whose type is a name may be an array: it is one if it is used as one, or never as a number.
fn assume_places(params: &mut [Param], function: &ItemFn, declared: &Declared) {
    if function.sig.constness.is_some() {
        return;
    }
    let (many, numbers) = (used_as_many(&function.block), used_as_numbers(&function.block));
    let fields = with_fields(&function.block);
    for param in params.iter_mut().filter(|param| param.class == Class::Named && param.active) {
        let name = &param.key.name;
        let place = fields.contains(name) || many.contains(name) && !numbers.contains(name);
        if place || declared.is_struct(&param.ty) || looks_like_a_struct(function, &param.ty, false) {
            param.place = Some(Place { shape: Shape::Unknown, holder: crate::ir::Holder::Owned });
        }
    }
}

/// Whether a function whose result type is a name gives a number, as far as can be seen.
fn gives_number(function: &ItemFn, ty: &Type, declared: &Declared) -> bool {
    if declared.is_struct(ty) || looks_like_a_struct(function, ty, true) {
        return false;
    }
    let text = ToTokens::to_token_stream(ty).to_string();
    let (many, numbers) = (used_as_many(&function.block), used_as_numbers(&function.block));
    let of_argument = function.sig.inputs.iter().any(|input| match input {
        FnArg::Typed(typed) => {
            let place = matches!(&*typed.pat, Pat::Ident(pat) if many.contains(&Key::of(&pat.ident).name));
            ToTokens::to_token_stream(&typed.ty).to_string() == text && !place
        }
        FnArg::Receiver(_) => false,
    });
    let mut tails = Vec::new();
    tails_of_block(&function.block, &mut tails);
    let array = tails.iter().any(|tail| match tail {
        syn::Expr::Array(_) | syn::Expr::Repeat(_) | syn::Expr::Struct(_) => true,
        syn::Expr::Call(call) => is_constructor(&call.func),
        syn::Expr::Path(path) => path.path.get_ident().is_some_and(|ident| {
            let name = ident.to_string();
            many.contains(&name) && !numbers.contains(&name)
        }),
        _ => false,
    });
    let number = tails.iter().any(|tail| match tail {
        syn::Expr::Binary(_) | syn::Expr::Unary(_) | syn::Expr::Lit(_) | syn::Expr::Cast(_) => true,
        syn::Expr::MethodCall(call) => crate::rules::is_known(&call.method.to_string()),
        syn::Expr::Path(path) => path.path.get_ident().is_some_and(|ident| numbers.contains(&ident.to_string())),
        _ => false,
    });
    !array
        && (number
            || of_argument
            || function.sig.constness.is_some()
            || tails.iter().all(|tail| !matches!(tail, syn::Expr::Call(_))))
}

/// A name for a type could be another name of a float, or that of a struct with operators. It is the latter if the function looks into an argument of this type or makes one, if the name
/// ends in a digit (`Vec3`), or, of a result, if there are floats among the arguments that are called by their own name.
fn looks_like_a_struct(function: &ItemFn, ty: &Type, result: bool) -> bool {
    let text = ToTokens::to_token_stream(ty).to_string();
    let fields = with_fields(&function.block);
    let mut floats = false;
    let mut looked_into = false;
    for input in &function.sig.inputs {
        let FnArg::Typed(typed) = input else { continue };
        let own = ToTokens::to_token_stream(&typed.ty).to_string();
        floats |= own == "f64" || own == "f32";
        looked_into |= own == text && matches!(&*typed.pat, Pat::Ident(pat) if fields.contains(&pat.ident.to_string()));
    }
    let makes = {
        let body = ToTokens::to_token_stream(&function.block).to_string();
        body.contains(&format!("{text} {{")) || body.contains(&format!("{text} :: new"))
    };
    let ends_in_digit = text.ends_with(|last: char| last.is_ascii_digit());
    let alias = aliases(function).iter().any(|alias| text == *alias);
    looked_into || makes || ends_in_digit || result && floats && !alias
}

/// `Pair(…)`
fn is_constructor(function: &syn::Expr) -> bool {
    let syn::Expr::Path(path) = function else { return false };
    path.path.segments.last().is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
}

/// The expressions that a block can end with.
fn tails_of_block<'e>(block: &'e syn::Block, tails: &mut Vec<&'e syn::Expr>) {
    if let Some(syn::Stmt::Expr(last, None)) = block.stmts.last() {
        tails_of(last, tails);
    }
}

fn tails_of<'e>(expr: &'e syn::Expr, tails: &mut Vec<&'e syn::Expr>) {
    match expr {
        syn::Expr::Paren(paren) => tails_of(&paren.expr, tails),
        syn::Expr::Group(group) => tails_of(&group.expr, tails),
        syn::Expr::Block(block) => tails_of_block(&block.block, tails),
        syn::Expr::If(branch) => {
            tails_of_block(&branch.then_branch, tails);
            if let Some((_, other)) = &branch.else_branch {
                tails_of(other, tails);
            }
        }
        syn::Expr::Match(branch) => branch.arms.iter().for_each(|arm| tails_of(&arm.body, tails)),
        other => tails.push(other),
    }
}

fn result_shape(ty: &Type, generics: &syn::Generics) -> Option<Tree<Shape>> {
    match ty {
        Type::Paren(inner) => result_shape(&inner.elem, generics),
        Type::Group(inner) => result_shape(&inner.elem, generics),
        Type::Tuple(tuple) => {
            tuple.elems.iter().map(|ty| result_shape(ty, generics)).collect::<Option<_>>().map(Tree::Tuple)
        }
        Type::Reference(_) => None,
        _ => types::shape(ty, generics).map(Tree::Leaf),
    }
}
