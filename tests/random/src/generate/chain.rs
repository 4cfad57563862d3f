//! What loops run over, and iterator chains with a value.

use super::Builder;
use super::item::Item;
use super::place::Wish;
use crate::ast::{
    Array, BinOp, Chain, End, Expr, Facts, Float, Holder, Int, IntExpr, IntOp, Kind, Pat, Range, Run, Source, Step,
    Type, VarId, View,
};

/// The longest loop.
pub(super) const LONG: usize = 12;

/// A chain under construction.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub chain: Chain,
    pub item: Item,
    pub least: usize,
    pub most: usize,
    /// For the position of an item: what `Facts::under` says of integers.
    under: Vec<(VarId, i64)>,
    /// What is borrowed, and whether to be written to.
    pub borrowed: Vec<(VarId, bool)>,
    /// It can be run from its end, with or without positions.
    reversible: bool,
}

impl Builder<'_, '_, '_> {
    /// `from..to` with an integer type, what is known of its items, and how many there are at most.
    pub(super) fn range(&mut self) -> (Range, Int, Item, usize) {
        let arrays = self.arrays(|_| true);
        let bounds: Vec<(VarId, Int)> =
            self.counters().into_iter().filter(|&(var, _)| self.vars[var].facts.high <= 8).collect();
        let array = u32::from(!arrays.is_empty());
        let counter = u32::from(!bounds.is_empty());
        let way = self.choices.weighted(&[(16, 0), (56 * array, 1), (26 * counter, 2), (12 * counter, 3), (4, 4)]);
        let (from, to, int) = match way {
            1 => {
                let writable = if self.pure { Vec::new() } else { self.writable(|_| true) };
                let rather = !writable.is_empty() && self.choices.chance(60);
                let var = self.choices.pick(if rather { &writable } else { &arrays });
                let least = self.array(var).least;
                let length = self.measure(var);
                let less = if least > 0 && self.choices.chance(25) { 1 } else { 0 };
                let to = if less > 0 { IntExpr::Op(IntOp::Sub, Box::new(length), 1) } else { length };
                let from = IntExpr::Lit(self.choices.weighted(&[(70, 0), (30, 1)]), Int::Usize);
                (from, to, Int::Usize)
            }
            2 => {
                let (var, int) = self.choices.pick(&bounds);
                (IntExpr::Lit(self.choices.weighted(&[(75, 0), (25, 1)]), int), IntExpr::Var(var), int)
            }
            3 => {
                let (var, int) = self.choices.pick(&bounds);
                let next = int == Int::Usize && self.choices.chance(40);
                let from =
                    if next { IntExpr::Op(IntOp::Add, Box::new(IntExpr::Var(var)), 1) } else { IntExpr::Var(var) };
                // Below the length that the variable itself is below, if there is one.
                let facts = &self.vars[var].facts;
                let of =
                    facts.under.iter().find(|(array, k)| *k >= 0 && arrays.contains(array)).map(|&(array, _)| array);
                let to = match of {
                    Some(array) if int == Int::Usize => self.measure(array),
                    _ => IntExpr::Lit(3 + self.choices.below(3) as i64, int),
                };
                (from, to, int)
            }
            _ => {
                let int = self.choices.weighted(&[(75, Int::Usize), (25, Int::I32)]);
                let from = self.choices.weighted(&[(65, 0), (25, 1), (10, 2)]);
                let to = self.choices.weighted(&[(30, 3), (20, 2), (20, 4), (15, 5), (10, 1), (5, 0)]);
                (IntExpr::Lit(from, int), IntExpr::Lit(to, int), int)
            }
        };
        let inclusive = !matches!(to, IntExpr::Len(_)) && self.choices.chance(18);
        let facts = self.between(&from, &to, inclusive);
        let most = (facts.high - self.facts(&from).low + 1).max(0) as usize;
        let item = Item::Int(int, facts);
        (Range { from, to, inclusive }, int, item, most)
    }

    fn range_stream(&mut self) -> Stream {
        let (range, _, item, most) = self.range();
        let reversible = false;
        let chain = Chain { source: Source::Range(range), steps: Vec::new() };
        let mut stream = Stream { chain, item, least: 0, most, under: Vec::new(), borrowed: Vec::new(), reversible };
        if self.choices.chance(22) {
            stream.chain.steps.push(Step::Rev);
        }
        if self.choices.chance(15) {
            stream.chain.steps.push(Step::StepBy(2 + self.choices.below(2)));
        }
        stream
    }

    /// The items of an array, by reference. `exclusive` allows those that are written through;
    /// `plain` leaves the arrays themselves (`&a`, `a`) to the loops, which take them.
    fn array_stream(&mut self, float: Option<Float>, exclusive: bool, plain: bool) -> Option<Stream> {
        #[derive(Clone, Copy)]
        enum Form {
            Iter,
            Ref,
            Mut,
            RefMut,
            Whole,
            Windows,
            Chunks,
            Exact,
        }
        let float = float.unwrap_or(self.float);
        let (loops, writes) = (u32::from(plain), u32::from(exclusive));
        let form = self.choices.weighted(&[
            (36, Form::Iter),
            (14 * loops, Form::Ref),
            (20 * writes, Form::Mut),
            (7 * writes * loops, Form::RefMut),
            (5 * loops, Form::Whole),
            (7, Form::Windows),
            (4, Form::Chunks),
            (5, Form::Exact),
        ]);
        let inner = self.choices.chance(35).then_some(self.sizes.inner);
        let wish = |inner| Wish { inner, ..Wish::numbers(float, 0) };
        let lends = matches!(form, Form::Mut | Form::RefMut);
        let found = self.view(wish(inner), lends).or_else(|| self.view(wish(None), lends))?;
        let (view, part) = found;
        let var = view.var;
        let owner = self.array(var);
        let constant = self.vars[var].constant;
        let mut item = match part.row(if lends { Holder::FixedMut } else { Holder::FixedRef }) {
            Some(row) => Item::Row { array: row, constant },
            None => Item::Number { float, refs: 1, through: lends, constant },
        };
        let (mut least, mut most) = (part.least, part.most);
        let size = 1 + self.choices.weighted(&[(70, 1), (20, 2), (10, 0)]);
        let mut under = if view.row.is_none() { vec![(var, 0)] } else { Vec::new() };
        let pieces = part.inner.is_none() && size <= most;
        let slice = |least: usize| Array { float, holder: Holder::Slice, inner: None, least, most: size };
        let source = match form {
            Form::Windows if pieces => {
                item = Item::Row { array: slice(size), constant };
                let less = size - 1;
                (least, most) = (least.saturating_sub(less), most.saturating_sub(less));
                under.iter_mut().for_each(|(_, k)| *k = less as i64);
                Source::Windows(view, size)
            }
            Form::Chunks if pieces => {
                item = Item::Row { array: slice(1), constant };
                (least, most) = (least.div_ceil(size), most.div_ceil(size));
                Source::Chunks(view, size)
            }
            Form::Exact if pieces => {
                item = Item::Row { array: slice(size), constant };
                (least, most) = (least / size, most / size);
                Source::ChunksExact(view, size)
            }
            Form::Mut => Source::IterMut(view),
            Form::RefMut if view.is_whole() && owner.holder.exclusive() => Source::IterMut(view),
            Form::RefMut => Source::RefMut(view),
            // A reference that is written through is not given away.
            Form::Ref if !(view.is_whole() && owner.holder.exclusive()) => Source::Ref(view),
            Form::Whole if view.is_whole() && owner.holder == Holder::Fixed => {
                item = match owner.row(Holder::Fixed) {
                    Some(row) => Item::Row { array: row, constant },
                    None => Item::value(float, constant),
                };
                let chain = Chain { source: Source::Whole(var), steps: Vec::new() };
                // A copy: nothing is borrowed.
                return Some(Stream { chain, item, least, most, under, borrowed: Vec::new(), reversible: false });
            }
            _ => Source::Iter(view),
        };
        let reversible = !matches!(source, Source::Ref(_) | Source::RefMut(_));
        let chain = Chain { source, steps: Vec::new() };
        Some(Stream { chain, item, least, most, under, borrowed: vec![(var, lends)], reversible })
    }

    /// All items of an array, or a range of so many that are always the same; with the array.
    pub(super) fn exact_stream(&mut self, most: usize) -> (Stream, Option<VarId>) {
        let arrays = self.arrays(|array| array.most <= most);
        if arrays.is_empty() || self.choices.chance(30) {
            let count = 1 + self.choices.below(most.min(4));
            let (from, to) = (IntExpr::Lit(0, Int::Usize), IntExpr::Lit(count as i64, Int::Usize));
            let item = Item::Int(Int::Usize, self.between(&from, &to, false));
            let chain = Chain { source: Source::Range(Range { from, to, inclusive: false }), steps: Vec::new() };
            let (under, borrowed) = (Vec::new(), Vec::new());
            return (Stream { chain, item, least: count, most: count, under, borrowed, reversible: false }, None);
        }
        let var = self.choices.pick(&arrays);
        let mut stream = self.whole(var);
        if self.choices.chance(35) {
            // The same by its length.
            let (from, to) = (IntExpr::Lit(0, Int::Usize), self.measure(var));
            stream.item = Item::Int(Int::Usize, self.between(&from, &to, false));
            stream.chain.source = Source::Range(Range { from, to, inclusive: false });
            stream.borrowed.clear();
        } else if self.choices.chance(30) {
            stream.item = Item::pair(Item::Int(Int::Usize, self.positions(&stream)), stream.item);
            stream.chain.steps.push(Step::Enumerate);
        }
        (stream, Some(var))
    }

    /// What is known of the position of an item.
    fn positions(&self, stream: &Stream) -> Facts {
        Facts { high: (stream.most as i64 - 1).max(0), under: stream.under.clone(), ..Facts::default() }
    }

    /// Runs `inside` while what a stream borrows is taken.
    pub(super) fn borrowing<T>(&mut self, stream: &Stream, inside: impl FnOnce(&mut Self) -> T) -> T {
        let (frozen, hidden) = (self.frozen.len(), self.hidden.len());
        for &(var, exclusive) in &stream.borrowed {
            if exclusive {
                self.hidden.push(var);
            } else {
                self.frozen.push(var);
            }
        }
        let result = inside(self);
        self.frozen.truncate(frozen);
        self.hidden.truncate(hidden);
        result
    }

    /// What a `for` runs over.
    pub(super) fn loop_stream(&mut self) -> Stream {
        if self.choices.chance(54) {
            return self.range_stream();
        }
        let Some(stream) = self.array_stream(None, true, true) else { return self.range_stream() };
        // Only some sources have methods.
        if !stream.reversible {
            return stream;
        }
        let mut stream = self.adapted(stream, true);
        if !stream.item.writes() && self.choices.chance(12) {
            let before: Vec<usize> = self.vars.iter().map(|var| var.reads).collect();
            stream = self.computed(stream, 1);
            // What the closures capture is borrowed as long as the loop runs.
            let read = before.iter().enumerate().filter(|&(var, reads)| self.vars[var].reads > *reads);
            stream.borrowed.extend(read.map(|(var, _)| (var, false)));
        }
        stream
    }

    /// With a few methods that rearrange the items.
    fn adapted(&mut self, mut stream: Stream, exclusive: bool) -> Stream {
        #[derive(Clone, Copy)]
        enum Form {
            Nothing,
            Zip,
            Enumerate,
            Rev,
            Skip,
            Take,
            StepBy,
            Then,
        }
        let count = self.choices.weighted(&[(30, 0), (45, 1), (25, 2)]);
        for _ in 0..count {
            let rev = u32::from(stream.reversible);
            let long = u32::from(stream.most > 1);
            let form = self.choices.weighted(&[
                (5, Form::Nothing),
                (30, Form::Zip),
                (38, Form::Enumerate),
                (16 * rev, Form::Rev),
                (9 * long, Form::Skip),
                (9 * long, Form::Take),
                (7 * long, Form::StepBy),
                (5, Form::Then),
            ]);
            match form {
                Form::Nothing => {}
                Form::Zip => self.zip(&mut stream, exclusive),
                Form::Enumerate => {
                    let facts = self.positions(&stream);
                    stream.item = Item::pair(Item::Int(Int::Usize, facts), stream.item);
                    stream.chain.steps.push(Step::Enumerate);
                }
                Form::Rev => stream.chain.steps.push(Step::Rev),
                Form::Skip => {
                    let count = 1 + self.choices.below(2);
                    (stream.least, stream.most) =
                        (stream.least.saturating_sub(count), stream.most.saturating_sub(count));
                    stream.chain.steps.push(Step::Skip(count));
                }
                Form::Take => {
                    let count = self.choices.weighted(&[(40, 2), (30, 1), (30, 3)]);
                    (stream.least, stream.most) = (stream.least.min(count), stream.most.min(count));
                    stream.chain.steps.push(Step::Take(count));
                }
                Form::StepBy => {
                    let count = 2 + self.choices.below(2);
                    (stream.least, stream.most) = (stream.least.div_ceil(count), stream.most.div_ceil(count));
                    stream.chain.steps.push(Step::StepBy(count));
                }
                Form::Then => self.then(&mut stream),
            }
        }
        stream
    }

    fn zip(&mut self, stream: &mut Stream, exclusive: bool) {
        let float = if self.choices.chance(85) { None } else { Some(self.some_float()) };
        let plain = self.choices.chance(40);
        let other = self.borrowing(&stream.clone(), |this| this.array_stream(float, exclusive, plain));
        let Some(other) = other else { return };
        if other.chain.source_is_whole() {
            return;
        }
        let chain = other.chain.source;
        stream.item = Item::pair(stream.item.clone(), other.item);
        (stream.least, stream.most) = (stream.least.min(other.least), stream.most.min(other.most));
        stream.under.extend(other.under);
        stream.borrowed.extend(other.borrowed);
        stream.reversible &= other.reversible;
        stream.chain.steps.push(Step::Zip(chain));
    }

    /// Followed by more items of the same type.
    fn then(&mut self, stream: &mut Stream) {
        let Item::Number { float, refs: 1, through: false, constant } = stream.item else { return };
        let other = self.borrowing(&stream.clone(), |this| this.view(Wish::numbers(float, 0), false));
        let Some((view, part)) = other else { return };
        if stream.most + part.most > LONG {
            return;
        }
        let constant = constant && self.vars[view.var].constant;
        stream.item = Item::Number { float, refs: 1, through: false, constant };
        stream.borrowed.push((view.var, false));
        (stream.least, stream.most) = (stream.least + part.least, stream.most + part.most);
        stream.under.clear();
        stream.reversible = false;
        stream.chain.steps.push(Step::Then(Source::Iter(view)));
    }

    /// With the closures that a loop may have in its head.
    fn computed(&mut self, stream: Stream, depth: u32) -> Stream {
        let stream = if self.choices.chance(45) { self.filtered(stream) } else { stream };
        if self.choices.chance(60) { self.mapped(stream, depth) } else { stream }
    }

    /// Runs `inside`, which writes something that runs once for every item.
    pub(super) fn for_items<T>(&mut self, stream: &Stream, inside: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.trips;
        self.trips *= stream.most.max(1);
        self.iterations += self.trips;
        let result = inside(self);
        self.trips = outer;
        result
    }

    /// Runs `inside`, which writes the body of a closure: no assignments, no way out.
    fn closure<T>(&mut self, stream: &Stream, by_ref: bool, inside: impl FnOnce(&mut Self) -> T) -> (Pat, T) {
        let item = stream.item.clone();
        self.for_items(stream, |this| this.with_item(&item, by_ref, |this| this.in_condition(inside)))
    }

    fn filtered(&mut self, mut stream: Stream) -> Stream {
        let (pat, cond) = self.closure(&stream, true, |this| this.cond(0));
        stream.least = 0;
        stream.under.clear();
        stream.reversible = false;
        stream.chain.steps.push(Step::Filter(pat, cond));
        stream
    }

    fn mapped(&mut self, mut stream: Stream, depth: u32) -> Stream {
        let float = self.float_in(&stream.item);
        let (pat, body) = self.closure(&stream, false, |this| this.item_used(float, depth));
        stream.item = Item::value(float, false);
        stream.reversible = false;
        stream.chain.steps.push(Step::Map(pat, body));
        stream
    }

    fn scanned(&mut self, mut stream: Stream, depth: u32) -> Stream {
        let float = self.float_in(&stream.item);
        let init = self.in_condition(|this| this.expr(float, depth.min(1)));
        let name = self.choices.pick(&["s", "state", "acc"]);
        let state = self.declare(name, Kind::Float(float), false);
        self.vars[state].refs = 1;
        let (item, next) = self.for_items(&stream.clone(), |this| {
            let first = this.vars.len();
            let pat = this.item_pattern(&stream.item, false);
            let next = this.with_vars(first, |this| {
                // Both parameters of the closure, and none of them hidden by the other.
                let clash = this.vars[first..].iter().any(|var| var.name == name);
                if !clash {
                    this.scope.push(state);
                }
                this.in_condition(|this| this.damped(float, depth))
            });
            (pat, next)
        });
        if self.clashes(&item, name) {
            return stream;
        }
        stream.item = Item::value(float, false);
        stream.reversible = false;
        stream.chain.steps.push(Step::Scan { init, state, item, next });
        stream
    }

    /// Whether a pattern binds this name.
    fn clashes(&self, pat: &Pat, name: &str) -> bool {
        match pat {
            Pat::Wild => false,
            Pat::Var(var) => self.vars[*var].name == name,
            Pat::Ref(pat) => self.clashes(pat, name),
            Pat::Tuple(pats) | Pat::Array(pats) => pats.iter().any(|pat| self.clashes(pat, name)),
        }
    }

    /// An expression that uses the item, which is the latest variable.
    fn item_used(&mut self, float: Float, depth: u32) -> Expr {
        let value = self.expr(float, depth);
        let found = self.visible(|var| var.kind == Kind::Float(float) && var.reads == 0);
        let last = self.scope.last().copied();
        match found.first() {
            Some(&var) if last.is_some_and(|last| last.abs_diff(var) < 2) && self.choices.chance(85) => {
                let op = self.choices.weighted(&[(50, BinOp::Mul), (30, BinOp::Add), (20, BinOp::Sub)]);
                let read = self.read(var);
                self.operation(op, read, value)
            }
            _ => value,
        }
    }

    fn float_in(&self, item: &Item) -> Float {
        match item {
            Item::Int(..) => self.float,
            Item::Number { float, .. } => *float,
            Item::Row { array, .. } => array.float,
            Item::Pair(a, b) => match **a {
                Item::Int(..) => self.float_in(b),
                _ => self.float_in(a),
            },
        }
    }

    /// A chain of numbers of a type, and whether they are references.
    fn number_stream(&mut self, float: Float, depth: u32) -> Option<(Stream, u8)> {
        let mut stream = match self.array_stream(Some(float), false, false) {
            Some(stream) if self.choices.chance(82) => self.adapted(stream, false),
            _ => self.range_stream(),
        };
        if self.choices.chance(14) {
            stream = self.filtered(stream);
        }
        let plain = matches!(stream.item, Item::Number { float: of, .. } if of == float);
        if plain && self.choices.chance(6) {
            stream = self.scanned(stream, depth);
        }
        let plain = matches!(stream.item, Item::Number { float: of, .. } if of == float);
        if !plain || self.choices.chance(65) {
            let (pat, body) = self.closure(&stream, false, |this| this.item_used(float, depth));
            stream.item = Item::value(float, false);
            stream.chain.steps.push(Step::Map(pat, body));
            if self.choices.chance(5) {
                let count = 1 + self.choices.below(2);
                stream.least = stream.least.min(count);
                stream.most = stream.most.min(count);
                stream.chain.steps.push(Step::Take(count));
            }
        }
        match stream.item {
            Item::Number { refs, .. } => Some((stream, refs)),
            _ => None,
        }
    }

    /// Numbers by value.
    fn value_stream(&mut self, float: Float, depth: u32) -> Option<Stream> {
        let (mut stream, refs) = self.number_stream(float, depth)?;
        if refs > 0 {
            stream.chain.steps.push(if self.choices.chance(40) { Step::Cloned } else { Step::Copied });
            stream.item = Item::value(float, false);
        }
        Some(stream)
    }

    /// Whether a loop or a chain more is not too many.
    pub(super) fn may_repeat(&self) -> bool {
        // Every call of a recursion repeats them all.
        let enough = if self.recursion.is_some() { 100 } else { 1500 };
        self.with_arrays() && self.trips <= 2 * LONG && self.iterations < enough
    }

    /// A number that a chain comes to.
    pub(super) fn chain_value(&mut self, float: Float, depth: u32) -> Option<Expr> {
        if !self.may_repeat() {
            return None;
        }
        #[derive(Clone, Copy)]
        enum Form {
            Sum,
            Fold,
            Product,
            Extremum,
        }
        let form =
            self.choices.weighted(&[(46, Form::Sum), (28, Form::Fold), (12, Form::Product), (14, Form::Extremum)]);
        let ty = Type::Float(float);
        let (stream, end) = match form {
            Form::Sum => (self.number_stream(float, depth)?.0, End::Sum),
            Form::Product => (self.number_stream(float, depth)?.0, End::Product),
            Form::Extremum => {
                let largest = self.choices.chance(60);
                (self.value_stream(float, depth)?, End::Extremum { largest })
            }
            Form::Fold => return self.fold(float, depth),
        };
        Some(Expr::Run(Box::new(Run { chain: stream.chain, end, ty })))
    }

    fn fold(&mut self, float: Float, depth: u32) -> Option<Expr> {
        let stream = match self.array_stream(Some(float), false, false) {
            Some(stream) => self.adapted(stream, false),
            None => self.range_stream(),
        };
        let stream = if self.choices.chance(20) { self.computed(stream, depth) } else { stream };
        let pair = self.choices.chance(15);
        let one = Type::Float(float);
        let ty = if pair { Type::Tuple(vec![one.clone(), one]) } else { one };
        let init = self.in_condition(|this| this.value(&ty, depth.min(1)));
        let first = self.vars.len();
        let state = self.plain_pattern(&ty);
        let item = self.item_pattern(&stream.item, false);
        let names: Vec<String> = self.vars[first..].iter().map(|var| var.name.clone()).collect();
        let distinct = (1..names.len()).all(|place| !names[..place].contains(&names[place]));
        if !distinct {
            return None;
        }
        let next = self.for_items(&stream, |this| {
            this.with_vars(first, |this| this.in_condition(|this| this.next_state(&ty, first, depth)))
        });
        let run = Run { chain: stream.chain, end: End::Fold { init, state, item, next }, ty: ty.clone() };
        let value = Expr::Run(Box::new(run));
        Some(if pair { self.one_of(&ty, value) } else { value })
    }

    /// A step of a fold; the state begins at the variable `first`.
    fn next_state(&mut self, ty: &Type, first: VarId, depth: u32) -> Expr {
        match ty {
            Type::Float(float) => {
                let old = self.read(first);
                let new = self.damped(*float, depth);
                let op = self.choices.weighted(&[(60, BinOp::Add), (20, BinOp::Sub), (20, BinOp::Mul)]);
                self.operation(op, old, new)
            }
            Type::Tuple(items) => {
                let next = |(place, item): (usize, &Type)| self.next_state(item, first + place, depth.min(1));
                Expr::Tuple(items.iter().enumerate().map(next).collect())
            }
            Type::Array(_) => unreachable!("a fold over numbers"),
        }
    }

    /// A `Vec` from a chain with as many items as it may have.
    pub(super) fn collect(&mut self, array: Array, depth: u32) -> Option<Expr> {
        if !self.may_repeat() {
            return None;
        }
        let mut stream = self.value_stream(array.float, depth)?;
        if stream.most > array.most {
            stream.most = array.most;
            stream.least = stream.least.min(array.most);
            stream.chain.steps.push(Step::Take(array.most));
        }
        let ty = Type::Array(array);
        (stream.least >= array.least).then(|| Expr::Run(Box::new(Run { chain: stream.chain, end: End::Collect, ty })))
    }

    /// `a.iter().map(…).collect()`, as long as `a`.
    pub(super) fn collect_all(&mut self, of: VarId, depth: u32) -> Expr {
        let array = self.array(of);
        let stream = self.whole(of);
        let (pat, body) = self.closure(&stream, false, |this| this.item_used(array.float, depth));
        let chain = Chain { source: stream.chain.source, steps: vec![Step::Map(pat, body)] };
        let ty = Type::Array(array.held(Holder::Vec));
        Expr::Run(Box::new(Run { chain, end: End::Collect, ty }))
    }

    fn whole(&mut self, of: VarId) -> Stream {
        let array = self.array(of);
        let constant = self.vars[of].constant;
        self.vars[of].reads += 1;
        let item = match array.row(Holder::FixedRef) {
            Some(row) => Item::Row { array: row, constant },
            None => Item::Number { float: array.float, refs: 1, through: false, constant },
        };
        let (least, most) = (array.least, array.most);
        let chain = Chain { source: Source::Iter(View::whole(of)), steps: Vec::new() };
        let borrowed = vec![(of, false)];
        Stream { chain, item, least, most, under: vec![(of, 0)], borrowed, reversible: true }
    }

    /// Something like the sum of an array.
    pub(super) fn total(&mut self, var: VarId) -> Expr {
        let array = self.array(var);
        let mut stream = self.whole(var);
        if array.inner.is_some() || self.choices.chance(45) {
            let (pat, body) = self.closure(&stream, false, |this| this.item_used(array.float, 1));
            stream.chain.steps.push(Step::Map(pat, body));
        }
        let ty = Type::Float(array.float);
        Expr::Run(Box::new(Run { chain: stream.chain, end: End::Sum, ty }))
    }
}

impl Chain {
    /// `a` itself, which is an iterator only to a loop.
    fn source_is_whole(&self) -> bool {
        matches!(self.source, Source::Whole(_))
    }
}
