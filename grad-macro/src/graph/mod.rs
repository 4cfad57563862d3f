//! `#[differentiable(graph)]`: the notes that make a graph of what `f_grad` does.
//!
//! [`forward`] puts notes between the user's steps before the function is differentiated; the reverse transform notes every cotangent that it
//! sums; [`backward`] tells the recorder which trip of a loop is gone back through. No note changes a number, and none is looked at
//! when the transform decides what to save or to fuse: so the numbers are those of `f_grad`, bit for bit.

/// Whether the feature is there.
pub fn is_available() -> bool {
    cfg!(any(feature = "graph", test))
}

mod about;
mod backward;
mod formula;
mod forward;
mod partials;
mod source;

pub use backward::mark_trips;
pub use forward::{note, note_steps, part};
pub use partials::note_partials;
