//! Values of any shape: floats and tuples, from literals, blocks, branches and matches.

use super::Builder;
use crate::ast::{
    Arm, ArmPat, BinOp, Block, Expr, Facts, Float, If, Int, Kind, Match, Pat, Scrutinee, Stmt, Style, Type,
};

impl Builder<'_, '_, '_> {
    /// A tuple of two or three, one of them perhaps a tuple again.
    pub(super) fn tuple_shape(&mut self, depth: u32) -> Type {
        let count = 2 + self.choices.weighted(&[(75, 0), (25, 1)]);
        let items = (0..count)
            .map(|_| {
                if depth > 0 && self.choices.chance(20) {
                    self.tuple_shape(depth - 1)
                } else if self.with_arrays() && self.choices.chance(12) {
                    Type::Array(self.array_type())
                } else {
                    Type::Float(self.some_float())
                }
            })
            .collect();
        Type::Tuple(items)
    }

    /// A pattern that takes a value of this shape apart; the new variables are not yet in scope.
    pub(super) fn pattern(&mut self, shape: &Type, used: &mut Vec<&'static str>) -> Pat {
        match shape {
            Type::Float(_) if self.choices.chance(8) => Pat::Wild,
            Type::Float(float) => {
                let name = self.distinct_name(used);
                let mutable = self.choices.chance(30);
                Pat::Var(self.declare(name, Kind::Float(*float), mutable))
            }
            Type::Array(array) => {
                let name = self.distinct_name(used);
                let mutable = self.choices.chance(50);
                Pat::Var(self.declare(name, Kind::Array(*array), mutable))
            }
            Type::Tuple(items) => Pat::Tuple(items.iter().map(|item| self.pattern(item, used)).collect()),
        }
    }

    /// A name that is not used yet: two bindings of one name in one pattern are an error.
    fn distinct_name(&mut self, used: &mut Vec<&'static str>) -> &'static str {
        let mut name = self.local_name();
        while used.contains(&name) {
            let place = super::LOCALS.iter().position(|local| *local == name).expect("a local's name");
            name = super::LOCALS[(place + 1) % super::LOCALS.len()];
        }
        used.push(name);
        name
    }

    /// A pattern with a new variable, never mutable, for every float.
    pub(super) fn plain_pattern(&mut self, shape: &Type) -> Pat {
        match shape {
            Type::Float(float) => {
                let mut used = Vec::new();
                let mut name = self.distinct_name(&mut used);
                while self.vars.last().is_some_and(|var| var.name == name) {
                    name = self.distinct_name(&mut used);
                }
                Pat::Var(self.declare(name, Kind::Float(*float), false))
            }
            Type::Tuple(items) => Pat::Tuple(items.iter().map(|item| self.plain_pattern(item)).collect()),
            Type::Array(_) => unreachable!("only floats"),
        }
    }

    /// One float made of those of a tuple.
    pub(super) fn one_of(&mut self, ty: &Type, value: Expr) -> Expr {
        self.scoped(|this| {
            let first = this.vars.len();
            let pat = this.plain_pattern(ty);
            this.scope.extend(first..this.vars.len());
            let reads: Vec<Expr> = (first..this.vars.len()).map(|var| this.read(var)).collect();
            let op = this.choices.pick(&[BinOp::Add, BinOp::Sub, BinOp::Mul]);
            let tail = reads.into_iter().reduce(|a, b| Expr::Bin(op, Box::new(a), Box::new(b)));
            let stmts = vec![Stmt::Let { pat, annotate: false, init: value }];
            Expr::Block(Box::new(Block { stmts, tail }))
        })
    }

    pub(super) fn value(&mut self, shape: &Type, depth: u32) -> Expr {
        match shape {
            Type::Float(float) => self.expr(*float, depth),
            Type::Array(array) => self.array_value(*array, depth),
            Type::Tuple(items) => self.tuple(shape, items, depth),
        }
    }

    fn tuple(&mut self, shape: &Type, items: &[Type], depth: u32) -> Expr {
        #[derive(Clone, Copy)]
        enum Form {
            Items,
            SinCos(Float),
            If,
            Match,
            Block,
        }
        let nested = if depth > 0 && self.fuel > 0 { 1 } else { 0 };
        let sin_cos = match items {
            [Type::Float(a), Type::Float(b)] if a == b => (25, Form::SinCos(*a)),
            _ => (0, Form::Items),
        };
        let form = self.choices.weighted(&[
            (40, Form::Items),
            sin_cos,
            (20 * nested, Form::If),
            (12 * nested, Form::Match),
            (8 * nested, Form::Block),
        ]);
        match form {
            Form::Items => Expr::Tuple(items.iter().map(|item| self.value(item, depth.saturating_sub(1))).collect()),
            Form::SinCos(float) => {
                let style = self.style();
                Expr::SinCos(style, float, Box::new(self.expr(float, depth.saturating_sub(1))))
            }
            Form::If => self.if_value(shape, depth - 1),
            Form::Match => self.match_value(shape, depth - 1),
            Form::Block => Expr::Block(Box::new(self.value_block(shape, depth - 1))),
        }
    }

    pub(super) fn style(&mut self) -> Style {
        if self.choices.chance(15) { Style::Path } else { Style::Dot }
    }

    /// A block with a value, often only the value.
    pub(super) fn value_block(&mut self, shape: &Type, depth: u32) -> Block {
        self.scoped(|this| {
            let count = this.choices.weighted(&[(55, 0), (30, 1), (15, 2)]);
            let stmts = this.stmts(count, depth);
            let tail = Some(this.value(shape, depth));
            Block { stmts, tail }
        })
    }

    /// A block with a value and some statements before it.
    pub(super) fn busy_block(&mut self, float: Float) -> Block {
        self.scoped(|this| {
            let count = this.choices.weighted(&[(70, 1), (30, 2)]);
            let stmts = this.stmts(count, 1);
            let tail = Some(this.expr(float, 1));
            Block { stmts, tail }
        })
    }

    pub(super) fn if_value(&mut self, shape: &Type, depth: u32) -> Expr {
        let count = self.choices.weighted(&[(80, 1), (20, 2)]);
        let arms = (0..count)
            .map(|index| {
                let cond = self.cond(1);
                let leaves = index == 0 && !self.pure && self.choices.chance(8);
                (cond, if leaves { self.leaving_block(depth) } else { self.value_block(shape, depth) })
            })
            .collect();
        Expr::If(Box::new(If { arms, otherwise: Some(self.value_block(shape, depth)) }))
    }

    pub(super) fn match_value(&mut self, shape: &Type, depth: u32) -> Expr {
        let arms = self.match_of(depth, &mut |this| this.value_block(shape, depth));
        Expr::Match(Box::new(arms))
    }

    /// A block that ends with `return`, or leaves a loop.
    pub(super) fn leaving_block(&mut self, depth: u32) -> Block {
        self.scoped(|this| {
            let count = this.choices.weighted(&[(75, 0), (25, 1)]);
            let mut stmts = this.stmts(count, depth);
            if !this.loops.is_empty() && this.choices.chance(60) {
                this.exit(&mut stmts);
            } else {
                let value = this.returned(depth.min(2));
                stmts.push(Stmt::Return(value));
            }
            Block { stmts, tail: None }
        })
    }

    /// A match whose last arm takes what the others leave.
    pub(super) fn match_of(&mut self, depth: u32, body: &mut dyn FnMut(&mut Self) -> Block) -> Match {
        let ints = self.visible(|var| matches!(var.kind, Kind::Int(_)));
        // To match a literal is dull, if legal.
        if self.choices.chance(if ints.is_empty() { 85 } else { 25 }) {
            self.match_of_bool(body)
        } else {
            self.match_of_int(depth, body)
        }
    }

    fn match_of_bool(&mut self, body: &mut dyn FnMut(&mut Self) -> Block) -> Match {
        let scrutinee = Scrutinee::Bool(self.cond(0));
        let mut arms = Vec::new();
        let first = self.choices.below(2) == 0;
        if self.choices.chance(25) {
            let guard = Some(self.cond(0));
            arms.push(Arm { pat: ArmPat::Bool(first), guard, body: body(self) });
        }
        arms.push(Arm { pat: ArmPat::Bool(first), guard: None, body: body(self) });
        let pat = if self.choices.chance(40) { ArmPat::Wild } else { ArmPat::Bool(!first) };
        arms.push(Arm { pat, guard: None, body: body(self) });
        Match { scrutinee, arms }
    }

    fn match_of_int(&mut self, depth: u32, body: &mut dyn FnMut(&mut Self) -> Block) -> Match {
        let int = self.some_int();
        let scrutinee = self.int(int, 1);
        let facts = self.facts(&scrutinee);
        let count = self.choices.weighted(&[(45, 1), (40, 2), (15, 3)]);
        let mut arms: Vec<Arm> = (0..count.min(1 + depth)).map(|_| self.int_arm(int, &facts, body)).collect();
        arms.push(if self.choices.chance(20) {
            self.binding_arm(int, &facts, false, body)
        } else {
            Arm { pat: ArmPat::Wild, guard: None, body: body(self) }
        });
        Match { scrutinee: Scrutinee::Int(scrutinee), arms }
    }

    fn int_arm(&mut self, int: Int, facts: &Facts, body: &mut dyn FnMut(&mut Self) -> Block) -> Arm {
        if self.choices.chance(15) {
            return self.binding_arm(int, facts, true, body);
        }
        let pat = if self.choices.chance(10) {
            ArmPat::From(3 + self.choices.below(3) as i64)
        } else {
            let low = if int.signed() { -2 } else { 0 };
            let count = self.choices.weighted(&[(70, 1), (30, 2)]);
            let range = |this: &mut Self| {
                let from = low + this.choices.below(6) as i64;
                (from, from + this.choices.weighted(&[(60, 0), (25, 1), (15, 3)]))
            };
            ArmPat::Ranges((0..count).map(|_| range(self)).collect())
        };
        let guard = self.choices.chance(20).then(|| self.cond(0));
        Arm { pat, guard, body: body(self) }
    }

    /// `k if … => …` or `k => …`
    fn binding_arm(&mut self, int: Int, facts: &Facts, guarded: bool, body: &mut dyn FnMut(&mut Self) -> Block) -> Arm {
        self.scoped(|this| {
            let var = this.declare("k", Kind::Int(int), false);
            this.vars[var].facts = facts.clone();
            this.scope.push(var);
            let guard = guarded.then(|| this.cond(0));
            Arm { pat: ArmPat::Bind(var), guard, body: body(this) }
        })
    }
}
