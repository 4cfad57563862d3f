//! Rules of the runtime: what an operation on vectors or matrices hands back to each operand.

use super::{Cotangents, Reverse, generated};
use crate::ir::{
    Activity, Elements, End, Float, Hint, Holder, How, Mode, Op, Operand, Passed, Pattern, Place, Region, Rule, Shape,
    Step, Stmt, Tree, ValueId, View,
};
use crate::matrices::Kind;

impl Reverse {
    /// Goes back through an operation that gave `id`.
    pub(super) fn rule(
        &mut self,
        stmt: &Stmt,
        id: ValueId,
        rule: &Rule,
        cotangents: &mut Cotangents,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let owed = match self.shadows.get(&id) {
            Some(shadow) => Some(Operand::of_view(View::whole(*shadow).with_mode(Mode::Shared))),
            None if self.func.value(id).place.is_some() => None,
            None => self.total(id, cotangents, backward),
        };
        let active = self.func.value(id).activity == Activity::Active;
        let Some(d) = owed.filter(|_| active) else {
            forward.push(stmt.clone());
            return;
        };
        // A copy of the result, where it changes later and is looked at.
        let output = match self.func.value(id).place {
            None => Operand::Value(id),
            Some(_) if matches!(rule.operation.kind, Kind::Quotient | Kind::Curve) => {
                self.kept(&Operand::of_view(View::whole(id).with_mode(Mode::Shared)), stmt, forward)
            }
            Some(_) => Operand::of_view(View::whole(id)),
        };
        let slopes = match &rule.elements {
            Some(elements) => Some(self.elements(stmt, id, rule, elements, forward)),
            None => {
                forward.push(stmt.clone());
                None
            }
        };
        let binary =
            matches!(rule.operation.kind, Kind::Sum | Kind::Product | Kind::Quotient | Kind::Joined | Kind::Operator);
        let count = if binary { 2 } else { 1 };
        let operands: Vec<Operand> = rule.args.iter().map(|passed| passed.operand.clone()).collect();
        // Operators of the user's own remember nothing: they are run again.
        let own = rule.operation.is_own();
        let pair = self.func.fresh(Hint::User("pair".to_owned()), stmt.site, Float::Not, Activity::Constant);
        // Statements before the operation, from the last to the first.
        let mut before = Vec::new();
        // Where there is a cotangent to add to comes first: what is made last may have the result's.
        let there = |operand: &Operand| operand.view().is_some_and(|view| self.shadow(view).is_some());
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|at| !there(&operands[*at]));
        for at in order {
            let operand = &operands[at];
            if self.func.activity(operand) != Activity::Active {
                continue;
            }
            let mut looked_at = Vec::new();
            match (rule.operation.kind, slopes) {
                (Kind::Elements, Some(slopes)) => {
                    looked_at.push(Operand::of_view(View::whole(slopes).with_mode(Mode::Shared)))
                }
                (Kind::Sum | Kind::Elements, _) => {}
                (Kind::Product, _) => looked_at.push(self.kept(&operands[1 - at], stmt, &mut before)),
                (Kind::Quotient, _) => {
                    looked_at.push(self.kept(&operands[1], stmt, &mut before));
                    if at == 1 {
                        looked_at.push(output.clone());
                    }
                }
                (Kind::Operator, _) => {
                    for operand in &operands[..2] {
                        looked_at.push(self.kept(operand, stmt, &mut before));
                    }
                }
                (Kind::Joined, _) => looked_at.push(operands[2].clone()),
                (Kind::Linear | Kind::Along, _) => looked_at.push(operands[1].clone()),
                (Kind::Curve, _) => {
                    looked_at.push(self.kept(&operands[0], stmt, &mut before));
                    looked_at.push(output.clone());
                }
            }
            let side = if at == 0 { "left" } else { "right" };
            let mut args = if own { Vec::new() } else { vec![shared(Operand::Value(pair))] };
            let to = operand.view().filter(|view| self.func.value(view.root()).place.is_some());
            let shadow = to.and_then(|view| self.shadow(view));
            let viewed = |view: &View| view.steps.iter().any(|step| matches!(step, Step::Call { .. }));
            let operation = rule.operation;
            match (to, shadow) {
                (Some(view), Some(shadow)) if !viewed(view) => {
                    args.push(Passed { operand: Operand::of_view(shadow), how: How::Exclusive });
                    args.push(shared(d.clone()));
                    args.extend(looked_at.into_iter().map(shared));
                    let name = format!("{}_{side}", operation.name);
                    let op = Op::Rule(Box::new(Rule { operation, name, args, elements: None }));
                    backward.push(generated(Pattern::none(), op, stmt.site));
                }
                (to, shadow) => {
                    args.push(shared(d.clone()));
                    args.extend(looked_at.into_iter().map(shared));
                    let name = format!("made_{}_{side}", operation.name);
                    let op = Op::Rule(Box::new(Rule { operation, name, args, elements: None }));
                    match (to, shadow) {
                        (Some(view), None) if view.steps.is_empty() => {
                            self.new_shadow(view.root(), op, backward);
                        }
                        (Some(view), None) => {
                            // A part has a cotangent to add to. If not, what nobody takes is reported.
                            let amount = self.emit(op, stmt.site, backward);
                            cotangents.add(view.root(), amount);
                        }
                        (Some(_), Some(shadow)) => {
                            let part = self.func.fresh(Hint::Temp, stmt.site, Float::Unknown, Activity::Active);
                            self.func.values[part.0].place = Some(owned());
                            backward.push(generated(Pattern::one(part), op, stmt.site));
                            let args = vec![Operand::of_view(View::whole(part).with_mode(Mode::Shared))];
                            let op = Op::Into { name: "add", place: shadow, args };
                            backward.push(generated(Pattern::none(), op, stmt.site));
                        }
                        (None, _) => {
                            let operand = match operand {
                                Operand::View(view) => view.base.clone(),
                                operand => operand.clone(),
                            };
                            let amount = self.emit(op, stmt.site, backward);
                            if let Operand::Value(amount) = amount {
                                self.func.values[amount.0].float = self.func.float(&operand);
                                self.cut_off.insert(amount);
                            }
                            self.owe(&operand, amount, cotangents);
                        }
                    }
                }
            }
        }
        if !own {
            let name = if count == 2 { "pair" } else { "alone" };
            let args = operands[..count].iter().cloned().map(shared).collect();
            let remember =
                Op::Rule(Box::new(Rule { operation: rule.operation, name: name.to_owned(), args, elements: None }));
            forward.push(generated(Pattern::one(pair), remember, stmt.site));
        }
        forward.append(&mut before);
    }

    /// An operand that the way back looks at: a copy of it where it changes later.
    fn kept(&mut self, operand: &Operand, stmt: &Stmt, before: &mut Vec<Stmt>) -> Operand {
        let Operand::View(view) = operand else { return operand.clone() };
        if self.func.value(view.root()).place.is_none() || !self.changes(view.root()) {
            return operand.clone();
        }
        let kept = self.func.fresh(Hint::User("kept".to_owned()), stmt.site, Float::Unknown, Activity::Constant);
        self.func.values[kept.0].place = Some(owned());
        let op = if view.steps.iter().any(|step| matches!(step, Step::Call { .. })) {
            Op::Copy { from: view.with_mode(Mode::Place), method: Some("to_owned".to_owned()) }
        } else {
            Op::Of { name: "keep", place: (**view).clone() }
        };
        before.push(generated(Pattern::one(kept), op, stmt.site));
        Operand::of_view(View::whole(kept).with_mode(Mode::Shared))
    }

    /// Whether a place is another one going back.
    fn changes(&self, id: ValueId) -> bool {
        self.modified.contains(&id) || self.given_away.contains(&id)
    }

    /// The function of each element gives its slope too: its backward half comes right after its forward half, with a cotangent of one. The
    /// slopes' name.
    fn elements(
        &mut self,
        stmt: &Stmt,
        id: ValueId,
        rule: &Rule,
        elements: &Elements,
        forward: &mut Vec<Stmt>,
    ) -> ValueId {
        let value = match &elements.body.end {
            End::Yield(values) => values[0].clone(),
            _ => Operand::Number(0.0),
        };
        let mut inner = Cotangents::default();
        self.owe(&value, Operand::Number(1.0), &mut inner);
        let halves = self.region(&elements.body.stmts, inner);
        let mut stmts = halves.forward;
        let mut inner = halves.cotangents;
        stmts.extend(halves.backward);
        let slope = self.total(elements.param, &mut inner, &mut stmts).unwrap_or(Operand::Number(0.0));
        let body = Region { stmts, end: End::Yield(vec![value, slope]) };
        let slopes = self.func.fresh(Hint::User("slopes".to_owned()), stmt.site, Float::Unknown, Activity::Constant);
        self.func.values[slopes.0].place = Some(owned());
        let elements = Some(Elements { param: elements.param, body });
        let op = Op::Rule(Box::new(Rule { name: "slopes_of".to_owned(), elements, ..rule.clone() }));
        let both = Pattern::Tree(Tree::Tuple(vec![Tree::Leaf(Some(id)), Tree::Leaf(Some(slopes))]));
        forward.push(generated(both, op, stmt.site));
        slopes
    }
}

fn shared(operand: Operand) -> Passed {
    Passed { operand, how: How::Shared }
}

fn owned() -> Place {
    Place { shape: Shape::Unknown, holder: Holder::Owned }
}
