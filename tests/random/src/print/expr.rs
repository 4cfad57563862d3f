//! Expressions, with only the parentheses and suffixes that Rust needs.

use std::fmt::Write;

use super::Printer;
use crate::ast::{Arg, BinOp, Block, CopyForm, Expr, Float, ListForm, Style};

// How tightly expressions bind.
pub(super) const LOOSE: u8 = 0;
pub(super) const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const CAST: u8 = 7;
pub(super) const UNARY: u8 = 8;
pub(super) const POSTFIX: u8 = 9;

fn binding(op: BinOp) -> u8 {
    match op {
        BinOp::Add | BinOp::Sub => SUM,
        BinOp::Mul | BinOp::Div | BinOp::Rem => PRODUCT,
    }
}

fn precedence(expr: &Expr) -> u8 {
    match expr {
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(..) => LOOSE,
        Expr::Bin(op, ..) => binding(*op),
        Expr::Cast(..) | Expr::IntAs(..) => CAST,
        Expr::Neg(_) => UNARY,
        _ => POSTFIX,
    }
}

/// `x as f64 < y` would read as the start of generic arguments.
pub(super) fn ends_with_cast(expr: &Expr) -> bool {
    match expr {
        Expr::Cast(..) | Expr::IntAs(..) => true,
        Expr::Bin(op, _, right) => precedence(right) > binding(*op) && ends_with_cast(right),
        _ => false,
    }
}

/// Whether rustc can tell the expression's type from the expression alone.
pub(crate) fn tells_type(expr: &Expr) -> bool {
    match expr {
        Expr::Lit { suffix, .. } => *suffix,
        Expr::Neg(a) | Expr::Detach(a) => tells_type(a),
        // `2.0 * x` of a reference could be several things.
        Expr::Bin(_, a, b) if is_bare(a) || is_bare(b) => tells_type(a) && tells_type(b),
        Expr::Bin(_, a, b) => tells_type(a) || tells_type(b),
        Expr::List(_, items) => items.iter().any(tells_type),
        Expr::Repeat(_, item, _) => tells_type(item),
        Expr::Empty(_) | Expr::Loop(..) => false,
        Expr::Tuple(items) => items.iter().all(tells_type),
        Expr::Block(block) => block_tells_type(block),
        // All items of a tuple must be told by one and the same branch, which is more than rustc
        // asks for.
        Expr::If(branches) => branches.arms.iter().map(|arm| &arm.1).chain(&branches.otherwise).any(block_tells_type),
        Expr::Match(arms) => arms.arms.iter().any(|arm| block_tells_type(&arm.body)),
        _ => true,
    }
}

fn is_bare(expr: &Expr) -> bool {
    matches!(expr, Expr::Bare(_))
}

fn block_tells_type(block: &Block) -> bool {
    block.tail.as_ref().is_some_and(tells_type)
}

pub(super) fn bin_text(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "+",
        BinOp::Sub => "-",
        BinOp::Mul => "*",
        BinOp::Div => "/",
        BinOp::Rem => "%",
    }
}

impl Printer<'_> {
    fn precedence(&self, expr: &Expr) -> u8 {
        match expr {
            Expr::Var(var) if self.function.vars[*var].refs > 0 => UNARY,
            expr => precedence(expr),
        }
    }

    fn list_form(&mut self, form: ListForm) {
        self.text(match form {
            ListForm::Array => "[",
            ListForm::Vec => "vec![",
        });
    }

    /// Prints an expression whose type must be clear without its context.
    pub(super) fn typed(&mut self, expr: &Expr, around: u8) {
        let outer = self.suffixes;
        self.suffixes |= !tells_type(expr);
        self.expr(expr, around);
        self.suffixes = outer;
    }

    /// Prints an expression inside of something that binds as tightly as `around`.
    pub(super) fn expr(&mut self, expr: &Expr, around: u8) {
        let own = self.precedence(expr);
        let parens = own < around;
        if parens {
            self.text("(");
        }
        match expr {
            Expr::Lit { text, float, suffix } => {
                self.text(text);
                if *suffix || self.suffixes {
                    let _ = write!(self.out, "_{}", float.name());
                }
            }
            Expr::Var(var) => {
                self.stars(*var);
                self.name(*var);
            }
            Expr::Bare(var) => self.name(*var),
            Expr::Element(place) => {
                self.name(place.var);
                self.indices(&place.index);
            }
            Expr::List(form, items) => {
                self.list_form(*form);
                self.list(items, |this, item| this.expr(item, LOOSE));
                self.text("]");
            }
            Expr::Repeat(form, item, count) => {
                self.list_form(*form);
                self.expr(item, LOOSE);
                self.text("; ");
                self.index(count);
                self.text("]");
            }
            Expr::Empty(None) => self.text("Vec::new()"),
            Expr::Empty(Some(capacity)) => {
                self.text("Vec::with_capacity(");
                self.index(capacity);
                self.text(")");
            }
            Expr::Copy(form, view) => {
                if *form == CopyForm::Star {
                    self.text("*");
                }
                self.view(view);
                match form {
                    CopyForm::Clone => self.text(".clone()"),
                    CopyForm::ToVec => self.text(".to_vec()"),
                    CopyForm::Star => {}
                }
            }
            Expr::Borrow(view) => self.shared(view),
            Expr::Split(view, at) => {
                self.view(view);
                let _ = write!(self.out, ".split_at({at})");
            }
            Expr::Run(run) => self.run_chain(run),
            Expr::Loop(label, body) => {
                self.label(*label);
                self.text("loop ");
                self.block(body);
            }
            Expr::Named(named, float) => {
                let module = if named.path.starts_with("consts") { "std::" } else { "" };
                let _ = write!(self.out, "{module}{}::{}", float.name(), named.path);
            }
            Expr::IntAs(int, float) => {
                self.int(int);
                let _ = write!(self.out, " as {}", float.name());
            }
            Expr::Neg(a) => {
                self.text("-");
                self.expr(a, POSTFIX);
            }
            Expr::Bin(op, a, b) => {
                self.expr(a, own);
                let _ = write!(self.out, " {} ", bin_text(*op));
                self.expr(b, own + 1);
            }
            Expr::Method { method, style, float, args } => {
                self.receiver(method.name, *style, *float, &args[0]);
                if *style == Style::Path && args.len() > 1 {
                    self.text(", ");
                }
                self.list(&args[1..], |this, arg| this.expr(arg, LOOSE));
                self.text(")");
            }
            Expr::Powi { style, float, base, exponent } => {
                self.receiver("powi", *style, *float, base);
                if *style == Style::Path {
                    self.text(", ");
                }
                self.int(exponent);
                self.text(")");
            }
            Expr::SinCos(style, float, a) => {
                self.receiver("sin_cos", *style, *float, a);
                self.text(")");
            }
            Expr::Cast(a, float) => {
                self.typed(a, UNARY);
                let _ = write!(self.out, " as {}", float.name());
            }
            Expr::Detach(a) => {
                self.text("grad::detach(");
                self.expr(a, LOOSE);
                self.text(")");
            }
            Expr::Call { function, args } => {
                let path = self.path(&self.program.functions[*function]);
                self.text(&path);
                self.text("(");
                self.list(args, |this, arg| match arg {
                    Arg::Value(expr) => this.expr(expr, LOOSE),
                    Arg::Int(int) => this.int(int),
                    Arg::Bool(cond) => this.cond(cond),
                    Arg::Shared(view) => this.shared(view),
                    Arg::Exclusive(view) => this.exclusive(view),
                    Arg::Temporary(expr) => {
                        this.text("&");
                        this.expr(expr, LOOSE);
                    }
                });
                self.text(")");
            }
            Expr::Tuple(items) => {
                self.text("(");
                self.list(items, |this, item| this.expr(item, LOOSE));
                self.text(")");
            }
            Expr::Block(block) => self.block(block),
            Expr::If(branches) => self.branches(branches),
            Expr::Match(arms) => self.arms(arms),
        }
        if parens {
            self.text(")");
        }
    }

    /// `receiver.name(` or `f64::name(receiver`
    fn receiver(&mut self, name: &str, style: Style, float: Float, receiver: &Expr) {
        match style {
            Style::Dot => {
                match receiver {
                    // A method finds its way through a reference.
                    Expr::Var(var) if self.function.vars[*var].bare => self.name(*var),
                    receiver => self.typed(receiver, POSTFIX),
                }
                let _ = write!(self.out, ".{name}(");
            }
            Style::Path => {
                let _ = write!(self.out, "{}::{name}(", float.name());
                self.expr(receiver, LOOSE);
            }
        }
    }
}
