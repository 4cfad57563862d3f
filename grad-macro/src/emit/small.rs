//! Which pullbacks are so small that they are inlined wherever they are called.

use crate::ir::{Op, Region, StmtKind};
use crate::reverse::trips::trips;

/// What a pullback may hold: so many steps and branches.
const STEPS: usize = 200;

/// Each of which may be as large again.
const CALLS: usize = 16;

/// A loop of so many trips is as good as written out. One of any number of trips counts as so many: where it is inlined, the number is often known.
const TRIPS: usize = 8;

/// Whether it is: straight lines, branches and loops, and not many of them. What takes long, loops in loops and calls in long ones, need not be inlined.
pub(super) fn is_small(pullback: &Region) -> bool {
    let mut size = Size::default();
    size.add(pullback);
    !size.nested && size.steps <= STEPS && size.calls <= CALLS
}

#[derive(Default)]
struct Size {
    steps: usize,
    calls: usize,
    /// Whether there is a loop of any number of trips.
    long: bool,
    /// Whether there are loops or calls in such a loop.
    nested: bool,
}

impl Size {
    fn add(&mut self, region: &Region) {
        for stmt in &region.stmts {
            match &stmt.kind {
                StmtKind::Let { op, .. } => {
                    self.steps += 1;
                    self.calls += usize::from(matches!(op, Op::Pull { .. } | Op::Vjp(_)));
                }
                StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| self.add(&arm.region)),
                StmtKind::Loop(looped) => {
                    let short = trips(&looped.head).filter(|trips| *trips <= TRIPS);
                    let trips = short.unwrap_or(TRIPS);
                    let mut trip = Size::default();
                    trip.add(&looped.body);
                    self.steps += trips * trip.steps;
                    self.calls += trips * trip.calls;
                    self.nested |= trip.nested || short.is_none() && (trip.long || trip.calls > 0);
                    self.long |= trip.long || short.is_none();
                }
                StmtKind::Comment(_) => {}
            }
        }
    }
}
