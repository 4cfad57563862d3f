//! Structs go into annotated functions and come out of them.

use grad::{Differentiable, differentiable};

use super::basics::{Layer, LayerTangent, Params, Point, layer, params, point};
use crate::floats_of;
use crate::harness::{number, numbers};

#[differentiable]
fn dense(layer: &Layer, x: f64) -> f64 {
    (layer.slope * x + layer.bias).tanh() * (1.0 + layer.index as f64)
}

#[differentiable]
fn dense_by_value(layer: Layer, x: f64) -> f64 {
    layer.slope * x + layer.bias
}

#[differentiable]
fn scaled(p: &Point, factor: f64) -> Point {
    Point { x: factor * p.x, y: p.y * p.x, steps: p.steps + 1 }
}

#[differentiable]
fn norm(p: Point) -> f64 {
    p.x.hypot(p.y)
}

#[differentiable]
fn advance(p: &mut Point, factor: f64) {
    p.x += factor * p.y;
    p.y -= factor * p.x;
    p.steps += 1;
}

#[differentiable]
fn power(x: f64, n: usize) -> f64 {
    let mut product = 1.0;
    for _ in 0..n {
        product *= x;
    }
    product
}

#[differentiable(constant(k))]
fn held(x: f64, k: f64) -> f64 {
    x * x * k
}

#[differentiable]
fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[differentiable(constant(settings))]
fn picked(x: &[f64], settings: &[usize]) -> f64 {
    x[settings[0]] * x[settings[1]]
}

#[differentiable]
fn members_by_reference(p: &Params, x: f64) -> f64 {
    let first = dense(&p.layer, x);
    let mut h = first;
    for layer in &p.layers {
        h = dense(layer, h);
    }
    h * dense(&p.layers[0], p.rate)
}

#[differentiable]
fn members_by_value(p: &Params, x: f64) -> f64 {
    let layer = p.layer;
    dense_by_value(p.layer, x) + dense_by_value(layer, p.rate) * dense_by_value(layer, x) + held(x, p.step)
}

#[differentiable]
fn integers_to_calls(p: &Params, x: f64) -> f64 {
    let n = p.count;
    let mut sum = power(x, p.count) * p.rate;
    for w in &p.weights {
        sum += power(*w, n) * power(x, n + 1);
    }
    sum
}

#[differentiable]
fn two_members(p: &Params, x: f64) -> f64 {
    dot(&p.weights, &p.weights) * x + dot(&p.center, &p.weights[1..]) + dot(&p.weights[..2], &p.weights[2..])
}

#[differentiable]
fn constant_member_by_reference(p: &Params, x: f64) -> f64 {
    let sizes = [p.layer.index, p.count - 1];
    picked(&p.weights, &sizes) * x + picked(&p.center, &p.order) + picked(&p.weights, &p.order)
}

#[differentiable]
fn whole_by_reference(p: &Params, x: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..3 {
        sum += members_by_reference(p, x * i as f64) + two_members(&p, x);
    }
    sum * p.rate
}

#[differentiable]
fn results(p: Point, factor: f64) -> f64 {
    let q = scaled(&p, factor);
    let r = scaled(&q, q.y);
    norm(r) * norm(scaled(&q, r.x)) + scaled(&r, 2.0).y + r.steps as f64
}

#[differentiable]
fn changes(p: Point, factor: f64) -> f64 {
    let mut q = p;
    let before = norm(q);
    for _ in 0..q.steps {
        advance(&mut q, factor * before);
    }
    norm(q) + p.x * q.y
}

#[differentiable]
fn of_argument(p: &mut Point, factor: f64) -> f64 {
    advance(p, factor);
    let x = p.x;
    advance(p, x);
    norm(*p) * p.y
}

#[differentiable]
fn collected(xs: &[f64], p: &Point) -> f64 {
    let points: Vec<Point> = xs.iter().map(|x| Point { x: x * p.x, y: p.y - x, steps: 1 }).collect();
    let mut sum = 0.0;
    for point in &points {
        sum += norm(*point) * point.x;
    }
    sum + points.iter().map(|q| q.x * q.y).sum::<f64>()
}

#[test]
fn structs_are_passed() {
    zoo!(
        members_by_reference, members_by_reference_grad, members_by_reference_grad_into, members_by_reference_vjp:
        &params(), number()
    );
    zoo!(members_by_value, members_by_value_grad, members_by_value_grad_into, members_by_value_vjp: &params(), number());
    zoo!(integers_to_calls, integers_to_calls_grad, integers_to_calls_grad_into, integers_to_calls_vjp: &params(), number());
    zoo!(two_members, two_members_grad, two_members_grad_into, two_members_vjp: &params(), number());
    zoo!(
        constant_member_by_reference, constant_member_by_reference_grad, constant_member_by_reference_grad_into,
        constant_member_by_reference_vjp: &params(), number()
    );
    zoo!(
        whole_by_reference, whole_by_reference_grad, whole_by_reference_grad_into, whole_by_reference_vjp:
        &params(), number()
    );
}

#[test]
fn structs_come_back() {
    zoo!(results, results_grad, results_grad_into, results_vjp: point(), number());
    zoo!(changes, changes_grad, changes_grad_into, changes_vjp: point(), number());
    zoo!(of_argument, of_argument_grad, of_argument_grad_into, of_argument_vjp: &mut point(), number());
    zoo_vjp!(scaled, scaled_vjp: &point(), number());
    zoo_mut!(advance, advance_vjp: &mut point(), number());
    for n in [0, 1, 4] {
        zoo!(collected, collected_grad, collected_grad_into, collected_vjp: &numbers(n), &point());
    }
}

#[differentiable]
fn both(layer: &Layer, x: f64) -> (Layer, f64) {
    let y = layer.slope * x;
    (Layer { slope: y, ..*layer }, y * layer.bias)
}

#[differentiable]
fn many(layer: Layer, xs: &[f64]) -> Vec<Layer> {
    xs.iter().map(|x| Layer { slope: layer.slope * x, bias: layer.bias - x, index: 2 }).collect()
}

#[differentiable]
fn of_many(layers: &[Layer], x: f64) -> f64 {
    let mut h = x;
    for layer in layers {
        h = dense_by_value(*layer, h) + layer.bias;
    }
    h
}

#[differentiable]
fn through_both(layer: &Layer, xs: &[f64]) -> f64 {
    let (other, y) = both(layer, xs[0]);
    of_many(&many(other, xs), y) + other.slope
}

#[test]
fn structs_in_tuples_and_vectors() {
    zoo_vjp!(both, both_vjp: &layer(), number());
    zoo_vjp!(many, many_vjp: layer(), &numbers(3));
    zoo!(of_many, of_many_grad, of_many_grad_into, of_many_vjp: &vec![layer(), layer()], number());
    zoo!(through_both, through_both_grad, through_both_grad_into, through_both_vjp: &layer(), &numbers(3));
}

#[test]
fn seeds_and_buffers_are_tangents() {
    let layer = Layer { slope: 2.0, index: 1, bias: 3.0 };
    let ((other, y), pullback) = both_vjp(&layer, 5.0);
    assert_eq!((other.slope, other.index, other.bias, y), (10.0, 1, 3.0, 30.0));
    let (d_layer, d_x) = pullback((LayerTangent { slope: 1.0, bias: 10.0 }, 100.0));
    // slope: 5 (1 + 100 · 3), bias: 10 + 100 · 10, x: 2 (1 + 100 · 3)
    assert_eq!((d_layer, d_x), (LayerTangent { slope: 1505.0, bias: 1010.0 }, 602.0));

    let mut d_layers = vec![layer.zero_tangent(); 2];
    let mut d_x = 0.5;
    let value = of_many_grad_into(&[layer, layer], 1.0, &mut d_layers, &mut d_x);
    // h = 2 x + 6 = 8, then 2 h + 6 = 22.
    assert_eq!(value, 22.0);
    assert_eq!(d_layers, [LayerTangent { slope: 2.0, bias: 4.0 }, LayerTangent { slope: 8.0, bias: 2.0 }]);
    assert_eq!(d_x, 4.5);
}

/// A struct that holds another one by a parameter, and lives as long as something else.
#[derive(Clone, Debug, Differentiable)]
pub struct Model<'a, L, const N: usize> {
    pub name: &'a str,
    pub layers: [L; N],
    pub scale: f64,
}

floats_of!(Model<'static, Layer, 2>);

#[differentiable]
fn of_model(model: &Model<'_, Layer, 2>, x: f64) -> f64 {
    let mut h = x;
    for layer in &model.layers {
        h = dense(layer, h);
    }
    if model.name.is_empty() { h } else { h * model.scale }
}

#[differentiable]
fn of_any_length<const N: usize>(model: &Model<'_, Layer, N>, x: f64) -> f64 {
    let mut h = x;
    for i in 0..N {
        h = dense_by_value(model.layers[i], h);
    }
    h * model.scale
}

#[test]
fn generic_structs() {
    let model = || Model { name: "some", layers: [layer(), layer()], scale: number() };
    zoo!(of_model, of_model_grad, of_model_grad_into, of_model_vjp: &model(), number());
    zoo!(of_any_length, of_any_length_grad, of_any_length_grad_into, of_any_length_vjp: &model(), number());
}

/// A result with an empty vector in it, which may be used or not.
#[derive(Clone, Debug, Differentiable)]
pub struct Series {
    pub start: f64,
    pub rest: Vec<f64>,
}

floats_of!(Series);

#[differentiable]
fn series(x: f64, n: usize) -> Series {
    Series { start: x * x, rest: vec![x; n] }
}

#[differentiable(wrt(x, y))]
fn may_use_series(x: f64, y: f64, n: usize) -> f64 {
    let s = series(x, n);
    let pair = pair_of_series(x, n);
    if y > 0.0 { s.start * y + pair[0].start } else { y }
}

#[differentiable]
fn pair_of_series(x: f64, n: usize) -> [Series; 2] {
    [series(x, n), series(x, 2)]
}

/// A state whose vector has another length after each step.
#[differentiable]
fn halved(s: &Series, k: f64) -> Series {
    let mut rest = vec![];
    for i in 0..s.rest.len() / 2 {
        rest.push(k * s.rest[2 * i] * s.rest[2 * i + 1]);
    }
    Series { start: s.start * k, rest }
}

#[differentiable]
fn halved_often(s: &Series, k: f64, n: usize) -> f64 {
    let mut pair = pair_of_series(k, 3);
    let mut s = s.clone();
    for _ in 0..n {
        s = halved(&s, k);
        pair[0] = halved(&pair[0], k);
    }
    let last = halved(&s, k * k);
    s = last;
    s.start * s.rest.iter().sum::<f64>() + pair[0].rest.iter().sum::<f64>()
}

#[test]
fn lengths_that_change() {
    for n in [0, 1, 2] {
        let series = || Series { start: number(), rest: numbers(8) };
        zoo!(halved_often, halved_often_grad, halved_often_grad_into, halved_often_vjp: &series(), number(), = n);
    }
}

/// A vector that nobody uses, beside a change that somebody does.
#[differentiable]
fn scales(xs: &mut [f64], x: f64) -> Vec<f64> {
    for v in xs.iter_mut() {
        *v *= x;
    }
    vec![xs[0], xs[0] * x]
}

#[differentiable]
fn drops_result(xs: &mut [f64], x: f64) -> f64 {
    let _ = scales(xs, x);
    scales(xs, x * x);
    xs[0] * xs[1]
}

#[test]
fn results_that_are_empty_or_unused() {
    for n in [0, 1, 2] {
        zoo!(may_use_series, may_use_series_grad, may_use_series_grad_into, may_use_series_vjp: number(), number(), = n);
    }
    zoo!(drops_result, drops_result_grad, drops_result_grad_into, drops_result_vjp: &mut numbers(3), number());
}

/// Members that count, which only their struct tells: they are handed to functions that nobody annotates.
#[derive(Clone, Debug, Differentiable)]
pub struct Grid {
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f64>,
}

floats_of!(Grid);

fn blank(n: usize) -> Vec<f64> {
    vec![0.0; n]
}

fn weight(rows: usize, columns: usize) -> f64 {
    1.0 / (1 + rows + columns) as f64
}

impl Grid {
    #[differentiable]
    pub fn sums(&self, factor: f64) -> Vec<f64> {
        let mut sums = blank(self.rows + 1);
        let weight = weight(self.rows, self.columns);
        for (i, value) in self.values.iter().enumerate() {
            sums[i / self.columns] += factor * value * weight;
        }
        sums
    }
}

#[differentiable]
fn of_grid(grid: &Grid, factor: f64) -> f64 {
    let mut total = blank(usize::max(grid.columns, 1))[0];
    let sums = grid.sums(factor);
    for sum in sums {
        total += sum * sum * grid.rows as f64;
    }
    total
}

#[test]
fn members_that_count() {
    for (rows, columns) in [(0, 1), (1, 1), (2, 3)] {
        let grid = || Grid { rows, columns, values: numbers(rows * columns) };
        zoo_vjp!(sums_of, sums_of_vjp: &grid(), number());
        zoo!(of_grid, of_grid_grad, of_grid_grad_into, of_grid_vjp: &grid(), number());
    }
}

#[differentiable]
fn sums_of(grid: &Grid, factor: f64) -> Vec<f64> {
    grid.sums(factor)
}

/// A result of several things, which one pattern takes apart.
#[differentiable]
fn several(x: f64, xs: &[f64]) -> ((f64, Grid), [f64; 2], Vec<f64>) {
    let grid = Grid { rows: 1, columns: xs.len(), values: xs.to_vec() };
    ((x * x, grid), [x, 3.0 * x], xs.iter().map(|y| x * y).collect())
}

#[differentiable]
fn of_several(x: f64, xs: &[f64]) -> f64 {
    let ((square, grid), [a, _], products) = several(x, xs);
    let mut sum = square * a;
    for i in 0..products.len() {
        sum += products[i] * grid.values[i];
    }
    sum
}

#[test]
fn results_of_several_things() {
    for n in [0, 1, 2, 5] {
        zoo_vjp!(several, several_vjp: number(), &numbers(n));
        zoo!(of_several, of_several_grad, of_several_grad_into, of_several_vjp: number(), &numbers(n));
    }
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct State {
    position: f64,
    speed: f64,
}

#[differentiable]
fn pushed(state: State, rate: f64, force: State) -> State {
    let speed = state.speed + force.speed * (rate * state.position).sin();
    State { position: state.position + force.position * speed * state.position, speed }
}

// Nothing here looks into the state: that a trip saves no number shows only in called functions.
#[differentiable]
fn carried_on(rate: f64, forces: &[f64]) -> State {
    let mut state = State { position: 0.3, speed: 0.5 };
    for i in 0..forces.len() {
        let force = State { position: forces[i], speed: rate };
        state = pushed(state, rate * forces[i], force);
    }
    state
}

#[differentiable]
fn carried_on_for_each(rates: &[f64], forces: &[f64]) -> Vec<State> {
    let mut ends = Vec::new();
    for rate in rates {
        let mut state = State { position: 0.3, speed: 0.5 };
        for i in 0..forces.len() {
            if i == 1 {
                continue;
            }
            let force = State { position: forces[i], speed: 0.4 };
            state = pushed(state, rate * forces[i], force);
        }
        ends.push(state);
    }
    ends
}

#[differentiable]
fn of_states(p: &[f64]) -> f64 {
    let end = carried_on(p[0], &p[1..]);
    let rates = [end.position, end.speed];
    let ends = carried_on_for_each(&rates, p);
    ends[0].position * ends[1].speed + ends[1].position
}

// What nobody is owed on one of the ways is a struct of zeros, not the number zero.
#[differentiable]
fn one_of_two(rate: f64, forces: &[f64]) -> State {
    let mut last = pushed(State { position: 0.3, speed: 0.5 }, rate, State { position: rate, speed: 0.1 });
    let mut other = last;
    for i in 0..forces.len() {
        last = pushed(last, forces[i], other);
        if i == 1 {
            other = last;
        }
    }
    if rate > 0.5 { other } else { last }
}

#[differentiable]
fn one_of_two_folded(rate: f64, forces: &[f64]) -> State {
    let force = State { position: rate, speed: 0.1 };
    let start = forces.iter().fold(pushed(force, rate, force), |state, rate| pushed(state, *rate, force));
    forces.windows(2).fold(start, |state, pair| if pair[0] < pair[1] { pushed(state, pair[0], start) } else { state })
}

#[differentiable]
fn of_either(p: &[f64]) -> f64 {
    let a = one_of_two(p[0], &p[1..]);
    let b = one_of_two(p[1], p);
    let c = one_of_two_folded(p[0], &p[1..]);
    let d = one_of_two_folded(p[1], p);
    a.position * b.speed + b.position * c.position + c.speed * d.position
}

#[differentiable]
fn layer_of(slope: f64, bias: f64) -> Layer {
    Layer { slope, bias: slope * bias, index: 1 }
}

#[derive(Clone, Differentiable)]
struct Weights {
    all: Vec<f64>,
}

#[differentiable]
fn weights_of(p: &[f64]) -> Weights {
    Weights { all: vec![p[0] * p[1], p[2], p[0]] }
}

#[differentiable]
fn weighed(weights: &Weights, x: f64) -> f64 {
    (weights.all[0] * x).sin() + weights.all[1] * weights.all[2]
}

#[differentiable]
fn of_repeated(p: &[f64]) -> f64 {
    let layers = vec![layer_of(p[0], p[1]); p.len()];
    let weights = vec![weights_of(p); p.len()];
    let mut sum = 0.0;
    for i in 0..p.len() {
        sum += dense(&layers[i], p[i]) * weighed(&weights[i], p[i]);
    }
    sum
}

#[test]
fn a_state_that_only_called_functions_look_into_is_carried() {
    let p = [0.7, -0.3, 1.2, 0.4];
    let (value, slopes) = of_states_grad(&p);
    assert_eq!(value, of_states(&p));
    grad::check::gradient_of(of_states, &p, &slopes).assert();
}

#[test]
fn a_state_that_nobody_is_owed_is_a_struct_of_zeros() {
    for p in [[0.7, -0.3, 1.2, 0.4], [0.2, 0.9, -0.6, 1.1]] {
        let (value, slopes) = of_either_grad(&p);
        assert_eq!(value, of_either(&p));
        grad::check::gradient_of(of_either, &p, &slopes).assert();
    }
}

#[test]
fn what_a_function_gives_is_repeated() {
    let p = [0.7, -0.3, 1.2, 0.4];
    let (value, slopes) = of_repeated_grad(&p);
    assert_eq!(value, of_repeated(&p));
    grad::check::gradient_of(of_repeated, &p, &slopes).assert();
}
