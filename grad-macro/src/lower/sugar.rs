//! Iterators with a name: `let pairs = xs.iter().zip(ys);` and then `pairs.map(…).sum()` is one chain in two lines.
//!
//! An iterator does nothing before it is asked. So where it is bound without `mut`, which means that it is handed on as a whole, and the
//! statement after it is the only one that mentions it, it may as well stand there itself. Whatever its text mentions must mean the same
//! there, and have the same value.

use std::collections::HashSet;

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Block, Expr, ExprClosure, ExprForLoop, Ident, ItemFn, Pat, PatIdent, Stmt};

use super::iterate::{continues, starts};
use super::opaque::assigned_names;
use super::place::strip;
use super::{collect_idents, each_variable};
use crate::hygiene::Key;

/// The function with such iterators where they are used.
pub fn seen_through(function: &ItemFn) -> ItemFn {
    let mut function = function.clone();
    Blocks.visit_block_mut(&mut function.block);
    function
}

struct Blocks;

impl VisitMut for Blocks {
    fn visit_block_mut(&mut self, block: &mut Block) {
        // From the start, so that a chain in three lines becomes one.
        let mut index = 0;
        while index < block.stmts.len() {
            let (before, after) = block.stmts.split_at_mut(index + 1);
            match iterator(&before[index]).and_then(|(name, chain)| put_in(&name, &chain, after)) {
                Some(whole) => {
                    after[0] = whole;
                    block.stmts.remove(index);
                }
                None => index += 1,
            }
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// `let name = x.iter().….…;`
fn iterator(stmt: &Stmt) -> Option<(Ident, Expr)> {
    let Stmt::Local(local) = stmt else { return None };
    let (Pat::Ident(pat), Some(init)) = (&local.pat, &local.init) else { return None };
    let plain = pat.mutability.is_none() && pat.by_ref.is_none() && pat.subpat.is_none() && init.diverge.is_none();
    (plain && local.attrs.is_empty() && is_iterator(&init.expr)).then(|| (pat.ident.clone(), (*init.expr).clone()))
}

fn is_iterator(expr: &Expr) -> bool {
    let Expr::MethodCall(call) = strip(expr) else { return false };
    let name = call.method.to_string();
    // `into_iter` may take the place away.
    if name == "into_iter" {
        return false;
    }
    starts(&name) && is_place(&call.receiver)
        || continues(&name) && (is_iterator(&call.receiver) || matches!(strip(&call.receiver), Expr::Range(_)))
}

fn is_place(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::Path(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Index(index) => is_place(&index.expr),
        _ => false,
    }
}

/// The statement after it, with the chain in the place of its name.
fn put_in(name: &Ident, chain: &Expr, after: &[Stmt]) -> Option<Stmt> {
    let mut uses = 0;
    for stmt in after {
        each_variable(stmt.to_token_stream(), &mut |ident| uses += usize::from(ident == name));
    }
    let next = after.first().filter(|next| uses == 1 && !matches!(next, Stmt::Item(_)))?;
    let mut mentioned = HashSet::new();
    collect_idents(chain.to_token_stream(), &mut mentioned);
    let mut around = Around { name, names: HashSet::new() };
    match next {
        // Its names come after its value.
        Stmt::Local(local) => around.visit_expr(&local.init.as_ref()?.expr),
        next => around.visit_stmt(next),
    }
    let assigned = [assigned_names(next), assigned_names(&Stmt::Expr(chain.clone(), None))].concat();
    if around.names.iter().chain(&assigned).any(|name| mentioned.contains(name)) {
        return None;
    }
    let mut next = next.clone();
    let mut put = Put { name: Key::of(name), chain, count: 0 };
    put.visit_stmt_mut(&mut next);
    (put.count == 1).then_some(next)
}

/// The names that patterns bind around a use, or may do so.
struct Around<'a> {
    name: &'a Ident,
    names: HashSet<String>,
}

impl Around<'_> {
    fn is_in(&self, tokens: &impl ToTokens) -> bool {
        let mut found = false;
        each_variable(tokens.to_token_stream(), &mut |ident| found |= ident == self.name);
        found
    }
}

impl<'ast> Visit<'ast> for Around<'_> {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.names.insert(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        if self.is_in(&closure.body) {
            visit::visit_expr_closure(self, closure);
        }
    }

    fn visit_expr_for_loop(&mut self, looped: &'ast ExprForLoop) {
        self.visit_expr(&looped.expr);
        if self.is_in(&looped.body) {
            self.visit_pat(&looped.pat);
            self.visit_block(&looped.body);
        }
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        if self.is_in(arm) {
            visit::visit_arm(self, arm);
        }
    }
}

struct Put<'a> {
    name: Key,
    chain: &'a Expr,
    count: usize,
}

impl VisitMut for Put<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = &*expr
            && path.path.get_ident().is_some_and(|ident| Key::of(ident) == self.name)
        {
            *expr = self.chain.clone();
            self.count += 1;
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};

    fn seen_through(body: proc_macro2::TokenStream) -> (String, String) {
        let function = syn::parse_quote!(fn f(xs: &[f64], mut k: usize) -> f64 { #body });
        (super::seen_through(&function).block.to_token_stream().to_string(), quote!({ #body }).to_string())
    }

    #[test]
    fn put_where_it_means_the_same() {
        let (seen, _) = seen_through(quote!(let it = xs.iter().skip(k); let y: f64 = it.sum(); y));
        assert_eq!(
            seen,
            quote!({
                let y: f64 = xs.iter().skip(k).sum();
                y
            })
            .to_string()
        );
    }

    #[test]
    fn left_where_it_may_mean_something_else() {
        for body in [
            // Asked more than once, or later.
            quote!(let mut it = xs.iter(); while let Some(x) = it.next() { y += x; } y),
            quote!(let it = xs.iter(); let n = it.len(); it.sum::<f64>() * n),
            quote!(let it = xs.iter().skip(k); k += 1; it.sum()),
            // Its names mean something else there.
            quote!(let it = xs.iter().skip(k); { let k = 3; it.skip(k).sum() }),
            quote!(let it = xs.iter().skip(k); { k += 1; it.skip(k).sum() }),
            quote!(let it = xs.iter().skip(k); (0..2).map(|k| it.clone().skip(k).sum()).sum()),
            quote!(let it = xs.iter().skip(k); for k in 0..3 { y += it.clone().skip(k).sum::<f64>(); }),
            quote!(let it = xs.iter().skip({ k += 1; k }); it.sum()),
        ] {
            let (seen, written) = seen_through(body);
            assert_eq!(seen, written);
        }
    }
}
