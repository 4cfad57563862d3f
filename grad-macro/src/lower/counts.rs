//! Members that are integers for sure: a loop runs to them, or an array is made of so many.
//!
//! The macro does not see a struct's declaration, so a member may carry derivatives until something says that it does not. Where a range that
//! is gone through ends at `self.n`, or `vec![0.0; self.n]` is made, rustc takes nothing but an integer. Then the member is a constant
//! everywhere in the function, and can be handed to functions that nobody annotates. Where it is only handed on, as in `Vec3::zeros(self.n)`, a struct of the same file tells its type, and rustc is
//! asked whether it is that.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Expr, FnArg, Item, ItemFn, Lit, Macro, Member, Pat, PatIdent, Type};

use super::place::strip;
use crate::declared::Declared;
use crate::signature::Signature;

/// An argument's name, and a member's.
pub type Counts = HashSet<(String, String)>;

/// The members of arguments that nobody can change and whose names mean nothing else in the function; and those among them that only the struct's declaration tells to be integers, about which
/// rustc has to be asked.
pub fn of(function: &ItemFn, signature: &Signature, declared: &Declared) -> (Counts, Counts) {
    let mut found = Found { counts: Counts::new(), handed_on: Counts::new(), bound: HashSet::new() };
    found.visit_block(&function.block);
    let integer = |(of, member): &(String, String)| {
        let param = signature.params.iter().find(|param| param.key.name == *of && param.active)?;
        let ty = declared.member(&param.ty, &crate::ir::Member::Named(member.clone()))?;
        Some(
            matches!(&ty, Type::Path(path) if path.path.get_ident().is_some_and(|name| INTEGERS.contains(&name.to_string().as_str()))),
        )
    };
    let told: Counts = found
        .handed_on
        .iter()
        .filter(|member| !found.counts.contains(member) && integer(member) == Some(true))
        .cloned()
        .collect();
    found.counts.extend(told.iter().cloned());
    let stays: Vec<String> = function
        .sig
        .inputs
        .iter()
        .filter_map(|arg| match arg {
            FnArg::Receiver(receiver) if receiver.mutability.is_none() => Some("self".to_owned()),
            FnArg::Receiver(_) => None,
            FnArg::Typed(typed) => match (&*typed.pat, &*typed.ty) {
                (_, Type::Reference(reference)) if reference.mutability.is_some() => None,
                (Pat::Ident(name), _) if name.mutability.is_none() => Some(name.ident.to_string()),
                _ => None,
            },
        })
        .collect();
    let Found { mut counts, bound, .. } = found;
    counts.retain(|(of, _)| stays.contains(of) && !bound.contains(of));
    let asked = told.into_iter().filter(|member| counts.contains(member)).collect();
    (counts, asked)
}

const INTEGERS: &[&str] =
    &["i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "bool"];

/// Leaves out the members that are counts.
pub fn without(tokens: TokenStream, counts: &Counts) -> TokenStream {
    if counts.is_empty() {
        return tokens;
    }
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut kept = Vec::new();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        if is_count(&tokens, index, counts) {
            index += 3;
            continue;
        }
        kept.push(match token {
            TokenTree::Group(group) => {
                TokenTree::Group(proc_macro2::Group::new(group.delimiter(), without(group.stream(), counts)))
            }
            token => token.clone(),
        });
        index += 1;
    }
    kept.into_iter().collect()
}

/// Whether `self.n` stands here, and not `a.self.n`, `self.n(…)`.
fn is_count(tokens: &[TokenTree], index: usize, counts: &Counts) -> bool {
    let dot = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == '.');
    let Some(TokenTree::Ident(of)) = tokens.get(index) else { return false };
    let Some(TokenTree::Ident(member)) = tokens.get(index + 2) else { return false };
    // `0..self.n` has a dot before it too.
    let part = index > 0 && dot(tokens.get(index - 1)) && !(index > 1 && dot(tokens.get(index - 2)));
    let called = matches!(tokens.get(index + 3), Some(TokenTree::Group(group)) if group.delimiter() == proc_macro2::Delimiter::Parenthesis);
    dot(tokens.get(index + 1)) && !part && !called && counts.contains(&(of.to_string(), member.to_string()))
}

/// Whether an expression is such a member.
pub fn names(expr: &Expr, counts: &Counts) -> bool {
    member(expr).is_some_and(|found| counts.contains(&found))
}

fn member(expr: &Expr) -> Option<(String, String)> {
    let Expr::Field(field) = strip(expr) else { return None };
    let (Expr::Path(path), Member::Named(member)) = (strip(&field.base), &field.member) else { return None };
    Some((path.path.get_ident()?.to_string(), member.to_string()))
}

struct Found {
    counts: Counts,
    /// Members that functions are called with.
    handed_on: Counts,
    /// Every name that a pattern binds.
    bound: HashSet<String>,
}

impl Found {
    fn handed_on<'e>(&mut self, args: impl IntoIterator<Item = &'e Expr>) {
        struct Members<'a>(&'a mut Counts);
        impl<'ast> Visit<'ast> for Members<'_> {
            fn visit_expr(&mut self, expr: &'ast Expr) {
                self.0.extend(member(expr));
                visit::visit_expr(self, expr);
            }
        }
        args.into_iter().for_each(|arg| Members(&mut self.handed_on).visit_expr(arg));
    }

    fn range(&mut self, expr: &Expr) {
        if let Expr::Range(range) = strip(expr) {
            let ends = [&range.start, &range.end];
            self.counts.extend(ends.into_iter().flatten().filter_map(|end| member(end)));
        }
    }
}

/// `0..`
fn starts_with_integer(expr: &Expr) -> bool {
    let Expr::Range(range) = strip(expr) else { return false };
    matches!(range.start.as_deref(), Some(Expr::Lit(literal)) if matches!(literal.lit, Lit::Int(_)))
}

impl<'ast> Visit<'ast> for Found {
    /// Names mean something else in there.
    fn visit_item(&mut self, _: &'ast Item) {}

    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.bound.insert(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::ForLoop(looped) => self.range(&looped.expr),
            // `(0..self.n).map(…)`; of a range of floats, `map` might be a method of the user's own.
            Expr::MethodCall(call) if starts_with_integer(&call.receiver) => self.range(&call.receiver),
            Expr::MethodCall(call) => self.handed_on(&call.args),
            Expr::Call(call) => self.handed_on(&call.args),
            Expr::Repeat(repeat) => self.counts.extend(member(&repeat.len)),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let tokens = &mac.tokens;
        if mac.path.is_ident("vec")
            && let Ok(Expr::Repeat(repeat)) = syn::parse2::<Expr>(quote::quote!([#tokens]))
        {
            self.counts.extend(member(&repeat.len));
        }
    }
}
