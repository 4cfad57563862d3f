//! Between `f32` and `f64`, and from integers.

use grad::check;
use grad::differentiable;

/// A few functions of `f32` that compute in `f64`.
mod widened {
    use super::differentiable;

    #[differentiable]
    pub fn by_cast(x: f32) -> f64 {
        (x as f64).exp()
    }

    #[differentiable]
    pub fn by_from(x: f32) -> f64 {
        f64::from(x).exp()
    }

    #[differentiable]
    pub fn by_qualified_from(x: f32) -> f64 {
        <f64>::from(x).exp()
    }
}

/// The slope is computed in `f64`, and rounded to the type of the argument at the end.
#[test]
#[allow(clippy::cast_possible_truncation)]
fn f32_to_f64() {
    for x in [0.0_f32, 1.5, -2.3] {
        let value = f64::from(x).exp();
        assert_eq!(widened::by_cast_grad(x), (value, value as f32));
        assert_eq!(widened::by_from_grad(x), (value, value as f32));
        assert_eq!(widened::by_qualified_from_grad(x), (value, value as f32));
        check::gradient(widened::by_cast, widened::by_cast_grad, x).assert();
    }
}

#[test]
#[allow(clippy::cast_possible_truncation)]
fn f64_to_f32() {
    #[differentiable]
    fn narrowed(x: f64) -> f32 {
        (x as f32).exp()
    }
    for x in [0.0, 1.5, -2.3] {
        let value = (x as f32).exp();
        assert_eq!(narrowed_grad(x), (value, f64::from(value)));
        check::gradient(narrowed, narrowed_grad, x).assert();
    }
}

/// A cotangent has the type of its value: a gradient that comes through an `f32` has the digits of an `f32`.
#[test]
#[allow(clippy::cast_possible_truncation)]
fn f32_between_f64() {
    #[differentiable]
    fn cube(x: f64) -> f64 {
        ((x * x) as f32) as f64 * x
    }
    for x in [1.5, -2.3, 0.1] {
        let (value, slope) = cube_grad(x);
        assert_eq!(value, f64::from((x * x) as f32) * x);
        assert!((slope - 3.0 * x * x).abs() <= 4.0 * f64::from(f32::EPSILON) * x * x, "{slope} at {x}");
    }
}

#[test]
#[allow(clippy::cast_possible_truncation)]
fn f64_between_f32() {
    #[differentiable]
    fn there_and_back(x: f32) -> f32 {
        ((x as f64).exp() + f64::from(x)) as f32
    }
    for x in [0.0_f32, 1.5, -2.3] {
        let slope = there_and_back_grad(x).1;
        assert_eq!(slope, (f64::from(x).exp() + 1.0) as f32);
        check::gradient(there_and_back, there_and_back_grad, x).assert();
    }
}

#[test]
fn mixed_arguments() {
    #[differentiable]
    fn mixed(x: f32, y: f64) -> f64 {
        f64::from(x) * y * y + (y as f32 * x) as f64
    }
    assert_eq!(mixed_grad(1.5, 2.0), (9.0, (6.0, 7.5)));
    assert_eq!(mixed_grad(-3.0, 0.5), (-2.25, (0.75, -6.0)));
}

#[test]
fn to_its_own_type() {
    #[differentiable]
    fn square(x: f64) -> f64 {
        f64::from(x) * (x as f64)
    }
    assert_eq!(square_grad(3.0), (9.0, 6.0));
}

#[test]
fn from_integers_and_bools() {
    #[differentiable]
    fn scaled(x: f64, n: i32, m: u8, b: bool) -> f64 {
        x * f64::from(n) + x * m as f64 + x * f64::from(m) + x * b as i32 as f64 + x * n as f64
    }
    assert_eq!(scaled_grad(1.5, -2, 3, true), (4.5, 3.0));
    assert_eq!(scaled_grad(1.5, -2, 3, false), (3.0, 2.0));
}

/// An integer made of an active value may steer.
#[test]
fn to_integers() {
    #[differentiable]
    fn by_its_whole_part(x: f64) -> f64 {
        match x as i64 {
            0 => x,
            1 => x * x,
            n if n < 0 => -x,
            _ => 1.0,
        }
    }
    assert_eq!(by_its_whole_part_grad(0.5), (0.5, 1.0));
    assert_eq!(by_its_whole_part_grad(1.5), (2.25, 3.0));
    assert_eq!(by_its_whole_part_grad(-1.5), (1.5, -1.0));
    assert_eq!(by_its_whole_part_grad(7.0), (1.0, 0.0));
}

/// Sums in one type over numbers in the other, scaled afterwards with what is only known then.
#[test]
fn sums_in_the_other_type() {
    #[differentiable]
    fn narrow(xs: &[f64], weight: f64, scale: f32) -> f32 {
        let mut sum: f32 = 0.0;
        for i in 0..4 {
            sum += (weight * xs[i % 2]) as f32;
        }
        sum * sum * scale
    }

    #[differentiable]
    fn wide(xs: &[f32], weight: f32, scale: f64) -> f64 {
        let mut sum = 0.0;
        let mut i = 0;
        while i < 4 {
            sum += (weight * xs[i % 2]) as f64;
            i += 1;
        }
        sum * sum * scale
    }

    #[differentiable]
    fn left_early(weight: f64, n: usize) -> f32 {
        if weight > 1.0 {
            return (0..n).map(|i| (weight as f32) * (weight as f32) * i as f32).sum::<f32>();
        }
        weight as f32
    }

    // The sum is 4 · (3 + 5) = 32, its cotangent 2 · 32 · 0.5 = 32.
    let (value, gradients) = narrow_grad(&[3.0, 5.0], 2.0, 0.5);
    assert_eq!((value, gradients), (512.0, (vec![128.0, 128.0], 512.0, 1024.0)));
    let (value, gradients) = wide_grad(&[3.0, 5.0], 2.0, 0.5);
    assert_eq!((value, gradients), (512.0, (vec![128.0, 128.0], 512.0, 1024.0)));
    for (n, factor) in [(0, 0.0), (1, 0.0), (2, 1.0), (4, 6.0)] {
        assert_eq!(left_early_grad(1.5, n), (2.25 * factor as f32, 3.0 * factor));
    }
    assert_eq!(left_early_grad(0.5, 3), (0.5, 1.0));
}
