//! The classic traps of reverse-mode differentiation: small programs on which a sweep backwards goes wrong if it forgets what
//! was overwritten, how often a loop went round, or which way was taken.

// Traps are written as people fall into them.
#![allow(clippy::all)]

#[path = "zoo/dual.rs"]
mod dual;
#[macro_use]
#[path = "zoo/harness.rs"]
mod harness;

mod traps {
    mod at_once;
    mod buffers;
    mod conditions;
    mod gathered;
    mod guessed;
    mod in_turn;
    mod left_early;
    mod overwritten;
    mod run_again;
    mod scratch;
    mod solvers;
    mod unused;
}
