//! The objectives' gradients as a careful engineer writes them by hand.
//!
//! They are what the generated gradients are measured against: value and gradient in one sweep over the data where that
//! is possible, buffers made once, exponentials and roots reused, nothing computed that is not needed. Each computes the
//! value with the operations of the objective itself, in their order, so that it is the same number.

#![allow(
    clippy::many_single_char_names,
    clippy::needless_range_loop,
    clippy::similar_names,
    reason = "names and indices are those of the formulas"
)]

pub mod ba;
pub mod gmm;
pub mod hand;
pub mod lstm;
