//! Lowering: the user's function body becomes IR.
//!
//! Statements are read in order, so that activity is known as soon as a value is made. What mentions no active
//! value stays as the user's own tokens (see [`opaque`]); what does is taken apart into single steps. A
//! variable is a name for its current value: assigning to it changes what the name stands for, and a branch
//! merges the variables that its arms changed.

mod branch;
mod call;
mod expr;
mod macros;
mod opaque;
pub use opaque::{each_variable, substitute};
mod pattern;
mod stmt;

use std::collections::{HashMap, HashSet};

use crate::site::{Site, Sited};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ItemFn;

use crate::analyse::activity;
use crate::diagnostics::{Entry, Errors, catalogue};
use crate::hygiene::Key;
use crate::ir::{Activity, End, Float, Func, Hint, Op, Operand, Pattern, Region, Stmt, StmtKind, Tree, ValueId};
use crate::signature::Signature;
use crate::types::Class;

/// A lowered function.
pub struct Lowered {
    /// Its IR; what early returns leave behind is still in it (see `exits`).
    pub func: Func,
    /// Items of the body, repeated at the top of each companion.
    pub items: TokenStream,
    /// The paths of called functions, as [`crate::ir::Companion::Free`] counts them.
    pub callees: Vec<TokenStream>,
    /// Whether the function calls itself with active values.
    pub recursive: bool,
}

/// Reads a function's body.
pub fn lower(function: &ItemFn, signature: &Signature, errors: &mut Errors) -> Lowered {
    let mut foreign = HashSet::new();
    collect_idents(function.to_token_stream(), &mut foreign);
    let func =
        Func { values: Vec::new(), params: Vec::new(), body: Region { stmts: Vec::new(), end: End::Diverge }, foreign };
    let opaque::InPlace { names: in_place, whole: changed_whole } = opaque::changed_in_place(&function.block);
    let mut lowerer = Lowerer {
        func,
        stmts: Vec::new(),
        end: None,
        vars: Vec::new(),
        scopes: vec![HashMap::new()],
        in_place,
        changed_whole,
        errors,
        own_name: function.sig.ident.to_string(),
        items: TokenStream::new(),
        callees: Vec::new(),
        recursive: false,
        depth: 0,
    };
    lowerer.params(signature);
    lowerer.body(function, signature);
    let Lowerer { mut func, stmts, end, items, callees, recursive, .. } = lowerer;
    func.body = Region { stmts, end: end.unwrap_or(End::Diverge) };
    Lowered { func, items, callees, recursive }
}

/// Every identifier in the tokens.
pub fn collect_idents(tokens: TokenStream, into: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect_idents(group.stream(), into),
            _ => {}
        }
    }
}

/// Index into [`Lowerer::vars`].
type VarId = usize;

/// What an expression comes to; `None` if control never gets past it.
type Flow<T> = Option<T>;

/// A variable of the user.
#[derive(Clone)]
struct Var {
    name: String,
    /// Its type, where it is written.
    ty: Option<syn::Type>,
    /// What the name stands for now.
    now: Option<Tree<Operand>>,
}

struct Lowerer<'a> {
    func: Func,
    /// The region under construction.
    stmts: Vec<Stmt>,
    /// How it ends, once that is settled.
    end: Option<End>,
    vars: Vec<Var>,
    scopes: Vec<HashMap<Key, VarId>>,
    /// Constants that opaque code changes in place: reading one must take a copy.
    in_place: HashSet<String>,
    /// Those among them that must not be taken apart.
    changed_whole: HashSet<String>,
    errors: &'a mut Errors,
    own_name: String,
    items: TokenStream,
    callees: Vec<TokenStream>,
    recursive: bool,
    /// How many blocks are open, the function's own included.
    depth: usize,
}

impl Lowerer<'_> {
    fn params(&mut self, signature: &Signature) {
        for param in &signature.params {
            let activity = if param.active { Activity::Active } else { Activity::Constant };
            let float = match param.class {
                Class::Float(float) => float,
                Class::Constant => Float::Not,
                _ => Float::Unknown,
            };
            let id = self.func.fresh(Hint::User(param.ident.to_string()), param.ident.site(), float, activity);
            self.func.values[id.0].mutable = param.mutable && self.in_place.contains(&param.key.name);
            self.func.params.push(id);
            let var = self.declare(param.key.clone(), Some(Tree::Leaf(Operand::Value(id))));
            self.vars[var].ty = Some(param.ty.clone());
        }
    }

    fn body(&mut self, function: &ItemFn, signature: &Signature) {
        let value = self.block(&function.block);
        let Some(tree) = value else { return };
        let Some(result) = &signature.result else { return };
        match tree {
            Tree::Leaf(operand) => self.end = Some(End::Return(vec![operand])),
            Tree::Tuple(_) if !signature.result_understood => {}
            Tree::Tuple(_) => {
                let site = function.block.stmts.last().map_or_else(|| result.site(), Sited::site);
                self.fail(&catalogue::NO_VALUE, site);
            }
        }
    }

    /// Reports an error and gives something to go on with.
    fn fail(&mut self, entry: &'static Entry, site: Site) -> Tree<Operand> {
        self.fail_about(entry, site, "")
    }

    /// Reports an error about `subject` and gives something to go on with.
    fn fail_about(&mut self, entry: &'static Entry, site: Site, subject: impl ToString) -> Tree<Operand> {
        self.errors.report_about(entry, site, subject);
        Tree::Leaf(Operand::Number(0.0))
    }

    fn declare(&mut self, key: Key, now: Option<Tree<Operand>>) -> VarId {
        let id = self.vars.len();
        self.vars.push(Var { name: key.name.clone(), ty: None, now });
        self.scopes.last_mut().expect("a scope is always open").insert(key, id);
        id
    }

    fn find(&self, key: &Key) -> Option<VarId> {
        self.scopes.iter().rev().find_map(|scope| scope.get(key)).copied()
    }

    fn find_ident(&self, ident: &Ident) -> Option<VarId> {
        self.find(&Key::of(ident))
    }

    /// Appends `let value = op;`.
    fn step(&mut self, op: Op, site: Site, float: Float) -> Operand {
        let activity = activity::of_op(&self.func, &op);
        let id = self.func.fresh(Hint::Temp, site, float, activity);
        self.push(Pattern::one(id), op, site);
        Operand::Value(id)
    }

    fn push(&mut self, pattern: Pattern, op: Op, site: Site) {
        self.stmts.push(Stmt { kind: StmtKind::Let { pattern, op }, site, generated: false });
    }

    /// Lowers something into a region of its own. The variables that it changes stay changed: callers save
    /// and compare [`Lowerer::vars`].
    fn region<T>(&mut self, inside: impl FnOnce(&mut Self) -> Flow<T>) -> (Vec<Stmt>, Result<T, End>) {
        let outer_stmts = std::mem::take(&mut self.stmts);
        let outer_end = self.end.take();
        self.scopes.push(HashMap::new());
        let value = inside(self);
        self.scopes.pop();
        let stmts = std::mem::replace(&mut self.stmts, outer_stmts);
        let end = std::mem::replace(&mut self.end, outer_end);
        (stmts, value.ok_or(end.unwrap_or(End::Diverge)))
    }

    fn tree_activity(&self, tree: &Tree<Operand>) -> Activity {
        tree.leaves().into_iter().map(|leaf| self.func.activity(leaf)).max().unwrap_or(Activity::Constant)
    }

    fn is_fresh_temp(&self, id: ValueId) -> bool {
        let last = self.stmts.last().map(|stmt| match &stmt.kind {
            StmtKind::Let { pattern, .. } => pattern.values(),
            StmtKind::Branch(branch) => branch.results.clone(),
            StmtKind::Comment(_) => Vec::new(),
        });
        matches!(self.func.value(id).hint, Hint::Temp) && last.is_some_and(|values| values.contains(&id))
    }
}
