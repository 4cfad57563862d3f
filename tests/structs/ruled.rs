//! Hand-written rules, `vjp = …`, of functions of anything but single numbers.

use grad::{Differentiable, differentiable};

use crate::floats_of;
use crate::harness::{array, number, numbers, positive};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Spring {
    pub stiffness: f64,
    pub rest: f64,
    pub count: usize,
}

floats_of!(Spring);

/// The solution of a system of two equations, by a rule that borrows the matrix until it goes back.
#[differentiable(vjp = solve_rule)]
fn solve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let determinant = a[0] * a[3] - a[1] * a[2];
    vec![(a[3] * b[0] - a[1] * b[1]) / determinant, (a[0] * b[1] - a[2] * b[0]) / determinant]
}

fn solve_rule(a: &[f64], b: &[f64]) -> (Vec<f64>, impl FnOnce(Vec<f64>) -> (Vec<f64>, Vec<f64>)) {
    let x = solve(a, b);
    (x.clone(), move |seed: Vec<f64>| {
        let d_b = solve(&[a[0], a[2], a[1], a[3]], &seed);
        (vec![-d_b[0] * x[0], -d_b[0] * x[1], -d_b[1] * x[0], -d_b[1] * x[1]], d_b)
    })
}

#[differentiable]
fn of_solution(a: &[f64], b: &[f64]) -> f64 {
    let x = solve(a, b);
    x[0] * x[0] + 3.0 * x[1] * b[0]
}

/// What the rule borrows is local, changed afterwards, and another in each trip.
#[differentiable]
fn of_locals(a: &[f64], b: &[f64], rate: f64) -> f64 {
    let mut matrix = a.to_vec();
    let mut right = b.to_vec();
    let mut sum = 0.0;
    for _ in 0..3 {
        let x = solve(&matrix, &right);
        matrix[0] += rate * x[0];
        right[1] = x[1] * right[0];
        sum += x[0].sin() * x[1];
    }
    sum + matrix[0] * right[1]
}

/// Arrays in and out, by value.
#[differentiable(vjp = polar_rule)]
fn polar(p: [f64; 2]) -> [f64; 2] {
    let [r, t] = p;
    [r * t.cos(), r * t.sin()]
}

fn polar_rule(p: [f64; 2]) -> ([f64; 2], impl FnOnce([f64; 2]) -> [f64; 2]) {
    let ([r, t], value) = (p, polar(p));
    (value, move |[x, y]: [f64; 2]| [x * t.cos() + y * t.sin(), r * (y * t.cos() - x * t.sin())])
}

#[differentiable]
fn of_polar(p: [f64; 2]) -> f64 {
    let [x, y] = polar(p);
    let again = polar([x, p[1]]);
    x * y + again[1]
}

/// A tuple of numbers.
#[differentiable(vjp = both_rule)]
fn both(x: f64, by: i32) -> (f64, f64) {
    (x.sin() * f64::from(by), x.cos())
}

fn both_rule(x: f64, by: i32) -> ((f64, f64), impl FnOnce((f64, f64)) -> f64) {
    (both(x, by), move |(sin, cos)| sin * x.cos() * f64::from(by) - cos * x.sin())
}

#[differentiable]
fn of_both(x: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..4 {
        let (sin, cos) = both(x * sum + 0.3, i);
        sum += sin * cos;
    }
    sum
}

/// One number of a slice, with constants of each kind; the result of the rule is not looked into.
#[differentiable(vjp = weighted_rule, constant(weights, power))]
fn weighted(x: &[f64], weights: &[f64], power: i32) -> f64 {
    x.iter().zip(weights).map(|(x, w)| w * x.powi(power)).sum()
}

fn weighted_rule(x: &[f64], weights: &[f64], power: i32) -> (f64, impl FnOnce(f64) -> Vec<f64>) {
    let slope = move |(x, w): (&f64, &f64)| w * f64::from(power) * x.powi(power - 1);
    (weighted(x, weights, power), move |seed| x.iter().zip(weights).map(|pair| seed * slope(pair)).collect())
}

#[differentiable]
fn of_weighted(x: &[f64], y: f64) -> f64 {
    let weights = vec![0.5; x.len()];
    let scaled: Vec<f64> = x.iter().map(|x| x * y).collect();
    weighted(&scaled, &weights, 3) * weighted(x, &weights, 2)
}

/// Written in place: the gradient with respect to what it held comes first from what it holds.
#[differentiable(vjp = damped_rule)]
fn damped(x: &mut [f64], by: f64) {
    x.iter_mut().for_each(|x| *x = *x * *x * by);
}

fn damped_rule(x: &mut [f64], by: f64) -> ((), impl FnOnce(Vec<f64>) -> (Vec<f64>, f64) + use<>) {
    let before = x.to_vec();
    damped(x, by);
    ((), move |seed: Vec<f64>| {
        let d_by = before.iter().zip(&seed).map(|(x, seed)| seed * x * x).sum();
        (before.iter().zip(&seed).map(|(x, seed)| 2.0 * seed * x * by).collect(), d_by)
    })
}

#[differentiable]
fn of_damped(x: &[f64], by: f64) -> f64 {
    let mut state = x.to_vec();
    for _ in 0..2 {
        damped(&mut state, by);
    }
    state.iter().map(|x| x * by).sum()
}

/// With a value and in place.
#[differentiable(vjp = shifted_rule)]
fn shifted(x: &mut Vec<f64>, by: f64) -> f64 {
    x.iter_mut().for_each(|x| *x += by);
    by * by
}

fn shifted_rule(x: &mut Vec<f64>, by: f64) -> (f64, impl FnOnce(f64, Vec<f64>) -> (Vec<f64>, f64) + use<>) {
    (shifted(x, by), move |seed, at_exit: Vec<f64>| {
        let d_by = 2.0 * by * seed + at_exit.iter().sum::<f64>();
        (at_exit, d_by)
    })
}

#[differentiable]
fn of_shifted(x: &[f64], by: f64) -> f64 {
    let mut all = x.to_vec();
    let square = shifted(&mut all, by.sin());
    square * all.iter().map(|x| x * x).sum::<f64>()
}

/// Structs, as arguments and as the result.
#[differentiable(vjp = stiffened_rule)]
fn stiffened(spring: &Spring, by: f64) -> Spring {
    Spring { stiffness: spring.stiffness * by, ..*spring }
}

fn stiffened_rule(spring: &Spring, by: f64) -> (Spring, impl FnOnce(SpringTangent) -> (SpringTangent, f64)) {
    (stiffened(spring, by), move |seed: SpringTangent| {
        let d_by = seed.stiffness * spring.stiffness;
        (SpringTangent { stiffness: seed.stiffness * by, rest: seed.rest }, d_by)
    })
}

impl Spring {
    #[differentiable(vjp = Self::energy_rule)]
    fn energy(&self, x: f64) -> f64 {
        0.5 * self.stiffness * (x - self.rest).powi(2) * self.count as f64
    }

    fn energy_rule(&self, x: f64) -> (f64, impl FnOnce(f64) -> (SpringTangent, f64)) {
        let (stretch, count) = (x - self.rest, self.count as f64);
        (self.energy(x), move |seed| {
            let force = seed * self.stiffness * stretch * count;
            (SpringTangent { stiffness: 0.5 * seed * stretch * stretch * count, rest: -force }, force)
        })
    }

    #[differentiable(wrt(self))]
    fn of_energies(&self, x: f64) -> f64 {
        stiffened(self, self.rest).energy(x) + self.energy(2.0 * x)
    }
}

pub trait Response {
    #[differentiable]
    fn response(&self, x: &[f64]) -> f64;
}

impl Response for Spring {
    #[differentiable(vjp = response_rule)]
    fn response(&self, x: &[f64]) -> f64 {
        x.iter().map(|x| self.stiffness * x).sum()
    }
}

fn response_rule(spring: &Spring, x: &[f64]) -> (f64, impl FnOnce(f64) -> (SpringTangent, Vec<f64>)) {
    (spring.response(x), move |seed| {
        let d_stiffness = seed * x.iter().sum::<f64>();
        (SpringTangent { stiffness: d_stiffness, rest: 0.0 }, vec![seed * spring.stiffness; x.len()])
    })
}

#[differentiable]
fn of_response<R: Response + Differentiable>(model: &R, x: &[f64], y: f64) -> f64 {
    model.response(x) * y
}

/// Of any float.
#[differentiable(vjp = squares_rule)]
fn squares<T: num_traits::Float>(x: &[T]) -> Vec<T> {
    x.iter().map(|&x| x * x).collect()
}

fn squares_rule<T: num_traits::Float>(x: &[T]) -> (Vec<T>, impl FnOnce(Vec<T>) -> Vec<T>) {
    (squares(x), move |seed| x.iter().zip(seed).map(|(&x, seed)| (x + x) * seed).collect())
}

#[differentiable]
fn of_squares(x: &[f64]) -> f64 {
    let squares = squares(x);
    squares.iter().zip(x).map(|(square, x)| square * x).sum()
}

fn spring() -> Spring {
    Spring { stiffness: positive(), rest: number(), count: 3 }
}

/// Not singular.
fn matrix() -> Vec<f64> {
    vec![2.0 + positive(), number(), -number(), 3.0 + positive()]
}

#[test]
fn slices() {
    zoo_vjp!(solve, solve_vjp: &matrix(), &numbers(2));
    zoo!(of_solution, of_solution_grad, of_solution_grad_into, of_solution_vjp: &matrix(), &numbers(2));
    zoo!(of_locals, of_locals_grad, of_locals_grad_into, of_locals_vjp: &matrix(), &numbers(2), 0.1 * number());
    for n in [0, 1, 4] {
        zoo!(of_weighted, of_weighted_grad, of_weighted_grad_into, of_weighted_vjp: &numbers(n), number());
        zoo!(of_squares, of_squares_grad, of_squares_grad_into, of_squares_vjp: &numbers(n));
    }
}

#[test]
fn arrays_and_tuples() {
    zoo_vjp!(polar, polar_vjp: array::<2>());
    zoo_vjp!(both, both_vjp: number(), = 3);
    zoo!(of_polar, of_polar_grad, of_polar_grad_into, of_polar_vjp: array::<2>());
    zoo!(of_both, of_both_grad, of_both_grad_into, of_both_vjp: number());
}

#[test]
fn in_place() {
    for n in [0, 1, 4] {
        zoo_mut!(damped, damped_vjp: &mut numbers(n), number());
        zoo!(of_damped, of_damped_grad, of_damped_grad_into, of_damped_vjp: &numbers(n), number());
        zoo!(shifted, shifted_grad, shifted_grad_into, shifted_vjp: &mut numbers(n), number());
        zoo!(of_shifted, of_shifted_grad, of_shifted_grad_into, of_shifted_vjp: &numbers(n), number());
    }
}

#[test]
fn structs() {
    zoo_vjp!(stiffened, stiffened_vjp: &spring(), number());
    let (energy, energy_grad, energy_grad_into, energy_vjp) =
        (Spring::energy, Spring::energy_grad, Spring::energy_grad_into, Spring::energy_vjp);
    zoo!(energy, energy_grad, energy_grad_into, energy_vjp: &spring(), number());
    let x = 0.7;
    let of_energies = |spring: &Spring| spring.of_energies(x);
    let of_energies_grad = |spring: &Spring| spring.of_energies_grad(x);
    let of_energies_grad_into = |spring: &Spring, into: &mut SpringTangent| spring.of_energies_grad_into(x, into);
    let spring = spring();
    let mut into = of_energies_grad(&spring).1;
    assert_eq!(of_energies_grad_into(&spring, &mut into), of_energies(&spring));
    assert_eq!(into.stiffness, 2.0 * of_energies_grad(&spring).1.stiffness);
    zoo!(of_response, of_response_grad, of_response_grad_into, of_response_vjp: &self::spring(), &numbers(3), number());
}

/// A rule of another length is no gradient.
#[differentiable(vjp = short_rule)]
fn short(x: &[f64]) -> f64 {
    x.iter().sum()
}

fn short_rule(x: &[f64]) -> (f64, impl FnOnce(f64) -> Vec<f64>) {
    (short(x), |seed| vec![seed])
}

#[differentiable]
fn of_short(x: &[f64]) -> f64 {
    2.0 * short(x)
}

#[test]
#[should_panic(expected = "the rule gives a gradient with respect to `x` of another length than `x`")]
fn a_gradient_of_another_length() {
    short_grad(&[1.0, 2.0]);
}

#[test]
#[should_panic(expected = "the rule gives a gradient with respect to `x` of another length than `x`")]
fn a_gradient_of_another_length_in_a_call() {
    of_short_grad(&[1.0, 2.0]);
}
