//! Loops as lines.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::{Code, Emitter};
use crate::ir::{End, Holder, Loop, LoopHead, Op, Operand, Region, StmtKind, ValueId, visit};
use crate::site::Site;

impl Emitter<'_> {
    /// What is carried stands in mutable variables, which are assigned at the end of each trip.
    pub(super) fn looped(&mut self, looped: &Loop, site: Site, code: &mut Vec<Code>) {
        for carried in &looped.carried {
            let init = self.operand(&carried.init, site).tokens;
            let value = self.func.value(carried.inside);
            let annotation = value.annotation.clone().map(|ty| quote!(: #ty));
            let name = self.names.ident(carried.inside, site);
            code.push(Code::Line(quote!(let mut #name #annotation = #init;)));
        }
        let label = (looped.exits > 0).then(|| self.label(site));
        let open = self.head(looped, site);
        let mut body = Vec::new();
        if let LoopHead::Unwind { stack, pattern, .. } = &looped.head {
            let (private, stack) = (self.private.clone(), self.operand(stack, site).tokens);
            let pattern = self.pattern(pattern, site);
            body.push(Code::Line(quote!(let #pattern = #private pop(&mut #stack);)));
        }
        let mut trip = self.trip(looped, label.as_ref(), site);
        body.append(&mut trip);
        let Some(label) = label else {
            let written = self.parts_written(looped);
            code.push(match written.len() {
                0 => Code::Nest { open, body, close: TokenStream::new() },
                count => {
                    let (private, span) = (self.private, site.ours());
                    let run = Ident::new(&format!("apart{count}"), span);
                    let names: Vec<TokenStream> = written.into_iter().map(|id| self.name(id, site)).collect();
                    let args = quote_spanned!(span=> #(#names),*);
                    let open = quote_spanned!(span=> |#args| #open);
                    Code::Call { call: quote_spanned!(span=> #private #run), args, open, body }
                }
            });
            for (carried, result) in looped.carried.iter().zip(&looped.results) {
                self.names.same(*result, carried.inside);
            }
            return;
        };
        let mut inner = vec![Code::Nest { open, body, close: TokenStream::new() }];
        if !matches!(looped.head, LoopHead::Forever) {
            let end: Vec<Operand> = looped.carried.iter().map(|carried| Operand::Value(carried.inside)).collect();
            let end = self.payload(&end, site);
            inner.push(Code::Line(self.variant(0, looped.exits, end)));
        }
        let bound = self.results(&looped.results, site);
        code.push(Code::Nest { open: quote!(#bound #label:), body: inner, close: quote!(;) });
    }

    /// The parts of places that a short loop writes to: it is handed them, see `grad-runtime/src/apart.rs`.
    fn parts_written(&self, looped: &Loop) -> Vec<ValueId> {
        let mut written = BTreeSet::new();
        if matches!(looped.head, LoopHead::For { .. }) && is_short(&looped.body) {
            let holder = |id: ValueId| self.func.value(id).place.as_ref().map(|place| place.holder);
            visit::region_views(&mut looped.body.clone(), &mut |view| {
                let part = view.base.value().filter(|root| self.part_of.contains_key(root));
                written.extend(part.filter(|part| holder(*part) != Some(Holder::Shared)));
            });
        }
        written.into_iter().take(MOST_APART).collect()
    }

    fn label(&mut self, site: Site) -> TokenStream {
        self.labels += 1;
        let mut label = syn::Lifetime::new("'left", site.ours());
        label.ident = format_ident!("left{}", self.labels, span = label.ident.span());
        label.to_token_stream()
    }

    fn head(&mut self, looped: &Loop, site: Site) -> TokenStream {
        let span = site.ours();
        match &looped.head {
            LoopHead::For { pattern, iterator, .. } => {
                let (pattern, iterator) = (self.pattern(pattern, site), self.opaque(iterator));
                quote_spanned!(span=> for #pattern in #iterator)
            }
            LoopHead::While(test) => {
                let test = self.opaque(test);
                quote_spanned!(span=> while #test)
            }
            LoopHead::Forever => quote_spanned!(span=> loop),
            LoopHead::Unwind { stack, height, .. } => {
                let (stack, height) = (self.operand(stack, site).tokens, self.operand(height, site).tokens);
                quote_spanned!(span=> while #stack.len() > #height)
            }
        }
    }

    fn trip(&mut self, looped: &Loop, label: Option<&TokenStream>, site: Site) -> Vec<Code> {
        let mut region = looped.body.clone();
        let end = std::mem::replace(&mut region.end, End::Yield(Vec::new()));
        if let End::Yield(next) = &end {
            self.yielded.extend(next.iter().filter_map(Operand::value));
        }
        let mut code = self.region_until(&region, &end);
        let End::Yield(next) = end else {
            return code;
        };
        let Some(label) = label else {
            code.extend(self.assign(looped, &next, site));
            return code;
        };
        let flow = self.payload(&next, site);
        let ways = looped.exits + 1;
        let names: Vec<TokenStream> = looped.carried.iter().map(|carried| self.name(carried.inside, site)).collect();
        let bound = match names.as_slice() {
            [_] => quote!(next),
            [] => quote!(()),
            _ => quote!(next),
        };
        let pattern = self.variant(0, ways, bound);
        let assign = match names.as_slice() {
            [] => quote!({}),
            [one] => quote!(#one = next),
            _ => quote!((#(#names),*) = next),
        };
        let mut arms = vec![Code::Line(quote!(#pattern => #assign,))];
        for exit in 0..looped.exits {
            let pattern = self.variant(exit + 1, ways, quote!(out));
            let out = self.variant(exit, looped.exits, quote!(out));
            arms.push(Code::Line(quote!(#pattern => break #label #out,)));
        }
        code.push(Code::Nest { open: quote!(match #flow), body: arms, close: TokenStream::new() });
        code
    }

    fn name(&mut self, id: ValueId, site: Site) -> TokenStream {
        self.names.ident(id, site).into_token_stream()
    }

    /// `s = s_1;`, all at once where one depends on another.
    fn assign(&mut self, looped: &Loop, next: &[Operand], site: Site) -> Vec<Code> {
        let mut pairs: Vec<(TokenStream, TokenStream)> = Vec::new();
        for (carried, next) in looped.carried.iter().zip(next) {
            let (name, value) = (self.name(carried.inside, site), self.operand(next, site).tokens);
            if name.to_string() != value.to_string() {
                pairs.push((name, value));
            }
        }
        let mentions = |value: &TokenStream, name: &TokenStream| {
            let mut idents = std::collections::HashSet::new();
            crate::lower::collect_idents(value.clone(), &mut idents);
            idents.contains(&name.to_string())
        };
        let entangled = pairs
            .iter()
            .enumerate()
            .any(|(at, (name, _))| pairs[at + 1..].iter().any(|(_, value)| mentions(value, name)));
        if entangled {
            let (names, values): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
            return vec![Code::Line(quote!((#(#names),*) = (#(#values),*);))];
        }
        pairs.into_iter().map(|(name, value)| Code::Line(quote!(#name = #value;))).collect()
    }
}

/// For how many slices the runtime has a function.
const MOST_APART: usize = 6;

/// Nothing but steps, without loops or calls.
fn is_short(region: &Region) -> bool {
    region.stmts.iter().all(|stmt| match &stmt.kind {
        StmtKind::Let { op, .. } => !matches!(op, Op::Call(_) | Op::Vjp(_) | Op::Pull { .. } | Op::Closure { .. }),
        StmtKind::Branch(branch) => branch.arms.iter().all(|arm| is_short(&arm.region)),
        StmtKind::Loop(_) => false,
        StmtKind::Comment(_) => true,
    })
}
