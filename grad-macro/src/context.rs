//! Where an annotated function stands: in a module, or in an `impl` block or trait.
//!
//! The two need different companions (a type can stand beside a free function, but not inside an `impl`), and an
//! attribute macro is not told. So the source file is looked at: the innermost braces around the attribute belong
//! to an `impl` or a `trait`, or to something else. Where the file cannot be read (a build without files, code
//! pasted together by other macros) a function that mentions neither `self` nor `Self` counts as free, and the
//! option `associated` says otherwise.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// Whether the function's own text says that it is associated: it mentions `self` or `Self`, other than in paths
/// (`self::module`, `use module::{self}`) and in items of its own.
pub fn mentions_self(item: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = item.into_iter().collect();
    let (mut inner_item, mut import) = (false, false);
    for (index, token) in tokens.iter().enumerate() {
        let next = |symbol: char| matches!(tokens.get(index + 1), Some(TokenTree::Punct(p)) if p.as_char() == symbol);
        match token {
            // `impl Trait + use<'a>` is a type.
            TokenTree::Ident(ident) if ident == "use" => import = !next('<'),
            TokenTree::Punct(punct) if punct.as_char() == ';' => import = false,
            _ if import => {}
            TokenTree::Ident(ident) if ident == "impl" || ident == "trait" => {
                // At the start of a statement it is an item; elsewhere `impl Trait` is a type.
                inner_item |= index.checked_sub(1).is_some_and(|before| ends_statement(&tokens[before]));
                inner_item |= index == 0;
            }
            TokenTree::Ident(ident) if !inner_item && ident == "Self" => return true,
            TokenTree::Ident(ident) if !inner_item && ident == "self" => {
                let path =
                    next(':') && matches!(tokens.get(index + 2), Some(TokenTree::Punct(p)) if p.as_char() == ':');
                if !path {
                    return true;
                }
            }
            TokenTree::Group(group) if inner_item => inner_item = group.delimiter() != Delimiter::Brace,
            TokenTree::Group(group) if mentions_self(group.stream()) => return true,
            _ => {}
        }
    }
    false
}

fn ends_statement(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => matches!(group.delimiter(), Delimiter::Brace | Delimiter::Bracket),
        _ => false,
    }
}

/// What the innermost braces around a function belong to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A module, a function's body, or nothing.
    Free,
    /// An `impl` block of a type.
    Impl,
    /// A trait.
    Trait,
    /// A trait's implementation for a type.
    TraitImpl,
}

impl Place {
    /// Whether functions there are members of a trait.
    pub fn of_trait(self) -> bool {
        matches!(self, Place::Trait | Place::TraitImpl)
    }
}

/// What the innermost braces around a position (line and column from 1) belong to, and the text before them.
#[cfg(test)]
pub fn place(source: &str, line: usize, column: usize) -> (Place, String) {
    offset(source, line, column).map_or((Place::Free, String::new()), |offset| place_at(source, offset))
}

/// The same of a position as an offset.
pub fn place_at(source: &str, offset: usize) -> (Place, String) {
    let (headers, _) = headers(source, offset);
    headers.last().map_or((Place::Free, String::new()), |(header, ..)| {
        let header = bare(header);
        (place_of(header), header.to_owned())
    })
}

/// Where the braces around a position open, from the outside in; `None` within a comment or a string.
pub fn braces_around(source: &str, offset: usize) -> Option<Vec<usize>> {
    let (headers, at) = headers(source, offset);
    (at == offset).then(|| headers.iter().map(|(header, start, _)| start + header.len()).collect())
}

/// What stands before each of the open braces around a position, where that starts, and how many brackets are open there; and where reading stopped.
fn headers(source: &str, offset: usize) -> (Vec<(&str, usize, usize)>, usize) {
    let mut headers: Vec<(&str, usize, usize)> = Vec::new();
    let mut header_start = 0;
    // Within brackets, a semicolon ends nothing: `impl Norm for [f64; 4]`.
    let mut brackets = 0_usize;
    let mut at = 0;
    // Files are long, and read up to here for each function: byte by byte, and most bytes mean nothing.
    while at < offset {
        match source.as_bytes()[at] {
            b'{' => {
                headers.push((&source[header_start..at], header_start, brackets));
                header_start = at + 1;
                brackets = 0;
            }
            b'}' => {
                let (outer, within) = headers.pop().map_or((0, 0), |(_, start, brackets)| (start, brackets));
                header_start = if within == 0 { at + 1 } else { outer };
                brackets = within;
            }
            b'[' | b'(' => brackets += 1,
            b']' | b')' => brackets = brackets.saturating_sub(1),
            b';' if brackets == 0 => header_start = at + 1,
            b'/' | b'"' | b'r' | b'\'' => at += skip(&source[at..]).map_or(0, |length| length - 1),
            _ => {}
        }
        at += 1;
    }
    (headers, at)
}

/// The parameters of an `impl` block or trait; `None` if they cannot be told.
pub fn generics(place: Place, header: &str) -> Option<syn::Generics> {
    if header.contains("'_") {
        return None;
    }
    let text = format!("{header} {{}}");
    match place {
        Place::Free => None,
        Place::Trait => Some(syn::parse_str::<syn::ItemTrait>(&text).ok()?.generics),
        Place::Impl | Place::TraitImpl => Some(syn::parse_str::<syn::ItemImpl>(&text).ok()?.generics),
    }
}

/// Parameters as `use<…>` names them, lifetimes first.
pub fn parameters(place: Place, generics: &syn::Generics) -> Vec<TokenStream> {
    let lifetimes = generics.lifetimes().map(|lifetime| lifetime.lifetime.to_token_stream());
    let own = (place == Place::Trait).then(|| quote::quote!(Self));
    let others = generics.params.iter().filter_map(|param| match param {
        syn::GenericParam::Type(ty) => Some(ty.ident.to_token_stream()),
        syn::GenericParam::Const(constant) => Some(constant.ident.to_token_stream()),
        syn::GenericParam::Lifetime(_) => None,
    });
    lifetimes.chain(own).chain(others).collect()
}

/// A position (line and column from 1) as an offset.
pub fn offset(source: &str, line: usize, column: usize) -> Option<usize> {
    let start: usize = source.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let inside: usize = source.get(start..)?.chars().take(column.checked_sub(1)?).map(char::len_utf8).sum();
    Some(start + inside)
}

/// The length of the comment, string or character at the start of the text, where braces do not count.
pub fn skip(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(block_comment(text));
    }
    if text.starts_with('"') {
        return Some(until_quote(text, 1));
    }
    if let Some(raw) = text.strip_prefix('r')
        && (raw.starts_with('"') || raw.starts_with('#'))
    {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let body = &raw[hashes + 1..];
            return Some(body.find(&close).map_or(text.len(), |end| 1 + hashes + 1 + end + close.len()));
        }
    }
    if let Some(after) = text.strip_prefix('\'') {
        // A character ends in a quote, a lifetime does not.
        if after.starts_with('\\') {
            return Some(2 + after.chars().nth(1).map_or(0, char::len_utf8) + after[2..].find('\'').unwrap_or(0));
        }
        let character = after.chars().next().map_or(0, char::len_utf8);
        if after[character..].starts_with('\'') {
            return Some(character + 2);
        }
    }
    None
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn until_quote(text: &str, from: usize) -> usize {
    let mut escaped = false;
    for (at, character) in text[from..].char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return from + at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Where the attribute at the start of the text ends.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '[' => depth += 1,
            ']' if depth == 1 => return Some(at),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The text before an opening brace, without what may stand before `impl` and `trait`.
fn bare(header: &str) -> &str {
    let mut header = header.trim_start();
    loop {
        let skipped = if header.starts_with("//") {
            header.find('\n').map(|end| &header[end..])
        } else if header.starts_with("/*") {
            Some(&header[block_comment(header)..])
        } else if header.starts_with("#[") {
            closing_bracket(header).map(|end| &header[end + 1..])
        } else if header.starts_with("pub(") {
            header.find(')').map(|end| &header[end + 1..])
        } else {
            ["pub ", "unsafe ", "default ", "auto "].iter().find_map(|word| header.strip_prefix(word))
        };
        match skipped {
            Some(rest) => header = rest.trim_start(),
            None => return header,
        }
    }
}

/// What a bare text before an opening brace is the head of.
fn place_of(header: &str) -> Place {
    let starts_with = |word: &str| {
        header.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    if starts_with("impl") && header.split_whitespace().any(|word| word == "for") {
        Place::TraitImpl
    } else if starts_with("impl") {
        Place::Impl
    } else if starts_with("trait") {
        Place::Trait
    } else {
        Place::Free
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, parameters, place};

    /// What `HERE` stands in, and its head.
    fn place_around(source: &str) -> (Place, String) {
        let at = source.find("HERE").expect("the test marks a place");
        let line = source[..at].lines().count().max(1);
        let column = source[..at].lines().last().map_or(1, |line| line.chars().count() + 1);
        place(source, line, column)
    }

    /// Asks about `HERE`.
    fn asked(source: &str) -> Place {
        place_around(source).0
    }

    #[test]
    fn tells_impl_blocks_from_modules() {
        assert_eq!(asked("struct P; impl P { HERE fn f() {} }"), Place::Impl);
        assert_eq!(asked("impl<T: Fn(i32)> P<T> where T: Copy { fn g() { } const K: char = '{'; HERE }"), Place::Impl);
        assert_eq!(asked("/// impl docs\n#[cfg(any(a))]\nunsafe impl<'a> X for Y<'a> {\n HERE"), Place::TraitImpl);
        assert_eq!(asked("pub(crate) trait T { HERE }"), Place::Trait);
        assert_eq!(asked("type A = [u8; 2]; impl<const N: usize> T for [[f64; { 2 }]; N] { HERE }"), Place::TraitImpl);
        assert_eq!(asked("fn f(x: [f64; 2]) { let y = [0.0; 2]; impl S { HERE"), Place::Impl);
        assert_eq!(asked("HERE fn f() {}"), Place::Free);
        assert_eq!(asked("mod m { HERE }"), Place::Free);
        assert_eq!(asked("impl P { fn m(&self) -> impl Iterator { HERE } }"), Place::Free);
        assert_eq!(asked("fn f() -> impl Fn() { HERE }"), Place::Free);
        assert_eq!(asked("impl P { /* { */ fn f() { \"{\"; r#\"{\"#; '{'; '\\'' ; } } HERE"), Place::Free);
        assert_eq!(asked("mod implement { HERE }"), Place::Free);
    }

    #[test]
    fn reads_the_parameters_of_impl_blocks() {
        let of = |source| {
            let (place, header) = place_around(source);
            let names = parameters(place, &super::generics(place, &header)?);
            Some(names.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        let names = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect());
        assert_eq!(of("struct P; impl P { HERE }"), Some(Vec::new()));
        assert_eq!(
            of("/// docs\n#[cfg(a)] impl<'a, T: Fn(i32), const N: usize> P<'a, T, N> where T: Copy { HERE }"),
            names(&["'a", "T", "N"])
        );
        assert_eq!(of("pub trait Shape<T> { HERE }"), names(&["Self", "T"]));
        assert_eq!(of("impl P<'_> { HERE }"), None);
        assert_eq!(of("macro_rules! m { ($p:ident) => { impl<T> $p<T> { HERE } } }"), None);
        assert_eq!(of("mod m { HERE }"), None);
    }

    #[test]
    fn survives_any_position() {
        let source = "impl P { 'a' \" /* ";
        for line in 0..4 {
            for column in 0..40 {
                place(source, line, column);
            }
        }
    }
}
