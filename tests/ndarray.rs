//! Functions of `ndarray`'s arrays, held to what the zoo's harness checks: the function's own value, bit for bit, and finite differences.

#![allow(clippy::all)]

#[path = "zoo/dual.rs"]
mod dual;
#[macro_use]
#[path = "zoo/harness.rs"]
mod harness;

#[path = "ndarray/draw.rs"]
mod draw;

mod ndarray {
    mod arithmetic;
    mod dot;
    mod elements;
    mod handed;
    mod iterate;
    mod join;
    mod lecture;
    mod lengths;
    mod loops;
    mod parts;
    mod reduce;
    mod rules;
    mod types;
}
