//! Loops over ranges and arrays, and iterator chains.

use std::fmt::Write;

use super::Printer;
use super::expr::{LOOSE, tells_type};
use crate::ast::{Chain, End, Expr, For, ForEach, Int, IntExpr, Kind, Pat, Range, Run, Source, Step, Type, View};

impl Printer<'_> {
    /// `a`, `a[i]`, `a[1..]`
    pub(super) fn view(&mut self, view: &View) {
        self.name(view.var);
        self.indices(view.row.as_slice());
        if let Some((from, to)) = &view.span {
            self.text("[");
            if let Some(from) = from {
                self.index(from);
            }
            self.text("..");
            if let Some(to) = to {
                self.index(to);
            }
            self.text("]");
        }
    }

    /// As a reference, for an argument or a loop.
    pub(super) fn shared(&mut self, view: &View) {
        let reference = match self.function.vars[view.var].kind {
            Kind::Array(array) => view.is_whole() && !array.holder.owned(),
            _ => false,
        };
        if !reference {
            self.text("&");
        }
        self.view(view);
    }

    /// The same to be written through.
    pub(super) fn exclusive(&mut self, view: &View) {
        let reference = self.function.vars[view.var].kind.exclusive() && view.is_whole();
        if !reference {
            self.text("&mut ");
        }
        self.view(view);
    }

    pub(super) fn run_for(&mut self, each: &For) {
        self.label(each.label);
        self.text("for ");
        self.pat(&each.item);
        self.text(" in ");
        self.chain(&each.chain, false);
        self.text(" ");
        self.block(&each.body);
    }

    pub(super) fn run_for_each(&mut self, each: &ForEach) {
        self.chain(&each.chain, true);
        self.text(".for_each(|");
        self.pat(&each.item);
        self.text("| {");
        self.depth += 1;
        for stmt in &each.body {
            self.line();
            self.stmt(stmt);
        }
        self.depth -= 1;
        self.line();
        self.text("});");
    }

    pub(super) fn run_chain(&mut self, run: &Run) {
        self.chain(&run.chain, true);
        let ty = run.ty.name();
        match &run.end {
            End::Sum => {
                let _ = write!(self.out, ".sum::<{ty}>()");
            }
            End::Product => {
                let _ = write!(self.out, ".product::<{ty}>()");
            }
            End::Extremum { largest: true } => {
                let _ = write!(self.out, ".fold({ty}::NEG_INFINITY, {ty}::max)");
            }
            End::Extremum { largest: false } => {
                let _ = write!(self.out, ".fold({ty}::INFINITY, {ty}::min)");
            }
            End::Collect => {
                let Type::Array(array) = &run.ty else { unreachable!("a collection") };
                let item = match array.inner {
                    Some(inner) => format!("[{}; {inner}]", array.float.name()),
                    None => array.float.name().to_owned(),
                };
                let _ = write!(self.out, ".collect::<Vec<{item}>>()");
            }
            End::Fold { init, state, item, next } => {
                self.text(".fold(");
                self.suffixed(init);
                self.text(", |");
                self.pat(state);
                self.text(", ");
                self.pat(item);
                self.text("| ");
                self.suffixed(next);
                self.text(")");
            }
        }
    }

    /// An expression whose type nothing else tells.
    fn suffixed(&mut self, expr: &Expr) {
        let outer = self.suffixes;
        self.suffixes |= !tells_type(expr);
        self.expr(expr, LOOSE);
        self.suffixes = outer;
    }

    fn closure(&mut self, pat: &Pat, body: &Expr) {
        self.text("|");
        self.pat(pat);
        self.text("| ");
        self.suffixed(body);
    }

    /// `method` tells that one more method follows.
    fn chain(&mut self, chain: &Chain, method: bool) {
        let range = matches!(chain.source, Source::Range(_)) && (method || !chain.steps.is_empty());
        self.parenthesised(range, &chain.source);
        for step in &chain.steps {
            self.step(step);
        }
    }

    fn parenthesised(&mut self, parentheses: bool, source: &Source) {
        if parentheses {
            self.text("(");
        }
        self.source(source);
        if parentheses {
            self.text(")");
        }
    }

    fn source(&mut self, source: &Source) {
        match source {
            Source::Range(range) => self.range(range),
            Source::Iter(view) => {
                self.view(view);
                self.text(".iter()");
            }
            Source::Ref(view) => self.shared(view),
            Source::IterMut(view) => {
                self.view(view);
                self.text(".iter_mut()");
            }
            Source::RefMut(view) => {
                self.text("&mut ");
                self.view(view);
            }
            Source::Whole(var) => self.name(*var),
            Source::Windows(view, count) => self.pieces(view, "windows", *count),
            Source::Chunks(view, count) => self.pieces(view, "chunks", *count),
            Source::ChunksExact(view, count) => self.pieces(view, "chunks_exact", *count),
        }
    }

    fn pieces(&mut self, view: &View, method: &str, count: usize) {
        self.view(view);
        let _ = write!(self.out, ".{method}({count})");
    }

    fn range(&mut self, range: &Range) {
        self.bound(&range.from);
        self.text(if range.inclusive { "..=" } else { ".." });
        self.bound(&range.to);
    }

    /// Without a suffix where that is the natural way to write it.
    fn bound(&mut self, bound: &IntExpr) {
        match bound {
            IntExpr::Lit(value, Int::Usize | Int::I32) => {
                let _ = write!(self.out, "{value}");
            }
            bound => self.int(bound),
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Zip(source) => {
                self.text(".zip(");
                self.source(source);
                self.text(")");
            }
            Step::Then(source) => {
                self.text(".chain(");
                self.source(source);
                self.text(")");
            }
            Step::Enumerate => self.text(".enumerate()"),
            Step::Rev => self.text(".rev()"),
            Step::Copied => self.text(".copied()"),
            Step::Cloned => self.text(".cloned()"),
            Step::Skip(count) => {
                let _ = write!(self.out, ".skip({count})");
            }
            Step::Take(count) => {
                let _ = write!(self.out, ".take({count})");
            }
            Step::StepBy(count) => {
                let _ = write!(self.out, ".step_by({count})");
            }
            Step::Map(pat, body) => {
                self.text(".map(");
                self.closure(pat, body);
                self.text(")");
            }
            Step::Filter(pat, cond) => {
                self.text(".filter(|");
                self.pat(pat);
                self.text("| ");
                self.cond(cond);
                self.text(")");
            }
            Step::Scan { init, state, item, next } => {
                let state = self.function.vars[*state].name.clone();
                self.text(".scan(");
                self.suffixed(init);
                let _ = write!(self.out, ", |{state}, ");
                self.pat(item);
                let _ = write!(self.out, "| {{ *{state} = ");
                self.expr(next, LOOSE);
                let _ = write!(self.out, "; Some(*{state}) }})");
            }
        }
    }
}
