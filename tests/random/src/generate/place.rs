//! Elements and stretches of arrays: every index is in bounds, by what is known before the run.

use super::{Builder, Language};
use crate::ast::{Array, Expr, Float, Holder, Int, IntExpr, IntOp, Kind, Place, VarId, View};

/// What an index is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Read,
    /// `a[…] = e`: a `Vec` is borrowed before its index is computed.
    Write,
    /// `a.swap(…)`: whatever is not a slice is.
    Method,
}

impl Use {
    fn may_ask_length(self, holder: Holder) -> bool {
        match self {
            Use::Read => true,
            Use::Write => holder != Holder::Vec,
            Use::Method => holder == Holder::SliceMut,
        }
    }
}

/// What a stretch must be like.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    pub float: Float,
    pub inner: Option<usize>,
    pub least: usize,
    pub most: usize,
    /// An array, not a slice.
    pub fixed: bool,
}

impl Wish {
    /// Numbers, as many as there may be.
    pub fn numbers(float: Float, least: usize) -> Wish {
        Wish { float, inner: None, least, most: usize::MAX, fixed: false }
    }

    pub fn met_by(self, array: Array) -> bool {
        let fixed = !self.fixed || array.holder.fixed();
        fixed
            && array.float == self.float
            && array.inner == self.inner
            && self.least <= array.least
            && array.most <= self.most
    }
}

fn lit(value: usize) -> IntExpr {
    IntExpr::Lit(value as i64, Int::Usize)
}

fn op(op: IntOp, a: IntExpr, b: i64) -> IntExpr {
    IntExpr::Op(op, Box::new(a), b)
}

fn both(op: IntOp, a: IntExpr, b: IntExpr) -> IntExpr {
    IntExpr::Both(op, Box::new(a), Box::new(b))
}

impl Builder<'_, '_, '_> {
    /// Whether `i + offset` is an index of an array (`of`, or any with `least` items), for an `i`
    /// of these facts.
    fn fits(&self, int: &IntExpr, offset: i64, least: usize, of: Option<VarId>) -> bool {
        let facts = self.facts(int);
        let known = |&(var, k): &(VarId, i64)| k >= offset && of.is_some_and(|of| self.as_long(of, var));
        facts.low + offset >= 0 && (facts.high + offset < least as i64 || facts.under.iter().any(known))
    }

    /// Whether `a` is known to be at least as long as `b`.
    fn as_long(&self, a: VarId, b: VarId) -> bool {
        a == b || self.twins.contains(&(b, a))
    }

    /// An index into an array, or into a row (`of` is `None`) of `least` items.
    pub(super) fn index(&mut self, of: Option<VarId>, least: usize, purpose: Use) -> Option<IntExpr> {
        #[derive(Clone, Copy)]
        enum Form {
            Literal,
            Last,
            Plain,
            Mirrored,
            Next,
            Previous,
            Wrapped,
            Least,
        }
        let length = self.length(of, least, purpose);
        let mut found: Vec<(u32, (Form, usize))> = Vec::new();
        if least > 0 {
            found.push((if self.loops.is_empty() { 12 } else { 2 }, (Form::Literal, 0)));
            if let Some(IntExpr::Len(_)) = &length {
                found.push((2, (Form::Last, 0)));
            }
        }
        let counters = self.counters();
        for (place, &(var, _)) in counters.iter().enumerate() {
            let i = IntExpr::Var(var);
            let facts = self.facts(&i);
            if self.fits(&i, 0, least, of) {
                found.push((if facts.steered { 26 } else { 20 }, (Form::Plain, place)));
                if length.as_ref().is_some_and(|length| self.same_length(of, &i, length)) {
                    found.push((2, (Form::Mirrored, place)));
                }
            }
            if facts.low >= 0 && self.fits(&i, 1, least, of) {
                found.push((8, (Form::Next, place)));
            }
            if facts.low > 0 && self.fits(&i, -1, least, of) {
                found.push((8, (Form::Previous, place)));
            }
            if facts.low >= 0 && least > 0 {
                found.push((if length.is_some() { 3 } else { 0 }, (Form::Wrapped, place)));
                found.push((1, (Form::Least, place)));
            }
        }
        if found.is_empty() {
            return None;
        }
        // It may name the length.
        of.into_iter().for_each(|of| self.vars[of].reads += 1);
        let (form, place) = self.choices.weighted(&found);
        let i = counters.get(place).map(|&(var, int)| match int {
            Int::Usize => IntExpr::Var(var),
            _ => IntExpr::As(Box::new(IntExpr::Var(var)), Int::Usize),
        });
        let i = || i.clone().expect("a counter");
        let length = || length.clone().expect("a length");
        Some(match form {
            Form::Literal => lit(self.choices.below(least)),
            Form::Last => op(IntOp::Sub, length(), 1),
            Form::Plain => i(),
            Form::Mirrored => both(IntOp::Sub, op(IntOp::Sub, length(), 1), i()),
            Form::Next => op(IntOp::Add, i(), 1),
            Form::Previous => op(IntOp::Sub, i(), 1),
            Form::Wrapped => both(IntOp::Rem, op(IntOp::Add, i(), 1 + self.choices.below(2) as i64), length()),
            Form::Least => IntExpr::Min(Box::new(i()), least as i64 - 1),
        })
    }

    /// The length of what an index is for, if it may be asked for there.
    fn length(&mut self, of: Option<VarId>, least: usize, purpose: Use) -> Option<IntExpr> {
        let Some(of) = of else { return Some(lit(least)) };
        let holder = self.array(of).holder;
        match (holder.fixed(), purpose.may_ask_length(holder)) {
            (true, true) if self.choices.chance(40) => Some(IntExpr::Len(of)),
            (true, _) => Some(lit(least)),
            (false, true) => Some(IntExpr::Len(of)),
            (false, false) => None,
        }
    }

    /// Whether `length - 1 - i` cannot be negative: `i` is below this very length.
    fn same_length(&self, of: Option<VarId>, i: &IntExpr, length: &IntExpr) -> bool {
        let facts = self.facts(i);
        match length {
            IntExpr::Lit(length, _) => facts.high < *length,
            IntExpr::Len(_) => facts.under.iter().any(|&(var, k)| k >= 0 && Some(var) == of),
            _ => false,
        }
    }

    /// Those arrays that some counter is an index of.
    fn in_tune(&self, arrays: &[VarId]) -> Vec<VarId> {
        let counters = self.counters();
        let fits = |&&of: &&VarId| {
            let least = self.array(of).least;
            counters.iter().any(|&(var, _)| self.fits(&IntExpr::Var(var), 0, least, Some(of)))
        };
        arrays.iter().filter(fits).copied().collect()
    }

    /// `a[i]`, a number.
    pub(super) fn element(&mut self, float: Float) -> Option<Expr> {
        let found = self.arrays(|array| array.float == float);
        if found.is_empty() {
            return None;
        }
        let tuned = self.in_tune(&found);
        let found = if tuned.is_empty() || self.choices.chance(25) { found } else { tuned };
        // As often as not one that nothing has read so far.
        let unread: Vec<VarId> = found.iter().copied().filter(|&id| self.vars[id].reads == 0).collect();
        let from = if !unread.is_empty() && self.choices.chance(50) { unread } else { found };
        let var = self.choices.pick(&from);
        let place = self.place(var, Use::Read)?;
        self.vars[var].reads += 1;
        Some(Expr::Element(place))
    }

    /// The place of a number in an array.
    pub(super) fn place(&mut self, var: VarId, purpose: Use) -> Option<Place> {
        let array = self.array(var);
        let mut index = vec![self.index(Some(var), array.least, purpose)?];
        if let Some(inner) = array.inner {
            index.push(self.index(None, inner, purpose)?);
        }
        Some(Place { var, index })
    }

    /// `a.len()`, for something that relies on it from now on.
    pub(super) fn measure(&mut self, var: VarId) -> IntExpr {
        self.measured.push(var);
        self.vars[var].reads += 1;
        IntExpr::Len(var)
    }

    /// A stretch of an array that is like the wish, and how long it can be. For `exclusive` it may
    /// be written to.
    pub(super) fn view(&mut self, wish: Wish, exclusive: bool) -> Option<(View, Array)> {
        #[derive(Clone, Copy)]
        enum Part {
            Whole,
            Row,
            Span,
        }
        let mut found: Vec<(u32, (VarId, Part))> = Vec::new();
        let all = |array: Array| array.float == wish.float;
        for var in if exclusive { self.writable(all) } else { self.arrays(all) } {
            let array = self.array(var);
            if wish.met_by(array) {
                found.push((10, (var, Part::Whole)));
            }
            if array.least > 0 && array.row(Holder::Fixed).is_some_and(|row| wish.met_by(row)) {
                found.push((6, (var, Part::Row)));
            }
            if !wish.fixed && array.inner == wish.inner && wish.least <= array.least {
                found.push((if self.loops.is_empty() { 3 } else { 5 }, (var, Part::Span)));
            }
        }
        if found.is_empty() {
            return None;
        }
        let (var, part) = self.choices.weighted(&found);
        let array = self.array(var);
        let (view, array) = match part {
            Part::Whole => (View::whole(var), array),
            Part::Row => {
                let row = self.index(Some(var), array.least, Use::Write)?;
                (View { var, row: Some(row), span: None }, array.row(Holder::Fixed)?)
            }
            Part::Span => self.span(var, array, wish)?,
        };
        self.vars[var].reads += 1;
        Some((view, array))
    }

    /// `a[1..]`, `a[..2]`, `a[1..3]`, `a[..i]`, `a[i..]`
    fn span(&mut self, var: VarId, array: Array, wish: Wish) -> Option<(View, Array)> {
        let slice = |least: usize, most: usize| Array { holder: Holder::Slice, least, most, ..array };
        let view = |from: Option<IntExpr>, to: Option<IntExpr>| View { var, row: None, span: Some((from, to)) };
        let counters: Vec<VarId> = self
            .counters()
            .into_iter()
            .filter(|&(id, int)| int == Int::Usize && self.fits(&IntExpr::Var(id), 0, array.least, Some(var)))
            .map(|(id, _)| id)
            .collect();
        let spare = array.least - wish.least;
        let counted = 4 * u32::from(!counters.is_empty());
        let way = self.choices.weighted(&[
            (1, 1),
            (u32::from(spare > 0), 0),
            (1, 2),
            (if wish.least == 0 { counted } else { 0 }, 3),
            (if wish.least <= 1 { counted } else { 0 }, 4),
        ]);
        let (view, part) = match way {
            0 => {
                let from = 1 + self.choices.below(spare);
                (view(Some(lit(from)), None), slice(array.least - from, array.most - from))
            }
            1 => {
                let to = wish.least + self.choices.below(spare + 1);
                (view(None, Some(lit(to))), slice(to, to))
            }
            2 => {
                let from = self.choices.below(spare + 1);
                let to = from + wish.least + self.choices.below(spare - from + 1);
                (view(Some(lit(from)), Some(lit(to))), slice(to - from, to - from))
            }
            3 => {
                let i = self.choices.pick(&counters);
                (view(None, Some(IntExpr::Var(i))), slice(0, array.most))
            }
            _ => {
                let i = self.choices.pick(&counters);
                (view(Some(IntExpr::Var(i)), None), slice(1, array.most))
            }
        };
        wish.met_by(part).then_some((view, part))
    }

    /// Numbers that may be assigned: a variable or an element.
    pub(super) fn target(&mut self) -> Option<(Place, Float)> {
        let scalars = self.visible(|var| (var.mutable || var.through) && matches!(var.kind, Kind::Float(_)));
        let scalars: Vec<VarId> = scalars.into_iter().filter(|id| !self.frozen.contains(id)).collect();
        let arrays = self.writable(|_| true);
        let tuned = self.in_tune(&arrays);
        let percent = if tuned.is_empty() { 28 } else { 72 };
        if !arrays.is_empty() && (scalars.is_empty() || self.choices.chance(percent)) {
            let arrays = if tuned.is_empty() || self.choices.chance(12) { arrays } else { tuned };
            let var = self.choices.pick(&arrays);
            if let Some(place) = self.place(var, Use::Write) {
                return Some((place, self.array(var).float));
            }
        }
        if scalars.is_empty() {
            return None;
        }
        let var = self.choices.pick(&scalars);
        Some((var.into(), self.float_of(var)))
    }

    pub(super) fn float_of(&self, var: VarId) -> Float {
        self.vars[var].kind.float().expect("a variable with floats")
    }

    pub(super) fn with_arrays(&self) -> bool {
        self.language == Language::Loops
    }
}
