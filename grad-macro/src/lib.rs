//! The attribute macro of [`grad-rs`](https://docs.rs/grad-rs), which documents it. Depend on that crate, not on this one.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod alias;
mod analyse;
mod block;
mod context;
mod crate_path;
mod declared;
mod derive;
mod diagnostics;
mod emit;
mod exits;
mod expand;
mod generic;
mod graph;
mod hygiene;
mod ir;
mod lower;
mod matrices;
mod operator;
mod options;
mod partials;
mod reverse;
mod rules;
mod rules_walk;
mod signature;
mod simplify;
mod site;
#[cfg(test)]
mod snapshots;
mod taken_apart;
#[cfg(test)]
mod tests;
mod types;
mod verify;

use proc_macro::TokenStream;

use context::Place;
use declared::Declared;
use expand::Surroundings;

/// Writes the gradient of a function beside it: `f_grad`, `f_grad_into` and `f_vjp` for `f`.
///
/// | option | meaning |
/// |---|---|
/// | `wrt(w, b)` | only these arguments are active |
/// | `constant(x)` | all but these are |
/// | `partials(x = expression)` | the body is not looked into; these are its partial derivatives, over the arguments and `output` |
/// | `vjp = path` | a hand-written `f_vjp` |
/// | `graph` | `f_graph` and `f_graph_with` too: the computation graph (cargo feature `graph`) |
/// | `crate = path` | where the crate `grad` is found, if `Cargo.toml` does not say |
/// | `standalone` | keep the function's name free for a type or module; no other annotated function can call it |
/// | `associated` | the function stands in an `impl` block that another macro writes |
///
/// The documentation of the crate says what can be differentiated, and shows what is written.
#[proc_macro_attribute]
pub fn differentiable(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let item = proc_macro2::TokenStream::from(item);
    let (place, header, source, at) = place();
    let associated = context::mentions_self(item.clone()) || place != Place::Free;
    let generics = context::generics(place, &header);
    let block = syn::parse_str(&format!("{header} {{}}")).ok().filter(|_| place == Place::TraitImpl);
    let facade = crate_path::facade();
    let declared = Declared::new(source, at, &header);
    let surroundings = Surroundings { facade, associated, place, generics, block, operator: false, declared };
    expand::expand(attribute.into(), item, &surroundings).into()
}

/// Writes the tangent type of a struct: `ParamsTangent` for `Params`, with public fields of the same names for the members that carry floats.
///
/// Integers, `bool`, strings and the like are left out, and members with `#[constant]`. Any other type must be differentiable itself.
#[proc_macro_derive(Differentiable, attributes(constant))]
pub fn derive_differentiable(item: TokenStream) -> TokenStream {
    derive::derive(item.into(), &crate_path::facade()).into()
}

/// `__rules!(callback)` calls `callback!` with every rule of the table, so that tests can walk it. Not for users.
#[doc(hidden)]
#[proc_macro]
pub fn __rules(callback: TokenStream) -> TokenStream {
    rules_walk::walk(&callback.into()).into()
}

/// Where the attribute stands, the head of the block around it, and the whole file with the position in it.
fn place() -> (Place, String, String, usize) {
    let span = proc_macro::Span::call_site();
    let source = span.local_file().and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    let Some(at) = context::offset(&source, span.line(), span.column()) else {
        return (Place::Free, String::new(), String::new(), 0);
    };
    let (place, header) = context::place_at(&source, at);
    (place, header, source, at)
}
