//! Operations as expressions, with the parentheses that they need.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::{Code, Emitter};
use crate::hygiene::Key;
use crate::ir::{Call, Companion, Lent, Op, Opaque, Operand, Pattern, Region, Tree};
use crate::lower::{each_variable, substitute};
use crate::rules;
use crate::site::Site;

/// How tightly an expression holds together, from loosest to tightest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Binding {
    Loose,
    Or,
    And,
    Compare,
    Sum,
    Product,
    Prefix,
    Atom,
}

/// An expression.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) tokens: TokenStream,
    pub(super) binding: Binding,
    /// How many operations it holds.
    pub(super) size: usize,
}

impl Piece {
    pub(super) fn new(tokens: TokenStream, binding: Binding, size: usize) -> Piece {
        Piece { tokens, binding, size }
    }

    pub(super) fn atom(tokens: TokenStream) -> Piece {
        Piece::new(tokens, Binding::Atom, 0)
    }

    /// The tokens, in parentheses unless they bind at least so tightly.
    pub(super) fn at_least(self, binding: Binding) -> TokenStream {
        let tokens = self.tokens;
        if self.binding >= binding { tokens } else { quote!((#tokens)) }
    }
}

impl Emitter<'_> {
    pub(super) fn operand(&mut self, operand: &Operand, site: Site) -> Piece {
        match operand {
            Operand::Value(id) => match self.inlined.get(id) {
                Some(piece) => piece.clone(),
                None => Piece::atom(self.names.ident(*id, site).into_token_stream()),
            },
            Operand::Const(constant) => {
                let binding = if constant.atomic { Binding::Atom } else { Binding::Loose };
                Piece::new(constant.tokens.clone(), binding, 0)
            }
            Operand::Number(number) => number_piece(*number),
            Operand::View(view) => self.view(view, site),
        }
    }

    pub(super) fn tokens(&mut self, operand: &Operand, site: Site) -> TokenStream {
        self.operand(operand, site).tokens
    }

    fn list(&mut self, operands: &[Operand], site: Site) -> Vec<TokenStream> {
        operands.iter().map(|operand| self.tokens(operand, site)).collect()
    }

    /// Operands as one value: nothing, the bare one, or a tuple.
    pub(super) fn payload(&mut self, operands: &[Operand], site: Site) -> TokenStream {
        let list = self.list(operands, site);
        match list.as_slice() {
            [one] => one.clone(),
            _ => quote!((#(#list),*)),
        }
    }

    pub(super) fn op(&mut self, op: &Op, site: Site) -> Piece {
        let span = site.ours();
        match op {
            Op::Use(a) => self.operand(a, site),
            Op::Neg(a) => {
                let inner = self.operand(a, site);
                let size = inner.size + 1;
                let inner = inner.at_least(Binding::Prefix);
                Piece::new(quote_spanned!(span=> -#inner), Binding::Prefix, size)
            }
            Op::Binary(symbol, a, b) => self.binary(symbol, a, b, site),
            Op::Method { name, path, args } => self.method(name, path.as_ref(), args, site),
            Op::Cast { from, to } => {
                let inner = self.operand(from, site);
                let size = inner.size + 1;
                let inner = inner.at_least(Binding::Prefix);
                Piece::new(quote_spanned!(span=> #inner as #to), Binding::Loose, size)
            }
            Op::Opaque(opaque) => Piece::new(self.opaque(opaque), Binding::Loose, 1),
            Op::Detach { path, arg } => {
                let arg = self.tokens(arg, site);
                Piece::new(quote_spanned!(span=> #path::stop(#arg)), Binding::Atom, 1)
            }
            Op::Call(call) | Op::Vjp(call) => {
                let splits = self.split_pieces(&call.args, site);
                let piece = self.call(op, call, site);
                self.forget_pieces();
                if splits.is_empty() {
                    return piece;
                }
                let tokens = piece.tokens;
                Piece::new(quote_spanned!(span=> { #splits #tokens }), Binding::Loose, 9)
            }
            Op::Pull { pullback, seed, lends, store } => self.pull(pullback, seed.as_ref(), lends, *store, site),
            Op::PullConst { call, seed } => {
                let companion = self.companion(call, "pullback", site);
                let (args, seed) = (self.list(&call.args, site), self.tokens(seed, site));
                Piece::new(quote_spanned!(span=> #companion(#(#args,)* #seed)), Binding::Atom, 1)
            }
            Op::Helper { name, args } => {
                let mut list = self.list(args, site);
                if *name == "like" {
                    let like = &list[1];
                    list[1] = quote!(&#like);
                }
                let (private, name, args) = (spanned(self.private, span), Ident::new(name, span), list);
                Piece::new(quote_spanned!(span=> #private #name(#(#args),*)), Binding::Atom, 1)
            }
            Op::Select { test, then, other } => {
                let test = self.tokens(test, site);
                let (then, other) = (self.operand(then, site), self.operand(other, site));
                let size = then.size + other.size + 4;
                let (then, other) = (then.tokens, other.tokens);
                Piece::new(quote_spanned!(span=> if #test { #then } else { #other }), Binding::Loose, size)
            }
            Op::Variant { arm, of, payload } => {
                let payload = self.payload(payload, site);
                Piece::new(self.variant(*arm, *of, payload), Binding::Atom, 1)
            }
            Op::Closure { seed, lends, types, body } => {
                let (args, body) = self.closure(seed, lends, types.as_ref(), body, site);
                let body = super::code::to_tokens(&body);
                Piece::new(quote!(move |#args| { #body }), Binding::Loose, 9)
            }
            Op::Rule(rule) => Piece::new(self.rule(rule, site), Binding::Atom, 9),
            Op::Note(note) => Piece::new(self.note(note, site), Binding::Loose, 9),
            _ => self.place_op(op, site),
        }
    }

    fn call(&mut self, op: &Op, call: &Call, site: Site) -> Piece {
        let span = site.ours();
        if let Op::Call(_) = op {
            let (path, turbofish) = (&call.path, &call.turbofish);
            if let Companion::Method { .. } = call.companion {
                let (receiver, rest) = (self.receiver(call, site), self.list(&call.args[1..], site));
                return Piece::new(quote_spanned!(span=> #receiver.#path #turbofish(#(#rest),*)), Binding::Atom, 1);
            }
            let args = self.list(&call.args, site);
            return Piece::new(quote_spanned!(span=> #path #turbofish(#(#args),*)), Binding::Atom, 1);
        }
        // What stands before a dot is no argument.
        let first = usize::from(matches!(call.companion, Companion::Method { .. }));
        if let Some(recorder) = self.recorder.clone() {
            let companion = self.companion(call, "traced", site);
            let args = self.list(&call.args[first..], site);
            let store = self.store.argument(call.store(), self.private);
            return Piece::new(
                quote_spanned!(span=> #companion(#(#args,)* ::core::clone::Clone::clone(&#recorder), #store)),
                Binding::Atom,
                1,
            );
        }
        let companion = self.companion(call, "vjp", site);
        let args = self.list(&call.args[first..], site);
        let store = self.store.argument(call.store(), self.private);
        Piece::new(quote_spanned!(span=> #companion(#(#args,)* #store)), Binding::Atom, 1)
    }

    /// A pullback's arguments and body.
    pub(super) fn closure(
        &mut self,
        seed: &Pattern,
        lends: &[Lent],
        types: Option<&[TokenStream; 2]>,
        body: &Region,
        site: Site,
    ) -> (TokenStream, Vec<Code>) {
        let private = self.private;
        let mut args = self.pattern(seed, site);
        if types.is_some() {
            let lends: Vec<TokenStream> = lends
                .iter()
                .map(|lent| match lent {
                    Lent::Held => quote!(_),
                    Lent::Constant { id, view } => {
                        let name = self.names.ident(*id, site);
                        let name = if *view { quote!(&#name) } else { quote!(#name) };
                        quote!(#private Lent(#name))
                    }
                    Lent::View { place, wanted } => {
                        let (place, wanted) = (self.names.ident(*place, site), self.names.ident(*wanted, site));
                        quote!(#private Shared(&#place, mut #wanted))
                    }
                    Lent::Shared { place, cotangent, .. } => {
                        let (place, cotangent) = (self.names.ident(*place, site), self.names.ident(*cotangent, site));
                        quote!(#private Shared(#place, #cotangent))
                    }
                    Lent::Exclusive { cotangent } => {
                        let cotangent = self.names.ident(*cotangent, site);
                        quote!(#private Exclusive(#cotangent))
                    }
                })
                .collect();
            args = match types {
                Some([seed_type, lend_types]) => {
                    let name = &self.store.name;
                    let store = match (self.store.is_argument, self.store.used) {
                        (false, _) => None,
                        (true, false) => Some(quote!(_: #private Option<&mut #private Store>)),
                        (true, true) => Some(quote!(#name: #private Option<&mut #private Store>)),
                    };
                    quote!(#args: #seed_type, (#(#lends,)*): #lend_types, #store)
                }
                None => quote!(#args, (#(#lends,)*)),
            };
        }
        let mut code = Vec::new();
        if types.is_some() {
            code.extend(self.store.taken(private).map(Code::Line));
        }
        for lent in lends {
            if let Lent::Shared { place, cotangent: id, slice } = lent {
                let (place, cotangent) = (self.names.ident(*place, site), self.names.ident(*id, site));
                if *slice {
                    let wants = Ident::new(&format!("wants_{cotangent}"), Span::mixed_site());
                    code.push(Code::Line(quote!(let #wants = #cotangent.is_some();)));
                    self.wanted.insert(*id, wants);
                    code.push(Code::Line(quote!(let #cotangent = #private fitted(#cotangent, #place.len());)));
                } else {
                    // Made only where nobody wants it.
                    code.push(Code::Line(quote!(let mut unwanted = ::core::option::Option::None;)));
                    let made = quote!(unwanted.insert(#private zeros_like(#place)));
                    code.push(Code::Line(quote!(let #cotangent = #cotangent.unwrap_or_else(|| #made);)));
                }
            }
        }
        code.extend(self.region(body));
        (args, code)
    }

    /// One of `of` ways, as nested `Either`s: the k-th is `Right(Right(… Left(payload)))`.
    pub(super) fn variant(&self, arm: usize, of: usize, payload: TokenStream) -> TokenStream {
        let private = self.private;
        match (arm, of) {
            (_, 0 | 1) => payload,
            (0, _) => quote!(#private Either::Left(#payload)),
            _ => {
                let inner = self.variant(arm - 1, of - 1, payload);
                quote!(#private Either::Right(#inner))
            }
        }
    }

    fn binary(&mut self, symbol: &str, a: &Operand, b: &Operand, site: Site) -> Piece {
        let binding = match symbol {
            "*" | "/" | "%" => Binding::Product,
            "+" | "-" => Binding::Sum,
            "==" | "<" | "<=" | ">" | ">=" => Binding::Compare,
            "&&" => Binding::And,
            "||" => Binding::Or,
            // Bit operators: seldom enough to spell out.
            _ => Binding::Loose,
        };
        let (a, b) = (self.operand(a, site), self.operand(b, site));
        let size = a.size + b.size + 1;
        let tighter = match binding {
            Binding::Product => Binding::Prefix,
            Binding::Sum => Binding::Product,
            Binding::Compare => Binding::Sum,
            Binding::And => Binding::Compare,
            Binding::Or => Binding::And,
            _ => Binding::Atom,
        };
        let left = match binding {
            Binding::Compare | Binding::Loose => tighter,
            same => same,
        };
        let (a, b) = (a.at_least(left), b.at_least(tighter));
        let operator: TokenStream = symbol.parse().unwrap_or_default();
        let operator: TokenStream = operator
            .into_iter()
            .map(|mut token| {
                token.set_span(site.ours());
                token
            })
            .collect();
        Piece::new(quote!(#a #operator #b), binding, size)
    }

    fn method(&mut self, name: &str, path: Option<&TokenStream>, args: &[Operand], site: Site) -> Piece {
        let span = site.ours();
        if let Some(of) = rules::operator_trait(name) {
            // If another trait's method of this name is meant, the two are ambiguous, and this does not compile.
            let (of, method) = (Ident::new(of, span), Ident::new(name, span));
            let list = self.list(args, site);
            let call = match path {
                Some(path) => quote_spanned!(span=> #path(#(#list),*)),
                None => {
                    let receiver = self.operand(&args[0], site).at_least(Binding::Atom);
                    let rest = &list[1..];
                    quote_spanned!(span=> #receiver.#method(#(#rest),*))
                }
            };
            return Piece::new(quote_spanned!(span=> { use ::core::ops::#of as _; #call }), Binding::Loose, 9);
        }
        if let Some(path) = path {
            let args = self.list(args, site);
            return Piece::new(quote_spanned!(span=> #path(#(#args),*)), Binding::Atom, 1);
        }
        let name = Ident::new(name, span);
        let receiver = self.operand(&args[0], site);
        let size = receiver.size + 1;
        let receiver = receiver.at_least(Binding::Atom);
        let rest: Vec<Piece> = args[1..].iter().map(|arg| self.operand(arg, site)).collect();
        let size = size + rest.iter().map(|piece| piece.size).sum::<usize>();
        let rest = rest.into_iter().map(|piece| piece.tokens);
        Piece::new(quote_spanned!(span=> #receiver.#name(#(#rest),*)), Binding::Atom, size)
    }

    /// The user's tokens, each variable under its new name.
    pub(super) fn opaque(&mut self, opaque: &Opaque) -> TokenStream {
        let mut filled: Vec<(&Key, TokenStream)> = Vec::new();
        for (key, tree) in &opaque.holes {
            filled.push((key, self.tree(tree)));
        }
        let captured = if may_bind(opaque.tokens.clone()) { captured(&opaque.tokens, &mut filled) } else { Vec::new() };
        let tokens = substitute(opaque.tokens.clone(), &|ident| {
            let key = Key::of(ident);
            let (_, tokens) = filled.iter().find(|(known, _)| **known == key)?;
            // Located at the user's variable.
            Some(
                tokens
                    .clone()
                    .into_iter()
                    .map(|mut token| {
                        token.set_span(token.span().located_at(ident.span()));
                        token
                    })
                    .collect(),
            )
        });
        if captured.is_empty() { tokens } else { rebound(&opaque.tokens, &tokens, &captured) }
    }

    pub(super) fn tree(&mut self, tree: &Tree<Operand>) -> TokenStream {
        match tree {
            Tree::Leaf(operand) => {
                let piece = match operand {
                    Operand::View(view) => self.named_place(view, Site::call_site()),
                    operand => self.operand(operand, Site::call_site()),
                };
                piece.at_least(Binding::Atom)
            }
            Tree::Tuple(elements) => {
                let elements: Vec<TokenStream> = elements.iter().map(|element| self.tree(element)).collect();
                quote!((#(#elements,)*))
            }
        }
    }

    /// What stands before a method's dot.
    fn receiver(&mut self, call: &Call, site: Site) -> TokenStream {
        match &call.args[0] {
            Operand::View(view) => self.receiver_path(view, site),
            other => self.operand(other, site).at_least(Binding::Atom),
        }
    }

    pub(super) fn companion(&mut self, call: &Call, what: &str, site: Site) -> TokenStream {
        let span = site.ours();
        let none = TokenStream::new();
        let turbofish = if what == "kinds" { &none } else { &call.turbofish };
        match &call.companion {
            Companion::Free(index) => {
                let (path, what) = (&self.callees[*index], Ident::new(what, span));
                quote_spanned!(span=> #path::#what #turbofish)
            }
            Companion::Method { name } => {
                let receiver = self.receiver(call, site);
                let name = hidden_name(name, what, span);
                let name = if what == "kinds" { quote::format_ident!("{name}_by_value") } else { name };
                quote_spanned!(span=> #receiver.#name #turbofish)
            }
            Companion::Associated { owner, name } => {
                let name = hidden_name(name, what, span);
                quote_spanned!(span=> #owner::#name #turbofish)
            }
        }
    }
}

/// The hidden sibling of an associated function, under a name that says what is missing where it is not there.
pub(super) fn hidden_name(name: &str, what: &str, span: Span) -> Ident {
    let name = name.trim_start_matches("r#");
    match what {
        "vjp" => Ident::new(&format!("{name}{SIBLING}"), span),
        _ => Ident::new(&format!("{name}_{what}{SIBLING}"), span),
    }
}

/// How those names end.
pub(super) const SIBLING: &str = "_with_the_attribute_differentiable";

fn number_piece(number: f64) -> Piece {
    let span = Span::mixed_site();
    let mut literal = Literal::f64_unsuffixed(number.abs());
    literal.set_span(span);
    if number.is_sign_negative() {
        Piece::new(quote!(-#literal), Binding::Prefix, 0)
    } else {
        Piece::atom(literal.into_token_stream())
    }
}

/// Whether tokens may declare variables of their own.
fn may_bind(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "let" || ident == "match" || ident == "for",
        TokenTree::Punct(punct) => punct.as_char() == '|',
        TokenTree::Group(group) => may_bind(group.stream()),
        TokenTree::Literal(_) => false,
    })
}

/// Takes out the variables whose new names are mentioned by the tokens with another meaning.
fn captured<'k>(tokens: &TokenStream, filled: &mut Vec<(&'k Key, TokenStream)>) -> Vec<(&'k Key, TokenStream)> {
    let mut mentioned = Vec::new();
    each_variable(tokens.clone(), &mut |ident| mentioned.push(ident.to_string()));
    let clashes = |(key, new): &mut (&Key, TokenStream)| {
        let mut clash = false;
        each_variable(new.clone(), &mut |ident| {
            clash |= *ident != key.name && mentioned.iter().any(|name| ident == name)
        });
        clash
    };
    filled.extract_if(.., clashes).collect()
}

/// `{ let (a, b) = (new_a, new_b); tokens }`: the user's names, rebound. Only those that have to be, since what is no number would be moved.
fn rebound(original: &TokenStream, tokens: &TokenStream, captured: &[(&Key, TokenStream)]) -> TokenStream {
    let mut names: Vec<Ident> = Vec::new();
    each_variable(original.clone(), &mut |ident| {
        if !names.iter().any(|known| Key::of(known) == Key::of(ident)) {
            names.push(ident.clone());
        }
    });
    let (names, values): (Vec<_>, Vec<_>) = names
        .iter()
        .filter_map(|ident| captured.iter().find(|(key, _)| **key == Key::of(ident)).map(|(_, new)| (ident, new)))
        .unzip();
    if names.is_empty() {
        return tokens.clone();
    }
    // A statement of ours, which is no value.
    let ends = original.clone().into_iter().next().is_some_and(|first| first.to_string() == "let");
    let end = ends.then(|| quote!(;));
    quote!({ let (#(#names,)*) = (#(#values,)*); #tokens #end })
}

/// The same tokens, located elsewhere: rustc points at an expression or a type from its first token on.
pub fn spanned(tokens: &TokenStream, span: Span) -> TokenStream {
    let relocate = |mut token: proc_macro2::TokenTree| {
        token.set_span(span);
        token
    };
    tokens.clone().into_iter().map(relocate).collect()
}
