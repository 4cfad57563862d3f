//! What a macro is given arrives in invisible groups: expressions hold together whatever stands around them.

use grad::{check, differentiable};

macro_rules! function {
    ($name:ident($($x:ident),*) = $body:expr) => {
        #[differentiable]
        fn $name($($x: f64),*) -> f64 {
            $body
        }
    };
}

macro_rules! product {
    ($name:ident($($x:ident),*) = $a:expr, $b:expr) => {
        #[differentiable]
        #[allow(unused_variables)]
        fn $name($($x: f64),*) -> f64 {
            let product = $a * $b;
            product - $a / $b - -$a
        }
    };
}

macro_rules! compared {
    ($name:ident($x:ident): $test:expr, $yes:expr, $no:expr) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            if $test && $test {
                $yes.abs() * $x
            } else {
                $no.powi(2)
            }
        }
    };
}

macro_rules! powers {
    ($($name:ident = $n:expr),*) => {
        $(
            #[differentiable]
            fn $name(x: f64) -> f64 {
                x.powi($n) * 3.0 + x.powf($n as f64)
            }
        )*
    };
}

macro_rules! typed {
    ($name:ident: $t:ty, $k:literal, $block:block, $pat:pat, $path:path, $vis:vis) => {
        #[differentiable]
        $vis fn $name(x: $t, n: i32) -> $t {
            let y: $t = $block;
            match n {
                $pat => x * y * $k,
                _ => x * $path,
            }
        }
    };
}

macro_rules! operators {
    ($($name:ident $op:tt),*) => {
        $(
            #[differentiable]
            fn $name(x: f64, y: f64) -> f64 {
                (x $op y) * (x + 1.0 $op y)
            }
        )*
    };
}

macro_rules! items {
    ($($item:item)*) => {
        $(#[differentiable] $item)*
    };
}

macro_rules! annotated {
    ($(#[$attribute:meta])* fn $name:ident($($x:ident: $t:ty),*) -> $r:ty $body:block) => {
        $(#[$attribute])*
        fn $name($($x: $t),*) -> $r $body
    };
}

function!(cubic(t) = t * t * t - 2.0 * t + 1.0);
function!(mixed(x, y) = x.sin() * y + if x > y { x * y } else { y });
product!(sums(x, y) = x + y, x - y + 3.0);
compared!(around(x): x > 1.0 || x * 2.0 < -1.0, x + 2.0, x - 1.0);
powers!(square = 2, cube = 3, inverse = -1);
typed!(single: f32, 0.5, { 2.0 + 1.0 }, 0 | 3..=5, std::f32::consts::PI, pub(crate));
typed!(double: f64, 3.0, { 2.0 * 4.0 }, 1..=9, f64::EPSILON, pub);
operators!(plus +, minus -, times *, over /, modulo %);
items! {
    fn first(x: f64) -> f64 { x * x }
    fn second(x: f64) -> f64 { first(x) * first(x + 1.0) }
}
annotated! {
    /// Documented.
    #[differentiable(wrt(y))]
    fn with_its_attributes(x: f64, y: f64) -> f64 { x * y * y }
}

/// Two macros deep, and each with its own groups.
macro_rules! outer {
    ($name:ident, $e:expr) => {
        product!($name(x) = $e + 1.0, 2.0 - $e);
    };
}

outer!(deep, 0.5 - 0.25);

const POINTS: [(f64, f64); 3] = [(0.6, 0.7), (1.3, -0.4), (-1.7, 2.1)];

#[test]
fn expressions_hold_together() {
    for (x, y) in POINTS {
        check::gradient(cubic, cubic_grad, x).assert();
        check::gradient(mixed, mixed_grad, (x, y)).assert();
        check::gradient(sums, sums_grad, (x, y)).assert();
        assert_eq!(sums_grad(x, y).0, sums(x, y));
        check::gradient(around, around_grad, x).assert();
    }
    // a = x + y and b = x - y + 3 at (3, 4): a b - a / b + a
    assert_eq!(sums_grad(3.0, 4.0).0, 14.0 - 3.5 + 7.0);
    // Both are constant: the derivative is 0.
    assert_eq!(deep_grad(1.0), (1.25 * 1.75 - 1.25 / 1.75 + 1.25, 0.0));
}

#[test]
fn numbers_and_types() {
    for (x, _) in POINTS {
        let x = x.abs();
        check::gradient(square, square_grad, x).assert();
        check::gradient(cube, cube_grad, x).assert();
        check::gradient(inverse, inverse_grad, x).assert();
    }
    assert_eq!(single_grad(2.0, 4), (3.0, 1.5));
    assert_eq!(single_grad(2.0, 1), (2.0 * std::f32::consts::PI, std::f32::consts::PI));
    assert_eq!(double_grad(2.0, 1), (48.0, 24.0));
    assert_eq!(double_grad(2.0, -1), (2.0 * f64::EPSILON, f64::EPSILON));
}

#[test]
fn operators() {
    for (x, y) in POINTS {
        check::gradient(plus, plus_grad, (x, y)).assert();
        check::gradient(minus, minus_grad, (x, y)).assert();
        check::gradient(times, times_grad, (x, y)).assert();
        check::gradient(over, over_grad, (x, y)).assert();
        check::gradient(modulo, modulo_grad, (x, y)).assert();
    }
}

#[test]
fn whole_items() {
    assert_eq!(first_grad(3.0), (9.0, 6.0));
    // x² (x + 1)²
    assert_eq!(second_grad(3.0), (144.0, 6.0 * 16.0 + 9.0 * 8.0));
    assert_eq!(with_its_attributes_grad(2.0, 3.0), (18.0, 12.0));
}
