//! Expanded twins: the examples' functions and what stands beside them, as their documentation shows it.

use std::path::Path;

use quote::{ToTokens, quote};
use syn::{Item, ItemFn};

use crate::expand::{Surroundings, expand};

#[test]
fn lecture() {
    check("examples/lecture/functions.rs", "tests/expanded/lecture.rs");
}

#[test]
fn train() {
    check("examples/train/network.rs", "tests/expanded/train.rs");
}

fn check(source: &str, twin: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join(source)).expect("the example is there");
    let file = syn::parse_file(&text).expect("the example parses");
    let mut twins =
        format!("// What `#[differentiable]` writes for {source}. A test of grad-macro keeps this current.\n");
    for item in &file.items {
        let Item::Fn(function) = item else { continue };
        if let Some(attribute) = function.attrs.iter().find(|attr| attr.path().is_ident("differentiable")) {
            let arguments = match &attribute.meta {
                syn::Meta::List(list) => list.tokens.clone(),
                _ => quote!(),
            };
            for code in companions(arguments, function) {
                twins.push('\n');
                twins.push_str(&code);
                twins.push('\n');
            }
        }
    }
    super::compare(&root.join(twin), &twins);
}

/// The code in the documentation of each companion.
fn companions(arguments: proc_macro2::TokenStream, function: &ItemFn) -> Vec<String> {
    let mut bare = function.clone();
    bare.attrs.clear();
    let surroundings = Surroundings::free();
    let output = expand(arguments, bare.to_token_stream(), &surroundings);
    let file: syn::File = syn::parse2(output).expect("the output parses");
    let docs = file.items.iter().filter_map(|item| match item {
        Item::Fn(function) => function.attrs.iter().find_map(doc),
        _ => None,
    });
    docs.filter_map(|doc| Some(doc.split("```text\n").nth(1)?.split("\n```").next()?.to_owned())).collect()
}

fn doc(attribute: &syn::Attribute) -> Option<String> {
    match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
