//! Closures: they are written out where they are called. One that neither holds active values nor is called with any stays as it is.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use quote::ToTokens;
use syn::{Expr, ExprCall, ExprClosure, ExprPath, Ident, PatIdent};

use super::place::strip;
use super::{Flow, Lowerer, VarId};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Mode, Operand, Step, Stmt, StmtKind, Tree, ValueId};
use crate::site::Sited;

/// What is known of the function's closures from one reading to the next, by where they are written.
#[derive(Default)]
pub(super) struct Known {
    /// Those that have a name.
    named: HashMap<usize, Rc<ExprClosure>>,
    /// Those that hold constants only, and are called with active values.
    called: HashSet<usize>,
    /// Arrays that are gone through by value, and change meanwhile.
    changed_lists: HashSet<usize>,
    /// Calls of small functions, by their text, and what they amount to.
    pub(super) small: HashMap<String, Option<Rc<super::small::Small>>>,
    /// How many of these are being written out.
    pub(super) depth: usize,
    /// Whether they are at all.
    pub(super) writes_out: bool,
}

impl Known {
    pub(super) fn new(writes_out: bool) -> Known {
        Known { writes_out, ..Known::default() }
    }

    /// How much was found out.
    pub(super) fn found(&self) -> usize {
        self.called.len() + self.changed_lists.len()
    }

    pub(super) fn is_changed_list(&self, written: usize) -> bool {
        self.changed_lists.contains(&written)
    }
}

/// A closure that has a name.
#[derive(Clone)]
pub(super) struct Named {
    closure: Rc<ExprClosure>,
    /// What the names in it mean.
    scopes: Vec<HashMap<Key, VarId>>,
    /// For one that takes copies: what its variables were when it was made.
    copies: Option<Vec<(VarId, Option<Tree<Operand>>)>>,
    /// The variables that a call gives other values.
    assigns: Vec<VarId>,
    /// Whether a call changes anything.
    changes: bool,
}

impl Lowerer<'_> {
    /// Whether a closure is to be written out: it mentions active values, or was seen to be called with some.
    pub(super) fn sees_through(&self, closure: &ExprClosure) -> bool {
        self.closures.called.contains(&address(closure))
            || self.activity_of(closure) != Activity::Constant
            || self.changes(closure)
    }

    /// Whether a closure changes what is outside of it.
    fn changes(&self, closure: &ExprClosure) -> bool {
        self.has_effects(&self.unshadowed(&Expr::Closure(closure.clone())).0)
    }

    /// The first mention of a closure with a name that changes something.
    pub(super) fn changing(&self, tokens: &impl ToTokens) -> Option<Ident> {
        let mut changing = None;
        super::each_variable(tokens.to_token_stream(), &mut |ident| {
            let named = self.find_ident(ident).and_then(|var| self.vars[var].closure.as_ref());
            if changing.is_none() && named.is_some_and(|named| named.changes) {
                changing = Some(ident.clone());
            }
        });
        changing
    }

    /// The variables that the closures with names which can be called here may give other values.
    pub(super) fn assigned_by_closures(&self) -> Vec<VarId> {
        let visible = self.scopes.iter().flat_map(|scope| scope.values());
        let mut assigned: Vec<VarId> = visible
            .filter_map(|var| self.vars[*var].closure.as_ref())
            .flat_map(|named| named.assigns.clone())
            .collect();
        assigned.sort_unstable();
        assigned.dedup();
        assigned
    }

    /// `let f = |x| …;` where nothing active is mentioned: `f` is a constant, until it is called with an active value.
    pub(super) fn note_constant_closure(&mut self, closure: &ExprClosure, name: &PatIdent) {
        if let Some(var) = self.find_ident(&name.ident) {
            self.vars[var].constant_closure = Some(address(closure));
        }
    }

    /// A variable is called with an active value. If it is such a closure, the function is read again, and the closure is written out;
    /// of any other, an argument above all, no derivative is known.
    pub(super) fn unknown_function(&mut self, path: &ExprPath) -> Option<Tree<Operand>> {
        let ident = path.path.get_ident()?;
        let var = self.find_ident(ident)?;
        let Some(closure) = self.vars[var].constant_closure else {
            return Some(self.fail_about(&catalogue::CLOSURE_CALL, path.site(), ident));
        };
        self.closures.called.insert(closure);
        self.again = true;
        Some(Tree::Leaf(Operand::Number(0.0)))
    }

    /// `let f = |x| …;`
    pub(super) fn name_closure(&mut self, closure: &ExprClosure, name: &PatIdent) {
        let shared = self.closures.named.entry(address(closure)).or_insert_with(|| Rc::new(closure.clone())).clone();
        // As they are before: a closure of the same name is another one.
        let mut scopes = self.scopes.clone();
        let changes = self.changes(closure);
        if changes && closure.capture.is_some() {
            self.fail(&catalogue::CLOSURE_MOVE, closure.capture.site());
        }
        let outside = self.unshadowed(&closure.body).0;
        let mut assigns: Vec<VarId> =
            super::opaque::assigned_in(&outside).iter().filter_map(|ident| self.find_ident(ident)).collect();
        assigns.extend(self.called_by(&outside));
        let copies = closure.capture.is_some().then(|| self.current(&closure.to_token_stream()));
        if closure.capture.is_some() && !changes {
            scopes.push(self.captured(closure));
        }
        let var = self.declare(Key::of(&name.ident), None);
        self.vars[var].closure = Some(Named { closure: shared, scopes, copies, assigns, changes });
    }

    /// What a closure with `move` takes along of what is changed in place somewhere. (New values of variables are seen when it is called.)
    fn captured(&mut self, closure: &ExprClosure) -> HashMap<Key, VarId> {
        let mut changing: Vec<Ident> = Vec::new();
        super::each_variable(closure.body.to_token_stream(), &mut |ident| {
            let Some(var) = self.find_ident(ident).filter(|var| self.in_place.contains(&self.vars[*var].name)) else {
                return;
            };
            let itself = match &self.vars[var].now {
                Some(Tree::Leaf(Operand::View(view))) => view.mode == Mode::Place,
                Some(Tree::Leaf(Operand::Value(_))) => true,
                _ => false,
            };
            if itself && !changing.iter().any(|known| Key::of(known) == Key::of(ident)) {
                changing.push(ident.clone());
            }
        });
        let mut captured = HashMap::new();
        for ident in changing {
            let now = self.path(&syn::parse_quote!(#ident));
            captured.insert(Key::of(&ident), self.hidden(&ident.to_string(), now, closure.capture.site(), 0));
        }
        captured
    }

    /// A closure with `move` that has taken copies of variables which change while it is in use.
    pub(super) fn must_not_hold_old_copies(&mut self, function: &Expr, changed: &[VarId]) {
        let Expr::Closure(closure) = strip(function) else { return };
        let mut old = false;
        super::each_variable(closure.to_token_stream(), &mut |ident| {
            old |= self.find_ident(ident).is_some_and(|var| changed.contains(&var));
        });
        // One that changes its copies has an error of its own.
        if old && closure.capture.is_some() && !self.changes(closure) {
            self.fail(&catalogue::CLOSURE_COPIES, closure.capture.site());
        }
    }

    /// A loop has been read: the arrays that it goes through by value and changes are copied when the function is read again, and closures with
    /// `move` must not look at what it changes.
    pub(super) fn must_not_reach(&mut self, taken: &[(ValueId, usize)], steps: &[&Expr]) {
        let Some(Stmt { kind: StmtKind::Loop(looped), .. }) = self.stmts.last() else { return };
        let mut changed = HashSet::new();
        crate::reverse::modified_in(&looped.body, &mut |id| {
            changed.insert(id);
        });
        for (_, written) in taken.iter().filter(|(root, _)| changed.contains(root)) {
            self.again |= self.closures.changed_lists.insert(*written);
        }
        for step in steps {
            let Expr::Closure(closure) = strip(step) else { continue };
            let mut old = false;
            super::each_variable(closure.body.to_token_stream(), &mut |ident| {
                let now = self.find_ident(ident).and_then(|var| self.vars[var].now.as_ref());
                old |= matches!(now, Some(Tree::Leaf(Operand::View(view))) if view.mode == Mode::Place && changed.contains(&view.root()));
            });
            if old && closure.capture.is_some() {
                self.fail(&catalogue::CLOSURE_COPIES, closure.capture.site());
            }
        }
    }

    /// The variables that the closures which an expression mentions give other values.
    fn called_by(&self, expr: &Expr) -> Vec<VarId> {
        let mut assigned = Vec::new();
        super::each_variable(expr.to_token_stream(), &mut |ident| {
            let named = self.find_ident(ident).and_then(|var| self.vars[var].closure.as_ref());
            assigned.extend(named.into_iter().flat_map(|named| named.assigns.clone()));
        });
        assigned
    }

    /// What the variables in the tokens stand for now.
    fn current(&self, tokens: &proc_macro2::TokenStream) -> Vec<(VarId, Option<Tree<Operand>>)> {
        let mut found = Vec::new();
        super::each_variable(tokens.clone(), &mut |ident| {
            if let Some(var) = self.find_ident(ident) {
                found.push((var, self.vars[var].now.clone()));
            }
        });
        found
    }

    pub(super) fn named_closure(&self, path: &ExprPath) -> Option<Named> {
        let var = path.path.get_ident().and_then(|ident| self.find_ident(ident))?;
        self.vars[var].closure.clone()
    }

    /// A closure as it is to stand in place of its name in tokens that are kept: where all that it mentions means the same there.
    pub(super) fn closure_in_place(&self, path: &ExprPath) -> Option<ExprClosure> {
        let named = self.named_closure(path)?;
        let mut same = !self.is_changed(&named);
        super::each_variable(named.closure.to_token_stream(), &mut |ident| {
            let key = Key::of(ident);
            let there = named.scopes.iter().rev().find_map(|scope| scope.get(&key)).copied();
            same &= there == self.find(&key);
        });
        same.then(|| ExprClosure { capture: None, ..(*named.closure).clone() })
    }

    /// Whether a variable that a closure took a copy of has another value now.
    fn is_changed(&self, named: &Named) -> bool {
        let changed = |(var, then): &(VarId, Option<Tree<Operand>>)| self.vars[*var].now != *then;
        named.copies.as_ref().is_some_and(|copies| copies.iter().any(changed))
    }

    /// A call of a closure by its name.
    pub(super) fn apply_named(&mut self, path: &ExprPath, args: Vec<Tree<Operand>>) -> Flow<Tree<Operand>> {
        let named = self.named_closure(path)?;
        if self.is_changed(&named) {
            return Some(self.fail(&catalogue::CLOSURE_COPIES, path.site()));
        }
        let here = std::mem::replace(&mut self.scopes, named.scopes.clone());
        let value = self.apply_closure(&named.closure, args);
        self.scopes = here;
        value
    }

    /// The closure's value for these arguments.
    pub(super) fn apply(&mut self, function: &Expr, args: Vec<Tree<Operand>>) -> Flow<Tree<Operand>> {
        match strip(function) {
            Expr::Closure(closure) => self.apply_closure(closure, args),
            Expr::Path(path) if self.named_closure(path).is_some() => self.apply_named(path, args),
            Expr::Reference(reference) if matches!(strip(&reference.expr), Expr::Path(_)) => {
                self.apply(&reference.expr, args)
            }
            Expr::Path(path) => {
                let site = function.site();
                let active = args.iter().any(|arg| self.tree_activity(arg) == Activity::Active);
                if active && let Some(failed) = self.unknown_function(path) {
                    return Some(failed);
                }
                let mut leaves = Vec::new();
                for arg in args {
                    let leaf = match arg {
                        // A row, which is no reference.
                        Tree::Leaf(Operand::View(view))
                            if !view.changes() && matches!(view.steps.last(), Some(Step::Call { .. })) =>
                        {
                            Operand::of_view(view.with_mode(Mode::Place))
                        }
                        // An array or a struct by value.
                        Tree::Leaf(Operand::View(view)) if view.mode == Mode::Place && view.extra == 0 && active => {
                            match self.settle(Tree::Leaf(Operand::View(view)), site) {
                                Tree::Leaf(Operand::View(view)) if view.mode == Mode::Place => view.base,
                                settled => self.leaf(settled, site),
                            }
                        }
                        // A function of references takes them as they are.
                        Tree::Leaf(leaf @ Operand::View(_)) if !super::call::is_float_type(path) => leaf,
                        arg => self.leaf(arg, site),
                    };
                    leaves.push(leaf);
                }
                self.call_of(path, leaves, site)
            }
            _ => {
                self.fail(&catalogue::INDIRECT_CALL, function.site());
                None
            }
        }
    }

    fn apply_closure(&mut self, closure: &ExprClosure, args: Vec<Tree<Operand>>) -> Flow<Tree<Operand>> {
        let site = closure.body.site();
        if closure.inputs.len() != args.len() {
            return Some(self.fail(&catalogue::CLOSURE, site));
        }
        if closure.capture.is_some() && self.changes(closure) {
            return Some(self.fail(&catalogue::CLOSURE_MOVE, closure.capture.site()));
        }
        self.depth += 1;
        self.scopes.push(std::collections::HashMap::new());
        let (first, lent) = (self.vars.len(), self.lent.take());
        for (pat, arg) in closure.inputs.iter().zip(args) {
            let before = self.vars.len();
            match pat {
                syn::Pat::Type(typed) => {
                    self.bind(&typed.pat, None, arg, site);
                    self.note_guessed(before, Some((*typed.ty).clone()));
                }
                pat => self.bind(pat, None, arg, site),
            }
        }
        self.note_borrows(first, lent);
        let value = if super::opaque::returns(&closure.body) {
            self.returning(&closure.body)
        } else {
            self.expr(&closure.body)
        };
        let value = value.map(|value| self.settle(value, site));
        self.scopes.pop();
        self.depth -= 1;
        value
    }

    /// One step of `scan`: the state is changed through a reference, and `Some(…)` is what goes on.
    pub(super) fn apply_scan(&mut self, state: VarId, function: &Expr, item: Tree<Operand>) -> Flow<Tree<Operand>> {
        let site = function.site();
        let Expr::Closure(closure) = strip(function) else {
            return Some(self.fail(&catalogue::SCAN, site));
        };
        let (Some(first), Some(second)) = (closure.inputs.first(), closure.inputs.get(1)) else {
            return Some(self.fail(&catalogue::SCAN, site));
        };
        let syn::Pat::Ident(name) = first else {
            return Some(self.fail(&catalogue::SCAN, first.site()));
        };
        self.depth += 1;
        self.scopes.push(std::collections::HashMap::new());
        self.vars[state].pointer = true;
        self.scopes.last_mut().expect("just pushed").insert(Key::of(&name.ident), state);
        self.bind(second, None, item, site);
        let value = self.some(&closure.body);
        let value = value.map(|value| self.settle(value, site));
        self.scopes.pop();
        self.depth -= 1;
        value
    }

    /// What is in the `Some(…)` that a block ends with.
    fn some(&mut self, body: &Expr) -> Flow<Tree<Operand>> {
        match strip(body) {
            Expr::Call(ExprCall { func, args, .. })
                if func.to_token_stream().to_string() == "Some" && args.len() == 1 =>
            {
                self.expr(&args[0])
            }
            Expr::Block(block) => {
                let Some((syn::Stmt::Expr(last, None), before)) = block.block.stmts.split_last() else {
                    return Some(self.fail(&catalogue::SCAN, body.site()));
                };
                for stmt in before {
                    self.one_stmt(stmt)?;
                }
                self.some(last)
            }
            _ => Some(self.fail(&catalogue::SCAN, body.site())),
        }
    }

    /// Whether a sink's closure or its receiver depends on active values.
    pub(super) fn is_active(&self, tokens: &impl ToTokens) -> bool {
        self.activity_of(tokens) != Activity::Constant
    }
}

fn address(closure: &ExprClosure) -> usize {
    std::ptr::from_ref(closure) as usize
}
