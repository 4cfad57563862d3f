//! Loops, and the ways out of them.

use super::chain::LONG;
use super::{Builder, Enclosing};
use crate::ast::{
    BinOp, Block, Cmp, Cond, Expr, Facts, Float, For, ForEach, If, Int, IntExpr, Kind, Label, Pat, Stmt, VarId,
};

/// How deep loops nest.
const NESTED: usize = 3;

const LABELS: [Label; NESTED] = ["'outer", "'inner", "'innermost"];

impl Enclosing {
    /// A loop that nothing leaves.
    pub(super) fn plain() -> Enclosing {
        Enclosing { label: None, step: None, value: None }
    }
}

impl Builder<'_, '_, '_> {
    /// Whether a loop may stand here.
    pub(super) fn may_loop(&self) -> bool {
        self.may_repeat() && !self.pure && self.fuel > 0 && self.loops.len() < NESTED
    }

    /// A loop, preceded by what it needs.
    pub(super) fn looped(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        self.fuel -= 3;
        if self.writable(|_| true).is_empty() && self.choices.chance(50) {
            let array = self.array_type();
            self.new_array(array, false, true, out);
        }
        if self.choices.chance(35) || self.target().is_none() {
            self.accumulator(out);
        }
        match self.choices.weighted(&[(60, 0), (14, 1), (7, 2), (7, 3), (7, 4), (5, 5)]) {
            0 => self.for_loop(depth, out),
            1 => self.counting_while(depth, out),
            2 => self.search(out),
            3 => self.decaying_while(depth, out),
            4 => self.endless(depth, out),
            _ => self.value_loop(depth, out),
        }
    }

    /// `let mut acc = …;`
    fn accumulator(&mut self, out: &mut Vec<Stmt>) {
        let float = self.some_float();
        let init = if self.choices.chance(50) { self.literal(float) } else { self.expr(float, 1) };
        let name = self.choices.pick(&["acc", "s", "t", "loss", "total", "x", "value"]);
        let var = self.declare(name, Kind::Float(float), true);
        self.scope.push(var);
        out.push(Stmt::Let { pat: Pat::Var(var), annotate: self.choices.chance(30), init });
    }

    /// Writes the body of a loop that runs `trips` times at most.
    pub(super) fn inside_loop<T>(
        &mut self,
        enclosing: Enclosing,
        trips: usize,
        inside: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = self.trips;
        self.trips *= trips.max(1);
        self.iterations += self.trips;
        self.loops.push(enclosing);
        let result = inside(self);
        self.loops.pop();
        self.trips = outer;
        result
    }

    fn label(&mut self) -> Option<Label> {
        self.choices.chance(16).then(|| LABELS[self.loops.len()])
    }

    fn for_loop(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let stream = self.loop_stream();
        if !stream.item.writes() && self.choices.chance(7) {
            return self.for_each(stream, out);
        }
        let label = self.label();
        let enclosing = Enclosing { label, step: Some(Vec::new()), value: None };
        let item = stream.item.clone();
        let most = stream.most.min(LONG);
        let (item, body) = self.borrowing(&stream, |this| {
            this.inside_loop(enclosing, most, |this| this.with_item(&item, false, |this| this.loop_body(depth)))
        });
        out.push(Stmt::For(Box::new(For { label, item, chain: stream.chain, body })));
    }

    /// `chain.for_each(|x| acc += x);`
    fn for_each(&mut self, stream: super::chain::Stream, out: &mut Vec<Stmt>) {
        use crate::ast::{Source, Step};
        // A reference to an array is no iterator yet; and what other closures capture is borrowed.
        let closure = |step: &Step| matches!(step, Step::Map(..) | Step::Filter(..) | Step::Scan { .. });
        if matches!(stream.chain.source, Source::Ref(_) | Source::Whole(_)) || stream.chain.steps.iter().any(closure) {
            return;
        }
        let item = stream.item.clone();
        let (item, body) = self.borrowing(&stream, |this| {
            this.for_items(&stream, |this| {
                this.with_item(&item, false, |this| {
                    let count = this.choices.weighted(&[(70, 1), (30, 2)]);
                    (0..count).filter_map(|_| this.update(1, true)).collect()
                })
            })
        });
        out.push(Stmt::ForEach(Box::new(ForEach { chain: stream.chain, item, body })));
    }

    /// A few statements that mostly change something outside of the loop.
    fn loop_body(&mut self, depth: u32) -> Block {
        let stmts = self.body_stmts(depth);
        Block { stmts, tail: None }
    }

    fn body_stmts(&mut self, depth: u32) -> Vec<Stmt> {
        let depth = depth.min(2);
        let count = self.choices.weighted(&[(35, 1), (40, 2), (25, 3)]);
        let mut stmts = Vec::new();
        for index in 0..count {
            match self.choices.weighted(&[(if index == 0 { 30 } else { 15 }, 0), (20, 1), (12, 2), (10, 3)]) {
                0 => stmts.extend(self.update(depth, false)),
                1 => self.array_stmt(depth, &mut stmts),
                2 => self.guarded_exit(&mut stmts),
                _ => self.stmt(depth, &mut stmts),
            }
        }
        if !stmts.iter().any(updates) {
            stmts.extend(self.update(depth, false));
        }
        stmts
    }

    /// `if … { …; break; }`
    pub(super) fn guarded_exit(&mut self, out: &mut Vec<Stmt>) {
        let cond = self.cond(1);
        let block = self.scoped(|this| {
            let mut stmts = Vec::new();
            if this.choices.chance(35) {
                stmts.extend(this.update(1, false));
            }
            this.exit(&mut stmts);
            Block { stmts, tail: None }
        });
        out.push(Stmt::If(If { arms: vec![(cond, block)], otherwise: None }));
    }

    /// `break`, `continue` or `return`.
    pub(super) fn exit(&mut self, out: &mut Vec<Stmt>) {
        let way = if self.loops.is_empty() { 2 } else { self.choices.weighted(&[(45, 0), (35, 1), (20, 2)]) };
        if way == 2 {
            let value = self.returned(1);
            return out.push(Stmt::Return(value));
        }
        // The innermost loop, or one that has a name.
        let innermost = self.loops.len() - 1;
        let named: Vec<usize> = (0..innermost).filter(|&place| self.loops[place].label.is_some()).collect();
        let place = if !named.is_empty() && self.choices.chance(35) { self.choices.pick(&named) } else { innermost };
        let target = self.loops[place].clone();
        let label = target.label.filter(|_| place != innermost || self.choices.chance(40));
        match target.step {
            Some(step) if way == 1 => {
                out.extend(step);
                out.push(Stmt::Continue(label));
            }
            _ => {
                let value = target.value.map(|float| self.expr(float, 1));
                out.push(Stmt::Break(label, value));
            }
        }
    }

    /// A counter that nothing hides and nobody assigns.
    fn counter(&mut self, int: Int) -> VarId {
        let name = format!("k{}", self.vars.len());
        self.declare(&name, Kind::Int(int), true)
    }

    fn counter_let(var: VarId, int: Int) -> Stmt {
        Stmt::LetInt(var, IntExpr::Lit(0, int))
    }

    /// What a counter may count to.
    fn limit(&mut self) -> (IntExpr, Int, usize) {
        let arrays = self.arrays(|_| true);
        if !arrays.is_empty() && self.choices.chance(35) {
            let var = self.choices.pick(&arrays);
            let most = self.array(var).most;
            return (self.measure(var), Int::Usize, most);
        }
        let counters: Vec<(VarId, Int)> =
            self.counters().into_iter().filter(|&(var, _)| self.vars[var].facts.high <= 8).collect();
        if !counters.is_empty() && self.choices.chance(40) {
            let (var, int) = self.choices.pick(&counters);
            return (IntExpr::Var(var), int, self.vars[var].facts.high.max(0) as usize);
        }
        let limit = self.choices.weighted(&[(35, 3), (25, 4), (20, 2), (10, 6), (10, 1)]);
        (IntExpr::Lit(limit, Int::Usize), Int::Usize, limit as usize)
    }

    /// `k < limit`, perhaps with a condition on floats before or after it.
    fn counted(&mut self, counter: VarId, limit: &IntExpr, active: u32) -> Cond {
        let count = Cond::Int(Cmp::Lt, IntExpr::Var(counter), limit.clone());
        if !self.choices.chance(active) {
            return count;
        }
        let other = self.cond(0);
        if self.choices.chance(65) {
            Cond::And(Box::new(count), Box::new(other))
        } else {
            Cond::And(Box::new(other), Box::new(count))
        }
    }

    /// `let mut k = 0; while k < n && … { …; k += 1; }`
    fn counting_while(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let (limit, int, most) = self.limit();
        let counter = self.counter(int);
        out.push(Self::counter_let(counter, int));
        let plain = self.choices.chance(30);
        let cond = self.counted(counter, &limit, if plain { 0 } else { 80 });
        let zero = IntExpr::Lit(0, int);
        let facts = self.between(&zero, &limit, false);
        // Where nothing active counts, the counter may become a float.
        self.vars[counter].facts = Facts { steered: !plain || facts.steered, ..facts };
        let label = self.label();
        let step = vec![Stmt::Count(counter)];
        let enclosing = Enclosing { label, step: (!plain).then(|| step.clone()), value: None };
        let body = self.inside_loop(enclosing, most, |this| {
            this.with_vars_of(counter, |this| {
                let mut stmts = this.body_stmts(depth);
                stmts.extend(step);
                Block { stmts, tail: None }
            })
        });
        out.push(Stmt::While { label, cond, body });
    }

    fn with_vars_of<T>(&mut self, var: VarId, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.scoped(|this| {
            this.scope.push(var);
            inside(this)
        })
    }

    /// `let mut k = 0; while k < a.len() - 1 && a[k] < x { k += 1; }`: then `k` is an index.
    fn search(&mut self, out: &mut Vec<Stmt>) {
        let arrays = self.arrays(|array| array.least > 0 && array.inner.is_none());
        if arrays.is_empty() {
            return self.counting_while(1, out);
        }
        let var = self.choices.pick(&arrays);
        let array = self.array(var);
        self.measured.push(var);
        self.vars[var].reads += 1;
        let limit = IntExpr::Op(crate::ast::IntOp::Sub, Box::new(IntExpr::Len(var)), 1);
        let counter = self.counter(Int::Usize);
        out.push(Self::counter_let(counter, Int::Usize));
        let index = IntExpr::Var(counter);
        let element = Expr::Element(crate::ast::Place { var, index: vec![index.clone()] });
        let bound = self.in_condition(|this| this.expr(array.float, 1));
        let cmp = self.choices.pick(&[Cmp::Lt, Cmp::Gt]);
        let cond = Cond::And(Box::new(Cond::Int(Cmp::Lt, index, limit)), Box::new(Cond::Float(cmp, element, bound)));
        let mut body = Vec::new();
        let most = array.most;
        self.inside_loop(Enclosing::plain(), most, |this| {
            this.scoped(|this| {
                if this.choices.chance(40) {
                    body.extend(this.update(1, false));
                }
            });
        });
        body.push(Stmt::Count(counter));
        out.push(Stmt::While { label: None, cond, body: Block { stmts: body, tail: None } });
        // It stops at the last place at the latest.
        let high = array.most as i64 - 1;
        self.vars[counter].facts = Facts { low: 0, high, under: vec![(var, 0)], steered: true };
        self.scope.push(counter);
    }

    /// `let mut t = …; while t > 0.3 { …; t *= 0.5; }`
    fn decaying_while(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let float = self.some_float();
        let name = format!("decay{}", self.vars.len());
        let first = self.expr(float, 1);
        let lit = |text| Expr::Lit { text, float, suffix: false };
        // At most 4, and so halved at most five times.
        let tanh = self.call_method("tanh", float, first);
        let init = match self.choices.below(2) {
            0 => self.operation(BinOp::Mul, lit("4.0"), tanh),
            _ => {
                let square = self.call_method("abs", float, tanh);
                self.operation(BinOp::Mul, lit("3.5"), square)
            }
        };
        let var = self.declare(&name, Kind::Float(float), true);
        out.push(Stmt::Let { pat: Pat::Var(var), annotate: self.choices.chance(30), init });
        let bound = self.choices.pick(&["0.25", "0.5", "0.3"]);
        let step = match self.choices.below(2) {
            0 => Stmt::Compound(BinOp::Mul, var.into(), lit("0.5")),
            _ => Stmt::Compound(BinOp::Sub, var.into(), lit("0.75")),
        };
        let read = self.read(var);
        let cond = Cond::Float(Cmp::Gt, read, lit(bound));
        let label = self.label();
        let enclosing = Enclosing { label, step: Some(vec![step.clone()]), value: None };
        let frozen = self.frozen.len();
        self.frozen.push(var);
        let body = self.inside_loop(enclosing, 6, |this| {
            this.with_vars_of(var, |this| {
                let mut stmts = this.body_stmts(depth);
                stmts.push(step);
                Block { stmts, tail: None }
            })
        });
        self.frozen.truncate(frozen);
        self.vars[var].reads += 1;
        self.scope.push(var);
        out.push(Stmt::While { label, cond, body });
    }

    /// `let mut k = 0; loop { if k >= n { break; } …; k += 1; }`
    fn endless(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let (limit, int, most) = self.limit();
        let counter = self.counter(int);
        out.push(Self::counter_let(counter, int));
        let mut cond = Cond::Int(Cmp::Ge, IntExpr::Var(counter), limit.clone());
        if self.choices.chance(55) {
            let other = self.cond(0);
            cond = Cond::Or(Box::new(cond), Box::new(other));
        }
        let zero = IntExpr::Lit(0, int);
        self.vars[counter].facts = Facts { steered: true, ..self.between(&zero, &limit, false) };
        let label = self.label();
        let step = vec![Stmt::Count(counter)];
        let enclosing = Enclosing { label, step: Some(step.clone()), value: None };
        let body = self.inside_loop(enclosing, most + 1, |this| {
            this.with_vars_of(counter, |this| {
                let leave = Block { stmts: vec![Stmt::Break(None, None)], tail: None };
                let mut stmts = vec![Stmt::If(If { arms: vec![(cond, leave)], otherwise: None })];
                stmts.extend(this.body_stmts(depth));
                stmts.extend(step);
                Block { stmts, tail: None }
            })
        });
        out.push(Stmt::Loop(label, body));
    }

    /// `let v = loop { …; k += 1; if k > 3 || … { break e; } };`
    fn value_loop(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let float = self.some_float();
        let counter = self.counter(Int::Usize);
        out.push(Self::counter_let(counter, Int::Usize));
        let most = 1 + self.choices.below(4);
        // The last value is the one that it leaves with.
        self.vars[counter].facts = Facts { low: 0, high: most as i64 + 1, under: Vec::new(), steered: true };
        let label = self.label();
        // A `continue` would jump over the only check of the counter.
        let enclosing = Enclosing { label, step: None, value: Some(float) };
        let body = self.inside_loop(enclosing, most + 1, |this| {
            this.with_vars_of(counter, |this| {
                let mut stmts = this.body_stmts(depth);
                stmts.push(Stmt::Count(counter));
                let mut cond = Cond::Int(Cmp::Gt, IntExpr::Var(counter), IntExpr::Lit(most as i64, Int::Usize));
                if this.choices.chance(60) {
                    let other = this.cond(0);
                    cond = Cond::Or(Box::new(cond), Box::new(other));
                }
                let value = this.expr(float, 1);
                let leave = Block { stmts: vec![Stmt::Break(None, Some(value))], tail: None };
                stmts.push(Stmt::If(If { arms: vec![(cond, leave)], otherwise: None }));
                Block { stmts, tail: None }
            })
        });
        let name = self.local_name();
        let mutable = self.choices.chance(40);
        let var = self.declare(name, Kind::Float(float), mutable);
        self.scope.push(var);
        out.push(Stmt::Let { pat: Pat::Var(var), annotate: false, init: Expr::Loop(label, Box::new(body)) });
    }

    /// An expression that is not much larger than what it is made of: inside of loops, numbers would
    /// grow beyond all bounds.
    pub(super) fn damped(&mut self, float: Float, depth: u32) -> Expr {
        let inner = self.expr(float, depth);
        if !self.with_arrays() || self.trips == 1 {
            return inner;
        }
        let lit = |text| Expr::Lit { text, float, suffix: false };
        match self.choices.weighted(&[(22, 0), (22, 1), (18, 2), (18, 3), (8, 4), (12, 5)]) {
            0 => self.call_method("sin", float, inner),
            1 => self.call_method("tanh", float, inner),
            2 => {
                let scale = self.choices.pick(&["0.5", "0.1", "0.25"]);
                self.operation(BinOp::Mul, lit(scale), inner)
            }
            3 => {
                let sine = self.call_method("sin", float, inner);
                self.operation(BinOp::Mul, sine, lit("0.4"))
            }
            4 => self.call_method("cos", float, inner),
            _ => inner,
        }
    }
}

/// Whether a statement changes something.
fn updates(stmt: &Stmt) -> bool {
    !matches!(
        stmt,
        Stmt::Let { .. } | Stmt::LetInt(..) | Stmt::LetBool(..) | Stmt::If(_) | Stmt::Drop(_) | Stmt::Assert(_)
    )
}
