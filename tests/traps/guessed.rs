//! What a called function gives may be a number or an array: the macro is not told. A number that stands where such a value could stand too
//! keeps all that it is owed.

use grad::differentiable;

use crate::harness::between;

#[differentiable]
fn with_square(x: f64) -> [f64; 2] {
    [x, x * x]
}

/// `a` is used as a number, and where `*v` could have been used.
#[differentiable]
fn beside_an_element(a: f64) -> f64 {
    let a = if a > 1.0 { a * a } else { a * 3.0 };
    let both = with_square(a);
    let rest = both[1..].iter().map(|v| if *v < 2.0 { *v } else { a }).sum::<f64>();
    0.1 * a + rest
}

/// The same where `a` comes past an early return.
#[differentiable]
fn past_a_return(a: f64, k: usize) -> f64 {
    let (_, a) = if a > 1.0 {
        (a, a)
    } else {
        if k == 1 {
            return a * a * a;
        }
        (a, a * 3.0)
    };
    let both = with_square(a);
    let rest = both[1..].iter().map(|v| if *v < 2.0 { *v } else { a }).sum::<f64>();
    0.1 * a + rest
}

#[test]
fn numbers_beside_elements() {
    for (low, high) in [(0.1, 0.4), (0.5, 0.9), (1.1, 1.18), (1.2, 3.0)] {
        zoo!(
            beside_an_element, beside_an_element_grad, beside_an_element_grad_into, beside_an_element_vjp:
            between(low, high)
        );
        for k in [0, 1] {
            zoo!(
                past_a_return, past_a_return_grad, past_a_return_grad_into, past_a_return_vjp:
                between(low, high), =k
            );
        }
    }
    assert_eq!(beside_an_element_grad(0.25), (0.075 + 0.5625, 3.0 * (0.1 + 2.0 * 0.75)));
    assert_eq!(past_a_return_grad(2.0, 1), (2.2, 1.1));
}
