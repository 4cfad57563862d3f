use grad::differentiable;

#[differentiable]
const fn polynomial(x: f64, y: f64) -> f64 {
    let square = x * x;
    square * y - 3.0 * x / y + 1.0
}

#[differentiable]
const fn branching(x: f64) -> f64 {
    let y = if x > 0.0 { x * x } else { -x };
    match y > 1.0 {
        true => y + x,
        false => return 2.0 * y,
    }
}

#[differentiable]
const fn calling(x: f64) -> f64 {
    polynomial(x, 2.0 * x) + branching(x)
}

#[differentiable]
const fn clipped(x: f32) -> f32 {
    x.max(0.0).min(6.0).abs() * x.clamp(-1.0, 1.0)
}

#[differentiable]
const fn mostly_constant(x: f64, n: usize, table: &str) -> f64 {
    x * (n + table.len()) as f64
}

const AT_A_POINT: (f64, (f64, f64)) = polynomial_grad(2.0, 3.0);
static TABLE: [(f64, f64); 3] = [branching_grad(-2.0), branching_grad(0.5), branching_grad(3.0)];
const CALLED: (f64, f64) = calling_grad(2.0);
const INNER: [u8; slope_of_seven_x()] = [0; slope_of_seven_x()];

const fn slope_of_seven_x() -> usize {
    mostly_constant_grad(1.0, 4, "abc").1 as usize
}

#[test]
fn gradients_are_constants() {
    assert_eq!(AT_A_POINT, (11.0, (11.0, 4.0 + 2.0 / 3.0)));
    // -x > 1: -x + x. Below 1: 2 x². Above: x² + x.
    assert_eq!(TABLE, [(0.0, 0.0), (0.5, 2.0), (12.0, 7.0)]);
    assert_eq!(INNER.len(), 7);
}

/// 2x³ - 3/2 + 1 + x² + x
#[test]
fn constants_through_calls() {
    assert_eq!(CALLED, (16.0 - 0.5 + 6.0, 24.0 + 5.0));
}

#[test]
fn the_same_at_run_time() {
    for (x, y) in [(2.0, 3.0), (-1.5, 0.25)] {
        let (value, (d_x, d_y)) = polynomial_grad(x, y);
        assert_eq!(value, polynomial(x, y));
        assert_eq!((d_x, d_y), (2.0 * x * y - 3.0 / y, x * x + 3.0 * x / (y * y)));
        assert_eq!(polynomial_vjp(x, y).1(1.0), (d_x, d_y));
    }
}

#[test]
fn library_functions_that_are_const() {
    const INSIDE: (f32, f32) = clipped_grad(0.5);
    const OUTSIDE: (f32, f32) = clipped_grad(7.0);
    const NEGATIVE: (f32, f32) = clipped_grad(-3.0);
    assert_eq!(INSIDE, (0.25, 1.0));
    assert_eq!(OUTSIDE, (6.0, 0.0));
    assert_eq!(NEGATIVE, (0.0, 0.0));
}
