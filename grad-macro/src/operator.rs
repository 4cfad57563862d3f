//! `#[differentiable]` on the function of an operator, `add` in `impl Add for Vec3`: nothing can be added to a trait of the standard library, so what others call is a rule
//! of the runtime for these two types.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{FnArg, ImplItem, ImplItemFn, ItemFn, ItemImpl, Path, PathArguments, ReceiverKind, ReturnType, Type};

use crate::context::Place;
use crate::expand::{Surroundings, expand};
use crate::lower::collect_idents;

/// What is known of the operator's implementation.
struct Head<'a> {
    block: &'a ItemImpl,
    of_trait: &'a Path,
    /// What the rule is called.
    mark: Ident,
}

impl<'a> Head<'a> {
    fn of(block: &'a ItemImpl) -> Option<Head<'a>> {
        let (of_trait, _) = block.trait_.as_ref()?;
        let name = &of_trait.segments.last()?.ident;
        const OPERATORS: &[&str] = &[
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Rem",
            "Neg",
            "AddAssign",
            "SubAssign",
            "MulAssign",
            "DivAssign",
            "RemAssign",
        ];
        OPERATORS.iter().any(|operator| name == operator).then(|| Head { block, of_trait, mark: name.clone() })
    }

    fn right(&self) -> Type {
        let arguments = self.of_trait.segments.last().map(|last| &last.arguments);
        let first = match arguments {
            Some(PathArguments::AngleBracketed(arguments)) => {
                arguments.args.iter().find_map(|argument| match argument {
                    syn::GenericArgument::Type(ty) => Some(ty.clone()),
                    _ => None,
                })
            }
            _ => None,
        };
        // `Self` is the other operand's type.
        match first {
            Some(Type::Path(path)) if path.path.is_ident("Self") => (*self.block.self_ty).clone(),
            Some(ty) => ty,
            None => (*self.block.self_ty).clone(),
        }
    }
}

/// The operator's function with its rule inside, where the attribute is on it.
pub fn on_function(attribute: &TokenStream, function: &ItemFn, around: &Surroundings) -> Option<TokenStream> {
    let block = around.block.as_ref().filter(|_| around.place == Place::TraitImpl)?;
    let head = Head::of(block)?;
    let rule = rule(&head, attribute, function, around)?;
    let ItemFn { attrs, vis, sig, block, .. } = function;
    let stmts = &block.stmts;
    Some(quote! {
        #(#attrs)* #vis #sig {
            #rule
            #(#stmts)*
        }
    })
}

/// An operator's implementation and its rule, where the attribute is on the whole.
pub fn on_block(attribute: &TokenStream, item: &TokenStream, around: &Surroundings) -> Option<TokenStream> {
    let block = syn::parse2::<ItemImpl>(item.clone()).ok()?;
    let head = Head::of(&block)?;
    let function = block.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })?;
    let ImplItemFn { attrs, vis, sig, block, .. } = function;
    let function: ItemFn = syn::parse_quote!(#(#attrs)* #vis #sig #block);
    let rule = rule(&head, attribute, &function, around)?;
    Some(quote!(#item #rule))
}

fn rule(head: &Head, attribute: &TokenStream, function: &ItemFn, around: &Surroundings) -> Option<TokenStream> {
    let unary = head.mark == "Neg";
    if function.sig.inputs.len() != if unary { 1 } else { 2 } {
        return None;
    }
    let mut idents = std::collections::HashSet::new();
    collect_idents(function.to_token_stream(), &mut idents);
    let first = function.sig.inputs.first()?;
    let FnArg::Receiver(receiver) = first else { return None };
    // Its span, so that it is the same variable as in the body.
    let name = if idents.contains("this") { "this_operand" } else { "this" };
    let this = Ident::new(name, receiver.self_token.span);
    let self_ty = &*head.block.self_ty;

    // The function as a free one.
    let name = format_ident!("operator_{}", function.sig.ident);
    let of_self = match self_ty {
        Type::Path(_) => turbofish(self_ty),
        other => other.to_token_stream(),
    };
    let output = quote!(#of_self);
    let mut names = Names { this: &this, of_self, output };
    let of_trait = names.replaced(head.of_trait.to_token_stream());
    names.output = quote!(<#self_ty as #of_trait>::Output);
    let mut generics = head.block.generics.clone();
    generics.params.extend(function.sig.generics.params.iter().cloned());
    let first = match &receiver.kind {
        ReceiverKind::Reference(..) => quote!(#this: &mut #self_ty),
        ReceiverKind::Value => {
            let mutability = receiver.mutability;
            quote!(#mutability #this: #self_ty)
        }
        _ => return None,
    };
    let second = function.sig.inputs.iter().nth(1).map(|arg| names.replaced(arg.to_token_stream()));
    let output = match &function.sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => {
            let ty = names.replaced(ty.to_token_stream());
            Some(quote!(-> #ty))
        }
    };
    let body = names.replaced(function.block.to_token_stream());
    let (of_free, _, clause) = generics.split_for_impl();
    let free = quote!(fn #name #of_free (#first, #second) #output #clause #body);
    let options = if attribute.is_empty() { quote!(standalone) } else { quote!(#attribute, standalone) };
    let inside = Surroundings {
        facade: around.facade.clone(),
        associated: false,
        place: Place::Free,
        generics: None,
        block: None,
        operator: true,
        declared: around.declared.clone(),
    };
    let free = expand(options, free, &inside);

    let implementation = implementation(head, &name, &function.sig.ident, &around.facade);
    Some(quote! {
        #[allow(warnings, unused, non_local_definitions, clippy::all, clippy::pedantic, clippy::nursery)]
        const _: () = {
            #free
            #implementation
        };
    })
}

/// The rule, which calls what was written beside the function of this name.
fn implementation(head: &Head, name: &Ident, method: &Ident, facade: &TokenStream) -> TokenStream {
    let private = quote!(#facade::__private);
    let (left, right, mark) = (&*head.block.self_ty, head.right(), &head.mark);
    let bare = bare_path(head.of_trait);
    let vjp = format_ident!("{name}_vjp");
    let (owned_left, owned_right) = (owned(left), owned(&right));
    let mut generics = head.block.generics.clone();
    let parameters: Vec<Ident> = generics.type_params().map(|param| param.ident.clone()).collect();
    let scalars = parameters.iter().map(|name| -> syn::WherePredicate { syn::parse_quote!(#name: #private::Scalar) });
    generics.make_where_clause().predicates.extend(scalars);
    let (of_impl, _, clause) = generics.split_for_impl();
    // The operator takes its operands by value or by reference.
    let given = |ty: &Type, operand: TokenStream| match ty {
        Type::Reference(_) => operand,
        _ => quote!(#private::Clone::clone(#operand)),
    };
    let (a, b) = (given(left, quote!(a)), given(&right, quote!(b)));
    let of = |ty: &dyn Fn(&Type) -> Type| {
        let (left, right) = (ty(left), ty(&right));
        if mark == "Neg" { quote!(<#left as #bare>) } else { quote!(<#left as #bare<#right>>) }
    };
    let operator = of(&|ty| with_lifetime(ty, None));
    let assigns = mark.to_string().ends_with("Assign");
    let output = match assigns {
        true => owned_left.to_token_stream(),
        false => {
            let operator = of(&|ty| with_lifetime(ty, Some(syn::parse_quote!('static))));
            quote!(#operator::Output)
        }
    };
    let cotangent = |ty: &dyn ToTokens| quote!(#private::rules::CotangentOf<#ty>);
    let (d_left, d_right, d) = (cotangent(&owned_left), cotangent(&owned_right), cotangent(&output));
    if mark == "Neg" {
        return quote! {
            impl #of_impl #private::rules::Curve<#private::rules::ops::Neg> for #owned_left #clause {
                type Output = #output;
                #[inline]
                fn of(&self) -> #output {
                    let a = self;
                    #operator::#method(#a)
                }
                #[inline]
                fn left(to: &mut #d_left, d: &#d, a: &Self, _: &#output) {
                    let (_, pullback) = #vjp(#a);
                    #private::Accumulate::accumulate(to, &pullback(#private::Clone::clone(d)));
                }
            }
        };
    }
    let (value, back) = match assigns {
        true => (
            quote! {
                let mut changed = #private::Clone::clone(a);
                #operator::#method(&mut changed, #b);
                changed
            },
            quote! {
                let mut changed = #private::Clone::clone(a);
                let (_, pullback) = #vjp(&mut changed, #b);
            },
        ),
        false => (quote!(#operator::#method(#a, #b)), quote!(let (_, pullback) = #vjp(#a, #b);)),
    };
    quote! {
        impl #of_impl #private::rules::Operator<#private::rules::ops::#mark, #owned_right> for #owned_left #clause {
            type Output = #output;
            #[inline]
            fn of(&self, b: &#owned_right) -> #output {
                let a = self;
                #value
            }
            #[inline]
            fn back(&self, b: &#owned_right, d: &#d) -> (#d_left, #d_right) {
                let a = self;
                #back
                pullback(#private::Clone::clone(d))
            }
        }
    }
}

/// A type without a reference to it.
fn owned(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => owned(&reference.elem),
        ty => ty,
    }
}

fn with_lifetime(ty: &Type, lifetime: Option<syn::Lifetime>) -> Type {
    let mut ty = ty.clone();
    if let Type::Reference(reference) = &mut ty {
        reference.lifetime = lifetime;
    }
    ty
}

/// A trait's path without its parameters.
fn bare_path(path: &Path) -> Path {
    let mut path = path.clone();
    if let Some(last) = path.segments.last_mut() {
        last.arguments = PathArguments::None;
    }
    path
}

/// What names of the implementation stand for outside of it.
struct Names<'a> {
    this: &'a Ident,
    of_self: TokenStream,
    /// `<Vec3 as Add>::Output`
    output: TokenStream,
}

impl Names<'_> {
    fn replaced(&self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is_colon =
            |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
        let mut replaced = TokenStream::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Ident(ident) if ident == "self" && !is_colon(tokens.get(at + 1)) => {
                    let mut this = self.this.clone();
                    this.set_span(ident.span());
                    this.to_tokens(&mut replaced);
                }
                TokenTree::Ident(ident) if ident == "Self" => {
                    let output = matches!(tokens.get(at + 3), Some(TokenTree::Ident(name)) if name == "Output");
                    if output && is_colon(tokens.get(at + 1)) {
                        replaced.extend(self.output.clone());
                        at += 3;
                    } else {
                        replaced.extend(self.of_self.clone());
                    }
                }
                TokenTree::Group(group) => {
                    let mut same = Group::new(group.delimiter(), self.replaced(group.stream()));
                    same.set_span(group.span());
                    TokenTree::Group(same).to_tokens(&mut replaced);
                }
                other => other.to_tokens(&mut replaced),
            }
            at += 1;
        }
        replaced
    }
}

/// A type as it may stand in expressions too: `Vec3::<T>`.
fn turbofish(ty: &Type) -> TokenStream {
    let mut ty = owned(ty).clone();
    if let Type::Path(path) = &mut ty {
        for segment in &mut path.path.segments {
            if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                arguments.colon2_token = Some(Default::default());
            }
        }
    }
    ty.to_token_stream()
}
