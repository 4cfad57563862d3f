//! The ways to write one operation: with each choice of its arguments active, and the others literals.

/// A test of one rule for one float type, at each point and in every form. The closed form comes from a function
/// `exact` in scope.
macro_rules! test_rule {
    ($test:ident, $t:ident, $name:ident $args:tt, $checker:expr, [$($point:tt)+]) => {
        #[test]
        fn $test() {
            all_active!($t, $name $args);
            $(forms!($t, $name $args, $checker, $point);)+
        }
    };
}

/// `fn all(x, y) { x.f(y) }`
macro_rules! all_active {
    ($t:ident, $name:ident($receiver:ident $(, $arg:ident)*)) => {
        #[differentiable]
        fn all($receiver: $t $(, $arg: $t)*) -> $t {
            $receiver.$name($($arg),*)
        }
    };
}

/// Checks every form at one point.
macro_rules! forms {
    ($t:ident, $name:ident($x:ident), $checker:expr, ($a:expr)) => {
        let $x: $t = $a;
        let [d] = exact(f64::from($x));
        let what = format!("{}({}) in {}", stringify!($name), $a, stringify!($t));
        assert_agree(&what, $checker, all, all_grad, $x, &[d]);
    };
    ($t:ident, $name:ident($x:ident, $y:ident), $checker:expr, ($a:expr, $b:expr)) => {
        let ($x, $y): ($t, $t) = ($a, $b);
        let exact @ [d1, d2] = exact(f64::from($x), f64::from($y));
        let what = |active| format!("{}({}, {}) in {} with {active} active", stringify!($name), $a, $b, stringify!($t));
        assert_agree(&what("all"), $checker, all, all_grad, ($x, $y), &exact);
        {
            #[differentiable]
            fn first($x: $t) -> $t {
                $x.$name($b)
            }
            assert_agree(&what(stringify!($x)), $checker, first, first_grad, $x, &[d1]);
        }
        {
            #[differentiable]
            fn second($y: $t) -> $t {
                <$t>::$name($a, $y)
            }
            assert_agree(&what(stringify!($y)), $checker, second, second_grad, $y, &[d2]);
        }
    };
    ($t:ident, $name:ident($x:ident, $y:ident, $z:ident), $checker:expr, ($a:expr, $b:expr, $c:expr)) => {
        let ($x, $y, $z): ($t, $t, $t) = ($a, $b, $c);
        let exact @ [d1, d2, d3] = exact(f64::from($x), f64::from($y), f64::from($z));
        let what = |active| {
            format!("{}({}, {}, {}) in {} with {active} active", stringify!($name), $a, $b, $c, stringify!($t))
        };
        assert_agree(&what("all"), $checker, all, all_grad, ($x, $y, $z), &exact);
        {
            #[differentiable]
            fn first($x: $t) -> $t {
                $x.$name($b, $c)
            }
            assert_agree(&what(stringify!($x)), $checker, first, first_grad, $x, &[d1]);
        }
        {
            #[differentiable]
            fn second($y: $t) -> $t {
                <$t>::$name($a, $y, $c)
            }
            assert_agree(&what(stringify!($y)), $checker, second, second_grad, $y, &[d2]);
        }
        {
            #[differentiable]
            fn third($z: $t) -> $t {
                <$t>::$name($a, $b, $z)
            }
            assert_agree(&what(stringify!($z)), $checker, third, third_grad, $z, &[d3]);
        }
        {
            #[differentiable]
            fn last_two($y: $t, $z: $t) -> $t {
                <$t>::$name($a, $y, $z)
            }
            assert_agree(&what("the last two"), $checker, last_two, last_two_grad, ($y, $z), &[d2, d3]);
        }
        {
            #[differentiable]
            fn outer_two($x: $t, $z: $t) -> $t {
                $x.$name($b, $z)
            }
            assert_agree(&what("the outer two"), $checker, outer_two, outer_two_grad, ($x, $z), &[d1, d3]);
        }
        {
            #[differentiable]
            fn first_two($x: $t, $y: $t) -> $t {
                $x.$name($y, $c)
            }
            assert_agree(&what("the first two"), $checker, first_two, first_two_grad, ($x, $y), &[d1, d2]);
        }
    };
}
