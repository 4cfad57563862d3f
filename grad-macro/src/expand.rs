//! The whole expansion on one screen.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{ItemFn, Signature as SynSignature};

use crate::analyse::{lost, places};
use crate::diagnostics::{Errors, catalogue};
use crate::emit::companions::Companions;
use crate::exits;
use crate::graph;
use crate::lower::{Lowered, lower};
use crate::options::Options;
use crate::partials;
use crate::reverse::reverse;
use crate::signature::Signature;
use crate::site::Sited;

/// What the macro cannot see in its input.
pub struct Surroundings {
    /// The path of the facade crate.
    pub facade: TokenStream,
    /// Whether the function stands in an `impl` block or a trait.
    pub associated: bool,
    /// Whether that is a trait's implementation for a type.
    pub of_trait: bool,
    /// The names of the type and const parameters of the `impl` block, if it could be read.
    pub parameters: Option<Vec<String>>,
}

/// `#[differentiable(attribute)] item`
pub fn expand(attribute: TokenStream, item: TokenStream, surroundings: &Surroundings) -> TokenStream {
    let start = std::time::Instant::now();
    let mut errors = Errors::default();
    let Some(function) = parse(&item, &mut errors) else {
        let errors = errors.to_tokens();
        return quote!(#item #errors);
    };
    if surroundings.of_trait {
        // Stubs would be no members of the trait.
        errors.report(&catalogue::TRAIT_FUNCTION, function.sig.ident.site());
        let errors = errors.to_tokens();
        return quote!(#item #errors);
    }
    let options = Options::parse(attribute, &mut errors);
    let signature = Signature::read(&function, &options, &mut errors);
    let facade = options.krate.as_ref().map_or_else(|| surroundings.facade.clone(), ToTokens::to_token_stream);
    let private = quote!(#facade::__private::);
    let associated = surroundings.associated || options.associated || function.sig.receiver().is_some();
    let mut companions = Companions::new(&function, &signature, &options, &private, associated);
    companions.see_around(surroundings.parameters.as_deref());

    let generated = if let Some(rule) = &options.vjp {
        errors.is_empty().then(|| {
            let (ruled, drawn) = (companions.ruled(rule), options.graph.then(|| companions.drawn_ruled(rule)));
            quote!(#ruled #drawn)
        })
    } else if let Some(given) = &options.partials {
        let reversed = errors.is_empty().then(|| partials::reverse(&function, &signature, given, associated));
        reversed.and_then(|mut reversed| {
            let derived = companions.derived(&reversed);
            let drawn = options.graph.then(|| {
                graph::note_partials(&mut reversed, &function, &signature, given);
                companions.drawn(&reversed)
            });
            report_internal(with(derived, drawn), &function, &mut errors)
        })
    } else if !signature.args_understood {
        None
    } else {
        let Lowered { mut func, items, callees, recursive } = lower(&function, &signature, &mut errors);
        lost::report(&func, &mut errors);
        if let (Err(what), true) = (places::check(&func), errors.is_empty()) {
            errors.report_about(&catalogue::INTERNAL, function.sig.ident.site(), what);
        }
        if errors.is_empty() {
            exits::normalise(&mut func);
            let (result, const_fn) = (signature.result_float, function.sig.constness.is_some());
            let noted = options.graph.then(|| {
                let mut func = func.clone();
                graph::note_steps(&mut func);
                let mut noted = reverse(func, result, const_fn, true)?;
                graph::mark_trips(&mut noted);
                Ok(noted)
            });
            let reversed = reverse(func, result, const_fn, false);
            let companions = Companions { items, callees, recursive, ..companions };
            let drawn = noted.map(|noted| noted.and_then(|noted| companions.drawn(&noted)));
            let derived = reversed.and_then(|reversed| companions.derived(&reversed));
            report_internal(with(derived, drawn), &function, &mut errors)
        } else {
            None
        }
    };
    if options.time {
        eprintln!("expanded {} in {} µs", function.sig.ident, start.elapsed().as_micros());
    }
    match generated {
        Some(generated) => quote!(#item #generated),
        None => {
            let mut stubs = Companions::new(&function, &signature, &options, &private, associated);
            stubs.see_around(surroundings.parameters.as_deref());
            let stubs = stubs.stubs();
            let errors = errors.to_tokens();
            quote!(#item #errors #stubs)
        }
    }
}

/// The companions, and those for the graph.
fn with(
    derived: Result<TokenStream, String>,
    drawn: Option<Result<TokenStream, String>>,
) -> Result<TokenStream, String> {
    let (derived, drawn) = (derived?, drawn.transpose()?);
    Ok(quote!(#derived #drawn))
}

fn report_internal(
    generated: Result<TokenStream, String>,
    function: &ItemFn,
    errors: &mut Errors,
) -> Option<TokenStream> {
    generated.map_err(|what| errors.report_about(&catalogue::INTERNAL, function.sig.ident.site(), what)).ok()
}

/// The function under the attribute.
fn parse(item: &TokenStream, errors: &mut Errors) -> Option<ItemFn> {
    let item = &seen(item.clone());
    if let Ok(function) = syn::parse2::<ItemFn>(item.clone()) {
        return Some(function);
    }
    let declaration = |input: syn::parse::ParseStream| {
        input.call(syn::Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        let signature: SynSignature = input.parse()?;
        input.parse::<syn::Token![;]>()?;
        Ok(signature)
    };
    match syn::parse::Parser::parse2(declaration, item.clone()) {
        Ok(signature) => errors.report(&catalogue::NO_BODY, signature.ident.site()),
        Err(_) => errors.report(&catalogue::NOT_A_FUNCTION, item.site()),
    }
    None
}

/// Items and statements that `macro_rules!` handed on as fragments, without the invisible groups around them. (Those
/// around expressions stay: they hold them together.)
fn seen(tokens: TokenStream) -> TokenStream {
    let mut alone = tokens.clone().into_iter();
    if let (Some(TokenTree::Group(group)), None) = (alone.next(), alone.next())
        && group.delimiter() == Delimiter::None
    {
        return seen(group.stream());
    }
    tokens.into_iter().flat_map(seen_token).collect()
}

fn seen_token(token: TokenTree) -> TokenStream {
    let TokenTree::Group(group) = token else { return token.into() };
    let stream: TokenStream = group.stream().into_iter().flat_map(seen_token).collect();
    let declares = matches!(stream.clone().into_iter().next(), Some(TokenTree::Ident(ident)) if ident == "let");
    if group.delimiter() == Delimiter::None && declares {
        return stream;
    }
    let mut same = Group::new(group.delimiter(), stream);
    same.set_span(group.span());
    TokenTree::Group(same).into()
}
