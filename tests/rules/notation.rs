//! One operation, written in all the ways that Rust has for it.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use grad::check::Checker;
use grad::differentiable;

use super::agree::assert_agree;

/// Checks functions of one argument: `(|x| expression) = derivative at points`.
macro_rules! unary {
    ($($test:ident: |$x:ident| $f:expr => $exact:expr, at [$($point:literal),+];)+) => {
        $(
            #[test]
            fn $test() {
                unary!(@f64, $x, $f, $exact, [$($point),+]);
                unary!(@f32, $x, $f, $exact, [$($point),+]);
            }
        )+
    };
    (@$t:ident, $x:ident, $f:expr, $exact:expr, [$($point:literal),+]) => {{
        #[allow(dead_code)]
        type Float = $t;
        #[differentiable]
        fn f($x: $t) -> $t {
            $f
        }
        for point in [$($point),+] {
            let $x = f64::from(point);
            let exact: f64 = $exact;
            let what = format!("{} at {point} in {}", stringify!($f), stringify!($t));
            assert_agree(&what, Checker::new(), f, f_grad, point, &[exact]);
        }
    }};
}
