//! Expression fragments inside what is kept as it stands: conditions, integers, arguments of macros.

#![allow(clippy::manual_range_contains)]

use grad::{check, differentiable};

macro_rules! condition {
    ($name:ident($x:ident) = $e:expr, $test:expr) => {
        #[differentiable]
        fn $name($x: f64, y: f64) -> f64 {
            if $e * 2.0 > 3.0 && $test && !$test == false {
                y
            } else {
                y * y
            }
        }
    };
}

macro_rules! integers {
    ($name:ident($n:ident) = $e:expr) => {
        #[differentiable]
        fn $name(x: f64, $n: i32) -> f64 {
            let list = vec![$e * 3, -$e];
            let pair = [!$e, $e % 2];
            assert_eq!($e * 2, $e + $e);
            let scale = match $e * 10 {
                30 => 2.0,
                _ => 1.0,
            };
            x * f64::from(list[0]) * scale + x * x * f64::from(list[1] * 100 + pair[0] * 10 + pair[1])
        }
    };
}

condition!(around(x) = x + 1.0, x > 0.5 || x < -10.0);
integers!(three(n) = n + 1);

#[test]
fn conditions() {
    // (x + 1) · 2 is over 3 from x = 0.5 on.
    assert_eq!(around_grad(0.75, 3.0), (3.0, (0.0, 1.0)));
    assert_eq!(around_grad(0.25, 3.0), (9.0, (0.0, 6.0)));
}

#[test]
fn arithmetic() {
    // e = 3: 9 · 2 x + x² (-300 - 40 + 1)
    assert_eq!(three(2.0, 2), 36.0 - 4.0 * 339.0);
    assert_eq!(three_grad(2.0, 2), (36.0 - 4.0 * 339.0, 18.0 - 4.0 * 339.0));
    check::gradient(|x: f64| three(x, 4), |x: f64| three_grad(x, 4), 0.7).assert();
}
