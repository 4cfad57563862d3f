//! The zoo: functions with loops, arrays, buffers and iterator chains, written as people write them. Each one is held to
//! what `harness` checks: finite differences, and dual numbers where its body is written for both kinds of numbers.

// The zoo writes things in every way, also in those that one would not choose.
#![allow(clippy::all)]

#[path = "zoo/dual.rs"]
mod dual;
#[macro_use]
#[path = "zoo/harness.rs"]
mod harness;

mod zoo {
    mod algorithms;
    mod arranged;
    mod asked;
    mod begun;
    mod beside;
    mod buffers;
    mod calls;
    mod chains;
    mod changing;
    mod closures;
    mod constants;
    mod exits;
    mod lookups;
    mod made;
    mod missing;
    mod moved;
    mod pairs;
    mod pairs_of_integers;
    mod parts;
    mod pieces;
    mod ranges;
    mod rarer;
    mod renamed;
    mod slices;
    mod tokens;
    mod tuples;
    mod vectors;
    mod walked;
    mod whiles;
    mod windows;
}
