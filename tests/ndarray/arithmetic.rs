//! Operators in all owned and borrowed forms, with broadcasting, with numbers on both sides.

use grad::differentiable;
use ndarray::{Array1, Array2, Array3, ArrayD, IxDyn};

use crate::draw::{matrix, positive_matrix, positives, vector};
use crate::harness::{number, positive};

/// Each operator on two matrices: borrowed, owned, and one of each.
macro_rules! forms {
    ($($name:ident: $a:ty, $b:ty => |$x:ident, $y:ident| $value:expr;)*) => {$(
        mod $name {
            use super::*;
            #[differentiable]
            pub fn f($x: $a, $y: $b) -> f64 {
                let z = $value;
                (&z * &z).sum()
            }
        }
    )*};
}

forms! {
    add_borrowed: &Array2<f64>, &Array2<f64> => |x, y| x + y;
    add_owned: Array2<f64>, Array2<f64> => |x, y| x + y;
    add_owned_borrowed: Array2<f64>, &Array2<f64> => |x, y| x + y;
    add_borrowed_owned: &Array2<f64>, Array2<f64> => |x, y| x + y;
    add_references: Array2<f64>, Array2<f64> => |x, y| &x + &y;
    sub_borrowed: &Array2<f64>, &Array2<f64> => |x, y| x - y;
    sub_owned: Array2<f64>, Array2<f64> => |x, y| x - y;
    mul_borrowed: &Array2<f64>, &Array2<f64> => |x, y| x * y;
    mul_owned: Array2<f64>, Array2<f64> => |x, y| x * y;
    mul_owned_borrowed: Array2<f64>, &Array2<f64> => |x, y| x * y;
    mul_borrowed_owned: &Array2<f64>, Array2<f64> => |x, y| x * y;
    div_borrowed: &Array2<f64>, &Array2<f64> => |x, y| x / y;
    div_owned: Array2<f64>, Array2<f64> => |x, y| x / y;
    div_owned_borrowed: Array2<f64>, &Array2<f64> => |x, y| x / y;
    rows_added: &Array2<f64>, &Array1<f64> => |x, y| x + y;
    rows_added_in_front: &Array1<f64>, &Array2<f64> => |x, y| x + y;
    rows_subtracted: Array2<f64>, &Array1<f64> => |x, y| x - y;
    rows_subtracted_in_front: &Array1<f64>, Array2<f64> => |x, y| x - y;
    rows_multiplied: &Array2<f64>, &Array1<f64> => |x, y| x * y;
    rows_multiplied_in_front: &Array1<f64>, &Array2<f64> => |x, y| x * y;
    rows_divided: &Array2<f64>, &Array1<f64> => |x, y| x / y;
    rows_divided_in_front: &Array1<f64>, &Array2<f64> => |x, y| x / y;
    dynamic: &ArrayD<f64>, &ArrayD<f64> => |x, y| x * y + x;
}

#[test]
fn operators_on_two_arrays() {
    macro_rules! check {
        (both $($name:ident)*) => {$({
            use $name::*;
            zoo!(f, f_grad, f_grad_into, f_vjp: &matrix(2, 3), &positive_matrix(2, 3));
        })*};
        (left $($name:ident)*) => {$({
            use $name::*;
            zoo!(f, f_grad, f_grad_into, f_vjp: &matrix(2, 3), positive_matrix(2, 3));
        })*};
        (right $($name:ident)*) => {$({
            use $name::*;
            zoo!(f, f_grad, f_grad_into, f_vjp: matrix(2, 3), &positive_matrix(2, 3));
        })*};
        ($($name:ident)*) => {$({
            use $name::*;
            zoo!(f, f_grad, f_grad_into, f_vjp: matrix(2, 3), positive_matrix(2, 3));
        })*};
    }
    check!(add_owned add_references sub_owned mul_owned div_owned);
    check!(both add_borrowed sub_borrowed mul_borrowed div_borrowed);
    check!(left add_borrowed_owned mul_borrowed_owned);
    check!(right add_owned_borrowed mul_owned_borrowed div_owned_borrowed);
}

#[test]
fn a_row_is_repeated() {
    macro_rules! check {
        ($($name:ident: [$($x:tt)*] [$($y:tt)*];)*) => {$({
            use $name::*;
            zoo!(f, f_grad, f_grad_into, f_vjp: $($x)*, $($y)*);
        })*};
    }
    check! {
        rows_added: [&matrix(2, 3)] [&vector(3)];
        rows_added_in_front: [&vector(3)] [&matrix(2, 3)];
        rows_subtracted: [matrix(2, 3)] [&vector(3)];
        rows_subtracted_in_front: [&vector(3)] [matrix(2, 3)];
        rows_multiplied: [&matrix(2, 3)] [&vector(3)];
        rows_multiplied_in_front: [&vector(3)] [&matrix(2, 3)];
        rows_divided: [&matrix(2, 3)] [&positives(3)];
        rows_divided_in_front: [&vector(3)] [&positive_matrix(2, 3)];
    }
}

#[differentiable]
fn column_repeated(x: &Array2<f64>, column: &Array2<f64>) -> f64 {
    let z = x * column - column;
    (&z * &z).sum()
}

#[differentiable]
fn numbers_on_the_right(x: &Array2<f64>, a: f64, b: f64) -> f64 {
    let z = (x * a + b) / (a * b) - a;
    (&z * &z).sum()
}

#[differentiable]
fn numbers_on_the_left(x: &Array2<f64>, a: f64, b: f64) -> f64 {
    let z = a / (b - a * (b + x));
    (&z * &z).sum()
}

#[differentiable]
fn literals(x: &Array1<f64>) -> f64 {
    let z = 1.0 - 2.0 * x / 3.0 + 1.0 / (x - 4.5) - -2.5 * x;
    (&z * &z * 0.5).sum()
}

#[differentiable]
fn negated(x: Array1<f64>, y: &Array1<f64>) -> f64 {
    let z = -x * -y;
    (&z * &z).sum() + (-&z).sum()
}

#[differentiable]
fn used_many_times(x: &Array1<f64>) -> f64 {
    let y = x * x;
    let z = &y * &y + &y * x;
    let w = &z - &y;
    (&w * &z).sum() + y.sum()
}

#[differentiable]
fn assigned(x: &Array2<f64>, y: &Array1<f64>, a: f64) -> f64 {
    let mut z = x.to_owned();
    z += y;
    z *= x;
    z -= &(y * 0.5);
    z /= a;
    z += a;
    z = &z * &z;
    z.sum()
}

#[differentiable(wrt(y))]
fn constants_beside(x: &Array2<f64>, y: &Array1<f64>, c: f64) -> f64 {
    let scale = x * c;
    let z = &scale * y + x - 1.0;
    (x / (&z * &z + 1.0)).sum()
}

#[differentiable]
fn three_axes(x: &Array3<f64>, y: &Array2<f64>, z: &Array1<f64>) -> f64 {
    let w = x * y + z;
    (&w * &w).sum()
}

#[test]
fn other_operands() {
    zoo!(column_repeated, column_repeated_grad, column_repeated_grad_into, column_repeated_vjp: &matrix(3, 2), &matrix(3, 1));
    zoo!(numbers_on_the_right, numbers_on_the_right_grad, numbers_on_the_right_grad_into, numbers_on_the_right_vjp: &matrix(2, 2), positive(), positive());
    zoo!(numbers_on_the_left, numbers_on_the_left_grad, numbers_on_the_left_grad_into, numbers_on_the_left_vjp: &matrix(2, 2), number(), number());
    zoo!(literals, literals_grad, literals_grad_into, literals_vjp: &vector(3));
    zoo!(negated, negated_grad, negated_grad_into, negated_vjp: vector(3), &vector(3));
    zoo!(used_many_times, used_many_times_grad, used_many_times_grad_into, used_many_times_vjp: &vector(3));
    zoo!(assigned, assigned_grad, assigned_grad_into, assigned_vjp: &matrix(2, 3), &vector(3), positive());
    let x = matrix(2, 3);
    zoo!(constants_beside, constants_beside_grad, constants_beside_grad_into, constants_beside_vjp: =&x, &vector(3), =0.7);
    zoo!(three_axes, three_axes_grad, three_axes_grad_into, three_axes_vjp: &cube(), &matrix(2, 3), &vector(3));
    use dynamic::*;
    zoo!(f, f_grad, f_grad_into, f_vjp: &matrix(2, 3).into_dyn(), &vector(3).into_dyn());
}

fn cube() -> Array3<f64> {
    Array3::from_shape_simple_fn((2, 2, 3), number)
}

#[test]
fn lengths_of_nothing() {
    use mul_borrowed::*;
    zoo!(f, f_grad, f_grad_into, f_vjp: &matrix(0, 3), &matrix(0, 3));
    assert_eq!(numbers_on_the_right_grad(&matrix(0, 0), 2.0, 3.0).1.1, 0.0);
    let _ = IxDyn(&[]);
}

#[test]
fn lengths_that_do_not_fit_panic_as_in_the_function() {
    let message = |run: &dyn Fn()| {
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).expect_err("the lengths do not fit");
        panic.downcast_ref::<String>().cloned().or(panic.downcast_ref::<&str>().map(ToString::to_string))
    };
    let (x, y) = (matrix(2, 3), matrix(3, 2));
    let own = message(&|| {
        let _ = add_borrowed::f(&x, &y);
    });
    assert!(own.is_some());
    assert_eq!(
        own,
        message(&|| {
            let _ = add_borrowed::f_grad(&x, &y);
        })
    );
    assert_eq!(
        message(&|| {
            let _ = &x * &x.t();
        }),
        message(&|| {
            let _ = mul_borrowed::f_grad(&x, &y);
        })
    );
    assert_eq!(
        message(&|| {
            let _ = x.dot(&x);
        }),
        message(&|| {
            let _ = crate::ndarray::dot::matrices_grad(&x, &x);
        })
    );
}
