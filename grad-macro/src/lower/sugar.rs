//! Iterators with a name: `let pairs = xs.iter().zip(ys);` and then `pairs.map(…).sum()` is one chain in two lines.
//!
//! An iterator does nothing before it is asked. So where it is bound without `mut`, which means that it is handed on as a whole, and the
//! statement after it is the only one that mentions it, it may as well stand there itself. Whatever its text mentions must mean the same
//! there, and have the same value.

use std::collections::HashSet;

use quote::{ToTokens, quote_spanned};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Block, Expr, ExprClosure, ExprForLoop, Ident, ItemFn, Pat, PatIdent, ReturnType, Stmt};

use super::iterate::{continues, starts};
use super::looped::has_let;
use super::method::SINKS;
use super::opaque::assigned_names;
use super::pattern::takes_all;
use super::place::strip;
use super::{collect_idents, each_variable};
use crate::hygiene::Key;

/// The function with such iterators where they are used, and without what is short for something else.
pub fn seen_through(function: &ItemFn) -> ItemFn {
    let mut function = function.clone();
    super::chosen::Chosen.visit_block_mut(&mut function.block);
    super::zipped::Zipped.visit_block_mut(&mut function.block);
    Blocks.visit_block_mut(&mut function.block);
    let result = match &function.sig.output {
        ReturnType::Type(_, ty) => Some(&**ty),
        ReturnType::Default => None,
    };
    super::made::typed(result, &mut function.block);
    function
}

struct Blocks;

impl VisitMut for Blocks {
    fn visit_block_mut(&mut self, block: &mut Block) {
        // From the start, so that a chain in three lines becomes one.
        let mut index = 0;
        while index < block.stmts.len() {
            let (before, after) = block.stmts.split_at_mut(index + 1);
            if let Some((name, chain)) = asked_iterator(&before[index])
                && let Some(seen) = gone_through(&name, &chain, after).or_else(|| asked(&name, &chain, after))
            {
                after.clone_from_slice(&seen);
                block.stmts.remove(index);
                continue;
            }
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

    /// `while let Some(x) = v.pop() { … }` is a loop with an `if let`.
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::While(looped) = expr
            && has_let(&looped.cond)
        {
            let (span, cond, body) = (looped.while_token.span, &looped.cond, &looped.body);
            let stop = quote_spanned!(span=> else { break; });
            let tokens = quote_spanned!(span=> { if #cond #body #stop });
            if let Ok(body) = syn::parse2(tokens) {
                *expr = Expr::Loop(syn::ExprLoop {
                    attrs: looped.attrs.clone(),
                    label: looped.label.clone(),
                    loop_token: syn::Token![loop](span),
                    body,
                });
            }
        }
        visit_mut::visit_expr_mut(self, expr);
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

/// `let mut name = x.iter().….…;`, where asking changes nothing but the iterator.
fn asked_iterator(stmt: &Stmt) -> Option<(Ident, Expr)> {
    let Stmt::Local(local) = stmt else { return None };
    let (Pat::Ident(pat), Some(init)) = (&local.pat, &local.init) else { return None };
    let plain = pat.mutability.is_some() && pat.by_ref.is_none() && pat.subpat.is_none() && init.diverge.is_none();
    let quiet = assigned_names(stmt).is_empty();
    (plain && quiet && local.attrs.is_empty() && is_iterator(&init.expr))
        .then(|| (pat.ident.clone(), (*init.expr).clone()))
}

/// The statements after it, where one of them, `while let Some(x) = name.next() { … }`, is the only one that mentions it: that is a `for`.
fn gone_through(name: &Ident, chain: &Expr, after: &[Stmt]) -> Option<Vec<Stmt>> {
    let mut uses = 0;
    for stmt in after {
        each_variable(stmt.to_token_stream(), &mut |ident| uses += usize::from(ident == name));
    }
    let is_loop = |stmt: &Stmt| matches!(stmt, Stmt::Expr(Expr::While(looped), _) if has_let(&looped.cond));
    let at = after.iter().position(is_loop)?;
    let mut mentioned = HashSet::new();
    collect_idents(chain.to_token_stream(), &mut mentioned);
    if after[..=at].iter().any(|stmt| changes_meaning(stmt, name, &mentioned)) {
        return None;
    }
    let Stmt::Expr(Expr::While(looped), semicolon) = &after[at] else { return None };
    let Expr::Let(condition) = &*looped.cond else { return None };
    let (Pat::TupleStruct(some), Expr::MethodCall(next)) = (&*condition.pat, strip(&condition.expr)) else {
        return None;
    };
    let asks = next.method == "next" && matches!(strip(&next.receiver), Expr::Path(path) if path.path.is_ident(name));
    let plain = some.path.is_ident("Some") && some.elems.len() == 1 && takes_all(&some.elems[0]);
    if uses != 1 || !asks || !plain {
        return None;
    }
    let span = looped.while_token.span;
    let looped = ExprForLoop {
        attrs: looped.attrs.clone(),
        label: looped.label.clone(),
        for_token: syn::Token![for](span),
        pat: Box::new(some.elems[0].clone()),
        in_token: syn::Token![in](span),
        expr: Box::new(chain.clone()),
        body: looped.body.clone(),
    };
    let mut seen = after.to_vec();
    seen[at] = Stmt::Expr(Expr::ForLoop(looped), *semicolon);
    Some(seen)
}

/// Whether names mean something else after a statement, or stand for something else.
fn changes_meaning(stmt: &Stmt, name: &Ident, mentioned: &HashSet<String>) -> bool {
    let mut around = Around { name, names: HashSet::new() };
    if let Stmt::Local(local) = stmt {
        around.visit_pat(&local.pat);
    }
    let assigned = assigned_names(stmt);
    around.names.iter().chain(&assigned).any(|name| mentioned.contains(name))
}

/// The statements after it, where the first ones ask for an item each, and perhaps one more hands the rest on.
fn asked(name: &Ident, chain: &Expr, after: &[Stmt]) -> Option<Vec<Stmt>> {
    let mut mentioned = HashSet::new();
    collect_idents(chain.to_token_stream(), &mut mentioned);
    let mut seen = after.to_vec();
    let mut count = 0;
    for index in 0..after.len() {
        let mut uses = 0;
        each_variable(after[index].to_token_stream(), &mut |ident| uses += usize::from(ident == name));
        if uses > 0 && !asks_for_one(&mut seen[index], name, chain, count) {
            let number = proc_macro2::Literal::usize_unsuffixed(count);
            let rest = syn::parse_quote_spanned!(name.span()=> #chain.skip(#number));
            seen[index] = put_in(name, &rest, &after[index..]).filter(|_| hands_on(&after[index], name))?;
            return (count > 0).then_some(seen);
        }
        count += usize::from(uses > 0);
        // What comes later must mean the same.
        if uses > 1 || changes_meaning(&after[index], name, &mentioned) {
            return None;
        }
    }
    (count > 0).then_some(seen)
}

/// `let first = name.next()…;`, `if let Some(x) = name.next() { … }`: always, and once.
fn asks_for_one(stmt: &mut Stmt, name: &Ident, chain: &Expr, count: usize) -> bool {
    let expr = match stmt {
        Stmt::Local(local) => local.init.as_mut().map(|init| &mut *init.expr),
        Stmt::Expr(Expr::If(branch), _) => match &mut *branch.cond {
            Expr::Let(condition) => Some(&mut *condition.expr),
            _ => None,
        },
        _ => None,
    };
    let mut expr = match expr {
        Some(expr) => expr,
        None => return false,
    };
    loop {
        expr = match expr {
            Expr::MethodCall(call) if matches!(strip(&call.receiver), Expr::Path(path) if path.path.is_ident(name)) => {
                if call.method != "next" {
                    return false;
                }
                let span = call.method.span();
                *call.receiver = chain.clone();
                call.method = Ident::new("nth", span);
                let number = proc_macro2::Literal::usize_unsuffixed(count);
                call.args.push(syn::parse_quote_spanned!(span=> #number));
                return true;
            }
            Expr::MethodCall(call) => &mut call.receiver,
            Expr::Unary(unary) => &mut unary.expr,
            Expr::Paren(paren) => &mut paren.expr,
            _ => return false,
        };
    }
}

/// Whether the iterator is moved there, and not only asked.
fn hands_on(stmt: &Stmt, name: &Ident) -> bool {
    struct Moves<'a>(&'a Ident, bool);
    impl Moves<'_> {
        fn names(&self, expr: &Expr) -> bool {
            matches!(strip(expr), Expr::Path(path) if path.path.is_ident(self.0))
        }
    }
    impl<'ast> Visit<'ast> for Moves<'_> {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            self.1 |= match expr {
                Expr::ForLoop(looped) => self.names(&looped.expr),
                Expr::MethodCall(call) => {
                    let name = call.method.to_string();
                    self.names(&call.receiver) && (continues(&name) || SINKS.contains(&name.as_str()))
                }
                _ => false,
            };
            visit::visit_expr(self, expr);
        }
    }
    let mut moves = Moves(name, false);
    moves.visit_stmt(stmt);
    moves.1
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
    fn asked_until_it_ends() {
        let (seen, _) = seen_through(quote!(let mut it = xs.iter(); while let Some(&x) = it.next() { y += x; } y));
        assert_eq!(
            seen,
            quote!({
                for &x in xs.iter() {
                    y += x;
                }
                y
            })
            .to_string()
        );
        for body in [
            // Asked for more, for something else, or of what is another one by then.
            quote!(let mut it = xs.iter(); while let Some(x) = it.next() { y += x; it.next(); } y),
            quote!(let mut it = xs.iter(); while let Some(x) = it.next() { y += x; } it.next()),
            quote!(let mut it = xs.iter(); while let Some(1.0) = it.next() { y += 1.0; } y),
            quote!(let mut it = xs.iter(); let xs = &[1.0]; while let Some(x) = it.next() { y += x; } y),
            quote!(let mut it = xs.iter().skip(k); k += 1; while let Some(x) = it.next() { y += x; } y),
            quote!(let mut it = xs.iter().map(move |x| x * y); while let Some(x) = it.next() { y += x; } y),
        ] {
            assert!(seen_through(body).0.contains("it . next"));
        }
    }

    #[test]
    fn left_where_it_may_mean_something_else() {
        for body in [
            // Asked more than once, or later.
            quote!(let mut it = xs.iter(); loop { if let Some(x) = it.next() { y += x; } else { break; } } y),
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
