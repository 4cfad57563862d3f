//! Functions that change what they are lent and give vectors that nobody uses: these are owed zeros, as many as they have elements.

use grad::check::gradient_of;
use grad::differentiable;

#[differentiable]
fn add_square(x: f64, buffer: &mut [f64]) -> Vec<f64> {
    buffer[0] += x * x;
    vec![x.abs(), x]
}

#[differentiable]
fn with_a_number(x: f64, buffer: &mut [f64]) -> (Vec<f64>, f64) {
    (add_square(x, buffer), 3.0 * x)
}

#[differentiable]
fn nested(x: f64, buffer: &mut [f64]) -> Vec<Vec<f64>> {
    buffer[1] += x.sin();
    vec![vec![x, x * x], vec![]]
}

#[differentiable]
fn as_a_statement(x: f64) -> f64 {
    let mut buffer = [x, 1.0];
    add_square(x, &mut buffer);
    buffer[0] * x
}

#[differentiable]
fn for_its_length(x: f64) -> f64 {
    let mut buffer = [x, 1.0];
    let both = add_square(x, &mut buffer);
    buffer[0] * x + both.len() as f64
}

#[differentiable]
fn neither(x: f64) -> f64 {
    let mut buffer = [x, 1.0];
    let (_all, _number) = with_a_number(x, &mut buffer);
    buffer[0] * x
}

#[differentiable]
fn one_of_two(x: f64) -> f64 {
    let mut buffer = [x, 1.0];
    let (_all, number) = with_a_number(x, &mut buffer);
    buffer[0] * number
}

#[differentiable]
fn in_a_loop(x: f64) -> f64 {
    let mut buffer = [x, 1.0];
    for _ in 0..3 {
        let _ = nested(x * buffer[1], &mut buffer);
        if buffer[1] > 1.5 {
            add_square(buffer[1], &mut buffer);
        }
    }
    buffer[0] * buffer[1]
}

#[test]
fn unused_vectors() {
    for x in [0.7, -1.3] {
        macro_rules! right {
            ($($f:ident $grad:ident),*) => {$(
                let (value, slope) = $grad(x);
                assert_eq!(value, $f(x));
                gradient_of(|x: &[f64]| $f(x[0]), &[x], &[slope]).assert();
            )*};
        }
        right!(
            as_a_statement as_a_statement_grad, for_its_length for_its_length_grad, neither neither_grad,
            one_of_two one_of_two_grad, in_a_loop in_a_loop_grad
        );
    }
}
