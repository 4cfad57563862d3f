//! Every scalar function of the lecture with its value and its gradient, finite differences
//! beside it, and the values on the way for those that the lecture takes apart.
//!
//! The functions are in `functions.rs`: plain Rust, with an attribute on top.

#[macro_use]
mod list;

mod by_name;
mod cases;
mod functions;
mod report;
mod tails;
mod walk_through;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut agreed = true;
    for case in cases::CASES {
        agreed &= report::gradient(case);
        if let Some(boxes) = walk_through::walk_through(case.name, case.point) {
            agreed &= report::steps(case, &boxes);
        }
        println!();
    }
    if agreed {
        println!("All gradients agree with the lecture and with finite differences.");
        ExitCode::SUCCESS
    } else {
        println!("Some gradients are wrong.");
        ExitCode::FAILURE
    }
}
