//! How much memory gradients need: a global allocator counts.
//!
//! What is counted must also be right, so each gradient is compared with one that is derived by hand.

// Written as people write it.
#![allow(clippy::assign_op_pattern, clippy::needless_range_loop, clippy::ptr_arg)]
#![deny(unsafe_code)]

mod memory {
    mod active_data;
    mod arrays;
    mod branches;
    mod buffers;
    mod calls;
    mod chains;
    mod checkpoints;
    mod counters;
    mod counting;
    mod expect;
    mod matrices;
    mod models;
    mod moved;
    mod nested;
    mod pendulum;
    mod reductions;
    mod saving;
    mod scratch;
    mod written;
}
