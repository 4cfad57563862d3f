//! `fold`: multiplications by one, additions of zero, double negations and copies go.

use std::collections::{HashMap, HashSet};

use crate::site::Site;
use quote::quote;

use super::ranges::Ranges;
use crate::ir::{
    Activity, Const, End, Float, Func, Hint, Op, Operand, Pattern, Region, Shape, Stmt, StmtKind, Tree, ValueId, visit,
};

/// Runs the pass.
pub fn fold(func: &mut Func, region: &mut Region) {
    let receivers = receivers(region);
    Fold { func, receivers, known: HashMap::new(), definitions: HashMap::new(), ranges: Ranges::default() }
        .region(region);
}

/// Values that methods are called on: of a bare number, rustc would not know which float it is.
fn receivers(region: &Region) -> HashSet<ValueId> {
    let mut found = HashSet::new();
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { op: Op::Method { path: None, args, .. }, .. } => {
                found.extend(args.first().and_then(Operand::value));
            }
            StmtKind::Let { op: Op::Opaque(opaque), .. } => {
                found.extend(opaque.holes.iter().flat_map(|(_, tree)| tree.leaves()).filter_map(Operand::value));
            }
            StmtKind::Let { op: Op::Closure { body, .. }, .. } => found.extend(receivers(body)),
            StmtKind::Let { op: Op::Rule(rule), .. } => {
                found.extend(rule.args.iter().filter_map(|passed| passed.operand.value()));
                found.extend(rule.elements.iter().flat_map(|elements| receivers(&elements.body)));
            }
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| found.extend(receivers(&arm.region))),
            StmtKind::Loop(looped) => found.extend(receivers(&looped.body)),
        }
    }
    found
}

struct Fold<'a> {
    func: &'a mut Func,
    receivers: HashSet<ValueId>,
    /// Values that turned out to be something simpler.
    known: HashMap<ValueId, Operand>,
    /// The generated steps seen so far.
    definitions: HashMap<ValueId, Op>,
    /// What is known of the numbers that all steps give.
    ranges: Ranges,
}

impl Fold<'_> {
    fn region(&mut self, region: &mut Region) {
        let stmts = std::mem::take(&mut region.stmts);
        for mut stmt in stmts {
            match &mut stmt.kind {
                StmtKind::Let { op, .. } => {
                    if let Op::Closure { body, .. } = op {
                        self.region(body);
                    }
                    if let Some(elements) = visit::elements_of_mut(op) {
                        self.region(&mut elements.body);
                    }
                    visit::op_operands(op, &mut |operand| self.replace(operand));
                    if let Some(id) = self.changeable(&stmt) {
                        self.step(id, stmt, &mut region.stmts);
                        continue;
                    }
                    if let StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } = &stmt.kind {
                        self.ranges.note(*id, op);
                    }
                }
                StmtKind::Branch(branch) => {
                    visit::head_operands(&mut branch.head, &mut |operand| self.replace(operand));
                    for arm in &mut branch.arms {
                        if let Some(guard) = &mut arm.guard {
                            visit::opaque_operands(guard, &mut |operand| self.replace(operand));
                        }
                        self.region(&mut arm.region);
                    }
                    if stmt.generated {
                        self.common_results(branch);
                    }
                }
                StmtKind::Loop(looped) => {
                    for carried in &mut looped.carried {
                        visit::operand(&mut carried.init, &mut |operand| self.replace(operand));
                    }
                    visit::loop_head_operands(&mut looped.head, &mut |operand| self.replace(operand));
                    self.region(&mut looped.body);
                    if stmt.generated {
                        self.unchanged(looped);
                    }
                }
                StmtKind::Comment(_) => {}
            }
            region.stmts.push(stmt);
        }
        visit::end_operands(&mut region.end, &mut |operand| self.replace(operand));
    }

    /// What a step defines, if it may be changed: our own steps, and the user's unannotated copies of active values.
    fn changeable(&self, stmt: &Stmt) -> Option<ValueId> {
        let StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } = &stmt.kind else { return None };
        let value = self.func.value(*id);
        let copy = matches!(op, Op::Use(Operand::Value(_)))
            && value.annotation.is_none()
            && value.place.is_none()
            && value.activity == Activity::Active;
        // A number that is added to later.
        let sum = value.mutable && value.place.as_ref().is_some_and(|place| matches!(place.shape, Shape::Scalar(_)));
        (stmt.generated && !sum || copy).then_some(*id)
    }

    /// What no trip of a loop changes is not carried.
    fn unchanged(&mut self, looped: &mut crate::ir::Loop) {
        if looped.exits > 0 {
            return;
        }
        let End::Yield(next) = &mut looped.body.end else { return };
        let mut index = 0;
        let mut same: HashMap<ValueId, Operand> = HashMap::new();
        while index < looped.carried.len() {
            let carried = &looped.carried[index];
            if next[index].value() != Some(carried.inside) {
                index += 1;
                continue;
            }
            same.insert(carried.inside, carried.init.clone());
            self.known.insert(looped.results.remove(index), carried.init.clone());
            looped.carried.remove(index);
            next.remove(index);
        }
        if !same.is_empty() {
            visit::region_operands(&mut looped.body, &mut |operand| {
                while let Operand::Value(id) = operand
                    && let Some(init) = same.get(id)
                {
                    *operand = init.clone();
                }
            });
        }
    }

    /// A result that every arm yields alike needs no branch.
    fn common_results(&mut self, branch: &crate::ir::Branch) {
        for (index, result) in branch.results.iter().enumerate() {
            let numbers: Option<Vec<f64>> = branch
                .arms
                .iter()
                .map(|arm| match &arm.region.end {
                    End::Yield(operands) => operands.get(index).and_then(Operand::number),
                    _ => None,
                })
                .collect();
            if let Some(numbers) = numbers
                && let Some(first) = numbers.first()
                && numbers.iter().all(|number| number.to_bits() == first.to_bits())
            {
                self.known.insert(*result, Operand::Number(*first));
            }
        }
    }

    fn replace(&self, operand: &mut Operand) {
        if let Operand::Value(id) = operand
            && let Some(known) = self.known.get(id)
        {
            *operand = known.clone();
        }
    }

    fn step(&mut self, id: ValueId, mut stmt: Stmt, out: &mut Vec<Stmt>) {
        let StmtKind::Let { op, .. } = &mut stmt.kind else { return };
        // Our numbers are floats.
        let integer = self.func.value(id).float == Float::Not;
        let original = (integer || self.receivers.contains(&id)).then(|| op.clone());
        loop {
            let taken = std::mem::replace(op, Op::Use(Operand::Number(0.0)));
            match self.simpler(taken, stmt.site, out) {
                Simpler::Same(same) => {
                    *op = same;
                    break;
                }
                Simpler::Op(better) => *op = better,
                Simpler::Operand(Operand::Number(_)) if original.is_some() => {
                    *op = original.unwrap_or(Op::Use(Operand::Number(0.0)));
                    break;
                }
                Simpler::Operand(operand) => {
                    self.pass_name_on(id, &operand);
                    self.known.insert(id, operand);
                    return;
                }
            }
        }
        self.ranges.note(id, op);
        self.definitions.insert(id, op.clone());
        out.push(stmt);
    }

    /// A nameless step that turns out to be a cotangent takes the cotangent's name.
    fn pass_name_on(&mut self, from: ValueId, to: &Operand) {
        if let Operand::Value(to) = to
            && matches!(self.func.value(*to).hint, Hint::Temp)
            && self.definitions.contains_key(to)
            && let Hint::Cotangent(of) = self.func.value(from).hint
        {
            self.func.values[to.0].hint = Hint::Cotangent(of);
        }
    }

    fn definition(&self, operand: &Operand) -> Option<&Op> {
        self.definitions.get(&operand.value()?)
    }

    /// `a`, if the operand is `-a`.
    fn negated(&self, operand: &Operand) -> Option<Operand> {
        match self.definition(operand)? {
            Op::Neg(inner) => Some(inner.clone()),
            _ => None,
        }
    }

    /// `(c, a)`, if the operand is `c · a` with a number `c`, and no integer.
    fn scaled(&self, operand: &Operand) -> Option<(f64, Operand)> {
        match self.definition(operand)? {
            Op::Binary("*", a, b) if self.func.float(operand) != Float::Not => Some((a.number()?, b.clone())),
            _ => None,
        }
    }

    fn emit(&mut self, op: Op, site: Site, out: &mut Vec<Stmt>) -> Operand {
        let float = crate::analyse::activity::float_of(self.func, &op);
        let id = self.func.fresh(Hint::Temp, site, float.join(Float::Unknown), Activity::Active);
        let stmt = Stmt { kind: StmtKind::Let { pattern: Pattern::one(id), op }, site, generated: true };
        self.step(id, stmt, out);
        self.known.get(&id).cloned().unwrap_or(Operand::Value(id))
    }

    fn simpler(&mut self, op: Op, site: Site, out: &mut Vec<Stmt>) -> Simpler {
        match op {
            // Taking a reference is no copy of a value.
            Op::Use(Operand::View(view)) => Simpler::Same(Op::Use(Operand::View(view))),
            Op::Use(a) => Simpler::Operand(a),
            Op::Neg(a) => match (a.number(), self.negated(&a)) {
                (Some(number), _) => Simpler::Operand(Operand::Number(-number)),
                (_, Some(inner)) => Simpler::Operand(inner),
                _ => Simpler::Same(Op::Neg(a)),
            },
            Op::Binary("*", a, b) => self.product(a, b, site, out),
            Op::Binary("+", a, b) => self.sum(a, b, site, out),
            Op::Binary("-", a, b) => match (a.number(), b.number(), self.negated(&b)) {
                (Some(x), Some(y), _) if exact(x - y) => Simpler::Operand(Operand::Number(x - y)),
                (_, Some(0.0), _) => Simpler::Operand(a),
                (Some(0.0), ..) => Simpler::Op(Op::Neg(b)),
                (.., Some(b)) => Simpler::Op(Op::Binary("+", a, b)),
                _ => Simpler::Same(Op::Binary("-", a, b)),
            },
            Op::Binary("/", a, b) => self.quotient(a, b, site, out),
            Op::Binary("||", a, b) => match (truth(&a), truth(&b)) {
                (Some(true), _) | (_, Some(false)) => Simpler::Operand(a),
                (Some(false), _) | (_, Some(true)) => Simpler::Operand(b),
                _ => Simpler::Same(Op::Binary("||", a, b)),
            },
            Op::Binary("&&", a, b) => match (truth(&a), truth(&b)) {
                (Some(false), _) | (_, Some(true)) => Simpler::Operand(a),
                (Some(true), _) | (_, Some(false)) => Simpler::Operand(b),
                _ => Simpler::Same(Op::Binary("&&", a, b)),
            },
            Op::Binary(symbol, a, b) => match (a.number(), b.number()) {
                (Some(x), Some(y)) => match compare(symbol, x, y) {
                    Some(answer) => Simpler::Operand(boolean(answer)),
                    None => Simpler::Same(Op::Binary(symbol, a, b)),
                },
                _ if self.ranges.never(symbol, &a, &b) => Simpler::Operand(boolean(false)),
                _ => Simpler::Same(Op::Binary(symbol, a, b)),
            },
            Op::Method { name, path, args } => match (name.as_str(), args.as_slice()) {
                ("is_nan", [a]) if a.number().is_some() => Simpler::Operand(boolean(false)),
                ("powi" | "powf", [x, n]) if n.number() == Some(1.0) => Simpler::Operand(x.clone()),
                _ => Simpler::Same(Op::Method { name, path, args }),
            },
            Op::Select { test, then, other } => match truth(&test) {
                Some(true) => Simpler::Operand(then),
                Some(false) => Simpler::Operand(other),
                None => match (then.number(), other.number()) {
                    (Some(a), Some(b)) if a.to_bits() == b.to_bits() => Simpler::Operand(then),
                    _ => Simpler::Same(Op::Select { test, then, other }),
                },
            },
            op => Simpler::Same(op),
        }
    }

    /// A constant found by an iterator may be a reference to a number, which only arithmetic makes a number.
    fn may_be_reference(&self, operand: &Operand) -> bool {
        operand.value().is_some_and(|id| {
            let value = self.func.value(id);
            value.activity == Activity::Constant && value.float == Float::Unknown
        })
    }

    fn product(&mut self, a: Operand, b: Operand, site: Site, out: &mut Vec<Stmt>) -> Simpler {
        match (a.number(), b.number()) {
            (Some(x), Some(y)) if exact(x * y) => return Simpler::Operand(Operand::Number(x * y)),
            (None, Some(_)) => return Simpler::Op(Op::Binary("*", b, a)),
            // Nothing flows through a zero, whatever the other factor.
            (Some(0.0), _) => return Simpler::Operand(Operand::Number(0.0)),
            (Some(1.0), _) if !self.may_be_reference(&b) => return Simpler::Operand(b),
            (Some(-1.0), _) => return Simpler::Op(Op::Neg(b)),
            _ => {}
        }
        if let Some(inner) = self.negated(&a) {
            let product = self.emit(Op::Binary("*", inner, b), site, out);
            return Simpler::Op(Op::Neg(product));
        }
        if let Some(inner) = self.negated(&b) {
            let product = self.emit(Op::Binary("*", a, inner), site, out);
            return Simpler::Op(Op::Neg(product));
        }
        // Scaling by a power of two is exact, so the numbers may be joined.
        if let (Some(x), Some((y, inner))) = (a.number(), self.scaled(&b))
            && exact(x * y)
            && (power_of_two(x) || power_of_two(y))
        {
            return Simpler::Op(Op::Binary("*", Operand::Number(x * y), inner));
        }
        Simpler::Same(Op::Binary("*", a, b))
    }

    fn sum(&mut self, a: Operand, b: Operand, site: Site, out: &mut Vec<Stmt>) -> Simpler {
        match (a.number(), b.number()) {
            (Some(x), Some(y)) if exact(x + y) => return Simpler::Operand(Operand::Number(x + y)),
            (Some(0.0), _) => return Simpler::Operand(b),
            (_, Some(0.0)) => return Simpler::Operand(a),
            _ => {}
        }
        match (self.negated(&a), self.negated(&b)) {
            (Some(a), Some(b)) => {
                let sum = self.emit(Op::Binary("+", a, b), site, out);
                Simpler::Op(Op::Neg(sum))
            }
            (Some(a), None) => Simpler::Op(Op::Binary("-", b, a)),
            (None, Some(b)) => Simpler::Op(Op::Binary("-", a, b)),
            _ => Simpler::Same(Op::Binary("+", a, b)),
        }
    }

    fn quotient(&mut self, a: Operand, b: Operand, site: Site, out: &mut Vec<Stmt>) -> Simpler {
        if b.number() == Some(1.0) {
            return Simpler::Operand(a);
        }
        if a.number() == Some(0.0) {
            return Simpler::Operand(Operand::Number(0.0));
        }
        if let Some(inner) = self.negated(&a) {
            let quotient = self.emit(Op::Binary("/", inner, b), site, out);
            return Simpler::Op(Op::Neg(quotient));
        }
        if let (Some(x), Some((y, inner))) = (a.number(), self.scaled(&b))
            && power_of_two(y)
            && exact(x / y)
        {
            return Simpler::Op(Op::Binary("/", Operand::Number(x / y), inner));
        }
        Simpler::Same(Op::Binary("/", a, b))
    }
}

enum Simpler {
    /// As simple as it gets.
    Same(Op),
    /// Simpler; perhaps more so if looked at again.
    Op(Op),
    /// No step at all.
    Operand(Operand),
}

/// Whether a number is the same in `f32` and `f64`, so that computing it here rounds nothing.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn exact(number: f64) -> bool {
    f64::from(number as f32) == number
}

fn power_of_two(number: f64) -> bool {
    number != 0.0 && number.is_finite() && number.to_bits().trailing_zeros() >= 52
}

fn compare(symbol: &str, a: f64, b: f64) -> Option<bool> {
    Some(match symbol {
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        ">=" => a >= b,
        #[allow(clippy::float_cmp)]
        "==" => a == b,
        _ => return None,
    })
}

fn boolean(answer: bool) -> Operand {
    Operand::Const(Const { tokens: quote!(#answer), number: None, atomic: true })
}

fn truth(operand: &Operand) -> Option<bool> {
    match operand {
        Operand::Const(constant) => constant.tokens.to_string().parse().ok(),
        _ => None,
    }
}
