//! Calls of the runtime's rules for vectors and matrices.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

use super::Emitter;
use super::expr::{Binding, spanned};
use crate::ir::{How, Mode, Operand, Passed, Rule};
use crate::site::Site;

impl Emitter<'_> {
    /// The call.
    pub(super) fn rule(&mut self, rule: &Rule, site: Site) -> TokenStream {
        let span = site.ours();
        let private = spanned(self.private, span);
        let name = Ident::new(&rule.name, span);
        let args: Vec<TokenStream> = rule.args.iter().map(|passed| self.passed(passed, site)).collect();
        let Some(elements) = &rule.elements else {
            return quote_spanned!(span=> #private rules::#name(#(#args),*));
        };
        let param = self.names.ident(elements.param, site);
        let body = super::code::to_tokens(&self.region(&elements.body));
        quote_spanned!(span=> #private rules::#name(#(#args,)* |#param| { #body }))
    }

    fn passed(&mut self, passed: &Passed, site: Site) -> TokenStream {
        let span = site.ours();
        let private = spanned(self.private, span);
        match (&passed.operand, passed.how) {
            (Operand::View(view), How::Exclusive) => self.view(&view.with_mode(Mode::Exclusive), site).tokens,
            (Operand::View(view), How::Shared) => self.view(&view.with_mode(Mode::Shared), site).tokens,
            (Operand::View(view), How::Taken) => self.view(&view.with_mode(Mode::Place), site).tokens,
            (Operand::View(view), How::Last) => {
                let view = self.view(&view.with_mode(Mode::Place), site).tokens;
                quote_spanned!(span=> #private rules::Last(#view))
            }
            // A reference is passed as it is.
            (Operand::Value(id), _) if self.func.borrowed.contains(id) => self.operand(&passed.operand, site).tokens,
            (operand, _) => {
                let operand = self.operand(operand, site).at_least(Binding::Atom);
                quote_spanned!(span=> &#operand)
            }
        }
    }
}
