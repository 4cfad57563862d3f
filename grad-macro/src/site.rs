//! The stretch of the user's code that something is about.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// From the first token to the last. (On stable Rust a macro cannot join two spans into one.)
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The first token.
    pub start: Span,
    /// The last token.
    pub end: Span,
}

impl Site {
    /// The attribute itself.
    pub fn call_site() -> Site {
        Span::call_site().into()
    }

    /// A span for our own tokens: located at the user's code, so that rustc's errors show it, and
    /// resolved as ours, so that lints know it for generated.
    pub fn ours(self) -> Span {
        Span::mixed_site().located_at(self.start)
    }
}

impl From<Span> for Site {
    fn from(span: Span) -> Site {
        Site { start: span, end: span }
    }
}

/// Anything written in tokens has a site.
pub trait Sited {
    /// Where it stands.
    fn site(&self) -> Site;
}

impl<T: ToTokens + ?Sized> Sited for T {
    fn site(&self) -> Site {
        let tokens: Vec<_> = TokenStream::into_iter(self.to_token_stream()).collect();
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => Site { start: first.span(), end: last.span() },
            _ => Site::call_site(),
        }
    }
}
