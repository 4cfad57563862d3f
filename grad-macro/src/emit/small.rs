//! Which pullbacks are so small that they are inlined wherever they are called.

use crate::ir::{Op, Region, StmtKind};
use crate::reverse::trips::trips;

/// What a pullback may hold: so many steps and branches.
const STEPS: usize = 200;

/// Each of which may be as large again.
const CALLS: usize = 16;

/// A loop of so many trips is as good as written out.
const TRIPS: usize = 8;

/// Whether it is: straight lines, branches and loops of a few trips, and not many of them.
pub(super) fn is_small(pullback: &Region) -> bool {
    let mut size = Size::default();
    size.add(pullback);
    !size.loops && size.steps <= STEPS && size.calls <= CALLS
}

#[derive(Default)]
struct Size {
    steps: usize,
    calls: usize,
    loops: bool,
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
                StmtKind::Loop(looped) => match trips(&looped.head) {
                    Some(trips @ 0..=TRIPS) => {
                        let mut trip = Size::default();
                        trip.add(&looped.body);
                        self.steps += trips * trip.steps;
                        self.calls += trips * trip.calls;
                        self.loops |= trip.loops;
                    }
                    _ => self.loops = true,
                },
                StmtKind::Comment(_) => {}
            }
        }
    }
}
