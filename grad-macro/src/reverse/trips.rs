//! Loops whose number of trips is written down.

use syn::{Expr, Lit, RangeLimits};

use crate::ir::{LoopHead, Opaque, Operand, Tree};
use crate::lower::strip;

/// As many trips as can be saved without allocating: what a trip saves may be large.
const FEW: usize = 32;

/// How many trips a loop takes, if that is written down and it can be reversed.
pub fn trips(head: &LoopHead) -> Option<usize> {
    let LoopHead::For { iterator, reversible: true, .. } = head else { return None };
    let expr = syn::parse2(iterator.tokens.clone()).ok()?;
    of_range(&expr, iterator)
}

/// The trips of all of these loops together, if they are few.
pub(super) fn few(mut loops: impl Iterator<Item = Option<usize>>) -> Option<usize> {
    loops.try_fold(1_usize, |all, trips| all.checked_mul(trips?)).filter(|trips| *trips <= FEW)
}

fn of_range(expr: &Expr, iterator: &Opaque) -> Option<usize> {
    match strip(expr) {
        Expr::MethodCall(call) if call.method == "rev" => of_range(&call.receiver, iterator),
        // `Iterator::rev(range)`: on the way back.
        Expr::Call(call) if matches!(&*call.func, Expr::Path(path) if path.path.segments.last()?.ident == "rev") => {
            of_range(call.args.first()?, iterator)
        }
        Expr::Range(range) => {
            let (start, end) = (number(range.start.as_deref()?, iterator)?, number(range.end.as_deref()?, iterator)?);
            let end = if matches!(range.limits, RangeLimits::Closed(_)) { end.checked_add(1)? } else { end };
            Some(end.saturating_sub(start))
        }
        _ => None,
    }
}

fn number(expr: &Expr, iterator: &Opaque) -> Option<usize> {
    match strip(expr) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        Expr::Path(path) => {
            let key = crate::hygiene::Key::of(path.path.get_ident()?);
            let (_, tree) = iterator.holes.iter().find(|(known, _)| *known == key)?;
            match tree {
                Tree::Leaf(Operand::Const(constant)) => {
                    syn::parse2::<syn::LitInt>(constant.tokens.clone()).ok()?.base10_parse().ok()
                }
                _ => None,
            }
        }
        _ => None,
    }
}
