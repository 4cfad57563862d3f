//! Prints what is written for the functions of a file: `SHOW=file cargo test -p grad-macro show -- --nocapture`; `rustfmt` makes it readable.

use quote::{ToTokens, quote};
use syn::Item;

use crate::expand::{Surroundings, expand};

#[test]
fn show() {
    let Ok(path) = std::env::var("SHOW") else { return };
    let text = std::fs::read_to_string(path).expect("the file is there");
    let file = syn::parse_file(&text).expect("the file parses");
    for item in &file.items {
        let Item::Fn(function) = item else { continue };
        let Some(attribute) = function.attrs.iter().find(|attr| attr.path().is_ident("differentiable")) else {
            continue;
        };
        let arguments = match &attribute.meta {
            syn::Meta::List(list) => list.tokens.clone(),
            _ => quote!(),
        };
        let mut function = function.clone();
        function.attrs.clear();
        let at = text.find(&format!("fn {}", function.sig.ident)).unwrap_or_default();
        let declared = crate::declared::Declared::new(text.clone(), at, "");
        let surroundings = Surroundings { declared, ..Surroundings::free() };
        let expanded = expand(arguments, function.to_token_stream(), &surroundings);
        println!("{expanded}");
    }
}
