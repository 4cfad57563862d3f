//! Patterns of `match`, `if let` and destructuring `let`.

use crate::site::{Site, Sited};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::VisitMut;
use syn::{Expr, Pat, PatIdent, PatSlice, Type};

use super::iterate::integer;
use super::variants::{Body, Choice};
use super::{Flow, Lowerer, stmt::strip};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Float, Hint, Mode, Op, Operand, Pattern, Step, Tree, View};

impl Lowerer<'_> {
    /// `let Some((a, b)) = constant` and other patterns that only constants can have.
    pub(super) fn constant_destructuring(&mut self, pat: &Pat, ty: Option<&Type>, init: &Expr) -> Flow<()> {
        if self.activity_of(init) != Activity::Constant || ty.is_some() && matches!(pat, Pat::Type(_)) {
            self.fail(&catalogue::PATTERN, pat.site());
            return Some(());
        }
        let opaque = self.capture_expr(init);
        let pattern = self.constant_pattern(pat, Activity::Constant);
        self.push(pattern, Op::Opaque(opaque), init.site());
        Some(())
    }

    /// `rest @ ..` among the elements of a slice: so many before, so many after it.
    pub(super) fn bind_rest(&mut self, pat: &Pat, before: usize, after: usize, view: &View, site: Site) {
        let Pat::Ident(name) = strip(pat) else { return };
        let view = match view.mode {
            // The elements by value: those that are there, if nobody changes them later.
            Mode::Place if self.is_fixed(view) => &view.with_mode(Mode::Shared),
            Mode::Place => {
                self.fail(&catalogue::PATTERN, pat.site());
                return;
            }
            _ => view,
        };
        let len = self.len(view, site);
        let to = self.constant_step(Op::Binary("-", len, integer(after)), site);
        let rest = view.then(Step::Range { from: Some(integer(before)), to: Some(to), inclusive: false });
        self.declare(Key::of(&name.ident), Some(Tree::Leaf(Operand::of_view(rest))));
    }

    /// `match slice { [] => …, [a] => …, [a, .., b] => … }`, `if let`
    pub(super) fn match_slices(&mut self, view: &View, choices: &[Choice], site: Site) -> Flow<Tree<Operand>> {
        let Some((choice, others)) = choices.split_first() else { return Some(Tree::unit()) };
        if let Some(guard) = choice.guard {
            return Some(self.fail(&catalogue::PATTERN, guard.site()));
        }
        let tree = Tree::Leaf(Operand::of_view(view.clone()));
        let Some(pat) = choice.pat else { return self.chosen_body(choice) };
        let Some(slice) = of_slice(pat) else {
            if !takes_all(pat) {
                return Some(self.fail(&catalogue::PATTERN, pat.site()));
            }
            self.bind(pat, None, tree, site);
            return self.chosen_body(choice);
        };
        let Some(test) = self.fits(slice, view, site) else { return Some(Tree::Leaf(Operand::Number(0.0))) };
        let then = &mut |this: &mut Self| {
            this.bind(pat, None, tree.clone(), site);
            this.chosen_body(choice)
        };
        // The last one is for all that is left.
        if others.is_empty() {
            return then(self);
        }
        self.branch_on(test, site, then, &mut |this| this.match_slices(view, others, site))
    }

    fn chosen_body(&mut self, choice: &Choice) -> Flow<Tree<Operand>> {
        match choice.body {
            Body::Expr(body) => self.expr(body),
            Body::Block(body) => self.block(body),
            Body::Nothing => Some(Tree::unit()),
        }
    }

    /// Whether a slice has as many elements as a pattern asks for.
    fn fits(&mut self, slice: &PatSlice, view: &View, site: Site) -> Option<Operand> {
        let rest = slice.elems.iter().position(is_rest);
        for (index, pat) in slice.elems.iter().enumerate() {
            if Some(index) != rest && !takes_all(pat) {
                self.fail(&catalogue::PATTERN, pat.site());
                return None;
            }
        }
        let (symbol, count) = if rest.is_some() { (">=", slice.elems.len() - 1) } else { ("==", slice.elems.len()) };
        let len = self.len(view, site);
        Some(self.constant_step(Op::Binary(symbol, len, integer(count)), site))
    }

    /// `let [a, b] = slice else { return 0.0 };`
    pub(super) fn let_slice(&mut self, pat: &Pat, init: &Expr, other: &Expr) -> Flow<()> {
        let site = pat.site();
        let tree = self.expr(init)?;
        let view = self.placed(tree, init.site());
        let slice = of_slice(pat)?;
        let test = self.fits(slice, &view, site)?;
        self.branch_on(test, site, &mut |_| Some(Tree::unit()), &mut |this| this.expr(other))?;
        self.bind(pat, None, Tree::Leaf(Operand::of_view(view)), site);
        Some(())
    }

    /// The user's own pattern, its names bound as new variables.
    pub(super) fn constant_pattern(&mut self, pat: &Pat, activity: Activity) -> Pattern {
        let mut names = Bindings { names: Vec::new() };
        names.visit_pat(pat);
        let mut bindings = Vec::new();
        for ident in &names.names {
            let key = Key::of(&ident.ident);
            // The cases of `a | b` bind the same names.
            if bindings.iter().any(|(known, _)| *known == key) {
                continue;
            }
            let hint = Hint::User(key.name.clone());
            let id = self.func.fresh(hint, ident.ident.site(), Float::Unknown, activity);
            let var = self.declare(key.clone(), Some(Tree::Leaf(Operand::Value(id))));
            // A loop may make it active.
            self.vars[var].decl = std::ptr::from_ref(&ident.ident) as usize;
            bindings.push((key, id));
        }
        let mut pat = pat.clone();
        super::opaque::SpellOutFields.visit_pat_mut(&mut pat);
        Pattern::User { tokens: pat.to_token_stream(), bindings }
    }

    /// A pattern over values that were taken apart. Active parts may only be tested and named.
    pub(super) fn check_pattern(&mut self, pat: &Pat, scrutinee: &Tree<Operand>) {
        match (strip(pat), scrutinee) {
            (Pat::Wild(_) | Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) | Pat::Rest(_), _) => {}
            (Pat::Ident(pat), _) if pat.by_ref.is_none() => {
                if let Some((_, inner)) = &pat.subpat {
                    self.check_pattern(inner, scrutinee);
                }
            }
            (Pat::Or(or), _) => or.cases.iter().for_each(|case| self.check_pattern(case, scrutinee)),
            (Pat::Tuple(tuple), Tree::Tuple(elements)) if tuple.elems.len() == elements.len() => {
                for (pat, element) in tuple.elems.iter().zip(elements) {
                    self.check_pattern(pat, element);
                }
            }
            (pat, tree) if self.tree_activity(tree) == Activity::Active => {
                self.fail(&catalogue::PATTERN, pat.site());
            }
            _ => {}
        }
    }

    /// The activity of each name that a pattern binds in a scrutinee, and what it stands for if it is
    /// one of the scrutinee's own values.
    pub(super) fn alias_names(&mut self, pat: &Pat, scrutinee: &Tree<Operand>) {
        match (strip(pat), scrutinee) {
            (Pat::Ident(pat), tree) if is_binding(pat) => {
                if let Some(var) = self.find_ident(&pat.ident) {
                    if self.tree_activity(tree) != Activity::Constant {
                        self.vars[var].now = Some(tree.clone());
                    } else if let Some(Tree::Leaf(Operand::Value(id))) = self.vars[var].now {
                        self.func.values[id.0].activity = Activity::Constant;
                    }
                }
                if let Some((_, inner)) = &pat.subpat {
                    self.alias_names(inner, scrutinee);
                }
            }
            (Pat::Or(or), tree) => or.cases.iter().for_each(|case| self.alias_names(case, tree)),
            (Pat::Tuple(tuple), Tree::Tuple(elements)) => {
                for (pat, element) in tuple.elems.iter().zip(elements) {
                    self.alias_names(pat, element);
                }
            }
            _ => {}
        }
    }
}

/// The elements of a pattern of slices.
pub(super) fn of_slice(pat: &Pat) -> Option<&syn::PatSlice> {
    match strip(pat) {
        Pat::Slice(slice) => Some(slice),
        Pat::Reference(reference) => of_slice(&reference.pat),
        _ => None,
    }
}

/// `..`, `rest @ ..`
pub(super) fn is_rest(pat: &Pat) -> bool {
    match strip(pat) {
        Pat::Rest(_) => true,
        Pat::Ident(PatIdent { subpat: Some((_, inner)), .. }) => matches!(strip(inner), Pat::Rest(_)),
        _ => false,
    }
}

/// A pattern that any value has.
pub(super) fn takes_all(pat: &Pat) -> bool {
    match strip(pat) {
        Pat::Wild(_) => true,
        Pat::Ident(pat) => is_binding(pat) && pat.subpat.is_none() && pat.by_ref.is_none(),
        Pat::Reference(reference) => takes_all(&reference.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().all(takes_all),
        _ => false,
    }
}

/// Whether the identifier binds a name: by convention constants and variants are capitalised.
pub(super) fn is_binding(pat: &PatIdent) -> bool {
    pat.subpat.is_some() || !pat.ident.to_string().starts_with(char::is_uppercase)
}

/// The names that a pattern binds.
struct Bindings<'ast> {
    names: Vec<&'ast PatIdent>,
}

impl<'ast> Visit<'ast> for Bindings<'ast> {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        if is_binding(pat) {
            self.names.push(pat);
        }
        visit::visit_pat_ident(self, pat);
    }
}
