//! Calls of other annotated functions: forward through their value and pullback, back through the pullback.

use super::{Cotangents, Reverse, generated};
use crate::ir::{Activity, Call, Float, Hint, Op, Operand, Pattern, Stmt, StmtKind, Tree, ValueId};

impl Reverse {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn call(
        &mut self,
        stmt: &Stmt,
        id: ValueId,
        call: &Call,
        d: Operand,
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let cut_off = self.may_vanish(&d).then(|| d.clone());
        let back = if self.const_fn {
            forward.push(stmt.clone());
            Op::PullConst { call: call.clone(), seed: d }
        } else {
            let pullback = self.func.fresh(Hint::Pullback(id), stmt.site, Float::Not, Activity::Constant);
            let both = Tree::Tuple(vec![Tree::Leaf(Some(id)), Tree::Leaf(Some(pullback))]);
            forward.push(Stmt {
                kind: StmtKind::Let { pattern: Pattern::Tree(both), op: Op::Vjp(call.clone()) },
                ..stmt.clone()
            });
            Op::Pull { pullback: Operand::Value(pullback), seed: d }
        };
        let mut results = Vec::new();
        let mut checks = Vec::new();
        for (arg, site) in call.args.iter().zip(&call.arg_spans) {
            if self.func.activity(arg) != Activity::Active {
                results.push(Tree::Leaf(None));
                continue;
            }
            let raw = self.func.fresh(Hint::Temp, *site, self.func.float(arg), Activity::Active);
            results.push(Tree::Leaf(Some(raw)));
            checks.push((arg, raw, *site));
        }
        backward.push(generated(Pattern::Tree(Tree::Tuple(results)), back, stmt.site));
        for (arg, raw, site) in checks {
            // The callee may hold the argument constant; then this does not compile, and says so.
            let mut amount = self.emit(Op::Helper { name: "active", args: vec![Operand::Value(raw)] }, site, backward);
            if let Some(d) = &cut_off {
                amount = self.unless_zero(d, amount, site, backward);
            }
            self.owe(arg, amount, cotangents);
        }
    }
}
