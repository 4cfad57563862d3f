//! Conditions and integers.

use std::fmt::Write;

use super::Printer;
use super::expr::{POSTFIX, SUM, UNARY, ends_with_cast, tells_type};
use crate::ast::{Cmp, Cond, Expr, IntExpr, IntOp};

fn cmp_text(cmp: Cmp) -> &'static str {
    match cmp {
        Cmp::Lt => "<",
        Cmp::Le => "<=",
        Cmp::Gt => ">",
        Cmp::Ge => ">=",
        Cmp::Eq => "==",
        Cmp::Ne => "!=",
    }
}

impl Printer<'_> {
    pub(super) fn cond(&mut self, cond: &Cond) {
        match cond {
            Cond::Float(cmp, a, b) => {
                let outer = self.suffixes;
                // Alone, two literals would be compared as f64 whatever the rest of the program is.
                self.suffixes |= !tells_type(a) && !tells_type(b);
                self.compared(a);
                let _ = write!(self.out, " {} ", cmp_text(*cmp));
                self.compared(b);
                self.suffixes = outer;
            }
            Cond::Int(cmp, a, b) => {
                self.int(a);
                let _ = write!(self.out, " {} ", cmp_text(*cmp));
                self.int(b);
            }
            Cond::Var(var) => self.name(*var),
            Cond::Lit(value) => self.text(if *value { "true" } else { "false" }),
            Cond::Is(test, a) => {
                self.typed(a, POSTFIX);
                let _ = write!(self.out, ".{}()", test.name());
            }
            Cond::Not(cond) => {
                self.text("!");
                self.grouped(cond);
            }
            Cond::And(a, b) | Cond::Or(a, b) => {
                self.grouped(a);
                self.text(if matches!(cond, Cond::And(..)) { " && " } else { " || " });
                self.grouped(b);
            }
        }
    }

    pub(super) fn grouped(&mut self, cond: &Cond) {
        if matches!(cond, Cond::Var(_) | Cond::Lit(_) | Cond::Is(..)) {
            return self.cond(cond);
        }
        self.text("(");
        self.cond(cond);
        self.text(")");
    }

    pub(super) fn compared(&mut self, expr: &Expr) {
        self.expr(expr, if ends_with_cast(expr) { POSTFIX } else { SUM });
    }

    pub(super) fn int(&mut self, int: &IntExpr) {
        match int {
            IntExpr::Lit(value, int) => {
                let _ = write!(self.out, "{value}_{}", int.name());
            }
            IntExpr::Var(var) => {
                self.stars(*var);
                self.name(*var);
            }
            IntExpr::Op(..) | IntExpr::Both(..) | IntExpr::As(..) | IntExpr::If(..) | IntExpr::Truncate(..) => {
                self.text("(");
                self.loose_int(int);
                self.text(")");
            }
            IntExpr::Len(var) => {
                self.name(*var);
                self.text(".len()");
            }
            IntExpr::Min(a, b) => {
                self.receiving_int(a);
                let _ = write!(self.out, ".min({b})");
            }
            IntExpr::Least(a, b) => {
                self.receiving_int(a);
                self.text(".min(");
                self.loose_int(b);
                self.text(")");
            }
        }
    }

    fn receiving_int(&mut self, int: &IntExpr) {
        let star = matches!(int, IntExpr::Var(var) if self.function.vars[*var].refs > 0);
        if star {
            self.text("(");
        }
        self.int(int);
        if star {
            self.text(")");
        }
    }

    /// An integer where nothing binds tightly: without parentheses around it.
    pub(super) fn loose_int(&mut self, int: &IntExpr) {
        match int {
            IntExpr::Op(op, a, b) => {
                self.int(a);
                let _ = write!(self.out, " {} {b}", op_text(*op));
            }
            IntExpr::Both(op, a, b) => {
                self.int(a);
                let _ = write!(self.out, " {} ", op_text(*op));
                self.int(b);
            }
            IntExpr::As(a, int) => {
                self.int(a);
                let _ = write!(self.out, " as {}", int.name());
            }
            IntExpr::If(cond, then, otherwise, _) => {
                self.text("if ");
                self.cond(cond);
                let _ = write!(self.out, " {{ {then} }} else {{ {otherwise} }}");
            }
            IntExpr::Truncate(expr, int) => {
                self.typed(expr, UNARY);
                let _ = write!(self.out, " as {}", int.name());
            }
            int => self.int(int),
        }
    }

    /// Where its place tells the type of a number.
    pub(super) fn index(&mut self, int: &IntExpr) {
        match int {
            IntExpr::Lit(value, _) => {
                let _ = write!(self.out, "{value}");
            }
            int => self.loose_int(int),
        }
    }

    /// `[i][j]`
    pub(super) fn indices(&mut self, indices: &[IntExpr]) {
        for index in indices {
            self.text("[");
            self.index(index);
            self.text("]");
        }
    }
}

fn op_text(op: IntOp) -> &'static str {
    match op {
        IntOp::Add => "+",
        IntOp::Sub => "-",
        IntOp::Mul => "*",
        IntOp::Rem => "%",
    }
}
