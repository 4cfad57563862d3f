//! A pullback's call: it is handed the places that the call was lent, and where to add what is owed to them.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::Emitter;
use super::expr::{Binding, Piece, spanned};
use crate::ir::{Lend, Mode, Operand, Step, StoreArg, View};
use crate::site::Site;

impl Emitter<'_> {
    pub(super) fn pull(
        &mut self,
        pullback: &Operand,
        seed: Option<&Operand>,
        lends: &[Lend],
        store: StoreArg,
        site: Site,
    ) -> Piece {
        let span = site.ours();
        let private = spanned(self.private, span);
        let pullback = self.tokens(pullback, site);
        let seed = match seed {
            Some(seed) => self.tokens(seed, site),
            None => quote_spanned!(span=> #private no_seed()),
        };
        let beside = side_by_side(lends);
        let mut names = HashMap::new();
        for at in beside.iter().flat_map(|(_, parts)| parts) {
            names.insert(*at, self.names.another("part", site));
        }
        let lent = self.lends(lends, &names, site);
        let store = self.store.argument(store, self.private);
        let mut call = quote_spanned!(span=> #pullback(#seed, #lent, #store));
        for (whole, parts) in &beside {
            let spans: Vec<TokenStream> =
                parts.iter().map(|at| self.span_of(&lends[*at], whole.steps.len(), site)).collect();
            let names = parts.iter().map(|at| &names[at]);
            let whole = match self.wants(whole).filter(|_| !whole.steps.is_empty()) {
                Some(wants) => {
                    let whole = self.view(&whole.with_mode(Mode::Exclusive), site).tokens;
                    quote_spanned!(span=> if #wants { #whole } else { &mut [] })
                }
                None => self.view(&whole.with_mode(Mode::Exclusive), site).tokens,
            };
            call = quote_spanned!(span=> #private parts(#whole, [#(#spans),*], |[#(#names),*]| #call));
        }
        Piece::new(call, Binding::Atom, 1)
    }

    /// Which part of a cotangent is lent: what the steps after the first ones say.
    fn span_of(&mut self, lend: &Lend, first: usize, site: Site) -> TokenStream {
        let span = site.ours();
        let private = spanned(self.private, span);
        let Lend::Shared { cotangent, .. } = lend else { return TokenStream::new() };
        let mut all = TokenStream::new();
        for step in &cotangent.steps[first..] {
            let Step::Range { from, to, inclusive } = step else { continue };
            let range = self.range(from.as_ref(), to.as_ref(), *inclusive, site);
            let this = quote_spanned!(span=> #private span(#range));
            all = if all.is_empty() { this } else { quote_spanned!(span=> #private within(#all, #this)) };
        }
        all
    }

    /// What is handed to a pullback; `parts` are the names of cotangents that are parts of others.
    fn lends(&mut self, lends: &[Lend], parts: &HashMap<usize, Ident>, site: Site) -> TokenStream {
        let span = site.ours();
        let private = spanned(self.private, span);
        let lends: Vec<TokenStream> = lends
            .iter()
            .enumerate()
            .map(|(at, lend)| match lend {
                Lend::Held => quote_spanned!(span=> #private Held),
                Lend::Constant(Operand::View(view)) => {
                    let view = self.view(&view.with_mode(Mode::Shared), site).tokens;
                    quote_spanned!(span=> #private lend_constant(#view))
                }
                Lend::Constant(constant) => {
                    let constant = self.operand(constant, site).at_least(Binding::Atom);
                    quote_spanned!(span=> #private lend_constant(&#constant))
                }
                Lend::Shared { place, cotangent } => {
                    let place = self.view(&place.with_mode(Mode::Shared), site).tokens;
                    let wants = self.wants(cotangent);
                    let cotangent = match parts.get(&at) {
                        Some(part) => quote!(#part),
                        None => self.view(&cotangent.with_mode(Mode::Exclusive), site).tokens,
                    };
                    match wants {
                        Some(wants) => quote_spanned!(span=> #private lend_if(#place, if #wants { #private Some(#cotangent) } else { #private None })),
                        None => quote_spanned!(span=> #private lend(#place, #cotangent)),
                    }
                }
                Lend::Either { place, cotangent } => {
                    let place = self.operand(place, site).tokens;
                    let cotangent = self.view(&cotangent.with_mode(Mode::Exclusive), site).tokens;
                    quote_spanned!(span=> #private lend_either(&#place, #cotangent))
                }
                Lend::Receiver { place, cotangent } => {
                    let place = match place {
                        Operand::View(view) => self.view(&view.with_mode(Mode::Shared), site).tokens,
                        kept => {
                            let kept = self.operand(kept, site).at_least(Binding::Atom);
                            quote_spanned!(span=> &#kept)
                        }
                    };
                    let wants = self.wants(cotangent);
                    let cotangent = self.view(&cotangent.with_mode(Mode::Exclusive), site).tokens;
                    let cotangent = match wants {
                        Some(wants) => quote_spanned!(span=> if #wants { #private Some(#cotangent) } else { #private None }),
                        None => quote_spanned!(span=> #private Some(#cotangent)),
                    };
                    quote_spanned!(span=> #private lend_receiver(#place, #cotangent))
                }
                Lend::Exclusive { cotangent } => {
                    let cotangent = self.view(&cotangent.with_mode(Mode::Exclusive), site).tokens;
                    quote_spanned!(span=> #private lend_mut(#cotangent))
                }
            })
            .collect();
        quote!((#(#lends,)*))
    }
}

/// Which of the cotangents that are lent are parts of one, and of which.
fn side_by_side(lends: &[Lend]) -> Vec<(View, Vec<usize>)> {
    let mut all: Vec<(View, Vec<usize>)> = Vec::new();
    for (at, lend) in lends.iter().enumerate() {
        let Lend::Shared { cotangent, .. } = lend else { continue };
        let whole = cotangent.before_ranges();
        if whole.steps.len() == cotangent.steps.len() {
            continue;
        }
        match all.iter_mut().find(|(known, _)| known.root() == whole.root()) {
            Some((_, parts)) => parts.push(at),
            None => all.push((whole, vec![at])),
        }
    }
    all.retain(|(_, parts)| parts.len() > 1);
    for (whole, parts) in &mut all {
        // What they have in common belongs to the whole, but for the last step.
        let steps = parts.iter().filter_map(|at| match &lends[*at] {
            Lend::Shared { cotangent, .. } => Some(&cotangent.steps),
            _ => None,
        });
        let steps: Vec<_> = steps.collect();
        let least = steps.iter().map(|steps| steps.len()).min().unwrap_or_default();
        let same = |at: &usize| steps.iter().all(|other| format!("{:?}", other[*at]) == format!("{:?}", steps[0][*at]));
        let common = (0..least.saturating_sub(1)).take_while(same).count();
        whole.steps = steps[0][..common.max(whole.steps.len())].to_vec();
    }
    all
}
