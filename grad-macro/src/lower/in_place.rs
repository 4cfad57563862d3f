//! Which variables the user's code may change without assigning to them.

use std::collections::HashSet;

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Block, Expr, FnArg, ItemFn, Macro, Pat, Type};

use super::macros;
use super::opaque::{Assigned, is_assignment, root, see_into_macros};
use crate::rules;

/// The variables that the user's code may change without assigning to them: `v.push(1)`, `&mut n`, `a[i] = 2`.
pub(super) fn changed_in_place(block: &Block) -> InPlace {
    let mut found = InPlace::default();
    found.visit_block(block);
    found.names.extend(found.whole.iter().cloned());
    found
}

/// Arguments behind shared references, whose names stand for nothing else in the body: no method changes these in place.
pub(super) fn behind_references(function: &ItemFn) -> HashSet<String> {
    let mut names: HashSet<String> = HashSet::new();
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) if matches!(receiver.kind, syn::ReceiverKind::Reference(_, _, None)) => {
                names.insert("self".to_owned());
            }
            FnArg::Typed(typed) => {
                if let (Pat::Ident(pat), Type::Reference(reference)) = (&*typed.pat, &*typed.ty)
                    && pat.mutability.is_none()
                    && reference.mutability.is_none()
                {
                    names.insert(pat.ident.to_string());
                }
            }
            FnArg::Receiver(_) => {}
        }
    }
    let mut bound = Bound(&mut names);
    bound.visit_block(&function.block);
    names
}

/// Takes out the names that are bound.
struct Bound<'a>(&'a mut HashSet<String>);

impl<'ast> Visit<'ast> for Bound<'_> {
    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        self.0.remove(&pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }
}

/// Methods of slices and strings that change nothing.
pub(super) const LOOKS: &[&str] =
    &["iter", "len", "is_empty", "windows", "chunks", "chunks_exact", "to_vec", "as_slice", "as_str", "chars"];

#[derive(Default)]
pub(super) struct InPlace {
    /// All of them.
    pub(super) names: HashSet<String>,
    /// Those that are changed other than by `t.0 = value`.
    pub(super) whole: HashSet<String>,
}

impl InPlace {
    /// Without these names.
    pub(super) fn without(mut self, names: &HashSet<String>) -> InPlace {
        self.names.retain(|name| !names.contains(name));
        self.whole.retain(|name| !names.contains(name));
        self
    }

    fn add(&mut self, place: &Expr) {
        self.whole.extend(root(place).map(Ident::to_string));
    }

    fn assigned(&mut self, place: &Expr) {
        let mut base = place;
        while let Expr::Field(field) = base {
            base = &field.base;
        }
        match base {
            Expr::Path(_) => self.names.extend(root(place).map(Ident::to_string)),
            _ => self.add(place),
        }
    }
}

impl<'ast> Visit<'ast> for InPlace {
    see_into_macros!();

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Reference(reference) if reference.mutability.is_some() => self.add(&reference.expr),
            Expr::MethodCall(call)
                if !rules::is_known(&call.method.to_string()) && !LOOKS.iter().any(|name| call.method == name) =>
            {
                self.add(&call.receiver);
            }
            Expr::Assign(assign) if !matches!(&*assign.left, Expr::Path(_)) => self.assigned(&assign.left),
            Expr::Binary(binary) if is_assignment(&binary.op) && !matches!(&*binary.left, Expr::Path(_)) => {
                self.assigned(&binary.left);
            }
            Expr::Closure(closure) => {
                let mut assigned = Assigned::default();
                assigned.visit_expr(&closure.body);
                self.whole.extend(assigned.names.iter().map(Ident::to_string));
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }
}
