//! Two arguments of the same spelling, one written by the macro and one by its caller.

use grad::{check, differentiable};

macro_rules! arguments {
    ($name:ident, $x:ident) => {
        #[differentiable]
        fn $name($x: f64, x: f64) -> f64 {
            $x * $x * x + if $x > x { x } else { $x * 3.0 }
        }
    };
}

arguments!(two_of_a_name, x);

#[test]
fn arguments_of_one_name() {
    for (x, y) in [(0.6, 0.7), (1.3, -0.4)] {
        let by_hand = |x: f64, y: f64| x * x * y + if x > y { y } else { x * 3.0 };
        assert_eq!(two_of_a_name_grad(x, y).0, two_of_a_name(x, y));
        check::gradient(by_hand, two_of_a_name_grad, (x, y)).assert();
    }
}
