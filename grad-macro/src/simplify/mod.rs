//! Simplification: what a person would not write is taken out. Each pass is a file and a verb.
//!
//! The passes touch what the transform generated. The user's own operations keep their order and their form, so
//! that the value stays the primal's, bit for bit; only copies and values that nobody needs go.

mod drop_dead;
mod fold;
mod half_open;
mod leave;
mod lengths;
mod moved;
mod ranges;
mod read_once;
mod share;
mod take;

use crate::ir::{Func, Region};
use crate::options::Options;

/// A pass over one region.
type Pass = fn(&mut Func, &mut Region);

/// The passes, in order. `__without(name)` leaves one out.
const PASSES: &[(&str, Pass)] = &[
    ("fold", fold::fold),
    ("share", share::share),
    ("fold", fold::fold),
    ("drop_dead", drop_dead::drop_dead),
    ("leave", leave::leave),
    ("take", take::take),
];

/// Runs the passes that come before the function is reversed.
pub fn simplify_primal(func: &mut Func, options: &Options) {
    if options.runs("lengths") {
        lengths::lengths(func);
    }
    if options.runs("moved") {
        moved::moved(func);
    }
    if options.runs("half_open") {
        half_open::half_open(func);
    }
    if options.runs("read_once") {
        read_once::read_once(func);
    }
}

/// Runs all passes that are not switched off.
pub fn simplify(func: &mut Func, region: &mut Region, options: &Options) {
    for (name, pass) in PASSES {
        if options.runs(name) {
            pass(func, region);
        }
    }
}
