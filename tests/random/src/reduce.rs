//! All programs that are one simplification away from a program: without a statement, with a part of
//! an expression for the whole, with a branch for the decision.
//!
//! Not all of them are programs that the generator could have made, nor does rustc take them all; but
//! no variable is missing, and the interpreter runs them.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::ast::walk::{self, Node};
use crate::ast::{Arg, Block, Cond, Expr, Float, Function, IntExpr, Kind, Program, Stmt, Type};
use crate::interpret::interpret;
use crate::points::points;

/// The simpler programs, each with the number of its function changed.
pub fn reductions(program: &Program, seed: u64, count: usize) -> Vec<Program> {
    let mut found = without_helpers(program);
    for index in 0..program.functions.len() {
        let edits = edits(program, index);
        found.extend((0..edits).map(|edit| apply(program, index, edit)));
    }
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    found.retain(|program| {
        let runs = || points(program, seed, count).iter().for_each(|inputs| drop(interpret(program, inputs)));
        program.functions.iter().all(complete) && catch_unwind(AssertUnwindSafe(runs)).is_ok()
    });
    std::panic::set_hook(quiet);
    found
}

/// Whether every variable that is named is declared somewhere.
fn complete(function: &Function) -> bool {
    let mut declared: HashSet<usize> = (0..function.params).collect();
    let mut used = HashSet::new();
    walk::block(&mut function.body.clone(), &mut |node| match node {
        Node::Declare(var) => drop(declared.insert(var)),
        Node::Use(var) => drop(used.insert(var)),
        _ => {}
    });
    used.is_subset(&declared)
}

/// How many edits a function has.
fn edits(program: &Program, index: usize) -> usize {
    let mut body = program.functions[index].body.clone();
    let mut editor = Editor::new(program, index, usize::MAX);
    walk::block(&mut body, &mut |node| editor.visit(node));
    editor.next
}

fn apply(program: &Program, index: usize, edit: usize) -> Program {
    let mut edited = program.clone();
    let mut editor = Editor::new(program, index, edit);
    walk::block(&mut edited.functions[index].body, &mut |node| editor.visit(node));
    edited
}

/// Without the helpers that nobody calls, one at a time.
fn without_helpers(program: &Program) -> Vec<Program> {
    let last = program.functions.len() - 1;
    let without = |index: usize| {
        let mut smaller = program.clone();
        smaller.functions.remove(index);
        let mut called = false;
        for function in &mut smaller.functions {
            walk::block(&mut function.body, &mut |node| {
                if let Node::Expr(Expr::Call { function, .. }) = node {
                    called |= *function == index;
                    *function -= usize::from(*function > index);
                }
            });
        }
        (!called).then_some(smaller)
    };
    (0..last).filter_map(without).collect()
}

/// Counts the edits on its way, and makes one of them.
struct Editor<'a> {
    program: &'a Program,
    function: &'a Function,
    next: usize,
    wanted: usize,
}

impl<'a> Editor<'a> {
    fn new(program: &'a Program, index: usize, wanted: usize) -> Editor<'a> {
        Editor { program, function: &program.functions[index], next: 0, wanted }
    }

    /// Whether the edit reached is the one to make.
    fn here(&mut self) -> bool {
        self.next += 1;
        self.next - 1 == self.wanted
    }

    fn visit(&mut self, node: Node) {
        match node {
            Node::Block(block) => self.block(block),
            Node::Stmt(stmt) => self.stmt(stmt),
            Node::Expr(expr) => self.expr(expr),
            Node::Cond(cond) => {
                for value in [true, false] {
                    if !matches!(cond, Cond::Lit(_)) && self.here() {
                        return *cond = Cond::Lit(value);
                    }
                }
                if let Cond::And(a, b) | Cond::Or(a, b) = cond {
                    let parts = [(**a).clone(), (**b).clone()];
                    self.choose(cond, parts.into());
                }
            }
            Node::Int(int) => self.int(int),
            Node::Chain(chain) => {
                for place in 0..chain.steps.len() {
                    if self.here() {
                        chain.steps.remove(place);
                        return;
                    }
                }
            }
            Node::Use(_) | Node::Declare(_) => {}
        }
    }

    fn choose<T>(&mut self, place: &mut T, parts: Vec<T>) {
        for part in parts {
            if self.here() {
                *place = part;
                return;
            }
        }
    }

    /// Without a half of the statements, or one of them.
    fn block(&mut self, block: &mut Block) {
        let count = block.stmts.len();
        for part in [count / 2, count / 4] {
            for start in (0..count).step_by(part.max(2)) {
                if part > 1 && self.here() {
                    block.stmts.drain(start..(start + part).min(count));
                    return;
                }
            }
        }
        for place in 0..count {
            if self.here() {
                block.stmts.remove(place);
                return;
            }
        }
    }

    /// One of the blocks of a branch instead of it.
    fn stmt(&mut self, stmt: &mut Stmt) {
        let parts: Vec<Stmt> = match stmt {
            Stmt::If(branches) => {
                let blocks = branches.arms.iter().map(|arm| &arm.1).chain(&branches.otherwise);
                blocks.map(|block| Stmt::Block(block.clone())).collect()
            }
            Stmt::Match(arms) => arms.arms.iter().map(|arm| Stmt::Block(arm.body.clone())).collect(),
            _ => Vec::new(),
        };
        self.choose(stmt, parts);
        if let Stmt::If(branches) = stmt
            && branches.otherwise.is_some()
            && self.here()
        {
            branches.otherwise = None;
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        let float = self.float(expr);
        let mut parts: Vec<Expr> = match expr {
            Expr::Bin(_, a, b) => vec![(**a).clone(), (**b).clone()],
            Expr::Neg(a) | Expr::Detach(a) | Expr::Powi { base: a, .. } => vec![(**a).clone()],
            Expr::Method { args, .. } => args.clone(),
            Expr::Block(block) => tail(block).into_iter().collect(),
            Expr::If(branches) => {
                branches.arms.iter().map(|arm| &arm.1).chain(&branches.otherwise).map(value).collect()
            }
            Expr::Match(arms) => arms.arms.iter().map(|arm| value(&arm.body)).collect(),
            Expr::Call { args, .. } => {
                let floats = |arg: &Arg| match arg {
                    Arg::Value(value) if self.float(value) == float && float.is_some() => Some(value.clone()),
                    _ => None,
                };
                args.iter().filter_map(floats).collect()
            }
            _ => Vec::new(),
        };
        if let (Some(float), false) = (float, matches!(expr, Expr::Lit { .. })) {
            parts.push(Expr::Lit { text: "0.5", float, suffix: false });
        }
        self.choose(expr, parts);
    }

    fn int(&mut self, int: &mut IntExpr) {
        match int {
            IntExpr::Op(_, a, _) | IntExpr::Min(a, _) => {
                let part = (**a).clone();
                self.choose(int, vec![part]);
            }
            IntExpr::Var(var) => {
                let Kind::Int(kind) = self.function.vars[*var].kind else { return };
                self.choose(int, vec![IntExpr::Lit(0, kind), IntExpr::Lit(1, kind)]);
            }
            _ => {}
        }
    }

    /// The type of an expression, if it is a float and that is easy to tell.
    fn float(&self, expr: &Expr) -> Option<Float> {
        let kind = |var: usize| match self.function.vars[var].kind {
            Kind::Float(float) => Some(float),
            _ => None,
        };
        match expr {
            Expr::Lit { float, .. }
            | Expr::Named(_, float)
            | Expr::IntAs(_, float)
            | Expr::Method { float, .. }
            | Expr::Powi { float, .. }
            | Expr::Cast(_, float) => Some(*float),
            Expr::Var(var) | Expr::Bare(var) => kind(*var),
            Expr::Element(place) => match self.function.vars[place.var].kind {
                Kind::Array(array) if place.index.len() == 1 + usize::from(array.inner.is_some()) => Some(array.float),
                _ => None,
            },
            Expr::Neg(a) | Expr::Detach(a) | Expr::Bin(_, a, _) => self.float(a),
            Expr::Run(run) => float_of(&run.ty),
            Expr::Call { function, .. } => float_of(&self.program.functions[*function].ret),
            Expr::If(branches) => branches.otherwise.as_ref()?.tail.as_ref().and_then(|tail| self.float(tail)),
            Expr::Match(arms) => arms.arms.last()?.body.tail.as_ref().and_then(|tail| self.float(tail)),
            Expr::Block(block) => block.tail.as_ref().and_then(|tail| self.float(tail)),
            _ => None,
        }
    }
}

fn float_of(ty: &Type) -> Option<Float> {
    match ty {
        Type::Float(float) => Some(*float),
        _ => None,
    }
}

/// The value of a block without statements.
fn tail(block: &Block) -> Option<Expr> {
    block.tail.clone().filter(|_| block.stmts.is_empty())
}

fn value(block: &Block) -> Expr {
    tail(block).unwrap_or_else(|| Expr::Block(Box::new(block.clone())))
}
