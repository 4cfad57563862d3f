//! Float expressions.

use super::Builder;
use super::place::Use;
use crate::ast::{BinOp, Expr, Float, Int, IntExpr, Kind, NAMED, Style, Type};
use crate::ops::{Domain, METHODS, Method};

const LITERALS: [&str; 14] =
    ["1.0", "0.5", "2.0", "0.25", "3.0", "1.5", "0.1", "0.75", "0.3", "1e-1", "4.0", "2.5", "1_0.0", "0.0"];

const BIN_OPS: [(u32, BinOp); 5] =
    [(30, BinOp::Mul), (28, BinOp::Add), (20, BinOp::Sub), (16, BinOp::Div), (4, BinOp::Rem)];

fn bin(op: BinOp, a: Expr, b: Expr) -> Expr {
    Expr::Bin(op, Box::new(a), Box::new(b))
}

/// `receiver.name(args…)`
fn dot(name: &str, float: Float, args: Vec<Expr>) -> Expr {
    Expr::Method { method: Method::find(name), style: Style::Dot, float, args }
}

impl Builder<'_, '_, '_> {
    /// What a `return` gives.
    pub(super) fn returned(&mut self, depth: u32) -> Option<Expr> {
        let ret = self.functions.last().expect("the function being written").ret.clone();
        (!ret.is_unit()).then(|| self.value(&ret, depth))
    }

    /// An operation, its operands as plain as they may be.
    pub(super) fn operation(&self, op: BinOp, a: Expr, b: Expr) -> Expr {
        let operand = |expr: Expr| match expr {
            Expr::Var(var) if self.vars[var].bare => Expr::Bare(var),
            expr => expr,
        };
        bin(op, operand(a), operand(b))
    }

    pub(super) fn call_method(&self, name: &str, float: Float, receiver: Expr) -> Expr {
        dot(name, float, vec![receiver])
    }

    pub(super) fn expr(&mut self, float: Float, depth: u32) -> Expr {
        #[derive(Clone, Copy)]
        enum Form {
            Leaf,
            Bin,
            Method,
            Neg,
            Powi,
            Cast,
            IntAs,
            Named,
            Detach,
            Call,
            Block,
            If,
            Match,
            Chain,
        }
        self.fuel -= 1;
        if depth == 0 || self.fuel <= 0 {
            return self.leaf(float);
        }
        let callable = self.functions.len() > 1 || self.recursion.is_some();
        let form = self.choices.weighted(&[
            (16, Form::Leaf),
            (32, Form::Bin),
            (24, Form::Method),
            (6, Form::Neg),
            (4, Form::Powi),
            (2, Form::Cast),
            (2, Form::IntAs),
            (2, Form::Named),
            (1, Form::Detach),
            (if callable { if self.with_arrays() { 17 } else { 12 } } else { 0 }, Form::Call),
            (3, Form::Block),
            (6, Form::If),
            (4, Form::Match),
            (if self.may_repeat() { 7 } else { 0 }, Form::Chain),
        ]);
        let depth = depth - 1;
        let shape = Type::Float(float);
        match form {
            Form::Leaf => self.leaf(float),
            Form::Bin => self.bin(float, depth),
            Form::Method => self.method(float, depth),
            Form::Neg => Expr::Neg(Box::new(self.expr(float, depth))),
            Form::Powi => self.powi(float, depth),
            Form::Cast => {
                let from = self.other(float);
                Expr::Cast(Box::new(self.expr(from, depth)), float)
            }
            Form::IntAs => {
                let int = self.some_int();
                Expr::IntAs(self.int(int, 1), float)
            }
            Form::Named => Expr::Named(&NAMED[self.choices.below(NAMED.len())], float),
            // What has no gradient has the rules of a condition.
            Form::Detach => {
                let inner = self.in_condition(|this| this.expr(float, depth));
                Expr::Detach(Box::new(inner))
            }
            Form::Call => self.call(float, depth),
            Form::Block => Expr::Block(Box::new(self.value_block(&shape, depth))),
            Form::If => self.if_value(&shape, depth),
            Form::Match => self.match_value(&shape, depth),
            Form::Chain => self.chain_value(float, depth.min(1)).unwrap_or_else(|| self.leaf(float)),
        }
    }

    /// Usually the other type; a cast to the same type is legal as well.
    fn other(&mut self, float: Float) -> Float {
        super::other_float(self.choices, float, 85)
    }

    pub(super) fn literal(&mut self, float: Float) -> Expr {
        Expr::Lit { text: self.choices.pick(&LITERALS), float, suffix: self.choices.chance(10) }
    }

    /// A variable, or else a number.
    pub(super) fn leaf(&mut self, float: Float) -> Expr {
        if self.choices.chance(13) {
            return self.literal(float);
        }
        if self.with_arrays()
            && self.choices.chance(if self.loops.is_empty() { 25 } else { 52 })
            && let Some(element) = self.element(float)
        {
            return element;
        }
        let unread = self.visible(|var| var.kind == Kind::Float(float) && var.reads == 0);
        if !unread.is_empty() && self.choices.chance(50) {
            let var = self.choices.pick(&unread);
            return self.read(var);
        }
        let found = self.visible(|var| var.kind == Kind::Float(float));
        if !found.is_empty() {
            // Rather one of the latest, so that programs are chains and not heaps.
            let place = self.choices.below(found.len()).min(self.choices.below(found.len()));
            return self.read(found[place]);
        }
        match self.pick_visible(|var| matches!(var.kind, Kind::Float(_))) {
            Some(var) => Expr::Cast(Box::new(self.read(var)), float),
            None => self.literal(float),
        }
    }

    /// An expression without any active value: it may go to a constant parameter.
    pub(super) fn constant(&mut self, float: Float, depth: u32) -> Expr {
        #[derive(Clone, Copy)]
        enum Form {
            Literal,
            Var,
            IntAs,
            Neg,
            Bin,
            Sin,
            Element,
        }
        let nested = if depth > 0 { 1 } else { 0 };
        let constants = self.visible(|var| var.constant && var.kind == Kind::Float(float));
        let form = self.choices.weighted(&[
            (30, Form::Literal),
            (if constants.is_empty() { 0 } else { 60 }, Form::Var),
            (10, Form::IntAs),
            (5 * nested, Form::Neg),
            (15 * nested, Form::Bin),
            (5 * nested, Form::Sin),
            (if self.with_arrays() { 25 } else { 0 }, Form::Element),
        ]);
        match form {
            Form::Literal => self.literal(float),
            Form::Var => {
                let var = self.choices.pick(&constants);
                self.read(var)
            }
            Form::IntAs => {
                let int = self.some_int();
                Expr::IntAs(self.int(int, 1), float)
            }
            Form::Neg => Expr::Neg(Box::new(self.constant(float, depth - 1))),
            Form::Bin => {
                let op = self.choices.pick(&[BinOp::Add, BinOp::Sub, BinOp::Mul]);
                bin(op, self.constant(float, depth - 1), self.constant(float, depth - 1))
            }
            Form::Sin => dot("sin", float, vec![self.constant(float, depth - 1)]),
            Form::Element => self.constant_element(float).unwrap_or_else(|| self.literal(float)),
        }
    }

    fn constant_element(&mut self, float: Float) -> Option<Expr> {
        let arrays = self.visible(|var| matches!(var.kind, Kind::Array(array) if array.float == float) && var.constant);
        if arrays.is_empty() {
            return None;
        }
        let var = self.choices.pick(&arrays);
        self.vars[var].reads += 1;
        self.place(var, Use::Read).map(Expr::Element)
    }

    fn bin(&mut self, float: Float, depth: u32) -> Expr {
        let op = self.choices.weighted(&BIN_OPS);
        let left = self.expr(float, depth);
        let right = match op {
            BinOp::Div | BinOp::Rem => self.inside(Domain::NonZero, float, depth),
            _ => self.expr(float, depth),
        };
        self.operation(op, left, right)
    }

    pub(super) fn compound_operand(&mut self, op: BinOp, float: Float, depth: u32) -> Expr {
        match op {
            BinOp::Div | BinOp::Rem => self.inside(Domain::NonZero, float, depth),
            _ => self.expr(float, depth),
        }
    }

    fn powi(&mut self, float: Float, depth: u32) -> Expr {
        let style = self.style();
        let exponent =
            match self.choices.weighted(&[(55, 2), (20, 3), (5, 1), (5, 0), (5, 4), (5, -1), (5, -2), (20, 9)]) {
                9 => self.int(Int::I32, 0),
                literal => IntExpr::Lit(literal, Int::I32),
            };
        Expr::Powi { style, float, base: Box::new(self.expr(float, depth)), exponent }
    }

    fn method(&mut self, float: Float, depth: u32) -> Expr {
        // The first ones, the most usual, come up more often.
        let count = if self.choices.chance(50) { METHODS.len() } else { 15 };
        let method = &METHODS[self.choices.below(count)];
        let style = self.style();
        let args = match method.domain {
            Domain::Clamp => self.clamp_args(float, depth),
            Domain::Divisor => vec![self.expr(float, depth), self.inside(Domain::NonZero, float, depth)],
            Domain::Logarithm => {
                vec![self.inside(Domain::Positive, float, depth), self.inside(Domain::AboveOne, float, depth)]
            }
            Domain::Power => {
                vec![self.inside(Domain::Positive, float, depth), self.inside(Domain::Bounded, float, depth)]
            }
            domain => {
                let mut args = vec![self.inside(domain, float, depth)];
                args.resize_with(method.arity, || self.expr(float, depth));
                args
            }
        };
        Expr::Method { method, style, float, args }
    }

    /// `x`, and two bounds that are in order unless a number is not finite.
    fn clamp_args(&mut self, float: Float, depth: u32) -> Vec<Expr> {
        let x = self.expr(float, depth);
        let (low, high) = match self.choices.below(3) {
            0 => (Expr::Neg(Box::new(self.lit(float, "1.0"))), self.lit(float, "0.5")),
            1 => (
                Expr::Neg(Box::new(dot("abs", float, vec![self.expr(float, depth.min(1))]))),
                dot("abs", float, vec![self.expr(float, depth.min(1))]),
            ),
            _ => {
                let low = dot("min", float, vec![self.expr(float, depth.min(1)), self.lit(float, "1.0")]);
                (low, bin(BinOp::Add, self.inside(Domain::NonNegative, float, 0), self.lit(float, "1.0")))
            }
        };
        vec![x, low, high]
    }

    fn lit(&mut self, float: Float, text: &'static str) -> Expr {
        Expr::Lit { text, float, suffix: false }
    }

    /// An expression that usually lies in a domain.
    fn inside(&mut self, domain: Domain, float: Float, depth: u32) -> Expr {
        let any = self.expr(float, depth);
        // In a loop, one number that is not finite spoils them all.
        let outside = if self.with_arrays() { 1 } else { 8 };
        if domain == Domain::Any || self.choices.chance(outside) {
            return any;
        }
        let way = self.choices.below(3);
        let shift = |this: &mut Self, expr, by| bin(BinOp::Add, expr, this.lit(float, by));
        let square =
            Expr::Powi { style: Style::Dot, float, base: Box::new(any.clone()), exponent: IntExpr::Lit(2, Int::I32) };
        match (domain, way) {
            (Domain::Bounded, 0) => dot("min", float, vec![any, self.lit(float, "1.5")]),
            (Domain::Bounded, _) | (Domain::AboveMinusOne, 2) => {
                let inner = dot(if way == 1 { "sin" } else { "tanh" }, float, vec![any]);
                bin(BinOp::Mul, self.lit(float, "0.75"), inner)
            }
            (Domain::Unit, 0) => bin(BinOp::Mul, dot("cos", float, vec![any]), self.lit(float, "0.75")),
            (Domain::Unit, 1) => bin(BinOp::Mul, dot("tanh", float, vec![any]), self.lit(float, "0.9")),
            (Domain::Unit, _) => bin(BinOp::Div, any.clone(), shift(self, square, "1.5")),
            (Domain::NonNegative | Domain::AboveMinusOne, 0) => dot("abs", float, vec![any]),
            (Domain::NonNegative | Domain::AboveMinusOne, _) => square,
            (Domain::AboveOne, 0) => shift(self, dot("abs", float, vec![any]), "1.25"),
            (Domain::AboveOne, _) => shift(self, square, "1.5"),
            (Domain::NonZero, 0) => shift(self, dot("sin", float, vec![any]), "2.5"),
            (Domain::NonZero, 1) if !self.with_arrays() => any,
            (Domain::Positive, 0) => dot("max", float, vec![any, self.lit(float, "0.25")]),
            (Domain::Positive, 1) => shift(self, dot("abs", float, vec![any]), "0.5"),
            (_, _) => shift(self, square, "0.5"),
        }
    }
}
