//! Tokens as a person would space them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// One line of text.
pub fn tidy(tokens: &TokenStream) -> String {
    let mut text = String::new();
    write(tokens.clone(), &mut text);
    text
}

/// What the last token was, as far as spacing depends on it.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Start,
    /// An identifier, literal or closing bracket: a value can end here.
    Value,
    Keyword,
    /// A binary operator or the like, with a space after it.
    Spaced,
    /// A prefix or path token, with no space after it.
    Tight,
    Comma,
}

fn write(tokens: TokenStream, text: &mut String) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut last = Last::Start;
    let mut generics = 0_usize;
    let mut in_bars = false;
    let mut index = 0;
    while index < tokens.len() {
        match &tokens[index] {
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                let names_loop = text.ends_with('\'');
                if !matches!(last, Last::Start | Last::Tight) {
                    text.push(' ');
                }
                text.push_str(&word);
                last = if is_keyword(&word) || names_loop { Last::Keyword } else { Last::Value };
            }
            TokenTree::Literal(literal) => {
                if !matches!(last, Last::Start | Last::Tight) {
                    text.push(' ');
                }
                text.push_str(&literal.to_string());
                last = Last::Value;
            }
            TokenTree::Group(group) => {
                let (open, close, padded) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")", false),
                    Delimiter::Bracket => ("[", "]", false),
                    Delimiter::Brace => ("{", "}", true),
                    Delimiter::None => ("", "", false),
                };
                let call = last == Last::Value && !padded && group.delimiter() != Delimiter::None;
                if !call && !matches!(last, Last::Start | Last::Tight) {
                    text.push(' ');
                }
                text.push_str(open);
                if padded && !group.stream().is_empty() {
                    text.push(' ');
                }
                write(group.stream(), text);
                if padded && !group.stream().is_empty() {
                    text.push(' ');
                }
                text.push_str(close);
                last = Last::Value;
            }
            TokenTree::Punct(_) => {
                let (symbol, length) = symbol(&tokens, index);
                index += length - 1;
                last = write_symbol(&symbol, last, &mut generics, &mut in_bars, text);
            }
        }
        index += 1;
    }
}

/// Joins punctuation that belongs together.
fn symbol(tokens: &[TokenTree], index: usize) -> (String, usize) {
    let mut symbol = String::new();
    for token in &tokens[index..] {
        let TokenTree::Punct(punct) = token else { break };
        symbol.push(punct.as_char());
        let joined = punct.spacing() == Spacing::Joint;
        if !joined || matches!(symbol.as_str(), "::" | "->" | "=>" | "&&" | "||" | "..=" | "'") {
            break;
        }
    }
    let length = symbol.chars().count();
    (symbol, length)
}

fn write_symbol(symbol: &str, last: Last, generics: &mut usize, in_bars: &mut bool, text: &mut String) -> Last {
    let space = |text: &mut String| {
        if !matches!(last, Last::Start | Last::Tight) {
            text.push(' ');
        }
    };
    match symbol {
        "," => {
            text.push(',');
            Last::Comma
        }
        ";" | "?" => {
            text.push_str(symbol);
            Last::Spaced
        }
        ":" => {
            text.push(':');
            Last::Spaced
        }
        "::" => {
            if !matches!(last, Last::Value | Last::Tight) {
                space(text);
            }
            text.push_str("::");
            Last::Tight
        }
        "." | ".." | "..=" => {
            text.push_str(symbol);
            Last::Tight
        }
        "'" => {
            space(text);
            text.push('\'');
            Last::Tight
        }
        "<" if text.ends_with("::") || last == Last::Start || last == Last::Spaced || starts_generics(text) => {
            if last == Last::Spaced {
                text.push(' ');
            }
            text.push('<');
            *generics += 1;
            Last::Tight
        }
        ">" if *generics > 0 => {
            text.push('>');
            *generics -= 1;
            Last::Value
        }
        "-" | "*" | "&" | "!" | "&&" if !matches!(last, Last::Value) => {
            space(text);
            text.push_str(symbol);
            Last::Tight
        }
        "!" => {
            text.push('!');
            Last::Tight
        }
        // A closure's parameters: tight inside the bars.
        "|" if *in_bars => {
            *in_bars = false;
            text.push('|');
            Last::Spaced
        }
        "|" if last != Last::Value => {
            *in_bars = true;
            space(text);
            text.push('|');
            Last::Tight
        }
        _ => {
            space(text);
            text.push_str(symbol);
            Last::Spaced
        }
    }
}

/// `Vec<`, `Option<`: a capitalised name right before.
fn starts_generics(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    word.starts_with(char::is_uppercase) || text.ends_with("fn")
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "let"
            | "if"
            | "else"
            | "match"
            | "return"
            | "move"
            | "mut"
            | "as"
            | "in"
            | "use"
            | "const"
            | "fn"
            | "pub"
            | "impl"
    )
}
