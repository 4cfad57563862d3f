//! Two variables of the same spelling, one written by the macro and one by its caller, are two variables.

use grad::{check, differentiable};

/// The macro's `t` is not the caller's.
macro_rules! local {
    ($name:ident($x:ident) = $e:expr) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            let t = $x * $x;
            let y = $e;
            let t = t + y * t;
            $e * t
        }
    };
}

local!(caller_has_t(t) = t + 1.0);
local!(caller_has_y(y) = y * 3.0);
local!(caller_has_neither(x) = x.sin());

/// Declared by the macro around an expression of the caller that declares the same name.
macro_rules! around {
    ($name:ident($x:ident) $block:block) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            let a = $x * 2.0;
            let b = $block;
            a * b + a
        }
    };
}

around!(both_have_a(x) {
    let a = x * x;
    let b = a + x;
    a * b
});

/// The caller names a variable of the macro's body: then it is one and the same.
macro_rules! shared {
    ($name:ident($x:ident, $a:ident) = $e:expr) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            let $a = $x * $x;
            let a = $a * 10.0;
            let $a = $a + 1.0;
            $e + a * $a
        }
    };
}

shared!(one_and_the_same(x, a) = a * x);

/// Reassigned on both sides.
macro_rules! reassigned {
    ($name:ident($x:ident) { $($body:tt)* } -> $result:ident) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            let mut acc = 1.0;
            $($body)*
            acc *= $x + 1.0;
            acc += $result;
            if acc > 2.0 {
                acc *= $result;
            }
            acc - $result
        }
    };
}

reassigned!(both_reassign(x) {
    let mut acc = x;
    if x > 0.0 {
        acc *= x;
    }
    acc += 2.0;
} -> acc);

/// Captured by a format string, bound by a pattern, passed to a macro.
macro_rules! captured {
    ($name:ident($x:ident), $n:ident, $text:ident) => {
        #[differentiable]
        fn $name($x: f64, $n: i32, m: i32, $text: &mut String) -> f64 {
            let n = m;
            let x = $x * f64::from(n);
            let text = format!("{n} {}", $n);
            $text.push_str(&text);
            assert!(n != $n, "{n} {x}");
            let y = match $n {
                n if n > 2 => $x * f64::from(n),
                $n => x * f64::from(n - $n),
            };
            y * x
        }
    };
}

captured!(captures(x), n, text);

/// A constant that is changed in place, and a float of the same spelling.
macro_rules! in_place {
    ($name:ident($x:ident), $v:ident) => {
        #[differentiable]
        fn $name($x: f64, $v: i32) -> f64 {
            let mut v = vec![$v];
            v.push(4);
            let $v = $x * f64::from(v[0]);
            v[0] = 7;
            let w = $v * f64::from(v[0] + v[1]);
            let v = $v + w;
            v * $v
        }
    };
}

in_place!(changes(x), v);

#[test]
fn locals() {
    for x in [0.6, 1.3, -1.7] {
        // t = x² + e x², times e
        let with = |e: fn(f64) -> f64| move |x: f64| e(x) * (x * x + e(x) * x * x);
        check::gradient(with(|t| t + 1.0), caller_has_t_grad, x).assert();
        check::gradient(with(|y| y * 3.0), caller_has_y_grad, x).assert();
        check::gradient(with(f64::sin), caller_has_neither_grad, x).assert();
        check::gradient(|x: f64| 2.0 * x * (x * x * (x * x + x) + 1.0), both_have_a_grad, x).assert();
        check::gradient(|x: f64| (x * x + 1.0) * x + 10.0 * x * x * (x * x + 1.0), one_and_the_same_grad, x).assert();
        for (f, by_hand) in [(caller_has_t as fn(f64) -> f64, with(|t| t + 1.0)), (caller_has_y, with(|y| y * 3.0))] {
            assert!((f(x) - by_hand(x)).abs() < 1e-12);
        }
    }
}

#[test]
fn assignments() {
    // The caller's: x² + 2 or x + 2; the macro's: x + 1, plus the caller's, times it if over 2.
    let by_hand = |x: f64| {
        let inner = if x > 0.0 { x * x + 2.0 } else { x + 2.0 };
        let outer = x + 1.0 + inner;
        if outer > 2.0 {
            outer * inner - inner
        } else {
            outer - inner
        }
    };
    for x in [0.6, 1.3, -0.25, -1.7] {
        assert!((both_reassign(x) - by_hand(x)).abs() < 1e-12);
        assert_eq!(both_reassign_grad(x).0, both_reassign(x));
        check::gradient(by_hand, both_reassign_grad, x).assert();
    }
}

#[test]
fn captured_and_bound() {
    let mut text = String::new();
    // y = x · 3 and y = x n (n - 1), each times x n
    assert_eq!(captures_grad(0.5, 3, 2, &mut text), (1.5, 6.0));
    assert_eq!(text, "2 3");
    assert_eq!(captures_grad(0.5, 1, 2, &mut text), (1.0, 4.0));
    assert_eq!(text, "2 32 1");
    // v = 3 x, w = 11 v, (v + w) v
    assert_eq!(changes_grad(2.0, 3), (432.0, 432.0));
}
