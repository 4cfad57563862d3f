//! Statements of floats and branches.

use super::Builder;
use crate::ast::{Arm, BinOp, Block, Cmp, Cond, If, Kind, Pat, Stmt, VarId};
use crate::print::tells_type;

const CONSTANTS: [&str; 4] = ["0.5", "1.25", "2e-1", "3.0"];

impl Builder<'_, '_, '_> {
    pub(super) fn stmts(&mut self, count: usize, depth: u32) -> Vec<Stmt> {
        let mut stmts = Vec::new();
        for _ in 0..count {
            self.stmt(depth, &mut stmts);
        }
        stmts
    }

    pub(super) fn stmt(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        if self.with_arrays() && self.choices.chance(55) {
            return self.array_stmt(depth, out);
        }
        #[derive(Clone, Copy)]
        enum Form {
            Let,
            Tuple,
            Deferred,
            Int,
            Bool,
            Const,
            ConstantLet,
            Assign,
            Compound,
            If,
            Match,
            Block,
            ReturnIf,
            Drop,
            Assert,
        }
        let nested = if depth > 0 && self.fuel > 0 && !self.pure { 1 } else { 0 };
        let assignable = u32::from(!self.assignable().is_empty());
        // A statement that cannot assign anything has little to say.
        let nested_assign = nested * (1 + 4 * assignable);
        let form = self.choices.weighted(&[
            (30, Form::Let),
            (9, Form::Tuple),
            (5 * nested, Form::Deferred),
            (if self.with_arrays() { 10 } else { 2 }, Form::Int),
            (3, Form::Bool),
            (if self.outermost { 2 } else { 0 }, Form::Const),
            (2, Form::ConstantLet),
            (10 * assignable, Form::Assign),
            (14 * assignable, Form::Compound),
            (3 * nested_assign, Form::If),
            (2 * nested_assign, Form::Match),
            (nested_assign, Form::Block),
            (5 * nested, Form::ReturnIf),
            (2, Form::Drop),
            (1, Form::Assert),
        ]);
        match form {
            Form::Let => self.let_float(depth, out),
            Form::Tuple => self.let_tuple(depth, out),
            Form::Deferred => self.deferred(depth - 1, out),
            Form::Int => self.let_int(out),
            Form::Bool => {
                let init = self.cond(1);
                let name = self.local_name();
                let var = self.declare(name, Kind::Bool, false);
                self.scope.push(var);
                out.push(Stmt::LetBool(var, init));
            }
            Form::Const => {
                let float = self.some_float();
                let name = format!("K{}", self.vars.len());
                let var = self.declare(&name, Kind::Float(float), false);
                self.vars[var].constant = true;
                self.scope.push(var);
                out.push(Stmt::Const(var, self.choices.pick(&CONSTANTS)));
            }
            Form::ConstantLet => {
                let float = self.some_float();
                let init = self.constant(float, 1);
                let name = self.local_name();
                let var = self.declare(name, Kind::Float(float), false);
                self.vars[var].constant = true;
                self.scope.push(var);
                out.push(Stmt::Let { pat: Pat::Var(var), annotate: self.choices.chance(30), init });
            }
            Form::Assign => out.push(self.assign(depth)),
            Form::Compound => out.push(self.compound(depth)),
            Form::If => {
                let block = self.if_statement(depth - 1);
                out.push(block);
            }
            Form::Match => {
                let arms = self.match_of(depth - 1, &mut |this| this.unit_block(depth - 1));
                out.push(Stmt::Match(arms));
            }
            Form::Block => out.push(Stmt::Block(self.unit_block(depth - 1))),
            Form::ReturnIf => {
                let arms = vec![(self.cond(1), self.leaving_block(depth - 1))];
                out.push(Stmt::If(If { arms, otherwise: None }));
            }
            Form::Drop => {
                let float = self.some_float();
                out.push(Stmt::Drop(self.expr(float, depth.min(2))));
            }
            Form::Assert => out.push(self.assertion()),
        }
    }

    /// `assert!(x == x || x.is_nan())`
    fn assertion(&mut self) -> Stmt {
        let float = self.float;
        let x = self.leaf(float);
        let same = Cond::Float(Cmp::Eq, x.clone(), x.clone());
        let nan = Cond::Is(crate::ast::Test::Nan, x);
        Stmt::Assert(Cond::Or(Box::new(same), Box::new(nan)))
    }

    fn let_float(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let float = self.some_float();
        // A copy is a second name for the same value.
        let depth = if self.choices.chance(15) { 0 } else { depth };
        let init = self.expr(float, depth);
        let name = self.local_name();
        let mutable = self.choices.chance(55);
        let var = self.declare(name, Kind::Float(float), mutable);
        self.scope.push(var);
        out.push(Stmt::Let { pat: Pat::Var(var), annotate: self.choices.chance(20), init });
    }

    fn let_tuple(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let shape = self.tuple_shape(1);
        let init = self.value(&shape, depth);
        let first = self.vars.len();
        let pat = self.pattern(&shape, &mut Vec::new());
        self.scope.extend(first..self.vars.len());
        out.push(Stmt::Let { pat, annotate: self.choices.chance(15), init });
    }

    fn let_int(&mut self, out: &mut Vec<Stmt>) {
        let steering = if self.with_arrays() && self.choices.chance(70) { self.steering() } else { None };
        let (int, init) = steering.unwrap_or_else(|| {
            let int = self.some_int();
            (int, self.int(int, 1))
        });
        let name = self.choices.pick(&["i", "j", "n", "count"]);
        // A recursion needs to see its counter.
        let name = if self.recursion.is_some() && name == "n" { "i" } else { name };
        let var = self.declare(name, Kind::Int(int), false);
        if self.with_arrays() {
            self.vars[var].facts = self.facts(&init);
        }
        self.scope.push(var);
        out.push(Stmt::LetInt(var, init));
    }

    /// `let a;` and an assignment on every path after it.
    fn deferred(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let float = self.some_float();
        let name = self.local_name();
        let mutable = self.choices.chance(25);
        let var = self.declare(name, Kind::Float(float), mutable);
        // The name is taken from here on, but nothing may read it yet.
        let hidden: Vec<VarId> = self.scope.iter().copied().filter(|&id| self.vars[id].name == name).collect();
        let outer = self.scope.clone();
        self.scope.retain(|id| !hidden.contains(id));
        let assigned = match self.choices.below(3) {
            0 => {
                let cond = self.cond(1);
                let then = self.initialising_block(var, depth);
                let otherwise = Some(self.initialising_block(var, depth));
                Stmt::If(If { arms: vec![(cond, then)], otherwise })
            }
            1 => {
                let arms = self.match_of(depth, &mut |this| this.initialising_block(var, depth));
                Stmt::Match(arms)
            }
            _ => Stmt::Assign(var.into(), self.expr(float, depth)),
        };
        // Without an annotation the type must follow from what is assigned.
        let annotate = self.choices.chance(40) || !assigns_typed(&assigned, var);
        out.extend([Stmt::Declare { var, annotate }, assigned]);
        self.scope = outer;
        self.scope.push(var);
    }

    /// A block that assigns `var` for the first time, or returns.
    fn initialising_block(&mut self, var: VarId, depth: u32) -> Block {
        if self.choices.chance(7) {
            return self.leaving_block(depth);
        }
        self.scoped(|this| {
            let count = this.choices.weighted(&[(65, 0), (35, 1)]);
            let mut stmts = Vec::new();
            for _ in 0..count {
                this.stmt(depth.min(1), &mut stmts);
            }
            // Locals stay inside: one of the same name would take the assignment.
            if !stmts.is_empty() {
                stmts = vec![Stmt::Block(Block { stmts, tail: None })];
                this.scope.retain(|&id| id < var);
            }
            let Kind::Float(float) = this.vars[var].kind else { unreachable!("a float variable") };
            stmts.push(Stmt::Assign(var.into(), this.expr(float, depth)));
            Block { stmts, tail: None }
        })
    }

    /// The float variables that may be assigned.
    fn assignable(&self) -> Vec<VarId> {
        if self.pure {
            return Vec::new();
        }
        let mut found = self.visible(|var| (var.mutable || var.through) && matches!(var.kind, Kind::Float(_)));
        found.retain(|var| !self.frozen.contains(var));
        found
    }

    fn assign(&mut self, depth: u32) -> Stmt {
        let targets = self.assignable();
        let var = self.choices.pick(&targets);
        let Kind::Float(float) = self.vars[var].kind else { unreachable!("a float variable") };
        Stmt::Assign(var.into(), self.damped(float, depth.min(2)))
    }

    fn compound(&mut self, depth: u32) -> Stmt {
        let targets = self.assignable();
        let var = self.choices.pick(&targets);
        let Kind::Float(float) = self.vars[var].kind else { unreachable!("a float variable") };
        let op = self.choices.weighted(&[
            (30, BinOp::Add),
            (25, BinOp::Mul),
            (25, BinOp::Sub),
            (15, BinOp::Div),
            (3, BinOp::Rem),
        ]);
        let operand = match op {
            BinOp::Div | BinOp::Rem => self.compound_operand(op, float, depth.min(2)),
            _ => self.damped(float, depth.min(2)),
        };
        self.vars[var].reads += 1;
        Stmt::Compound(op, var.into(), operand)
    }

    fn if_statement(&mut self, depth: u32) -> Stmt {
        let count = self.choices.weighted(&[(75, 1), (25, 2)]);
        let arms = (0..count).map(|_| (self.cond(1), self.unit_block(depth))).collect();
        let otherwise = self.choices.chance(55).then(|| self.unit_block(depth));
        Stmt::If(If { arms, otherwise })
    }

    /// A block without a value: mostly assignments to variables outside, sometimes a return.
    fn unit_block(&mut self, depth: u32) -> Block {
        self.scoped(|this| {
            let count = this.choices.weighted(&[(60, 1), (30, 2), (10, 0)]);
            let mut stmts = Vec::new();
            for _ in 0..count {
                if this.with_arrays() && !this.pure && this.choices.chance(45) {
                    stmts.extend(this.update(depth, false));
                    continue;
                }
                match this.choices.weighted(&[(80, 0), (20, 1)]) {
                    0 if !this.assignable().is_empty() => {
                        let stmt = if this.choices.chance(60) { this.compound(depth) } else { this.assign(depth) };
                        stmts.push(stmt);
                    }
                    _ => this.stmt(depth, &mut stmts),
                }
            }
            if this.choices.chance(10) {
                if this.loops.is_empty() {
                    let value = this.returned(depth.min(2));
                    stmts.push(Stmt::Return(value));
                } else {
                    this.exit(&mut stmts);
                }
            }
            Block { stmts, tail: None }
        })
    }
}

/// Whether one of the first assignments of `var` tells its type.
fn assigns_typed(stmt: &Stmt, var: VarId) -> bool {
    let last = |block: &Block| block.stmts.last().is_some_and(|stmt| assigns_typed(stmt, var));
    match stmt {
        Stmt::Assign(target, value) => target.var == var && tells_type(value),
        Stmt::If(branches) => branches.arms.iter().map(|arm| &arm.1).chain(&branches.otherwise).any(last),
        Stmt::Match(arms) => arms.arms.iter().map(|arm: &Arm| &arm.body).any(last),
        _ => false,
    }
}
