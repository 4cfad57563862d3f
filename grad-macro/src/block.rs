//! `#[differentiable]` on an `impl` block: on each function in it that computes with floats.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{FnArg, ImplItem, ImplItemFn, ItemImpl, ReturnType, Type};

use crate::context::{self, Place};
use crate::expand::{Surroundings, expand};
use crate::types::{self, Class, classify};

/// The block with the companions of its functions. A function of integers, a constructor, or one that gives a reference stays as it is, and so does one with an attribute of its own.
pub fn expanded(attribute: &TokenStream, item: &TokenStream, around: &Surroundings) -> Option<TokenStream> {
    let mut block = syn::parse2::<ItemImpl>(item.clone()).ok().filter(|block| block.trait_.is_none())?;
    let (generics, of, clause) = (&block.generics.clone(), &block.self_ty, &block.generics.where_clause);
    let header = quote!(impl #generics #of #clause).to_string();
    let inside = Surroundings {
        facade: around.facade.clone(),
        associated: true,
        place: Place::Impl,
        generics: context::generics(Place::Impl, &header),
        block: None,
        operator: false,
        declared: around.declared.inside(&block),
    };
    for item in &mut block.items {
        if let ImplItem::Fn(function) = item
            && computes(function, generics)
        {
            *item = ImplItem::Verbatim(expand(attribute.clone(), function.to_token_stream(), &inside));
        }
    }
    Some(block.into_token_stream())
}

/// Whether a function takes and gives what may carry floats.
fn computes(function: &ImplItemFn, of_block: &syn::Generics) -> bool {
    let mut generics = of_block.clone();
    generics.params.extend(function.sig.generics.params.iter().cloned());
    let carries = |ty: &Type| classify(ty, &generics) != Class::Constant;
    let own = function
        .attrs
        .iter()
        .any(|attr| attr.path().segments.last().is_some_and(|last| last.ident == "differentiable"));
    let takes = function.sig.inputs.iter().any(|arg| match arg {
        FnArg::Receiver(_) => true,
        FnArg::Typed(arg) => carries(&arg.ty),
    });
    let changes = function.sig.inputs.iter().any(|arg| match arg {
        FnArg::Receiver(receiver) => {
            matches!(&receiver.kind, syn::ReceiverKind::Reference(_, _, mutability) if !mutability.to_token_stream().is_empty())
        },
        FnArg::Typed(arg) => crate::signature::is_mutable_reference(&arg.ty) && carries(&arg.ty),
    });
    let gives = match &function.sig.output {
        ReturnType::Default => changes,
        ReturnType::Type(_, ty) if matches!(&**ty, Type::Tuple(unit) if unit.elems.is_empty()) => changes,
        ReturnType::Type(_, ty) => {
            !matches!(**ty, Type::Reference(_)) && carries(ty) && types::shape(ty, &generics).is_some()
        }
    };
    !own && takes && gives
}
