//! Arrays that a function makes, `std::array::from_fn(…)` or `f(x).map(…)`, where their type is written around them: it is handed on to where they stand.

use proc_macro2::Span;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Ident, Item, Local, Pat, PatType, Stmt, Type};

use super::into_array::is_into_array;
use super::place::strip;
use crate::site::Sited;

/// Writes the types of arrays into a function's body.
pub(super) fn typed(result: Option<&Type>, block: &mut Block) {
    if let Some(ty) = result {
        type_of_tail(ty, block);
    }
    Lets.visit_block_mut(block);
}

struct Lets;

impl VisitMut for Lets {
    fn visit_local_mut(&mut self, local: &mut Local) {
        if let Some(init) = local.init.as_mut().filter(|init| is_made(&init.expr)) {
            // `let [a, b] = std::array::from_fn(|i| …);`
            if let Some(ty) = of_pattern(&local.pat) {
                local.pat = Pat::Type(PatType {
                    attrs: Vec::new(),
                    pat: Box::new(local.pat.clone()),
                    colon_token: syn::Token![:](local.pat.site().ours()),
                    ty: Box::new(ty),
                });
            }
            if let Pat::Type(typed) = &local.pat {
                elements(&typed.ty, &mut init.expr);
            }
        }
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// An array at the end of a block is bound with its type first.
fn type_of_tail(ty: &Type, block: &mut Block) {
    let (Type::Array(_), Some(Stmt::Expr(tail, None))) = (ty, block.stmts.last()) else { return };
    if is_made(tail) {
        let bound = bound(ty, tail);
        block.stmts.pop();
        block.stmts.extend(bound.stmts);
    }
}

fn bound(ty: &Type, made: &Expr) -> Block {
    let name = Ident::new("made", Span::mixed_site());
    syn::parse_quote!({ let #name: #ty = #made; #name })
}

/// What the elements of an array are made by has their type at its end.
fn elements(ty: &Type, made: &mut Expr) {
    let (Type::Array(array), Expr::Call(call)) = (ty, made) else { return };
    let Some(Expr::Closure(closure)) = call.args.first_mut() else { return };
    match &mut *closure.body {
        Expr::Block(body) if body.label.is_none() => type_of_tail(&array.elem, &mut body.block),
        body if matches!(*array.elem, Type::Array(_)) && is_made(body) => {
            let block = bound(&array.elem, body);
            *body = syn::parse_quote!(#block);
        }
        _ => {}
    }
}

/// The type of an array that is taken apart, as far as the pattern tells.
fn of_pattern(pat: &Pat) -> Option<Type> {
    let Pat::Slice(slice) = pat else { return None };
    let rest = |pat: &Pat| match pat {
        Pat::Rest(_) => true,
        Pat::Ident(name) => name.subpat.is_some(),
        _ => false,
    };
    if slice.elems.iter().any(rest) {
        return None;
    }
    let element = slice.elems.iter().find_map(of_pattern).unwrap_or_else(|| syn::parse_quote!(_));
    let len = slice.elems.len();
    Some(syn::parse_quote!([#element; #len]))
}

/// `std::array::from_fn(…)`, `f(x).map(…)`, `part.try_into().unwrap()`
fn is_made(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::Call(call) => is_from_fn(call),
        Expr::MethodCall(call) if call.method == "map" => matches!(strip(&call.receiver), Expr::Call(_)),
        other => is_into_array(other),
    }
}

/// `std::array::from_fn(…)`
pub(super) fn is_from_fn(call: &syn::ExprCall) -> bool {
    let Expr::Path(path) = strip(&call.func) else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| &segment.ident);
    call.args.len() == 1
        && names.next().is_some_and(|name| name == "from_fn")
        && names.next().is_none_or(|owner| owner == "array")
}
