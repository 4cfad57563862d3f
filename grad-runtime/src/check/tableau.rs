//! Richardson extrapolation of difference quotients to step zero, with an error estimate.
//!
//! The method is that of C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)",
//! Advances in Engineering Software 4(2), 1982, 75-76: difference quotients at falling steps are
//! extrapolated by Neville's scheme, and of all entries of the tableau that one is taken which
//! differs least from the two that it was made from. To do without a well-chosen first step, three
//! things are added:
//!
//! - The steps span all scales of the argument's floats instead of a decade or two.
//! - Rounding error is observed, not assumed. Below a converged entry its column holds nothing but
//!   rounding error, which grows as the step shrinks. So the scatter of the finer entries, scaled
//!   back to the larger step, bounds the rounding error of the entry itself.
//! - Entries that contradict each other are both handed back, for a closer look at the function.

use alloc::vec::Vec;

/// A difference quotient at one step.
#[derive(Clone, Copy)]
pub struct Quotient {
    pub step: f64,
    /// The distance between the two samples.
    pub width: f64,
    /// The difference of their values.
    pub change: f64,
    /// How wrong `change` may be because the values are rounded.
    pub rounding: f64,
    /// A slope that is nothing beside the slopes that a function of such values could have.
    pub faint: f64,
}

impl Quotient {
    pub fn slope(&self) -> f64 {
        self.change / self.width
    }
}

/// In which powers of the step the error of a quotient expands.
#[derive(Clone, Copy)]
pub enum Powers {
    /// One-sided quotients.
    All,
    /// Central quotients.
    Even,
}

/// A derivative found by extrapolation.
#[derive(Clone, Copy)]
pub struct Limit {
    pub value: f64,
    pub error: f64,
    /// The smallest step that went into it.
    pub step: f64,
}

/// What a tableau settles on.
#[derive(Clone, Copy)]
pub struct Limits {
    /// The best limit near the point.
    pub near: Limit,
    /// The best limit from larger steps that contradicts `near`, if there is one.
    pub far: Option<Limit>,
}

/// The columns of the tableau. More gain nothing: rounding error grows along a row.
const COLUMNS: usize = 9;

/// How many finer entries must have been seen for their scatter to mean something.
const FINER: usize = 4;

/// Between the error that the tableau shows and the one that we answer for. The tableau sees a few
/// draws of a rounding error, not the worst one, and a derivative that is compared with it has
/// rounding errors of its own.
pub const SAFETY: f64 = 10.0;

/// A derivative counts as found if its error is at most this part of it.
const SETTLED: f64 = 0.1;

/// A derivative near zero counts as found if its error is at most this part of the slopes at larger
/// steps.
const VANISHED: f64 = 0.01;

/// One entry of the tableau.
#[derive(Clone, Copy)]
struct Entry {
    value: f64,
    /// The rounding error carried over from the quotients.
    rounding: f64,
}

/// Extrapolates `quotients`, ordered from coarse to fine, to step zero. `None` if they do not
/// settle.
pub fn extrapolate(quotients: &[Quotient], powers: Powers) -> Option<Limits> {
    let rows = tableau(quotients, powers);
    let steepest = steepest_so_far(quotients);
    let mut limits: Option<Limits> = None;
    for row in (1..rows.len().saturating_sub(FINER)).rev() {
        for column in 1..rows[row].len() {
            let Some(limit) = assess(&rows, quotients, row, column, steepest[row]) else { continue };
            limits = Some(limits.map_or(Limits { near: limit, far: None }, |limits| limits.and(limit)));
        }
    }
    limits
}

impl Limits {
    /// Takes in a limit from steps that are at least as large as those so far.
    fn and(mut self, limit: Limit) -> Self {
        let rival = if limit.contradicts(self.near) { self.far.get_or_insert(limit) } else { &mut self.near };
        if limit.error < rival.error {
            *rival = limit;
        }
        self
    }
}

impl Limit {
    fn contradicts(self, other: Self) -> bool {
        (self.value - other.value).abs() > self.error + other.error
    }
}

/// For each quotient the largest absolute slope of it and the coarser ones.
fn steepest_so_far(quotients: &[Quotient]) -> Vec<f64> {
    let steeper = |steepest: &mut f64, quotient: &Quotient| {
        *steepest = steepest.max(quotient.slope().abs());
        Some(*steepest)
    };
    quotients.iter().scan(0.0, steeper).collect()
}

/// Neville's scheme: entry `column` of a row is the polynomial through the quotients of the row and
/// of `column` rows above it, at step zero.
fn tableau(quotients: &[Quotient], powers: Powers) -> Vec<Vec<Entry>> {
    let mut rows: Vec<Vec<Entry>> = Vec::with_capacity(quotients.len());
    for (row, quotient) in quotients.iter().enumerate() {
        let mut entry = Entry { value: quotient.slope(), rounding: quotient.rounding / quotient.width };
        let mut entries = Vec::with_capacity(COLUMNS);
        entries.push(entry);
        for column in 1..COLUMNS.min(row + 1) {
            let ratio = quotients[row - column].step / quotient.step;
            let power = match powers {
                Powers::All => ratio,
                Powers::Even => ratio * ratio,
            };
            let above = rows[row - 1][column - 1];
            let weight = 1.0 / (power - 1.0);
            entry = Entry {
                value: entry.value + weight * (entry.value - above.value),
                rounding: (1.0 + weight) * entry.rounding + weight * above.rounding,
            };
            entries.push(entry);
        }
        rows.push(entries);
    }
    rows
}

/// The entry at `row` and `column` with the error that we answer for, if it counts as found. `steepest` is the largest
/// slope at the row's step and at larger ones.
fn assess(rows: &[Vec<Entry>], quotients: &[Quotient], row: usize, column: usize, steepest: f64) -> Option<Limit> {
    let (Entry { value, rounding }, quotient) = (rows[row][column], &quotients[row]);
    let beside = (value - rows[row][column - 1].value).abs();
    let above = (value - rows[row - 1][column - 1].value).abs();
    let truncation = if beside > above { beside } else { above };
    let allowed = (SETTLED * value.abs()).max(VANISHED * steepest).max(quotient.faint);
    let found = |scatter: f64| {
        // NaN where the tableau overflowed.
        let error = SAFETY * (truncation + scatter + rounding);
        (error <= allowed && error.is_finite()).then_some(Limit { value, error, step: quotient.step })
    };
    // Most entries need no look at the finer ones, which make no error smaller.
    found(0.0)?;
    let mut scatter = 0.0;
    for (finer, fine) in rows.iter().zip(quotients).skip(row + 1) {
        let scaled = (finer[column].value - value).abs() * (fine.step / quotient.step);
        if scaled > scatter || scaled.is_nan() {
            scatter = scaled;
        }
    }
    found(scatter)
}
