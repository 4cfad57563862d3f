//! Applying the rule table: a rule's text becomes steps of the backward half.

use std::rc::Rc;

use crate::site::Site;
use proc_macro2::Ident;
use quote::quote;
use syn::{BinOp, Expr, Lit, UnOp};

use super::{Cotangents, Reverse};
use crate::ir::{Activity, Float, Op, Operand, Stmt, ValueId};
use crate::rules::{self, Rule};

/// What the names in a rule's text stand for.
struct Names<'a> {
    rule: &'static Rule,
    args: &'a [Operand],
    output: ValueId,
    d: &'a Operand,
    site: Site,
}

impl Reverse {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn apply(
        &mut self,
        rule: &'static Rule,
        args: &[Operand],
        output: ValueId,
        d: &Operand,
        site: Site,
        cotangents: &mut Cotangents,
        out: &mut Vec<Stmt>,
    ) {
        let names = Names { rule, args, output, d, site };
        for (arg, text) in args.iter().zip(rule.partials) {
            if self.func.activity(arg) != Activity::Active || *text == "0.0" {
                continue;
            }
            let Some(expr) = self.parse(text) else { continue };
            let mut amount = self.text(&expr, &names, out);
            if rules::is_steep(rule.name) && self.may_vanish(d) {
                amount = self.unless_zero(d, amount, site, out);
            }
            self.owe(arg, amount, cotangents);
        }
    }

    fn parse(&mut self, text: &'static str) -> Option<Rc<Expr>> {
        self.rules.entry(text).or_insert_with(|| syn::parse_str(text).ok().map(Rc::new)).clone()
    }

    /// Lowers the text of a rule. The table is ours, so it holds nothing but what is understood here (a test
    /// lowers every line).
    fn text(&mut self, expr: &Expr, names: &Names, out: &mut Vec<Stmt>) -> Operand {
        let op = match expr {
            Expr::Paren(paren) => return self.text(&paren.expr, names, out),
            Expr::Path(path) => return names.lookup(path.path.get_ident()),
            Expr::Lit(literal) => {
                let number = match &literal.lit {
                    Lit::Float(float) => float.base10_parse().unwrap_or(f64::NAN),
                    _ => f64::NAN,
                };
                return Operand::Number(number);
            }
            Expr::Unary(unary) => {
                debug_assert!(matches!(unary.op, UnOp::Neg(_)), "rules negate with a minus");
                let inner = self.text(&unary.expr, names, out);
                if let Operand::Number(number) = inner {
                    return Operand::Number(-number);
                }
                Op::Neg(inner)
            }
            Expr::Binary(binary) => {
                let left = self.text(&binary.left, names, out);
                let right = self.text(&binary.right, names, out);
                Op::Binary(symbol(&binary.op), left, right)
            }
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                let receiver = self.text(&call.receiver, names, out);
                if let (Operand::Value(arg), true) = (&receiver, call.args.is_empty())
                    && let Some(given) = self.given(&name, *arg)
                {
                    return Operand::Value(given);
                }
                let mut args = vec![receiver];
                args.extend(call.args.iter().map(|arg| self.text(arg, names, out)));
                self.method(name, args, names, out)
            }
            Expr::If(branch) => {
                let test = self.text(&branch.cond, names, out);
                let then = self.block(&branch.then_branch, names, out);
                let other = match &branch.else_branch {
                    Some((_, other)) => self.text(other, names, out),
                    None => Operand::Number(0.0),
                };
                Op::Select { test, then, other }
            }
            Expr::Block(block) => return self.block(&block.block, names, out),
            _ => {
                debug_assert!(false, "a rule's text is made of simple expressions");
                return Operand::Number(f64::NAN);
            }
        };
        self.emit(op, names.site, out)
    }

    /// A method call; on a literal (`2.0.ln()`) it must say which float type is meant.
    fn method(&mut self, name: String, mut args: Vec<Operand>, names: &Names, out: &mut Vec<Stmt>) -> Op {
        let mut path = None;
        if args[0].value().is_none() {
            match self.func.float(&Operand::Value(names.output)) {
                Float::F32 => path = Some(Ident::new(&name, names.site.ours())).map(|name| quote!(f32::#name)),
                Float::F64 => path = Some(Ident::new(&name, names.site.ours())).map(|name| quote!(f64::#name)),
                _ => {
                    let like = Op::Helper { name: "like", args: vec![args[0].clone(), Operand::Value(names.output)] };
                    args[0] = self.emit(like, names.site, out);
                }
            }
        }
        Op::Method { name, path, args }
    }

    fn block(&mut self, block: &syn::Block, names: &Names, out: &mut Vec<Stmt>) -> Operand {
        match block.stmts.as_slice() {
            [syn::Stmt::Expr(expr, None)] => self.text(expr, names, out),
            _ => Operand::Number(f64::NAN),
        }
    }
}

impl Names<'_> {
    fn lookup(&self, ident: Option<&proc_macro2::Ident>) -> Operand {
        let name = ident.map(ToString::to_string).unwrap_or_default();
        match name.as_str() {
            "d" => self.d.clone(),
            "output" => Operand::Value(self.output),
            _ => match self.rule.args.iter().position(|arg| *arg == name) {
                Some(index) => self.args[index].clone(),
                None => Operand::Number(f64::NAN),
            },
        }
    }
}

fn symbol(op: &BinOp) -> &'static str {
    match op {
        BinOp::Add(_) => "+",
        BinOp::Sub(_) => "-",
        BinOp::Mul(_) => "*",
        BinOp::Div(_) => "/",
        BinOp::Eq(_) => "==",
        BinOp::Lt(_) => "<",
        BinOp::Le(_) => "<=",
        BinOp::Gt(_) => ">",
        BinOp::Ge(_) => ">=",
        BinOp::And(_) => "&&",
        BinOp::Or(_) => "||",
        _ => "%",
    }
}
