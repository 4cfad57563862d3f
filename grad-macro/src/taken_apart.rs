//! Arguments that are taken apart where they stand: `fn area((width, height): (f64, f64))`.

use std::collections::HashSet;

use quote::{ToTokens, format_ident};
use syn::{FnArg, ItemFn, Pat, parse_quote_spanned};

use crate::lower::collect_idents;
use crate::site::Sited;

/// Gives them names, and takes them apart in the body. The function itself stays as it was written: this is for its companions.
pub fn named(function: &mut ItemFn) {
    let mut taken = HashSet::new();
    collect_idents(function.to_token_stream(), &mut taken);
    let mut first = Vec::new();
    for (index, argument) in function.sig.inputs.iter_mut().enumerate() {
        let FnArg::Typed(typed) = argument else { continue };
        if matches!(&*typed.pat, Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none())
            || matches!(&*typed.pat, Pat::Wild(_))
        {
            continue;
        }
        let mut name = format!("argument{}", index + 1);
        while taken.contains(&name) {
            name.push('_');
        }
        let span = typed.pat.site().start;
        let name = format_ident!("{name}", span = span);
        let pat = std::mem::replace(&mut *typed.pat, parse_quote_spanned!(span=> #name));
        first.push(parse_quote_spanned!(span=> let #pat = #name;));
    }
    function.block.stmts.splice(0..0, first);
}
