use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use grad::differentiable;

/// What a call does: its value, or the message of its panic.
fn outcome(call: impl FnOnce() -> f64) -> Result<u64, String> {
    catch_unwind(AssertUnwindSafe(call)).map(f64::to_bits).map_err(|payload| message(&*payload))
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).expect("the message of a panic is a string")
}

/// Checks that the function, its gradient and its pullback come to the same end, and tells which.
macro_rules! assert_same_end {
    ($f:ident, $grad:ident, $vjp:ident ($($arg:expr),*)) => {{
        let end = outcome(|| $f($($arg),*));
        let call = stringify!($f($($arg),*));
        assert_eq!(outcome(|| $grad($($arg),*).0), end, "the gradient of {call}");
        assert_eq!(outcome(|| $vjp($($arg),*).0), end, "the forward half of the pullback of {call}");
        let both_halves = || {
            let (value, pullback) = $vjp($($arg),*);
            let _ = pullback(1.0);
            value
        };
        assert_eq!(outcome(both_halves), end, "the pullback of {call}");
        end
    }};
}

/// The message of a panic in which every companion agrees with its function.
macro_rules! assert_same_panic {
    ($($call:tt)*) => { assert_same_end!($($call)*).expect_err("the function does not panic") };
}

#[test]
fn integer_division_by_zero() {
    #[differentiable]
    fn divided(x: f64, n: i32) -> f64 {
        x * f64::from(10 / n)
    }
    #[differentiable]
    fn unused(x: f64, n: i32) -> f64 {
        let _quotient = 10 / n;
        let _rest = 10 % n;
        x
    }
    #[differentiable]
    fn statement(x: f64, n: i32) -> f64 {
        let y = x * x;
        let _ = 10 % n;
        y
    }
    assert_eq!(assert_same_panic!(divided, divided_grad, divided_vjp(2.0, 0)), "attempt to divide by zero");
    assert_eq!(assert_same_panic!(unused, unused_grad, unused_vjp(2.0, 0)), "attempt to divide by zero");
    assert!(assert_same_panic!(statement, statement_grad, statement_vjp(2.0, 0)).contains("divisor of zero"));
    assert!(assert_same_end!(divided, divided_grad, divided_vjp(2.0, 3)).is_ok());
    assert!(assert_same_end!(unused, unused_grad, unused_vjp(2.0, 3)).is_ok());
}

/// Debug builds panic where integers overflow, release builds wrap: the companions do as the function does.
#[test]
fn integer_overflow() {
    #[differentiable]
    fn sum(x: f64, n: i32) -> f64 {
        x * f64::from(n + 1)
    }
    #[differentiable]
    fn unused(x: f64, n: u8) -> f64 {
        let _product = n * 2;
        let _negative = -(n as i8);
        x
    }
    #[differentiable]
    fn exponent(x: f64, n: i32) -> f64 {
        x.powi(n + 1)
    }
    #[differentiable]
    fn assigned(x: f64, mut n: u32) -> f64 {
        n -= 1;
        x * f64::from(n)
    }
    #[differentiable]
    fn in_a_condition(x: f64, n: u8) -> f64 {
        if n + 1 > 10 { x } else { x * x }
    }
    let ends = [
        assert_same_end!(sum, sum_grad, sum_vjp(2.0, i32::MAX)),
        assert_same_end!(unused, unused_grad, unused_vjp(2.0, 200)),
        assert_same_end!(unused, unused_grad, unused_vjp(2.0, 128)),
        assert_same_end!(exponent, exponent_grad, exponent_vjp(2.0, i32::MAX)),
        assert_same_end!(assigned, assigned_grad, assigned_vjp(2.0, 0)),
        assert_same_end!(in_a_condition, in_a_condition_grad, in_a_condition_vjp(2.0, 255)),
    ];
    for end in ends {
        assert_eq!(end.is_err(), cfg!(debug_assertions), "{end:?}");
    }
}

/// The derivative of a power has an exponent that is one less.
#[test]
fn no_overflow_of_our_own() {
    #[differentiable]
    fn power(x: f64, n: i32) -> f64 {
        x.powi(n)
    }
    for n in [i32::MIN, i32::MIN + 1, -1, 0, 1, i32::MAX] {
        assert!(assert_same_end!(power, power_grad, power_vjp(1.5, n)).is_ok());
    }
}

#[test]
fn an_index_out_of_bounds() {
    #[differentiable(constant(table))]
    fn looked_up(x: f64, table: &[f64], index: usize) -> f64 {
        x * table[index]
    }
    #[differentiable(constant(table))]
    fn unused(x: f64, table: &[f64], index: usize) -> f64 {
        let _entry = table[index];
        x
    }
    #[differentiable(constant(table))]
    fn sliced(x: f64, table: &[f64], index: usize) -> f64 {
        let _part = &table[index..];
        x
    }
    let table = [1.0, 2.0];
    assert!(assert_same_panic!(looked_up, looked_up_grad, looked_up_vjp(2.0, &table, 2)).contains("index is 2"));
    assert!(assert_same_panic!(unused, unused_grad, unused_vjp(2.0, &table, 7)).contains("index is 7"));
    assert!(assert_same_panic!(sliced, sliced_grad, sliced_vjp(2.0, &table, 3)).contains("range start index 3"));
    assert!(assert_same_end!(looked_up, looked_up_grad, looked_up_vjp(2.0, &table, 1)).is_ok());
}

#[test]
fn failed_asserts() {
    #[differentiable]
    fn checked(x: f64, n: i32) -> f64 {
        assert!(x > 0.0);
        let y = x.ln();
        assert!(y < 3.0, "{x} is too large for {n}: its logarithm is {y:.3}");
        assert_eq!(n % 2, 0, "n is {}", n);
        assert_ne!(n, 4);
        y * x
    }
    #[differentiable]
    fn checked_while_debugging(x: f64) -> f64 {
        debug_assert!(x > 0.0, "not {x}");
        x.abs()
    }
    assert_eq!(assert_same_panic!(checked, checked_grad, checked_vjp(-1.0, 2)), "assertion failed: x > 0.0");
    assert_eq!(
        assert_same_panic!(checked, checked_grad, checked_vjp(100.0, 2)),
        "100 is too large for 2: its logarithm is 4.605"
    );
    assert!(assert_same_panic!(checked, checked_grad, checked_vjp(2.0, 3)).ends_with("n is 3\n  left: 1\n right: 0"));
    assert!(assert_same_panic!(checked, checked_grad, checked_vjp(2.0, 4)).contains("left != right"));
    assert!(assert_same_end!(checked, checked_grad, checked_vjp(2.0, 6)).is_ok());
    let end =
        assert_same_end!(checked_while_debugging, checked_while_debugging_grad, checked_while_debugging_vjp(-1.0));
    assert_eq!(end.is_err(), cfg!(debug_assertions));
}

#[test]
fn panics_and_the_like() {
    #[differentiable]
    fn chosen(x: f64, n: u32) -> f64 {
        match n {
            0 => panic!("no way at {x}"),
            1 => unreachable!(),
            2 => todo!("way {}", n),
            3 => unimplemented!(),
            4 => return x * f64::from(n.checked_sub(5).unwrap()),
            5 => x * f64::from("five".parse::<u32>().expect("a number")),
            6 => x.clamp(2.0, 1.0),
            _ => x,
        }
    }
    #[differentiable]
    fn always(x: f64) -> f64 {
        let _y = x * x;
        panic!("always")
    }
    #[differentiable]
    fn on_the_way_out(x: f64) -> f64 {
        if x < 0.0 {
            panic!("{} is negative", x);
        }
        x.sqrt()
    }
    assert_eq!(assert_same_panic!(chosen, chosen_grad, chosen_vjp(1.5, 0)), "no way at 1.5");
    for (n, part) in
        [(1, "unreachable"), (2, "way 2"), (3, "not implemented"), (4, "None"), (5, "a number"), (6, "min")]
    {
        let message = assert_same_panic!(chosen, chosen_grad, chosen_vjp(1.5, n));
        assert!(message.contains(part), "{message}");
    }
    assert!(assert_same_end!(chosen, chosen_grad, chosen_vjp(1.5, 7)).is_ok());
    assert_eq!(assert_same_panic!(always, always_grad, always_vjp(1.5)), "always");
    assert_eq!(assert_same_panic!(on_the_way_out, on_the_way_out_grad, on_the_way_out_vjp(-1.0)), "-1 is negative");
}

#[test]
fn panics_of_called_functions() {
    #[differentiable]
    fn inner(x: f64) -> f64 {
        assert!(x >= 0.0, "inner got {x}");
        x.sqrt()
    }
    #[differentiable]
    fn outer(x: f64) -> f64 {
        let _unused = inner(x + 1.0);
        inner(x * x * x)
    }
    assert_eq!(assert_same_panic!(outer, outer_grad, outer_vjp(-2.0)), "inner got -1");
    assert_eq!(assert_same_panic!(outer, outer_grad, outer_vjp(-0.5)), "inner got -0.125");
    assert!(assert_same_end!(outer, outer_grad, outer_vjp(4.0)).is_ok());
}

/// What comes before the panic has happened, what comes after has not.
#[test]
fn effects_before_a_panic() {
    #[differentiable(constant(steps))]
    fn stepping(x: f64, steps: &Cell<u32>) -> f64 {
        steps.set(steps.get() + 1);
        let y = x * x;
        assert!(y < 4.0, "too far");
        steps.set(steps.get() + 10);
        y
    }
    for x in [1.0, 3.0] {
        let after = |call: &dyn Fn(&Cell<u32>) -> f64| {
            let steps = Cell::new(0);
            let end = outcome(|| call(&steps));
            (end, steps.get())
        };
        let expected = after(&|steps| stepping(x, steps));
        assert_eq!(after(&|steps| stepping_grad(x, steps).0), expected);
        assert_eq!(after(&|steps| stepping_vjp(x, steps).0), expected);
    }
}
