//! Indices, bounds and counts: they steer, and carry no derivative.
//!
//! Where rustc accepts nothing but an integer, a field of unknown type is one. So what is read there is constant; and a variable that is used
//! there is constant from its declaration on, which is found by reading the function again.

use syn::{Expr, ExprPath};

use super::looped::has_let;
use super::opaque::gives_bool;
use super::place::strip;
use super::variants::binds;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Float, Hint, Op, Operand, Pattern, Shape, StmtKind, ValueId, View};
use crate::site::{Site, Sited};

/// Methods whose arguments and result are all of one type.
const OF_ONE_TYPE: &[&str] = &[
    "min",
    "max",
    "clamp",
    "saturating_sub",
    "saturating_add",
    "wrapping_sub",
    "wrapping_add",
    "rem_euclid",
    "div_ceil",
    "abs_diff",
];

impl Lowerer<'_> {
    /// An index or a count: it may depend on active values, but only steers.
    pub(super) fn steering(&mut self, expr: &Expr) -> Flow<Operand> {
        let operand = self.steered(expr, |this| this.operand(expr))?;
        if self.func.activity(&operand) != Activity::Active {
            return Some(operand);
        }
        if !self.is_integer_from_here(expr, &operand) {
            self.fail(&catalogue::INDEX, expr.site());
        }
        Some(Operand::Number(0.0))
    }

    /// Reads something that can only be an integer. Nothing that is changed inside of it may count as one, though.
    pub(super) fn steered<T>(&mut self, expr: &Expr, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.steers;
        self.steers |= !super::opaque::assigns(expr);
        let value = read(self);
        self.steers = outer;
        value
    }

    /// An initial value or a new one of a variable that is an integer.
    pub(super) fn steered_if<T>(&mut self, integer: bool, expr: &Expr, read: impl FnOnce(&mut Self) -> T) -> T {
        if integer { self.steered(expr, read) } else { read(self) }
    }

    /// A field that is an integer.
    pub(super) fn integer_from(&mut self, view: View, site: Site) -> Operand {
        let id = self.func.fresh(Hint::Temp, site, Float::Not, Activity::Constant);
        self.push(Pattern::one(id), Op::Load(view), site);
        Operand::Value(id)
    }

    /// The same where it has been read already, as an element of a tuple is that a pattern takes apart.
    pub(super) fn read_integer(&mut self, id: ValueId) {
        let read = self.stmts.iter().rev().any(|stmt| match &stmt.kind {
            StmtKind::Let { pattern, op: Op::Load(view) } => {
                pattern.values() == [id] && self.func.shape(view) == Shape::Unknown
            }
            _ => false,
        });
        if read {
            let value = &mut self.func.values[id.0];
            value.activity = Activity::Constant;
            value.float = Float::Not;
        }
    }

    /// Notes that a variable is an integer, where nothing says that it is a float.
    fn is_integer_from_here(&mut self, expr: &Expr, operand: &Operand) -> bool {
        if self.func.float(operand).is_known() {
            return false;
        }
        let mut names = Vec::new();
        of_this_type(expr, &mut names);
        let variables: Vec<_> = names.into_iter().filter_map(|name| self.find_ident(name)).collect();
        let mut found = false;
        for var in variables {
            let decl = self.vars[var].decl;
            let active = self.vars[var].now.as_ref().is_some_and(|now| self.tree_activity(now) == Activity::Active);
            let written = self.vars[var].ty.is_some() && self.func.params.len() > var;
            if active && decl != 0 && !written && self.integers.insert(decl) {
                self.again = true;
                found = true;
            }
        }
        found || self.again
    }

    /// Whether a declared variable was found to be an integer.
    pub(super) fn is_integer(&self, ident: &syn::Ident) -> bool {
        self.integers.contains(&(std::ptr::from_ref(ident) as usize))
    }

    /// Whether an assignment goes to such a variable.
    pub(super) fn goes_to_integer(&self, left: &Expr) -> bool {
        let Expr::Path(ExprPath { path, .. }) = strip(left) else { return false };
        let var = path.get_ident().and_then(|ident| self.find_ident(ident));
        var.is_some_and(|var| self.integers.contains(&self.vars[var].decl))
    }
}

/// The variables in an expression that are of its own type: not those that a condition looks at, or that are cast.
fn of_this_type<'a>(expr: &'a Expr, found: &mut Vec<&'a syn::Ident>) {
    let mut tail = |block: &'a syn::Block| {
        // A name may stand for something else after other statements.
        if let [syn::Stmt::Expr(expr, None)] = block.stmts.as_slice() {
            of_this_type(expr, found);
        }
    };
    match strip(expr) {
        Expr::Path(ExprPath { path, .. }) => found.extend(path.get_ident()),
        Expr::Unary(unary) => of_this_type(&unary.expr, found),
        Expr::Binary(binary) if !gives_bool(&binary.op) => {
            of_this_type(&binary.left, found);
            of_this_type(&binary.right, found);
        }
        Expr::MethodCall(call) if OF_ONE_TYPE.iter().any(|name| call.method == name) => {
            of_this_type(&call.receiver, found);
            call.args.iter().for_each(|arg| of_this_type(arg, found));
        }
        Expr::Block(block) => tail(&block.block),
        Expr::If(branch) if !has_let(&branch.cond) => {
            tail(&branch.then_branch);
            if let Some((_, other)) = &branch.else_branch {
                of_this_type(other, found);
            }
        }
        Expr::Match(choice) => {
            let arms = choice.arms.iter().filter(|arm| !binds(&arm.pat));
            arms.for_each(|arm| of_this_type(&arm.body, found));
        }
        _ => {}
    }
}
