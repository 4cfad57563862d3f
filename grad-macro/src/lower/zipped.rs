//! `std::iter::zip(a, b)` is `a.into_iter().zip(b)`.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Item};

use super::place::strip;
use crate::site::Sited;

/// Writes each such call as the method.
pub(super) struct Zipped;

impl VisitMut for Zipped {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Call(call) = expr
            && let Expr::Path(path) = strip(&call.func)
            && call.args.len() == 2
        {
            let function = path.path.to_token_stream().to_string().replace(' ', "");
            if matches!(function.trim_start_matches("::"), "std::iter::zip" | "core::iter::zip") {
                let (span, first, second) = (path.site().start, &call.args[0], &call.args[1]);
                *expr = match first {
                    Expr::Reference(reference) => {
                        let of = &reference.expr;
                        let iter = if reference.mutability.is_some() { "iter_mut" } else { "iter" };
                        let iter = syn::Ident::new(iter, span);
                        syn::parse_quote_spanned!(span=> (#of).#iter().zip(#second))
                    }
                    first => syn::parse_quote_spanned!(span=> (#first).into_iter().zip(#second)),
                };
            }
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}
