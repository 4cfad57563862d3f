use fastrand::Rng;
use grad::differentiable;

/// Draws numbers of all sizes and signs, whole ones, and the special ones.
fn draw(random: &mut Rng) -> f64 {
    const SPECIAL: [f64; 12] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        2.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::EPSILON,
    ];
    match random.u8(0..8) {
        0 => SPECIAL[random.usize(0..SPECIAL.len())],
        1 => f64::from(random.i8(-10..=10)),
        2 => (random.f64() - 0.5) * 10.0_f64.powi(random.i32(-12..12)),
        _ => 6.0 * (random.f64() - 0.5),
    }
}

macro_rules! number {
    ($arg:ident, $t:ident, $random:ident) => {
        draw(&mut $random) as $t
    };
}

/// Checks that both companions give the function's own value at a thousand points.
macro_rules! assert_own_value {
    ($t:ident: $($f:ident, $grad:ident, $vjp:ident ($($arg:ident),+);)+) => {
        let mut random = Rng::with_seed(7);
        $(
            let mut finite = 0;
            for _ in 0..1000 {
                let ($($arg,)+) = ($(number!($arg, $t, random),)+);
                let value = $f($($arg),+);
                let point = ($($arg,)+);
                same(stringify!($f), point, value.into(), $grad($($arg),+).0.into());
                let (forward, pullback) = $vjp($($arg),+);
                same(stringify!($f), point, value.into(), forward.into());
                let _ = pullback(1.0);
                finite += u32::from(value.is_finite());
            }
            assert!(finite > 200, "{} is finite at {finite} points only", stringify!($f));
        )+
    };
}

/// Which NaN it is, Rust does not promise.
#[track_caller]
fn same(f: &str, point: impl std::fmt::Debug, expected: f64, found: f64) {
    assert!(
        found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(),
        "{f} at {point:?} is {expected:?}, its companion's value {found:?}"
    );
}

// Sums and products in an order that rounding can tell from any other.
#[differentiable]
fn order_of_sums(x: f64, y: f64) -> f64 {
    0.1 + x + y + 0.3 + (x - y) + x * 0.1 * 0.7 * y * 10.0
}

#[differentiable]
fn order_of_quotients(x: f64, y: f64) -> f64 {
    x / 3.0 / y * 3.0 - x * (1.0 / 3.0) + y / 7.0 * x + 1.0 / 7.0
}

#[differentiable]
fn same_twice(x: f64, y: f64) -> f64 {
    (x * y + 0.1) * (x * y + 0.1) + (y * x + 0.1) - x.sin() * x.sin()
}

// What a clever compiler might simplify.
#[differentiable]
fn neutral_elements(x: f64, y: f64) -> f64 {
    (x + 0.0) * 1.0 - 0.0 + (y - y) + x * 0.0 + -(-y) + 0.0 * y + y / 1.0 + (0.0 - x) + 0.0 / (1.0 + x * x)
}

#[differentiable]
fn signed_zeros(x: f64) -> f64 {
    let zero = x * 0.0;
    (zero + 0.0).copysign(zero) + 1.0_f64.copysign(-zero) + (0.0 - zero).atan2(-1.0)
}

#[differentiable]
fn fused(x: f64, y: f64) -> f64 {
    x.mul_add(y, 0.1) - (x * y + 0.1) + x.mul_add(-0.3, y * 0.7)
}

#[differentiable]
fn powers(x: f64, y: f64) -> f64 {
    x.powi(3) + x * x * x + x.powi(-2) + y.powf(2.5) + y.powf(1.0) + x.powf(y) + y.powi(1) + x.sqrt() + y.cbrt()
}

#[differentiable]
fn transcendental(x: f64, y: f64) -> f64 {
    (x.sin() + y.cos()).tan() + x.atan2(y) + (x * 0.1).exp() * y.tanh() + (y * y + 1.0).ln() + x.hypot(y).log2()
}

#[differentiable]
fn piecewise(x: f64, y: f64) -> f64 {
    x.max(y).min(1.5) + x.abs().floor() + y.fract() + (x % 0.7) + y.clamp(-1.0, 1.0) + x.rem_euclid(0.3) + y.round()
}

#[differentiable]
fn branches(x: f64, y: f64) -> f64 {
    let mut sum = 0.1;
    sum += x;
    let z = if x > y {
        sum * x - y
    } else if y > 1.0 {
        return x / y * 3.0 + sum;
    } else {
        x - y * sum
    };
    let w = match z < 0.0 {
        true => -z * 0.3,
        false => z.sqrt() + 0.2,
    };
    sum -= w;
    sum *= 1.1;
    sum + z
}

#[differentiable]
fn pairs(x: f64, y: f64) -> f64 {
    let (s, c) = x.sin_cos();
    let (a, b) = (s * y + 0.1, c - y);
    let (a, b) = (b + 0.1, a);
    a / b
}

#[differentiable]
fn unit(x: f64) -> f64 {
    x / (1.0 + x * x) * 3.0
}

#[differentiable]
fn calls(x: f64, y: f64) -> f64 {
    let a = unit(x) + 0.1;
    unit(a * y) + a * unit(0.3)
}

#[differentiable]
fn steps(n: f64) -> f64 {
    if n > 1.0 && n < 20.0 { 0.7 * steps(n - 1.0) + n * 0.1 } else { n }
}

#[differentiable]
fn single(x: f32, y: f32) -> f32 {
    0.1 + x * 0.7 * y / 3.0 + (x - y).sin() * 0.3 + x.max(y).abs().sqrt()
}

#[differentiable]
fn widened(x: f32, y: f32) -> f64 {
    f64::from(x) * 0.1 + (x * y * 0.7) as f64 + (y as f64 * 0.1) as f32 as f64
}

#[test]
fn the_value_is_the_functions_own() {
    assert_own_value! { f64:
        order_of_sums, order_of_sums_grad, order_of_sums_vjp(x, y);
        order_of_quotients, order_of_quotients_grad, order_of_quotients_vjp(x, y);
        same_twice, same_twice_grad, same_twice_vjp(x, y);
        neutral_elements, neutral_elements_grad, neutral_elements_vjp(x, y);
        signed_zeros, signed_zeros_grad, signed_zeros_vjp(x);
        fused, fused_grad, fused_vjp(x, y);
        powers, powers_grad, powers_vjp(x, y);
        transcendental, transcendental_grad, transcendental_vjp(x, y);
        piecewise, piecewise_grad, piecewise_vjp(x, y);
        branches, branches_grad, branches_vjp(x, y);
        pairs, pairs_grad, pairs_vjp(x, y);
        unit, unit_grad, unit_vjp(x);
        calls, calls_grad, calls_vjp(x, y);
        steps, steps_grad, steps_vjp(n);
    }
    assert_own_value! { f32:
        single, single_grad, single_vjp(x, y);
        widened, widened_grad, widened_vjp(x, y);
    }
}
