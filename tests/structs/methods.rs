//! Methods: `&self`, `self` and `&mut self`, called by every syntax, and in traits.

use grad::{Differentiable, Floats, differentiable};

use crate::floats_of;
use crate::harness::{array, number, numbers, positive};

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Line {
    pub slope: f64,
    pub offsets: [f64; 2],
    pub steps: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Vector {
    pub x: f64,
    pub y: f64,
}

floats_of!(Line Vector);

impl Line {
    #[differentiable]
    pub fn at(&self, x: f64) -> f64 {
        let mut y = x;
        for i in 0..self.steps {
            y = self.slope * y.sin() + self.offsets[i % 2];
        }
        y
    }

    /// Calls of each syntax.
    #[differentiable]
    pub fn twice(&self, x: f64) -> f64 {
        self.at(x) * Line::at(self, 2.0 * x) + Self::at(self, self.slope)
    }

    #[differentiable(wrt(self))]
    pub fn of_self(&self, x: f64) -> f64 {
        self.twice(x) * x
    }

    #[differentiable(constant(self))]
    pub fn of_the_rest(&self, x: f64) -> f64 {
        self.slope * x * x + self.offsets[0] * x
    }

    #[differentiable]
    pub fn consumed(self, x: f64) -> f64 {
        self.slope * x + self.offsets[1]
    }

    #[differentiable]
    pub fn advance(&mut self, x: f64) {
        self.slope *= x;
        self.offsets[0] += self.slope * self.offsets[1];
        self.steps += 1;
    }

    /// Changes itself, and gives what it was.
    #[differentiable]
    pub fn replaced(&mut self, x: f64) -> f64 {
        let before = self.at(x);
        self.advance(x);
        self.offsets[1] = before;
        before * self.slope
    }

    #[differentiable]
    pub fn scaled(&self, factor: f64) -> Line {
        Line { slope: factor * self.slope, offsets: [self.offsets[1], factor], ..*self }
    }

    #[differentiable]
    pub fn chained(&self, x: f64) -> f64 {
        self.scaled(x).scaled(2.0).at(x) + Line::consumed(self.scaled(x), 1.5)
    }

    /// Goes into itself.
    #[differentiable]
    pub fn power(&self, x: f64, n: u32) -> f64 {
        if n == 0 { 1.0 } else { self.slope * x * self.power(x, n - 1) }
    }

    #[differentiable]
    fn mean(a: &Line, b: &Self, x: f64) -> f64 {
        0.5 * (a.at(x) + b.at(x))
    }
}

impl Vector {
    #[differentiable]
    fn dot(self, other: Vector) -> f64 {
        self.x * other.x + self.y * other.y
    }

    #[differentiable]
    fn plus(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y }
    }

    #[differentiable]
    fn length(&self) -> f64 {
        self.dot(*self).sqrt()
    }

    #[differentiable]
    fn turn(&mut self, angle: f64) {
        let (sin, cos) = angle.sin_cos();
        let x = self.x;
        self.x = cos * x - sin * self.y;
        self.y = sin * x + cos * self.y;
    }
}

#[differentiable]
fn from_outside(line: &Line, v: Vector, x: f64) -> f64 {
    let w = v.plus(Vector { x, y: line.slope });
    line.at(w.length()) + w.dot(v) + line.of_self(2.0)
}

#[differentiable]
fn changed_in_a_loop(line: &Line, v: Vector, x: f64) -> f64 {
    let mut line = line.clone();
    let mut w = v;
    let mut sum = 0.0;
    for i in 0..3 {
        w.turn(x);
        sum += line.at(w.x) * w.length();
        if i > 0 {
            line.advance(w.y);
            sum += line.replaced(0.5 * x);
        }
    }
    sum + line.slope * w.dot(v)
}

#[differentiable]
fn argument_changed(line: &mut Line, x: f64) -> f64 {
    let before = line.at(x);
    line.advance(before);
    line.replaced(x) + line.offsets[0]
}

#[differentiable]
fn of_elements(lines: &[Line], x: f64) -> f64 {
    let mut h = x;
    for line in lines {
        h = line.at(h);
    }
    for i in 0..lines.len() {
        h += lines[i].twice(x) * lines[i].scaled(h).slope;
    }
    h
}

/// A constant until something active is put into it.
#[differentiable]
fn starts_constant(xs: &[f64]) -> f64 {
    let mut v = Vector { x: 1.0, y: 2.0 };
    for x in xs {
        v.turn(*x);
    }
    v.x * v.length()
}

#[differentiable(constant(line))]
fn constant_receiver(line: &Line, x: f64) -> f64 {
    line.at(x * x) + line.of_the_rest(x)
}

fn line() -> Line {
    Line { slope: number(), offsets: array(), steps: fastrand::usize(1..4) }
}

fn vector() -> Vector {
    Vector { x: number(), y: number() }
}

#[test]
fn methods_are_differentiated() {
    use Line as L;
    fn at(line: &Line, x: f64) -> f64 {
        line.at(x)
    }
    let (at_grad, at_grad_into, at_vjp) = (L::at_grad, L::at_grad_into, L::at_vjp);
    zoo!(at, at_grad, at_grad_into, at_vjp: &line(), number());
    let (twice, twice_grad, twice_grad_into, twice_vjp) = (L::twice, L::twice_grad, L::twice_grad_into, L::twice_vjp);
    zoo!(twice, twice_grad, twice_grad_into, twice_vjp: &line(), number());
    let (of_self, of_self_grad, of_self_grad_into, of_self_vjp) =
        (L::of_self, L::of_self_grad, L::of_self_grad_into, L::of_self_vjp);
    zoo!(of_self, of_self_grad, of_self_grad_into, of_self_vjp: &line(), =3.0);
    let (consumed, consumed_grad, consumed_grad_into, consumed_vjp) =
        (L::consumed, L::consumed_grad, L::consumed_grad_into, L::consumed_vjp);
    zoo!(consumed, consumed_grad, consumed_grad_into, consumed_vjp: line(), number());
    let (chained, chained_grad, chained_grad_into, chained_vjp) =
        (L::chained, L::chained_grad, L::chained_grad_into, L::chained_vjp);
    zoo!(chained, chained_grad, chained_grad_into, chained_vjp: &line(), number());
    let (power, power_grad, power_grad_into, power_vjp) = (L::power, L::power_grad, L::power_grad_into, L::power_vjp);
    zoo!(power, power_grad, power_grad_into, power_vjp: &line(), number(), =3);
    let (mean, mean_grad, mean_grad_into, mean_vjp) = (L::mean, L::mean_grad, L::mean_grad_into, L::mean_vjp);
    zoo!(mean, mean_grad, mean_grad_into, mean_vjp: &line(), &line(), number());
    let (length, length_grad, length_grad_into, length_vjp) =
        (Vector::length, Vector::length_grad, Vector::length_grad_into, Vector::length_vjp);
    zoo!(length, length_grad, length_grad_into, length_vjp: &vector());
}

#[test]
fn methods_that_change_or_make_structs() {
    use Line as L;
    let (advance, advance_vjp) = (L::advance, L::advance_vjp);
    zoo_mut!(advance, advance_vjp: &mut line(), number());
    let (replaced, replaced_grad, replaced_grad_into, replaced_vjp) =
        (L::replaced, L::replaced_grad, L::replaced_grad_into, L::replaced_vjp);
    zoo!(replaced, replaced_grad, replaced_grad_into, replaced_vjp: &mut line(), number());
    let (scaled, scaled_vjp) = (L::scaled, L::scaled_vjp);
    zoo_vjp!(scaled, scaled_vjp: &line(), number());
    let (plus, plus_vjp) = (Vector::plus, Vector::plus_vjp);
    zoo_vjp!(plus, plus_vjp: vector(), vector());
    let (turn, turn_vjp) = (Vector::turn, Vector::turn_vjp);
    zoo_mut!(turn, turn_vjp: &mut vector(), number());
}

#[test]
fn methods_are_called_from_outside() {
    zoo!(from_outside, from_outside_grad, from_outside_grad_into, from_outside_vjp: &line(), vector(), number());
    zoo!(
        changed_in_a_loop, changed_in_a_loop_grad, changed_in_a_loop_grad_into, changed_in_a_loop_vjp:
        &line(), vector(), number()
    );
    zoo!(
        argument_changed, argument_changed_grad, argument_changed_grad_into, argument_changed_vjp:
        &mut line(), positive()
    );
    for n in [0, 1, 3] {
        let lines = || (0..n).map(|_| line()).collect::<Vec<_>>();
        zoo!(of_elements, of_elements_grad, of_elements_grad_into, of_elements_vjp: &lines(), number());
        zoo!(starts_constant, starts_constant_grad, starts_constant_grad_into, starts_constant_vjp: &crate::harness::numbers(n));
    }
    zoo!(
        constant_receiver, constant_receiver_grad, constant_receiver_grad_into, constant_receiver_vjp:
        =&Line { slope: 0.5, offsets: [1.0, 2.0], steps: 2 }, number()
    );
}

/// The pullback of a method borrows the receiver only where it looks at it again.
#[test]
fn a_changed_receiver_is_free_again() {
    let mut line = Line { slope: 2.0, offsets: [3.0, 5.0], steps: 0 };
    let ((), pullback) = line.advance_vjp(7.0);
    assert_eq!(line, Line { slope: 14.0, offsets: [73.0, 5.0], steps: 1 });
    line.slope = 0.0;
    assert_eq!(line.slope, 0.0);
    let (d_line, d_x) = pullback(LineTangent { slope: 1.0, offsets: [10.0, 100.0] });
    // The new slope is owed 1 + 10 · 5, the second offset 100 + 10 · 14.
    assert_eq!((d_line, d_x), (LineTangent { slope: 357.0, offsets: [10.0, 240.0] }, 102.0));
}

#[differentiable]
fn detached(line: &Line, x: f64) -> f64 {
    line.slope + grad::detach(line).of_the_rest(x)
}

#[test]
fn a_receiver_is_detached() {
    let line = Line { slope: 2.0, offsets: [3.0, 5.0], steps: 1 };
    let (value, (d_line, d_x)) = detached_grad(&line, 7.0);
    assert_eq!((value, d_line, d_x), (121.0, LineTangent { slope: 1.0, offsets: [0.0, 0.0] }, 31.0));
}

#[test]
fn wrt_and_constant_choose_self() {
    let line = Line { slope: 2.0, offsets: [3.0, 5.0], steps: 1 };
    let (value, d_x): (f64, f64) = line.of_the_rest_grad(7.0);
    assert_eq!((value, d_x), (119.0, 31.0));
    let (_, d_line): (f64, LineTangent) = line.of_self_grad(7.0);
    assert!(d_line.floats().all(|slope| slope.is_finite()));
}

/// A trait, declared and implemented with the attribute.
pub trait Shape {
    const SIDES: u32;

    #[differentiable]
    fn area(&self, scale: f64) -> f64;

    /// Without `self`.
    #[differentiable]
    fn of_unit(scale: f64) -> f64;

    #[differentiable]
    fn grow(&mut self, by: f64);

    #[differentiable]
    fn grown(self, by: &[f64]) -> Self;

    #[differentiable(constant(self))]
    fn weight(&self, x: f64, n: usize) -> f64;

    fn name(&self) -> String {
        "shape".to_owned()
    }
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Circle {
    radius: f64,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Scaled<T> {
    inner: T,
    factor: f64,
}

floats_of!(Circle Scaled<Circle>);

impl Shape for Circle {
    const SIDES: u32 = 0;

    #[differentiable]
    fn area(&self, scale: f64) -> f64 {
        std::f64::consts::PI * (self.radius * scale).powi(2)
    }

    #[differentiable]
    fn of_unit(scale: f64) -> f64 {
        scale * scale
    }

    #[differentiable]
    fn grow(&mut self, by: f64) {
        self.radius += by * self.radius;
    }

    #[differentiable]
    fn grown(self, by: &[f64]) -> Self {
        Circle { radius: self.radius * by[0] + by[1] }
    }

    #[differentiable(constant(self))]
    fn weight(&self, x: f64, n: usize) -> f64 {
        self.radius * x * n as f64
    }
}

impl<T: Shape + Clone + Differentiable> Shape for Scaled<T> {
    const SIDES: u32 = T::SIDES + 1;

    #[differentiable]
    fn area(&self, scale: f64) -> f64 {
        self.factor * self.inner.area(scale * self.factor) + T::of_unit(scale)
    }

    #[differentiable]
    fn of_unit(scale: f64) -> f64 {
        T::of_unit(2.0 * scale) * <T as Shape>::of_unit(scale)
    }

    #[differentiable]
    fn grow(&mut self, by: f64) {
        self.inner.grow(by * self.factor);
        self.factor -= by;
    }

    #[differentiable]
    fn grown(self, by: &[f64]) -> Self {
        Scaled { factor: by[1], ..self }
    }

    #[differentiable(constant(self))]
    fn weight(&self, x: f64, n: usize) -> f64 {
        self.inner.weight(x * x, n) * self.factor
    }
}

#[differentiable]
fn of_both(circle: &Circle, scaled: &Scaled<Circle>, x: f64) -> f64 {
    let mut other = scaled.clone();
    other.grow(x);
    circle.area(x) * scaled.area(circle.radius) + Shape::area(&other, x) + <Circle as Shape>::of_unit(x)
}

#[test]
fn trait_methods_are_differentiated() {
    let scaled = || Scaled { inner: Circle { radius: number() }, factor: number() };
    type S = Scaled<Circle>;
    let (area, area_grad, area_grad_into, area_vjp) = (S::area, S::area_grad, S::area_grad_into, S::area_vjp);
    zoo!(area, area_grad, area_grad_into, area_vjp: &scaled(), number());
    let (of_unit, of_unit_grad, of_unit_grad_into, of_unit_vjp) =
        (S::of_unit, S::of_unit_grad, S::of_unit_grad_into, S::of_unit_vjp);
    zoo!(of_unit, of_unit_grad, of_unit_grad_into, of_unit_vjp: number());
    let (grow, grow_vjp) = (S::grow, S::grow_vjp);
    zoo_mut!(grow, grow_vjp: &mut scaled(), number());
    let (grown, grown_vjp) = (S::grown, S::grown_vjp);
    zoo_vjp!(grown, grown_vjp: scaled(), &crate::harness::numbers(2));
    zoo!(of_both, of_both_grad, of_both_grad_into, of_both_vjp: &Circle { radius: number() }, &scaled(), number());
    let (value, d_x) = scaled().weight_grad(2.0, 3);
    assert!((d_x - value).abs() < 1e-12);
    assert_eq!((S::SIDES, scaled().name().as_str()), (1, "shape"));
}

/// The trait can still be a `dyn` one.
pub trait Model {
    #[differentiable]
    fn at(&self, x: f64) -> f64;
}

impl Model for Circle {
    #[differentiable]
    fn at(&self, x: f64) -> f64 {
        self.radius * x
    }
}

#[test]
fn the_trait_is_dyn_compatible() {
    let model: &dyn Model = &Circle { radius: 2.0 };
    assert_eq!(model.at(3.0), 6.0);
    assert_eq!(Model::at_grad(&Circle { radius: 2.0 }, 3.0), (6.0, (CircleTangent { radius: 3.0 }, 2.0)));
}

/// Floats with methods of the user's own.
trait Activation {
    #[differentiable]
    fn softplus(self) -> f64;
    #[differentiable]
    fn tempered(&self, by: f64) -> f64;
}

impl Activation for f64 {
    #[differentiable]
    fn softplus(self) -> f64 {
        (1.0 + self.exp()).ln()
    }

    #[differentiable]
    fn tempered(&self, by: f64) -> f64 {
        self / by
    }
}

#[differentiable]
fn activated(xs: &[f64], w: f64) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += (w * x).softplus() * x.tempered(w);
    }
    sum.softplus()
}

#[test]
fn floats_have_methods() {
    for n in [0, 1, 3] {
        zoo!(activated, activated_grad, activated_grad_into, activated_vjp: &crate::harness::numbers(n), positive());
    }
}

/// A matrix whose methods have names of the standard library's.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Table {
    pub columns: usize,
    pub numbers: Vec<f64>,
}

impl Table {
    #[differentiable]
    fn get(&self, row: usize, column: usize) -> f64 {
        self.numbers[row * self.columns + column]
    }

    #[differentiable]
    fn set(&mut self, row: usize, column: usize, value: f64) {
        self.numbers[row * self.columns + column] = value;
    }

    /// Each row summed up from the left, in place, with the last one's weight.
    #[differentiable]
    fn summed(&self, weight: f64) -> f64 {
        let mut table = self.clone();
        for row in 0..2 {
            for column in 1..table.columns {
                let sum = table.get(row, column - 1) + weight * self.get(row, column);
                table.set(row, column, sum);
            }
        }
        table.get(0, self.columns - 1) * table.get(1, self.columns - 1)
    }
}

#[test]
fn methods_with_names_of_the_standard_library() {
    let table = Table { columns: 3, numbers: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0] };
    // (1 + w (2 + 3)) (4 + w (5 + 6)) at w = 2: 11 * 26.
    let (value, (d_table, d_weight)) = table.summed_grad(2.0);
    assert_eq!(value, 286.0);
    assert_eq!(d_table.numbers, [26.0, 52.0, 52.0, 11.0, 22.0, 22.0]);
    assert_eq!(d_weight, 5.0 * 26.0 + 11.0 * 11.0);
}

/// A body whose methods have names of iterators' and vectors'.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Body {
    pub at: f64,
    pub speed: f64,
    pub trail: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Pair {
    pub first: Body,
    pub second: Body,
}

floats_of!(Body Pair);

impl Body {
    #[differentiable]
    fn position(&self, t: f64) -> f64 {
        self.at + self.speed * t
    }

    #[differentiable]
    fn count(&self) -> f64 {
        self.speed * 2.0
    }

    #[differentiable]
    fn sum(&self) -> f64 {
        self.at + self.trail.iter().sum::<f64>()
    }

    #[differentiable]
    fn push(&mut self, x: f64) {
        self.trail.push(x * self.speed);
    }

    #[differentiable]
    fn scaled(&self, x: f64) -> f64 {
        x * self.position(x) + self.count() * self.sum()
    }
}

#[differentiable]
fn meeting(pair: &Pair, t: f64) -> f64 {
    (pair.first.position(t) - pair.second.position(2.0)).powi(2) + pair.first.count()
}

#[differentiable]
fn trailing(body: &Body, t: f64) -> f64 {
    let mut body = body.clone();
    body.push(t);
    body.push(body.at);
    body.sum() * body.position(t)
}

fn body() -> Body {
    Body { at: number(), speed: number(), trail: crate::harness::numbers(2) }
}

#[test]
fn named_like_those_of_iterators() {
    let (scaled, scaled_grad, scaled_grad_into, scaled_vjp) =
        (Body::scaled, Body::scaled_grad, Body::scaled_grad_into, Body::scaled_vjp);
    zoo!(scaled, scaled_grad, scaled_grad_into, scaled_vjp: &body(), number());
    zoo!(meeting, meeting_grad, meeting_grad_into, meeting_vjp: &Pair { first: body(), second: body() }, number());
    zoo!(trailing, trailing_grad, trailing_grad_into, trailing_vjp: &body(), number());
}

/// A member that a loop runs to is an integer, and may be handed to functions that nobody annotated.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Samples {
    n: usize,
    data: Vec<f64>,
}

floats_of!(Samples);

impl Samples {
    fn zeros(n: usize) -> Self {
        Samples { n, data: vec![0.0; n] }
    }

    #[differentiable]
    fn squares(&self, factor: f64) -> Samples {
        let mut out = Samples::zeros(self.n);
        for i in 0..self.n {
            out.data[i] = factor * self.data[i] * self.data[i];
        }
        out
    }

    #[differentiable]
    fn weighed(&self, factor: f64) -> f64 {
        let squares = self.squares(factor);
        (0..self.n).map(|i| squares.data[i] * factor).sum::<f64>() * share(self.n)
            + vec![factor; self.n].iter().sum::<f64>() / self.n as f64
    }
}

fn share(n: usize) -> f64 {
    1.0 / n as f64
}

#[test]
fn members_that_count() {
    let (weighed, weighed_grad, weighed_grad_into, weighed_vjp) =
        (Samples::weighed, Samples::weighed_grad, Samples::weighed_grad_into, Samples::weighed_vjp);
    let samples = || Samples { n: 3, data: crate::harness::numbers(3) };
    zoo!(weighed, weighed_grad, weighed_grad_into, weighed_vjp: &samples(), number());
}

/// A trait of the user's for arrays, vectors, tuples and numbers.
pub trait Signal {
    #[differentiable]
    fn energy(&self) -> f64;

    #[differentiable]
    fn amplify(&mut self, factor: f64);
}

impl Signal for [f64; 4] {
    #[differentiable]
    fn energy(&self) -> f64 {
        self.iter().map(|x| x * x).sum()
    }

    #[differentiable]
    fn amplify(&mut self, factor: f64) {
        for x in self.iter_mut() {
            *x *= factor;
        }
    }
}

impl Signal for Vec<f64> {
    #[differentiable]
    fn energy(&self) -> f64 {
        let mut sum = 0.0;
        for i in 1..self.len() {
            sum += self[i] * self[i - 1];
        }
        sum
    }

    #[differentiable]
    fn amplify(&mut self, factor: f64) {
        for i in 0..self.len() {
            self[i] *= factor * self[i];
        }
    }
}

impl Signal for (f64, [f64; 2]) {
    #[differentiable]
    fn energy(&self) -> f64 {
        self.0 * self.1[0] * self.1[1]
    }

    #[differentiable]
    fn amplify(&mut self, factor: f64) {
        self.0 += factor;
        self.1[1] *= self.0;
    }
}

#[differentiable]
fn of_signals(a: [f64; 4], b: &[f64], c: (f64, [f64; 2]), k: f64) -> f64 {
    let (mut a, mut b, mut c) = (a, b.to_vec(), c);
    a.amplify(k);
    b.amplify(a.energy());
    c.amplify(b.energy());
    Signal::amplify(&mut a, c.energy());
    a.energy() + Signal::energy(&b) * c.energy()
}

#[test]
fn traits_of_arrays() {
    for n in [0, 1, 2, 3] {
        zoo!(
            of_signals, of_signals_grad, of_signals_grad_into, of_signals_vjp:
            array::<4>(), &numbers(n), (number(), array::<2>()), number()
        );
    }
    let (energy, energy_grad, energy_grad_into, energy_vjp) =
        (<[f64; 4]>::energy, <[f64; 4]>::energy_grad, <[f64; 4]>::energy_grad_into, <[f64; 4]>::energy_vjp);
    zoo!(energy, energy_grad, energy_grad_into, energy_vjp: &array::<4>());
}

/// Builders: methods that take by value what is moved, one after another.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Settings {
    pub rate: f64,
    pub decay: f64,
    pub gains: Vec<f64>,
    pub name: String,
}

floats_of!(Settings);

impl Settings {
    #[differentiable]
    pub fn new(rate: f64) -> Self {
        Self { rate, decay: 0.5, gains: vec![rate; 2], name: String::new() }
    }

    #[differentiable]
    pub fn with_decay(mut self, decay: f64) -> Self {
        self.decay = decay * self.rate;
        self
    }

    #[differentiable]
    pub fn with_gain(self, gain: f64) -> Settings {
        Settings { gains: vec![gain, self.gains[0] * gain, self.decay], ..self }
    }

    #[differentiable]
    pub fn total(self) -> f64 {
        self.rate * self.decay + self.gains.iter().map(|gain| gain * gain).sum::<f64>()
    }
}

#[differentiable]
fn built(rate: f64, decay: f64, gain: f64) -> f64 {
    let settings = Settings::new(rate).with_decay(decay).with_gain(gain * 2.0);
    let more = settings.clone().with_decay(gain);
    settings.gains[1] * more.decay + more.with_gain(rate).total()
}

#[differentiable]
fn rebuilt(settings: Settings, n: usize) -> f64 {
    let mut settings = settings;
    for _ in 0..n {
        settings = settings.with_gain(0.5).with_decay(1.5);
    }
    settings.total()
}

#[test]
fn builders() {
    zoo!(built, built_grad, built_grad_into, built_vjp: number(), number(), number());
    for n in [0, 1, 3] {
        let settings = || Settings { rate: number(), decay: number(), gains: numbers(n + 1), name: "some".to_owned() };
        zoo!(rebuilt, rebuilt_grad, rebuilt_grad_into, rebuilt_vjp: settings(), =n);
    }
}

/// What starts constant, and is changed through a reference of another name.
fn start() -> Vec<Vector> {
    vec![Vector { x: 1.0, y: 0.5 }, Vector { x: -0.3, y: 0.8 }]
}

#[differentiable]
fn changed_where_it_is_found(angle: f64) -> f64 {
    let mut one = Some(Vector { x: 1.0, y: 0.5 });
    if let Some(v) = &mut one {
        v.turn(angle);
    }
    match one.as_mut() {
        Some(v) => v.turn(angle),
        None => {}
    }
    let Some(v) = &mut one else { return 0.0 };
    v.turn(angle);
    one.map_or(0.0, |v| v.x)
}

#[differentiable]
fn changed_in_a_slice(angle: f64) -> f64 {
    let mut all = start();
    if let Some(v) = all.get_mut(1) {
        v.turn(angle);
    }
    match all.as_mut_slice() {
        [v, ..] => v.turn(angle),
        [] => {}
    }
    all[0].x * all[1].y
}

#[differentiable]
fn changed_one_after_another(angles: &[f64]) -> f64 {
    let mut all = start();
    all.iter_mut().zip(angles).for_each(|(v, angle)| v.turn(*angle));
    let mut rows = vec![vec![1.0; 2]; 2];
    rows.iter_mut().for_each(|row| multiply(angles, row));
    all[0].x * all[1].y + rows[0][0] + rows[1][1]
}

#[differentiable]
fn multiply(by: &[f64], row: &mut [f64]) {
    for (number, by) in row.iter_mut().zip(by) {
        *number *= by;
    }
}

#[test]
fn references_into_constants() {
    zoo!(changed_where_it_is_found, changed_where_it_is_found_grad, changed_where_it_is_found_grad_into, changed_where_it_is_found_vjp: number());
    zoo!(changed_in_a_slice, changed_in_a_slice_grad, changed_in_a_slice_grad_into, changed_in_a_slice_vjp: number());
    for n in [0, 1, 2, 5] {
        zoo!(changed_one_after_another, changed_one_after_another_grad, changed_one_after_another_grad_into, changed_one_after_another_vjp: &numbers(n));
    }
}

/// Functions of a whole block.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Spring<const N: usize> {
    pub rates: [f64; N],
    pub rest: f64,
    pub name: String,
}

floats_of!(Spring<3>);

#[differentiable]
impl<const N: usize> Spring<N> {
    pub const COUNT: usize = N;

    /// Takes no floats.
    pub fn named(name: &str) -> Self {
        Spring { rates: [1.0; N], rest: 0.0, name: name.to_owned() }
    }

    /// Gives none.
    pub fn len(&self) -> usize {
        N.min(Self::COUNT)
    }

    /// Gives a reference.
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    pub fn force(&self, x: f64) -> f64 {
        let mut force = 0.0;
        for (i, rate) in self.rates.iter().enumerate() {
            force -= rate * (x - self.rest).powi(i as i32 + 1);
        }
        force / self.len() as f64
    }

    fn stretched(&self, by: f64) -> Self {
        Spring { rest: self.rest * by + Self::offset(by), ..self.clone() }
    }

    fn offset(by: f64) -> f64 {
        by * by
    }

    pub fn relax(&mut self, x: f64) {
        self.rest += 0.1 * self.force(x);
    }

    /// With options of its own.
    #[differentiable(wrt(x))]
    pub fn energy(&self, x: f64) -> f64 {
        self.force(x) * x
    }
}

#[differentiable]
fn of_a_block(spring: &Spring<3>, x: f64) -> f64 {
    let mut other: Spring<3> = spring.stretched(x);
    other.relax(x);
    other.force(x) + spring.force(2.0)
}

#[differentiable(wrt(x))]
fn with_options(spring: &Spring<3>, x: f64) -> f64 {
    spring.energy(x) + x
}

#[test]
fn whole_blocks() {
    let spring = || Spring { rates: array(), rest: number(), name: String::new() };
    zoo!(of_a_block, of_a_block_grad, of_a_block_grad_into, of_a_block_vjp: &spring(), number());
    let of = spring();
    zoo!(with_options, with_options_grad, with_options_grad_into, with_options_vjp: =&of, number());
    assert_eq!(Spring::<3>::named("a").rates().len(), 3);
    let (value, (gradient, _)) = Spring::<3>::named("a").force_grad(1.0);
    assert!(value == -1.0 && (gradient.rest - 2.0).abs() < 1e-12);
}

#[derive(Clone, Copy, Differentiable)]
pub struct Quaternion {
    w: f64,
    v: [f64; 3],
    scale: Option<f64>,
}

floats_of!(Quaternion);

impl Quaternion {
    #[differentiable]
    fn conjugate(self) -> Quaternion {
        Quaternion { v: self.v.map(|a| -a), ..self }
    }

    #[differentiable]
    fn axis(&self, k: f64) -> [f64; 3] {
        self.v.map(|a| (a * k).sin())
    }
}

/// `map` of a member, or of what a method gives, is that of its type.
#[differentiable]
fn maps(q: Quaternion, x: f64) -> f64 {
    let p = q.conjugate();
    let axis = q.axis(x).map(|a| a * p.w).map(|a| a * a);
    let mut r = p;
    let changed = r.v.map(|a| {
        r.v[1] += a;
        a * r.v[1]
    });
    let mut kept = vec![changed];
    for k in [x, 2.0] {
        kept.push(r.v.map(|a| a * k));
    }
    kept[1][0] * kept[2][1]
        + axis[0] * axis[1]
        + axis[2]
        + changed[0] * changed[2] * r.v[1]
        + q.scale.map(|k| k * x).unwrap_or(x)
}

#[test]
fn maps_of_members() {
    for scale in [None, Some(number())] {
        zoo!(maps, maps_grad, maps_grad_into, maps_vjp: Quaternion { w: number(), v: array(), scale }, number());
    }
}
