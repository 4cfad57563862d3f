//! `powi`: literal exponents are differentiated as they are written, others at run time.

use grad::check::Checker;
use grad::differentiable;

use super::Signature;
use super::agree::assert_agree;

/// The rule that is tested here.
pub const ROW: Signature = ("powi", &["x", "n"]);

/// From the logarithm, so that no power of the exponent less one is involved.
fn exact(x: f64, n: i32) -> f64 {
    if n == 0 {
        return 0.0;
    }
    let size = f64::from(n) * (f64::from(n - 1) * x.abs().ln()).exp();
    if x < 0.0 && n % 2 == 0 { -size } else { size }
}

macro_rules! test_exponents {
    ($test:ident, $t:ident, [$($n:literal)+] at $points:tt) => {
        #[test]
        fn $test() {
            #[differentiable]
            fn variable(x: $t, n: i32) -> $t {
                x.powi(n)
            }
            $(test_exponent!($t, $n at $points);)+
        }
    };
}

macro_rules! test_exponent {
    ($t:ident, $n:literal at [$($x:literal),+]) => {{
        #[differentiable]
        fn literal(x: $t) -> $t {
            x.powi($n)
        }
        #[differentiable]
        fn associated(x: $t) -> $t {
            <$t>::powi(x, $n)
        }
        for x in [$($x),+] {
            let exact = [exact(f64::from(x), $n)];
            let what = |form| format!("{x}.powi({}) in {}, {form}", $n, stringify!($t));
            assert_agree(&what("literal"), Checker::new(), literal, literal_grad, x, &exact);
            assert_agree(&what("associated"), Checker::new(), associated, associated_grad, x, &exact);
            let (f, f_grad) = (|x: $t| variable(x, $n), |x: $t| variable_grad(x, $n));
            assert_agree(&what("variable"), Checker::new(), f, f_grad, x, &exact);
        }
    }};
}

test_exponents!(exponents_in_f64, f64, [-3 -2 -1 0 1 2 3 4 5 17 -30] at [1.0, 2.5, -2.5, 0.3, -0.3, 1e-3, 30.0]);
test_exponents!(exponents_in_f32, f32, [-3 -2 -1 0 1 2 3 4 5] at [1.0, 2.5, -2.5, 0.3, -0.3, 7.0]);

/// A literal exponent may say its type, stand in parentheses, be computed or have a name.
#[test]
fn exponents_however_they_are_written() {
    const N: i32 = 3;
    #[differentiable]
    fn suffixed(x: f64) -> f64 {
        x.powi(3_i32)
    }
    #[differentiable]
    fn in_parentheses(x: f64) -> f64 {
        x.powi((3))
    }
    #[differentiable]
    fn hexadecimal(x: f64) -> f64 {
        x.powi(0x3)
    }
    #[differentiable]
    fn named(x: f64) -> f64 {
        x.powi(N)
    }
    #[differentiable]
    fn cast(x: f64, n: u8) -> f64 {
        x.powi(n as i32)
    }
    #[differentiable]
    fn converted(x: f64, n: u8) -> f64 {
        x.powi(i32::from(n) + 1 - 1)
    }
    #[differentiable]
    fn counted(x: f64) -> f64 {
        let mut n = 1;
        n += 2;
        x.powi(n)
    }
    for gradient in [
        suffixed_grad(2.0),
        in_parentheses_grad(2.0),
        hexadecimal_grad(2.0),
        named_grad(2.0),
        cast_grad(2.0, 3),
        converted_grad(2.0, 3),
        counted_grad(2.0),
    ] {
        assert_eq!(gradient, (8.0, 12.0));
    }
}

#[test]
fn computed_negative_exponents() {
    #[differentiable]
    fn negated(x: f64, n: i32) -> f64 {
        x.powi(-n)
    }
    assert_eq!(negated_grad(2.0, 2), (0.25, -0.25));
}

/// One less than the smallest exponent does not exist.
#[test]
fn extreme_exponents_do_not_panic() {
    #[differentiable]
    fn power(x: f64, n: i32) -> f64 {
        x.powi(n)
    }
    #[differentiable]
    fn smallest(x: f64) -> f64 {
        x.powi(i32::MIN)
    }
    #[differentiable]
    fn largest(x: f64) -> f64 {
        x.powi(2_147_483_647)
    }
    let (most, least) = (f64::from(i32::MAX), f64::from(i32::MIN));
    assert_eq!(power_grad(1.0, i32::MAX), (1.0, most));
    assert_eq!(largest_grad(1.0), (1.0, most));
    assert_eq!(power_grad(1.0, i32::MIN), (1.0, least));
    assert_eq!(smallest_grad(1.0), (1.0, least));
    assert_eq!(power_grad(2.0, i32::MAX), (f64::INFINITY, f64::INFINITY));
    assert_eq!(power_grad(2.0, i32::MIN), (0.0, 0.0));
    assert_eq!(power_grad(0.5, i32::MAX), (0.0, 0.0));
    assert_eq!(power_grad(0.0, i32::MAX), (0.0, 0.0));
}

#[test]
fn extreme_exponents_do_not_panic_in_f32() {
    #[differentiable]
    fn power(x: f32, n: i32) -> f32 {
        x.powi(n)
    }
    #[differentiable]
    fn smallest(x: f32) -> f32 {
        x.powi(i32::MIN)
    }
    assert_eq!(power_grad(1.0, i32::MAX), (1.0, 2_147_483_648.0));
    assert_eq!(power_grad(1.0, i32::MIN), (1.0, -2_147_483_648.0));
    assert_eq!(smallest_grad(1.0), (1.0, -2_147_483_648.0));
    assert_eq!(power_grad(0.5, i32::MAX), (0.0, 0.0));
}
