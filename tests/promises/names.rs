#![allow(non_snake_case, clippy::many_single_char_names)]

use grad::differentiable;

/// Names that generated code uses itself.
#[test]
fn locals_named_like_ours() {
    #[differentiable]
    fn product(x: f64) -> f64 {
        let d_x = 2.0 * x;
        let value = d_x * x;
        let pullback = value.sin();
        let grad = pullback + d_x;
        let saved = if grad > 0.0 { grad * x } else { grad };
        let t1 = saved * value;
        let t2 = t1 + t1 * x;
        let output = t2 * 2.0;
        let seed = output - t1;
        let d_seed = seed * d_x;
        let d_d_x = d_seed + seed;
        let back_value = d_d_x;
        let gradient0 = back_value;
        gradient0
    }
    #[differentiable]
    fn plainly(x: f64) -> f64 {
        let a = 2.0 * x;
        let b = a * x;
        let c = b.sin();
        let e = c + a;
        let f = if e > 0.0 { e * x } else { e };
        let g = f * b;
        let h = g + g * x;
        let i = h * 2.0;
        let j = i - g;
        let k = j * a;
        k + j
    }
    for x in [0.3, 1.7, -0.4, -2.0] {
        assert_eq!(product_grad(x), plainly_grad(x));
        assert_eq!(product_vjp(x).1(0.7), plainly_vjp(x).1(0.7));
    }
}

#[test]
fn arguments_named_like_ours() {
    #[differentiable]
    #[allow(clippy::too_many_arguments)]
    fn sum(value: f64, pullback: f64, seed: f64, d_value: f64, t1: f64, grad: f64, saved: f64, output: f64) -> f64 {
        let squared = value * value * seed;
        if squared > pullback { squared * d_value + t1 / grad } else { saved * output * seed }
    }
    #[differentiable(partials(seed = output * d_x, d_x = seed * output))]
    fn given(seed: f64, d_x: f64) -> f64 {
        (seed * d_x).exp()
    }
    let (value, gradient) = sum_grad(3.0, 0.0, 2.0, 5.0, 8.0, 4.0, 1.0, 1.0);
    assert_eq!((value, gradient), (92.0, (60.0, 0.0, 45.0, 18.0, 0.25, -0.5, 0.0, 0.0)));
    let (value, gradient) = sum_vjp(0.0, 1.0, 2.0, 5.0, 8.0, 4.0, 3.0, 7.0);
    assert_eq!(value, 42.0);
    assert_eq!(gradient(2.0), (0.0, 0.0, 42.0, 0.0, 0.0, 0.0, 28.0, 12.0));
    assert_eq!(given_grad(0.0, 3.0), (1.0, (3.0, 0.0)));
}

/// Functions of the program whose names are those of companions or of the library.
#[test]
fn functions_and_modules_around() {
    mod grad {
        pub fn detach(x: f64) -> f64 {
            -x
        }
    }
    fn like(x: i32) -> f64 {
        f64::from(x)
    }
    fn active(x: i32) -> f64 {
        f64::from(x)
    }
    #[differentiable]
    fn square(x: f64, n: i32) -> f64 {
        let y = 2.0_f64.powf(x) * like(n) + active(n) * x;
        y * grad::detach(2.0)
    }
    #[differentiable]
    fn vjp(x: f64) -> f64 {
        x * x
    }
    #[differentiable]
    fn f(vjp: f64) -> f64 {
        let f = vjp * vjp;
        f * vjp
    }
    #[differentiable]
    fn calls(x: f64) -> f64 {
        f(vjp(x))
    }
    let (value, slope) = square_grad(0.0, 3);
    assert_eq!(value, -6.0);
    assert!((slope + 6.0 * (2.0_f64.ln() + 1.0)).abs() < 1e-14, "{slope}");
    assert_eq!(vjp_grad(3.0), (9.0, 6.0));
    assert_eq!(f_grad(2.0), (8.0, 12.0));
    assert_eq!(calls_grad(2.0), (64.0, 192.0));
}

#[test]
fn shadowed_names() {
    #[differentiable]
    fn shadowed(x: f64, y: f64) -> f64 {
        let x = x * y;
        let y = x + y;
        let z = {
            let x = y * y;
            let y = x * 2.0;
            x + y
        };
        let x = if z > x {
            let z = x * z;
            z + 1.0
        } else {
            let x = -x;
            x * y
        };
        x * y + z
    }
    #[differentiable]
    fn distinct(x: f64, y: f64) -> f64 {
        let a = x * y;
        let b = a + y;
        let c = b * b;
        let d = c * 2.0;
        let e = c + d;
        let g = if e > a {
            let h = a * e;
            h + 1.0
        } else {
            let i = -a;
            i * b
        };
        g * b + e
    }
    for (x, y) in [(1.5, -0.5), (0.1, 0.2), (-3.0, 2.0), (4.0, 0.1)] {
        assert_eq!(shadowed_grad(x, y), distinct_grad(x, y));
    }
}

#[test]
fn unusual_spellings() {
    #[differentiable]
    fn raw(r#type: f64, r#fn: f64) -> f64 {
        let r#match = r#type * r#fn;
        r#match * r#match
    }
    #[differentiable]
    fn Capital(X: f64, _unused_looking: f64, __y: f64) -> f64 {
        let Y = X * _unused_looking;
        Y * __y
    }
    #[differentiable]
    fn umlauts(Winkel: f64, Größe: f64) -> f64 {
        let Bogenlänge = Winkel * Größe;
        Bogenlänge * Winkel
    }
    assert_eq!(raw_grad(2.0, 3.0), (36.0, (36.0, 24.0)));
    assert_eq!(Capital_grad(2.0, 3.0, 5.0), (30.0, (15.0, 10.0, 6.0)));
    assert_eq!(umlauts_grad(2.0, 3.0), (12.0, (12.0, 4.0)));
}

/// Two variables of one spelling that the compiler tells apart by where they were written.
#[test]
fn names_from_macros() {
    macro_rules! doubled {
        ($x:expr) => {{
            let y = 2.0 * $x;
            y
        }};
    }
    macro_rules! function {
        ($name:ident, $arg:ident, $body:expr) => {
            #[differentiable]
            fn $name($arg: f64) -> f64 {
                let y = 3.0 * $arg;
                let z = $body;
                y * z
            }
        };
    }
    function!(with_a_local, y, y * y);
    function!(with_an_expression, x, x + 1.0 * x);
    #[differentiable]
    fn without(x: f64) -> f64 {
        let y = 2.0 * x;
        y * x
    }
    assert_eq!(with_a_local_grad(2.0), (24.0, 36.0));
    assert_eq!(with_an_expression_grad(2.0), (24.0, 24.0));
    assert_eq!(doubled!(without(1.0)), 4.0);
}
