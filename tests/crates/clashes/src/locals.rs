//! Arguments and locals.

use grad::{check, differentiable};

#[differentiable]
fn arguments(value: f64, seed: f64, pullback: f64, d_value: f64, output: f64, saved: f64, t1: f64) -> f64 {
    let gradient = value * seed + pullback * d_value;
    let d_seed = if gradient > 0.0 { gradient * output.sin() } else { saved };
    d_seed * t1 * value
}

#[differentiable]
fn names_of_crates(core: f64, std: f64, grad: f64, alloc: f64) -> f64 {
    let __private = core * std;
    let f64_grad = __private.sin();
    let arguments_grad = if f64_grad > 0.0 { f64_grad * grad } else { return alloc * grad };
    arguments_grad * alloc + f64::max(core, std)
}

#[differentiable]
fn cotangents_everywhere(x: f64, d_x: f64, d_d_x: f64) -> f64 {
    let d_t1 = x * d_x;
    let t1 = d_t1.sin();
    let d_y = t1 * d_d_x;
    let y = d_y + x;
    let t2 = y * d_y;
    let saved = if t2 > 0.0 {
        let saved_1 = t2 * x;
        let t3 = saved_1 * saved_1;
        t3 + d_x
    } else {
        t2
    };
    saved * y
}

#[differentiable]
#[allow(non_snake_case)]
fn words_of_the_runtime(Left: f64, Right: f64, Either: f64, Constant: f64, Box: f64) -> f64 {
    let Right_ = match Left > Right {
        true => {
            if Either > 0.0 {
                return Left * Either;
            }
            Left
        }
        false => Right * Constant,
    };
    let FnOnce = called(Right_, Box);
    FnOnce * Right_
}

#[differentiable]
fn called(seed: f64, value: f64) -> f64 {
    let back_value = seed * value;
    back_value.exp()
}

#[differentiable]
fn numbered(x: f64, x_1: f64, t1: f64, t3: f64) -> f64 {
    let mut t2 = x * x_1 + t1;
    t2 = t2 * t2 + (x + t3) * (x - x_1);
    let x = t2 * x;
    let x = x + 1.0;
    let back_called = called(x * 0.1, t1) + called(t3, x_1);
    let called = back_called + t2;
    called * x
}

#[differentiable]
fn raw(r#type: f64, r#match: f64, r#fn: i32) -> f64 {
    let r#loop = r#type * r#match;
    let r#let = if r#loop > 0.0 { r#loop.sin() } else { r#type };
    r#let.powi(r#fn) + r#try(r#let, r#type)
}

#[differentiable]
fn r#try(r#in: f64, r#use: f64) -> f64 {
    r#in * r#use * r#in
}

#[differentiable]
fn underscores(_x: f64, __y: f64, _0a: f64, _: f64) -> f64 {
    let _t = _x * __y;
    let __sin = _t.sin();
    __sin * _0a + _t
}

#[differentiable]
fn letters(größe: f64, λ: f64) -> f64 {
    let süß = größe * λ;
    süß.sin() * λ
}

#[test]
fn all_right() {
    let pairs = [(0.6, 0.7), (1.3, -0.4), (-0.7, 1.1)];
    for (x, y) in pairs {
        check::gradient(arguments, arguments_grad, (x, y, 0.3, 1.4, 0.8, 0.9, 1.1)).assert();
        check::gradient(names_of_crates, names_of_crates_grad, (x, y, 0.3, 1.4)).assert();
        check::gradient(cotangents_everywhere, cotangents_everywhere_grad, (x, y, 0.3)).assert();
        check::gradient(words_of_the_runtime, words_of_the_runtime_grad, (x, y, 0.3, 1.2, 0.4)).assert();
        check::gradient(words_of_the_runtime, words_of_the_runtime_grad, (x, y, -0.3, 1.2, 0.4)).assert();
        check::gradient(numbered, numbered_grad, (x, y, 0.3, 0.2)).assert();
        check::gradient(|x: f64, y: f64| raw(x, y, 3), |x: f64, y: f64| raw_grad(x, y, 3), (x, y)).assert();
        check::gradient(r#try, try_grad, (x, y)).assert();
        check::gradient(underscores, underscores_grad, (x, y, 0.3, 0.4)).assert();
        check::gradient(letters, letters_grad, (x, y)).assert();
    }
    let (value, back) = arguments_vjp(0.6, 0.7, 0.3, 1.4, 0.8, 0.9, 1.1);
    let (same, gradient) = arguments_grad(0.6, 0.7, 0.3, 1.4, 0.8, 0.9, 1.1);
    assert_eq!((value, back(1.0)), (same, gradient));
}
