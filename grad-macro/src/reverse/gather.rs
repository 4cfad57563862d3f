//! What each trip of a loop back adds to one and the same element of a cotangent is gathered in a local, and added once after the loop.
//!
//! rustc may not do that: for all it knows, the element is also part of another slice that the loop changes. So every trip would wait for the
//! element to be written before it reads it again.

use std::collections::{HashMap, HashSet};

use super::{Reverse, generated};
use crate::ir::{
    Activity, Arm, Branch, Carried, End, Head, Hint, Loop, Op, Operand, Pattern, Region, Shape, Step, Stmt, StmtKind,
    ValueId, View, visit,
};
use crate::site::Site;

/// One element, and what a trip adds to it.
struct Gathered {
    to: View,
    amounts: Vec<Operand>,
    site: Site,
}

impl Reverse {
    /// Gathers what it can; gives what comes after the loop.
    pub(super) fn gather(&mut self, back: &mut Loop) -> Vec<Stmt> {
        let End::Yield(_) = &back.body.end else { return Vec::new() };
        if !self.gathers || back.exits > 0 {
            return Vec::new();
        }
        let all = self.taken_out(back);
        let mut after = Vec::new();
        for Gathered { to, amounts, site } in all {
            let float = self.func.float(&Operand::of_view(to.clone()));
            let mut fresh = || self.func.fresh(Hint::User("sum".to_owned()), site, float, Activity::Active);
            let (inside, result) = (fresh(), fresh());
            let mut sum = Operand::Value(inside);
            for amount in amounts {
                sum = self.emit(Op::Binary("+", sum, amount), site, &mut back.body.stmts);
            }
            back.carried.push(Carried { init: Operand::Number(0.0), inside });
            back.results.push(result);
            if let End::Yield(next) = &mut back.body.end {
                next.push(sum);
            }
            after.extend(self.added(to, result, site));
        }
        after
    }

    /// Takes the additions out of the loop that can be gathered.
    fn taken_out(&self, back: &mut Loop) -> Vec<Gathered> {
        let mut inside: HashSet<ValueId> = visit::bound_by_trip(back).into_iter().collect();
        visit::region_definitions(&back.body, &mut |id| {
            inside.insert(id);
        });
        let only_added_to = only_added_to(&back.body);
        let mut all: Vec<Gathered> = Vec::new();
        back.body.stmts.retain(|stmt| {
            let StmtKind::Let { op: Op::Update { to, symbol: "+", value }, .. } = &stmt.kind else { return true };
            let number = matches!(self.func.shape(to), Shape::Scalar(float) if float.is_known());
            if !number || inside.contains(&to.root()) || !only_added_to.contains(&to.root()) || moves(to, &inside) {
                return true;
            }
            match all.iter_mut().find(|known| format!("{:?}", known.to) == format!("{to:?}")) {
                Some(known) => known.amounts.push(value.clone()),
                None => all.push(Gathered { to: to.clone(), amounts: vec![value.clone()], site: stmt.site }),
            }
            false
        });
        all
    }

    /// Adds a sum to an element, which may not exist if there was no trip.
    fn added(&mut self, to: View, sum: ValueId, site: Site) -> Vec<Stmt> {
        let indexed = to.steps.iter().any(|step| !matches!(step, Step::Field(_)));
        let add = generated(Pattern::none(), Op::Update { to, symbol: "+", value: Operand::Value(sum) }, site);
        if !indexed {
            return vec![add];
        }
        let mut stmts = Vec::new();
        let test = self.emit(Op::Binary("!=", Operand::Value(sum), Operand::Number(0.0)), site, &mut stmts);
        let arm = |stmts| Arm { pattern: None, guard: None, region: Region { stmts, end: End::Yield(Vec::new()) } };
        let branch = Branch { head: Head::If(test), arms: vec![arm(vec![add]), arm(Vec::new())], results: Vec::new() };
        stmts.push(Stmt { kind: StmtKind::Branch(branch), site, generated: true });
        stmts
    }
}

/// Places that a region does nothing with but add to elements of them.
fn only_added_to(region: &Region) -> HashSet<ValueId> {
    let mut added: HashMap<ValueId, usize> = HashMap::new();
    super::fuse::additions(region, &mut |to| *added.entry(to.root()).or_default() += 1);
    let mut uses: HashMap<ValueId, usize> = HashMap::new();
    for id in visit::used_values(region) {
        *uses.entry(id).or_default() += 1;
    }
    added.retain(|root, count| uses.get(root) == Some(count));
    added.into_keys().collect()
}

/// Whether it is another element in each trip, or one of a kind that is left alone.
fn moves(to: &View, inside: &HashSet<ValueId>) -> bool {
    let known = |step: &Step| matches!(step, Step::Index(_) | Step::Range { .. } | Step::Field(_));
    let mut parts = Vec::new();
    visit::view(&mut to.clone(), &mut |operand| parts.extend(operand.value()));
    to.steps.is_empty() || !to.steps.iter().all(known) || parts[1..].iter().any(|id| inside.contains(id))
}
