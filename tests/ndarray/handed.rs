//! Views of arrays that are handed to other functions, which take them by value.

use grad::differentiable;
use grad::graph::Value;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};

use crate::draw::{matrix, vector};
use crate::harness::number;

#[differentiable]
fn energy(x: ArrayView1<f64>) -> f64 {
    x.dot(&x) * x[0] + x.mapv(f64::sin).sum()
}

#[differentiable]
fn distance(x: ArrayView1<f64>, y: ArrayView1<f64>) -> f64 {
    (&x - &y).mapv(|d| d * d).sum().sqrt()
}

#[differentiable]
fn with_loop(x: ArrayView1<f64>, scale: f64) -> f64 {
    let mut sum = 0.0;
    for (i, v) in x.iter().enumerate() {
        sum += scale * v * (i + 1) as f64 + x[i] * v;
    }
    sum
}

#[differentiable]
fn affine(w: ArrayView2<f64>, x: ArrayView1<f64>) -> Array1<f64> {
    w.dot(&x)
}

#[differentiable]
fn handed_on(x: ArrayView1<'_, f64>) -> f64 {
    energy(x) * energy(x.slice(s![1..]))
}

#[differentiable(constant(c))]
fn weighted(x: ArrayView1<f64>, c: ArrayView1<f64>) -> f64 {
    (&x * &c).sum() * x[1]
}

#[differentiable]
fn of_whole(x: &Array1<f64>) -> f64 {
    energy(x.view()) * 2.0
}

#[differentiable]
fn of_rows(x: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for row in x.rows() {
        sum += energy(row);
    }
    for row in x.outer_iter() {
        sum += with_loop(row, 0.5);
    }
    sum + energy(x.column(1))
}

#[differentiable]
fn pairs(x: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.nrows() {
        for j in 0..i {
            sum += distance(x.row(i), x.row(j));
        }
    }
    sum
}

#[differentiable]
fn named(x: &Array2<f64>, k: f64) -> f64 {
    let v = x.row(0);
    let all = x.view();
    let turned = x.t();
    with_loop(v, k) + affine(all, v).sum() * affine(turned, x.column(0)).sum()
}

#[differentiable]
fn of_slices(x: &Array1<f64>) -> f64 {
    distance(x.slice(s![..2]), x.slice(s![1..])) + energy(x.slice(s![1..;2]))
}

#[differentiable]
fn twice(x: &Array1<f64>) -> f64 {
    let v = x.view();
    distance(v, v.slice(s![..;-1])) + distance(x.view(), x.view()).max(0.1)
}

#[differentiable]
fn changed_later(x: &Array2<f64>, k: f64) -> f64 {
    let mut y = x * k;
    let before = energy(y.row(0));
    y[[0, 1]] = before;
    let between = affine(y.view(), y.row(0));
    y.row_mut(0).fill(k);
    before + between.sum() + energy(y.row(0)) + energy(between.view())
}

#[differentiable]
fn changed_in_a_loop(x: &Array1<f64>) -> f64 {
    let mut y = x.clone();
    let mut sum = 0.0;
    for i in 0..3 {
        sum += with_loop(y.view(), 0.1);
        y[i % 2] *= 0.5 + sum * 0.01;
    }
    sum
}

#[differentiable(constant(data))]
fn of_constants(x: &Array1<f64>, data: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for row in data.rows() {
        sum += distance(x.view(), row) + weighted(x.view(), row);
    }
    let local = data.mapv(|v| 2.0 * v);
    sum + weighted(x.view(), local.row(0)) + affine(data.view(), x.view()).sum()
}

#[differentiable]
fn constants_of_ones_own(x: &Array1<f64>) -> f64 {
    let weights = Array1::from_elem(3, 0.5);
    let mut sum = 0.0;
    for k in 0..3 {
        let mut direction = Array1::zeros(3);
        direction[k] = 1.0;
        sum += weighted(x.view(), direction.view()) + distance(x.view(), direction.view());
    }
    sum + weighted(x.view(), weights.view())
}

#[differentiable(constant(c))]
fn looks_at_it_first(c: ArrayView1<f64>, x: f64) -> f64 {
    c.sum() * x
}

#[differentiable(constant(c))]
fn looks_at_it_again(c: ArrayView1<f64>, x: f64) -> f64 {
    c[0] * x * x + c.dot(&c) * (x * c[1]).sin()
}

#[differentiable]
fn numbers_with_constants(x: f64) -> f64 {
    let mut c = Array1::linspace(0.0, 1.0, 3);
    let mut sum = looks_at_it_first(c.view(), x * x) * looks_at_it_again(c.view(), x);
    for k in 0..3 {
        c[k] += 0.5;
        sum += looks_at_it_first(c.view(), x.sin()) * looks_at_it_again(c.slice(s![..;-1]), x);
    }
    sum
}

#[differentiable]
fn of_axes(x: &Array2<f64>) -> f64 {
    let sums: f64 = x.axis_iter(Axis(1)).map(|column| energy(column)).sum();
    sums * x.rows().into_iter().map(energy).fold(1.0, |a, b| a * b)
}

struct Layer {
    scale: f64,
}

impl Layer {
    #[differentiable(constant(self))]
    fn apply(&self, x: ArrayView1<f64>) -> f64 {
        energy(x) * self.scale
    }
}

#[differentiable(constant(layer))]
fn of_methods(x: &Array2<f64>, layer: &Layer) -> f64 {
    let mut sum = 0.0;
    for row in x.rows() {
        sum += layer.apply(row);
    }
    sum
}

#[differentiable]
fn halves(x: ArrayView1<f64>) -> f64 {
    let n = x.len();
    if n == 1 {
        return x[0].sin();
    }
    halves(x.slice(s![..n / 2])) * 2.0 + halves(x.slice(s![n / 2..])) * x[0]
}

#[differentiable]
fn of_halves(x: &Array1<f64>) -> f64 {
    halves(x.view())
}

#[differentiable]
fn of_a_lifetime<'a>(x: ArrayView1<'a, f64>, y: ArrayView1<'a, f64>, scale: f64) -> f64 {
    let mut sum = 0.0;
    for (v, w) in x.iter().zip(y) {
        sum += v.sin() * scale * w;
    }
    sum * sum
}

#[differentiable]
fn of_lifetimes(x: &Array2<f64>, k: f64) -> f64 {
    of_a_lifetime(x.row(1), x.row(0), k) + of_a_lifetime(x.column(0), x.column(0), 0.3)
}

trait Kernel {
    #[differentiable(constant(self))]
    fn value(&self, x: ArrayView1<f64>, y: ArrayView1<f64>) -> f64;
}

struct Gaussian(f64);

impl Kernel for Gaussian {
    #[differentiable(constant(self))]
    fn value(&self, x: ArrayView1<f64>, y: ArrayView1<f64>) -> f64 {
        let d = &x - &y;
        (-d.dot(&d) / self.0).exp()
    }
}

#[differentiable(constant(kernel, data))]
fn of_kernels<K: Kernel>(x: &Array2<f64>, data: &Array2<f64>, kernel: &K) -> f64 {
    let mut sum = 0.0;
    for row in x.outer_iter() {
        for other in data.outer_iter() {
            sum += kernel.value(row, other);
        }
    }
    sum.ln()
}

fn ruled_by_hand<'a>(x: ArrayView1<'a, f64>, k: f64) -> (f64, impl FnOnce(f64) -> (Array1<f64>, f64) + 'a) {
    let sum = x.sum();
    (sum * k, move |d| (Array1::from_elem(x.len(), d * k), d * x.sum()))
}

#[differentiable(vjp = ruled_by_hand)]
fn ruled(x: ArrayView1<f64>, k: f64) -> f64 {
    x.sum() * k
}

#[differentiable]
fn calls_ruled(x: &Array2<f64>, k: f64) -> f64 {
    let mut scale = k;
    for row in x.rows() {
        scale = ruled(row, scale).sin();
    }
    scale
}

#[derive(Clone, grad::Differentiable)]
struct Network {
    layers: Vec<Array2<f64>>,
    bias: Array1<f64>,
}

#[differentiable]
fn of_members(network: &Network, x: &Array1<f64>) -> f64 {
    let mut state = x.clone();
    for layer in &network.layers {
        state = affine(layer.view(), state.view()).mapv(f64::tanh);
    }
    distance(state.view(), network.bias.view()) + energy(network.layers[0].row(1)) + energy(network.bias.slice(s![1..]))
}

fn flat_of_members(x: &Array1<f64>, y: &Array2<f64>) -> f64 {
    of_members(&network(x, y), x)
}

fn network(x: &Array1<f64>, y: &Array2<f64>) -> Network {
    Network { layers: vec![y.clone(), y.t().to_owned()], bias: x * 0.3 }
}

#[differentiable]
fn one_of_two(x: &Array2<f64>, first: bool) -> f64 {
    let row = if first { energy(x.row(0)) } else { energy(x.row(1)) };
    let mut best = f64::NEG_INFINITY;
    for r in x.rows() {
        if r[0] > 0.0 {
            best = best.max(with_loop(r, 0.2));
        }
    }
    if best > 0.0 { row + best } else { row }
}

#[differentiable]
fn fills(x: ArrayView1<f64>, out: &mut Array1<f64>) {
    for i in 0..x.len() {
        out[i] += x[i] * x[i];
    }
}

#[differentiable]
fn in_buffers(x: &Array2<f64>) -> f64 {
    let mut sums = Array1::zeros(x.ncols());
    for row in x.rows() {
        fills(row, &mut sums);
    }
    let before = sums.clone();
    fills(before.view(), &mut sums);
    energy(sums.view())
}

#[differentiable(graph)]
fn with_a_graph(x: &Array2<f64>) -> f64 {
    energy(x.row(0)) + energy(x.row(1))
}

#[differentiable]
fn softmax(x: ArrayView1<f64>) -> Array1<f64> {
    let most = x.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    let e = x.mapv(|v| (v - most).exp());
    let sum = e.sum();
    e / sum
}

#[differentiable]
fn attention(q: ArrayView2<f64>, k: ArrayView2<f64>, v: ArrayView2<f64>) -> Array2<f64> {
    let scores = q.dot(&k.t()) / (q.ncols() as f64).sqrt();
    let mut out = Array2::zeros((q.nrows(), v.ncols()));
    for i in 0..q.nrows() {
        let weights = softmax(scores.row(i));
        for j in 0..v.nrows() {
            for c in 0..v.ncols() {
                out[[i, c]] += weights[j] * v[[j, c]];
            }
        }
    }
    out
}

#[differentiable]
fn heads(x: &Array2<f64>, w: &Array2<f64>) -> f64 {
    let h = x.dot(w);
    let mut sum = 0.0;
    for head in 0..2 {
        let part = h.slice(s![.., head * 2..head * 2 + 2]);
        let out = attention(part, part, x.slice(s![.., ..2]));
        sum += out.mapv(|v| v * v).sum();
    }
    sum
}

#[differentiable]
fn convolved(x: ArrayView1<f64>, kernel: ArrayView1<f64>) -> Array1<f64> {
    let n = x.len() - kernel.len() + 1;
    let mut out = Array1::zeros(n);
    for i in 0..n {
        out[i] = x.slice(s![i..i + kernel.len()]).dot(&kernel);
    }
    out
}

#[differentiable]
fn convolutions(x: &Array1<f64>, kernel: &Array1<f64>) -> f64 {
    let first = convolved(x.view(), kernel.view()).mapv(f64::tanh);
    let second = convolved(first.view(), kernel.slice(s![..2]));
    second.sum() * second[0]
}

#[test]
fn networks() {
    zoo!(heads, heads_grad, heads_grad_into, heads_vjp: &matrix(3, 3), &matrix(3, 4));
    zoo!(convolutions, convolutions_grad, convolutions_grad_into, convolutions_vjp: &vector(6), &vector(3));
}

#[test]
fn graphs() {
    let x = matrix(2, 3);
    let (value, gradient) = with_a_graph_grad(&x);
    let graph = with_a_graph_graph(&x);
    assert_eq!(graph.value(), value);
    let cotangent = graph.input("x").and_then(|x| x.cotangent.clone());
    assert!(
        matches!(cotangent, Some(Value::Array(summary)) if summary.first == gradient.as_slice().expect("in order"))
    );
}

#[test]
fn members() {
    let (x, y) = (vector(3), matrix(3, 3));
    let (value, (d_network, d_x)) = of_members_grad(&network(&x, &y), &x);
    assert_eq!(value, flat_of_members(&x, &y));
    let d_x = d_x + &d_network.bias * 0.3;
    let d_y = &d_network.layers[0] + &d_network.layers[1].t();
    let claimed: Vec<f64> = d_x.iter().chain(&d_y).copied().collect();
    let point: Vec<f64> = x.iter().chain(&y).copied().collect();
    let f = |n: &[f64]| {
        let x = ArrayView1::from(&n[..3]).to_owned();
        flat_of_members(&x, &ArrayView2::from_shape((3, 3), &n[3..]).unwrap().to_owned())
    };
    grad::check::gradient_of(f, &point, &claimed).assert();
}

#[test]
fn handed_to_functions() {
    zoo!(numbers_with_constants, numbers_with_constants_grad, numbers_with_constants_grad_into, numbers_with_constants_vjp: number());
    zoo!(of_halves, of_halves_grad, of_halves_grad_into, of_halves_vjp: &vector(5));
    zoo!(of_lifetimes, of_lifetimes_grad, of_lifetimes_grad_into, of_lifetimes_vjp: &matrix(2, 3), number());
    let (data, kernel) = (matrix(2, 3), Gaussian(2.0));
    zoo!(of_kernels, of_kernels_grad, of_kernels_grad_into, of_kernels_vjp: &matrix(2, 3), =&data, =&kernel);
    zoo!(calls_ruled, calls_ruled_grad, calls_ruled_grad_into, calls_ruled_vjp: &matrix(2, 3), number());
    zoo!(one_of_two, one_of_two_grad, one_of_two_grad_into, one_of_two_vjp: &matrix(2, 3), =true);
    zoo!(in_buffers, in_buffers_grad, in_buffers_grad_into, in_buffers_vjp: &matrix(3, 2));
    zoo!(of_whole, of_whole_grad, of_whole_grad_into, of_whole_vjp: &vector(3));
    zoo!(of_rows, of_rows_grad, of_rows_grad_into, of_rows_vjp: &matrix(3, 2));
    zoo!(pairs, pairs_grad, pairs_grad_into, pairs_vjp: &matrix(3, 2));
    zoo!(named, named_grad, named_grad_into, named_vjp: &matrix(3, 3), number());
    zoo!(of_slices, of_slices_grad, of_slices_grad_into, of_slices_vjp: &vector(3));
    zoo!(twice, twice_grad, twice_grad_into, twice_vjp: &vector(3));
    zoo!(changed_later, changed_later_grad, changed_later_grad_into, changed_later_vjp: &matrix(2, 2), number());
    zoo!(changed_in_a_loop, changed_in_a_loop_grad, changed_in_a_loop_grad_into, changed_in_a_loop_vjp: &vector(3));
    let data = matrix(4, 3);
    zoo!(of_constants, of_constants_grad, of_constants_grad_into, of_constants_vjp: &vector(3), =&data);
    let layer = Layer { scale: 0.7 };
    zoo!(of_methods, of_methods_grad, of_methods_grad_into, of_methods_vjp: &matrix(3, 2), =&layer);
    zoo!(constants_of_ones_own, constants_of_ones_own_grad, constants_of_ones_own_grad_into, constants_of_ones_own_vjp: &vector(3));
    zoo!(of_axes, of_axes_grad, of_axes_grad_into, of_axes_vjp: &matrix(3, 2));
}

/// Its methods have the names of those that give views, and give something else each time.
struct Clock(std::cell::Cell<f64>);

impl Clock {
    fn t(&self) -> f64 {
        self.0.set(self.0.get() + 1.0);
        self.0.get()
    }

    fn row(&self, _: usize) -> f64 {
        self.t()
    }
}

#[differentiable(constant(clock))]
fn of_a_clock(x: f64, clock: &Clock) -> f64 {
    let mut sum = x;
    for i in 0..3 {
        let k = clock.t();
        sum = sum * k + clock.row(i) * x;
    }
    sum
}

#[test]
fn methods_of_the_same_names() {
    let clock = Clock(std::cell::Cell::new(0.0));
    // ((x + 2 x) * 3 + 4 x) * 5 + 6 x
    assert_eq!(of_a_clock_grad(0.5, &clock), (35.5, 71.0));
    assert_eq!(clock.0.get(), 6.0);
}
