//! Iterators that have to be gone through from their start: what `filter`, `scan`, `take_while` and the like do with each item, one
//! after the other, inside of a loop over what can be entered anywhere.

use proc_macro2::Ident;
use quote::quote_spanned;
use syn::{Expr, ExprMethodCall, Label};

use super::iterate::{Source, continues, integer, is_range};
use super::place::strip;
use super::{Flow, Lowerer, VarId};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Const, Float, Hint, LoopHead, LoopId, Mode, Op, Operand, Pattern, Tree, ValueId, View};
use crate::site::{Site, Sited};

/// What is done with each item.
#[derive(Clone)]
pub(super) enum Stage<'e> {
    Map(&'e Expr),
    Filter(&'e Expr),
    FilterMap(&'e Expr),
    MapWhile(&'e Expr),
    /// The items of what is made of each item.
    FlatMap(&'e Expr),
    /// The items of each item.
    Flatten,
    TakeWhile(&'e Expr),
    /// Whether an item was let through.
    SkipWhile(VarId, &'e Expr),
    Scan(VarId, &'e Expr),
    Enumerate(VarId),
    Copied,
    /// How many there were, and how many there may be.
    Take(VarId, Operand),
    Skip(VarId, Operand),
    StepBy(VarId, Operand),
    Zip(Box<Zipped<'e>>),
}

/// What each item is paired with.
#[derive(Clone)]
pub(super) struct Zipped<'e> {
    other: Source<'e>,
    count: VarId,
    /// The other one is asked first.
    leads: bool,
}

/// An iterator.
#[derive(Clone)]
pub(super) struct Pipeline<'e> {
    start: Start<'e>,
    stages: Vec<Stage<'e>>,
    /// Variables of ours that change from item to item.
    hidden: Vec<VarId>,
    /// For a part of a chain: whether it has come to its end before its source has.
    ended: Option<VarId>,
}

/// What happens where an item does not go on.
enum Otherwise {
    Nothing,
    Count(VarId),
    Stop,
}

/// A loop that is being read.
struct Walk {
    frame: LoopId,
    site: Site,
    /// What changes from trip to trip.
    carried: Vec<VarId>,
}

#[derive(Clone)]
#[allow(clippy::large_enum_variant)]
enum Start<'e> {
    /// An iterator over constants, kept as it is.
    Constant(&'e Expr),
    Source(Source<'e>),
    /// One after the other, and how many items both have.
    Chain(Box<Pipeline<'e>>, Box<Pipeline<'e>>, Operand),
}

impl<'e> Pipeline<'e> {
    fn starting(start: Start<'e>) -> Pipeline<'e> {
        Pipeline { start, stages: Vec::new(), hidden: Vec::new(), ended: None }
    }

    /// All items of a source.
    pub(super) fn of(source: Source<'e>) -> Pipeline<'e> {
        Pipeline::starting(Start::Source(source))
    }

    fn then(mut self, stage: Stage<'e>) -> Pipeline<'e> {
        self.stages.push(stage);
        self
    }

    /// The values in its items.
    pub(super) fn flattened(self) -> Pipeline<'e> {
        self.then(Stage::Flatten).then(Stage::Copied)
    }

    /// With a stage that has a variable of its own.
    fn counting(mut self, var: VarId, stage: Stage<'e>) -> Pipeline<'e> {
        self.hidden.push(var);
        self.then(stage)
    }

    /// How many items there are before the stages, where that is known.
    fn len(&self) -> Option<Operand> {
        match &self.start {
            Start::Constant(_) => None,
            Start::Source(source) => Some(source.len()),
            Start::Chain(_, _, len) => Some(len.clone()),
        }
    }

    /// How many items there are, where each one comes through.
    pub(super) fn known_len(&self) -> Option<Operand> {
        let Start::Source(source) = &self.start else { return None };
        let passes =
            |stage: &Stage| matches!(stage, Stage::Map(_) | Stage::Copied | Stage::Scan(..) | Stage::Enumerate(_));
        self.stages.iter().all(passes).then(|| source.len())
    }

    /// A range whose numbers are only mapped.
    pub(super) fn mapped_range(&self) -> Option<&'e Expr> {
        match self.start {
            Start::Constant(range) if is_range(range) => {
                self.stages.iter().all(|stage| matches!(stage, Stage::Map(_))).then_some(range)
            }
            _ => None,
        }
    }

    /// The variables that its closures assign to.
    fn assigned(&self, names: &mut Vec<Ident>) {
        for step in self.steps() {
            names.extend(super::opaque::assigned_in(step));
        }
    }

    /// Whether it has as many items as what it goes through, or as many as are counted off from these.
    fn is_of_known_length(&self) -> bool {
        let counted = |stage: &Stage| {
            matches!(
                stage,
                Stage::Map(_) | Stage::Enumerate(_) | Stage::Copied | Stage::Take(..) | Stage::Skip(..) | Stage::Zip(_)
            )
        };
        !matches!(self.start, Start::Chain(..)) && self.stages.iter().all(counted)
    }

    /// What it goes through by value.
    fn taken(&self) -> Vec<(ValueId, usize)> {
        let mut taken = match &self.start {
            Start::Constant(_) => Vec::new(),
            Start::Source(source) => source.taken(),
            Start::Chain(first, second, _) => [first.taken(), second.taken()].concat(),
        };
        for stage in &self.stages {
            if let Stage::Zip(zipped) = stage {
                taken.extend(zipped.other.taken());
            }
        }
        taken
    }

    /// Its closures.
    fn steps(&self) -> Vec<&'e Expr> {
        let mut steps = match &self.start {
            Start::Constant(_) => Vec::new(),
            Start::Source(source) => source.steps(),
            Start::Chain(first, second, _) => [first.steps(), second.steps()].concat(),
        };
        for stage in &self.stages {
            match stage {
                Stage::Map(step)
                | Stage::Filter(step)
                | Stage::FilterMap(step)
                | Stage::MapWhile(step)
                | Stage::FlatMap(step)
                | Stage::TakeWhile(step)
                | Stage::SkipWhile(_, step)
                | Stage::Scan(_, step) => steps.push(step),
                Stage::Zip(zipped) => steps.extend(zipped.other.steps()),
                Stage::Flatten
                | Stage::Enumerate(_)
                | Stage::Copied
                | Stage::Take(..)
                | Stage::Skip(..)
                | Stage::StepBy(..) => {}
            }
        }
        steps
    }
}

impl Lowerer<'_> {
    /// Reads an iterator.
    pub(super) fn pipeline<'e>(&mut self, expr: &'e Expr) -> Flow<Pipeline<'e>> {
        // A range only steers, whatever its bounds depend on, and may be one of any integer type.
        let constant =
            self.activity_of(expr) == Activity::Constant && !self.iterates_mutably(expr) && !self.is_indexable(expr);
        if constant || is_range(expr) {
            return Some(Pipeline::starting(Start::Constant(expr)));
        }
        if let Expr::MethodCall(call) = strip(expr)
            && !self.is_declared(call)
        {
            self.must_be_iterator(call)?;
            match (call.method.to_string().as_str(), call.args.first()) {
                ("map", Some(step)) => return Some(self.pipeline(&call.receiver)?.then(Stage::Map(step))),
                ("filter_map", Some(step)) => return Some(self.pipeline(&call.receiver)?.then(Stage::FilterMap(step))),
                ("map_while", Some(step)) => return Some(self.pipeline(&call.receiver)?.then(Stage::MapWhile(step))),
                ("flat_map", Some(step)) => return Some(self.pipeline(&call.receiver)?.then(Stage::FlatMap(step))),
                ("flatten", None) => return Some(self.pipeline(&call.receiver)?.then(Stage::Flatten)),
                ("filter", Some(test)) => return Some(self.pipeline(&call.receiver)?.then(Stage::Filter(test))),
                ("take_while", Some(test)) => return Some(self.pipeline(&call.receiver)?.then(Stage::TakeWhile(test))),
                ("skip_while", Some(test)) => {
                    let pipeline = self.pipeline(&call.receiver)?;
                    let passed = self.hidden_of(call, "passed", Tree::Leaf(word("false")));
                    return Some(pipeline.counting(passed, Stage::SkipWhile(passed, test)));
                }
                ("copied" | "cloned", None) => return Some(self.pipeline(&call.receiver)?.then(Stage::Copied)),
                ("scan", Some(init)) => {
                    let pipeline = self.pipeline(&call.receiver)?;
                    let Some(step) = call.args.get(1) else { return Some(pipeline) };
                    let init = self.expr(init)?;
                    let init = self.settle(init, call.method.site());
                    let init = self.whole_if_placed(init, call.method.site());
                    if let Tree::Leaf(Operand::View(view)) = &init {
                        self.func.values[view.root().0].mutable = true;
                    }
                    let state = self.hidden_of(call, "state", init);
                    return Some(pipeline.counting(state, Stage::Scan(state, step)));
                }
                ("rev", None) => {
                    let pipeline = self.pipeline(&call.receiver)?;
                    return self.reversed(pipeline, call);
                }
                ("enumerate", None) if !self.can_be_entered(&call.receiver)? => {
                    let pipeline = self.pipeline(&call.receiver)?;
                    let count = self.hidden_of(call, "count", Tree::Leaf(integer(0)));
                    return Some(pipeline.counting(count, Stage::Enumerate(count)));
                }
                (name @ ("take" | "skip" | "step_by"), Some(count))
                    if self.is_walked(&call.receiver) || name != "take" && self.shows(&call.receiver) =>
                {
                    let pipeline = self.pipeline(&call.receiver)?;
                    let limit = self.steering(count)?;
                    let count = self.hidden_of(call, "count", Tree::Leaf(integer(0)));
                    let stage = match name {
                        "take" => Stage::Take(count, limit),
                        "skip" => Stage::Skip(count, limit),
                        _ => {
                            self.must_not_be_zero(&limit, call.method.site());
                            Stage::StepBy(count, limit)
                        }
                    };
                    return Some(pipeline.counting(count, stage));
                }
                ("zip", Some(other)) if self.is_walked(expr) => return self.zip_walked(call, other),
                ("chain", Some(other)) if self.is_walked(expr) => return self.chain_walked(call, other),
                _ => {}
            }
        }
        Some(Pipeline::of(self.source(expr)?))
    }

    /// Whether an iterator must be gone through from its start.
    pub(super) fn is_walked(&self, expr: &Expr) -> bool {
        let call = match strip(expr) {
            Expr::MethodCall(call) => call,
            Expr::Call(call) => return is_maker(call),
            _ => return false,
        };
        let inner = || self.is_walked(&call.receiver);
        match (call.method.to_string().as_str(), call.args.first()) {
            ("filter" | "filter_map" | "map_while" | "take_while" | "skip_while" | "scan" | "flat_map", Some(_))
            | ("flatten", None) => true,
            ("map", Some(step)) => self.has_effects(step) || inner(),
            ("skip" | "step_by", Some(_)) => self.shows(&call.receiver) || inner(),
            ("zip", Some(other)) => self.is_walked(other) || inner(),
            ("chain", Some(other)) => self.iterates_mutably(expr) || self.is_walked(other) || inner(),
            ("drain", _) if self.names_place(&call.receiver) => false,
            (name, _) => OF_CONSTANTS.contains(&name) || continues(name) && inner(),
        }
    }

    /// Whether it can be seen from outside which items an iterator was asked for: those that are passed over are made all the same.
    pub(super) fn shows(&self, expr: &Expr) -> bool {
        let Expr::MethodCall(call) = strip(expr) else { return false };
        let made = call.method == "map" && call.args.first().is_some_and(|step| self.may_have_effects(step));
        let joined = || {
            ["zip", "chain"].iter().any(|name| call.method == name)
                && call.args.first().is_some_and(|other| self.shows(other))
        };
        continues(&call.method.to_string()) && (made || joined() || self.shows(&call.receiver))
    }

    fn can_be_entered(&mut self, expr: &Expr) -> Flow<bool> {
        if self.is_walked(expr) {
            return Some(false);
        }
        let pipeline = self.pipeline(expr)?;
        Some(matches!(pipeline.start, Start::Source(_)) && pipeline.known_len().is_some())
    }

    fn hidden_of(&mut self, call: &ExprMethodCall, name: &str, init: Tree<Operand>) -> VarId {
        self.hidden(name, init, call.method.site(), std::ptr::from_ref(call) as usize)
    }

    /// Panics where the user's own call would.
    fn must_not_be_zero(&mut self, step: &Operand, site: Site) {
        let mut opaque =
            self.tokens_with("step", step.clone(), site, quote_spanned!(site.start=> ::core::assert!(step != 0)));
        opaque.pure = false;
        self.push(Pattern::none(), Op::Opaque(opaque), site);
    }

    /// The order of what comes before matters only to those who count or remember.
    fn reversed<'e>(&mut self, mut pipeline: Pipeline<'e>, call: &ExprMethodCall) -> Flow<Pipeline<'e>> {
        if !pipeline.stages.iter().all(|stage| matches!(stage, Stage::Map(_) | Stage::Filter(_) | Stage::Copied)) {
            self.fail_about(&catalogue::ITERATOR, call.method.site(), "rev");
            return None;
        }
        pipeline.start = match pipeline.start {
            Start::Source(source) => Start::Source(Source::Rev(Box::new(source))),
            Start::Constant(inner) => Start::Source(Source::Rev(Box::new(self.source(inner)?))),
            Start::Chain(first, second, len) => {
                let (first, second) = (self.reversed(*first, call)?, self.reversed(*second, call)?);
                Start::Chain(Box::new(second), Box::new(first), len)
            }
        };
        Some(pipeline)
    }

    /// Pairs of which at most one part has to be gone through from its start.
    fn zip_walked<'e>(&mut self, call: &'e ExprMethodCall, other: &'e Expr) -> Flow<Pipeline<'e>> {
        let site = call.method.site();
        let both = self.is_walked(other) && self.is_walked(&call.receiver);
        let gathers = |this: &Self, expr| this.activity_of(expr) == Activity::Constant && !may_be_endless(expr);
        if both && !gathers(self, &call.receiver) && !gathers(self, other) {
            self.fail_about(&catalogue::ITERATOR, site, "zip");
            return None;
        }
        let leads = if both { gathers(self, &call.receiver) } else { self.is_walked(other) };
        let (walked, entered) = if leads { (other, &*call.receiver) } else { (&*call.receiver, other) };
        let pipeline = self.pipeline(walked)?;
        if !leads && pipeline.is_of_known_length() {
            // Where the other one ends first, the standard library does not promise whether one item more is asked for.
            pipeline.steps().into_iter().try_for_each(|step| self.must_not_change(step))?;
        }
        let other = if both { self.gathered(entered) } else { self.source(entered)? };
        let count = self.hidden_of(call, "count", Tree::Leaf(integer(0)));
        Some(pipeline.counting(count, Stage::Zip(Box::new(Zipped { other, count, leads }))))
    }

    fn chain_walked<'e>(&mut self, call: &'e ExprMethodCall, other: &'e Expr) -> Flow<Pipeline<'e>> {
        let site = call.method.site();
        let first = self.part_of_chain(&call.receiver, call)?;
        let second = self.part_of_chain(other, call)?;
        let len = self.constant_step(Op::Binary("+", first.len()?, second.len()?), site);
        let hidden = [first.hidden.as_slice(), &second.hidden].concat();
        let start = Start::Chain(Box::new(first), Box::new(second), len);
        Some(Pipeline { hidden, ..Pipeline::starting(start) })
    }

    fn part_of_chain<'e>(&mut self, expr: &'e Expr, call: &'e ExprMethodCall) -> Flow<Pipeline<'e>> {
        let site = call.method.site();
        let mut pipeline = self.pipeline(expr)?;
        let mut endless = matches!(&pipeline.start, Start::Source(source) if source.is_endless());
        if let Start::Constant(constant) = pipeline.start {
            let walked = self.is_walked(constant);
            endless = walked && may_be_endless(constant);
            let source = if walked { self.gathered(constant) } else { self.source(constant)? };
            pipeline = Pipeline { start: Start::Source(source), ..pipeline };
        }
        if endless {
            self.fail_about(&catalogue::ITERATOR, site, "chain");
            return None;
        }
        let ended = self.hidden("ended", Tree::Leaf(word("false")), site, std::ptr::from_ref(expr) as usize);
        pipeline.hidden.push(ended);
        pipeline.ended = Some(ended);
        Some(pipeline)
    }

    /// The items of an iterator over constants, put into a vector.
    fn gathered<'e>(&mut self, constant: &'e Expr) -> Source<'e> {
        let site = constant.site();
        let items = self.opaque(constant);
        let op = Op::Helper { name: "gathered", args: vec![items] };
        let gathered = self.step(op, site, Float::Not);
        if let Operand::Value(id) = gathered {
            self.func.values[id.0].hint = Hint::User("gathered".to_owned());
        }
        let view = View { base: gathered, steps: Vec::new(), mode: Mode::Place, extra: 0 };
        self.elements(view, Mode::Place, None, site)
    }

    /// Runs `body` for each item.
    pub(super) fn each<'e>(
        &mut self,
        pipeline: Pipeline<'e>,
        names: &[Ident],
        hidden: &[VarId],
        label: Option<&Label>,
        site: Site,
        body: &mut dyn FnMut(&mut Self, Tree<Operand>) -> Flow<()>,
    ) -> Flow<()> {
        let mut names = names.to_vec();
        pipeline.assigned(&mut names);
        let mut carried = [pipeline.hidden.as_slice(), hidden].concat();
        let changed = self.changed_among(&names);
        for step in pipeline.steps() {
            self.must_not_hold_old_copies(step, &changed);
        }
        for var in changed {
            // In either arm of a branch, say.
            if !carried.contains(&var) {
                carried.push(var);
            }
        }
        let (iterator, reversible, hint, float) = match (&pipeline.start, pipeline.len()) {
            (Start::Constant(iterator), _) if is_range(iterator) => {
                (self.range(iterator)?, true, Hint::Temp, Float::Not)
            }
            (Start::Constant(iterator), _) => (self.capture_expr(iterator), false, Hint::Temp, Float::Unknown),
            (_, len) => {
                let range = self.tokens_with("len", len?, site, quote_spanned!(site.start=> 0..len));
                (range, true, Hint::User("i".to_owned()), Float::Not)
            }
        };
        let item = std::cell::RefCell::new(None);
        self.looped(
            &[],
            &carried,
            label,
            site,
            &mut |this| {
                let id = this.func.fresh(hint.clone(), site, float, Activity::Constant);
                *item.borrow_mut() = Some(id);
                Some(LoopHead::For { pattern: Pattern::one(id), iterator: iterator.clone(), reversible })
            },
            &mut |this| {
                let frame = this.frames.last().expect("a loop is open").id();
                let index = Operand::Value(item.borrow().expect("the head is read first"));
                let walk = Walk { frame, site, carried: carried.clone() };
                this.walk(&pipeline, index, &walk, body).map(|()| Tree::unit())
            },
        )?;
        self.must_not_reach(&pipeline.taken(), &pipeline.steps());
        Some(())
    }

    /// One trip: the item at an index, and what becomes of it.
    fn walk<'e>(
        &mut self,
        pipeline: &Pipeline<'e>,
        index: Operand,
        walk: &Walk,
        body: &mut dyn FnMut(&mut Self, Tree<Operand>) -> Flow<()>,
    ) -> Flow<()> {
        let site = walk.site;
        let tests = self.tests(pipeline, &pipeline.stages, site);
        self.while_all(&tests, pipeline, walk, &mut |this| match &pipeline.start {
            Start::Constant(_) => this.staged(pipeline, &pipeline.stages, Tree::Leaf(index.clone()), walk, body),
            Start::Source(source) => {
                let item = this.item_at(source, index.clone(), site)?;
                this.staged(pipeline, &pipeline.stages, item, walk, body)
            }
            Start::Chain(first, second, _) => {
                let split = first.len()?;
                let test = this.constant_step(Op::Binary("<", index.clone(), split.clone()), site);
                let body = std::cell::RefCell::new(&mut *body);
                let mut rest = |this: &mut Self, item| {
                    this.staged(pipeline, &pipeline.stages, item, walk, &mut **body.borrow_mut())
                };
                let rest = std::cell::RefCell::new(&mut rest);
                this.branch_on(
                    test,
                    site,
                    &mut |this| this.walk(first, index.clone(), walk, &mut **rest.borrow_mut()).map(|()| Tree::unit()),
                    &mut |this| {
                        let index = this.constant_step(Op::Binary("-", index.clone(), split.clone()), site);
                        this.walk(second, index, walk, &mut **rest.borrow_mut()).map(|()| Tree::unit())
                    },
                )
                .map(|_| ())
            }
        })
    }

    /// What must hold for another item to be asked for.
    fn tests(&mut self, pipeline: &Pipeline, stages: &[Stage], site: Site) -> Vec<Operand> {
        let mut tests = Vec::new();
        let count = |this: &Self, var: VarId| match this.vars[var].now.clone() {
            Some(Tree::Leaf(leaf)) => leaf,
            _ => integer(0),
        };
        if let Some(ended) = pipeline.ended {
            let opaque = self.tokens_with("ended", count(self, ended), site, quote_spanned!(site.start=> !ended));
            tests.push(self.constant_step(Op::Opaque(opaque), site));
        }
        for stage in stages {
            let (count, limit) = match stage {
                Stage::Take(var, limit) => (count(self, *var), limit.clone()),
                Stage::Zip(zipped) if zipped.leads => (count(self, zipped.count), zipped.other.len()),
                _ => continue,
            };
            tests.push(self.constant_step(Op::Binary("<", count, limit), site));
        }
        tests
    }

    fn while_all(
        &mut self,
        tests: &[Operand],
        pipeline: &Pipeline,
        walk: &Walk,
        trip: &mut dyn FnMut(&mut Self) -> Flow<()>,
    ) -> Flow<()> {
        let Some((test, others)) = tests.split_first() else { return trip(self) };
        let trip = std::cell::RefCell::new(trip);
        self.branch_on(
            test.clone(),
            walk.site,
            &mut |this| this.while_all(others, pipeline, walk, &mut **trip.borrow_mut()).map(|()| Tree::unit()),
            &mut |this| if pipeline.ended.is_some() { Some(Tree::unit()) } else { this.stop(pipeline, walk) },
        )
        .map(|_| ())
    }

    /// There are no more items.
    fn stop(&mut self, pipeline: &Pipeline, walk: &Walk) -> Flow<Tree<Operand>> {
        match pipeline.ended {
            Some(ended) => {
                self.vars[ended].now = Some(Tree::Leaf(word("true")));
                Some(Tree::unit())
            }
            None => {
                self.leave(walk.frame, Tree::unit(), walk.site);
                None
            }
        }
    }

    /// A variable's count so far, which goes on.
    fn count(&mut self, var: VarId, site: Site) -> Flow<Operand> {
        let Tree::Leaf(before) = self.vars[var].now.clone()? else { return None };
        let more = self.constant_step(Op::Binary("+", before.clone(), integer(1)), site);
        self.vars[var].now = Some(Tree::Leaf(more));
        Some(before)
    }

    fn staged<'e>(
        &mut self,
        pipeline: &Pipeline<'e>,
        stages: &[Stage<'e>],
        item: Tree<Operand>,
        walk: &Walk,
        body: &mut dyn FnMut(&mut Self, Tree<Operand>) -> Flow<()>,
    ) -> Flow<()> {
        let Some((stage, rest)) = stages.split_first() else { return body(self, item) };
        let site = walk.site;
        let item = match stage {
            Stage::Map(step) => self.apply(step, vec![item])?,
            Stage::Copied => self.copied(item, site),
            Stage::Scan(state, step) => self.apply_scan(*state, step, item)?,
            Stage::Enumerate(count) => Tree::Tuple(vec![Tree::Leaf(self.count(*count, site)?), item]),
            Stage::Take(count, _) => {
                self.count(*count, site)?;
                item
            }
            Stage::Zip(zipped) if zipped.leads => {
                let count = self.count(zipped.count, site)?;
                Tree::Tuple(vec![self.item_at(&zipped.other, count, site)?, item])
            }
            Stage::Zip(zipped) => {
                let count = self.count(zipped.count, site)?;
                let test = self.constant_step(Op::Binary("<", count.clone(), zipped.other.len()), site);
                let mut paired = |this: &mut Self| {
                    let other = this.item_at(&zipped.other, count.clone(), site)?;
                    let pair = Tree::Tuple(vec![item.clone(), other]);
                    this.staged(pipeline, rest, pair, walk, body).map(|()| Tree::unit())
                };
                return self.branch_on(test, site, &mut paired, &mut |this| this.stop(pipeline, walk)).map(|_| ());
            }
            Stage::FilterMap(step) | Stage::MapWhile(step) => {
                let stops = matches!(stage, Stage::MapWhile(_));
                let option = self.apply(step, vec![item])?;
                if self.tree_activity(&option) != Activity::Active {
                    let name = if stops { "map_while" } else { "filter_map" };
                    self.fail_about(&catalogue::ITERATOR, step.site(), name);
                    return None;
                }
                let mut some = |this: &mut Self, item| this.staged(pipeline, rest, item, walk, body);
                let mut none = |this: &mut Self| if stops { this.stop(pipeline, walk) } else { Some(Tree::unit()) };
                return self.with_some(option, site, &mut some, &mut none);
            }
            Stage::FlatMap(_) | Stage::Flatten => {
                let step = if let Stage::FlatMap(step) = stage { Some(*step) } else { None };
                let limited = |stage: &Stage| matches!(stage, Stage::Take(..) | Stage::Zip(_));
                // The inner loop may ask for an item that nobody takes.
                if let Some(step) = step.filter(|_| rest.iter().any(limited)) {
                    self.must_not_change(step)?;
                }
                return self.flattened(step, item, walk, &mut |this, item| {
                    let tests = this.tests(pipeline, rest, site);
                    this.while_all(&tests, pipeline, walk, &mut |this| {
                        this.staged(pipeline, rest, item.clone(), walk, body)
                    })
                });
            }
            _ => {
                let (test, otherwise) = self.test(stage, &item, site)?;
                let mut goes_on =
                    |this: &mut Self| this.staged(pipeline, rest, item.clone(), walk, body).map(|()| Tree::unit());
                let mut stays = |this: &mut Self| match otherwise {
                    Otherwise::Nothing => Some(Tree::unit()),
                    Otherwise::Count(var) => this.count(var, site).map(|_| Tree::unit()),
                    Otherwise::Stop => this.stop(pipeline, walk),
                };
                return self.branch_on(test, site, &mut goes_on, &mut stays).map(|_| ());
            }
        };
        self.staged(pipeline, rest, item, walk, body)
    }

    /// Whether an item goes on, and what happens otherwise.
    fn test(&mut self, stage: &Stage, item: &Tree<Operand>, site: Site) -> Flow<(Operand, Otherwise)> {
        Some(match stage {
            Stage::Filter(test) => (self.passes(test, item, site)?, Otherwise::Nothing),
            Stage::TakeWhile(test) => (self.passes(test, item, site)?, Otherwise::Stop),
            Stage::SkipWhile(passed, test) => {
                let Tree::Leaf(before) = self.vars[*passed].now.clone()? else { return None };
                let skipped = self.branch_on(before, site, &mut |_| Some(Tree::Leaf(word("false"))), &mut |this| {
                    this.passes(test, item, site).map(Tree::Leaf)
                })?;
                let skipped = self.leaf(skipped, site);
                let opaque = self.tokens_with("skipped", skipped, site, quote_spanned!(site.start=> !skipped));
                let test = self.constant_step(Op::Opaque(opaque), site);
                self.vars[*passed].now = Some(Tree::Leaf(test.clone()));
                (test, Otherwise::Nothing)
            }
            Stage::Skip(count, limit) => {
                let Tree::Leaf(before) = self.vars[*count].now.clone()? else { return None };
                let test = self.constant_step(Op::Binary(">=", before, limit.clone()), site);
                (test, Otherwise::Count(*count))
            }
            Stage::StepBy(count, step) => {
                let count = self.count(*count, site)?;
                let over = self.constant_step(Op::Binary("%", count, step.clone()), site);
                let test = self.constant_step(Op::Binary("==", over, integer(0)), site);
                (test, Otherwise::Nothing)
            }
            _ => (word("true"), Otherwise::Nothing),
        })
    }

    /// An inner loop over the items of an item, or of what a closure makes of it.
    fn flattened<'e>(
        &mut self,
        step: Option<&'e Expr>,
        item: Tree<Operand>,
        walk: &Walk,
        rest: &mut dyn FnMut(&mut Self, Tree<Operand>) -> Flow<()>,
    ) -> Flow<()> {
        let site = walk.site;
        let outside = self.scopes.clone();
        let inner = match step.map(strip) {
            None => {
                let view = match item {
                    Tree::Leaf(row @ Operand::Value(_)) if self.func.activity(&row) == Activity::Constant => {
                        View { base: row, steps: Vec::new(), mode: Mode::Shared, extra: 0 }
                    }
                    item => self.placed(item, site),
                };
                let mode = view.mode;
                Pipeline::of(self.elements(view, mode, None, site))
            }
            Some(Expr::Closure(closure)) if closure.inputs.len() == 1 && !super::opaque::returns(&closure.body) => {
                self.scopes.push(std::collections::HashMap::new());
                self.bind(&closure.inputs[0], None, item, site);
                self.tail(&closure.body)?
            }
            Some(step) => {
                self.fail(&catalogue::CLOSURE, step.site());
                return None;
            }
        };
        self.in_part = Some(walk.frame);
        let flow = self.each(inner, &[], &walk.carried, None, site, &mut |this, item| {
            // What follows does not see the closure's names.
            let inside = std::mem::replace(&mut this.scopes, outside.clone());
            let flow = rest(this, item);
            this.scopes = inside;
            flow
        });
        self.scopes = outside;
        flow
    }

    /// The iterator that a closure's body gives.
    fn tail<'e>(&mut self, body: &'e Expr) -> Flow<Pipeline<'e>> {
        let Expr::Block(block) = strip(body) else { return self.pipeline(body) };
        match block.block.stmts.split_last() {
            Some((syn::Stmt::Expr(tail, None), before)) => {
                for stmt in before {
                    self.one_stmt(stmt)?;
                }
                self.tail(tail)
            }
            _ => {
                self.fail(&catalogue::CLOSURE, body.site());
                None
            }
        }
    }

    /// What a test says of an item.
    fn passes(&mut self, test: &Expr, item: &Tree<Operand>, site: Site) -> Flow<Operand> {
        let seen = self.seen(item.clone(), site);
        let passed = self.apply(test, vec![seen])?;
        Some(self.leaf(passed, site))
    }
}

/// `std::iter::repeat(x)`
fn is_maker(call: &syn::ExprCall) -> bool {
    let Expr::Path(path) = strip(&call.func) else { return false };
    path.path.segments.last().is_some_and(|last| MAKERS.iter().any(|name| last.ident == name))
}

/// Whether an iterator over constants may have no end.
fn may_be_endless(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::MethodCall(call) if call.method == "take" => false,
        Expr::MethodCall(call) => {
            call.method == "cycle" || may_be_endless(&call.receiver) || call.args.iter().any(may_be_endless)
        }
        Expr::Call(call) => is_maker(call),
        Expr::Range(range) => range.end.is_none(),
        _ => false,
    }
}

/// Functions that make iterators.
const MAKERS: &[&str] = &["empty", "from_fn", "once", "repeat", "repeat_n", "repeat_with", "successors"];

/// Methods that give iterators, but none over active values yet.
const OF_CONSTANTS: &[&str] = &[
    "bytes",
    "chars",
    "cycle",
    "drain",
    "inspect",
    "into_keys",
    "into_values",
    "keys",
    "lines",
    "rchunks",
    "split",
    "split_ascii_whitespace",
    "split_whitespace",
    "values",
];

pub(super) fn word(word: &str) -> Operand {
    let tokens = word.parse().expect("a word");
    Operand::Const(Const { tokens, number: None, atomic: true })
}
