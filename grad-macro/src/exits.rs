//! Early exits: a function is brought into the form in which every region is left at its end.
//!
//! What follows a branch with an arm that returns, breaks or continues moves into the arm that goes on. Where an arm may do either, the branch
//! yields which of the ways was taken as an [`Op::Variant`], and what follows becomes the arm for going on of a second
//! branch. A trip of a loop that may be left yields such a variant too: the first way is to go on.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::ir::{
    Activity, Arm, Branch, End, Float, Func, Head, Hint, Loop, LoopHead, LoopId, Op, Operand, Pattern, Region, Stmt,
    StmtKind, ValueId, visit,
};
use crate::site::Site;

/// Removes every early exit; afterwards the body ends with [`End::Yield`] of the results.
pub fn normalise(func: &mut Func) {
    let body = std::mem::replace(&mut func.body, Region { stmts: Vec::new(), end: End::Diverge });
    let mut exits = Exits { func, leaving: HashMap::new() };
    exits.note_returns(&body);
    let body = exits.close(body, &[Way::Return], Way::Return);
    func.body = body;
}

/// How a region can be left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Way {
    Return,
    Leave(LoopId),
    Next(LoopId),
    /// At its end.
    On,
}

struct Exits<'a> {
    func: &'a mut Func,
    /// The values that leave in each way, as models for new ones.
    leaving: HashMap<Way, Vec<ValueId>>,
}

/// How a region can be left.
fn ways(region: &Region) -> BTreeSet<Way> {
    let mut found = BTreeSet::new();
    for stmt in &region.stmts {
        let of_stmt = stmt_ways(stmt);
        let stops = !of_stmt.contains(&Way::On);
        found.extend(of_stmt.into_iter().filter(|way| *way != Way::On));
        if stops {
            return found;
        }
    }
    match &region.end {
        End::Yield(_) => found.insert(Way::On),
        End::Return(_) => found.insert(Way::Return),
        End::Next(id, _) => found.insert(Way::Next(*id)),
        End::Leave(id, _) => found.insert(Way::Leave(*id)),
        End::Diverge => false,
    };
    found
}

fn stmt_ways(stmt: &Stmt) -> BTreeSet<Way> {
    match &stmt.kind {
        StmtKind::Branch(branch) => branch.arms.iter().flat_map(|arm| ways(&arm.region)).collect(),
        StmtKind::Loop(looped) => {
            let mut found = ways(&looped.body);
            let left = found.remove(&Way::Leave(looped.id));
            found.remove(&Way::Next(looped.id));
            found.remove(&Way::On);
            if left || !matches!(looped.head, LoopHead::Forever) {
                found.insert(Way::On);
            }
            found
        }
        StmtKind::Let { .. } | StmtKind::Comment(_) => BTreeSet::from([Way::On]),
    }
}

fn jumps(stmt: &Stmt) -> bool {
    stmt_ways(stmt).iter().any(|way| *way != Way::On)
}

impl Exits<'_> {
    /// What a `return` gives, wherever there is one.
    fn note_returns(&mut self, region: &Region) {
        if let End::Return(operands) = &region.end
            && !self.leaving.contains_key(&Way::Return)
        {
            let models = operands.iter().map(|operand| self.model(operand)).collect();
            self.leaving.insert(Way::Return, models);
        }
        for stmt in &region.stmts {
            match &stmt.kind {
                StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| self.note_returns(&arm.region)),
                StmtKind::Loop(looped) => self.note_returns(&looped.body),
                StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            }
        }
    }

    fn model(&mut self, operand: &Operand) -> ValueId {
        let site = operand.value().map_or_else(Site::call_site, |id| self.func.value(id).site);
        let id = self.func.fresh(Hint::Temp, site, Float::Unknown, Activity::Active);
        if let Some(like) = operand.value() {
            self.func.values[id.0].place = self.func.value(like).place.clone();
        }
        id
    }

    /// New values for what leaves in this way.
    fn fresh(&mut self, way: Way) -> Vec<ValueId> {
        let models = self.leaving.get(&way).cloned().unwrap_or_default();
        models
            .into_iter()
            .map(|model| {
                let mut value = self.func.value(model).clone();
                value.annotation = None;
                if matches!(value.hint, Hint::Same(_)) {
                    value.hint = Hint::Temp;
                }
                self.func.values.push(value);
                ValueId(self.func.values.len() - 1)
            })
            .collect()
    }

    fn flow(&mut self, site: Site) -> ValueId {
        self.func.fresh(Hint::Saved, site, Float::Not, Activity::Active)
    }

    /// A region that is left at its end: with the values of the one way that there is, or with a variant. `on` is what
    /// its own end means.
    fn close(&mut self, region: Region, all: &[Way], on: Way) -> Region {
        let Region { mut stmts, end } = region;
        let Some(at) = stmts.iter().position(jumps) else {
            stmts = stmts.into_iter().map(|stmt| self.inner(stmt)).collect();
            let end = self.end(end, all, on, &mut stmts);
            return Region { stmts, end };
        };
        let rest = Region { stmts: stmts.split_off(at + 1), end };
        let last = stmts.pop().expect("the one that jumps");
        stmts = stmts.into_iter().map(|stmt| self.inner(stmt)).collect();
        let site = last.site;
        let branch = match last.kind {
            StmtKind::Branch(branch) => branch,
            StmtKind::Loop(looped) => self.left(looped, site, &mut stmts),
            StmtKind::Let { .. } | StmtKind::Comment(_) => return Region { stmts, end: End::Diverge },
        };
        let results = match all {
            [only] => self.fresh(*only),
            _ => vec![self.flow(site)],
        };
        let going_on: Vec<BTreeSet<Way>> =
            branch.arms.iter().map(|arm| ways(&arm.region)).filter(|ways| ways.contains(&Way::On)).collect();
        let simple = match going_on.as_slice() {
            [] => true,
            [only] => only.len() == 1,
            _ => false,
        };
        let statement = if simple {
            self.nest(branch, rest, all, on, results.clone())
        } else {
            self.part(&mut stmts, branch, rest, all, on, results.clone(), site)
        };
        stmts.push(Stmt { kind: StmtKind::Branch(statement), site, generated: false });
        Region { stmts, end: End::Yield(results.into_iter().map(Operand::Value).collect()) }
    }

    /// Branches and loops inside a statement that itself goes on.
    fn inner(&mut self, stmt: Stmt) -> Stmt {
        let kind = match stmt.kind {
            StmtKind::Branch(branch) => {
                let arms = branch.arms.into_iter();
                let arms = arms.map(|arm| Arm { region: self.close(arm.region, &[Way::On], Way::On), ..arm }).collect();
                StmtKind::Branch(Branch { arms, ..branch })
            }
            StmtKind::Loop(looped) => StmtKind::Loop(self.looped(looped).0),
            kind => kind,
        };
        Stmt { kind, ..stmt }
    }

    fn end(&mut self, end: End, all: &[Way], on: Way, stmts: &mut Vec<Stmt>) -> End {
        let (way, payload) = match end {
            End::Yield(operands) => (on, operands),
            End::Return(operands) => (Way::Return, operands),
            End::Next(id, operands) => (Way::Next(id), operands),
            End::Leave(id, operands) => (Way::Leave(id), operands),
            End::Diverge => return End::Diverge,
        };
        if all.len() == 1 {
            return End::Yield(payload);
        }
        let site = payload.iter().find_map(Operand::value).map_or_else(Site::call_site, |id| self.func.value(id).site);
        let flow = self.flow(site);
        let arm = all.iter().position(|known| *known == way).unwrap_or_default();
        stmts.push(Stmt {
            kind: StmtKind::Let { pattern: Pattern::one(flow), op: Op::Variant { arm, of: all.len(), payload } },
            site,
            generated: true,
        });
        End::Yield(vec![Operand::Value(flow)])
    }

    /// At most one arm goes on: it takes the rest with it.
    fn nest(&mut self, branch: Branch, rest: Region, all: &[Way], on: Way, results: Vec<ValueId>) -> Branch {
        let mut rest = Some(rest);
        let mut arms = Vec::new();
        for arm in branch.arms {
            let goes_on = ways(&arm.region).contains(&Way::On);
            let mut region = arm.region;
            if goes_on && let (Some(rest), End::Yield(operands)) = (rest.take(), region.end.clone()) {
                for (id, operand) in branch.results.iter().zip(operands) {
                    region.stmts.push(self.bind(*id, operand));
                }
                region.stmts.extend(rest.stmts);
                region.end = rest.end;
            }
            arms.push(Arm { region: self.close(region, all, on), ..arm });
        }
        Branch { head: branch.head, arms, results }
    }

    /// Several arms go on, or one may do either: the branch yields which it was, and a second branch follows.
    #[allow(clippy::too_many_arguments)]
    fn part(
        &mut self,
        stmts: &mut Vec<Stmt>,
        branch: Branch,
        rest: Region,
        all: &[Way],
        on: Way,
        results: Vec<ValueId>,
        site: Site,
    ) -> Branch {
        let mut inner: Vec<Way> = branch.arms.iter().flat_map(|arm| ways(&arm.region)).collect();
        inner.sort_unstable();
        inner.dedup();
        let flow = self.flow(site);
        let mut arms = branch.arms;
        let leaving = self.leaving.clone();
        let known: HashMap<Way, Vec<Option<Operand>>> =
            inner.iter().map(|way| (*way, self.leave_out_known(*way, &mut arms))).collect();
        let arms = arms.into_iter();
        let arms = arms.map(|arm| Arm { region: self.close(arm.region, &inner, Way::On), ..arm }).collect();
        stmts.push(Stmt {
            kind: StmtKind::Branch(Branch { head: branch.head, arms, results: vec![flow] }),
            site,
            generated: false,
        });
        let handed_on: Vec<(Way, Vec<ValueId>)> = inner.into_iter().map(|way| (way, self.fresh(way))).collect();
        self.leaving = leaving;
        let mut rest = Some(rest);
        let mut arms = Vec::new();
        for (way, bound) in handed_on {
            let (bound, region) = match way {
                Way::On => {
                    let Some(rest) = rest.take() else { continue };
                    (branch.results.clone(), rest)
                }
                way => {
                    let mut left = bound.iter().map(|id| Operand::Value(*id));
                    let all = known[&way].iter().filter_map(|known| known.clone().or_else(|| left.next())).collect();
                    (bound, Region { stmts: Vec::new(), end: jump(way, all) })
                }
            };
            let region = self.close(region, all, on);
            arms.push(Arm { pattern: Some(Pattern::tuple(&bound)), guard: None, region });
        }
        Branch { head: Head::Variant(Operand::Value(flow)), arms, results }
    }

    /// What leaves in this way through all of these arms as the same value from before them need not be handed on. It is taken out of what
    /// leaves, and given back in its place.
    fn leave_out_known(&mut self, way: Way, arms: &mut [Arm]) -> Vec<Option<Operand>> {
        if way == Way::On {
            return Vec::new();
        }
        let mut all: Vec<Vec<Operand>> = Vec::new();
        let mut inside = HashSet::new();
        for arm in arms.iter_mut() {
            inside.extend(arm.pattern.iter().flat_map(Pattern::values));
            visit::region_definitions(&arm.region, &mut |id| {
                inside.insert(id);
            });
            leaving_by(&mut arm.region, way, &mut |payload| all.push(payload.clone()));
        }
        let from_before = |operand: &Operand| match operand {
            Operand::Value(id) => {
                let value = self.func.value(*id);
                !inside.contains(id) && !value.mutable && value.place.is_none()
            }
            Operand::View(_) | Operand::Const(_) | Operand::Number(_) => false,
        };
        let known: Vec<Option<Operand>> = (all[0].iter().enumerate())
            .map(|(index, first)| {
                let same = all.iter().all(|payload| payload[index].value() == first.value());
                (same && from_before(first)).then(|| first.clone())
            })
            .collect();
        for arm in arms {
            leaving_by(&mut arm.region, way, &mut |payload| without(payload, &known));
        }
        if let Some(models) = self.leaving.get_mut(&way) {
            without(models, &known);
        }
        known
    }

    /// A loop whose trips are left at their ends; and the ways out of it.
    fn looped(&mut self, mut looped: Loop) -> (Loop, Vec<Way>) {
        let (next, leave) = (Way::Next(looped.id), Way::Leave(looped.id));
        self.leaving.insert(next, looped.carried.iter().map(|carried| carried.inside).collect());
        self.leaving.insert(leave, looped.results.clone());
        let found = ways(&looped.body);
        let left = found.contains(&leave);
        let outer = found.iter().filter(|way| ![next, leave, Way::On].contains(way)).copied();
        let mut exits: Vec<Way> = Vec::new();
        if left || !matches!(looped.head, LoopHead::Forever) {
            exits.push(leave);
        }
        exits.extend(outer);
        if exits == [leave] && !left {
            looped.body = self.close(looped.body, &[next], next);
            return (looped, exits);
        }
        let mut all = vec![next];
        all.extend(&exits);
        looped.body = self.close(looped.body, &all, next);
        looped.exits = exits.len();
        looped.leaves = exits.first() == Some(&leave);
        (looped, exits)
    }

    /// A loop that may leave more than itself becomes one that says how it was left, and a branch over that.
    fn left(&mut self, looped: Loop, site: Site, stmts: &mut Vec<Stmt>) -> Branch {
        let results = looped.results.clone();
        let (mut looped, exits) = self.looped(looped);
        let exit = self.flow(site);
        let id = looped.id;
        let single = exits.len() == 1;
        let mut arms = Vec::new();
        let mut direct = Vec::new();
        for way in exits {
            let bound = self.fresh(way);
            let end = if way == Way::Leave(id) {
                End::Yield(bound.iter().map(|id| Operand::Value(*id)).collect())
            } else {
                jump(way, bound.iter().map(|id| Operand::Value(*id)).collect())
            };
            direct.clone_from(&bound);
            let region = Region { stmts: Vec::new(), end };
            arms.push(Arm { pattern: Some(Pattern::tuple(&bound)), guard: None, region });
        }
        looped.results = if single { direct } else { vec![exit] };
        stmts.push(Stmt { kind: StmtKind::Loop(looped), site, generated: false });
        if single {
            // The one way out is the way of what follows.
            let region = arms.pop().map_or(Region { stmts: Vec::new(), end: End::Diverge }, |arm| arm.region);
            let always = Operand::Const(crate::ir::Const { tokens: quote::quote!(true), number: None, atomic: true });
            let never = Region { stmts: Vec::new(), end: End::Diverge };
            let arm = |region| Arm { pattern: None, guard: None, region };
            return Branch { head: Head::If(always), arms: vec![arm(region), arm(never)], results };
        }
        Branch { head: Head::Variant(Operand::Value(exit)), arms, results }
    }

    fn bind(&self, id: ValueId, operand: Operand) -> Stmt {
        Stmt {
            kind: StmtKind::Let { pattern: Pattern::one(id), op: Op::Use(operand) },
            site: self.func.value(id).site,
            generated: false,
        }
    }
}

fn jump(way: Way, operands: Vec<Operand>) -> End {
    match way {
        Way::On => End::Yield(operands),
        Way::Return => End::Return(operands),
        Way::Next(id) => End::Next(id, operands),
        Way::Leave(id) => End::Leave(id, operands),
    }
}

/// Calls `found` with what leaves a region in this way, wherever something does.
fn leaving_by(region: &mut Region, way: Way, found: &mut dyn FnMut(&mut Vec<Operand>)) {
    for stmt in &mut region.stmts {
        match &mut stmt.kind {
            StmtKind::Branch(branch) => branch.arms.iter_mut().for_each(|arm| leaving_by(&mut arm.region, way, found)),
            StmtKind::Loop(looped) => leaving_by(&mut looped.body, way, found),
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
        }
    }
    match &mut region.end {
        End::Return(operands) if way == Way::Return => found(operands),
        End::Next(id, operands) if way == Way::Next(*id) => found(operands),
        End::Leave(id, operands) if way == Way::Leave(*id) => found(operands),
        End::Yield(_) | End::Return(_) | End::Next(..) | End::Leave(..) | End::Diverge => {}
    }
}

/// Takes out what is known.
fn without<T>(all: &mut Vec<T>, known: &[Option<Operand>]) {
    let mut known = known.iter();
    all.retain(|_| known.next().is_none_or(Option::is_none));
}
