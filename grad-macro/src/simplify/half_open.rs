//! `half_open`: a loop over `a..=b` goes over `a..end`, where `end` is one more than `b`.
//!
//! An inclusive range has to remember whether it gave its last element; rustc makes of a loop over one neither a loop that it unrolls nor one
//! that takes several trips at once. (A mixture of Gaussians with `for c in 0..=r` took a third longer, both ways.) Only for indices of
//! elements: what has the last of all indices is no slice, so that nothing is lost where `b` has no successor.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Expr, RangeLimits, parse_quote};

use crate::hygiene::Key;
use crate::ir::{
    Activity, End, Float, Func, Hint, Loop, LoopHead, Op, Opaque, Operand, Pattern, Region, Stmt, StmtKind, Tree, visit,
};
use crate::lower::strip;
use crate::site::Site;

/// Runs the pass.
pub fn half_open(func: &mut Func) {
    let mut body = std::mem::replace(&mut func.body, Region { stmts: Vec::new(), end: End::Diverge });
    within(func, &mut body);
    func.body = body;
}

fn within(func: &mut Func, region: &mut Region) {
    for mut stmt in std::mem::take(&mut region.stmts) {
        match &mut stmt.kind {
            StmtKind::Loop(looped) => {
                region.stmts.extend(opened(func, looped, stmt.site));
                within(func, &mut looped.body);
            }
            StmtKind::Branch(branch) => branch.arms.iter_mut().for_each(|arm| within(func, &mut arm.region)),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
        }
        region.stmts.push(stmt);
    }
}

/// The steps that find where the range of a loop ends, after which the loop goes over the half-open one.
fn opened(func: &mut Func, looped: &mut Loop, site: Site) -> Vec<Stmt> {
    steps(func, looped, site).unwrap_or_default()
}

fn steps(func: &mut Func, looped: &mut Loop, site: Site) -> Option<Vec<Stmt>> {
    visit::index_of(looped)?;
    let LoopHead::For { iterator, reversible: true, .. } = &mut looped.head else { return None };
    let mut range = syn::parse2(iterator.tokens.clone()).ok()?;
    let inclusive = inclusive(&mut range)?;
    let (start, last) = (inclusive.start.clone()?, inclusive.end.clone()?);
    let simple = matches!(strip(&start), Expr::Lit(_) | Expr::Path(_));
    if !simple || matches!(strip(&last), Expr::Lit(_)) {
        // What is written down is known to rustc.
        return None;
    }
    let mut step = |name: &str, op: Op| {
        let id = func.fresh(Hint::User(name.to_owned()), site, Float::Not, Activity::Constant);
        (id, Stmt { kind: StmtKind::Let { pattern: Pattern::one(id), op }, site, generated: true })
    };
    let tokens = strip(&last).to_token_stream();
    let named = match strip(&last) {
        Expr::Path(path) => path.path.get_ident().map(Key::of),
        _ => None,
    };
    let mut steps = Vec::new();
    let last = match iterator.holes.iter().find(|(key, _)| Some(key) == named.as_ref()) {
        Some((_, Tree::Leaf(last @ Operand::Value(_)))) => last.clone(),
        _ => {
            let (id, last) = step("last", Op::Opaque(Opaque { tokens, holes: iterator.holes.clone(), pure: false }));
            steps.push(last);
            Operand::Value(id)
        }
    };
    let (end, after) = step("end", Op::Helper { name: "after", args: vec![last] });
    steps.push(after);
    let name = syn::Ident::new("end_of_the_range", Span::mixed_site());
    *inclusive = parse_quote!(#start..#name);
    iterator.tokens = range.into_token_stream();
    iterator.holes.push((Key::of(&name), Tree::Leaf(Operand::Value(end))));
    Some(steps)
}

/// The range `a..=b` of `a..=b`, `(a..=b).rev()` or `(a..=b).step_by(n)`.
fn inclusive(expr: &mut Expr) -> Option<&mut syn::ExprRange> {
    match expr {
        Expr::Range(range) => matches!(range.limits, RangeLimits::Closed(_)).then_some(range),
        Expr::Paren(inner) => inclusive(&mut inner.expr),
        Expr::Group(inner) => inclusive(&mut inner.expr),
        Expr::MethodCall(call) if call.method == "rev" || call.method == "step_by" => inclusive(&mut call.receiver),
        _ => None,
    }
}
