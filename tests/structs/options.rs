//! `Option`s of floats, of references, of structs: taken, made, unwrapped.

use grad::{Differentiable, differentiable};

use crate::floats_of;
use crate::harness::{number, numbers, positive};

floats_of!(Point Layer);

#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Debug, Differentiable)]
pub struct Layer {
    pub weight: f64,
    pub bias: Option<f64>,
    pub scales: Option<Vec<f64>>,
    #[constant]
    pub limit: Option<usize>,
}

#[differentiable]
fn matched(bias: Option<f64>, x: f64) -> f64 {
    match bias {
        Some(b) if b > 0.0 => b.ln() * x,
        Some(b) => b * x,
        None => x * x,
    }
}

#[differentiable]
fn by_reference(bias: &Option<f64>, x: f64) -> f64 {
    let mut y = x;
    if let Some(b) = bias {
        y += b * b;
    }
    match bias {
        Some(b) => y * *b,
        None => y,
    }
}

#[differentiable]
fn made(x: f64, y: f64) -> f64 {
    let scale = if x > y { Some(x * y) } else { None };
    let other = Some(y.sin());
    let sum = match (scale, other) {
        (Some(a), Some(b)) => a * b,
        (None, Some(b)) => b * x,
        _ => 0.0,
    };
    match scale {
        Some(s) => s * sum,
        None => sum,
    }
}

#[differentiable]
fn unwrapped(a: Option<f64>, b: Option<f64>, x: f64) -> f64 {
    let y = a.unwrap_or(2.0) * x + b.unwrap_or(x * x);
    let z = if a.is_some() { a.unwrap() * x } else { 1.0 };
    y * z + b.unwrap_or_else(|| x.exp()) - a.unwrap_or_default()
}

#[differentiable]
fn adapted(a: Option<f64>, x: f64) -> f64 {
    let scaled = a.map(|v| v * x);
    let chained = scaled.and_then(|v| if v > 0.0 { Some(v.ln()) } else { None });
    let either = chained.or(Some(x * 3.0));
    scaled.map_or(x, |v| v * v) + either.unwrap() + a.map(f64::sin).map_or_else(|| x, |v| v / x)
}

#[differentiable]
fn vectors(scales: &Option<Vec<f64>>, x: f64) -> f64 {
    let mut sum = match scales {
        Some(scales) => scales.iter().map(|s| s * x).sum::<f64>(),
        None => x,
    };
    if let Some(s) = scales
        && s.len() > 1
    {
        sum += s[1] * s[0];
    }
    sum * scales.as_ref().map_or(1.0, |s| s[0])
}

#[differentiable]
fn structs(point: Option<Point>, x: f64) -> f64 {
    match point {
        Some(Point { x: a, y }) if a > y => a * y * x,
        Some(p) => p.x * x,
        None => x.cos(),
    }
}

impl Layer {
    #[differentiable]
    fn forward(&self, x: f64) -> f64 {
        let mut y = self.weight * x + self.bias.unwrap_or(0.0);
        if let Some(scales) = &self.scales {
            for s in scales {
                y = (y * s).tanh();
            }
        }
        match self.limit {
            Some(n) if n > 1 => y / n as f64,
            _ => y,
        }
    }
}

#[differentiable]
fn layers(layers: &[Layer], x: f64) -> f64 {
    let mut h = x;
    for layer in layers {
        h = layer.forward(h);
        if let Some(b) = layer.bias {
            h += b * x;
        }
    }
    h
}

#[differentiable]
fn best(xs: &[f64], y: f64) -> f64 {
    let mut best = None;
    for x in xs {
        best = match best {
            Some(b) if b > *x => Some(b),
            _ => Some(*x),
        };
    }
    let mut last: Option<f64> = None;
    for x in xs {
        if *x > 0.0 {
            last = Some(x * y);
        } else if let Some(l) = last {
            last = Some(l * x);
        }
    }
    best.unwrap_or(y) * y + last.unwrap_or(0.0)
}

fn layer(bias: Option<f64>, scales: Option<Vec<f64>>) -> Layer {
    Layer { weight: number(), bias, scales, limit: Some(fastrand::usize(1..4)) }
}

#[test]
fn options_are_matched() {
    for some in [false, true] {
        let draw = || some.then(number);
        zoo!(matched, matched_grad, matched_grad_into, matched_vjp: draw(), number());
        zoo!(by_reference, by_reference_grad, by_reference_grad_into, by_reference_vjp: &draw(), number());
        zoo!(unwrapped, unwrapped_grad, unwrapped_grad_into, unwrapped_vjp: draw(), Some(number()), number());
        zoo!(unwrapped, unwrapped_grad, unwrapped_grad_into, unwrapped_vjp: draw(), None::<f64>, number());
        zoo!(adapted, adapted_grad, adapted_grad_into, adapted_vjp: some.then(positive), positive());
        let point = || some.then(|| Point { x: number(), y: number() });
        zoo!(structs, structs_grad, structs_grad_into, structs_vjp: point(), number());
        zoo!(vectors, vectors_grad, vectors_grad_into, vectors_vjp: &some.then(|| numbers(3)), number());
    }
    zoo!(made, made_grad, made_grad_into, made_vjp: number(), number());
    for n in [0, 1, 5] {
        zoo!(best, best_grad, best_grad_into, best_vjp: &numbers(n), number());
    }
    let all = || {
        vec![
            layer(None, None),
            layer(Some(number()), None),
            layer(None, Some(numbers(2))),
            layer(Some(number()), Some(numbers(1))),
        ]
    };
    zoo!(layers, layers_grad, layers_grad_into, layers_vjp: &all(), number());
}

#[differentiable]
fn slices(bias: Option<&[f64]>, scale: Option<&f64>, x: &[f64]) -> f64 {
    let mut sum = 0.0;
    if let Some(b) = bias {
        for i in 0..x.len() {
            sum += b[i] * x[i];
        }
        sum += b.iter().sum::<f64>();
    }
    match scale {
        Some(s) if *s > 0.0 => sum * s.ln(),
        Some(&s) => sum * s,
        None => sum * x[0] + scale.copied().unwrap_or(1.0),
    }
}

#[differentiable]
fn twice(bias: Option<&[f64]>, x: &[f64]) -> f64 {
    slices(bias, None, x) + slices(bias, Some(&2.0), x) * slices(None, None, x)
}

#[differentiable]
fn half(x: f64) -> Option<f64> {
    if x > 0.0 { Some(0.5 * x * x) } else { None }
}

#[differentiable]
fn of_results(x: f64, y: f64) -> f64 {
    let first = half(x);
    let second = half(y).map(|h| h * x);
    match half(x * y) {
        Some(h) => h * first.unwrap_or(3.0) + second.unwrap_or(y),
        None => first.unwrap_or(y) - second.unwrap_or(x) + half(2.0).unwrap(),
    }
}

#[differentiable]
fn passed_on(a: Option<f64>, x: f64) -> f64 {
    let b = a.map(|v| v * x);
    matched(a, x) * by_reference(&b, x) + matched(b, x) + matched(Some(x * x), x) + matched(None, x)
}

#[differentiable]
fn changed(a: &mut Option<f64>, list: &mut Vec<Option<f64>>, x: f64) -> f64 {
    if let Some(v) = a {
        *v *= x;
    }
    for item in list.iter_mut() {
        if let Some(v) = item {
            *v += x * x;
        }
    }
    let mut own = list.clone();
    own.push(Some(x));
    own[1] = Some(x * x);
    own[0] = None;
    if let Some(v) = a.as_mut() {
        *v += 1.0;
    }
    let mut sum = a.unwrap_or(x);
    for i in 0..own.len() {
        if let Some(v) = own[i] {
            sum += v * sum;
        }
    }
    sum
}

#[differentiable]
fn tuples(pair: Option<(f64, f64)>, triple: [Option<f64>; 3], x: f64) -> f64 {
    let mut sum = match pair {
        Some((a, b)) => a * b,
        None => x,
    };
    for t in triple {
        sum *= t.unwrap_or(1.5);
    }
    if matches!(triple[1], Some(t) if t > 0.0) { sum * x } else { sum }
}

#[differentiable]
fn let_else(a: Option<f64>, x: f64) -> f64 {
    let Some(v) = a else { return x * x };
    let Some(w) = half(v) else {
        return v * x;
    };
    v * w * x
}

/// A result of which nothing is used, beside a change that is.
#[differentiable]
fn doubled(xs: &mut [f64], x: f64) -> Option<f64> {
    for v in xs.iter_mut() {
        *v *= x;
    }
    if xs.len() > 0 { Some(xs[0] * x) } else { None }
}

#[differentiable]
fn unused_results(xs: &mut [f64], x: f64) -> f64 {
    doubled(xs, x);
    let _ = doubled(xs, 2.0 * x);
    xs.iter().sum::<f64>() * x
}

#[differentiable]
fn taken_out(a: Option<f64>, x: f64) -> f64 {
    a.unwrap() * x
}

#[differentiable]
fn expected(a: &Option<f64>, x: f64) -> f64 {
    let mut y = x * x;
    if x > 1.0 {
        y *= a.expect("a scale for large numbers");
    }
    y
}

/// The gradient panics where the function does, and as it does.
#[test]
fn panics_are_the_functions_own() {
    let message = |run: &dyn Fn()| {
        let payload = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_err();
        let owned = payload.downcast_ref::<String>().cloned();
        owned.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap()
    };
    let own = message(&|| _ = taken_out(None, 1.0));
    assert_eq!(message(&|| _ = taken_out_grad(None, 1.0)), own);
    assert_eq!(message(&|| _ = taken_out_vjp(None, 1.0)), own);
    assert_eq!(message(&|| _ = taken_out_grad_into(None, 1.0, &mut None, &mut 0.0)), own);
    let own = message(&|| _ = expected(&None, 2.0));
    assert_eq!(message(&|| _ = expected_grad(&None, 2.0)), own);
    assert_eq!(expected_grad(&None, 0.5), (0.25, (None, 1.0)));
    assert_eq!(taken_out_grad(Some(2.0), 3.0), (6.0, (Some(3.0), 2.0)));
}

#[test]
fn options_of_references() {
    let x = vec![2.0, 3.0];
    let b = [5.0, -1.0];
    let (value, (db, ds, dx)) = slices_grad(Some(&b), Some(&-2.0), &x);
    assert_eq!(value, -2.0 * (10.0 - 3.0 + 4.0));
    assert_eq!((db, ds, dx), (Some(vec![-6.0, -8.0]), Some(11.0), vec![-10.0, 2.0]));
    let (value, (db, ds, dx)) = slices_grad(None, None, &x);
    assert_eq!((value, db, ds, dx), (1.0, None, None, vec![0.0, 0.0]));
    let (mut db, mut ds, mut dx) = (Some(vec![1.0, 1.0]), None, vec![0.0; 2]);
    let value = slices_grad_into(Some(&b), None, &x, &mut db, &mut ds, &mut dx);
    assert_eq!(value, 11.0 * 2.0 + 1.0);
    assert_eq!((db, ds, dx), (Some(vec![1.0 + 6.0, 1.0 + 8.0]), None, vec![5.0 * 2.0 + 11.0, -2.0]));
    let (_, pullback) = slices_vjp(Some(&b), Some(&-2.0), &x);
    assert_eq!(pullback(2.0), (Some(vec![-12.0, -16.0]), Some(22.0), vec![-20.0, 4.0]));

    let f = |b: &[f64]| twice(Some(b), &x);
    let (value, (db, _)) = twice_grad(Some(&b), &x);
    assert_eq!(value, f(&b));
    for i in 0..2 {
        let moved = |by: f64| f(&std::array::from_fn::<f64, 2, _>(|j| if i == j { b[j] + by } else { b[j] }));
        let slope = (moved(1e-3) - moved(-1e-3)) / 2e-3;
        assert!((slope - db.as_ref().unwrap()[i]).abs() < 1e-6, "{slope} {db:?}");
    }
}

#[test]
fn options_come_and_go() {
    zoo!(of_results, of_results_grad, of_results_grad_into, of_results_vjp: number(), number());
    for some in [false, true] {
        let draw = || some.then(number);
        zoo!(passed_on, passed_on_grad, passed_on_grad_into, passed_on_vjp: draw(), number());
        zoo!(let_else, let_else_grad, let_else_grad_into, let_else_vjp: draw(), number());
        zoo!(tuples, tuples_grad, tuples_grad_into, tuples_vjp: some.then(|| (number(), number())), [draw(), Some(number()), None], number());
        zoo!(changed, changed_grad, changed_grad_into, changed_vjp: &mut draw(), &mut vec![Some(number()), None, draw()], number());
    }
    for n in [0, 1, 3] {
        zoo!(unused_results, unused_results_grad, unused_results_grad_into, unused_results_vjp: &mut numbers(n), number());
    }
    let (value, pullback) = half_vjp(3.0);
    assert_eq!((value, pullback(Some(2.0))), (Some(4.5), 6.0));
    let (value, pullback) = half_vjp(-3.0);
    assert_eq!((value, pullback(None)), (None, 0.0));
}

#[test]
fn options_are_results() {
    for draw in [positive, || -positive()] {
        zoo_vjp!(half, half_vjp: draw());
    }
    for n in [1, 3] {
        zoo_vjp!(doubled, doubled_vjp: &mut numbers(n), number());
    }
}

/// A seed or a buffer that is there where the value is not, or the other way round, is never left out in silence.
#[test]
fn the_other_case_of_an_option() {
    let panics = |run: &mut dyn FnMut()| {
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err(), "it must panic");
    };
    panics(&mut || _ = half_vjp(3.0).1(None));
    panics(&mut || _ = half_vjp(-3.0).1(Some(1.0)));
    for (bias, buffer) in [(Some(1.0), None), (None, Some(1.0))] {
        let (mut d_bias, mut dx) = (buffer, 7.0);
        panics(&mut || _ = matched_grad_into(bias, 2.0, &mut d_bias, &mut dx));
        assert_eq!((d_bias, dx), (buffer, 7.0));
    }
}

/// Guards ask for parts of what is held.
#[differentiable]
fn best_pair(xs: &[f64], k: f64) -> f64 {
    let mut best: Option<(f64, f64)> = None;
    for x in xs {
        best = match best {
            Some((b, _)) if b > *x => best,
            Some((b, c)) if b * c < k => Some((x * b, c)),
            Some((b, c)) => Some((*x, b * c)),
            None => Some((*x, k)),
        };
    }
    best.map_or(k, |(b, c)| b * c)
}

#[differentiable]
fn held_array(held: Option<[f64; 2]>, k: f64) -> f64 {
    match held {
        Some([a, b]) if a > b => a * b,
        Some([a, _]) => a * a * k,
        None => k,
    }
}

#[test]
fn guards_look_into_what_is_held() {
    for n in [0, 1, 2, 5] {
        zoo!(best_pair, best_pair_grad, best_pair_grad_into, best_pair_vjp: &numbers(n), number());
    }
    for _ in 0..3 {
        zoo!(held_array, held_array_grad, held_array_grad_into, held_array_vjp: Some([number(), number()]), number());
    }
}
