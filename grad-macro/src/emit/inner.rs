//! Where the companion of a called function is looked for. The function itself may be one of the body's own items, or be imported there; the companion is a type beside
//! it, and a type of that name around the annotated function belongs to another one.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, File, Item, ItemUse, UseTree};

/// What the items of a body say of names of functions: the path that one is imported by; none for a function without a companion.
pub(super) struct Inner {
    found: HashMap<String, Option<TokenStream>>,
}

impl Inner {
    pub(super) fn of(items: &TokenStream) -> Inner {
        let mut found = HashMap::new();
        let items = if items.is_empty() { Vec::new() } else { parsed(items) };
        for item in &items {
            match item {
                Item::Fn(function) if !function.attrs.iter().any(may_differentiate) => {
                    found.insert(function.sig.ident.to_string(), None);
                }
                Item::Use(ItemUse { leading_colon, tree, .. }) => {
                    imports(&leading_colon.to_token_stream(), tree, &mut found)
                }
                _ => {}
            }
        }
        Inner { found }
    }

    /// The path by which a function's companion is imported, if it can have one.
    pub(super) fn path<'a>(&'a self, called: &'a TokenStream) -> Option<&'a TokenStream> {
        self.found.get(&called.to_string()).map_or(Some(called), Option::as_ref)
    }
}

fn parsed(items: &TokenStream) -> Vec<Item> {
    syn::parse2::<File>(items.clone()).map_or(Vec::new(), |file| file.items)
}

/// An attribute that is none of rustc's own, by whatever name `#[differentiable]` is imported.
fn may_differentiate(attr: &Attribute) -> bool {
    const OTHERS: &[&str] =
        &["allow", "cfg", "cold", "deprecated", "deny", "doc", "expect", "inline", "must_use", "track_caller", "warn"];
    !OTHERS.iter().any(|name| attr.path().is_ident(name))
}

/// The names that a `use` gives functions.
fn imports(before: &TokenStream, tree: &UseTree, found: &mut HashMap<String, Option<TokenStream>>) {
    match tree {
        UseTree::Path(path) => {
            let ident = &path.ident;
            imports(&quote!(#before #ident::), &path.tree, found);
        }
        UseTree::Name(name) => {
            let ident = &name.ident;
            found.insert(ident.to_string(), Some(quote!(#before #ident)));
        }
        UseTree::Rename(renamed) => {
            let ident = &renamed.ident;
            found.insert(renamed.rename.to_string(), Some(quote!(#before #ident)));
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| imports(before, tree, found)),
        UseTree::Glob(_) => {}
    }
}
