//! Expands one item and looks at what must be true of every expansion.
//!
//! - The macro does not panic.
//! - The annotated item is still there, token for token, and comes first.
//! - What follows parses where the item stands: in a module, an `impl` block or a trait.
//! - Every error points into the item, or into the attribute's own tokens.
//! - A function has its `f_grad` and `f_vjp` also when it was rejected, so that callers get no further errors.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

use crate::expand::{Surroundings, expand};

/// What stands around the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A module, a function's body or an `extern` block.
    Free,
    /// An `impl` block.
    Impl,
    /// A trait.
    Trait,
}

/// How an expansion ended.
#[derive(Debug)]
pub struct Verdict {
    /// The texts of the reported errors; none if the function was differentiated.
    pub errors: Vec<String>,
}

/// Expands the item, and says what is wrong with the outcome.
pub fn check(attribute: &TokenStream, item: &TokenStream, place: Place) -> Result<Verdict, String> {
    let stands = match place {
        Place::Free => crate::context::Place::Free,
        Place::Impl => crate::context::Place::Impl,
        Place::Trait => crate::context::Place::Trait,
    };
    let surroundings = Surroundings {
        facade: quote!(::grad),
        associated: place != Place::Free,
        place: stands,
        generics: (place == Place::Impl).then(syn::Generics::default),
        block: None,
        operator: false,
        declared: crate::declared::Declared::default(),
    };
    let output = catch_unwind(AssertUnwindSafe(|| expand(attribute.clone(), item.clone(), &surroundings)))
        .map_err(|panic| format!("panicked: {}", panic_text(&*panic)))?;

    let rest = without_item(&output, item)?;
    let errors = errors_among(&rest)?;
    let (item_extent, attribute_extent) = (Extent::of(item), Extent::of(attribute));
    for error in &errors {
        let inside = |extent: &Option<Extent>| {
            extent.as_ref().is_some_and(|extent| error.spans.iter().all(|span| extent.contains(*span)))
        };
        // Without an item there is nothing but the attribute to point at.
        if !item.is_empty() && !inside(&item_extent) && !inside(&attribute_extent) {
            return Err(format!("an error points elsewhere, to {:?}: {}", error.spans, error.text));
        }
    }
    if let Ok(function) = syn::parse2::<syn::ItemFn>(item.clone()) {
        parse_in(place, &output).map_err(|error| format!("does not parse: {error}\n{output}"))?;
        let name = function.sig.ident.unraw();
        // A function that gives something other than one float has no gradient.
        let output = function.sig.output.to_token_stream().to_string();
        let float = ["-> f64", "-> f32"].contains(&output.as_str());
        let companions = [float.then(|| format!("{name}_grad")), Some(format!("{name}_vjp"))];
        for companion in companions.into_iter().flatten() {
            if !declares(&rest, &companion) {
                return Err(format!("`{companion}` is missing: {rest}"));
            }
        }
    } else if let (Place::Trait, Ok(declared)) = (place, syn::parse2::<syn::TraitItemFn>(item.clone())) {
        // What a trait declares, each implementation has: its companions are declared too.
        parse_in(place, &output).map_err(|error| format!("does not parse: {error}\n{output}"))?;
        let companion = format!("{}_vjp", declared.sig.ident.unraw());
        if errors.is_empty() && !declares(&rest, &companion) {
            return Err(format!("`{companion}` is missing: {rest}"));
        }
    } else if errors.is_empty() {
        return Err("an item that is no function got no error".to_owned());
    }
    Ok(Verdict { errors: errors.into_iter().map(|error| error.text).collect() })
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

/// The output after the annotated item.
fn without_item(output: &TokenStream, item: &TokenStream) -> Result<TokenStream, String> {
    let mut output = output.clone().into_iter();
    for expected in item.clone() {
        let found = output.next().ok_or("the annotated item was cut off")?;
        if !same(&expected, &found) {
            return Err(format!("the annotated item was changed: `{expected}` became `{found}`"));
        }
    }
    Ok(output.collect())
}

fn same(expected: &TokenTree, found: &TokenTree) -> bool {
    match (expected, found) {
        (TokenTree::Group(expected), TokenTree::Group(found)) => {
            let (mut inside, mut found_inside) = (expected.stream().into_iter(), found.stream().into_iter());
            expected.delimiter() == found.delimiter()
                && inside.by_ref().all(|token| found_inside.next().is_some_and(|found| same(&token, &found)))
                && found_inside.next().is_none()
        }
        (TokenTree::Ident(expected), TokenTree::Ident(found)) => expected == found,
        (TokenTree::Punct(expected), TokenTree::Punct(found)) => expected.as_char() == found.as_char(),
        (TokenTree::Literal(expected), TokenTree::Literal(found)) => expected.to_string() == found.to_string(),
        _ => false,
    }
}

fn parse_in(place: Place, output: &TokenStream) -> syn::Result<()> {
    match place {
        Place::Free => syn::parse2::<syn::File>(output.clone()).map(drop),
        Place::Impl => syn::parse2::<syn::ItemImpl>(quote!(impl Anything { #output })).map(drop),
        Place::Trait => syn::parse2::<syn::ItemTrait>(quote!(trait Anything { #output })).map(drop),
    }
}

/// One `compile_error!` of ours.
struct Reported {
    text: String,
    /// Of its first and its last token: rustc underlines from one to the other.
    spans: [Span; 2],
}

/// The errors in the output after the annotated item, told from a user's own by where they stand.
fn errors_among(rest: &TokenStream) -> Result<Vec<Reported>, String> {
    let tokens: Vec<TokenTree> = rest.clone().into_iter().collect();
    let mut errors = Vec::new();
    for (at, window) in tokens.windows(3).enumerate() {
        let [TokenTree::Ident(name), TokenTree::Punct(bang), TokenTree::Group(braces)] = window else { continue };
        if name != "compile_error" || bang.as_char() != '!' {
            continue;
        }
        let text = syn::parse2::<syn::LitStr>(braces.stream()).map_err(|error| error.to_string())?.value();
        // `::core::` stands before the name.
        let start = at.checked_sub(5).map_or_else(Span::call_site, |first| tokens[first].span());
        errors.push(Reported { text, spans: [start, braces.span()] });
    }
    Ok(errors)
}

fn declares(tokens: &TokenStream, function: &str) -> bool {
    let mut tokens = tokens.clone().into_iter();
    while let Some(token) = tokens.next() {
        if matches!(&token, TokenTree::Ident(ident) if ident == "fn")
            && matches!(tokens.next(), Some(TokenTree::Ident(ident)) if ident == function)
        {
            return true;
        }
    }
    false
}

/// The stretch of a source text that some tokens cover.
struct Extent {
    file: String,
    bytes: Range<usize>,
}

impl Extent {
    fn of(tokens: &TokenStream) -> Option<Extent> {
        let tokens: Vec<TokenTree> = tokens.to_token_stream().into_iter().collect();
        let (first, last) = (tokens.first()?.span(), tokens.last()?.span());
        Some(Extent { file: first.file(), bytes: first.byte_range().start..last.byte_range().end })
    }

    /// Spans of the macro's own have no file, so they are never inside.
    fn contains(&self, span: Span) -> bool {
        let bytes = span.byte_range();
        span.file() == self.file && self.bytes.start <= bytes.start && bytes.end <= self.bytes.end
    }
}
