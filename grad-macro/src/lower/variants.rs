//! Enums and `Option`: places whose parts are what their variants hold.
//!
//! A pattern that is matched against such a place is taken apart. What it tests is kept, its names gone: that chooses the arm. Its names stand for
//! parts of the place, as those of a destructuring `let` do.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, FieldPat, Pat, PatIdent, PatStruct, PatTupleStruct, Path};

use super::pattern::is_binding;
use super::stmt::strip;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Head, Member, Mode, Operand, Pattern, Payload, Shape, Step, Tree, ValueId, View};
use crate::site::{Site, Sited};

/// An arm of a `match`, or of what is read as one.
pub(super) struct Choice<'p> {
    /// `None` is `_`.
    pub(super) pat: Option<&'p Pat>,
    pub(super) guard: Option<&'p Expr>,
    pub(super) body: Body<'p>,
    pub(super) site: Site,
}

/// What is done in an arm.
#[derive(Clone, Copy)]
pub(super) enum Body<'p> {
    Expr(&'p Expr),
    Block(&'p syn::Block),
    Nothing,
}

/// A pattern in two halves.
#[derive(Default)]
struct Halves<'p> {
    /// What is tested, with the names that are bound to constants.
    tested: TokenStream,
    bindings: Vec<(Key, ValueId)>,
    /// What is bound to parts of places.
    bound: Vec<(&'p Pat, Tree<Operand>)>,
}

impl Lowerer<'_> {
    /// The variant's name, if a path is that of a variant: `Some`, `Shape::Circle`, or `Circle` where a `match` shows that it is one.
    pub(super) fn variant_of(&self, path: &Path) -> Option<String> {
        let mut segments = path.segments.iter().rev().map(|segment| segment.ident.to_string());
        let capital = |name: &String| name.starts_with(char::is_uppercase);
        let last = segments.next().filter(capital)?;
        let qualified = segments.next().is_some_and(|owner| capital(&owner));
        let known = path.get_ident().is_some() && self.variants.contains(&last);
        (qualified || known || ["Some", "Ok", "Err"].contains(&last.as_str())).then_some(last)
    }

    /// The places in a scrutinee that is matched by variants; `None` if it is made of numbers.
    pub(super) fn of_variants<'p>(
        &mut self,
        tree: &Tree<Operand>,
        pats: impl Iterator<Item = &'p Pat>,
        site: Site,
    ) -> Option<Tree<Operand>> {
        match tree {
            Tree::Leaf(leaf @ Operand::Value(_)) => {
                // What a called function gave is a place if something is taken out of it.
                let taken = pats.into_iter().any(|pat| matches!(strip(pat), Pat::TupleStruct(_) | Pat::Struct(_)));
                taken.then(|| Tree::Leaf(Operand::of_view(self.placed(Tree::Leaf(leaf.clone()), site))))
            }
            tree => tree.leaves().into_iter().any(|leaf| leaf.view().is_some()).then(|| tree.clone()),
        }
    }

    /// `match` over places.
    pub(super) fn match_variants(
        &mut self,
        tree: &Tree<Operand>,
        choices: &[Choice],
        site: Site,
    ) -> Flow<Tree<Operand>> {
        self.note_variants(choices);
        let before = self.vars.clone();
        let mut arms = Vec::new();
        for choice in choices {
            for pat in choice.pat.map_or(vec![None], alternatives) {
                self.restore(&before);
                arms.push(self.arm(choice.site, |this| {
                    let halves = pat.map(|pat| this.halves(pat, tree));
                    let halves = halves.unwrap_or_else(|| Halves { tested: quote!(_), ..Halves::default() });
                    let guard = choice.guard.map(|guard| this.guard_over(&halves, guard));
                    for (pat, tree) in halves.bound {
                        this.bind_matched(pat, tree, choice.site);
                    }
                    let pattern = Pattern::User { tokens: halves.tested, bindings: halves.bindings };
                    let value = match choice.body {
                        Body::Expr(body) => this.expr(body),
                        Body::Block(body) => this.block(body),
                        Body::Nothing => Some(Tree::unit()),
                    };
                    (Some(pattern), guard, value)
                }));
            }
        }
        self.merge(Head::Match(tree.clone()), arms, before, site)
    }

    /// `let Some(v) = option else { return 0.0 };`
    pub(super) fn let_else(&mut self, pat: &Pat, init: &Expr, other: &Expr) -> Flow<()> {
        let site = init.site();
        let tree = self.expr(init)?;
        let Some(tree) = self.of_variants(&tree, std::iter::once(pat), site) else {
            self.fail(&catalogue::PATTERN, pat.site());
            return Some(());
        };
        let halves = self.halves(pat, &tree);
        if !halves.bindings.is_empty() {
            self.fail(&catalogue::PATTERN, pat.site());
            return Some(());
        }
        let before = self.vars.clone();
        let pattern = |tokens| Some(Pattern::User { tokens, bindings: Vec::new() });
        let then = self.arm(site, |_| (pattern(halves.tested), None, Some(Tree::unit())));
        self.restore(&before);
        let other = self.arm(other.site(), |this| (pattern(quote!(_)), None, this.expr(other)));
        self.merge(Head::Match(tree), vec![then, other], before, site)?;
        for (pat, tree) in halves.bound {
            self.bind_matched(pat, tree, site);
        }
        Some(())
    }

    /// Takes a pattern apart.
    fn halves<'p>(&mut self, pat: &'p Pat, tree: &Tree<Operand>) -> Halves<'p> {
        match (strip(pat), tree) {
            (Pat::Tuple(tuple), Tree::Tuple(elements)) if tuple.elems.len() == elements.len() => {
                let mut halves = Halves::default();
                let mut tested = Vec::new();
                for (pat, element) in tuple.elems.iter().zip(elements) {
                    let inner = self.halves(pat, element);
                    tested.push(inner.tested);
                    halves.bindings.extend(inner.bindings);
                    halves.bound.extend(inner.bound);
                }
                halves.tested = quote!((#(#tested),*));
                halves
            }
            (pat, tree) if self.tree_activity(tree) == Activity::Constant => {
                match self.constant_pattern(pat, Activity::Constant) {
                    Pattern::User { tokens, bindings } => Halves { tested: tokens, bindings, bound: Vec::new() },
                    Pattern::Tree(_) => Halves::default(),
                }
            }
            (pat, tree) => {
                let mut tested = pat.clone();
                super::opaque::SpellOutFields.visit_pat_mut(&mut tested);
                WithoutNames.visit_pat_mut(&mut tested);
                Halves { tested: tested.to_token_stream(), bindings: Vec::new(), bound: vec![(pat, tree.clone())] }
            }
        }
    }

    /// Binds the names of a pattern. One for the whole is another name for it, where that cannot change.
    fn bind_matched(&mut self, pat: &Pat, tree: Tree<Operand>, site: Site) {
        match (pat, &tree) {
            (Pat::Ident(ident), Tree::Leaf(Operand::View(view)))
                if is_binding(ident) && ident.mutability.is_none() && self.is_fixed(view) =>
            {
                self.declare(Key::of(&ident.ident), Some(tree));
            }
            (Pat::Ident(ident), _) if is_binding(ident) => {
                let own = self.settle(tree, site);
                self.bind(pat, None, own, site);
            }
            _ => self.bind(pat, None, tree, site),
        }
    }

    /// A guard looks at the places themselves: what the arm reads is read after it.
    fn guard_over(&mut self, halves: &Halves, guard: &Expr) -> crate::ir::Opaque {
        self.scopes.push(std::collections::HashMap::new());
        for (key, id) in &halves.bindings {
            self.declare(key.clone(), Some(Tree::Leaf(Operand::Value(*id))));
        }
        for (pat, tree) in &halves.bound {
            self.name_parts(pat, tree);
        }
        let guard = self.capture_guard(guard);
        self.scopes.pop();
        guard
    }

    /// Lets the names of a pattern stand for the parts themselves.
    fn name_parts(&mut self, pat: &Pat, tree: &Tree<Operand>) {
        match (strip(pat), tree) {
            (Pat::Ident(pat), tree) if is_binding(pat) => {
                self.declare(Key::of(&pat.ident), Some(tree.clone()));
            }
            (Pat::Reference(reference), Tree::Leaf(Operand::View(view))) => {
                let view = match view.extra {
                    0 => view.with_mode(Mode::Place),
                    extra => View { extra: extra - 1, ..(**view).clone() },
                };
                self.name_parts(&reference.pat, &Tree::Leaf(Operand::of_view(view)));
            }
            (pat, Tree::Leaf(Operand::View(view))) => {
                for (inner, step) in self.members(pat) {
                    self.name_parts(inner, &Tree::Leaf(Operand::of_view(self.member_of(view, step))));
                }
            }
            _ => {}
        }
    }

    /// The patterns in a pattern, and where each of them leads.
    fn members<'p>(&self, pat: &'p Pat) -> Vec<(&'p Pat, Step)> {
        match pat {
            Pat::Struct(pat) => self.members_of_struct(pat),
            Pat::TupleStruct(pat) => self.members_of_tuple_struct(pat),
            Pat::Tuple(tuple) if !tuple.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) => {
                tuple.elems.iter().enumerate().map(|(index, inner)| (inner, Step::Part(index))).collect()
            }
            Pat::Slice(slice) if !slice.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) => {
                let index = |index| Step::Index(self.usize_literal(index));
                slice.elems.iter().enumerate().map(|(at, inner)| (inner, index(at))).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn members_of_struct<'p>(&self, pat: &'p PatStruct) -> Vec<(&'p Pat, Step)> {
        let member = |field: &'p FieldPat| (&*field.pat, self.step_to(&pat.path, Member::of(&field.member)));
        pat.fields.iter().map(member).collect()
    }

    pub(super) fn members_of_tuple_struct<'p>(&self, pat: &'p PatTupleStruct) -> Vec<(&'p Pat, Step)> {
        let member = |(index, inner)| (inner, self.step_to(&pat.path, Member::Unnamed(index)));
        pat.elems.iter().enumerate().map(member).collect()
    }

    fn step_to(&self, path: &Path, member: Member) -> Step {
        match self.variant_of(path) {
            Some(variant) => Step::Payload(Payload { variant, member, reference: false }),
            None => Step::Field(member),
        }
    }

    /// A member as a pattern binds it: behind a reference if the whole is, or if it is a reference itself.
    pub(super) fn member_of(&self, view: &View, step: Step) -> View {
        let base = View { extra: 0, ..view.clone() };
        match (step, self.func.shape(view)) {
            (Step::Payload(payload), Shape::Option { reference: true, .. }) => {
                let part = base.then(Step::Payload(Payload { reference: true, ..payload }));
                View { extra: usize::from(view.mode != Mode::Place), ..part.with_mode(Mode::Shared) }
            }
            (step, _) => base.then(step),
        }
    }

    /// Where different names stand at the top of patterns, they are variants, and not structs.
    fn note_variants(&mut self, choices: &[Choice]) {
        let mut names = std::collections::BTreeSet::new();
        for pat in choices.iter().filter_map(|choice| choice.pat).flat_map(alternatives).flatten() {
            match without_references(pat) {
                Pat::Struct(pat) => names.extend(pat.path.get_ident().map(ToString::to_string)),
                Pat::TupleStruct(pat) => names.extend(pat.path.get_ident().map(ToString::to_string)),
                Pat::Ident(pat) if !is_binding(pat) => names.extend([pat.ident.to_string()]),
                _ => {}
            }
        }
        if names.len() > 1 || choices.iter().any(|choice| choice.pat.is_none()) {
            self.variants.extend(names);
        }
    }
}

/// The cases of `a | b`, where names are bound in them: an arm for each, since a name stands for another part in each.
fn alternatives(pat: &Pat) -> Vec<Option<&Pat>> {
    match strip(pat) {
        Pat::Or(or) if binds(pat) => or.cases.iter().flat_map(alternatives).collect(),
        pat => vec![Some(pat)],
    }
}

fn without_references(pat: &Pat) -> &Pat {
    match strip(pat) {
        Pat::Reference(reference) => without_references(&reference.pat),
        pat => pat,
    }
}

/// Whether a pattern binds a name.
pub(super) fn binds(pat: &Pat) -> bool {
    struct Binds(bool);
    impl<'ast> Visit<'ast> for Binds {
        fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
            self.0 |= is_binding(pat);
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut found = Binds(false);
    found.visit_pat(pat);
    found.0
}

/// Puts `_` where a name is bound.
struct WithoutNames;

impl VisitMut for WithoutNames {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if let Pat::Ident(ident) = pat
            && is_binding(ident)
        {
            *pat = match ident.subpat.take() {
                Some((_, inner)) => *inner,
                None => syn::parse_quote!(_),
            };
        }
        visit_mut::visit_pat_mut(self, pat);
    }
}
