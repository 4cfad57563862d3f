//! `test.then(|| value)` and `test.then_some(value)`, which are an `if` each.

use proc_macro2::Span;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Ident};

/// Writes them out.
pub(super) struct Chosen;

impl VisitMut for Chosen {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Some(chosen) = written_out(expr) {
            *expr = chosen;
        }
    }
}

fn written_out(expr: &Expr) -> Option<Expr> {
    let Expr::MethodCall(call) = expr else { return None };
    let (test, argument) = (&call.receiver, call.args.first().filter(|_| call.args.len() == 1)?);
    let site = call.method.span();
    if call.method == "then_some" {
        // The value is made whatever the test says, and after it.
        let [chosen, value] = ["chosen", "value"].map(|name| Ident::new(name, Span::mixed_site()));
        return Some(syn::parse_quote_spanned!(site=> {
            let #chosen = #test;
            let #value = #argument;
            if #chosen { Some(#value) } else { None }
        }));
    }
    let Expr::Closure(closure) = argument else { return None };
    let body = &closure.body;
    // What leaves the closure must not leave the function.
    let plain = closure.inputs.is_empty() && closure.capture.is_none() && !super::opaque::returns(body);
    (call.method == "then" && plain).then(|| syn::parse_quote_spanned!(site=> (if #test { Some(#body) } else { None })))
}
