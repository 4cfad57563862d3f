//! `for`, `while`, `loop` and labelled blocks: what a trip changes is carried from one trip to the next.

use syn::{Expr, ExprBreak, ExprContinue, ExprForLoop, ExprLoop, ExprWhile, Ident, Label};

use super::{Flow, Lowerer, VarId};
use crate::diagnostics::catalogue;
use crate::ir::{
    Activity, Carried, End, Float, Hint, Loop, LoopHead, LoopId, Mode, Operand, Region, Stmt, StmtKind, Tree, ValueId,
};
use crate::site::{Site, Sited};

/// A loop that is being read.
pub(super) struct Frame {
    id: LoopId,
    label: Option<String>,
    /// A closure's body: a `return` leaves it.
    closure: bool,
    /// A labelled block: a `break` without a label is not meant for it.
    block: bool,
    /// The loop that a `break` leaves, where this one goes through parts of its items.
    part_of: Option<LoopId>,
    /// The carried variables.
    vars: Vec<VarId>,
    /// What `break` gives, by leaves, once there is one.
    value: Option<Tree<Operand>>,
    /// The strongest activity of each leaf of that.
    activities: Vec<Activity>,
}

impl Frame {
    pub(super) fn id(&self) -> LoopId {
        self.id
    }
}

impl Lowerer<'_> {
    pub(super) fn for_loop(&mut self, looped: &ExprForLoop) -> Flow<Tree<Operand>> {
        let site = looped.for_token.site();
        let names = super::opaque::assigned_in_block(&looped.body);
        let pipeline = self.pipeline(&looped.expr)?;
        self.private_next = self.private_places(looped);
        self.each(pipeline, &names, &[], looped.label.as_ref(), site, &mut |this, item| {
            let before = this.vars.len();
            let root = this.mutable_root(&looped.expr);
            this.bind(&looped.pat, None, item, looped.pat.site());
            this.note_borrows(before, root);
            this.block(&looped.body).map(|_| ())
        })?;
        Some(Tree::unit())
    }

    /// The places of buffers that each trip fills anew.
    fn private_places(&self, looped: &ExprForLoop) -> Vec<ValueId> {
        let names = self.private.get(&(std::ptr::from_ref(looped) as usize));
        let place = |name: &Ident| match &self.vars[self.find_ident(name)?].now {
            Some(Tree::Leaf(Operand::View(view))) if view.steps.is_empty() => Some(view.root()),
            _ => None,
        };
        names.into_iter().flatten().filter_map(place).collect()
    }

    pub(super) fn while_loop(&mut self, looped: &ExprWhile) -> Flow<Tree<Operand>> {
        let site = looped.while_token.site();
        let mut names = super::opaque::assigned_in_block(&looped.body);
        names.extend(super::opaque::assigned_in(&looped.cond));
        if has_let(&looped.cond) {
            // Those that begin with `let` are loops by now.
            return Some(self.fail(&catalogue::LET_CHAIN, looped.cond.site()));
        }
        let escapes = self.escapes(&looped.cond);
        self.looped(
            &names,
            &[],
            looped.label.as_ref(),
            site,
            &mut |this| {
                if escapes {
                    return Some(LoopHead::Forever);
                }
                Some(LoopHead::While(this.capture_expr(&looped.cond)))
            },
            &mut |this| {
                if escapes {
                    let test = this.operand(&looped.cond)?;
                    let frame = this.frames.last().expect("a loop is open").id;
                    return this.branch_on(
                        test,
                        site,
                        &mut |this| this.block(&looped.body).map(|_| Tree::unit()),
                        &mut |this| {
                            this.leave(frame, Tree::unit(), site);
                            None
                        },
                    );
                }
                this.block(&looped.body)
            },
        )
    }

    pub(super) fn forever(&mut self, looped: &ExprLoop) -> Flow<Tree<Operand>> {
        let names = super::opaque::assigned_in_block(&looped.body);
        let site = looped.loop_token.site();
        self.looped(&names, &[], looped.label.as_ref(), site, &mut |_| Some(LoopHead::Forever), &mut |this| {
            this.block(&looped.body)
        })
    }

    /// `'a: { … }`: a loop that is left after one trip.
    pub(super) fn labelled_block(&mut self, label: &Label, block: &syn::Block) -> Flow<Tree<Operand>> {
        let names = super::opaque::assigned_in_block(block);
        let site = label.site();
        self.in_block = true;
        self.looped(&names, &[], Some(label), site, &mut |_| Some(LoopHead::Forever), &mut |this| {
            let value = this.block(block)?;
            let value = this.settle(value, site);
            let id = this.frames.last().expect("a block is open").id;
            this.leave(id, value, site);
            None
        })
    }

    pub(super) fn break_loop(&mut self, stop: &ExprBreak, whole: &Expr) -> Flow<Tree<Operand>> {
        let value = match &stop.expr {
            Some(value) => {
                let tree = self.expr(value)?;
                self.settle(tree, value.site())
            }
            None => Tree::unit(),
        };
        match self.target(stop.label.as_ref()) {
            Some(id) => {
                self.leave(id, value, whole.site());
                None
            }
            None => Some(self.fail(&catalogue::LABEL, whole.site())),
        }
    }

    pub(super) fn continue_loop(&mut self, skip: &ExprContinue, whole: &Expr) -> Flow<Tree<Operand>> {
        match self.target(skip.label.as_ref()).map(|id| self.innermost_part(id)) {
            Some(id) => {
                let next = self.carried_now(id, whole.site());
                self.end = Some(End::Next(id, next));
                None
            }
            None => Some(self.fail(&catalogue::LABEL, whole.site())),
        }
    }

    /// The closure that a `return` would leave.
    pub(super) fn closure_frame(&self) -> Option<LoopId> {
        self.frames.iter().rev().find(|frame| frame.closure).map(|frame| frame.id)
    }

    /// A closure's body that returns early: a block that is left.
    pub(super) fn returning(&mut self, body: &Expr) -> Flow<Tree<Operand>> {
        let names = super::opaque::assigned_in(body);
        let site = body.site();
        self.in_block = true;
        self.in_closure = true;
        self.looped(&names, &[], None, site, &mut |_| Some(LoopHead::Forever), &mut |this| {
            let value = this.expr(body)?;
            let value = this.settle(value, site);
            let id = this.frames.last().expect("a block is open").id;
            this.leave(id, value, site);
            None
        })
    }

    /// The loop that a `break` leaves.
    fn target(&self, label: Option<&syn::Lifetime>) -> Option<LoopId> {
        let label = label.map(|label| label.ident.to_string());
        let mut frames = self.frames.iter().rev();
        match label {
            Some(_) => frames.find(|frame| frame.label == label),
            None => frames.find(|frame| !frame.block && frame.part_of.is_none()),
        }
        .map(|frame| frame.id)
    }

    /// Where the next item of a loop comes from.
    fn innermost_part(&self, of: LoopId) -> LoopId {
        self.frames.iter().fold(of, |id, frame| if frame.part_of == Some(id) { frame.id } else { id })
    }

    /// Ends the region by leaving a loop.
    pub(super) fn leave(&mut self, id: LoopId, value: Tree<Operand>, site: Site) {
        let mut results = self.carried_now(id, site);
        let leaves: Vec<Operand> = value.leaves().into_iter().map(|leaf| self.moved(leaf.clone(), site)).collect();
        let activities: Vec<Activity> = leaves.iter().map(|leaf| self.func.activity(leaf)).collect();
        results.extend(leaves);
        let at = self.frames.iter().position(|frame| frame.id == id).expect("the loop is open");
        let frame = &mut self.frames[at];
        let fits = frame.value.as_ref().is_none_or(|known| known.same_shape(&value));
        if frame.value.is_none() {
            frame.value = Some(value);
            frame.activities = activities;
        } else {
            for (known, new) in frame.activities.iter_mut().zip(activities) {
                *known = (*known).max(new);
            }
        }
        if !fits {
            self.fail(&catalogue::TUPLE_SHAPE, site);
        }
        self.end = Some(End::Leave(id, results));
    }

    /// A value that leaves a region: a place is moved out of it.
    pub(super) fn moved(&mut self, leaf: Operand, site: Site) -> Operand {
        match leaf {
            Operand::View(view) if view.mode == Mode::Place && view.steps.is_empty() => view.base,
            Operand::View(view) if view.steps.is_empty() && self.func.value(view.root()).place.is_none() => {
                // A reference to a float.
                self.fail(&catalogue::REFERENCE, site);
                view.base
            }
            Operand::View(_) => {
                self.fail(&catalogue::REFERENCE, site);
                Operand::Number(0.0)
            }
            other => other,
        }
    }

    fn is_active_place(&self, leaf: &Operand) -> bool {
        let place = match leaf {
            Operand::View(_) => true,
            Operand::Value(id) => self.func.value(*id).place.is_some(),
            _ => false,
        };
        place && self.func.activity(leaf) == Activity::Active
    }

    /// The carried variables' values here.
    fn carried_now(&mut self, id: LoopId, site: Site) -> Vec<Operand> {
        let vars = self.frames.iter().find(|frame| frame.id == id).map(|frame| frame.vars.clone()).unwrap_or_default();
        let mut now = Vec::new();
        for var in vars {
            let Some(tree) = self.vars[var].now.clone() else {
                let name = self.vars[var].name.clone();
                self.fail_about(&catalogue::UNINITIALISED, site, name);
                continue;
            };
            let shape = self.vars[var].shape.clone();
            if shape.is_some_and(|shape| !shape.same_shape(&tree)) {
                self.fail(&catalogue::TUPLE_SHAPE, site);
                continue;
            }
            let activity = self.tree_activity(&tree);
            let inside = self.vars[var].inside.get(&id).copied().unwrap_or(Activity::Active);
            if activity > inside {
                self.activate(var, activity, site);
            }
            // A trip hands on numbers: what is owed to an array or a struct would be lost.
            if tree.leaves().into_iter().any(|leaf| self.is_active_place(leaf)) {
                self.fail(&catalogue::FOLDED, site);
            }
            now.extend(tree.leaves().into_iter().cloned());
        }
        now
    }

    /// The variables that a trip gives other values. A constant array that is only changed in place is the same variable all the time.
    pub(super) fn changed_among(&self, names: &[Ident]) -> Vec<VarId> {
        let changes = |name: &Ident, var: VarId| {
            self.reassigned.contains(&name.to_string())
                || !matches!(&self.vars[var].now, Some(Tree::Leaf(Operand::Value(_))))
        };
        let changed = |name| self.find_ident(name).filter(|var| changes(name, *var));
        let parts = |var: VarId| match &self.vars[var].window {
            Some(window) => window.vars(),
            None => vec![var],
        };
        names.iter().filter_map(changed).chain(self.assigned_by_closures()).flat_map(parts).collect()
    }

    /// Reads a loop: `head` and `trip` are read where what is carried has the values of one trip.
    pub(super) fn looped(
        &mut self,
        names: &[Ident],
        hidden: &[VarId],
        label: Option<&Label>,
        site: Site,
        head: &mut dyn FnMut(&mut Self) -> Flow<LoopHead>,
        trip: &mut dyn FnMut(&mut Self) -> Flow<Tree<Operand>>,
    ) -> Flow<Tree<Operand>> {
        let id = self.loops;
        self.loops += 1;
        let private = std::mem::take(&mut self.private_next);
        let mut vars: Vec<VarId> = hidden.to_vec();
        for var in self.changed_among(names) {
            if !vars.contains(&var) {
                vars.push(var);
            }
        }
        vars.retain(|var| match &self.vars[*var].now {
            Some(tree) => tree.leaves().iter().all(|leaf| !matches!(leaf, Operand::View(_))),
            None => false,
        });
        vars.sort_unstable();

        let mut carried = Vec::new();
        let before: Vec<Tree<Operand>> =
            vars.iter().map(|var| self.vars[*var].now.clone().unwrap_or(Tree::unit())).collect();
        for (var, tree) in vars.iter().zip(&before) {
            let assumed = self.assumed.get(&self.vars[*var].decl).copied().unwrap_or(Activity::Constant);
            let activity = self.tree_activity(tree).max(assumed);
            self.vars[*var].inside.insert(id, activity);
            self.vars[*var].shape = Some(tree.map(&mut |_| ()));
            let name = self.vars[*var].name.clone();
            let single = matches!(tree, Tree::Leaf(_));
            let ty = self.vars[*var].ty.clone().filter(|_| single);
            let in_place = self.in_place.contains(&name);
            let inside = tree.map(&mut |leaf| {
                let float = self.func.float(leaf);
                let activity = if float == Float::Not { self.func.activity(leaf) } else { activity };
                let value = self.func.fresh(Hint::User(name.clone()), site, float, activity);
                self.func.values[value.0].annotation = ty.as_ref().map(quote::ToTokens::to_token_stream);
                self.func.values[value.0].mutable = in_place;
                carried.push(Carried { init: leaf.clone(), inside: value });
                Operand::Value(value)
            });
            self.vars[*var].now = Some(inside);
        }
        self.refresh_windows();
        self.frames.push(Frame {
            id,
            label: label.map(|label| label.name.ident.to_string()),
            closure: std::mem::take(&mut self.in_closure),
            block: std::mem::take(&mut self.in_block),
            part_of: self.in_part.take(),
            vars: vars.clone(),
            value: None,
            activities: Vec::new(),
        });
        let snapshot = self.vars.clone();
        let mut lowered_head = None;
        let (stmts, flow) = self.region(|this| {
            lowered_head = Some(head(this)?);
            trip(this)?;
            let next = this.carried_now(id, site);
            Some(next)
        });
        let frame = self.frames.pop().expect("pushed above");
        for (index, var) in snapshot.into_iter().enumerate() {
            let is_view = |var: &super::Var| matches!(var.now, Some(Tree::Leaf(Operand::View(_))));
            if is_view(&var) && var.window.is_none() && var.now != self.vars[index].now {
                // A reference to another place than before.
                self.fail(&catalogue::REFERENCE, site);
            }
            let apart = |var: &super::Var| matches!(var.now, Some(Tree::Tuple(_)));
            if apart(&var) && !vars.contains(&index) && var.now != self.vars[index].now {
                // Nobody carries it.
                self.fail(&catalogue::TUPLE_SHAPE, site);
            }
            let inside = std::mem::take(&mut self.vars[index].inside);
            self.vars[index] = var;
            self.vars[index].inside = inside;
        }
        let head = lowered_head?;
        let end = match flow {
            Ok(next) => End::Yield(next),
            Err(end) => end,
        };
        let forever = matches!(head, LoopHead::Forever);
        let mut results: Vec<ValueId> = Vec::new();
        for carried in &carried {
            let inside = self.func.value(carried.inside).clone();
            let result = self.func.fresh(inside.hint, site, inside.float, inside.activity);
            self.func.values[result.0].mutable = inside.mutable;
            results.push(result);
        }
        let mut at = 0;
        for (var, tree) in vars.iter().zip(&before) {
            let after = tree.map(&mut |_| {
                at += 1;
                Operand::Value(results[at - 1])
            });
            self.vars[*var].inside.remove(&id);
            self.vars[*var].now = Some(after);
        }
        self.refresh_windows();
        // What `break` gives.
        let never_left = forever && frame.value.is_none();
        let mut at = 0;
        let value = frame.value.unwrap_or(Tree::unit()).map(&mut |leaf| {
            let (float, activity) = (self.func.float(leaf), frame.activities[at]);
            at += 1;
            let result = self.func.fresh(Hint::Temp, site, float, activity);
            let place = leaf.value().or(leaf.view().map(super::super::ir::View::root));
            self.func.values[result.0].place = place.and_then(|id| self.func.value(id).place.clone());
            results.push(result);
            if self.func.value(result).place.is_some() {
                return Operand::of_view(super::super::ir::View::whole(result));
            }
            Operand::Value(result)
        });
        let body = Region { stmts, end };
        let kind = StmtKind::Loop(Loop { id, head, carried, body, results, exits: 0, leaves: false, private });
        self.stmts.push(Stmt { kind, site, generated: false });
        if never_left {
            self.end = Some(End::Diverge);
            return None;
        }
        Some(value)
    }
}

/// `let …`, `… && let …`
pub(super) fn has_let(cond: &Expr) -> bool {
    match cond {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        Expr::Paren(paren) => has_let(&paren.expr),
        Expr::Group(group) => has_let(&group.expr),
        _ => false,
    }
}
