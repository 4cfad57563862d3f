//! Conditions and integers. Integers are made of integer parameters and literals alone: they never
//! depend on an active value.

use super::{Builder, INTS};
use crate::ast::{Cmp, Cond, Expr, Int, IntExpr, IntOp, Kind, Test};

const COMPARISONS: [Cmp; 6] = [Cmp::Gt, Cmp::Lt, Cmp::Le, Cmp::Ge, Cmp::Eq, Cmp::Ne];

impl Builder<'_, '_, '_> {
    pub(super) fn cond(&mut self, depth: u32) -> Cond {
        self.in_condition(|this| this.condition(depth))
    }

    /// A condition without any active value. Given to a callee, another one could become a number
    /// there.
    pub(super) fn constant_cond(&mut self) -> Cond {
        let bools = self.visible(|var| var.kind == Kind::Bool && var.constant);
        if !bools.is_empty() && self.choices.chance(60) {
            return Cond::Var(self.choices.pick(&bools));
        }
        if self.choices.chance(30) {
            return Cond::Lit(true);
        }
        let int = self.some_int();
        let cmp = self.choices.pick(&COMPARISONS);
        Cond::Int(cmp, self.int(int, 1), IntExpr::Lit(self.choices.below(5) as i64, int))
    }

    fn condition(&mut self, depth: u32) -> Cond {
        #[derive(Clone, Copy)]
        enum Form {
            Float,
            Int,
            Var,
            Is,
            Not,
            And,
            Or,
        }
        let nested = if depth > 0 { 1 } else { 0 };
        let has = |this: &Self, kind: fn(Kind) -> bool| u32::from(!this.visible(|var| kind(var.kind)).is_empty());
        let ints = has(self, |kind| matches!(kind, Kind::Int(_)));
        let bools = has(self, |kind| kind == Kind::Bool);
        let form = self.choices.weighted(&[
            (50, Form::Float),
            (25 * ints, Form::Int),
            (25 * bools, Form::Var),
            (4, Form::Is),
            (5 * nested, Form::Not),
            (8 * nested, Form::And),
            (8 * nested, Form::Or),
        ]);
        match form {
            Form::Float => {
                let float = self.some_float();
                // Equality of computed floats hardly ever holds, but a constant may be tested for
                // it.
                let cmp = self.choices.weighted(&[(40, 0), (40, 1), (6, 2), (6, 3), (4, 4), (4, 5)]);
                // A block that hides names of the outside is worth having here.
                let busy = if self.with_arrays() { 6 } else { 35 };
                let left = if depth > 0 && self.choices.chance(busy) {
                    Expr::Block(Box::new(self.busy_block(float)))
                } else {
                    self.expr(float, 1)
                };
                let right = if self.choices.chance(50) { self.expr(float, 1) } else { self.literal(float) };
                Cond::Float(COMPARISONS[cmp], left, right)
            }
            Form::Int => {
                let int = self.some_int();
                let cmp = self.choices.pick(&COMPARISONS);
                if self.with_arrays()
                    && self.choices.chance(60)
                    && let Some(cond) = self.counter_cond(cmp)
                {
                    return cond;
                }
                let left = self.int(int, 1);
                Cond::Int(cmp, left, IntExpr::Lit(self.choices.below(5) as i64, int))
            }
            Form::Var => Cond::Var(self.pick_visible(|var| var.kind == Kind::Bool).expect("a bool in scope")),
            Form::Is => {
                let tests = [Test::SignNegative, Test::SignPositive, Test::Finite, Test::Nan];
                let test = self.choices.pick(&tests);
                let float = self.some_float();
                Cond::Is(test, self.expr(float, 1))
            }
            Form::Not => Cond::Not(Box::new(self.cond(depth - 1))),
            Form::And => Cond::And(Box::new(self.cond(depth - 1)), Box::new(self.cond(depth - 1))),
            Form::Or => Cond::Or(Box::new(self.cond(depth - 1)), Box::new(self.cond(depth - 1))),
        }
    }

    /// A comparison of a counter, which may depend on active values: `i % 2 == 0`, `k > 1`.
    fn counter_cond(&mut self, cmp: Cmp) -> Option<Cond> {
        let counters = self.counters();
        if counters.is_empty() {
            return None;
        }
        let (var, int) = self.choices.pick(&counters);
        let var = IntExpr::Var(var);
        Some(if self.choices.chance(35) {
            let cmp = if self.choices.chance(75) { Cmp::Eq } else { Cmp::Ne };
            let even = IntExpr::Op(IntOp::Rem, Box::new(var), 2 + self.choices.below(2) as i64);
            Cond::Int(cmp, even, IntExpr::Lit(self.choices.below(2) as i64, int))
        } else {
            Cond::Int(cmp, var, IntExpr::Lit(self.choices.below(4) as i64, int))
        })
    }

    /// `let n = a.len();` and other integers that steer a program with arrays.
    pub(super) fn steering(&mut self) -> Option<(Int, IntExpr)> {
        let arrays = self.arrays(|_| true);
        let array = u32::from(!arrays.is_empty());
        Some(match self.choices.weighted(&[(35 * array, 0), (15 * array, 1), (25, 2), (15, 3), (10, 4)]) {
            0 => {
                let var = self.choices.pick(&arrays);
                let length = self.measure(var);
                let less = self.array(var).least > 0 && self.choices.chance(30);
                (Int::Usize, if less { IntExpr::Op(IntOp::Sub, Box::new(length), 1) } else { length })
            }
            1 => {
                let (a, b) = (self.choices.pick(&arrays), self.choices.pick(&arrays));
                let (a, b) = (self.measure(a), self.measure(b));
                (Int::Usize, IntExpr::Least(Box::new(a), Box::new(b)))
            }
            2 => {
                let cond = Box::new(self.cond(0));
                let (a, b) = (self.choices.below(3) as i64, self.choices.below(3) as i64);
                (Int::Usize, IntExpr::If(cond, a, b, Int::Usize))
            }
            3 => {
                let float = self.some_float();
                let inner = self.in_condition(|this| this.expr(float, 1));
                let name = self.choices.pick(&["tanh", "sin"]);
                let bounded = self.call_method(name, float, inner);
                let size = self.call_method("abs", float, bounded);
                let three = Expr::Lit { text: "3.0", float, suffix: false };
                let scaled = self.operation(crate::ast::BinOp::Mul, size, three);
                let whole = IntExpr::Truncate(Box::new(scaled), Int::Usize);
                (Int::Usize, IntExpr::Op(IntOp::Rem, Box::new(whole), 1 + self.choices.below(3) as i64))
            }
            _ => return None,
        })
    }

    /// The type of an integer in scope, if there is one.
    pub(super) fn some_int(&mut self) -> Int {
        let found = self.pick_visible(|var| matches!(var.kind, Kind::Int(_)) && !var.facts.steered);
        match found.map(|var| self.vars[var].kind) {
            Some(Kind::Int(int)) => int,
            _ => self.choices.pick(&INTS),
        }
    }

    /// An integer of at most a few dozen, not negative for the unsigned types.
    pub(super) fn int(&mut self, int: Int, depth: u32) -> IntExpr {
        let Some(var) = self.pick_visible(|var| var.kind == Kind::Int(int) && !var.facts.steered) else {
            // A bool or a smaller type converts; failing that, a number.
            let narrow = self.pick_visible(|var| matches!(var.kind, Kind::Int(Int::U8)) && !var.facts.steered);
            return match narrow {
                Some(var) => IntExpr::As(Box::new(IntExpr::Var(var)), int),
                None => IntExpr::Lit(1 + self.choices.below(4) as i64, int),
            };
        };
        let var = IntExpr::Var(var);
        if depth == 0 {
            return var;
        }
        let plain = var.clone();
        let operand = self.choices.below(3) as i64 + 1;
        let sub = if int.signed() { (6, Some(IntOp::Sub)) } else { (0, None) };
        let int = match self.choices.weighted(&[
            (70, None),
            (10, Some(IntOp::Add)),
            (8, Some(IntOp::Mul)),
            sub,
            (6, Some(IntOp::Rem)),
        ]) {
            None => var,
            Some(IntOp::Rem) => IntExpr::Op(IntOp::Rem, Box::new(var), operand + 1),
            Some(op) => IntExpr::Op(op, Box::new(var), operand),
        };
        if self.harmless(&int) { int } else { plain }
    }
}
