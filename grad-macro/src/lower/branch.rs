//! `if` and `match`: the arms become regions, and the variables that they changed are merged.

use crate::site::{Site, Sited};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, ExprBinary, ExprIf, ExprMatch, Pat};

use super::variants::{Body, Choice};
use super::{Flow, Lowerer, Var};
use crate::diagnostics::catalogue;
use crate::ir::{
    Activity, Arm, Branch, Const, End, Float, Head, Hint, Op, Opaque, Operand, Pattern, Region, Stmt, StmtKind, Tree,
};

/// An arm, lowered but for what it yields.
pub(super) struct Lowered {
    pattern: Option<Pattern>,
    guard: Option<Opaque>,
    stmts: Vec<Stmt>,
    /// Its value, or how it leaves.
    value: Result<Tree<Operand>, End>,
    /// Its value was a reference to a number, or a tuple with such references and no numbers.
    referred: bool,
    /// The variables after it.
    vars: Vec<Var>,
    site: Site,
}

impl Lowerer<'_> {
    pub(super) fn if_expr(&mut self, branch: &ExprIf) -> Flow<Tree<Operand>> {
        if let Some((condition, guard)) = leading_let(&branch.cond)
            && let Some(missing) = self.missing(&condition.expr)?
        {
            return self.if_some(branch, &condition.pat, guard.as_ref(), &missing);
        }
        if let Some((condition, guard)) = leading_let(&branch.cond)
            && self.activity_of(&condition.expr) != Activity::Constant
            && !self.answers(&condition.expr)
        {
            return self.if_variant(branch, condition, guard.as_ref());
        }
        let (head, pat, guard, activity) = match leading_let(&branch.cond) {
            Some((condition, guard)) => {
                let activity = self.activity_of(&condition.expr).min(Activity::Cut);
                (Head::Opaque(self.capture_expr(&condition.expr)), Some(&*condition.pat), guard, activity)
            }
            None => {
                if let Some(chained) = inner_let(&branch.cond) {
                    return Some(self.fail(&catalogue::LET_CHAIN, chained.site()));
                }
                (Head::If(self.condition(&branch.cond)?), None, None, Activity::Constant)
            }
        };
        let lent = leading_let(&branch.cond).and_then(|(condition, _)| self.mutable_root(&condition.expr));
        let before = self.vars.clone();
        let then = self.arm(branch.then_branch.site(), |this| {
            let first = this.vars.len();
            let pattern = pat.map(|pat| this.constant_pattern(pat, activity));
            this.note_borrows(first, lent);
            let guard = guard.as_ref().map(|guard| this.capture_guard(guard));
            (pattern, guard, this.block(&branch.then_branch))
        });
        self.restore(&before);
        let site = branch.else_branch.as_ref().map_or_else(|| branch.site(), |(_, other)| other.site());
        let other = self.arm(site, |this| {
            let pattern = pat.map(|_| Pattern::Tree(Tree::Leaf(None)));
            let value = match &branch.else_branch {
                Some((_, other)) => this.expr(other),
                None => Some(Tree::unit()),
            };
            (pattern, None, value)
        });
        self.merge(head, vec![then, other], before, branch.site())
    }

    /// `if let Shape::Circle { r } = shape && test { … }`
    fn if_variant(&mut self, branch: &ExprIf, condition: &syn::ExprLet, guard: Option<&Expr>) -> Flow<Tree<Operand>> {
        let tree = self.expr(&condition.expr)?;
        let pat = &*condition.pat;
        if super::pattern::of_slice(pat).is_some() {
            let view = self.placed(tree, condition.expr.site());
            let (then, other) = (&branch.then_branch, branch.else_branch.as_ref());
            let other_body = other.map_or(Body::Nothing, |(_, other)| Body::Expr(other));
            let choices = [
                Choice { pat: Some(pat), guard, body: Body::Block(then), site: then.site() },
                Choice { pat: None, guard: None, body: other_body, site: branch.site() },
            ];
            return self.match_slices(&view, &choices, branch.site());
        }
        let Some(tree) = self.of_variants(&tree, std::iter::once(pat), condition.expr.site()) else {
            return Some(self.fail(&catalogue::PATTERN, pat.site()));
        };
        let then =
            Choice { pat: Some(pat), guard, body: Body::Block(&branch.then_branch), site: branch.then_branch.site() };
        let other = match &branch.else_branch {
            Some((_, other)) => Choice { pat: None, guard: None, body: Body::Expr(other), site: other.site() },
            None => Choice { pat: None, guard: None, body: Body::Nothing, site: branch.site() },
        };
        self.match_variants(&tree, &[then, other], branch.site())
    }

    /// A branch of ours.
    pub(super) fn branch_on(
        &mut self,
        test: Operand,
        site: Site,
        then: &mut dyn FnMut(&mut Self) -> Flow<Tree<Operand>>,
        other: &mut dyn FnMut(&mut Self) -> Flow<Tree<Operand>>,
    ) -> Flow<Tree<Operand>> {
        let before = self.vars.clone();
        let then = self.arm(site, |this| (None, None, then(this)));
        self.restore(&before);
        let other = self.arm(site, |this| (None, None, other(this)));
        self.merge(Head::If(test), vec![then, other], before, site)
    }

    pub(super) fn match_expr(&mut self, branch: &ExprMatch) -> Flow<Tree<Operand>> {
        if let Some(missing) = self.missing(&branch.expr)? {
            return self.match_some(branch, &missing);
        }
        let scrutinee = match self.activity_of(&branch.expr) {
            Activity::Active if !self.answers(&branch.expr) => Some(self.expr(&branch.expr)?),
            _ => None,
        };
        if let Some(tree) = &scrutinee
            && branch.arms.iter().any(|arm| super::pattern::of_slice(&arm.pat).is_some())
        {
            let view = self.placed(tree.clone(), branch.expr.site());
            let choices: Vec<Choice> = branch.arms.iter().map(choice).collect();
            return self.match_slices(&view, &choices, branch.site());
        }
        if let Some(tree) = &scrutinee {
            let pats = branch.arms.iter().map(|arm| &arm.pat);
            if let Some(tree) = self.of_variants(tree, pats, branch.expr.site()) {
                let choices: Vec<Choice> = branch.arms.iter().map(choice).collect();
                return self.match_variants(&tree, &choices, branch.site());
            }
        }
        let head = match &scrutinee {
            Some(tree) => Head::Match(tree.clone()),
            None => Head::Opaque(self.capture_expr(&branch.expr)),
        };
        // What a constant pattern binds depends on active values as much as what is matched.
        let activity = self.activity_of(&branch.expr).min(Activity::Cut);
        let lent = self.mutable_root(&branch.expr);
        let before = self.vars.clone();
        let mut arms = Vec::new();
        for arm in &branch.arms {
            let (pat, guard) = guarded(&arm.pat);
            self.restore(&before);
            let lowered = self.arm(arm.body.site(), |this| {
                if let Some(tree) = &scrutinee {
                    this.check_pattern(pat, tree);
                }
                let first = this.vars.len();
                let pattern = this.constant_pattern(pat, activity);
                this.note_borrows(first, lent);
                if let Some(tree) = &scrutinee {
                    this.alias_names(pat, tree);
                }
                let guard = guard.map(|guard| this.capture_guard(guard));
                (Some(pattern), guard, this.expr(&arm.body))
            });
            arms.push(lowered);
        }
        self.merge(head, arms, before, branch.site())
    }

    /// A condition steers, and nothing more: whatever gives the `bool` is kept as it is.
    fn condition(&mut self, condition: &Expr) -> Flow<Operand> {
        let answers = matches!(condition, Expr::MethodCall(_) | Expr::Call(_));
        if answers && !self.escapes(condition) {
            return Some(self.opaque(condition));
        }
        match super::place::strip(condition) {
            // A member that is a `bool`.
            Expr::Field(_) | Expr::Index(_) => self.steered(condition, |this| this.operand(condition)),
            _ => self.operand(condition),
        }
    }

    /// A condition in which something is assigned: `{ n += 1; n } < 3 && test`.
    pub(super) fn taken_apart(&mut self, binary: &ExprBinary, site: Site) -> Flow<Operand> {
        let left = self.operand(&binary.left)?;
        let bare = |word: TokenStream| Tree::Leaf(Operand::Const(Const { tokens: word, number: None, atomic: true }));
        let chosen = match binary.op {
            BinOp::And(_) => {
                self.branch_on(left, site, &mut |this| this.expr(&binary.right), &mut |_| Some(bare(quote!(false))))?
            }
            BinOp::Or(_) => {
                self.branch_on(left, site, &mut |_| Some(bare(quote!(true))), &mut |this| this.expr(&binary.right))?
            }
            _ => {
                let symbol = match binary.op {
                    BinOp::Eq(_) => "==",
                    BinOp::Ne(_) => "!=",
                    BinOp::Lt(_) => "<",
                    BinOp::Le(_) => "<=",
                    BinOp::Gt(_) => ">",
                    _ => ">=",
                };
                let right = self.operand(&binary.right)?;
                return Some(self.constant_step(Op::Binary(symbol, left, right), site));
            }
        };
        Some(self.leaf(chosen, site))
    }

    pub(super) fn capture_guard(&mut self, guard: &Expr) -> Opaque {
        if let Some(chained) = inner_let(guard) {
            self.fail(&catalogue::LET_CHAIN, chained.site());
        }
        self.capture_expr(guard)
    }

    pub(super) fn arm(
        &mut self,
        site: Site,
        inside: impl FnOnce(&mut Self) -> (Option<Pattern>, Option<Opaque>, Flow<Tree<Operand>>),
    ) -> Lowered {
        let (mut pattern, mut guard, mut referred) = (None, None, false);
        let (stmts, value) = self.region(|this| {
            let value;
            (pattern, guard, value) = inside(this);
            let value = value?;
            // Places that leave the arm are moved out of it.
            let value = this.settle(value, site);
            let mut out = value.clone();
            referred = this.refers_to_numbers(&value);
            for leaf in out.leaves_mut() {
                if let Operand::View(view) = &*leaf
                    && view.mode != crate::ir::Mode::Place
                {
                    if referred {
                        *leaf = view.base.clone();
                        continue;
                    }
                    *leaf = this.moved(leaf.clone(), site);
                }
            }
            Some(out)
        });
        Lowered { pattern, guard, stmts, value, referred, vars: self.vars.clone(), site }
    }

    /// `&x` where `x` is a number and no place.
    fn refers_to_numbers(&self, tree: &Tree<Operand>) -> bool {
        let active = |leaf: &&Operand| self.func.activity(leaf) == Activity::Active;
        let mut leaves = tree.leaves().into_iter().filter(active).peekable();
        leaves.peek().is_some()
            && leaves.all(|leaf| {
                leaf.view().is_some_and(|view| {
                    let whole = view.steps.is_empty() && view.extra == 0 && view.mode == crate::ir::Mode::Shared;
                    whole && self.func.value(view.root()).place.is_none()
                })
            })
    }

    /// The variables as they were, but for what was found out about them.
    pub(super) fn restore(&mut self, before: &[Var]) {
        self.vars.clear();
        self.vars.extend_from_slice(before);
    }

    /// Joins the arms: their values, and the variables that they changed.
    pub(super) fn merge(
        &mut self,
        head: Head,
        mut arms: Vec<Lowered>,
        before: Vec<Var>,
        site: Site,
    ) -> Flow<Tree<Operand>> {
        self.vars = before;
        let mut yields: Vec<Vec<Operand>> = vec![Vec::new(); arms.len()];
        let mut results = Vec::new();
        let going_on: Vec<usize> = (0..arms.len()).filter(|index| arms[*index].value.is_ok()).collect();

        for var in 0..self.vars.len() {
            if self.vars[var].window.is_some() {
                continue;
            }
            let trees: Option<Vec<Tree<Operand>>> =
                going_on.iter().map(|index| arms[*index].vars[var].now.clone()).collect();
            // A variable without a value on some way has none afterwards.
            let Some(trees) = trees else {
                self.vars[var].now = None;
                continue;
            };
            if trees.is_empty() || trees.iter().all(|tree| self.vars[var].now.as_ref() == Some(tree)) {
                continue;
            }
            let is_view = |tree: &Tree<Operand>| matches!(tree, Tree::Leaf(Operand::View(view)) if view.mode != crate::ir::Mode::Place);
            if trees.iter().any(is_view) {
                // A reference to one place on one way, and to another on the other.
                self.fail(&catalogue::REFERENCE, site);
                continue;
            }
            let name = self.vars[var].name.clone();
            let merged = self.merge_trees(trees, Some(&name), &going_on, &mut arms, &mut yields, &mut results, site);
            if let (Some(ty), Tree::Leaf(Operand::Value(id))) =
                (self.vars[var].ty.clone().filter(|_| self.vars[var].now.is_none()), &merged)
            {
                self.func.values[id.0].annotation = Some(ty.to_token_stream());
            }
            if self.in_place.contains(&name) && self.tree_activity(&merged) == Activity::Constant {
                for id in merged.leaves().into_iter().filter_map(Operand::value) {
                    self.func.values[id.0].mutable = true;
                }
            }
            self.vars[var].now = Some(merged);
        }
        self.refresh_windows();

        let values: Vec<Tree<Operand>> = arms.iter().filter_map(|arm| arm.value.clone().ok()).collect();
        let value = if values.is_empty() {
            None
        } else {
            Some(self.merge_trees(values, None, &going_on, &mut arms, &mut yields, &mut results, site))
        };

        let referred = going_on.iter().all(|index| arms[*index].referred);
        let value = value.map(|value| if referred { self.by_reference(value) } else { value });
        let arms = arms
            .into_iter()
            .zip(yields)
            .map(|(arm, yields)| {
                let end = match arm.value {
                    Ok(_) => End::Yield(yields),
                    Err(end) => end,
                };
                Arm { pattern: arm.pattern, guard: arm.guard, region: Region { stmts: arm.stmts, end } }
            })
            .collect();
        self.stmts.push(Stmt { kind: StmtKind::Branch(Branch { head, arms, results }), site, generated: false });
        if value.is_none() {
            self.end = Some(End::Diverge);
        }
        value
    }

    /// One result for each leaf in which the arms differ.
    #[allow(clippy::too_many_arguments)]
    fn merge_trees(
        &mut self,
        trees: Vec<Tree<Operand>>,
        name: Option<&str>,
        going_on: &[usize],
        arms: &mut [Lowered],
        yields: &mut [Vec<Operand>],
        results: &mut Vec<crate::ir::ValueId>,
        site: Site,
    ) -> Tree<Operand> {
        if trees.iter().any(|tree| matches!(tree, Tree::Tuple(elements) if elements.is_empty())) {
            return Tree::unit();
        }
        let tuple_len = trees.iter().find_map(|tree| match tree {
            Tree::Tuple(elements) => Some(elements.len()),
            Tree::Leaf(_) => None,
        });
        if let Some(count) = tuple_len {
            let mut columns: Vec<Vec<Tree<Operand>>> = vec![Vec::new(); count];
            for (tree, index) in trees.into_iter().zip(going_on) {
                // A constant tuple that was not seen as one is taken apart inside its arm.
                let outer = std::mem::replace(&mut self.stmts, std::mem::take(&mut arms[*index].stmts));
                let elements = self.take_apart(tree, count, arms[*index].site);
                arms[*index].stmts = std::mem::replace(&mut self.stmts, outer);
                for (column, element) in columns.iter_mut().zip(elements) {
                    column.push(element);
                }
            }
            let elements = columns
                .into_iter()
                .map(|column| self.merge_trees(column, name, going_on, arms, yields, results, site))
                .collect();
            return Tree::Tuple(elements);
        }
        let leaves: Vec<Operand> = trees
            .into_iter()
            .filter_map(|tree| match tree {
                Tree::Leaf(leaf) => Some(leaf),
                Tree::Tuple(_) => None,
            })
            .collect();
        if let Some(Operand::Value(first)) = leaves.first()
            && leaves.iter().all(|leaf| leaf.value() == Some(*first))
        {
            // The same value on every way, made before the branch unless there is only one way.
            let bound = |arm: &Lowered| arm.pattern.as_ref().is_some_and(|pattern| pattern.values().contains(first));
            let inside = arms.iter().any(|arm| bound(arm) || defines(&arm.stmts, *first));
            if !inside {
                return Tree::Leaf(leaves[0].clone());
            }
        }
        let place = leaves.iter().find_map(|leaf| match leaf {
            Operand::View(view) => self.func.value(view.root()).place.clone(),
            Operand::Value(id) => self.func.value(*id).place.clone(),
            _ => None,
        });
        let leaves: Vec<Operand> = leaves
            .into_iter()
            .map(|leaf| match leaf {
                Operand::View(view) => view.base,
                leaf => leaf,
            })
            .collect();
        let activity = leaves.iter().map(|leaf| self.func.activity(leaf)).max().unwrap_or(Activity::Constant);
        let float = leaves.iter().fold(Float::Unknown, |float, leaf| float.join(self.func.float(leaf)));
        let hint = name.map_or(Hint::Temp, |name| Hint::User(name.to_owned()));
        let id = self.func.fresh(hint, site, float, activity);
        results.push(id);
        for (leaf, index) in leaves.into_iter().zip(going_on) {
            yields[*index].push(leaf);
        }
        if let Some(place) = place {
            self.func.values[id.0].place = Some(place);
            self.func.values[id.0].mutable = true;
            return Tree::Leaf(Operand::of_view(crate::ir::View::whole(id)));
        }
        Tree::Leaf(Operand::Value(id))
    }
}

/// A pattern, and the guard after it.
fn guarded(pat: &Pat) -> (&Pat, Option<&Expr>) {
    match pat {
        Pat::Guard(guarded) => (&guarded.pat, Some(&guarded.guard)),
        pat => (pat, None),
    }
}

fn choice(arm: &syn::Arm) -> Choice<'_> {
    let (pat, guard) = guarded(&arm.pat);
    Choice { pat: Some(pat), guard, body: Body::Expr(&arm.body), site: arm.body.site() }
}

fn defines(stmts: &[Stmt], id: crate::ir::ValueId) -> bool {
    stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Let { pattern, .. } => pattern.values().contains(&id),
        StmtKind::Branch(branch) => branch.results.contains(&id),
        StmtKind::Loop(looped) => looped.results.contains(&id),
        StmtKind::Comment(_) => false,
    })
}

/// The `let` that a chain of conditions starts with, and the others, if they are no `let`s.
fn leading_let(condition: &Expr) -> Option<(&syn::ExprLet, Option<Expr>)> {
    match condition {
        Expr::Let(condition) => Some((condition, None)),
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) && inner_let(&binary.right).is_none() => {
            let (condition, guard) = leading_let(&binary.left)?;
            let right = (*binary.right).clone();
            let guard = match guard {
                Some(left) => {
                    Expr::Binary(ExprBinary { left: Box::new(left), right: Box::new(right), ..binary.clone() })
                }
                None => right,
            };
            Some((condition, Some(guard)))
        }
        _ => None,
    }
}

/// The `let` in a chain of conditions.
fn inner_let(condition: &Expr) -> Option<&Expr> {
    match condition {
        Expr::Let(_) => Some(condition),
        Expr::Binary(binary) => inner_let(&binary.left).or_else(|| inner_let(&binary.right)),
        _ => None,
    }
}
