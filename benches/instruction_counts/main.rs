//! The machine code that `scripts/instruction-counts` reads: every gradient of the lecture twice,
//! written by hand and generated, each in a function of its own.
//!
//! There is nothing to time here; running it does nothing.

#[macro_use]
#[path = "../../examples/lecture/list.rs"]
mod list;

#[path = "../../examples/lecture/functions.rs"]
mod functions;

#[path = "../lecture/hand_written.rs"]
mod hand_written;

use std::hint::black_box;

/// A type for each argument, as a macro needs one.
macro_rules! float {
    ($x:ident) => {
        f64
    };
}

macro_rules! pairs {
    ($($f:ident, $grad:ident, $vjp:ident: $($x:ident),+;)*) => {
        #[allow(
            unused_parens,
            clippy::similar_names,
            clippy::too_many_arguments,
            clippy::type_complexity
        )]
        mod by_hand {
            $(#[inline(never)]
            pub fn $f($($x: f64),+) -> (f64, ($(float!($x)),+)) {
                super::hand_written::$f($($x),+)
            })*
        }

        #[allow(
            unused_parens,
            clippy::similar_names,
            clippy::too_many_arguments,
            clippy::type_complexity
        )]
        mod generated {
            $(#[inline(never)]
            pub fn $f($($x: f64),+) -> (f64, ($(float!($x)),+)) {
                super::functions::$grad($($x),+)
            })*
        }

        fn main() {
            // Someone who holds the address may call with any arguments, so that the compiler
            // can neither drop a function nor fit it to the arguments of its only call.
            $(
                black_box(by_hand::$f as *const ());
                black_box(generated::$f as *const ());
            )*
        }
    };
}

for_every_function!(pairs);
