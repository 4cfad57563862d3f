//! Constant arguments that are changed in place.

use grad::differentiable;

#[differentiable(constant(state))]
fn argument_changed_in_place(x: f64, mut list: Vec<i32>, state: &mut [f64]) -> f64 {
    let a = x * f64::from(list[0]) * state[0];
    list[0] = 10;
    list.push(3);
    state[0] = 4.0;
    state[1] += state[0];
    a * f64::from(list[0] + list[list.len() - 1]) + x * x * state[1] * state[0]
}

#[test]
fn arguments_changed_in_place() {
    let mut state = [2.0, 1.0];
    let (value, gradient) = argument_changed_in_place_grad(2.0, vec![3], &mut state);
    // 3 · 2 · (10 + 3) · x + 5 · 4 · x²
    assert_eq!((value, gradient, state), (156.0 + 80.0, 78.0 + 80.0, [4.0, 5.0]));
    let mut state = [2.0, 1.0];
    let (value, pullback) = argument_changed_in_place_vjp(2.0, vec![3], &mut state);
    assert_eq!((value, pullback(2.0)), (156.0 + 80.0, 156.0 + 160.0));
    assert_eq!(state, [4.0, 5.0]);
}
