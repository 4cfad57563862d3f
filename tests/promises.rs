//! What `#[differentiable]` promises, one module each.

// Users write such code too.
#![allow(
    clippy::eq_op,
    clippy::let_and_return,
    clippy::needless_late_init,
    clippy::needless_return,
    clippy::print_with_newline,
    clippy::too_many_arguments,
    clippy::unnecessary_operation
)]

/// A gradient can be a `const`.
#[path = "promises/const_gradients.rs"]
mod const_gradients;
/// What is held constant gets no gradient, and needs none.
#[path = "promises/constants.rs"]
mod constants;
/// The user's own effects happen in the forward sweep, exactly once.
#[path = "promises/effects.rs"]
mod effects;
/// No name that a user chooses is in the way of ours.
#[path = "promises/names.rs"]
mod names;
/// Code that is not executed, or whose result is not used, contributes nothing.
#[path = "promises/not_executed.rs"]
mod not_executed;
/// The companions panic exactly where the function does, with the same message.
#[path = "promises/panics.rs"]
mod panics;
/// The value is that of the function, bit for bit.
#[path = "promises/values.rs"]
mod values;
