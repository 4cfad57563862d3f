//! Functions of `nalgebra`'s vectors and matrices, held to what the zoo's harness checks: the function's own value, bit for bit, and finite differences.

#![allow(clippy::all)]

#[path = "zoo/dual.rs"]
mod dual;
#[macro_use]
#[path = "zoo/harness.rs"]
mod harness;

mod nalgebra {
    mod bodies;
    mod changed_parts;
    mod draw;
    mod members;
    mod operators;
    mod parts;
    mod products;
    mod reductions;
    mod rotations;
    mod solve;
    mod turned;
    mod written_out;
}
