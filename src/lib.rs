#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

extern crate self as grad;

#[doc(hidden)]
pub use grad_macro::__rules;
pub use grad_macro::{Differentiable, differentiable};
#[doc(hidden)]
pub use grad_runtime::__private;
#[cfg(feature = "std")]
pub use grad_runtime::Float;
#[cfg(feature = "alloc")]
pub use grad_runtime::check;
#[cfg(feature = "graph")]
pub use grad_runtime::graph;
pub use grad_runtime::rules;
pub use grad_runtime::{ConstantMember, Differentiable, Floats, Scalar, Tangent, detach};

/// Runs the examples of the documentation's pages.
#[cfg(doctest)]
#[doc = include_str!("../docs/kinks.md")]
#[doc = include_str!("../docs/saved.md")]
struct Pages;
