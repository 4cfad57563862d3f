//! Constant tuples that are changed in place, field by field or by reference.

use grad::differentiable;

#[differentiable]
fn fields(x: f64) -> f64 {
    let mut t = (1.0, 2.0);
    let before = t.0;
    t.0 = 3.0;
    t.1 += t.0;
    x * t.0 + x * x * t.1 + before
}

#[differentiable]
fn nested_fields(x: f64, flag: bool) -> f64 {
    let mut t = (1, (2, 3));
    if flag {
        t.1.0 += 5;
    } else {
        (t.1).1 *= 2;
    }
    x * f64::from(t.0 * 100 + t.1.0 * 10 + t.1.1)
}

fn advance(state: &mut (i32, i32)) -> i32 {
    *state = (state.1, state.0 + state.1);
    state.0
}

#[differentiable]
fn by_reference(x: f64) -> f64 {
    let mut state = (1, 2);
    let a = x * f64::from(advance(&mut state));
    let b = a * x * f64::from(advance(&mut state));
    let part = &mut state.1;
    *part *= 10;
    b + x * f64::from(state.0 + state.1)
}

#[differentiable]
fn elements_by_method(x: f64, n: usize) -> f64 {
    let mut pair = (Vec::new(), String::from("a"));
    pair.0.push(n);
    pair.1.push('b');
    let a = x * pair.0.len() as f64;
    pair.0.push(7);
    a + x * x * pair.0[1] as f64 + x * pair.1.len() as f64
}

#[test]
fn changed_fields() {
    // 3 x + 5 x² + 1
    assert_eq!(fields_grad(2.0), (27.0, 23.0));
    assert_eq!(nested_fields_grad(1.0, true), (173.0, 173.0));
    assert_eq!(nested_fields_grad(1.0, false), (126.0, 126.0));
}

#[test]
fn changed_through_references() {
    // 2 x · 3 x, and the state is (3, 50)
    assert_eq!(by_reference_grad(2.0), (24.0 + 106.0, 24.0 + 53.0));
    // x + 7 x² + 2 x
    assert_eq!(elements_by_method_grad(2.0, 1), (34.0, 31.0));
}
