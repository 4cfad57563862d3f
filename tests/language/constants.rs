//! Constant arguments and variables: integers that steer, slices, strings, closures, and what is changed in place.

use std::collections::HashMap;

use grad::differentiable;

use super::agrees::agrees;

#[differentiable]
fn integers_steer(x: f64, n: i32, mask: u8) -> f64 {
    let k = (n * 3 + 1) / 2 - n % 4;
    let bits = (mask << 1 | mask >> 7) & !0b1;
    let m = i64::from(k).pow(2) - n as i64;
    let deep = k.max(2).min(9).abs().wrapping_add(1);
    if bits.count_ones() > 3 && k != 5 || m < 0 {
        x.powi(deep) + x * m as f64
    } else {
        x * f64::from(k) + (x * f64::from(bits)).sin()
    }
}

#[differentiable]
fn integers_from_floats(x: f64, y: f64) -> f64 {
    let n = x as i32;
    let k = (y * 10.0).floor() as i64 % 3;
    let sign = x.is_sign_negative();
    let a = if n > 2 { x * y } else { y };
    let b = match k {
        0 => a * a,
        1 => a.sin(),
        _ => a,
    };
    if sign { -b } else { b }
}

#[differentiable]
fn chosen_constants(x: f64) -> f64 {
    // Which constant it is depends on `x`, but not the constant itself.
    let exponent = if x > 1.0 { 3 } else { 2 };
    let slope = if x > 0.0 { 1.0 } else { 0.1 };
    x.powi(exponent) * slope
}

#[differentiable(constant(weights))]
fn slices(x: f64, weights: &[f64], names: &[&str], index: usize) -> f64 {
    let first = weights[0];
    let last = weights.last().copied().unwrap_or(1.0);
    let sum: f64 = weights.iter().sum();
    let total = weights.iter().map(|w| w * w).fold(0.0, |a, b| a + b);
    x * x * first + x.sin() * last + sum * x + total + weights[index] * x + x * names[index].len() as f64
}

#[differentiable]
fn strings(x: f64, text: &str, owned: String, letter: char) -> f64 {
    let count = text.matches(letter).count();
    let same = text == owned;
    match text {
        "sin" => x.sin(),
        "square" if owned.is_empty() => x * x,
        _ if same => x * owned.len() as f64,
        _ => x * count as f64 + owned.as_str().len() as f64,
    }
}

#[differentiable]
fn callables(x: f64, f: fn(i32) -> f64, g: impl Fn(usize) -> f64, h: &dyn Fn(&str) -> bool) -> f64 {
    let a = f(3) * x;
    let b = g(2) * a;
    let scale = |k: f64| k * g(1) + 1.0;
    let c = b * (scale(2.0) + scale(g(0)));
    if h("go") { a * c } else { x * x * scale(0.5) }
}

#[derive(Clone, Copy, Default)]
struct Settings {
    rate: f64,
    steps: u32,
    inner: (f64, i32),
}

#[differentiable(constant(settings, map, grid))]
fn structures(x: f64, settings: Settings, map: &HashMap<&str, f64>, grid: [[f64; 2]; 2]) -> f64 {
    let Settings { rate, .. } = settings;
    let local = Settings { rate: rate * 2.0, steps: 3, ..settings };
    let (a, b) = settings.inner;
    let extra = map["extra"] + map.get("none").copied().unwrap_or(0.5);
    x * rate + x * x * local.rate * f64::from(local.steps) + a * f64::from(b) * x + extra * x + grid[1][0] * x
}

#[differentiable(constant(extra, t))]
fn generic_constants<T: Copy + Into<f64>, const N: usize>(x: f64, t: T, extra: [f64; N]) -> f64
where
    [f64; N]: Sized,
{
    let k: f64 = t.into();
    let n = N;
    x * x * k + x * extra[n - 1] + N as f64
}

/// What is read before and after a change must be what it was at that time, on the way back too.
#[differentiable]
fn pushed(x: f64) -> f64 {
    let mut v = vec![2];
    let before = v.len();
    let a = x.powi(v[0]);
    v.push(5);
    let b = a * f64::from(v[1]) * x;
    v[0] = 7;
    v[1] += 2;
    let c = b + x * f64::from(v[0] * v[1]);
    v.clear();
    c * before as f64 + x * v.len() as f64
}

fn next(state: &mut u32) -> u32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    *state >> 28
}

#[differentiable]
fn borrowed_mutably(x: f64, seed: u32) -> f64 {
    let mut state = seed;
    let first = next(&mut state);
    let a = x * f64::from(first);
    let between = state;
    let b = a * x + f64::from(next(&mut state)) * x;
    let c = if state > between { b * x } else { b };
    c + x * f64::from(next(&mut state)) + f64::from(between >> 28) * x + f64::from(state >> 28) * x
}

struct Counter {
    count: i32,
    step: i32,
}

impl Counter {
    fn next(&mut self) -> i32 {
        self.count += self.step;
        self.count
    }
}

#[differentiable]
fn methods_that_change(x: f64, start: i32) -> f64 {
    let mut counter = Counter { count: start, step: 2 };
    let a = x.powi(counter.next());
    let seen = counter.count;
    let b = a + x * f64::from(counter.next());
    counter.step = 10;
    counter.count *= 2;
    b * f64::from(counter.next()) + f64::from(seen) * x + f64::from(counter.count) * x
}

#[differentiable]
fn changed_in_arms(x: f64, n: usize) -> f64 {
    let mut list: Vec<usize> = Vec::new();
    let mut total = 0;
    if n > 1 {
        list.push(n);
        total += n;
    } else {
        list.extend([4, 5]);
        list.push(6);
    }
    let a = x * list[0] as f64;
    match list.len() {
        1 => list.insert(0, 9),
        _ => {
            list.pop();
        }
    }
    a * x + list.iter().sum::<usize>() as f64 * x + total as f64
}

#[differentiable]
fn constant_loops(x: f64, n: u32) -> f64 {
    let factorial = (1..=n).fold(1.0, |product, k| product * f64::from(k));
    for k in 0..n {
        assert!(k < n);
    }
    let sum: u32 = (0..n).map(|k| k * k).sum();
    x * x / factorial + x * f64::from(sum)
}

#[test]
fn integer_arithmetic() {
    for (n, mask) in [(0, 1), (3, 0xff), (7, 0b1010_1010), (-4, 3), (100, 0xf0)] {
        agrees(
            move |x: f64| integers_steer(x, n, mask),
            move |x: f64| integers_steer_grad(x, n, mask),
            move |x: f64| integers_steer_vjp(x, n, mask),
            &[0.5, -1.5],
        );
    }
    agrees(
        integers_from_floats,
        integers_from_floats_grad,
        integers_from_floats_vjp,
        &[(0.5, 0.25), (3.5, 0.15), (-1.5, 0.33), (4.5, -0.25)],
    );
    agrees(chosen_constants, chosen_constants_grad, chosen_constants_vjp, &[0.5, -1.5, 2.0]);
}

#[test]
fn constant_arguments() {
    let weights = [2.0, -1.0, 0.5];
    let names = ["a", "bc", "def"];
    for index in 0..3 {
        agrees(
            |x: f64| slices(x, &weights, &names, index),
            |x: f64| slices_grad(x, &weights, &names, index),
            |x: f64| slices_vjp(x, &weights, &names, index),
            &[0.5, -1.5],
        );
    }
    for (text, owned) in [("sin", ""), ("square", ""), ("same", "same"), ("eerie", "abc")] {
        agrees(
            |x: f64| strings(x, text, owned.to_owned(), 'e'),
            |x: f64| strings_grad(x, text, owned.to_owned(), 'e'),
            |x: f64| strings_vjp(x, text, owned.to_owned(), 'e'),
            &[0.5, -1.5],
        );
    }
    let (f, g): (fn(i32) -> f64, _) = (|n| f64::from(n) * 0.5, |n: usize| n as f64 + 1.0);
    for word in ["go", "stop"] {
        let h = |text: &str| text == word;
        agrees(
            |x: f64| callables(x, f, g, &h),
            |x: f64| callables_grad(x, f, g, &h),
            |x: f64| callables_vjp(x, f, g, &h),
            &[0.5, -1.5],
        );
    }
}

#[test]
fn structures_and_generics() {
    let settings = Settings { rate: 0.5, steps: 9, inner: (1.5, 2) };
    let map = HashMap::from([("extra", 3.0)]);
    let grid = [[1.0, 2.0], [3.0, 4.0]];
    agrees(
        |x: f64| structures(x, settings, &map, grid),
        |x: f64| structures_grad(x, settings, &map, grid),
        |x: f64| structures_vjp(x, settings, &map, grid),
        &[0.5, -1.5],
    );
    agrees(
        |x: f64| generic_constants(x, 3_u8, [1.0, 2.0]),
        |x: f64| generic_constants_grad(x, 3_u8, [1.0, 2.0]),
        |x: f64| generic_constants_vjp::<u8, 2>(x, 3, [1.0, 2.0]),
        &[0.5, -1.5],
    );
}

#[test]
fn changes_in_place() {
    agrees(pushed, pushed_grad, pushed_vjp, &[0.5, -1.5]);
    for seed in [1, 12345, 99] {
        agrees(
            move |x: f64| borrowed_mutably(x, seed),
            move |x: f64| borrowed_mutably_grad(x, seed),
            move |x: f64| borrowed_mutably_vjp(x, seed),
            &[0.5, -1.5],
        );
    }
    for start in [-1, 0, 3] {
        agrees(
            move |x: f64| methods_that_change(x, start),
            move |x: f64| methods_that_change_grad(x, start),
            move |x: f64| methods_that_change_vjp(x, start),
            &[0.5, -1.5],
        );
    }
    for n in 0..4 {
        agrees(
            move |x: f64| changed_in_arms(x, n),
            move |x: f64| changed_in_arms_grad(x, n),
            move |x: f64| changed_in_arms_vjp(x, n),
            &[0.5, -1.5],
        );
        agrees(
            move |x: f64| constant_loops(x, n as u32),
            move |x: f64| constant_loops_grad(x, n as u32),
            move |x: f64| constant_loops_vjp(x, n as u32),
            &[0.5, -1.5],
        );
    }
}
