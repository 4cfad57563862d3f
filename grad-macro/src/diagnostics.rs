//! Errors: collected while the function is read, reported all at once.

pub mod catalogue;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::site::Site;

/// One kind of error, as it stands in the [`catalogue`].
pub struct Entry {
    /// Its name: that of its constant, and of its ui test.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests go by it"))]
    pub name: &'static str,
    /// What is wrong; `{}` stands for the construct's name.
    pub message: &'static str,
    /// What to do instead; `{}` stands for the construct's name.
    pub help: &'static str,
}

/// A reported error.
pub struct Error {
    /// Its kind.
    pub entry: &'static Entry,
    /// The user's code that it is about.
    pub site: Site,
    subject: String,
}

/// Collects errors.
#[derive(Default)]
pub struct Errors {
    list: Vec<Error>,
}

impl Errors {
    /// Reports an error about a construct that needs no name.
    pub fn report(&mut self, entry: &'static Entry, site: impl Into<Site>) {
        self.report_about(entry, site, "");
    }

    /// Reports an error about `subject`, which the texts mention.
    pub fn report_about(&mut self, entry: &'static Entry, site: impl Into<Site>, subject: impl ToString) {
        self.list.push(Error { entry, site: site.into(), subject: subject.to_string() });
    }

    /// Takes over what was reported elsewhere.
    pub fn append(&mut self, mut other: Errors) {
        self.list.append(&mut other.list);
    }

    /// How many were reported.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What was reported.
    #[cfg(test)]
    pub fn list(&self) -> &[Error] {
        &self.list
    }

    /// One `compile_error!` for each.
    pub fn to_tokens(&self) -> TokenStream {
        self.list
            .iter()
            .map(|error| {
                let text = error.text();
                // rustc underlines from the first token of the invocation to the last.
                let mut braces = Group::new(Delimiter::Brace, quote!(#text));
                braces.set_span(error.site.end);
                let braces = TokenTree::Group(braces);
                quote_spanned!(error.site.start=> ::core::compile_error! #braces)
            })
            .collect()
    }
}

impl Error {
    /// The full text.
    pub fn text(&self) -> String {
        let fill = |text: &str| text.replace("{}", &self.subject);
        format!("{}\n\nhelp: {}", fill(self.entry.message), fill(self.entry.help))
    }
}
