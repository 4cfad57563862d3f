//! Prints a program as Rust, with only the parentheses and type annotations that Rust needs.

use std::fmt::Write;

use crate::ast::{
    Arg, Arm, ArmPat, BinOp, Block, Choice, Cmp, Cond, Expr, Float, Function, Home, If, IntExpr, IntOp, Kind, Match,
    Pat, Program, Scrutinee, Stmt, Style, VarId,
};

/// The functions of a program, each with its `#[differentiable]`.
pub fn print(program: &Program) -> String {
    let mut printer = Printer { program, function: program.main(), out: String::new(), depth: 0, suffixes: false };
    for function in &program.functions {
        printer.function = function;
        printer.at_home();
    }
    printer.out
}

struct Printer<'a> {
    program: &'a Program,
    function: &'a Function,
    out: String,
    depth: usize,
    /// Every literal gets its suffix, because nothing else tells the type.
    suffixes: bool,
}

// How tightly expressions bind.
const LOOSE: u8 = 0;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const CAST: u8 = 7;
const UNARY: u8 = 8;
const POSTFIX: u8 = 9;

fn binding(op: BinOp) -> u8 {
    match op {
        BinOp::Add | BinOp::Sub => SUM,
        BinOp::Mul | BinOp::Div | BinOp::Rem => PRODUCT,
    }
}

fn precedence(expr: &Expr) -> u8 {
    match expr {
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) => LOOSE,
        Expr::Bin(op, ..) => binding(*op),
        Expr::Cast(..) | Expr::IntAs(..) => CAST,
        Expr::Neg(_) => UNARY,
        _ => POSTFIX,
    }
}

/// `x as f64 < y` would read as the start of generic arguments.
fn ends_with_cast(expr: &Expr) -> bool {
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
        Expr::Bin(_, a, b) => tells_type(a) || tells_type(b),
        Expr::Tuple(items) => items.iter().all(tells_type),
        Expr::Block(block) => block_tells_type(block),
        // All items of a tuple must be told by one and the same branch, which is more than rustc
        // asks for.
        Expr::If(branches) => branches.arms.iter().map(|arm| &arm.1).chain(&branches.otherwise).any(block_tells_type),
        Expr::Match(arms) => arms.arms.iter().any(|arm| block_tells_type(&arm.body)),
        _ => true,
    }
}

fn block_tells_type(block: &Block) -> bool {
    block.tail.as_ref().is_some_and(tells_type)
}

fn bin_text(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "+",
        BinOp::Sub => "-",
        BinOp::Mul => "*",
        BinOp::Div => "/",
        BinOp::Rem => "%",
    }
}

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

fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Float(float) => float.name(),
        Kind::Int(int) => int.name(),
        Kind::Bool => "bool",
    }
}

/// The type that an associated function belongs to.
fn owner(name: &str) -> String {
    name.replace("helper_", "Owner")
}

impl Printer<'_> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("    ", self.depth));
    }

    /// Items with commas between them.
    fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        for (index, each) in items.iter().enumerate() {
            if index > 0 {
                self.text(", ");
            }
            item(self, each);
        }
    }

    fn name(&mut self, var: VarId) {
        self.out.push_str(&self.function.vars[var].name);
    }

    /// The function, inside of its module or impl block.
    fn at_home(&mut self) {
        let name = &self.function.name;
        match self.function.home {
            Home::Here => return self.function(),
            Home::Module | Home::Imported => {
                let _ = write!(self.out, "pub mod in_{name} {{\nuse super::*;\n");
            }
            Home::Associated => {
                let _ = write!(self.out, "pub struct {};\nimpl {0} {{\n", owner(name));
            }
        }
        self.function();
        self.text("}\n");
        if self.function.home == Home::Imported {
            let _ = writeln!(self.out, "use in_{name}::{name};");
        }
    }

    /// How the function being printed calls another one, or itself.
    fn path(&self, callee: &Function) -> String {
        let name = &callee.name;
        match callee.home {
            Home::Associated if name == &self.function.name => format!("Self::{name}"),
            Home::Associated => format!("{}::{name}", owner(name)),
            Home::Module if name != &self.function.name => format!("in_{name}::{name}"),
            _ => name.clone(),
        }
    }

    fn function(&mut self) {
        let function = self.function;
        self.attribute();
        let _ = write!(self.out, "pub fn {}(", function.name);
        self.list(&function.vars[..function.params], |this, var| {
            let mutable = if var.mutable { "mut " } else { "" };
            let _ = write!(this.out, "{mutable}{}: {}", var.name, kind_text(var.kind));
        });
        let _ = write!(self.out, ") -> {} ", function.ret.name());
        self.block(&function.body);
        self.text("\n");
    }

    fn attribute(&mut self) {
        let function = self.function;
        let (word, listed) = match function.choice {
            Choice::All => return self.text("#[differentiable]\n"),
            Choice::Wrt => ("wrt", true),
            Choice::Constant => ("constant", false),
        };
        let names: Vec<&str> = function.vars[..function.params]
            .iter()
            .zip(&function.active)
            .filter(|(var, active)| matches!(var.kind, Kind::Float(_)) && **active == listed)
            .map(|(var, _)| var.name.as_str())
            .collect();
        let _ = writeln!(self.out, "#[differentiable({word}({}))]", names.join(", "));
    }

    fn block(&mut self, block: &Block) {
        if block.stmts.is_empty() && block.tail.is_none() {
            return self.text("{}");
        }
        self.text("{");
        self.depth += 1;
        for stmt in &block.stmts {
            self.line();
            self.stmt(stmt);
        }
        if let Some(tail) = &block.tail {
            self.line();
            self.expr(tail, LOOSE);
        }
        self.depth -= 1;
        self.line();
        self.text("}");
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Let { pat, annotate, init } => {
                self.text("let ");
                self.pat(pat);
                let told = tells_type(init);
                if *annotate || !told {
                    let annotation = self.annotation(pat);
                    let _ = write!(self.out, ": {annotation}");
                }
                self.text(" = ");
                self.expr(init, LOOSE);
                self.text(";");
            }
            Stmt::Declare { var, annotate } => {
                self.text("let ");
                self.pat(&Pat::Var(*var));
                if *annotate {
                    let _ = write!(self.out, ": {}", kind_text(self.function.vars[*var].kind));
                }
                self.text(";");
            }
            Stmt::LetInt(var, init) => {
                let kind = self.function.vars[*var].kind;
                let _ = write!(self.out, "let {}: {} = ", self.function.vars[*var].name, kind_text(kind));
                self.int(init);
                self.text(";");
            }
            Stmt::LetBool(var, init) => {
                self.text("let ");
                self.name(*var);
                self.text(" = ");
                self.cond(init);
                self.text(";");
            }
            Stmt::Const(var, text) => {
                let Kind::Float(float) = self.function.vars[*var].kind else { unreachable!("a float constant") };
                let _ = write!(self.out, "const {}: {} = {text};", self.function.vars[*var].name, float.name());
            }
            Stmt::Assign(var, value) => {
                self.name(*var);
                self.text(" = ");
                self.expr(value, LOOSE);
                self.text(";");
            }
            Stmt::Compound(op, var, value) => {
                self.name(*var);
                let _ = write!(self.out, " {}= ", bin_text(*op));
                self.expr(value, LOOSE);
                self.text(";");
            }
            Stmt::If(branches) => self.branches(branches),
            Stmt::Match(arms) => self.arms(arms),
            Stmt::Block(block) => self.block(block),
            Stmt::Return(value) => {
                self.text("return ");
                self.expr(value, LOOSE);
                self.text(";");
            }
            Stmt::Drop(value) => {
                if !matches!(value, Expr::Method { style: Style::Path, .. }) {
                    self.text("let _ = ");
                }
                self.expr(value, LOOSE);
                self.text(";");
            }
            Stmt::Assert(cond) => {
                self.text("assert!(");
                self.cond(cond);
                self.text(");");
            }
        }
    }

    fn pat(&mut self, pat: &Pat) {
        match pat {
            Pat::Var(var) => {
                if self.function.vars[*var].mutable {
                    self.text("mut ");
                }
                self.name(*var);
            }
            Pat::Wild => self.text("_"),
            Pat::Tuple(pats) => {
                self.text("(");
                self.list(pats, |this, pat| this.pat(pat));
                self.text(")");
            }
        }
    }

    /// The type of a pattern.
    fn annotation(&self, pat: &Pat) -> String {
        match pat {
            Pat::Wild => "_".to_owned(),
            Pat::Var(var) => kind_text(self.function.vars[*var].kind).to_owned(),
            Pat::Tuple(pats) => {
                let items: Vec<String> = pats.iter().map(|pat| self.annotation(pat)).collect();
                format!("({})", items.join(", "))
            }
        }
    }

    fn branches(&mut self, branches: &If) {
        for (index, (cond, block)) in branches.arms.iter().enumerate() {
            self.text(if index == 0 { "if " } else { " else if " });
            self.cond(cond);
            self.text(" ");
            self.block(block);
        }
        if let Some(block) = &branches.otherwise {
            self.text(" else ");
            self.block(block);
        }
    }

    fn arms(&mut self, arms: &Match) {
        self.text("match ");
        match &arms.scrutinee {
            Scrutinee::Int(int) => self.int(int),
            Scrutinee::Bool(cond) => self.cond(cond),
        }
        self.text(" {");
        self.depth += 1;
        for arm in &arms.arms {
            self.line();
            self.arm(arm);
        }
        self.depth -= 1;
        self.line();
        self.text("}");
    }

    fn arm(&mut self, arm: &Arm) {
        match &arm.pat {
            ArmPat::Bool(value) => self.text(if *value { "true" } else { "false" }),
            ArmPat::Ranges(ranges) => {
                for (index, (low, high)) in ranges.iter().enumerate() {
                    let bar = if index > 0 { " | " } else { "" };
                    let _ = if low == high {
                        write!(self.out, "{bar}{low}")
                    } else {
                        write!(self.out, "{bar}{low}..={high}")
                    };
                }
            }
            ArmPat::From(low) => {
                let _ = write!(self.out, "{low}..");
            }
            ArmPat::Bind(var) => self.name(*var),
            ArmPat::Wild => self.text("_"),
        }
        if let Some(guard) = &arm.guard {
            self.text(" if ");
            self.cond(guard);
        }
        self.text(" => ");
        match &arm.body {
            Block { stmts, tail: Some(tail) } if stmts.is_empty() => {
                self.expr(tail, LOOSE);
                self.text(",");
            }
            block => self.block(block),
        }
    }

    fn cond(&mut self, cond: &Cond) {
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

    fn grouped(&mut self, cond: &Cond) {
        if matches!(cond, Cond::Var(_) | Cond::Lit(_) | Cond::Is(..)) {
            return self.cond(cond);
        }
        self.text("(");
        self.cond(cond);
        self.text(")");
    }

    fn compared(&mut self, expr: &Expr) {
        self.expr(expr, if ends_with_cast(expr) { POSTFIX } else { SUM });
    }

    fn int(&mut self, int: &IntExpr) {
        match int {
            IntExpr::Lit(value, int) => {
                let _ = write!(self.out, "{value}_{}", int.name());
            }
            IntExpr::Var(var) => self.name(*var),
            IntExpr::Op(op, a, b) => {
                let op = match op {
                    IntOp::Add => "+",
                    IntOp::Sub => "-",
                    IntOp::Mul => "*",
                    IntOp::Rem => "%",
                };
                self.text("(");
                self.int(a);
                let _ = write!(self.out, " {op} {b})");
            }
            IntExpr::As(a, int) => {
                self.text("(");
                self.int(a);
                let _ = write!(self.out, " as {})", int.name());
            }
        }
    }

    /// Prints an expression whose type must be clear without its context.
    fn typed(&mut self, expr: &Expr, around: u8) {
        let outer = self.suffixes;
        self.suffixes |= !tells_type(expr);
        self.expr(expr, around);
        self.suffixes = outer;
    }

    /// Prints an expression inside of something that binds as tightly as `around`.
    fn expr(&mut self, expr: &Expr, around: u8) {
        let own = precedence(expr);
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
            Expr::Var(var) => self.name(*var),
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
                    Arg::Float(expr) => this.expr(expr, LOOSE),
                    Arg::Int(int) => this.int(int),
                    Arg::Bool(cond) => this.cond(cond),
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
                self.typed(receiver, POSTFIX);
                let _ = write!(self.out, ".{name}(");
            }
            Style::Path => {
                let _ = write!(self.out, "{}::{name}(", float.name());
                self.expr(receiver, LOOSE);
            }
        }
    }
}
