//! Random programs in the language of `#[differentiable]`, and an independent opinion on their
//! gradients.
//!
//! A program is made ([`generate`]) from a tape of random numbers, printed as Rust ([`mod@print`]),
//! compiled together with all others into a scratch package ([`scratch`]) and run; meanwhile the
//! same syntax tree runs on dual numbers ([`interpret`]). [`compare`] judges, and [`shrink`] makes
//! what failed small enough to read.

pub mod ast;
pub mod campaign;
pub mod choices;
pub mod compare;
pub mod dual;
pub mod generate;
pub mod harness;
pub mod interpret;
pub mod ops;
pub mod points;
pub mod print;
pub mod reduce;
pub mod scratch;
pub mod shrink;
