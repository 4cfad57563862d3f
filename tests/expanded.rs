//! The expanded twins kept in `tests/expanded` are code: they compile, and do what the macro's own output does.

#![allow(clippy::all, clippy::pedantic, dead_code, unused_imports)]

#[path = "../examples/lecture/cases.rs"]
mod cases;
#[path = "../examples/lecture/functions.rs"]
mod functions;

mod twin {
    use super::functions::*;
    use grad::__private::*;

    include!("expanded/lecture.rs");
}

macro_rules! same {
    ($($point:expr => $name:ident($($arg:ident),*);)*) => {
        $({
            let [$($arg),*] = $point;
            assert_eq!(twin::$name($($arg),*), functions::$name($($arg),*), stringify!($name));
        })*
    };
}

#[test]
fn twins_give_what_the_macro_gives() {
    same! {
        [1.0, 0.0, -2.0] => relu_square_grad(x, y, z);
        [2.0, 10.0, -1.0, 4.0, 3.0, 1.0] => mlp_loss_grad(x, y, w1, b1, w2, b2);
        [1.5, 2.5, -4.0, 3.0, -1.0, 1.0] => log_loss_grad(x1, x2, w1, w2, b, y);
        [0.7] => poly_minus_sin_grad(x);
        [0.8, 0.0, 0.5, -0.1, -1.2, 0.3, 0.9, -0.4, 0.2] => net_1_2_1_grad(x, y, w11, b11, w12, b12, v1, v2, c);
    }
}
