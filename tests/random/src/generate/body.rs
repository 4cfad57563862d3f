//! Function bodies.

use super::{Builder, Language};
use crate::ast::{BinOp, Block, Cmp, Cond, Expr, Float, Holder, If, Int, IntExpr, Kind, Stmt, Type};

/// How deep expressions and statements nest.
const DEPTH: u32 = 3;

impl Builder<'_, '_, '_> {
    pub(super) fn body(&mut self, ret: &Type) -> Block {
        let mut stmts = Vec::new();
        if let Some((counter, _)) = self.recursion {
            // Where the recursion ends. Until this statement is there nothing may call.
            let recursion = self.recursion.take();
            let cond = Cond::Int(Cmp::Le, IntExpr::Var(counter), IntExpr::Lit(0, Int::I32));
            let base = Block { stmts: vec![Stmt::Return(self.returned(2))], tail: None };
            stmts.push(Stmt::If(If { arms: vec![(cond, base)], otherwise: None }));
            self.recursion = recursion;
        }
        let count = self.choices.weighted(&[(8, 0), (18, 1), (22, 2), (20, 3), (14, 4), (10, 6), (8, 8)]);
        self.outermost = true;
        stmts.extend(self.stmts(count, DEPTH));
        if self.language == Language::Loops {
            self.outermost = false;
            // What the programs are about.
            if self.choices.chance(90) && self.may_loop() {
                self.looped(DEPTH, &mut stmts);
            }
        }
        self.outermost = false;
        if ret.is_unit() {
            return Block { stmts, tail: None };
        }
        let value = self.result(ret);
        if self.choices.chance(6) {
            stmts.push(Stmt::Return(Some(value)));
            Block { stmts, tail: None }
        } else {
            Block { stmts, tail: Some(value) }
        }
    }

    fn result(&mut self, ret: &Type) -> Expr {
        self.fuel = self.fuel.max(10);
        match ret {
            Type::Float(float) => self.float_result(*float),
            Type::Array(array) if array.holder == Holder::Fixed && array.inner.is_none() => {
                let items = (0..array.least).map(|_| self.float_result(array.float)).collect();
                Expr::List(crate::ast::ListForm::Array, items)
            }
            Type::Array(array) => self.array_value(*array, DEPTH),
            Type::Tuple(items) => Expr::Tuple(items.iter().map(|item| self.result(item)).collect()),
        }
    }

    /// The value of the function, made of something new and of the locals, above all of those not
    /// read so far.
    fn float_result(&mut self, ret: Float) -> Expr {
        let visible = self.visible(|var| matches!(var.kind, Kind::Float(_)));
        let mut value = self.value(&Type::Float(ret), DEPTH);
        for var in visible {
            let skip = if self.vars[var].reads == 0 { 10 } else { 100 };
            let op = self.choices.weighted(&[
                (skip, None),
                (40, Some(BinOp::Mul)),
                (30, Some(BinOp::Add)),
                (20, Some(BinOp::Sub)),
            ]);
            let Some(op) = op else { continue };
            let read = self.read(var);
            let term = match self.vars[var].kind {
                Kind::Float(float) if float != ret => Expr::Cast(Box::new(read), ret),
                _ => read,
            };
            let (left, right) = if self.choices.chance(50) { (term, value) } else { (value, term) };
            value = self.operation(op, left, right);
        }
        for var in self.arrays(|_| true) {
            let skip = if self.vars[var].reads == 0 { 5 } else { 30 };
            let op = self.choices.weighted(&[
                (skip, None),
                (30, Some(BinOp::Mul)),
                (40, Some(BinOp::Add)),
                (20, Some(BinOp::Sub)),
            ]);
            let Some(op) = op else { continue };
            let term = self.summary(var, ret);
            value = self.operation(op, value, term);
        }
        value
    }
}
