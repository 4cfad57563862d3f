//! Many expansions in one test.

use proc_macro2::TokenStream;

use super::expansion::{Place, Verdict, check};

/// Expands many sources and keeps what went wrong with some of them.
#[derive(Default)]
pub struct Trials {
    failures: Vec<String>,
}

impl Trials {
    /// Expands one source text with the options written in `attribute`; `None` if the outcome is not as it must be.
    pub fn expand(&mut self, place: Place, attribute: &str, source: &str) -> Option<Verdict> {
        let text = format!("#[differentiable({attribute})] {source}");
        // A line before the item keeps it apart from where spans without a place would be.
        let item: TokenStream = format!("\n{source}").parse().expect("the test's source is made of tokens");
        let attribute: TokenStream = format!("\n{attribute}").parse().unwrap_or_else(|_| panic!("no tokens: {text}"));
        check(&attribute, &item, place).map_err(|failure| self.failures.push(format!("{text}\n{failure}"))).ok()
    }

    /// Fails if anything went wrong.
    pub fn finish(self) {
        let some = self.failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n\n");
        assert!(self.failures.is_empty(), "{} expansions went wrong, among them:\n\n{some}", self.failures.len());
    }
}
