//! The graph of a function with `partials(…)`: one step.

use quote::ToTokens;
use syn::{Expr, ItemFn};

use super::about;
use super::forward::note;
use super::source::Source;
use crate::emit::tidy;
use crate::ir::note::{Formula, NoteKind, Part, Slopes};
use crate::ir::{Activity, Op, Operand, StmtKind};
use crate::reverse::{Gradient, Reversed};
use crate::signature::Signature;
use crate::site::Sited;

/// Notes the step, its slopes, and what it hands back.
pub fn note_partials(
    reversed: &mut Reversed,
    function: &ItemFn,
    signature: &Signature,
    partials: &[(syn::Ident, Expr)],
) {
    let source = Source::default();
    let site = function.sig.ident.site();
    let func = &reversed.func;
    let inputs = func.params.iter().map(|id| {
        let about = about::step(func, &source, *id, "input".to_owned(), func.value(*id).site);
        let active = func.value(*id).activity == Activity::Active;
        note(NoteKind::Input { id: *id, about, active }, vec![Operand::Value(*id)], site)
    });
    let inputs: Vec<_> = inputs.collect();
    let Some(Operand::Value(output)) = reversed.values.first().cloned() else { return };
    let mut about = about::step(func, &source, output, function.sig.ident.to_string(), site);
    about.name = String::new();
    about.formula = Some(Formula {
        value: body(function),
        arguments: signature.params.iter().map(|param| param.ident.to_string()).collect(),
        partials: signature.params.iter().map(|param| partial(param, partials)).collect(),
    });
    let parts = func.params.iter().map(|id| Part::Local(*id)).collect();
    // Each slope is a step of ours after the first.
    let mut slopes = reversed.forward[1..].iter().filter_map(|stmt| match &stmt.kind {
        StmtKind::Let { pattern, op: Op::Opaque(_) } => pattern.values().first().map(|id| Operand::Value(*id)),
        _ => None,
    });
    let has_slope =
        |param: &crate::signature::Param| param.active && partials.iter().any(|(name, _)| *name == param.ident);
    let given: Vec<bool> = signature.params.iter().map(has_slope).collect();
    let mut operands = vec![Operand::Value(output)];
    operands.extend(func.params.iter().map(|id| Operand::Value(*id)));
    operands.extend(slopes.by_ref());
    let step = note(NoteKind::Step { id: output, about, parts, slopes: Slopes::Given(given) }, operands, site);
    reversed.forward.push(step);
    reversed.forward.splice(0..0, inputs);

    let seed = reversed.seeds[0];
    let mut backward = vec![note(NoteKind::Cotangent { id: output }, vec![Operand::Value(seed)], site)];
    for (id, gradient) in reversed.func.params.iter().zip(&reversed.gradients) {
        if let Gradient::Value(value) = gradient {
            backward.push(note(NoteKind::Product { output, argument: *id }, vec![value.clone()], site));
            backward.push(note(NoteKind::Cotangent { id: *id }, vec![value.clone()], site));
        }
    }
    reversed.backward.extend(backward);
}

/// The body, if it is one expression.
fn body(function: &ItemFn) -> String {
    match function.block.stmts.as_slice() {
        [syn::Stmt::Expr(expr, None)] => tidy(&expr.to_token_stream()),
        _ => String::new(),
    }
}

fn partial(param: &crate::signature::Param, partials: &[(syn::Ident, Expr)]) -> String {
    let given = partials.iter().find(|(name, _)| *name == param.ident);
    given.map_or_else(String::new, |(_, expr)| format!("d * ({})", tidy(&expr.to_token_stream())))
}
