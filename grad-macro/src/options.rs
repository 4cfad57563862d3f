//! The attribute's options: `#[differentiable(wrt(x), …)]`.

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Path, Token, parenthesized};

use crate::diagnostics::{Errors, catalogue};
use crate::site::Sited;

/// What the user asked for.
#[derive(Default)]
pub struct Options {
    /// `wrt(x, y)`: only these arguments are active.
    pub wrt: Option<Vec<Ident>>,
    /// `constant(x, y)`: these arguments are not active.
    pub constant: Option<Vec<Ident>>,
    /// `partials(x = …, y = …)`: the derivatives of a body that is not looked into.
    pub partials: Option<Vec<(Ident, Expr)>>,
    /// `vjp = path`: a hand-written `f_vjp`.
    pub vjp: Option<Path>,
    /// `crate = path`: where the facade crate is found.
    pub krate: Option<Path>,
    /// `standalone`: leave the function's name free in the type namespace.
    pub standalone: bool,
    /// `graph`: write `f_graph`.
    pub graph: bool,
    /// `associated`: the function stands in an `impl` block that cannot be seen.
    pub associated: bool,
    /// Hidden `__without(pass, …)`: passes to leave out.
    pub without: Vec<String>,
    /// Hidden `__time`: print how long the expansion took.
    pub time: bool,
}

/// Options that the contract names and that are not there yet.
const NOT_YET: &[&str] = &["jvp", "jacobian", "hvp", "hessian"];

impl Options {
    /// Reads the attribute's arguments; reports what is wrong with them.
    pub fn parse(attribute: TokenStream, errors: &mut Errors) -> Options {
        let mut options = Options::default();
        let mut seen: Vec<Ident> = Vec::new();
        for entry in entries(attribute, errors) {
            let name = entry.name.unraw().to_string();
            if seen.contains(&entry.name) {
                errors.report_about(&catalogue::OPTION_TWICE, entry.name.site(), &name);
                continue;
            }
            options.read(&name, &entry, errors);
            seen.push(entry.name);
        }
        if let (Some(_), Some(_), Some(second)) =
            (&options.wrt, &options.constant, seen.iter().rfind(|name| *name == "wrt" || *name == "constant"))
        {
            errors.report(&catalogue::WRT_AND_CONSTANT, second.site());
        }
        if let (true, Some(graph)) = (options.graph, seen.iter().find(|name| *name == "graph"))
            && (!crate::graph::is_available() || options.without.iter().any(|name| name == "graph"))
        {
            errors.report(&catalogue::GRAPH_FEATURE, graph.site());
            options.graph = false;
        }
        if let (Some(_), Some(vjp)) = (&options.partials, &options.vjp) {
            errors.report(&catalogue::PARTIALS_AND_VJP, vjp.site());
        }
        options
    }

    fn read(&mut self, name: &str, entry: &Entry, errors: &mut Errors) {
        let understood = match name {
            "wrt" => entry.list().map(|names| self.wrt = Some(names)),
            "constant" => entry.list().map(|names| self.constant = Some(names)),
            "partials" => entry.partials().map(|partials| self.partials = Some(partials)),
            "vjp" => entry.path().map(|path| self.vjp = Some(path)),
            "crate" => entry.path().map(|path| self.krate = Some(path)),
            "standalone" => entry.word().map(|()| self.standalone = true),
            "associated" => entry.word().map(|()| self.associated = true),
            "graph" => entry.word().map(|()| self.graph = true),
            "__without" => entry.list().map(|names| self.without = names.iter().map(Ident::to_string).collect()),
            "__time" => entry.word().map(|()| self.time = true),
            _ if NOT_YET.contains(&name) => {
                errors.report_about(&catalogue::OPTION_NOT_YET, entry.name.site(), name);
                return;
            }
            _ => {
                errors.report_about(&catalogue::UNKNOWN_OPTION, entry.name.site(), name);
                return;
            }
        };
        if understood.is_none() {
            errors.report_about(&catalogue::OPTION_SYNTAX, entry.name.site(), name);
        }
    }

    /// Whether a pass is to run.
    pub fn runs(&self, pass: &str) -> bool {
        !cfg!(feature = "__no-passes") && !self.without.iter().any(|name| name == pass || name == "all")
    }
}

/// One option: `name`, `name(…)` or `name = …`.
struct Entry {
    name: Ident,
    arguments: Arguments,
}

enum Arguments {
    None,
    List(TokenStream),
    Equals(Expr),
}

impl Parse for Entry {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let arguments = if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            Arguments::List(content.parse()?)
        } else if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Arguments::Equals(input.parse()?)
        } else {
            Arguments::None
        };
        Ok(Entry { name, arguments })
    }
}

fn entries(attribute: TokenStream, errors: &mut Errors) -> Vec<Entry> {
    let (text, whole) = (attribute.to_string(), attribute.site());
    let mut at_end = false;
    let parser = |input: ParseStream| {
        let entries = Punctuated::<Entry, Token![,]>::parse_terminated(input);
        at_end = input.is_empty();
        entries
    };
    match parser.parse2(attribute) {
        Ok(entries) => entries.into_iter().collect(),
        Err(error) => {
            // Where something is missing at the end there is only the token before it to point at.
            let site = if at_end { whole.end } else { error.span() };
            errors.report_about(&catalogue::OPTION_SYNTAX, site, text);
            Vec::new()
        }
    }
}

impl Entry {
    fn word(&self) -> Option<()> {
        matches!(self.arguments, Arguments::None).then_some(())
    }

    fn list(&self) -> Option<Vec<Ident>> {
        let Arguments::List(tokens) = &self.arguments else { return None };
        let names = Punctuated::<Ident, Token![,]>::parse_separated_nonempty_with;
        let parser = |input: ParseStream| {
            if input.is_empty() {
                return Ok(Vec::new());
            }
            let list = names(input, Ident::parse_any)?;
            input.parse::<Option<Token![,]>>()?;
            Ok(list.into_iter().collect())
        };
        parser.parse2(tokens.clone()).ok()
    }

    fn partials(&self) -> Option<Vec<(Ident, Expr)>> {
        let Arguments::List(tokens) = &self.arguments else { return None };
        let one = |input: ParseStream| {
            let name = input.call(Ident::parse_any)?;
            input.parse::<Token![=]>()?;
            Ok((name, input.parse::<Expr>()?))
        };
        let parser = |input: ParseStream| Punctuated::<_, Token![,]>::parse_terminated_with(input, one);
        parser.parse2(tokens.clone()).ok().map(|list| list.into_iter().collect())
    }

    /// `= path` or `= "path"`.
    fn path(&self) -> Option<Path> {
        match &self.arguments {
            Arguments::Equals(Expr::Path(path)) if path.qself.is_none() => Some(path.path.clone()),
            Arguments::Equals(Expr::Lit(literal)) => match &literal.lit {
                syn::Lit::Str(text) => text.parse().ok(),
                _ => None,
            },
            _ => None,
        }
    }
}
