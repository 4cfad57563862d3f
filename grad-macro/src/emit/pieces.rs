//! Parts of one place that are handed to a call, one of them to change it: `let (a, b) = x.split_at_mut(n); f(a, b);`. Rustc must see that
//! they lie apart, so they are split before the call as the user has split them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Emitter;
use crate::ir::{Mode, Operand, Step, View};
use crate::site::Site;

/// A part of a place that has a name.
pub(super) struct Piece {
    part: View,
    name: Ident,
}

impl Emitter<'_> {
    /// The statements that split places for these arguments. Until `forget_pieces`, views into the parts go by their names.
    pub(super) fn split_pieces(&mut self, args: &[Operand], site: Site) -> TokenStream {
        let views: Vec<View> = args.iter().filter_map(Operand::view).cloned().collect();
        let mut roots: Vec<_> = views.iter().map(View::root).collect();
        roots.sort_unstable();
        roots.dedup();
        let mut splits = TokenStream::new();
        for root in roots {
            let views: Vec<&View> = views.iter().filter(|view| view.root() == root).collect();
            self.split(&views, 0, site, &mut splits);
        }
        splits
    }

    pub(super) fn forget_pieces(&mut self) {
        self.pieces.clear();
    }

    fn split(&mut self, views: &[&View], at: usize, site: Site, splits: &mut TokenStream) {
        let changes = views.iter().any(|view| matches!(view.mode, Mode::Exclusive | Mode::Either));
        let steps: Option<Vec<&Step>> = views.iter().map(|view| view.steps.get(at)).collect();
        let (Some(steps), true, true) = (steps, changes, views.len() > 1) else { return };
        let same = |a: &dyn std::fmt::Debug, b: &dyn std::fmt::Debug| format!("{a:?}") == format!("{b:?}");
        if steps.iter().all(|step| same(step, steps[0])) {
            self.split(views, at + 1, site, splits);
            return;
        }
        let Some(place) = steps.iter().find_map(|step| end(step)) else { return };
        let is_low = |view: &&&View| end(&view.steps[at]).is_some_and(|end| same(end, place));
        let is_high = |view: &&&View| start(&view.steps[at]).is_some_and(|start| same(start, place));
        let low: Vec<&View> = views.iter().filter(is_low).copied().collect();
        let high: Vec<&View> = views.iter().filter(is_high).copied().collect();
        if low.len() + high.len() < views.len() || high.is_empty() {
            return;
        }
        let whole = View { steps: low[0].steps[..at].to_vec(), ..low[0].clone() };
        let (path, place) = (self.changed_path(&whole, site), self.tokens(place, site));
        let mut named = |views: &[&View], name: &str| {
            let name = Ident::new(&format!("{name}_{}", self.pieces.len()), Span::mixed_site());
            let part = View { steps: views[0].steps[..=at].to_vec(), ..views[0].clone() };
            self.pieces.push(Piece { part, name: name.clone() });
            name
        };
        let (low_name, high_name) = (named(&low, "low"), named(&high, "high"));
        splits.extend(quote_spanned!(site.ours()=> let (#low_name, #high_name) = #path.split_at_mut(#place);));
        self.split(&low, at + 1, site, splits);
        self.split(&high, at + 1, site, splits);
    }

    /// The named part that a view goes into, and how many of its steps lead there.
    pub(super) fn piece(&self, view: &View) -> Option<(TokenStream, usize)> {
        let leads = |piece: &&Piece| {
            let count = piece.part.steps.len();
            piece.part.root() == view.root()
                && view.steps.len() >= count
                && format!("{:?}", piece.part.steps) == format!("{:?}", &view.steps[..count])
        };
        let piece = self.pieces.iter().rev().find(leads)?;
        let name = &piece.name;
        Some((quote!((*#name)), piece.part.steps.len()))
    }
}

/// `..end`
fn end(step: &Step) -> Option<&Operand> {
    match step {
        Step::Range { from: None, to: Some(end), inclusive: false } => Some(end),
        _ => None,
    }
}

/// `start..`
fn start(step: &Step) -> Option<&Operand> {
    match step {
        Step::Range { from: Some(start), to: None, .. } => Some(start),
        _ => None,
    }
}
