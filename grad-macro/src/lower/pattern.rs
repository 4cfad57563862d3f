//! Patterns of `match`, `if let` and destructuring `let`.

use crate::site::Sited;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::VisitMut;
use syn::{Expr, Pat, PatIdent, Type};

use super::{Flow, Lowerer, stmt::strip};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Float, Hint, Op, Operand, Pattern, Tree};

impl Lowerer<'_> {
    /// `let Some((a, b)) = constant` and other patterns that only constants can have.
    pub(super) fn constant_destructuring(&mut self, pat: &Pat, ty: Option<&Type>, init: &Expr) -> Flow<()> {
        if self.activity_of(init) != Activity::Constant || ty.is_some() && matches!(pat, Pat::Type(_)) {
            self.fail(&catalogue::PATTERN, pat.site());
            return Some(());
        }
        let opaque = self.capture_expr(init);
        let pattern = self.constant_pattern(pat, Activity::Constant);
        self.push(pattern, Op::Opaque(opaque), init.site());
        Some(())
    }

    /// The user's own pattern, its names bound as new variables.
    pub(super) fn constant_pattern(&mut self, pat: &Pat, activity: Activity) -> Pattern {
        let mut names = Bindings { names: Vec::new() };
        names.visit_pat(pat);
        let mut bindings = Vec::new();
        for ident in &names.names {
            let key = Key::of(&ident.ident);
            // The cases of `a | b` bind the same names.
            if bindings.iter().any(|(known, _)| *known == key) {
                continue;
            }
            let hint = Hint::User(key.name.clone());
            let id = self.func.fresh(hint, ident.ident.site(), Float::Unknown, activity);
            self.declare(key.clone(), Some(Tree::Leaf(Operand::Value(id))));
            bindings.push((key, id));
        }
        let mut pat = pat.clone();
        super::opaque::SpellOutFields.visit_pat_mut(&mut pat);
        Pattern::User { tokens: pat.to_token_stream(), bindings }
    }

    /// A pattern over values that were taken apart. Active parts may only be tested and named.
    pub(super) fn check_pattern(&mut self, pat: &Pat, scrutinee: &Tree<Operand>) {
        match (strip(pat), scrutinee) {
            (Pat::Wild(_) | Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) | Pat::Rest(_), _) => {}
            (Pat::Ident(pat), _) if pat.by_ref.is_none() => {
                if let Some((_, inner)) = &pat.subpat {
                    self.check_pattern(inner, scrutinee);
                }
            }
            (Pat::Or(or), _) => or.cases.iter().for_each(|case| self.check_pattern(case, scrutinee)),
            (Pat::Tuple(tuple), Tree::Tuple(elements)) if tuple.elems.len() == elements.len() => {
                for (pat, element) in tuple.elems.iter().zip(elements) {
                    self.check_pattern(pat, element);
                }
            }
            (pat, tree) if self.tree_activity(tree) == Activity::Active => {
                self.fail(&catalogue::PATTERN, pat.site());
            }
            _ => {}
        }
    }

    /// The activity of each name that a pattern binds in a scrutinee, and what it stands for if it is
    /// one of the scrutinee's own values.
    pub(super) fn alias_names(&mut self, pat: &Pat, scrutinee: &Tree<Operand>) {
        match (strip(pat), scrutinee) {
            (Pat::Ident(pat), tree) if is_binding(pat) => {
                if let Some(var) = self.find_ident(&pat.ident) {
                    if self.tree_activity(tree) != Activity::Constant {
                        self.vars[var].now = Some(tree.clone());
                    } else if let Some(Tree::Leaf(Operand::Value(id))) = self.vars[var].now {
                        self.func.values[id.0].activity = Activity::Constant;
                    }
                }
                if let Some((_, inner)) = &pat.subpat {
                    self.alias_names(inner, scrutinee);
                }
            }
            (Pat::Or(or), tree) => or.cases.iter().for_each(|case| self.alias_names(case, tree)),
            (Pat::Tuple(tuple), Tree::Tuple(elements)) => {
                for (pat, element) in tuple.elems.iter().zip(elements) {
                    self.alias_names(pat, element);
                }
            }
            _ => {}
        }
    }
}

/// Whether the identifier binds a name: by convention constants and variants are capitalised.
pub(super) fn is_binding(pat: &PatIdent) -> bool {
    pat.subpat.is_some() || !pat.ident.to_string().starts_with(char::is_uppercase)
}

/// The names that a pattern binds.
struct Bindings<'ast> {
    names: Vec<&'ast PatIdent>,
}

impl<'ast> Visit<'ast> for Bindings<'ast> {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        if is_binding(pat) {
            self.names.push(pat);
        }
        visit::visit_pat_ident(self, pat);
    }
}
