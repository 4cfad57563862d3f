//! Prints a program as Rust, with only the parentheses and type annotations that Rust needs.

mod condition;
mod expr;
mod iterate;

use std::fmt::Write;

use crate::ast::{
    Arm, ArmPat, Block, Choice, Expr, Function, Home, If, Kind, Label, Match, Pat, Place, Program, Scrutinee, Stmt,
    Style, VarId,
};
use expr::{LOOSE, bin_text};

pub(crate) use expr::tells_type;

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
            let _ = write!(this.out, "{mutable}{}: {}", var.name, var.kind.name());
        });
        self.text(") ");
        if !function.ret.is_unit() {
            let _ = write!(self.out, "-> {} ", function.ret.name());
        }
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
            .filter(|(var, active)| var.kind.float().is_some() && **active == listed)
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
                    let _ = write!(self.out, ": {}", self.function.vars[*var].kind.name());
                }
                self.text(";");
            }
            Stmt::LetInt(var, init) => {
                let var = &self.function.vars[*var];
                let mutable = if var.mutable { "mut " } else { "" };
                let _ = write!(self.out, "let {mutable}{}: {} = ", var.name, var.kind.name());
                self.loose_int(init);
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
            Stmt::Assign(place, value) => {
                self.place(place);
                self.text(" = ");
                self.expr(value, LOOSE);
                self.text(";");
            }
            Stmt::AssignAll(places, value) => {
                self.text("(");
                self.list(places, |this, place| this.place(place));
                self.text(") = ");
                self.expr(value, LOOSE);
                self.text(";");
            }
            Stmt::Compound(op, place, value) => {
                self.place(place);
                let _ = write!(self.out, " {}= ", bin_text(*op));
                self.expr(value, LOOSE);
                self.text(";");
            }
            Stmt::Count(var) => {
                self.name(*var);
                self.text(" += 1;");
            }
            Stmt::If(branches) => self.branches(branches),
            Stmt::Match(arms) => self.arms(arms),
            Stmt::Block(block) => self.block(block),
            Stmt::Return(value) => {
                self.text("return");
                self.after(value.as_ref());
            }
            Stmt::Break(label, value) => {
                self.text("break");
                self.to(*label);
                self.after(value.as_ref());
            }
            Stmt::Continue(label) => {
                self.text("continue");
                self.to(*label);
                self.text(";");
            }
            Stmt::Do(call) => {
                self.expr(call, LOOSE);
                self.text(";");
            }
            Stmt::Swap(view, a, b) => {
                self.view(view);
                self.text(".swap(");
                self.index(a);
                self.text(", ");
                self.index(b);
                self.text(");");
            }
            Stmt::Fill(view, value) => {
                self.view(view);
                self.text(".fill(");
                self.expr(value, LOOSE);
                self.text(");");
            }
            Stmt::Push(var, value) => {
                self.name(*var);
                self.text(".push(");
                self.expr(value, LOOSE);
                self.text(");");
            }
            Stmt::CopyFrom(to, from) => {
                self.view(to);
                self.text(".copy_from_slice(");
                self.shared(from);
                self.text(");");
            }
            Stmt::Extend(var, from) => {
                self.name(*var);
                self.text(".extend_from_slice(");
                self.shared(from);
                self.text(");");
            }
            Stmt::For(each) => self.run_for(each),
            Stmt::ForEach(each) => self.run_for_each(each),
            Stmt::While { label, cond, body } => {
                self.label(*label);
                self.text("while ");
                self.cond(cond);
                self.text(" ");
                self.block(body);
            }
            Stmt::Loop(label, body) => {
                self.label(*label);
                self.text("loop ");
                self.block(body);
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

    /// ` value;`
    fn after(&mut self, value: Option<&Expr>) {
        if let Some(value) = value {
            self.text(" ");
            self.expr(value, LOOSE);
        }
        self.text(";");
    }

    /// ` 'label`
    fn to(&mut self, label: Option<Label>) {
        if let Some(label) = label {
            let _ = write!(self.out, " {label}");
        }
    }

    /// `'label: `
    fn label(&mut self, label: Option<Label>) {
        if let Some(label) = label {
            let _ = write!(self.out, "{label}: ");
        }
    }

    /// Something to be assigned.
    fn place(&mut self, place: &Place) {
        if place.index.is_empty() {
            self.stars(place.var);
            if self.function.vars[place.var].kind.exclusive() {
                self.text("*");
            }
        }
        self.name(place.var);
        self.indices(&place.index);
    }

    fn stars(&mut self, var: VarId) {
        let stars = usize::from(self.function.vars[var].refs);
        self.out.extend(std::iter::repeat_n('*', stars));
    }

    fn pat(&mut self, pat: &Pat) {
        match pat {
            Pat::Var(var) => {
                if self.function.vars[*var].mutable {
                    self.text("mut ");
                }
                self.name(*var);
            }
            Pat::Ref(pat) => {
                self.text("&");
                self.pat(pat);
            }
            Pat::Array(pats) => {
                self.text("[");
                self.list(pats, |this, pat| this.pat(pat));
                self.text("]");
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
            Pat::Ref(pat) => self.annotation(pat),
            Pat::Array(pats) => format!("[{}; {}]", self.annotation(&pats[0]), pats.len()),
            Pat::Var(var) => self.function.vars[*var].kind.name().to_owned(),
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
            Scrutinee::Int(int) => self.loose_int(int),
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
}
