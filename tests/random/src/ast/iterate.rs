//! What loops and iterator chains run over.

use super::{Cond, Expr, IntExpr, Pat, Stmt, Type, VarId};

/// All of an array, one row of it, or a stretch: `a`, `a[i]`, `a[1..3]`.
#[derive(Clone, Debug)]
pub struct View {
    pub var: VarId,
    /// Of an array of arrays.
    pub row: Option<IntExpr>,
    /// From and to; where `None`, the start or the end.
    pub span: Option<(Option<IntExpr>, Option<IntExpr>)>,
}

impl View {
    pub fn whole(var: VarId) -> View {
        View { var, row: None, span: None }
    }

    pub fn is_whole(&self) -> bool {
        self.row.is_none() && self.span.is_none()
    }
}

/// `from..to`, `from..=to`
#[derive(Clone, Debug)]
pub struct Range {
    pub from: IntExpr,
    pub to: IntExpr,
    pub inclusive: bool,
}

/// Something that can be run over.
#[derive(Clone, Debug)]
pub enum Source {
    Range(Range),
    /// `a.iter()`
    Iter(View),
    /// `&a`, or `a` where that is a reference itself
    Ref(View),
    /// `a.iter_mut()`
    IterMut(View),
    /// `&mut a`
    RefMut(View),
    /// `a`, an array: its items are copied.
    Whole(VarId),
    /// `a.windows(2)`
    Windows(View, usize),
    /// `a.chunks(2)`
    Chunks(View, usize),
    /// `a.chunks_exact(2)`
    ChunksExact(View, usize),
}

/// One method of an iterator.
#[derive(Clone, Debug)]
pub enum Step {
    Zip(Source),
    Enumerate,
    Rev,
    Skip(usize),
    Take(usize),
    StepBy(usize),
    /// `chain`, followed by another iterator
    Then(Source),
    Copied,
    Cloned,
    Map(Pat, Expr),
    /// The pattern is for a reference to the item.
    Filter(Pat, Cond),
    /// `scan(init, |state, item| { *state = next; Some(*state) })`
    Scan {
        init: Expr,
        state: VarId,
        item: Pat,
        next: Expr,
    },
}

#[derive(Clone, Debug)]
pub struct Chain {
    pub source: Source,
    pub steps: Vec<Step>,
}

/// What a chain comes to.
#[derive(Clone, Debug)]
pub enum End {
    Sum,
    Product,
    Fold {
        init: Expr,
        state: Pat,
        item: Pat,
        next: Expr,
    },
    /// `fold(f64::NEG_INFINITY, f64::max)` and `fold(f64::INFINITY, f64::min)`, of numbers.
    Extremum {
        largest: bool,
    },
    Collect,
}

/// A chain with a value.
#[derive(Clone, Debug)]
pub struct Run {
    pub chain: Chain,
    pub end: End,
    /// Of the value.
    pub ty: Type,
}

pub type Label = &'static str;

#[derive(Clone, Debug)]
pub struct For {
    pub label: Option<Label>,
    pub item: Pat,
    pub chain: Chain,
    pub body: super::Block,
}

/// `chain.for_each(|item| { … })`
#[derive(Clone, Debug)]
pub struct ForEach {
    pub chain: Chain,
    pub item: Pat,
    pub body: Vec<Stmt>,
}
