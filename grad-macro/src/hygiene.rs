//! Which variable an identifier means, where `macro_rules!` makes two of the same name.

use std::fmt::Write;

use proc_macro2::{Ident, Span};

/// A variable's name together with its hygiene context.
///
/// A function written by `macro_rules!` can hold two variables of the same spelling that rustc tells apart by
/// where they were written. proc_macro offers no comparison of these contexts; the one place where they show is a span's
/// debug text (`#12 bytes(3..4)`). Where that text looks otherwise all contexts count as one, which is
/// right for every function that was not written by a macro.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    /// As spelled.
    pub name: String,
    context: u32,
}

impl Key {
    /// The key of an identifier.
    pub fn of(ident: &Ident) -> Key {
        Key { name: ident.to_string(), context: context(ident.span()) }
    }

    /// The key of a variable of ours, which no text of the user's can name.
    pub fn ours(self) -> Key {
        Key { name: format!("{} of ours", self.name), ..self }
    }
}

fn context(span: Span) -> u32 {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(text, "{span:?}");
    text.strip_prefix('#').and_then(|rest| rest.split(' ').next()).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}
