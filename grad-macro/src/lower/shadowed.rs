//! Tokens that are kept as they are may declare variables of their own. Those that have the name of a variable outside get another one, so
//! that the outer name can be replaced wherever it is left.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Block, Expr, ExprClosure, ExprForLoop, ExprIf, ExprLet, ExprPath, ExprWhile, Local, Macro, Pat, PatIdent,
    Token,
};

use super::{Lowerer, macros, opaque::substitute};
use crate::hygiene::Key;

impl Lowerer<'_> {
    /// The expression, in which no variable of its own has the name of one outside; and the names that it has now.
    pub(super) fn unshadowed(&self, expr: &Expr) -> (Expr, HashSet<String>) {
        let mut expr = expr.clone();
        let mut rename = Rename { lowerer: self, scopes: Vec::new(), new: HashSet::new() };
        rename.visit_expr_mut(&mut expr);
        (expr, rename.new)
    }
}

struct Rename<'a, 'b> {
    lowerer: &'a Lowerer<'b>,
    /// The variables of the open scopes that have new names.
    scopes: Vec<Vec<(Key, Ident)>>,
    new: HashSet<String>,
}

impl Rename<'_, '_> {
    fn scoped(&mut self, inside: impl FnOnce(&mut Self)) {
        self.scopes.push(Vec::new());
        inside(self);
        self.scopes.pop();
    }

    fn renamed(&self, ident: &Ident) -> Option<Ident> {
        let key = Key::of(ident);
        let (_, new) =
            self.scopes.iter().rev().flat_map(|scope| scope.iter().rev()).find(|(known, _)| *known == key)?;
        let mut new = new.clone();
        new.set_span(ident.span());
        Some(new)
    }

    /// A pattern binds its names in the innermost scope.
    fn bind(&mut self, pat: &mut Pat) {
        struct Names<'c, 'a, 'b> {
            rename: &'c mut Rename<'a, 'b>,
            found: Vec<(Key, Ident)>,
        }
        impl VisitMut for Names<'_, '_, '_> {
            fn visit_pat_ident_mut(&mut self, pat: &mut PatIdent) {
                let key = Key::of(&pat.ident);
                if self.rename.lowerer.find(&key).is_some() {
                    // The cases of `a | b` bind the same names.
                    let known = self.found.iter().find(|(known, _)| *known == key).map(|(_, new)| new.clone());
                    let new = known.unwrap_or_else(|| {
                        let new = self.rename.fresh(&pat.ident);
                        self.found.push((key, new.clone()));
                        new
                    });
                    pat.ident = Ident::new(&new.to_string(), pat.ident.span());
                }
                visit_mut::visit_pat_ident_mut(self, pat);
            }
        }
        super::opaque::SpellOutFields.visit_pat_mut(pat);
        let mut names = Names { rename: self, found: Vec::new() };
        names.visit_pat_mut(pat);
        let found = names.found;
        self.scopes.last_mut().expect("a scope is open").extend(found);
    }

    fn fresh(&mut self, ident: &Ident) -> Ident {
        let mut name = format!("{}_inside", ident.to_string().trim_start_matches("r#"));
        while self.lowerer.func.foreign.contains(&name) {
            name.push('_');
        }
        self.new.insert(name.clone());
        Ident::new(&name, ident.span())
    }

    /// `matches!(value, pattern if guard)`
    fn matches(&mut self, tokens: TokenStream) -> syn::Result<TokenStream> {
        let parser = |input: ParseStream| {
            let value: Expr = input.parse()?;
            input.parse::<Token![,]>()?;
            let pattern = Pat::parse_multi_with_leading_vert(input)?;
            let guard = match input.parse::<Option<Token![if]>>()? {
                Some(_) => Some(input.parse::<Expr>()?),
                None => None,
            };
            input.parse::<Option<Token![,]>>()?;
            Ok((value, pattern, guard))
        };
        let (mut value, mut pattern, mut guard) = parser.parse2(tokens)?;
        self.visit_expr_mut(&mut value);
        self.scoped(|this| {
            this.bind(&mut pattern);
            if let Some(guard) = &mut guard {
                this.visit_expr_mut(guard);
            }
        });
        let guard = guard.map(|guard| quote!(if #guard));
        Ok(quote!(#value, #pattern #guard))
    }

    fn arguments(&mut self, mac: &Macro) -> syn::Result<TokenStream> {
        if let Ok(Expr::Repeat(mut repeat)) = syn::parse2::<Expr>({
            let tokens = &mac.tokens;
            quote!([#tokens])
        }) {
            self.visit_expr_repeat_mut(&mut repeat);
            let (element, semicolon, len) = (repeat.expr, repeat.semi_token, repeat.len);
            return Ok(quote!(#element #semicolon #len));
        }
        let mut arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(mac.tokens.clone())?;
        for argument in &mut arguments {
            match argument {
                // The name of an argument.
                Expr::Assign(named) if macros::formats(&mac.path) => self.visit_expr_mut(&mut named.right),
                argument => self.visit_expr_mut(argument),
            }
        }
        Ok(arguments.to_token_stream())
    }
}

impl VisitMut for Rename<'_, '_> {
    fn visit_expr_path_mut(&mut self, path: &mut ExprPath) {
        if path.qself.is_none()
            && let Some(new) = path.path.get_ident().and_then(|ident| self.renamed(ident))
        {
            path.path = new.into();
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.scoped(|this| visit_mut::visit_block_mut(this, block));
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        if let Some(init) = &mut local.init {
            self.visit_expr_mut(&mut init.expr);
            if let Some((_, diverge)) = &mut init.diverge {
                self.visit_expr_mut(diverge);
            }
        }
        self.bind(&mut local.pat);
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.scoped(|this| {
            closure.inputs.iter_mut().for_each(|pat| this.bind(pat));
            this.visit_expr_mut(&mut closure.body);
        });
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        self.scoped(|this| {
            let pat = match &mut arm.pat {
                Pat::Guard(guarded) => {
                    this.bind(&mut guarded.pat);
                    this.visit_expr_mut(&mut guarded.guard);
                    None
                }
                pat => Some(pat),
            };
            pat.into_iter().for_each(|pat| this.bind(pat));
            this.visit_expr_mut(&mut arm.body);
        });
    }

    fn visit_expr_for_loop_mut(&mut self, looped: &mut ExprForLoop) {
        self.visit_expr_mut(&mut looped.expr);
        self.scoped(|this| {
            this.bind(&mut looped.pat);
            this.visit_block_mut(&mut looped.body);
        });
    }

    fn visit_expr_if_mut(&mut self, branch: &mut ExprIf) {
        self.scoped(|this| {
            this.visit_expr_mut(&mut branch.cond);
            this.visit_block_mut(&mut branch.then_branch);
        });
        if let Some((_, other)) = &mut branch.else_branch {
            self.visit_expr_mut(other);
        }
    }

    fn visit_expr_while_mut(&mut self, looped: &mut ExprWhile) {
        self.scoped(|this| {
            this.visit_expr_mut(&mut looped.cond);
            this.visit_block_mut(&mut looped.body);
        });
    }

    fn visit_expr_let_mut(&mut self, condition: &mut ExprLet) {
        self.visit_expr_mut(&mut condition.expr);
        if self.scopes.is_empty() {
            return;
        }
        self.bind(&mut condition.pat);
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        let rewritten = match mac.path.is_ident("matches") {
            true => self.matches(mac.tokens.clone()),
            false => self.arguments(mac),
        };
        // What cannot be read keeps its own variables.
        mac.tokens = rewritten.unwrap_or_else(|_| {
            substitute(mac.tokens.clone(), &|ident| self.renamed(ident).map(ToTokens::into_token_stream))
        });
    }
}
