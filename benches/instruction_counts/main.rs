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
    ($($f:ident, $grad:ident, $vjp:ident, $graph:ident: $($x:ident),+;)*) => {
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

        /// Which code belongs to which function: the compiler keeps only one of two functions
        /// whose code is the same, and the assembly of these says which.
        #[allow(non_upper_case_globals, unused_parens, clippy::type_complexity)]
        mod pairs {
            $(pub static $f: [fn($(float!($x)),+) -> (f64, ($(float!($x)),+)); 2] =
                [super::by_hand::$f, super::generated::$f];)*
        }

        fn main() {
            // Someone who holds the pointers may call with any arguments, so that the compiler
            // can neither drop a function nor fit it to the arguments of its only call.
            $(black_box(&pairs::$f);)*
        }
    };
}

for_every_function!(pairs);
