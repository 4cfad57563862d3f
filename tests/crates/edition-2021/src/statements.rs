//! Whole statements given to a macro.

#![allow(clippy::needless_late_init, redundant_semicolons, clippy::unnecessary_semicolon)]

use grad::{check, differentiable};

macro_rules! statements {
    ($name:ident($x:ident) { $($s:stmt);* } $e:expr) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            $($s;)*
            $e
        }
    };
}

statements!(stepwise(x) { let y = x * x; let mut z = y + x; z *= y } z - y);
statements!(branching(x) { let y; if x > 0.0 { y = x } else { y = x * x }; assert!(y > 0.0); let (a, b) = (y, 2.0) } a * b * y);

#[test]
fn statements() {
    for x in [0.6, 1.3, -1.7] {
        check::gradient(stepwise, stepwise_grad, x).assert();
        check::gradient(branching, branching_grad, x).assert();
    }
}
