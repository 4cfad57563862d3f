//! Operators, casts, both float types together, and the spellings of methods.

use grad::differentiable;

use super::agrees::agrees;

#[differentiable]
fn operators(x: f64, y: f64) -> f64 {
    let a = x + y * x - y / (x + 3.0);
    let b = -a - -x * -(-y);
    let c = b % 0.3 + (a * b) % y;
    let d = 1.0 / x - 2.0 * (x - (y - a)) / (b / y);
    (c + d) * 3. - 1e-1 * x + 1_000.5e-3 * y + 2_f64 * x
}

#[differentiable]
fn precedence(x: f64, y: f64) -> f64 {
    let a = x - y - x * y;
    let b = x / y / x * y - (x - y) * (x + y) / (x - (x + y) * 2.0);
    let c = -x.powi(2) + (-x).powi(3) - -y.abs();
    let d = (x + y).sin().cos() / (x * y).exp() - (x as f32 * 2.0) as f64;
    a * (b + c) - d * (a - (b - c))
}

#[differentiable]
fn single(x: f32, y: f32) -> f32 {
    let a = x * y + 0.1;
    let b = (a / 3.0).sin() * x.sqrt() - 2.5f32 * y.powi(3);
    b.max(a) + b * 1e-3 + std::f32::consts::PI * x
}

#[differentiable]
fn mixed(x: f32, y: f64) -> f64 {
    let wide = x as f64;
    let a = f64::from(x) * y + wide * wide;
    let narrow = (a / 2.0) as f32;
    let b = narrow * x + 1.0;
    f64::from(b.sqrt()) + y * (x * 3.0) as f64
}

#[differentiable]
fn mixed_down(x: f64, y: f32, n: u16) -> f32 {
    let a = (x * x) as f32 + y;
    let b: f32 = a * f32::from(n) + n as f32 * (y as f64 * x) as f32;
    b as f64 as f32 * (x as f32)
}

#[differentiable]
fn casts_of_constants(x: f64, n: i32, k: u8, flag: bool) -> f64 {
    x * n as f64 + x * (k as i32 - 5) as f64 + (1.5 as f32) as f64 * x + x * i32::from(flag) as f64 + 7 as f64
}

#[differentiable]
fn methods_and_functions(x: f64, y: f64) -> f64 {
    let a = f64::max(x, y) + f64::sin(x) * f64::powi(y, 2) + <f64>::cos(x * y);
    let b = std::primitive::f64::exp(x) - core::primitive::f64::mul_add(x, y, a);
    let c = f64::hypot(x, y) + f64::atan2(y, x) + f64::abs(a).sqrt().ln_1p();
    let (sin, cos) = (a * b).sin_cos();
    let both = x.sin_cos();
    a + b * c + sin * x - cos + both.0 * both.1 + x.sin_cos().1 + f64::clamp(x, -10.0, 10.0)
}

#[differentiable]
fn operator_traits(x: f64, y: f64) -> f64 {
    let a = std::ops::Mul::mul(std::ops::Add::add(x, y), x);
    let b = core::ops::Sub::sub(a, 2.0 * y);
    std::ops::Div::div(b, std::ops::Neg::neg(x)) + x.clone() * y
}

#[differentiable]
fn constants_take_methods(x: f64, k: f64) -> f64 {
    let root = 2.0_f64.sqrt() * 3f64.ln();
    let (s, c) = 0.5_f64.sin_cos();
    k.max(2.0) * x + root * x.max(k.abs()) + s * x * c
}

#[differentiable]
fn long_chain(x: f64) -> f64 {
    x.sin().cos().exp().sqrt().ln_1p().tanh().atan().powi(3).abs().recip().cbrt().exp_m1()
}

#[differentiable]
fn many_uses(x: f64) -> f64 {
    let y = x * x * x + x / (x + x);
    (y + y * y - y / (y + 2.0)) * (y * x).sin() * x.powf(y).max(y)
}

#[differentiable]
fn parentheses(x: f64, y: f64) -> f64 {
    ((x) * ((y) + (x))).sin()
}

#[test]
fn arithmetic() {
    let points = [(0.6, 0.7), (1.3, -0.4), (-0.7, 2.0)];
    agrees(operators, operators_grad, operators_vjp, &points);
    agrees(precedence, precedence_grad, precedence_vjp, &points);
    agrees(parentheses, parentheses_grad, parentheses_vjp, &points);
    agrees(long_chain, long_chain_grad, long_chain_vjp, &[0.5, -1.2]);
    agrees(many_uses, many_uses_grad, many_uses_vjp, &[0.5, 1.2]);
}

#[test]
fn both_float_types() {
    agrees(single, single_grad, single_vjp, &[(0.5, 0.75), (2.0, -0.25)]);
    agrees(mixed, mixed_grad, mixed_vjp, &[(0.5, 0.75), (2.0, 0.25)]);
    agrees(
        |x: f64, y: f32| mixed_down(x, y, 3),
        |x: f64, y: f32| mixed_down_grad(x, y, 3),
        |x: f64, y: f32| mixed_down_vjp(x, y, 3),
        &[(0.5, 0.75), (2.0, 0.25)],
    );
    for flag in [false, true] {
        agrees(
            move |x: f64| casts_of_constants(x, -3, 200, flag),
            move |x: f64| casts_of_constants_grad(x, -3, 200, flag),
            move |x: f64| casts_of_constants_vjp(x, -3, 200, flag),
            &[0.5],
        );
    }
}

#[test]
fn spellings() {
    let points = [(0.6, 0.7), (1.3, -0.4), (-0.7, 2.0)];
    agrees(methods_and_functions, methods_and_functions_grad, methods_and_functions_vjp, &points);
    agrees(operator_traits, operator_traits_grad, operator_traits_vjp, &points);
    agrees(constants_take_methods, constants_take_methods_grad, constants_take_methods_vjp, &points);
}
