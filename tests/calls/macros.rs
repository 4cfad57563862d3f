//! Annotated functions written by `macro_rules!`, and calls inside of them.

use grad::differentiable;

use crate::agrees::agrees;

macro_rules! polynomial {
    ($name:ident($x:ident) = $body:expr; $calls:ident) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            $body
        }

        #[differentiable]
        fn $calls(x: f64, y: f64) -> f64 {
            $name(x * y) + $name($name(y))
        }
    };
}

polynomial!(cubic(t) = t * t * t - 2.0 * t + 1.0; of_cubic);
polynomial!(wave(x) = x.sin() + helper(x); of_wave);

#[differentiable]
fn helper(x: f64) -> f64 {
    x.cos() * x
}

macro_rules! methods {
    ($owner:ident: $($name:ident $factor:literal),*) => {
        impl $owner {
            $(
                #[differentiable]
                fn $name(x: f64) -> f64 {
                    helper(x) * $factor
                }
            )*

            #[differentiable]
            fn total(x: f64) -> f64 {
                0.0 $(+ $owner::$name(x) * Self::$name(x * $factor))*
            }
        }
    };
}

struct Bank;
methods!(Bank: first 1.5, second -2.0, third 3.0);

macro_rules! inside_an_impl {
    ($($name:ident),*) => {
        $(
            #[differentiable(associated)]
            fn $name(x: f64) -> f64 {
                x * x * x
            }
        )*
    };
}

impl Bank {
    inside_an_impl!(fourth, fifth);
}

macro_rules! with_path {
    ($f:path, $g:ty) => {
        #[differentiable]
        fn by_path_fragment(x: f64) -> f64 {
            $f(x) * $f(x + 1.0)
        }

        #[differentiable]
        fn by_type_fragment(x: f64) -> f64 {
            <$g>::fourth(x) + x
        }
    };
}

with_path!(crate::calls::macros::helper, Bank);

/// A call in the arguments of a macro that only looks.
#[differentiable]
fn in_macro_arguments(x: f64) -> f64 {
    assert!(helper(x) < 100.0, "{} is large", helper(x));
    debug_assert!(cubic(x).is_finite());
    helper(x)
}

#[test]
fn written_by_macros() {
    let pairs = [(0.5, 0.7), (-0.6, 1.1)];
    agrees(cubic, cubic_grad, cubic_vjp, &[0.5, -1.5]);
    agrees(of_cubic, of_cubic_grad, of_cubic_vjp, &pairs);
    agrees(wave, wave_grad, wave_vjp, &[0.5, -1.5]);
    agrees(of_wave, of_wave_grad, of_wave_vjp, &pairs);
    agrees(Bank::total, Bank::total_grad, Bank::total_vjp, &[0.5, -1.5]);
    agrees(Bank::fifth, Bank::fifth_grad, Bank::fifth_vjp, &[0.5, -1.5]);
    agrees(by_path_fragment, by_path_fragment_grad, by_path_fragment_vjp, &[0.5, -1.5]);
    agrees(by_type_fragment, by_type_fragment_grad, by_type_fragment_vjp, &[0.5, -1.5]);
    agrees(in_macro_arguments, in_macro_arguments_grad, in_macro_arguments_vjp, &[0.5, -1.5]);
}
