//! Macro invocations: the well-known ones are understood by name, no other can be seen through.

use crate::site::Sited;
use proc_macro2::TokenTree;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprMacro, Ident, Macro, Path, Token};

use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, End, Operand, Tree};

/// Effects only: they read their arguments and give no value back.
const EFFECTS: &[&str] = &[
    "println",
    "print",
    "eprintln",
    "eprint",
    "dbg",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "log",
];
/// Never come back.
const DIVERGES: &[&str] = &["panic", "todo", "unimplemented", "unreachable"];
/// Take a format string.
const FORMATS: &[&str] = &["format", "write", "writeln", "format_args"];
/// Look at their arguments and answer with something that is no float.
const LOOKS: &[&str] = &["matches", "format", "format_args"];

fn name_of(path: &Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// Whether string literals in the macro's arguments may capture variables.
pub(super) fn formats(path: &Path) -> bool {
    let name = name_of(path);
    [EFFECTS, DIVERGES, FORMATS].iter().any(|list| list.contains(&name.as_str()))
}

/// The variables that a format string captures: `{x}`, `{x:?}`, `{:width$.precision$}`.
pub(super) fn format_captures(text: &str) -> Vec<String> {
    let mut captures = Vec::new();
    let unescaped = text.replace("{{", "").replace("}}", "");
    for piece in unescaped.split('{').skip(1) {
        let inside = piece.split('}').next().unwrap_or_default();
        let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
        captures.push(name.trim().to_owned());
        // `width$` and `precision$`: the identifier right before each dollar sign.
        for before in spec.split('$').rev().skip(1) {
            let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
            captures.push(before[start..].to_owned());
        }
    }
    captures.retain(|name| name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_'));
    captures
}

/// The expressions among a macro's arguments, as far as they can be told. What is in them happens where the macro stands.
pub(super) fn arguments(mac: &Macro) -> Vec<Expr> {
    let named = formats(&mac.path);
    let parser = |input: ParseStream| {
        let mut found = Vec::new();
        while !input.is_empty() {
            // `println!("{x}", x = value)` assigns nothing.
            if named && !found.is_empty() && input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
                input.parse::<Ident>()?;
                input.parse::<Token![=]>()?;
            }
            let ahead = input.fork();
            match ahead.parse::<Expr>() {
                Ok(expr) => {
                    input.advance_to(&ahead);
                    found.push(expr);
                }
                // A pattern, or what else a macro may take.
                Err(_) => drop(input.parse::<TokenTree>()?),
            }
            // What stands between arguments.
            if input.peek(Token![,]) || input.peek(Token![;]) {
                input.parse::<TokenTree>()?;
            }
        }
        Ok(found)
    };
    parser.parse2(mac.tokens.clone()).unwrap_or_default()
}

impl Lowerer<'_> {
    /// A macro whose value is used.
    pub(super) fn macro_value(&mut self, mac: &Macro, whole: &Expr) -> Flow<Tree<Operand>> {
        let name = name_of(&mac.path);
        if DIVERGES.contains(&name.as_str()) {
            self.opaque_statement(whole);
            self.end = Some(End::Diverge);
            return None;
        }
        if EFFECTS.contains(&name.as_str()) && name != "dbg" {
            self.opaque_statement(whole);
            return Some(Tree::unit());
        }
        if name == "vec" && (self.activity_of(&mac.tokens) != Activity::Constant || self.escapes(whole)) {
            let inside = &mac.tokens;
            let Ok(list) = syn::parse2::<Expr>(quote::quote!([#inside])) else {
                return Some(self.fail_about(&catalogue::MACRO_VALUE, mac.path.site(), name));
            };
            return self.array(&list, true);
        }
        let constant = self.activity_of(&self.spell_out_captures(&mac.path, mac.tokens.clone())) == Activity::Constant;
        if constant || LOOKS.contains(&name.as_str()) {
            return Some(Tree::Leaf(self.opaque(&self.without_jumps(mac, whole))));
        }
        Some(self.fail_about(&catalogue::MACRO_VALUE, mac.path.site(), name))
    }

    /// A macro in statement position.
    pub(super) fn macro_statement(&mut self, mac: &Macro) -> Flow<()> {
        let name = name_of(&mac.path);
        let whole = Expr::Macro(ExprMacro { attrs: Vec::new(), mac: mac.clone() });
        if DIVERGES.contains(&name.as_str()) {
            return self.macro_value(mac, &whole).map(|_| ());
        }
        // Any other may assign to the variables that it is given, or declare new ones of the same names.
        let known = EFFECTS.contains(&name.as_str());
        if !known && !self.capture(mac.tokens.clone(), false).holes.is_empty() {
            self.fail_about(&catalogue::MACRO_STATEMENT, mac.path.site(), name);
            return Some(());
        }
        self.opaque_statement(&self.without_jumps(mac, &whole));
        Some(())
    }

    /// A macro of the user's may leave the loop that it stands in, or go on with the next trip, and nobody would know: in a block with a label
    /// rustc accepts neither.
    fn without_jumps(&self, mac: &Macro, whole: &Expr) -> Expr {
        let name = name_of(&mac.path);
        let known = formats(&mac.path) || [LOOKS, &["vec"]].iter().any(|list| list.contains(&name.as_str()));
        if known || self.frames.is_empty() {
            return whole.clone();
        }
        // Nobody can name this label.
        let label = syn::Lifetime::new("'here", proc_macro2::Span::mixed_site());
        syn::parse_quote!(#label: { #whole })
    }

    /// A macro that ends a block without a semicolon.
    pub(super) fn macro_tail(&mut self, mac: &Macro) -> Flow<Tree<Operand>> {
        let whole = Expr::Macro(ExprMacro { attrs: Vec::new(), mac: mac.clone() });
        self.macro_value(mac, &whole)
    }
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::{arguments, format_captures};

    #[test]
    fn finds_expressions_among_arguments() {
        let of = |mac: syn::Macro| {
            let texts = arguments(&mac).into_iter().map(|expr| expr.to_token_stream().to_string());
            texts.collect::<Vec<_>>()
        };
        assert_eq!(
            of(syn::parse_quote!(vec![a, {
                x = 1.0;
                x
            }])),
            ["a", "{ x = 1.0 ; x }"]
        );
        assert_eq!(
            of(syn::parse_quote!(vec![
                {
                    x = 1.0;
                    x
                };
                n
            ])),
            ["{ x = 1.0 ; x }", "n"]
        );
        assert_eq!(of(syn::parse_quote!(println!("{x}", x = y))), ["\"{x}\"", "y"]);
        assert_eq!(of(syn::parse_quote!(other!(x = y))), ["x = y"]);
        assert_eq!(of(syn::parse_quote!(matches!(f(x), Some(1..=2) if y))).first().map(String::as_str), Some("f (x)"));
        assert_eq!(of(syn::parse_quote!(other!())), [""; 0]);
    }

    #[test]
    fn captures_names_widths_and_precisions() {
        assert_eq!(format_captures("{x} {y:?} {{z}} {} {0} {a:>width$.p$}"), ["x", "y", "a", "p", "width"]);
    }
}
