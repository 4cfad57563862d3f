//! `partials(x = …)`: the derivative of a function whose body is not looked into.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ItemFn};

use crate::hygiene::Key;
use crate::ir::{
    Activity, End, Float, Func, Hint, Op, Opaque, Operand, Pattern, Region, Stmt, StmtKind, Tree, ValueId,
};
use crate::lower::{collect_idents, each_variable};
use crate::reverse::{Gradient, Reversed};
use crate::signature::Signature;
use crate::site::{Site, Sited};
use crate::types::Class;

/// Forward: call the function. Backward: the cotangent times each given partial derivative.
pub fn reverse(
    function: &ItemFn,
    signature: &Signature,
    partials: &[(syn::Ident, Expr)],
    associated: bool,
) -> Reversed {
    let mut foreign = std::collections::HashSet::new();
    collect_idents(function.to_token_stream(), &mut foreign);
    for (_, expr) in partials {
        collect_idents(expr.to_token_stream(), &mut foreign);
    }
    let mut func = Func {
        values: Vec::new(),
        params: Vec::new(),
        body: Region { stmts: Vec::new(), end: End::Diverge },
        foreign,
        generic: signature.generic,
        method: signature.params.first().is_some_and(|param| param.receiver.is_some()),
        integers: Vec::new(),
        functions: Vec::new(),
        told: std::collections::HashMap::new(),
        lengths: std::collections::HashMap::new(),
        aliases: Vec::new(),
        made: std::collections::HashMap::new(),
        borrowed: std::collections::HashSet::new(),
        views: std::collections::HashSet::new(),
        strangers: std::collections::HashSet::new(),
        changing: std::collections::HashSet::new(),
    };
    let mut names: Vec<(String, ValueId)> = Vec::new();
    for param in &signature.params {
        let activity = if param.active { Activity::Active } else { Activity::Constant };
        let float = match param.class {
            Class::Float(float) => float,
            _ => Float::Unknown,
        };
        let id = func.fresh(Hint::User(param.ident.to_string()), param.ident.site(), float, activity);
        func.params.push(id);
        names.push((param.spelled().to_string(), id));
    }
    let site = function.sig.ident.site();
    let output = func.fresh(Hint::User("output".to_owned()), site, signature.result_float, Activity::Active);
    let seed = func.fresh(Hint::Cotangent(output), site, signature.result_float, Activity::Active);

    let (name, args) = (&function.sig.ident, signature.params.iter().map(|param| &param.ident));
    let call = if associated { quote!(Self::#name(#(#args),*)) } else { quote!(#name(#(#args),*)) };
    let primal = capture(call, &names);
    // The slopes are computed going forward, so that the pullback holds numbers only.
    let mut forward = vec![step(output, Op::Opaque(primal), site)];
    if !names.iter().any(|(name, _)| name == "output") {
        names.push(("output".to_owned(), output));
    }

    let mut backward = Vec::new();
    let mut gradients = Vec::new();
    for param in &signature.params {
        let given = partials.iter().find(|(name, _)| *name == param.spelled());
        gradients.push(match given {
            Some((_, expr)) if param.active => {
                let site = expr.site();
                let slope = func.fresh(Hint::Temp, site, Float::Unknown, Activity::Constant);
                forward.push(step(slope, Op::Opaque(capture(expr.to_token_stream(), &names)), site));
                let id = names.iter().find(|(name, _)| param.spelled() == name).map_or(output, |(_, id)| *id);
                let gradient = func.fresh(Hint::Cotangent(id), site, Float::Unknown, Activity::Active);
                let product = Op::Binary("*", Operand::Value(seed), Operand::Value(slope));
                backward.push(step(gradient, product, site));
                Gradient::Value(Operand::Value(gradient))
            }
            _ if param.active => Gradient::Value(Operand::Number(0.0)),
            _ => Gradient::Constant,
        });
    }
    Reversed {
        func,
        forward,
        values: vec![Operand::Value(output)],
        seeds: vec![seed],
        backward,
        gradients,
        of_one: None,
    }
}

fn step(id: ValueId, op: Op, site: Site) -> Stmt {
    Stmt { kind: StmtKind::Let { pattern: Pattern::one(id), op }, site, generated: true }
}

fn capture(tokens: TokenStream, names: &[(String, ValueId)]) -> Opaque {
    let mut holes: Vec<(Key, Tree<Operand>)> = Vec::new();
    each_variable(tokens.clone(), &mut |ident| {
        let key = Key::of(ident);
        if let Some((_, id)) = names.iter().find(|(name, _)| ident == name)
            && !holes.iter().any(|(known, _)| *known == key)
        {
            holes.push((key, Tree::Leaf(Operand::Value(*id))));
        }
    });
    Opaque { tokens, holes, pure: false }
}
