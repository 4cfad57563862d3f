//! The whole expansion on one screen.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{ItemFn, Signature as SynSignature};

use crate::alias;
use crate::analyse::{lost, places};
use crate::block;
use crate::context::{self, Place};
use crate::declared::Declared;
use crate::diagnostics::{Errors, catalogue};
use crate::emit::companions::{Companions, Within};
use crate::exits;
use crate::generic;
use crate::graph;
use crate::lower::{Lowered, collect_idents, lower};
use crate::operator;
use crate::options::Options;
use crate::partials;
use crate::reverse::{Graph, reverse};
use crate::signature::Signature;
use crate::simplify::simplify_primal;
use crate::site::Sited;
use crate::taken_apart;

/// What the macro cannot see in its input.
pub struct Surroundings {
    /// The path of the facade crate.
    pub facade: TokenStream,
    /// Whether the function stands in an `impl` block or a trait.
    pub associated: bool,
    /// Where it stands, as far as could be told.
    pub place: Place,
    /// The parameters of what it stands in.
    pub generics: Option<syn::Generics>,
    /// The head of the trait's implementation that it stands in.
    pub block: Option<syn::ItemImpl>,
    /// Whether it is that of an operator, which gives what its trait says.
    pub operator: bool,
    /// The structs of the file.
    pub declared: Declared,
}

#[cfg(test)]
impl Surroundings {
    /// A free function in a crate that names the facade `grad`.
    pub fn free() -> Surroundings {
        let facade = quote!(::grad);
        Surroundings {
            facade,
            associated: false,
            place: Place::Free,
            generics: None,
            block: None,
            operator: false,
            declared: Declared::default(),
        }
    }
}

/// `#[differentiable(attribute)] item`
pub fn expand(attribute: TokenStream, item: TokenStream, surroundings: &Surroundings) -> TokenStream {
    let start = std::time::Instant::now();
    let mut errors = Errors::default();
    if let Some(ruled) = operator::on_block(&attribute, &item, surroundings) {
        return ruled;
    }
    if let Some(block) = block::expanded(&attribute, &item, surroundings) {
        return block;
    }
    let Some(Parsed { mut function, declared }) = parse(&item, surroundings.place, &mut errors) else {
        let errors = errors.to_tokens();
        return quote!(#item #errors);
    };
    if let Some(ruled) = operator::on_function(&attribute, &function, surroundings) {
        return ruled;
    }
    if surroundings.place == Place::Trait && !declared {
        // Whoever overrides it without the attribute would have this body's gradient.
        errors.report(&catalogue::DEFAULT_BODY, function.sig.ident.site());
    }
    let unsized_self =
        |block: &syn::ItemImpl| matches!(&*block.self_ty, syn::Type::Slice(_) | syn::Type::TraitObject(_));
    if surroundings.block.as_ref().is_some_and(unsized_self) {
        // What the trait declares for types with a size is left out.
        errors.report(&catalogue::UNSIZED_SELF, function.sig.ident.site());
        let errors = errors.to_tokens();
        return quote!(#item #errors);
    }
    let around = surroundings.generics.as_ref();
    let names = alias::seen_through(&mut function, around, &|name| surroundings.declared.alias(name));
    taken_apart::named(&mut function);
    let options = Options::parse(attribute, &mut errors);
    let parameters = around.map(|generics| context::parameters(surroundings.place, generics));
    let by_signature = surroundings.place.of_trait() || surroundings.operator;
    let mut signature = Signature::read(&function, around, &surroundings.declared, &options, by_signature, &mut errors);
    signature.type_parameters.extend(parameters.iter().flatten().map(ToString::to_string));
    let facade = options.krate.as_ref().map_or_else(|| surroundings.facade.clone(), ToTokens::to_token_stream);
    let private = quote!(#facade::__private::);
    if surroundings.place == Place::Trait {
        bound_self(&mut function, &signature, &private);
    }
    let of_block = around.filter(|_| surroundings.place != Place::TraitImpl);
    generic::bound(&mut function, &signature, of_block, &private);
    let within = Within {
        associated: surroundings.associated || options.associated || function.sig.receiver().is_some(),
        of_trait: surroundings.place.of_trait(),
        parameters,
        declared,
    };
    let associated = within.associated;
    let companions = Companions::new(&function, &signature, &options, &private, within.clone());
    if declared && errors.is_empty() {
        let declarations = companions.stubs();
        let drawn = options.graph.then(|| companions.declared_graph());
        return quote!(#item #declarations #drawn);
    }

    let generated = if declared {
        None
    } else if let Some(rule) = &options.vjp {
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
        let writes_out = !options.graph && options.runs("small");
        let Lowered { mut func, items, callees, recursive } =
            lower(&function, &signature, &surroundings.declared, writes_out, &mut errors);
        func.aliases.extend(names);
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
                let mut noted = reverse(func, result, const_fn, Graph::Noted)?;
                graph::mark_trips(&mut noted);
                Ok(noted)
            });
            let graph = if options.graph { Graph::Beside } else { Graph::None };
            if graph == Graph::None {
                simplify_primal(&mut func, &options);
            }
            let reversed = reverse(func, result, const_fn, graph);
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
            let stubs = Companions::new(&function, &signature, &options, &private, within).stubs();
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
struct Parsed {
    function: ItemFn,
    /// A trait's function without a body; what stands in its place is empty.
    declared: bool,
}

fn parse(item: &TokenStream, place: Place, errors: &mut Errors) -> Option<Parsed> {
    let item = &seen(item.clone());
    if let Ok(function) = syn::parse2::<ItemFn>(item.clone()) {
        return Some(Parsed { function, declared: false });
    }
    let declaration = |input: syn::parse::ParseStream| {
        let attrs = input.call(syn::Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        let signature: SynSignature = input.parse()?;
        input.parse::<syn::Token![;]>()?;
        Ok((attrs, signature))
    };
    match syn::parse::Parser::parse2(declaration, item.clone()) {
        Ok((attrs, sig)) if place == Place::Trait || sig.receiver().is_some() => {
            let mut function: ItemFn = syn::parse_quote!(#sig {});
            function.attrs = attrs;
            return Some(Parsed { function, declared: true });
        }
        Ok((_, signature)) => errors.report(&catalogue::NO_BODY, signature.ident.site()),
        Err(_) => errors.report(&catalogue::NOT_A_FUNCTION, item.site()),
    }
    None
}

/// The companions of a trait's function are for types of known size, so that the trait itself can still be a `dyn` one.
fn bound_self(function: &mut ItemFn, signature: &Signature, private: &TokenStream) {
    let mut found = std::collections::HashSet::new();
    for param in signature.active() {
        collect_idents(param.ty.to_token_stream(), &mut found);
    }
    collect_idents(function.sig.output.to_token_stream(), &mut found);
    let clause = function.sig.generics.make_where_clause();
    clause.predicates.push(syn::parse_quote!(Self: ::core::marker::Sized));
    if found.contains("Self") {
        clause.predicates.push(syn::parse_quote!(Self: #private Differentiable));
    }
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
