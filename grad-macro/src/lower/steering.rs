//! Indices, bounds and counts: they steer, and carry no derivative.
//!
//! Where rustc accepts nothing but an integer, a field of unknown type is one. So what is read there is constant; and a variable that is used
//! there is constant from its declaration on, which is found by reading the function again.

use syn::{Expr, ExprPath};

use super::place::strip;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Float, Hint, Op, Operand, Pattern, View};
use crate::site::{Site, Sited};

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

    /// Notes that a variable is an integer, where nothing says that it is a float.
    fn is_integer_from_here(&mut self, expr: &Expr, operand: &Operand) -> bool {
        if self.func.float(operand) != Float::Unknown {
            return false;
        }
        let mut variables = Vec::new();
        super::each_variable(quote::ToTokens::to_token_stream(strip(expr)), &mut |ident| {
            variables.extend(self.find_ident(ident))
        });
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
