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

mod of_any_float;

#[path = "../adbench/ba.rs"]
#[allow(dead_code)]
mod ba;

use std::hint::black_box;

/// The gradients of generic functions, of `f64` and of any float at `f64`.
mod generic {
    use super::of_any_float::{of_any, of_f64};

    macro_rules! of_two_numbers {
        ($($f:ident $grad:ident),*) => {$(
            pub mod $f {
                #[inline(never)]
                pub fn of_f64(x: f64, y: f64) -> (f64, (f64, f64)) {
                    super::of_f64::$grad(x, y)
                }

                #[inline(never)]
                pub fn of_any(x: f64, y: f64) -> (f64, (f64, f64)) {
                    super::of_any::$grad(x, y)
                }

                pub static FUNCTIONS: [fn(f64, f64) -> (f64, (f64, f64)); 2] = [of_f64, of_any];
            }
        )*};
    }

    of_two_numbers!(product product_grad, waves waves_grad, larger larger_grad);

    pub mod dot {
        type Dot = fn(&[f64], &[f64], &mut [f64], &mut [f64]) -> f64;

        #[inline(never)]
        pub fn of_f64(x: &[f64], y: &[f64], d_x: &mut [f64], d_y: &mut [f64]) -> f64 {
            super::of_f64::dot_grad_into(x, y, d_x, d_y)
        }

        #[inline(never)]
        pub fn of_any(x: &[f64], y: &[f64], d_x: &mut [f64], d_y: &mut [f64]) -> f64 {
            super::of_any::dot_grad_into(x, y, d_x, d_y)
        }

        pub static FUNCTIONS: [Dot; 2] = [of_f64, of_any];
    }

    /// They are called from here alone.
    pub fn keep() {
        super::black_box(&product::FUNCTIONS);
        super::black_box(&waves::FUNCTIONS);
        super::black_box(&larger::FUNCTIONS);
        super::black_box(&dot::FUNCTIONS);
    }
}

/// A pullback that is called for two seeds: it is copied for the first, and all that it holds stays in registers and on the stack.
mod two_seeds {
    use grad::differentiable;

    type Row = ([f64; 11], [f64; 3], f64);

    #[inline(never)]
    pub fn jacobian(camera: &[f64; 11], point: &[f64; 3], weight: f64) -> [Row; 2] {
        let (_, pullback) = super::ba::reprojection_error_vjp(camera, point, weight, [0.0; 2]);
        [pullback.clone()([1.0, 0.0]), pullback([0.0, 1.0])]
    }

    /// `x` turned about an axis (Rodrigues), into a buffer.
    #[differentiable]
    #[allow(clippy::needless_range_loop)]
    fn turn(axis: &[f64; 3], x: &[f64; 3], out: &mut [f64; 3]) {
        let mut square = 0.0;
        let mut along = 0.0;
        for i in 0..3 {
            square += axis[i] * axis[i];
            along += axis[i] * x[i];
        }
        let angle = square.sqrt();
        let (sin, cos) = (angle.sin(), angle.cos());
        let aside = [axis[1] * x[2] - axis[2] * x[1], axis[2] * x[0] - axis[0] * x[2], axis[0] * x[1] - axis[1] * x[0]];
        for i in 0..3 {
            out[i] = x[i] * cos + aside[i] * sin / angle + axis[i] * along * (1.0 - cos) / square;
        }
    }

    #[differentiable]
    fn seen(axis: &[f64; 3], x: &[f64; 3]) -> [f64; 2] {
        let mut turned = [0.0; 3];
        turn(axis, x, &mut turned);
        [turned[0] / turned[2], turned[1] / turned[2]]
    }

    /// Loops of a few trips are as good as written out.
    #[inline(never)]
    pub fn jacobian_of_loops(axis: &[f64; 3], x: &[f64; 3]) -> [([f64; 3], [f64; 3]); 2] {
        let (_, pullback) = seen_vjp(axis, x);
        [pullback.clone()([1.0, 0.0]), pullback([0.0, 1.0])]
    }

    /// They are called from here alone.
    pub fn keep() {
        super::black_box(jacobian as fn(&[f64; 11], &[f64; 3], f64) -> [Row; 2]);
        super::black_box(jacobian_of_loops as fn(&[f64; 3], &[f64; 3]) -> [([f64; 3], [f64; 3]); 2]);
    }
}

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
            generic::keep();
            two_seeds::keep();
        }
    };
}

for_every_function!(pairs);
