//! Closures handed to iterator adaptors: they are written out where they are called.

use quote::ToTokens;
use syn::{Expr, ExprCall, ExprClosure};

use super::place::strip;
use super::{Flow, Lowerer, VarId};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Operand, Tree};
use crate::site::Sited;

impl Lowerer<'_> {
    /// The closure's value for these arguments.
    pub(super) fn apply(&mut self, function: &Expr, args: Vec<Tree<Operand>>) -> Flow<Tree<Operand>> {
        match strip(function) {
            Expr::Closure(closure) => self.apply_closure(closure, args),
            Expr::Path(path) => {
                let site = function.site();
                let mut leaves = Vec::new();
                for arg in args {
                    let leaf = match arg {
                        // A function of references takes them as they are.
                        Tree::Leaf(leaf @ Operand::View(_)) if !super::call::is_float_type(path) => leaf,
                        arg => self.leaf(arg, site),
                    };
                    leaves.push(leaf);
                }
                self.call_of(path, leaves, site)
            }
            _ => {
                self.fail(&catalogue::CLOSURE, function.site());
                None
            }
        }
    }

    fn apply_closure(&mut self, closure: &ExprClosure, args: Vec<Tree<Operand>>) -> Flow<Tree<Operand>> {
        let site = closure.body.site();
        if super::opaque::returns(&closure.body) {
            return Some(self.fail(&catalogue::CLOSURE, site));
        }
        if closure.inputs.len() != args.len() {
            return Some(self.fail(&catalogue::CLOSURE, site));
        }
        self.depth += 1;
        self.scopes.push(std::collections::HashMap::new());
        for (pat, arg) in closure.inputs.iter().zip(args) {
            let (pat, ty) = match pat {
                syn::Pat::Type(typed) => (&*typed.pat, None),
                pat => (pat, None),
            };
            self.bind(pat, ty, arg, site);
        }
        let value = self.expr(&closure.body);
        let value = value.map(|value| self.settle(value, site));
        self.scopes.pop();
        self.depth -= 1;
        value
    }

    /// One step of `scan`: the state is changed through a reference, and `Some(…)` is what goes on.
    pub(super) fn apply_scan(&mut self, state: VarId, function: &Expr, item: Tree<Operand>) -> Flow<Tree<Operand>> {
        let site = function.site();
        let Expr::Closure(closure) = strip(function) else {
            return Some(self.fail(&catalogue::CLOSURE, site));
        };
        let (Some(first), Some(second)) = (closure.inputs.first(), closure.inputs.get(1)) else {
            return Some(self.fail(&catalogue::CLOSURE, site));
        };
        let syn::Pat::Ident(name) = first else {
            return Some(self.fail(&catalogue::CLOSURE, site));
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
                    return Some(self.fail(&catalogue::CLOSURE, body.site()));
                };
                for stmt in before {
                    self.one_stmt(stmt)?;
                }
                self.some(last)
            }
            _ => Some(self.fail(&catalogue::CLOSURE, body.site())),
        }
    }

    /// Whether a sink's closure or its receiver depends on active values.
    pub(super) fn is_active(&self, tokens: &impl ToTokens) -> bool {
        self.activity_of(tokens) != Activity::Constant
    }
}
